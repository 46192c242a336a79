"""Forms of the money's pages and steps."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.core.forms import DayInput, WonField
from programme.core.money import format_won
from programme.factories.models import LighthouseFactory

from .choices import CheckOutcome
from .models import Agreement, Indicator, YearPlan
from .queries import open_years, planned_years, proposed_years
from .services.money import MOST_KRW


class PaymentField(WonField):
    """An amount above zero, and no more than there can be."""

    default_error_messages = {"invalid": _("Enter a whole number of won above zero.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_KRW, **kwargs)
        for validator in self.validators:
            validator.message = (
                _("This is more than there is.")
                if isinstance(validator, MaxValueValidator)
                else self.default_error_messages["invalid"]
            )


class RequestForm(forms.Form):
    """The company's request for a part of a year's money."""

    takes_object = True
    year_plan = forms.ModelChoiceField(
        queryset=YearPlan.objects.none(), label=_("Year"), empty_label=None, widget=forms.RadioSelect
    )
    amount_krw = PaymentField(label=_("Amount"))
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done and bought, with contract or invoice numbers. No personal data."),
    )

    def __init__(self, *args: Any, obj: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year_plan"]
        years = open_years(obj)
        field.queryset = obj.years.order_by("year_number")
        field.label_from_instance = year_label
        field.choices = [(year.pk, year_label(year)) for year in years]
        if years:
            field.initial = years[0].pk


def year_label(year: YearPlan) -> str:
    """A year in a choice, with what is left to request."""
    return gettext("Year %(number)s (fiscal year %(fiscal_year)s), %(left)s left") % {
        "number": year.year_number,
        "fiscal_year": year.fiscal_year,
        "left": format_won(year.left_krw, get_language() or "ko"),
    }


class MeasurementForm(forms.Form):
    """A measured value of one agreed indicator."""

    takes_object = True
    indicator = forms.ModelChoiceField(
        queryset=Indicator.objects.none(), label=_("Indicator"), empty_label=None
    )
    value = forms.DecimalField(
        label=_("Value"),
        max_digits=16,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    measured_on = forms.DateField(label=_("Measured on"), widget=DayInput())

    def __init__(self, *args: Any, obj: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = obj.indicators.order_by("position", "id")
        self.fields["measured_on"].initial = seoul_day(db_now())


class CheckForm(forms.Form):
    """The outcome of a year's check."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CheckOutcome.choices)
    note = forms.CharField(
        label=pgettext_lazy("yearly check", "Findings"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CompletionForm(forms.Form):
    """What a completion confirms."""

    capability_level_confirmed = forms.IntegerField(
        label=_("Confirmed capability level"),
        min_value=1,
        max_value=5,
        help_text=_("Manufacturing-innovation capability, 1 to 5."),
    )
    completed_on = forms.DateField(label=_("Completed on"), widget=DayInput())


class PlanForm(forms.Form):
    """The start and up to three years of an agreement; gives `years` and `starts_on`."""

    takes_object = True
    starts_on = forms.DateField(label=_("Starts on"), widget=DayInput())
    fiscal_year_1 = forms.IntegerField(label=_("Fiscal year of year 1"), min_value=2000, max_value=2100)
    amount_krw_1 = PaymentField(label=_("Amount of year 1"))
    fiscal_year_2 = forms.IntegerField(
        label=_("Fiscal year of year 2"), min_value=2000, max_value=2100, required=False
    )
    amount_krw_2 = PaymentField(label=_("Amount of year 2"), required=False)
    fiscal_year_3 = forms.IntegerField(
        label=_("Fiscal year of year 3"), min_value=2000, max_value=2100, required=False
    )
    amount_krw_3 = PaymentField(label=_("Amount of year 3"), required=False)

    def __init__(self, *args: Any, obj: LighthouseFactory | Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafted = isinstance(obj, Agreement)
        self.fields["starts_on"].initial = obj.starts_on if drafted else seoul_day(db_now())
        years = planned_years(obj) if drafted else proposed_years(obj)
        for number, (fiscal_year, amount) in enumerate(years, start=1):
            self.fields[f"fiscal_year_{number}"].initial = fiscal_year
            self.fields[f"amount_krw_{number}"].initial = amount

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = [(n, data.get(f"fiscal_year_{n}"), data.get(f"amount_krw_{n}")) for n in (1, 2, 3)]
        for number, fiscal_year, amount in rows:
            half = [name for name, value in (("fiscal_year", fiscal_year), ("amount_krw", amount)) if value]
            if len(half) == 1 and not {f"fiscal_year_{number}", f"amount_krw_{number}"} & set(self.errors):
                missing = "amount_krw" if half == ["fiscal_year"] else "fiscal_year"
                self.add_error(f"{missing}_{number}", _("Give both the fiscal year and the amount."))
        return {
            "starts_on": data.get("starts_on"),
            "years": [(fiscal_year, amount) for _n, fiscal_year, amount in rows if fiscal_year and amount],
        }


class AppropriationForm(forms.Form):
    """What the state gives a call in one fiscal year."""

    call = forms.ModelChoiceField(queryset=Call.objects.order_by("-id"), label=_("Call"))
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2100)
    amount_krw = PaymentField(label=_("Appropriation"))


class AmountForm(forms.Form):
    """An appropriation's new amount."""

    amount_krw = PaymentField(label=_("Appropriation"))


class MilestoneForm(forms.Form):
    """A milestone of a draft."""

    year_number = forms.IntegerField(label=_("Year"), min_value=1, max_value=3)
    title = forms.CharField(label=_("Milestone"), max_length=160)
    title_en = forms.CharField(label=_("Milestone (English)"), max_length=160, required=False)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput())
