"""Forms around a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FORMATS = [("xlsx", _("Excel workbook (xlsx)")), ("csv", _("Comma-separated values (csv)"))]


class ExportForm(forms.Form):
    """Which kind of file; for a list with personal data also why it is needed."""

    format = forms.ChoiceField(label=_("File format"), choices=FORMATS, initial="xlsx")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Why you need the data and what for. It is kept for two years with your name."),
        error_messages={"required": _("Say why you need the data and what for.")},
    )

    def __init__(self, *args: Any, personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not personal:
            del self.fields["reason"]


class ViewForm(forms.Form):
    """A view's name, and whether the list opens with it."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    opens = forms.BooleanField(label=_("Open the list with this view"), required=False)
