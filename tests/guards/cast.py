"""Whose thing an address shows, and the people who may or may not see it; all from the walked round."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import Model

from programme.accounts.choices import Role
from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.accounts.services import grant_role
from programme.applications.models import Application, Attachment, PartnerPart
from programme.companies.models import Company
from programme.companies.queries import owners_of
from programme.core.clock import db_now
from programme.evaluation.models import Assignment
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement, Instalment
from programme.news.models import ArticleFile
from programme.portal.walk.recommending import officer_of
from programme.regions.models import TechnoPark
from programme.tours.models import Booking, CalendarFeed, Certificate, Session, Zone
from programme.tours.services import (
    book_seats,
    check_in,
    confirm_held,
    create_session,
    issue_certificate,
    open_calendar,
)


@dataclass(frozen=True)
class Thing:
    """The arguments of an address, and to whom what it shows belongs."""

    args: tuple[Any, ...] = ()
    company: Company | None = None
    technopark: TechnoPark | None = None
    visitor: User | None = None


Find = Callable[[], Thing]


KINDS = [
    "anonymous", "owner", "colleague", "other company", "officer", "other officer", "consultant",
    "other consultant", "evaluator", "other evaluator", "partner", "visitor", "other visitor",
    "ministry", "body", "finance",
]  # fmt: skip


@cache
def account(key: str, number: int = 1) -> User:
    return ensure_demo_account(key=key, number=number)


@cache
def colleague_of(company: Company) -> User:
    person = account("teacher", 100 + company.pk)
    grant_role(user=person, role=Role.COMPANY_MEMBER, scope=company.uid, by=None)
    return person


@cache
def officer_at(technopark: TechnoPark | None) -> User:
    return officer_of(technopark or TechnoPark.objects.get(key="gyeongnam"))


@cache
def officer_elsewhere() -> User:
    return ensure_demo_account(key="officer", number=72, scope=TechnoPark.objects.get(key="jeju").uid)


def people(thing: Thing) -> dict[str, User | None]:
    """One person of every kind; "other" ones have nothing to do with the thing."""
    company = thing.company or Company.objects.filter(is_demo=True).earliest("pk")
    other = Company.objects.filter(is_demo=True).exclude(pk=company.pk).latest("pk")
    everyone = (
        None,
        owners_of(company).first(),
        colleague_of(company),
        owners_of(other).first(),
        officer_at(thing.technopark),
        officer_elsewhere(),
        account("consultant"),
        account("consultant", 73),
        account("evaluator"),
        account("evaluator", 74),
        account("partner"),
        thing.visitor or account("teacher"),
        account("teacher", 75),
        account("ministry"),
        account("body"),
        account("finance"),
    )
    return dict(zip(KINDS, everyone, strict=True))


def forget() -> None:
    """Drop the people of an earlier database."""
    for remembered in (account, colleague_of, officer_at, officer_elsewhere):
        remembered.cache_clear()


def first(model: type[Model], **which: Any) -> Any:
    found = model._default_manager.filter(**which).order_by("pk").first()
    assert found is not None, f"the walk leaves no {model.__name__} with {which}"
    return found


def nothing() -> Thing:
    return Thing()


def fixed(*args: Any) -> Find:
    return lambda: Thing(args)


def application(status: str, *more: Any, **which: Any) -> Find:
    def find() -> Thing:
        found = first(Application, status=status, **which)
        return Thing((found.public_id, *more), found.company, found.technopark)

    return find


def attachment(*, remove: bool = False) -> Find:
    def find() -> Thing:
        status = "draft" if remove else "submitted"
        found = first(Attachment, application__status=status)
        args = (found.application.public_id, found.public_id) if remove else (found.public_id,)
        return Thing(args, found.application.company, found.application.technopark)

    return find


def part(*, remove: bool = False) -> Find:
    def find() -> Thing:
        found = first(PartnerPart, confirmed_at=None)
        args = (found.application.public_id, found.public_id) if remove else (found.public_id,)
        return Thing(args, found.application.company, found.application.technopark)

    return find


def company(*more: str) -> Find:
    def find() -> Thing:
        found = first(Company, is_demo=True)
        owner = owners_of(found).first()
        assert owner is not None
        return Thing((found.public_id, *([owner.pk] if "owner" in more else [])), found)

    return find


def listed_company() -> Thing:
    """As if known from publications only; of the demonstration, because its people do not claim real ones."""
    listed = first(Company, is_demo=True, factories__isnull=False)
    Company.objects.filter(pk=listed.pk).update(business_number=None)
    return Thing((listed.public_id,))


def assignment(**which: Any) -> Find:
    def find() -> Thing:
        found = first(Assignment, evaluator=account("evaluator"), **which)
        return Thing((found.public_id,), found.application.company, found.application.technopark)

    return find


def factory(status: str, *more: str) -> Find:
    def find() -> Thing:
        found = first(LighthouseFactory, status=status, call__programme__is_demo=True)
        return Thing((found.slug, *more), found.company, found.technopark)

    return find


def agreement(status: str) -> Find:
    def find() -> Thing:
        found = first(Agreement, status=status)
        return Thing((found.public_id,), found.factory.company, found.factory.technopark)

    return find


def instalment(status: str) -> Find:
    def find() -> Thing:
        found = first(Instalment, status=status)
        made = found.year_plan.agreement.factory
        return Thing((found.public_id,), made.company, made.technopark)

    return find


def session(*more: Any) -> Find:
    def find() -> Thing:
        found = first(Session, status="planned")
        made = found.tour_programme.factory
        return Thing((found.public_id, *more), made.company, made.technopark)

    return find


def parallel_session() -> Thing:
    """A session with another one at the same time, into which a class was split."""
    found = first(Session, status="planned", bookings__split__isnull=False)
    return Thing((found.public_id,))


def booking(status: str, **which: Any) -> Find:
    def find() -> Thing:
        found = first(Booking, status=status, person__isnull=False, **which)
        made = found.session.tour_programme.factory
        return Thing((found.public_id,), made.company, made.technopark, found.person)

    return find


def zone() -> Thing:
    """A zone of the demonstration's factory."""
    made = first(Zone, tour_programme__factory__call__programme__is_demo=True)
    owner = made.tour_programme.factory
    return Thing((made.public_id,), owner.company, owner.technopark)


