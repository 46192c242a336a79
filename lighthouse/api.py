"""The API's addresses, version 1: each app's own endpoints under one router."""

from rest_framework.routers import DefaultRouter

router = DefaultRouter()
router.include_format_suffixes = False

urlpatterns = router.urls
