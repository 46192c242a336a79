"""The admin site itself: sign-in, its own content security policy, lists by stage."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from .dashboard import dashboard
from .navigation import STAGES

if TYPE_CHECKING:
    from programme.core.admin import ListPage


class BackOffice(UnfoldAdminSite):
    """Sign-in happens on the portal's own page, so that its limits and second factor hold here too."""

    index_title = _("Work queue")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What this person may see, by stage instead of by app; an app's own page stays Django's."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        # The page and its side bar both ask, and every model is asked who may see it.
        if not hasattr(request, "stages"):
            request.stages = self.stages(request)  # type: ignore[attr-defined]
        return request.stages  # type: ignore[attr-defined]

    def stages(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The stages with what this person may see of each."""
        apps = super().get_app_list(request)
        models = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
        stages = [
            {
                "name": title,
                "app_label": f"stage-{number}",
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [models[label] for label in labels if label in models],
            }
            for number, (title, labels) in enumerate(STAGES, start=1)
        ]
        return [stage for stage in stages if stage["models"]]

    def get_urls(self) -> list[Any]:
        """Before the lists' own addresses: the dashboard, and what every list offers beside its rows."""
        from lighthouse.office import export, views  # the site is made before the apps' models

        own = [
            path("dashboard/", self.admin_view(dashboard), name="dashboard"),
            path("lists/<str:label>/export/", self.admin_view(export.export_view), name="office_export"),
            path("lists/<str:label>/views/", self.admin_view(views.save_view), name="office_save_view"),
            path("views/<str:public_id>/", self.admin_view(views.change_view), name="office_change_view"),
        ]
        return own + super().get_urls()

    def opening_query(self, request: HttpRequest, office: "ListPage") -> str:
        """The view with which this person wants a list to open; "" for the whole list."""
        from lighthouse.office.tabs import opening_query

        return opening_query(request.user, office)

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
