"""What waits for whom, and what the public pages show."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.applications import queries as applications
from programme.applications.models import Application
from programme.calls.models import Call, Programme
from programme.calls.queries import open_calls
from programme.companies import queries as companies
from programme.core.choices import Audience
from programme.core.clock import seoul_day
from programme.core.display import name_in_language
from programme.core.models import Event
from programme.core.queue import WaitingItem
from programme.diagnosis import queries as diagnosis
from programme.evaluation import queries as evaluation
from programme.evaluation.models import is_evaluator
from programme.factories.choices import FactoryStatus
from programme.factories.models import FactoryQuerySet, LighthouseFactory
from programme.funding import queries as funding
from programme.recommendations import queries as recommendations
from programme.regions.models import Technology
from programme.screening import queries as screening
from programme.selection import queries as selection
from programme.tours import queries as tours

# From completion a factory's people run its tours.
RUNS_TOURS = (FactoryStatus.COMPLETED, FactoryStatus.TOURING)

# Each app's own list, by name and in the order of the way; there is no plug-in machinery.
WAITING = (
    companies.waiting_for,
    applications.waiting_for,
    recommendations.waiting_for,
    screening.waiting_for,
    diagnosis.waiting_for,
    evaluation.waiting_for,
    selection.waiting_for,
    funding.waiting_for,
    tours.waiting_for,
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
        .prefetch_related("technologies", funding.PUBLIC_RESULTS)
        .order_by("call__programme__is_demo", "-call__year", "-call__half", "company__name_ko")
    )


def changed_factories() -> FactoryQuerySet:
    """Listed factories whose measured indicators are public: real ones first, then those that run tours."""
    touring = Case(When(status=FactoryStatus.TOURING, then=0), default=1)
    return (
        listed_factories()
        .filter(pk__in=funding.factories_with_results().values("pk"))
        .order_by("call__programme__is_demo", touring, "-completed_on", "pk")
    )


def used_technologies() -> QuerySet[Technology]:
    """Technologies by how many real factories use them, the most used first."""
    used = Technology.objects.filter(factories__in=LighthouseFactory.objects.counted())
    return used.annotate(count=Count("factories", distinct=True)).order_by("-count", "key")


def listed_calls() -> QuerySet[Call]:
    """The calls that public pages list, each with `result_at`: when its result came out here, or None."""
    calls = Call.objects.shown().published().select_related("programme")
    return calls.annotate(result_at=F("publication__published_at"))


def calls_to_apply_in(now: datetime) -> QuerySet[Call]:
    """The calls that take applications, real ones first, then what closes first.

    One whose result is out does not, whatever its dates say.
    """
    return open_calls(now).filter(publication=None).order_by("programme__is_demo", "closes_at")


def case_of(case: uuid.UUID, user: User) -> tuple[Application | None, LighthouseFactory | None]:
    """The application and the factory of a case, as far as `user` may see them."""
    application = (
        applications.readable_by(user)
        .filter(case=case)
        .select_related("call__programme", "company", "version")
        .first()
    )
    factory = (
        LighthouseFactory.objects.visible_to(user)
        .filter(case=case)
        .select_related("call__programme", "company")
        .first()
    )
    return application, factory


def days_left(call: Call, now: datetime) -> int | None:
    """Whole days until the last day on which applications are taken; 0 on that day itself."""
    if call.closes_at is None:
        return None
    return (seoul_day(call.closes_at - timedelta(microseconds=1)) - seoul_day(now)).days


def application_page(application: Application, user: User) -> str:
    """Where `user` reads the application: its status page, or what was submitted; "" when neither."""
    if Application.objects.visible_to(user).filter(pk=application.pk).exists():
        return application.get_absolute_url()
    if application.version is None:
        return ""
    return reverse("applications:version", args=[application.public_id, application.version.number])


def participant_events(case: uuid.UUID) -> QuerySet[Event]:
    """What the case's own people may read: all but staff's notes."""
    return Event.objects.of_case(case).exclude(audience=Audience.STAFF)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A door on a person's desk: where their own things are."""

    title: Any
    text: Any
    url: str
    icon: str = "file"


