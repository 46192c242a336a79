"""What staff fill in when they decide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FailForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the application does not pass"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is sent to the company. At most 500 characters."),
    )
