"""All addresses: pages in both languages, then what has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import api, components, errors
from .health import health

handler400 = errors.bad_request
handler404 = api.not_found
handler500 = errors.server_error
# Named when it is asked for: the manifest that knows its hashed name is made after this is read.
favicon = lazy(static, str)("img/favicon.svg")

urlpatterns = [
    path("api/v1/", include(api.urlpatterns)),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="schema-docs"),
    path("health/", health, name="health"),
    path("favicon.ico", RedirectView.as_view(url=favicon)),
    path("i18n/", include("django.conf.urls.i18n")),  # the back office's own language menu
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("account/", include("programme.accounts.urls")),
        path("account/", include("allauth.urls")),
        path("privacy/", include("programme.privacy.urls")),
        path("companies/", include("programme.companies.urls")),
        path("applications/", include("programme.applications.urls")),
        path("factories/", include("programme.factories.urls")),
        path("recommendations/", include("programme.recommendations.urls")),
        path("screening/", include("programme.screening.urls")),
        path("diagnosis/", include("programme.diagnosis.urls")),
        path("evaluation/", include("programme.evaluation.urls")),
        path("selection/", include("programme.selection.urls")),
        path("funding/", include("programme.funding.urls")),
        path("tours/", include("programme.tours.urls")),
        path("components/", components.index, name="components"),
        path("components/<slug:name>/", components.page, name="component_page"),
        path("news/", include("programme.news.urls")),
        path("", include("programme.portal.urls")),
        prefix_default_language=False,
    ),
]
