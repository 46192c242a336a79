"""What visitors and hosts fill in."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User
from programme.core.clock import SEOUL
from programme.core.display import datetime_text
from programme.core.forms import ReasonForm

from .choices import Language, SeatsWanted, VisitorKind
from .models import Booking, Certificate, Route, Session, TourProgramme, Zone
from .queries import sessions_to_move_to
from .services.refusals import not_admitted_text


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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
        kind = self.fields["kind"]
        kind.choices = [(code, label) for code, label in VisitorKind.choices if code in terms.admits]
        kind.initial = terms.admits[0]
        kind.error_messages["invalid_choice"] = not_admitted_text(terms)
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
        label=_("Caller's telephone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    field_order = ["guest_name", "guest_phone", "kind", "seats", "group_name", "note"]


class SeatsForm(forms.Form):
    """How many come."""

    seats = forms.IntegerField(
        label=_("Number of people"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


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


class CheckInForm(forms.Form):
    """`stay` comes back to the party's own page, for phones that scan one ticket after the other."""

    stay = forms.BooleanField(required=False, widget=forms.HiddenInput)


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


class WalkInForm(SeatsForm):
    """Who comes without a booking."""

    kind = forms.ChoiceField(
        label=_("Who comes"),
        choices=VisitorKind.choices,
        initial=VisitorKind.INDIVIDUAL,
        widget=forms.RadioSelect,
    )


class SessionChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return f"{obj} ({obj.taken}/{obj.capacity})"


class OtherSessions(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        left = ngettext("%(seats)s seat left", "%(seats)s seats left", obj.seats_left)
        when = datetime_text(obj.starts_at, get_language() or "ko")
        return f"{when} · {obj.get_language_display()} · {left % {'seats': obj.seats_left}}"


class MoveBookingForm(forms.Form):
    """Another session of the same factory with enough seats, nobody waiting."""

    takes_object = True

    to = OtherSessions(
        label=_("New session"),
        queryset=Session.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Sessions of this factory that have enough seats for you."),
    )

    def __init__(self, *args: Any, obj: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sessions_to_move_to(obj)


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

    admits = forms.MultipleChoiceField(
        label=_("Open to"),
        choices=VisitorKind.choices,
        initial=VisitorKind.values,
        widget=forms.CheckboxSelectMultiple,
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
            "approval_needed",
            "final_number_days",
            "repeat_days",
            "admits",
            "bus_spaces",
            "step_free",
            "access_ko",
            "access_en",
            "least_visitors",
            "decide_hours",
            "fee_krw",
            "min_age",
        ]

    def _post_clean(self) -> None:
        """The service checks the whole programme and names each field."""


class RouteForm(forms.Form):
    """A way through the factory."""

    route = forms.ModelChoiceField(
        label=_("Route"),
        queryset=Route.objects.none(),
        required=False,
        empty_label=_("No fixed route"),
        help_text=_("Sessions on different routes may be at the same time."),
    )


class SessionTermsForm(RouteForm):
    """At what time, for how many, in which language."""

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
        routes = programme.routes.all()
        if routes:
            self.fields["route"].queryset = routes
        else:
            del self.fields["route"]


class SessionForm(SessionTermsForm):
    """And on which day."""

    date = forms.DateField(label=_("Date"), widget=DayInput())

    field_order = ["date", "time", "capacity", "language", "route"]

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["date"], self.cleaned_data["time"], tzinfo=SEOUL)


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000)


class SharesForm(forms.Form):
    """How many seats each kind of visitors may take at most, and until when."""

    school_seats = forms.IntegerField(
        label=_("At most for schools"), min_value=0, max_value=1000, required=False
    )
    industry_seats = forms.IntegerField(
        label=_("At most for companies and organisations"), min_value=0, max_value=1000, required=False
    )
    individual_seats = forms.IntegerField(
        label=_("At most for individual visitors"), min_value=0, max_value=1000, required=False
    )
    shares_end_at = forms.DateTimeField(
        label=_("Unused shares are open to all from"),
        required=False,
        help_text=_("In Seoul. Left empty, the shares hold until the start."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class GuideForm(forms.Form):
    guide = forms.ModelChoiceField(label=_("Guide"), queryset=User.objects.none())

    def __init__(self, *args: Any, guides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = guides


class StopForm(ReasonForm):
    """Why a session is stopped: the visitors are told."""

    field_order = ["begins_on", "ends_on", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Sent to everyone who booked or waits. Do not name people.")


class StopPeriodForm(StopForm):
    """Why, and from which day to which."""

    begins_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        if "begins_on" in days and "ends_on" in days and days["ends_on"] < days["begins_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return days


class DaysField(forms.CharField):
    """Days as people write them in a list: 2026-12-24, one a line or with commas between."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5000, **kwargs)
        self.widget.attrs.update(rows=3)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        days = []
        for written in text.replace(",", " ").split():
            try:
                days.append(date.fromisoformat(written))
            except ValueError as error:
                message = _("“%(written)s” is not a day. Write days as 2026-12-24.") % {"written": written}
                raise forms.ValidationError(message) from error
        return days


WEEKDAYS = [(number, WEEKDAY_NAMES[number]) for number in range(7)]


class SeriesForm(SessionTermsForm):
    """A weekly rule: on which days, at what time, from when to when, and which days not."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())
    except_days = DaysField(
        label=_("Except on"),
        required=False,
        help_text=_("Days such as 2026-12-24, one a line. Days without tours are left out by themselves."),
    )

    date = None
    field_order = ["weekdays", "time", "first", "last", "except_days", "capacity", "language", "route"]

    def clean(self) -> dict[str, Any]:
        rule = super().clean() or {}
        if "first" in rule and "last" in rule:
            if rule["last"] < rule["first"]:
                self.add_error("last", _("The last day lies before the first."))
            elif rule["last"] - rule["first"] > timedelta(days=731):
                self.add_error("last", _("Choose at most two years."))
        return rule

    def rule(self) -> dict[str, Any]:
        """As services.plan_series takes it."""
        names = ("weekdays", "first", "last", "except_days")
        rule = {name: self.cleaned_data[name] for name in names}
        return {"at": self.cleaned_data["time"], "route": self.cleaned_data.get("route"), **rule}


class CopyForm(forms.Form):
    days = DaysField(
        label=_("Days"),
        help_text=_("Days such as 2026-12-24, one a line. Time, seats, language and shares are the same."),
    )


class BlackoutForm(forms.Form):
    """Days on which nobody can come."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Only you and staff see it."))


class ZoneForm(forms.ModelForm):
    """A part of the factory and its rules; services.add_zone checks and writes."""

    class Meta:
        model = Zone
        fields = ["name_ko", "name_en", "photos", "nda", "min_age", "gear_ko", "gear_en"]

    def _post_clean(self) -> None:
        """The service checks the whole zone and names each field."""


class RouteNameForm(forms.ModelForm):
    """A route's names; services.add_route checks and writes."""

    class Meta:
        model = Route
        fields = ["name_ko", "name_en"]

    def _post_clean(self) -> None:
        """The service checks the names."""
