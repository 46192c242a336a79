"""The API's addresses, version 1: each app's own endpoints under one router."""

from rest_framework.routers import DefaultRouter

from programme.applications.api import ApplicationViewSet

router = DefaultRouter()
router.include_format_suffixes = False
router.register("applications", ApplicationViewSet, basename="application")

urlpatterns = router.urls