def calendar_feed() -> Thing:
    """The secret address of a visitor's own calendar: whoever knows it reads it."""
    visitor = account("teacher")
    feed = CalendarFeed.objects.filter(person=visitor).first() or open_calendar(by=visitor)
    return Thing((feed.token,), visitor=visitor)


@cache
def visit_of(number: int, kind: str) -> Booking:
    """A booking in a session of its own, which the demonstration's factory plans for it."""
    made = first(LighthouseFactory, status="touring", call__programme__is_demo=True)
    programme = made.tour_programme
    planned = create_session(
        programme=programme,
        starts_at=db_now() + timedelta(days=3, hours=number),
        capacity=programme.group_max,
        by=None,
    )
    return book_seats(
        session=planned,
        by=account("teacher", number),
        seats=programme.group_min,
        kind=kind,
        group_name="한빛고등학교",
        **({"school_kind": "high", "adults": 1} if kind == "school" else {}),
    )


def class_booking() -> Thing:
    """A teacher's confirmed booking for a class."""
    found = visit_of(81, "school")
    made = found.session.factory
    return Thing((found.public_id,), made.company, made.technopark, found.person)


def certificate() -> Thing:
    """The certificate of a visit that was held: anyone may verify it."""
    found = Certificate.objects.first()
    if found is None:
        visit, now = visit_of(82, "school"), db_now()
        Session.objects.filter(pk=visit.session_id).update(
            starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2)
        )
        visit.session.refresh_from_db()
        check_in(booking=visit, by=owners_of(visit.session.factory.company)[0])
        confirm_held(session=visit.session, by=None)
        visit.refresh_from_db()
        found = issue_certificate(booking=Booking.objects.get(pk=visit.pk), by=visit.person)
    return Thing((found.public_id,), visitor=found.booking.person)


def certified_booking() -> Thing:
    """The booking of that visit: the certificate itself is its visitor's."""
    found = certificate()
    return Thing((Certificate.objects.get(public_id=found.args[0]).booking.public_id,), visitor=found.visitor)


def article_file() -> Thing:
    """A form of a published notice; a draft's is asked in tests/news/test_pages.py."""
    return Thing((first(ArticleFile, article__status="published").public_id,))


def case() -> Thing:
    found = first(Application, status="selected")
    return Thing((found.case,), found.company, found.technopark)
