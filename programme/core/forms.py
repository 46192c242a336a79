"""Forms that several steps share."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar (which reads and writes ISO dates in any language)."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """A step that must say why; the reason is kept in the event's data."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the record. Do not name people."),
    )
