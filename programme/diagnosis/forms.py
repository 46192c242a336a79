"""What consultants, designers and staff fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.core.forms import DayInput, WonField, WonInput

from .models import Cost, Design, Diagnosis, Finding, Improvement, Indicator
from .queries import consultants


class ConsultantForm(forms.Form):
    consultant = forms.ModelChoiceField(label=_("Consultant"), queryset=consultants())


class DesignerForm(forms.Form):
    designer = forms.ModelChoiceField(label=_("Designer"), queryset=consultants())


class VisitForm(forms.Form):
    visited_on = forms.DateField(
        label=_("Day of the visit"),
        widget=DayInput(),
    )


class UnfinishedForm(forms.ModelForm):
    """Nothing is required while it is being written; completing it names what is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.needed_later = True  # type: ignore[attr-defined]


class DiagnosisForm(UnfinishedForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Diagnosis
        fields = ["capability_level", "system_level", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "capability_level": _("The company's level, 1 to 5. A call asks for the ability to reach 4."),
            "system_level": _("The level of this site's systems: a scale of its own."),
        }


class DesignForm(UnfinishedForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Design
        fields = ["goal_capability_level", "goal_system_level", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 8})}


class RowFormSet(forms.BaseFormSet):
    """Rows of one kind: those saved, and an empty one to add another without JavaScript.

    Each error says on which row and about which field it is, as the summary above stands alone.
    """

    row_name: Any = ""

    def row_title(self, index: int) -> str:
        """What the row at `index` is called: "Improvement 2"."""
        return f"{self.row_name} {index + 1}"

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for index, form in enumerate(self.forms):
            for name, errors in form.errors.as_data().items():
                if name in form.fields:
                    texts = [text for error in errors for text in _what_is_wrong(error)]
                    form.errors[name] = form.error_class(
                        [self.in_row(index, name, text) for text in texts], renderer=form.renderer
                    )

    def in_row(self, index: int, name: str, text: str) -> str:
        """An error with its row and field before it."""
        form = self.forms[index]
        label = f", {form[name].label}" if name in form.fields else ""
        return f"{self.row_title(index)}{label}: {text}"

    def add_fault(self, number: int, name: str, text: str) -> None:
        """Put a service's refusal beside the field of the `number`th filled row."""
        filled = [
            index
            for index, form in enumerate(self.forms)
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        index = filled[number]
        form = self.forms[index]
        form.add_error(name if name in form.fields else None, self.in_row(index, name, text))

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this row when saving")

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows that are not to be removed."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def _what_is_wrong(error: ValidationError) -> list[str]:
    if error.code == "required":
        return [str(_("is missing"))]
    if error.code == "max_length" and error.params:
        return [str(_("at most %(limit)d characters") % {"limit": error.params["limit_value"]})]
    return [str(message) for message in error.messages]


def rows_of(model: type, fields: list[str], *, row_name: Any, most: int, **options: Any) -> type[RowFormSet]:
    """A set of forms for rows of `model`, each called `row_name`, with at most `most` of them."""
    made = forms.formset_factory(
        forms.modelform_factory(model, fields=fields, **options),
        formset=RowFormSet,
        extra=1,
        can_delete=True,
        can_delete_extra=False,
        max_num=most,
        validate_max=True,
    )
    made.row_name = row_name
    return made


TEXT = forms.Textarea(attrs={"rows": 3})

FindingRows = rows_of(
    Finding, ["area", "severity", "text"], row_name=_("Finding"), most=40, widgets={"text": TEXT}
)
ImprovementRows = rows_of(
    Improvement,
    ["title", "title_en", "year", "text", "text_en", "technologies"],
    row_name=_("Improvement"),
    most=20,
    widgets={"text": TEXT, "text_en": TEXT, "technologies": forms.CheckboxSelectMultiple},
)
IndicatorRows = rows_of(
    Indicator,
    [
        "category",
        "name",
        "name_en",
        "formula",
        "unit",
        "unit_en",
        "direction",
        "baseline",
        "target",
        "period",
    ],
    row_name=_("Indicator"),
    most=20,
)
CostRows = rows_of(
    Cost,
    ["year", "item", "source", "amount_krw"],
    row_name=_("Cost"),
    most=40,
    field_classes={"amount_krw": WonField},
    widgets={"amount_krw": WonInput},
)
