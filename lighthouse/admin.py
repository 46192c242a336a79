"""The back office: one site for ministry and specialised body."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from unfold.sites import UnfoldAdminSite

from programme.core.queue import WaitingItem


class BackOffice(UnfoldAdminSite):
    """Sign-in happens on the portal's own page, so that its limits and second factor hold here too."""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("portal:desk")  # signed in, but not staff
        wanted = request.GET.get("next") or reverse("admin:index")  # allauth refuses other hosts
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def with_admin_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = inner(request, *args, **kwargs)
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
            return response

        return with_admin_policy


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The back office's first page: what waits for this person at each stage, and for how long."""
    from programme.portal.queries import work_queue  # the admin site is set up before the apps' models

    by_stage: dict[str, list[WaitingItem]] = {}
    for item in work_queue(request.user):  # type: ignore[arg-type]
        by_stage.setdefault(str(item.stage), []).append(item)
    context["queue"] = by_stage
    return context
