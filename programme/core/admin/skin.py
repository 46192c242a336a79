"""Plain forms dressed in the skin's widgets."""

from typing import Any

from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

SKINS = {
    "TextInput": UnfoldAdminTextInputWidget,
    "EmailInput": UnfoldAdminTextInputWidget,
    "Textarea": UnfoldAdminTextareaWidget,
    "NumberInput": UnfoldAdminIntegerFieldWidget,
    "Select": UnfoldAdminSelectWidget,
    "DateInput": UnfoldAdminSingleDateWidget,
    "DayInput": UnfoldAdminSingleDateWidget,
    "WonInput": UnfoldAdminTextInputWidget,
    "DateTimeInput": UnfoldAdminTextInputWidget,
    "CheckboxInput": UnfoldBooleanWidget,
    "CheckboxSelectMultiple": UnfoldAdminCheckboxSelectMultipleWidget,
    "ClearableFileInput": UnfoldAdminFileFieldWidget,
    "DecimalInput": UnfoldAdminDecimalFieldWidget,
}


def skin(form: Any) -> Any:
    """Give a step's plain form the admin's widget classes, keeping its own attributes."""
    for field in form.fields.values():
        dressed = SKINS.get(type(field.widget).__name__)
        if dressed is not None:
            field.widget.attrs = {**dressed().attrs, **field.widget.attrs}
        if type(field.widget).__name__ == "Select":
            field.widget.template_name = UnfoldAdminSelectWidget.template_name  # with its arrow
    return form


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: a POST is one even when the form has no fields."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
