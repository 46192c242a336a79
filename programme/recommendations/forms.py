"""What officers and staff fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm

from .models import Nomination


class RecommendForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you recommend this company"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The company, screening and the evaluators read it. At most 2,000 characters."),
    )
    priority = forms.IntegerField(
        label=_("Rank among your recommendations"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("1 is your first choice."),
    )


class EnterForm(RecommendForm):
    reason = forms.CharField(
        label=_("Reason, and where the paper is filed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The company, screening and the evaluators read it. At most 2,000 characters."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you do not recommend this company"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It is sent to the company. At most 2,000 characters."),
    )


class NominationForm(forms.ModelForm):
    class Meta:
        model = Nomination
        fields = ["company_name", "contact_email", "contact_phone", "note"]
        widgets = {
            "company_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "contact_email": _("Erased as soon as the company has applied or is dropped."),
            "contact_phone": _("Erased as soon as the company has applied or is dropped."),
        }


class QuotaForm(ReasonForm):
    """How many companies a techno-park may recommend in a call."""

    allowed = forms.IntegerField(label=_("Recommendations allowed"), min_value=0, max_value=100)
    field_order = ["allowed", "reason"]
