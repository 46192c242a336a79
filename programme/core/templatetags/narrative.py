"""How events read in timelines and in the back office."""

from typing import Any

from django import template
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from programme.core.models import Event
from programme.core.moves import event_name as name_of

register = template.Library()


@register.filter
def event_name(verb: str) -> Any:
    return name_of(verb)


@register.filter
def event_person(event: Event) -> str:
    """Who did it: for the back office only; public timelines do not name people."""
    if event.by is None:
        return _("The system")
    person = get_user_model().objects.filter(pk=event.by).first()
    return str(person) if person else _("A person whose record was erased")
