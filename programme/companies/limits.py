"""Limits of form fields, said in words with grouped numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


def name_limits(form: forms.Form) -> None:
    """Let each field's message name its limit; call it when the form has all its fields."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = _("Enter at most %(limit)s characters.") % {
                "limit": f"{field.max_length:,}"
            }
        if isinstance(field, forms.IntegerField):
            _name_bounds(field)


def _name_bounds(field: Any) -> None:
    if field.max_value is not None:
        field.error_messages["max_value"] = _("Enter %(limit)s or less.") % {"limit": f"{field.max_value:,}"}
    if field.min_value is not None:
        field.error_messages["min_value"] = _("Enter %(limit)s or more.") % {"limit": f"{field.min_value:,}"}


class LimitsNamed(forms.Form):
    """A form whose fixed fields name their limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_limits(self)
