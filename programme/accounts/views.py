"""Pages about people: signing, the account, the demonstration's sign-in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from programme.core.views import ServiceFormView, SigningMixin

from . import demo, services
from .forms import NameForm, ProfileForm


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
        return self.model._default_manager.visible_to(self.request.user)

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
        return self.object.get_absolute_url()

    def perform(self, form: forms.Form) -> HttpResponse:
        self.sign(form, form.cleaned_data["shown_sha256"])
        messages.success(self.request, self.success_message or _("You have signed."))
        return redirect(self.get_success_url())


class ProfileView(LoginRequiredMixin, ServiceFormView):
    """The person's own account: name, language, roles, second factor, data."""

    template_name = "accounts/profile.html"
    form_class = ProfileForm

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"name": user.name, "language": user.language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            grants=user.live_grants,
            has_second_factor=is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]),
            **kwargs,
        )

    def perform(self, form: forms.Form) -> HttpResponse:
        services.update_profile(user=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your account is saved."))
        return redirect("accounts:profile")


class NameView(LoginRequiredMixin, ServiceFormView):
    """A new account's name; then on to the page the person came for."""

    template_name = "accounts/name.html"
    form_class = NameForm

    def perform(self, form: forms.Form) -> HttpResponse:
        user = self.request.user
        services.update_profile(user=user, language=user.language, **form.cleaned_data)
        wanted = self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {self.request.get_host()}, self.request.is_secure())
        return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)


class DemoOnlyMixin:
    """404 unless the demonstration is shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DemoAccountsView(DemoOnlyMixin, TemplateView):
    """One card per demonstration account: what it does, its current code, a button to sign in."""

    template_name = "accounts/demo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = [
            {"kind": kind, "user": user, "code": demo.current_code(user)} for kind, user in demo.demo_users()
        ]
        return super().get_context_data(cards=cards, next=self.request.GET.get("next", ""), **kwargs)


class DemoSignInView(DemoOnlyMixin, View):
    """Sign in as a demonstration account, its second factor taken as used."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [user for kind, user in demo.demo_users() if kind.key == request.POST.get("key")]
        if not chosen:
            raise Http404
        user = chosen[0]
        authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        logout(request)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            target, {request.get_host()}, require_https=request.is_secure()
        )
        return redirect(target if safe else settings.LOGIN_REDIRECT_URL)
