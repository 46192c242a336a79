"""What consultants, designers and staff fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Cost, Design, Diagnosis, Finding, Improvement, Indicator
from .queries import consultants


class ConsultantForm(forms.Form):
    consultant = forms.ModelChoiceField(label=_("Consultant"), queryset=consultants())


class DesignerForm(forms.Form):
    designer = forms.ModelChoiceField(label=_("Designer"), queryset=consultants())


class VisitForm(forms.Form):
    visited_on = forms.DateField(
        label=_("Day of the visit"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DiagnosisForm(forms.ModelForm):
    """Nothing is required while it is being written; completing it names what is missing."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Diagnosis
        fields = ["capability_level", "system_level", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "capability_level": _("The company's level, 1 to 5. A call asks for the ability to reach 4."),
            "system_level": _("The level of this site's systems: a scale of its own."),
        }


class DesignForm(forms.ModelForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Design
        fields = ["goal_capability_level", "goal_system_level", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 8})}


class RowFormSet(forms.BaseFormSet):
    """Rows of one kind: those saved, and an empty one to add another without JavaScript."""

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


def rows_of(model: type, fields: list[str], *, most: int, **options: Any) -> type[RowFormSet]:
    """A set of forms for rows of `model`, with at most `most` of them."""
    return forms.formset_factory(
        forms.modelform_factory(model, fields=fields, **options),
        formset=RowFormSet,
        extra=1,
        can_delete=True,
        can_delete_extra=False,
        max_num=most,
        validate_max=True,
    )


TEXT = forms.Textarea(attrs={"rows": 3})

FindingRows = rows_of(Finding, ["area", "severity", "text"], most=40, widgets={"text": TEXT})
ImprovementRows = rows_of(
    Improvement,
    ["title", "year", "text", "technologies"],
    most=20,
    widgets={"text": TEXT, "technologies": forms.CheckboxSelectMultiple},
)
IndicatorRows = rows_of(
    Indicator,
    ["category", "name", "formula", "unit", "direction", "baseline", "target", "period"],
    most=20,
)
CostRows = rows_of(Cost, ["year", "item", "source", "amount_krw"], most=40)
