"""Forms about people."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .choices import APPOINTED_ROLES, Role, TokenScope


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class SignupForm(forms.Form):
    """What allauth's sign-up asks beside the e-mail address."""

    name = name_field()

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.language = getattr(request, "LANGUAGE_CODE", "ko")[:2]
        user.save(update_fields=["name", "language"])


class NameForm(forms.Form):
    """What is still unknown of whoever came in by a code for the first time."""

    name = name_field()


class ProfileForm(forms.Form):
    """A person's own name and language."""

    name = name_field()
    language = forms.ChoiceField(
        label=_("Language of e-mails"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Signing in on a page in the other language changes it too."),
    )


class AppointForm(forms.Form):
    """Staff make a person consultant or evaluator."""

    email = forms.EmailField(label=_("E-mail"))
    name = name_field()
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in Role if role in APPOINTED_ROLES]
    )


class TokenForm(forms.Form):
    """A token for a program: by what to recognise it, what it may do, for how long."""

    name = forms.CharField(
        label=_("Name of the token"), max_length=60, help_text=_("For example the program that uses it.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=TokenScope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
        widget=forms.RadioSelect,
    )
