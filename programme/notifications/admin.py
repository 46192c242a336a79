"""The outbox in the back office."""

from django.contrib import admin

from programme.core.admin import PEOPLE_TAB, ReadOnlyAdmin

from .models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What left, what waits, what was given up. The content is shown to nobody here."""

    shown_tab = PEOPLE_TAB
    shown_on = {"applications.application": "case", "factories.lighthousefactory": "case"}
    list_display = ["template", "recipient", "status", "queued_at", "sent_at", "attempts", "fault"]
    list_filter = ["status", "template"]
    search_fields = ["=recipient__email", "=address"]
    list_select_related = ["recipient"]
    date_hierarchy = "queued_at"
    fields = ["template", "recipient", "address", "status", "queued_at", "sent_at", "attempts", "fault"]
