"""Sending a message again, as a button in the back office."""

from django.utils.translation import gettext_lazy as _

from programme.core.moves import Act, name_events, register_acts

from . import permissions, services
from .choices import MessageStatus
from .models import Message

register_acts(
    Act(
        model=Message,
        verb="send_again",
        label=_("Send again"),
        can=permissions.can_send_again,
        service=services.send_again,
        noun="message",
        bulk="notifications.change_message",
        when=lambda message: message.status != MessageStatus.QUEUED and bool(message.context),
        warning=_("The person receives the same message once more."),
    )
)

name_events({"notifications.send_again": _("Message sent again")})
