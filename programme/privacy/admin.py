from django.contrib import admin

from programme.core.admin import ReadOnlyAdmin

from .models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """For the monthly check that the rules ask for."""

    list_display = ["at", "by", "what", "whose", "people", "why", "place"]
    list_filter = ["what"]
    search_fields = ["=by", "=whose"]
    date_hierarchy = "at"
    fields = ["at", "by", "what", "whose", "people", "why", "place"]
