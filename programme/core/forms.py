"""Forms that several steps share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_DIGITS = 19  # of a bigint; what is longer is no amount and stays as it was typed


@dataclass(frozen=True)
class FormSection:
    """Some fields of a long form under one heading; a form lists them in `sections`, all fields once.

    `short` fields stand side by side.
    """

    title: Any
    fields: Sequence[str]
    hint: Any = ""
    short: bool = False


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar (which reads and writes ISO dates in any language)."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WonInput(forms.TextInput):
    """An amount in won with its thousands apart; portal.js keeps them apart while it is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "data-won": True, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        text = super().format_value(value)
        an_amount = text and len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()
        return f"{int(text):,}" if an_amount else text


class WonField(forms.IntegerField):
    """A whole number of won; thousands may be separated by commas or spaces."""

    widget = WonInput

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace(",", "").replace(" ", "")
        return super().to_python(value)


class ReasonForm(forms.Form):
    """A step that must say why; the reason is kept in the event's data."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the record. Do not name people."),
    )
