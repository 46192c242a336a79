"""The narrative under an object in the back office: events with the people's names and statuses in words."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from .display import date_text
from .models import Event
from .money import format_won

# Data that is the id of a person, and how it is called.
PEOPLE = {
    "consultant": pgettext_lazy("recorded", "consultant"),
    "designer": pgettext_lazy("recorded", "designer"),
    "guide": pgettext_lazy("recorded", "guide"),
    "person": pgettext_lazy("recorded", "person"),
}
NUMBERS = {
    "allowed_before": pgettext_lazy("recorded", "allowed before"),
    "allowed": pgettext_lazy("recorded", "allowed"),
    "capacity": pgettext_lazy("recorded", "seats"),
    "evaluated": pgettext_lazy("recorded", "evaluated"),
    "evaluators": pgettext_lazy("recorded", "evaluators"),
    "fiscal_year": pgettext_lazy("recorded", "fiscal year"),
    "level": pgettext_lazy("recorded", "level"),
    "number": pgettext_lazy("recorded", "number"),
    "receipt": pgettext_lazy("recorded", "receipt number"),
    "seats": pgettext_lazy("recorded", "seats"),
    "selected": pgettext_lazy("recorded", "selected"),
    "value": pgettext_lazy("recorded", "value"),
    "version": pgettext_lazy("recorded", "version"),
    "year": pgettext_lazy("recorded", "year"),
}
DAYS = {
    "completed_on": pgettext_lazy("recorded", "completed on"),
    "measured_on": pgettext_lazy("recorded", "measured on"),
    "visited_on": pgettext_lazy("recorded", "visited on"),
}
AMOUNTS = {
    "amount_krw": pgettext_lazy("recorded", "amount"),
    "before_krw": pgettext_lazy("recorded", "before"),
    "released_krw": pgettext_lazy("recorded", "released"),
    "share_krw": pgettext_lazy("recorded", "share"),
    "total_krw": pgettext_lazy("recorded", "total"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as the back office reads it; public timelines name nobody.

    `about` is the kind of object it happened to, `details` are names and values of what was recorded.
    """

    event: Event
    person: str
    before: str
    after: str
    about: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)


def story(events: Iterable[Event]) -> list[Line]:
    """Lines in the order given; the people are read at once."""
    found = list(events)
    named = [str(event.data[key]) for event in found for key in PEOPLE if event.data.get(key)]
    person = names_of(found, named)
    return [
        Line(
            event=event,
            person=person(event),
            before=status_text(event, "from"),
            after=status_text(event, "to"),
            about=about_text(event),
            details=list(details_of(event, person.of)),
        )
        for event in found
    ]


class names_of:  # noqa: N801  a function that remembers
    """Who did each of these events, in words; the people are read with one question."""

    def __init__(self, events: Iterable[Event], more: Iterable[str] = ()) -> None:
        ids = {str(event.by) for event in events if event.by} | set(more)
        people = get_user_model().objects.filter(pk__in=ids) if ids else ()
        self.people = {str(person.pk): str(person) for person in people}

    def of(self, person: Any) -> str:
        return self.people.get(str(person)) or _("A person whose record was erased")

    def __call__(self, event: Event) -> str:
        return self.of(event.by) if event.by else _("The system")


def name_of(person: uuid.UUID) -> str:
    """The person of this id, or that the record was erased."""
    found = get_user_model().objects.filter(pk=person).first()
    return str(found) if found else _("A person whose record was erased")


def status_text(event: Event, end: str) -> str:
    """The status before ("from") or after ("to") in words; as recorded when its model is unknown."""
    return choice_text(event, "status", event.data.get(end, ""))


def choice_text(event: Event, name: str, value: Any) -> str:
    """A choice of the event's object in words; as recorded when its model or field is unknown."""
    model = event.subject_type.model_class() if event.subject_type else None
    try:
        choices = dict(model._meta.get_field(name).flatchoices) if model else {}  # type: ignore[union-attr]
    except FieldDoesNotExist:
        choices = {}
    return str(choices.get(value, value))


def about_text(event: Event) -> str:
    """The kind of object the event happened to."""
    model = event.subject_type.model_class() if event.subject_type else None
    return str(capfirst(model._meta.verbose_name)) if model else ""


def details_of(event: Event, person: Callable[[Any], str]) -> Iterable[tuple[str, str]]:
    """What was recorded, in words: ids and keys that say nothing to a reader are left out."""
    language = get_language() or "ko"
    for key, value in event.data.items():
        if value in (None, "", []):
            continue
        if key in PEOPLE:
            yield str(PEOPLE[key]), person(value)
        elif key in AMOUNTS:
            yield str(AMOUNTS[key]), format_won(int(value), language)
        elif key in DAYS:
            yield str(DAYS[key]), date_text(date.fromisoformat(value), language)
        elif key in NUMBERS:
            yield str(NUMBERS[key]), str(value)
        elif key == "outcome":
            yield pgettext("recorded", "result"), choice_text(event, "outcome", value)
        elif key == "fields":
            yield pgettext("recorded", "fields"), ", ".join(field_name(event, one) for one in value)
        elif key in _readings:
            label, reading = _readings[key]
            yield str(label), str(reading(value))


def field_name(event: Event, name: str) -> str:
    """What a form calls this field of the event's object."""
    model = event.subject_type.model_class() if event.subject_type else None
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


_readings: dict[str, tuple[Any, Callable[[Any], Any]]] = {}


def read_data(readings: dict[str, tuple[Any, Callable[[Any], Any]]]) -> None:
    """Say how an app's own data of events reads: {key: (label, words of the value)}; from `moves.py`."""
    _readings.update(readings)
