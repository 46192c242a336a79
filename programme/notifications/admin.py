"""The outbox in the back office."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.core.admin import PEOPLE_TAB, ReadOnlyAdmin, StandardView

from .choices import MessageStatus
from .models import Message
from .services import render_message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What left, what waits, what was given up. The content is shown to nobody here."""

    shown_tab = PEOPLE_TAB
    shown_on = {"applications.application": "case", "factories.lighthousefactory": "case"}
    shown_fields = ("subject", "to", "status", "queued_at", "sent_at")
    waits = Q(status=MessageStatus.QUEUED)
    since = "queued_at"
    personal = True
    list_display = ["template", "to", "status", "queued_at", "sent_at", "attempts", "fault"]
    list_filter: list[Any] = ["status", "template"]
    search_fields = ["recipient__name", "recipient__email", "address"]
    list_select_related = ["recipient"]
    date_hierarchy = "queued_at"
    standard_views = (
        StandardView(name=_("Given up"), query="status__exact=failed"),
        StandardView(name=_("Waiting to be sent"), query="status__exact=queued"),
    )
    fields = ["subject", "recipient", "address", "status", "queued_at", "sent_at", "attempts", "fault"]

    @admin.display(description=_("recipient"), ordering="recipient__name")
    def to(self, message: Message) -> str:
        """The person and the address it went to."""
        person = str(message.recipient) if message.recipient else ""
        return f"{person} <{message.to}>" if person and person != message.to else message.to

    def heading(self, obj: Message) -> str:
        return gettext("%(subject)s, to %(to)s") % {"subject": self.subject(obj), "to": obj.to}

    @admin.display(description=_("subject"))
    def subject(self, message: Message) -> str:
        """The subject as it is sent; of which stage it was where the content is secret or forgotten."""
        stage = str(apps.get_app_config(message.template.split("/")[0]).verbose_name)
        if message.secret or not message.context:
            return stage
        try:
            return render_message(message)[0]
        except NoReverseMatch:  # written for a template that has since come to need more
            return stage
