"""Sessions, their seats and their guides, and the days without any."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User
from programme.core.clock import SEOUL
from programme.core.forms import DayInput, ReasonForm

from ..choices import Language
from ..models import Route, Session, TourProgramme


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


class ParallelForm(RouteForm):
    """A second group at the same time: its own route and guide."""

    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000)
    guide = forms.ModelChoiceField(
        label=_("Guide"), queryset=User.objects.none(), required=False, empty_label=_("Choose later")
    )

    field_order = ["capacity", "route", "guide"]

    def __init__(self, *args: Any, session: Session, guides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        busy = session.duties.filter(ended_at=None).values("guide")
        self.fields["guide"].queryset = guides.exclude(pk__in=busy)
        routes = session.tour_programme.routes.exclude(pk=session.route_id)
        if routes:
            self.fields["route"].queryset = routes
        else:
            del self.fields["route"]


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


# 2026-12-24, 2026. 12. 24.(목), 2026/12/24 or 2026년 12월 24일
DAY_WRITTEN = re.compile(
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})(?!\d)\s*[.일]?\s*(?:\([월화수목금토일]\))?"
)


class DaysField(forms.CharField):
    """Days as people write them in a list, one a line or with commas between."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5000, **kwargs)
        self.widget.attrs.update(rows=3)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        days, wrong = [], []
        for found in DAY_WRITTEN.finditer(text):
            try:
                days.append(date(*(int(part) for part in found.groups())))
            except ValueError:
                wrong.append(found[0].strip())
        wrong += [word for word in re.split(r"[\s,;]+", DAY_WRITTEN.sub(" ", text)) if word]
        if wrong:
            message = _("“%(written)s” is not a day. Write days as 2026. 12. 24. or 2026-12-24.")
            raise forms.ValidationError([message % {"written": one} for one in wrong])
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
        help_text=_(
            "One a line, as 2026. 12. 24. or 2026-12-24. Days without tours are left out by themselves."
        ),
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
        help_text=_(
            "One a line, as 2026. 12. 24. or 2026-12-24. Time, seats, language and shares are the same."
        ),
    )


class BlackoutForm(forms.Form):
    """Days on which nobody can come."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Only you and staff see it."))


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
