"""Forms about the registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User

from .models import TechnoPark
from .queries import officers_of


class AppointForm(forms.Form):
    """Names a person by the address with which they signed up."""

    email = forms.EmailField(label=_("Person's e-mail"), help_text=_("The person must have an account."))

    def clean(self) -> dict[str, Any]:
        email = (self.cleaned_data or {}).get("email", "")
        user = User.objects.filter(email__iexact=email).first() if email else None
        if email and user is None:
            self.add_error("email", _("There is no account with this e-mail address."))
        return {"user": user}


class EndForm(forms.Form):
    """Chooses among the techno-park's present officers."""

    takes_object = True
    user = forms.ModelChoiceField(label=_("Officer"), queryset=User.objects.none())

    def __init__(self, *args: Any, obj: TechnoPark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = officers_of(obj)
