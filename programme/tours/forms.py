"""What visitors and hosts fill in."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User
from programme.core.clock import SEOUL

from .choices import Language, SeatsWanted, VisitorKind
from .models import Session, TourProgramme


class BookingForm(forms.Form):
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
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
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

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = session.tour_programme
        self.fields["seats"].help_text = _(
            "Everyone who comes, yourself included: 1 to %(alone)s, as a group %(min)s to %(max)s people."
        ) % {"alone": terms.per_person_limit, "min": terms.group_min, "max": terms.group_max}


class WaitingForm(BookingForm):
    """The same party, and what it takes when fewer seats come free."""

    takes = forms.ChoiceField(
        label=_("If fewer seats come free"),
        choices=SeatsWanted.choices,
        initial=SeatsWanted.ALL,
        widget=forms.RadioSelect,
    )

    field_order = ["kind", "seats", "takes", "group_name", "note"]


class CallerForm(BookingForm):
    """A booking by telephone: whom to call back, beside the party."""

    guest_name = forms.CharField(label=_("Caller's name"), max_length=60)
    guest_phone = forms.CharField(
        label=_("Caller's telephone"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )

    field_order = ["guest_name", "guest_phone", "kind", "seats", "group_name", "note"]


class SessionChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return f"{obj} ({obj.taken}/{obj.capacity})"


class PhoneBookingForm(CallerForm):
    """The same for staff, who first choose the session."""

    session = SessionChoices(label=_("Session"), queryset=Session.objects.none())

    field_order = ["session", *CallerForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["session"].queryset = Session.objects.upcoming().with_factory()


class ProgrammeForm(forms.ModelForm):
    """What a factory shows and on which terms; services.save_programme checks and writes."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TourProgramme
        fields = [
            "summary_ko",
            "summary_en",
            "meeting_point_ko",
            "meeting_point_en",
            "rules_ko",
            "rules_en",
            "languages",
            "duration_minutes",
            "per_person_limit",
            "group_min",
            "group_max",
            "window_days",
            "lead_time_hours",
            "cancellation_deadline_hours",
            "offer_hours",
            "line_by_hand",
            "fee_krw",
            "min_age",
        ]

    def _post_clean(self) -> None:
        """The service checks the whole programme and names each field."""


class SessionForm(forms.Form):
    """When, for how many, in which language."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=_("Starts at"),
        help_text=_("In Seoul."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, programme: TourProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, label) for code, label in Language.choices if code in programme.languages]
        self.fields["language"].choices = offered
        self.fields["language"].initial = offered[0][0]
        self.fields["capacity"].initial = programme.group_max

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["date"], self.cleaned_data["time"], tzinfo=SEOUL)


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000)


class GuideForm(forms.Form):
    guide = forms.ModelChoiceField(label=_("Guide"), queryset=User.objects.none())

    def __init__(self, *args: Any, guides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = guides
