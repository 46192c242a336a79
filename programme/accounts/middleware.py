"""Who goes nowhere yet: without a second factor, without a name. Refused forms of allauth answer 422."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .second_factor import ask_second_factor, second_factor_used

# What such a person may reach before: enrolling or using the factor, proving the password for it,
# signing out. Names of allauth's own pages; the pages that manage existing factors are not among them.
ALLOWED = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "accounts:demo",
        "accounts:demo_sign_in",
        "schema",
        "set_language",
    }
)


class SecondFactorMiddleware:
    """Lead whoever `needs_second_factor` to it before anything else; the API answers 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or request.resolver_match.view_name in ALLOWED:
            return None
        if second_factor_used(request) or not user.needs_second_factor:
            return None
        if request.path.startswith("/api/"):
            detail = _("Sign in with your second factor first.")
            return JsonResponse({"reason": "second_factor_required", "detail": detail}, status=403)
        return ask_second_factor(request)


class NameFirstMiddleware:
    """Ask whoever came in by a code for the first time for a name, before the page they came for."""

    # Besides these: what the name's own page links to, and the data of someone who gives none.
    NAMELESS = ALLOWED | {"accounts:name", "privacy:policy", "privacy:export", "privacy:erase"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or user.name or request.path.startswith("/api/"):
            return None
        if request.resolver_match.view_name in self.NAMELESS:
            return None
        wanted = request.get_full_path() if request.method == "GET" else ""
        return redirect(f"{reverse('accounts:name')}?{urlencode({'next': wanted})}")


class RefusedFormMiddleware:
    """Answer 422 where allauth shows a form again with errors, as every other page of the portal does."""

    FORMS = ("form", "verify_form", "change_form")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if request.method == "POST" and response.status_code == 200 and name.startswith(("account_", "mfa_")):
            context = response.context_data or {}
            if any(getattr(context.get(form), "errors", None) for form in self.FORMS):
                response.status_code = 422
        return response
