"""The narrative under an object in the back office: events with the people's names and statuses in words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from .models import Event


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as the back office reads it; public timelines name nobody."""

    event: Event
    person: str
    before: str
    after: str


def story(events: Iterable[Event]) -> list[Line]:
    """Lines in the order given; the people are read at once."""
    found = list(events)
    ids = {event.by for event in found if event.by}
    people = {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=ids)}
    erased = _("A person whose record was erased")
    return [
        Line(
            event=event,
            person=people.get(event.by, erased) if event.by else _("The system"),
            before=status_text(event, "from"),
            after=status_text(event, "to"),
        )
        for event in found
    ]


def name_of(person: uuid.UUID) -> str:
    """The person of this id, or that the record was erased."""
    found = get_user_model().objects.filter(pk=person).first()
    return str(found) if found else _("A person whose record was erased")


def status_text(event: Event, end: str) -> str:
    """The status before ("from") or after ("to") in words; as recorded when its model is unknown."""
    value = event.data.get(end, "")
    model = event.subject_type.model_class() if event.subject_type else None
    fields = {field.name: field for field in model._meta.fields} if model else {}
    if not value or "status" not in fields:
        return str(value)
    return str(dict(fields["status"].flatchoices).get(value, value))
