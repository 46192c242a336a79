"""A class in two groups: who comes in which, and giving back one or both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choices import VisitorKind
from ..models import Booking, Session, TourProgramme
from ..queries import other_group, parallel_sessions
from ..splitting import split_evenly
from .schools import people_input
from .visit import BookingForm


class SplitForm(BookingForm):
    """A school that comes in two groups at the same time, each with its own adults."""

    kind = None  # type: ignore[assignment]  # Django's way to leave a field out
    beside = forms.ModelChoiceField(
        queryset=Session.objects.none(), to_field_name="public_id", widget=forms.HiddenInput
    )
    beside_seats = forms.IntegerField(
        label=_("Second group: number of people"), min_value=1, max_value=1000, widget=people_input()
    )
    beside_adults = forms.IntegerField(
        label=_("Second group: accompanying adults among them"),
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
        self.fields["seats"].label = _("First group: number of people")
        self.fields["adults"].label = _("First group: accompanying adults among them")
        self.fields["seats"].help_text = _("As a group %(min)s to %(max)s people.") % {
            "min": session.tour_programme.group_min,
            "max": session.tour_programme.group_max,
        }
        for name in ("school_kind", "group_name", "adults"):
            self.fields[name].required = True
            if name != "adults":
                self.fields[name].help_text = ""

    def ask_kind(self, terms: TourProgramme) -> None:
        """It is a school: the field is not there."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = VisitorKind.SCHOOL
        party = super().clean()
        party.pop("kind")
        return party


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
    """Of a class in two groups: this group, or the whole class."""

    takes_object = True

    whole = forms.TypedChoiceField(
        label=_("What do you give back?"),
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def __init__(self, *args: Any, obj: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = other_group(obj)
        if other is None:
            del self.fields["whole"]
            return
        self.fields["whole"].choices = [
            ("no", _("This group: %(seats)s people") % {"seats": obj.seats}),
            ("yes", _("The whole class: %(seats)s people") % {"seats": obj.seats + other.seats}),
        ]
