"""What staff and companies enter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Outcome


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The company reads it in its letter. Do not name people."),
    )


class PlacesForm(forms.Form):
    places = forms.IntegerField(label=_("How many to select, from the top of the ranking"), min_value=0)


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Your objection and its reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("At most 4,000 characters. One appeal per application."),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the company"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
