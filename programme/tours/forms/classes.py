"""A class in two groups: who comes in which, and giving back one or both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.core.clock import db_now
from programme.core.display import name_in_language, people_text

from ..choices import VisitorKind
from ..models import Booking, Session, TourProgramme
from ..queries import groups_beside, other_group, parallel_sessions
from ..splitting import split_evenly
from .schools import people_input, seats_text
from .visit import BookingForm


class SplitForm(BookingForm):
    """A school that comes in two groups at the same time, each with its own adults."""

    kind = None  # type: ignore[assignment]  # Django's way to leave a field out
    beside = forms.ModelChoiceField(
        queryset=Session.objects.none(), to_field_name="public_id", widget=forms.HiddenInput
    )
    beside_seats = forms.IntegerField(
        label=gettext_lazy("Second group: number of people"),
        min_value=1,
        max_value=1000,
        widget=people_input(),
    )
    beside_adults = forms.IntegerField(
        label=gettext_lazy("Second group: accompanying adults among them"),
        min_value=0,
        max_value=1000,
        widget=people_input(),
    )

    field_order = [
        "school_kind", "group_name", "seats", "adults", "beside_seats", "beside_adults", "note", "beside",
    ]  # fmt: skip

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        self.fields["beside"].queryset = parallel_sessions(session)
        self.name_groups(session)
        for name in ("school_kind", "group_name", "adults"):
            self.fields[name].required = True
            if name != "adults":
                self.fields[name].help_text = ""

    def name_groups(self, session: Session) -> None:
        """Say of each group which of those at the same time it is, and how many seats it has left."""
        chosen = self["beside"].value()
        groups = groups_beside(session)
        pair = [session, *[one for one in groups if one.public_id == chosen]]
        size = _("As a group %(min)s to %(max)s people.") % {
            "min": session.tour_programme.group_min,
            "max": session.tour_programme.group_max,
        }
        now = getattr(session, "now", None) or db_now()
        for prefix, group in zip(("", "beside_"), pair, strict=False):
            name = group_name(group)
            left = seats_text(group.seats_left_for(VisitorKind.SCHOOL, now))
            seats, adults = self.fields[f"{prefix}seats"], self.fields[f"{prefix}adults"]
            seats.label = _("%(group)s: number of people") % {"group": name}
            seats.help_text = f"{left}. {size}"
            adults.label = _("%(group)s: accompanying adults among them") % {"group": name}

    def ask_kind(self, terms: TourProgramme) -> None:
        """It is a school: the field is not there."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = VisitorKind.SCHOOL
        party = super().clean()
        party.pop("kind")
        return party


def group_name(group: Session) -> str:
    """What a session is called among those at the same time: "1조", with its route where it has one."""
    name = _("Group %(number)s") % {"number": group.group_number}  # type: ignore[attr-defined]
    return f"{name} ({name_in_language(group.route)})" if group.route else name


def proposed_split(session: Session, party: Mapping[str, Any], now: datetime) -> SplitForm | None:
    """The form of a class too large for `session`, shared out evenly with a parallel one.

    None where it is no school, where people wait, or where the class does not fit into both.
    """
    if party.get("kind") != VisitorKind.SCHOOL or session.waiting:
        return None
    school_kind, room = party["school_kind"], session.seats_left_for(VisitorKind.SCHOOL, now)
    for beside in parallel_sessions(session).filter(waiting=0):
        shares = split_evenly(
            session.tour_programme,
            school_kind=school_kind,
            seats=party["seats"],
            adults=party["adults"],
            room=(room, beside.seats_left_for(VisitorKind.SCHOOL, now)),
        )
        if shares:
            asked = {
                **party,
                "beside": beside.public_id,
                "seats": shares[0].seats,
                "adults": shares[0].adults,
                "beside_seats": shares[1].seats,
                "beside_adults": shares[1].adults,
                **{f"agree_{public_id}": "on" for public_id in party["consents"]},
            }
            return SplitForm(asked, session=session)
    return None


class CancelBookingForm(forms.Form):
    """Why; of a class in two groups: this group, or the whole class."""

    takes_object = True

    whole = forms.TypedChoiceField(
        label=gettext_lazy("What do you give back?"),
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent to whoever booked, with your factory's other dates. Do not name people."),
    )

    def __init__(self, *args: Any, obj: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = other_group(obj)
        if other is None:
            del self.fields["whole"]
            return
        self.fields["whole"].choices = [
            ("no", _("This group: %(people)s") % {"people": people_text(obj.seats)}),
            ("yes", _("The whole class: %(people)s") % {"people": people_text(obj.seats + other.seats)}),
        ]
