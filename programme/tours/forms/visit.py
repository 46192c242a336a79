"""What visitors fill in, and what hosts fill in for them."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.core.clock import db_now
from programme.core.display import datetime_text, name_in_language, people_text

from ..choices import SeatsWanted, VisitorKind
from ..models import Booking, Certificate, ConsentText, Session, TourProgramme, number_typed
from ..queries import other_group, sessions_to_move_to, texts_read
from ..services.audience import not_admitted_text
from .consents import ConsentFields
from .schools import SchoolFields, people_input, seats_text


class BookingForm(ConsentFields, SchoolFields):
    """A party: heads only, no names of those who come along."""

    kind = forms.ChoiceField(
        label=_("Who comes"),
        choices=VisitorKind.choices,
        initial=VisitorKind.INDIVIDUAL,
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(
        label=_("Number of people"),
        min_value=1,
        max_value=1000,
        help_text=_("Everyone who comes, yourself included."),
        widget=people_input(),
    )
    group_name = forms.CharField(
        label=_("School or organisation"),
        max_length=100,
        required=False,
        help_text=_("Needed for groups."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    note = forms.CharField(
        label=_("Note to the host"),
        max_length=300,
        required=False,
        help_text=_("Wheelchairs, interpreting and so on. Do not write children's names."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["kind", "school_kind", "seats", "adults", "group_name", "note"]
    asks_consents = True

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = session.tour_programme
        self.fields["group_name"].needed_later = True  # the service asks for it where a group comes
        self.ask_kind(terms)
        self.say_seats(session)
        self.ask_schools(terms)
        if self.asks_consents:
            self.ask_consents(texts_read(session.text_rows))  # type: ignore[attr-defined]
        self.fields["seats"].help_text = _(
            "Everyone who comes, yourself included: 1 to %(alone)s, as a group %(min)s to %(max)s people."
        ) % {"alone": terms.per_person_limit, "min": terms.group_min, "max": terms.group_max}

    def ask_kind(self, terms: TourProgramme) -> None:
        """Offer whom the factory takes."""
        kind = self.fields["kind"]
        kind.choices = [(code, label) for code, label in VisitorKind.choices if code in terms.admits]
        kind.initial = terms.admits[0]
        kind.error_messages["invalid_choice"] = not_admitted_text(terms)

    def say_seats(self, session: Session) -> None:
        """Where kinds of visitors have shares of the seats, say what is left to each before it is asked."""
        if "kind" not in self.fields or not session.has_shares:
            return
        left = dict(session.seats_by_kind(getattr(session, "now", None) or db_now()))
        kind = self.fields["kind"]
        kind.choices = [
            (code, f"{label} ({seats_text(left[code])})" if code in left else label)
            for code, label in kind.choices
        ]

    def clean(self) -> dict[str, Any]:
        party = super().clean()
        if party.get("kind") == VisitorKind.INDIVIDUAL:
            party["group_name"] = ""  # typed before someone else was chosen; the field is hidden then
        return party


class WaitingForm(BookingForm):
    """The same party, and what it takes when fewer seats come free; it agrees when it has seats."""

    asks_consents = False

    takes = forms.ChoiceField(
        label=_("If fewer seats come free"),
        choices=SeatsWanted.choices,
        initial=SeatsWanted.ALL,
        widget=forms.RadioSelect,
    )

    field_order = ["kind", "school_kind", "seats", "adults", "takes", "group_name", "note"]


class CallerForm(BookingForm):
    """A booking by telephone: whom to call back, beside the party, which agrees at the door."""

    asks_consents = False

    guest_name = forms.CharField(label=_("Caller's name"), max_length=60)
    guest_phone = forms.CharField(
        label=_("Caller's telephone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    field_order = ["guest_name", "guest_phone", *BookingForm.field_order]

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        terms = session.tour_programme
        self.address_host()
        self.fields["seats"].help_text = _(
            "%(left)s. Everyone who comes: 1 to %(alone)s, as a group %(min)s to %(max)s people."
        ) % {
            "left": seats_text(session.seats_left),
            "alone": terms.per_person_limit,
            "min": terms.group_min,
            "max": terms.group_max,
        }

    def address_host(self) -> None:
        """The host fills this in, not whoever comes."""
        self.fields["adults"].help_text = _("Needed for schools and youth groups: teachers and guardians.")
        self.fields["note"].help_text = _(
            "What the caller asks for: wheelchairs, interpreting. No names of children."
        )
        self.fields["guest_name"].help_text = _(
            "Whom you can call back. No tickets are sent: the host checks by name."
        )
        self.fields["guest_phone"].help_text = _("Digits, for example 010-0000-0000.")


class SeatsForm(forms.Form):
    """How many come."""

    seats = forms.IntegerField(
        label=_("Number of people"),
        min_value=1,
        max_value=1000,
        widget=people_input(),
    )


class FinalNumberForm(SeatsForm):
    """How many come in the end, and of a school how many adults among them."""

    adults = forms.IntegerField(
        label=_("Accompanying adults among them"),
        min_value=0,
        max_value=1000,
        widget=people_input(),
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not booking.school_kind:
            del self.fields["adults"]


class WalkInForm(SchoolFields, SeatsForm):
    """Who comes without a booking."""

    kind = forms.ChoiceField(
        label=_("Who comes"),
        choices=VisitorKind.choices,
        initial=VisitorKind.INDIVIDUAL,
        widget=forms.RadioSelect,
    )

    agreed = forms.BooleanField(required=False)

    field_order = ["kind", "school_kind", "seats", "adults", "agreed"]

    def __init__(
        self, *args: Any, session: Session, texts: Iterable[ConsentText] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask_schools(session.tour_programme)
        self.fields["seats"].help_text = seats_text(session.seats_left)
        kinds = ", ".join(str(text.get_kind_display()) for text in texts)
        if kinds:
            self.fields["agreed"].label = _("They have read and agreed: %(kinds)s") % {"kinds": kinds}
        else:
            del self.fields["agreed"]


class CheckInForm(forms.Form):
    """How many came; `stay` comes back to the party's own page, for phones that scan ticket after ticket."""

    stay = forms.BooleanField(required=False, widget=forms.HiddenInput)
    attended = forms.IntegerField(
        label=_("People who came"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SessionChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return f"{obj} ({obj.taken}/{obj.capacity})"


class PhoneBookingForm(CallerForm):
    """The same for staff, who first choose the session."""

    session = SessionChoices(label=_("Session"), queryset=Session.objects.none())

    field_order = ["session", *CallerForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        SchoolFields.__init__(self, *args, **kwargs)
        self.address_host()
        self.fields["seats"].help_text = _("Everyone who comes.")
        self.fields["session"].queryset = Session.objects.upcoming().with_factory()


class OtherSessions(forms.ModelChoiceField):
    """Sessions by day, route and language; `spoken` is the language booked, another one is pointed out.

    `for_both` are the ids of those beside which the other group of a class has seats.
    """

    spoken = ""
    for_both: Collection[int] = ()

    def label_from_instance(self, obj: Session) -> str:
        when = datetime_text(obj.starts_at, get_language() or "ko", weekday=True)
        language = _("guided in %(language)s") % {"language": obj.get_language_display()}
        if obj.language != self.spoken:
            language = _("%(guided)s (not the language you booked)") % {"guided": language}
        route = name_in_language(obj.route) if obj.route else ""
        both = _("room for both groups") if obj.pk in self.for_both else ""
        return " · ".join(filter(None, (when, route, language, seats_text(obj.seats_left), str(both))))


class MoveBookingForm(forms.Form):
    """Another session of the same factory with enough seats, nobody waiting; one group, or the class."""

    takes_object = True

    whole = forms.TypedChoiceField(
        label=_("What do you move?"),
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        help_text=_("The whole class needs another group at the same time. Both are moved, or neither."),
    )
    to = OtherSessions(
        label=_("New session"),
        queryset=Session.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Sessions of this factory that have enough seats and can still be changed."),
    )

    def __init__(self, *args: Any, obj: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sessions_to_move_to(obj).select_related("route")
        self.fields["to"].spoken = obj.session.language
        other = other_group(obj)
        if other is None:
            del self.fields["whole"]
            return
        self.fields["whole"].choices = [
            ("yes", _("The whole class: %(people)s") % {"people": people_text(obj.seats + other.seats)}),
            ("no", _("This group: %(people)s") % {"people": people_text(obj.seats)}),
        ]
        self.fields["to"].for_both = with_room_beside(self.fields["to"].queryset, other.seats)


def with_room_beside(sessions: Iterable[Session], seats: int) -> set[int]:
    """The ids of the sessions that have another one at their time with so many seats."""
    sessions = list(sessions)
    return {
        one.pk
        for one in sessions
        for beside in sessions
        if beside.pk != one.pk and beside.starts_at == one.starts_at and beside.seats_left >= seats
    }


class CertificateForm(forms.Form):
    """What those who verify a certificate are told beside the visit itself."""

    shows_name = forms.BooleanField(label=_("Show my name to those who verify"), required=False)
    shows_group = forms.BooleanField(
        label=_("Show the school or organisation to those who verify"), required=False
    )

    def __init__(self, *args: Any, booking: Booking, certificate: Certificate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not booking.group_name:
            del self.fields["shows_group"]
        if certificate is not None:
            self.initial = {"shows_name": certificate.shows_name, "shows_group": certificate.shows_group}


class VerifyForm(forms.Form):
    """The number of a certificate, as people type it: capitals, dashes, an O for a zero."""

    number = forms.CharField(
        label=_("Certificate number"),
        help_text=_("12 letters and digits, for example 7K2M-94XQ-D3PA. Capitals and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_number(self) -> str:
        return number_typed(self.cleaned_data["number"])


class MarkField(forms.TypedChoiceField):
    """A mark from 1 to 5, as a row of choices."""

    def __init__(self, **kwargs: Any) -> None:
        marks = [(5, _("5 – very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – poor"))]
        super().__init__(choices=marks, coerce=int, widget=forms.RadioSelect, **kwargs)


class SurveyForm(forms.Form):
    """What a party thought: marks only, no free text in which someone could be named."""

    overall = MarkField(label=_("The visit as a whole"))
    guidance = MarkField(label=_("The guidance"))
    learned = MarkField(label=_("What was learned"))
