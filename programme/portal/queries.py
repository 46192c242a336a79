"""What waits for whom, and what the public pages show."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.applications import queries as applications
from programme.applications.models import Application
from programme.calls.models import Call, Programme
from programme.companies import queries as companies
from programme.core.choices import Audience
from programme.core.models import Event
from programme.core.queue import WaitingItem
from programme.diagnosis import queries as diagnosis
from programme.evaluation import queries as evaluation
from programme.factories.models import FactoryQuerySet, LighthouseFactory
from programme.recommendations import queries as recommendations
from programme.screening import queries as screening

# Each app's own list, by name and in the order of the way; there is no plug-in machinery.
WAITING = (
    companies.waiting_for,
    applications.waiting_for,
    recommendations.waiting_for,
    screening.waiting_for,
    diagnosis.waiting_for,
    evaluation.waiting_for,
)


def work_queue(user: User) -> list[WaitingItem]:
    """Everything that waits for `user`, the nearest deadline first; without a date last, oldest first."""
    never = datetime.max.replace(tzinfo=UTC)
    items = [item for waiting_for in WAITING for item in waiting_for(user)]
    return sorted(items, key=lambda item: (item.due or never, item.since or never))


def lighthouse_programme() -> Programme:
    """The programme whose portal this is: the real one, loaded by load_reference."""
    return Programme.objects.get(key="k-smart-lighthouse")


def listed_factories() -> FactoryQuerySet:
    """Factories as the directory lists them, with what a card shows."""
    return (
        LighthouseFactory.objects.shown()
        .select_related("company", "region", "industry_label", "call__programme")
        .prefetch_related("technologies")
    )


def listed_calls() -> QuerySet[Call]:
    return Call.objects.shown().published().select_related("programme")


def case_of(case: uuid.UUID, user: User) -> tuple[Application | None, LighthouseFactory | None]:
    """The application and the factory of a case, as far as `user` may see them."""
    application = applications.readable_by(user).filter(case=case).select_related("call", "company").first()
    factory = LighthouseFactory.objects.visible_to(user).filter(case=case).select_related("company").first()
    return application, factory


def public_events(case: uuid.UUID) -> QuerySet[Event]:
    return Event.objects.of_case(case).filter(audience=Audience.PUBLIC)


def participant_events(case: uuid.UUID) -> QuerySet[Event]:
    return Event.objects.of_case(case).exclude(audience=Audience.STAFF)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A door on a person's desk: where their own things are."""

    title: Any
    text: Any
    url: str


def places_of(user: User) -> list[Place]:
    """The pages that belong to the person's roles."""
    places = []
    if user.is_staff:
        places.append(
            Place(
                title=_("Back office"),
                text=_("Rounds, cases, payments and people"),
                url=reverse("admin:index"),
            )
        )
    for company in companies.companies_of(user):
        places.append(
            Place(
                title=str(company),
                text=_("Company, factory sites and people"),
                url=reverse("companies:detail", args=[company.public_id]),
            )
        )
    if user.holds(*COMPANY_ROLES):
        places.append(
            Place(
                title=_("Our applications"),
                text=_("Drafts, submitted versions and where they stand"),
                url=reverse("applications:list"),
            )
        )
    if user.holds(Role.PARTNER_MEMBER):
        places.append(
            Place(
                title=_("Our parts in projects"),
                text=_("What companies ask your organisation to confirm"),
                url=reverse("applications:parts"),
            )
        )
    return places
