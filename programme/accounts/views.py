"""Pages about people: signing, the account, the demonstration's sign-in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.core.views import SigningMixin


class SignView(LoginRequiredMixin, SigningMixin):
    """A page that signs one object's statement without moving a status (accounts.second_factor).

    Set `model` and write `get_statement(obj)` and `sign(form, shown_sha256)`. `get_queryset` shows a
    person only what is theirs and `can` asks the rest: everything else is 404. `form_class` collects
    what the service takes beside the signature.
    """

    template_name = "accounts/sign.html"
    form_class = forms.Form
    model: type[Model]
    heading: Any = gettext_lazy("Sign")
    success_message: Any = ""

    def get_queryset(self) -> Any:
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def can(self, user: Any, obj: Any) -> bool:
        """Whether this person may sign for `obj`; the service asks again."""
        return True

    def get_statement(self, obj: Any) -> str:
        """The text to be signed, exactly as the service composes it."""
        raise NotImplementedError

    def sign(self, form: forms.Form, shown_sha256: str) -> Any:
        """Call the service that signs."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = get_object_or_404(self.get_queryset(), public_id=kwargs["public_id"])
        if not self.can(request.user, self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def current_statement(self) -> str:
        self.object.refresh_from_db()
        return self.get_statement(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            object=self.object, heading=self.heading, back_url=self.get_success_url(), **kwargs
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[attr-defined]

    def perform(self, form: forms.Form) -> HttpResponse:
        self.sign(form, form.cleaned_data["shown_sha256"])
        messages.success(self.request, self.success_message or _("You have signed."))
        return redirect(self.get_success_url())
