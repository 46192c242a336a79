"""The API's addresses, version 1: each app's own endpoints under one router.

The open data is read-only and shows what the public pages show of real programmes; a person's own things
are reached by session, tours also by token. An endpoint of an app is one line in ROUTES; what is not a
collection stands in urlpatterns.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.defaults import page_not_found
from rest_framework.routers import DefaultRouter

from programme.applications.api import ApplicationViewSet
from programme.calls.api import CallViewSet, ProgrammeViewSet
from programme.core.api import not_found_body
from programme.factories.api import FactoryViewSet, ResultView, StatisticsView
from programme.news.api import ArticleViewSet
from programme.regions.api import (
    IndustryLabelViewSet,
    IndustryViewSet,
    RegionViewSet,
    TechnologyViewSet,
    TechnoParkViewSet,
)
from programme.tours.api import BookingViewSet, PlacesViewSet, TourSessionViewSet, WaitingViewSet

# Address, endpoint, and the name under which its addresses are reversed (<name>-list, <name>-detail).
ROUTES = [
    ("programmes", ProgrammeViewSet, "programme"),
    ("calls", CallViewSet, "call"),
    ("factories", FactoryViewSet, "factory"),
    ("technoparks", TechnoParkViewSet, "technopark"),
    ("regions", RegionViewSet, "region"),
    ("industries", IndustryViewSet, "industry"),
    ("industry-labels", IndustryLabelViewSet, "industry-label"),
    ("technologies", TechnologyViewSet, "technology"),
    ("news", ArticleViewSet, "news"),
    ("tours/sessions", PlacesViewSet, "tour-place"),
    ("tours/sessions", TourSessionViewSet, "tour-session"),  # after the one that has no list
    ("tours/bookings", BookingViewSet, "tour-booking"),  # by session or token, as the places
    ("tours/waiting", WaitingViewSet, "tour-waiting"),
    ("applications", ApplicationViewSet, "application"),  # the person's own, by session
]

router = DefaultRouter()
router.include_format_suffixes = False
for prefix, viewset, basename in ROUTES:
    router.register(prefix, viewset, basename=basename)

urlpatterns = [
    path("calls/<slug:key>/results/", ResultView.as_view(), name="call-results"),
    path("statistics/", StatisticsView.as_view(), name="statistics"),
    *router.urls,
]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the caller's form: JSON under the API's addresses, the page elsewhere."""
    if request.path.startswith("/api/"):
        return JsonResponse(not_found_body(), status=404)
    return page_not_found(request, exception)