def places_of(user: User) -> list[Place]:
    """The pages that belong to the person's roles, the nearest first; everyone has their visits.

    Whoever has no role is most often a visitor: tours come before what a company would do here.
    """
    own = [
        Place(
            title=name_in_language(company),
            text=_("Company, factory sites and people"),
            url=reverse("companies:detail", args=[company.public_id]),
            icon="factory",
        )
        for company in companies.companies_of(user)
    ]
    by_role = [place for holds, place in _places_by_role(user) if holds]
    visits = Place(
        title=_("My visits"),
        text=_("Booked tours, places in line, certificates"),
        url=reverse("tours:mine"),
        icon="ticket",
    )
    if not user.is_staff and not user.live_grants:
        find = Place(
            title=_("Find a tour"),
            text=_("Sessions of all factories by date, region and seats"),
            url=reverse("tours:find"),
            icon="calendar",
        )
        return [find, visits, *own, *by_role]
    return [*own, *by_role, *_tours_run_by(user), visits]


def _tours_run_by(user: User) -> list[Place]:
    """The own factories that receive visitors; staff find every factory's tours in the back office."""
    if user.is_staff or not user.holds(*COMPANY_ROLES):
        return []
    return [
        Place(
            title=_("Tours of %(factory)s") % {"factory": factory},
            text=_("Sessions, booked parties and check-in"),
            url=reverse("tours:host", args=[factory.slug]),
            icon="calendar",
        )
        for factory in tours.hosted_by(user).followed().filter(status__in=RUNS_TOURS)
    ]


def _places_by_role(user: User) -> list[tuple[bool, Place]]:
    company = user.holds(*COMPANY_ROLES)
    newcomer = not user.is_staff and not user.live_grants
    return [
        (
            newcomer,
            Place(
                title=_("Apply as a company"),
                text=_("Register your company and apply in an open call"),
                url=reverse("applications:start"),
                icon="factory",
            ),
        ),
        (
            newcomer,
            Place(
                title=_("Take part as a partner"),
                text=_("Suppliers, universities and institutes register, so that companies can name them"),
                url=reverse("applications:register_partner"),
                icon="users",
            ),
        ),
        (
            user.is_staff,
            Place(
                title=_("Back office"),
                text=_("Rounds, cases, payments and people"),
                url=reverse("admin:index"),
                icon="inbox",
            ),
        ),
        (
            company,
            Place(
                title=_("Our applications"),
                text=_("Drafts, submitted versions and where they stand"),
                url=reverse("applications:list"),
            ),
        ),
        (
            company,
            Place(
                title=_("Our agreements"),
                text=_("Terms, yearly plans, instalments and measurements"),
                url=reverse("funding:list"),
                icon="check",
            ),
        ),
        (
            user.holds(Role.PARTNER_MEMBER),
            Place(
                title=_("Our parts in projects"),
                text=_("What companies ask your organisation to confirm"),
                url=reverse("applications:parts"),
                icon="users",
            ),
        ),
        (
            user.holds(Role.OFFICER),
            Place(
                title=_("Recommendations"),
                text=_("Applications that ask for your word, and the places left"),
                url=reverse("recommendations:desk"),
                icon="flag",
            ),
        ),
        (
            user.holds(Role.CONSULTANT),
            Place(
                title=_("Diagnosis and design"),
                text=_("The factories given to you"),
                url=reverse("diagnosis:cases"),
                icon="search",
            ),
        ),
        (
            is_evaluator(user),
            Place(
                title=_("Evaluations"),
                text=_("The applications you judge"),
                url=reverse("evaluation:assignments"),
                icon="check",
            ),
        ),
    ]


def when_nothing_waits(user: User) -> Place:
    """What an empty desk suggests, by role; the address is empty where there is nothing to go to."""
    if user.holds(*COMPANY_ROLES):
        text = _("As soon as a step of your application is yours, it stands here.")
        return Place(title=_("Calls and results"), text=text, url=reverse("portal:calls"))
    if user.is_staff or user.holds(Role.OFFICER, Role.CONSULTANT, Role.EVALUATOR, Role.PARTNER_MEMBER):
        return Place(title="", text=_("As soon as a case needs you, it stands here."), url="")
    return Place(
        title=_("Find a tour"),
        text=_("Offered seats and other things that need your answer stand here."),
        url=reverse("tours:find"),
    )
