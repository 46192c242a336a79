"""A session as a person who might book sees it."""

from datetime import timedelta

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Func,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.lookups import GreaterThan

from programme.accounts.models import User
from programme.core.prepared import Given, Prepared

from ..choices import VisitorKind
from ..models import Booking, Session, WaitingEntry
from ..models.session import SessionQuerySet
from .consents import texts_along

NO_SHOWS = 2
NO_SHOWS_WITHIN = timedelta(days=180)
BARRED_FOR = timedelta(days=90)

PERSON = Given("person")  # nobody's NULL holds no seats and is barred from nothing


class ClockTimestamp(Func):
    """The database's present instant, as core.clock.db_now, inside another query."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def sessions_as_seen() -> SessionQuerySet:
    """Sessions with all that the person Given sees of them, and that decides about a booking.

    Adds `now` (the database's clock), `mine` (the person already holds seats), `in_line` (is on the
    waiting list), `barred_until` (did not come too often), `stale` (seats are held that should go on) and
    `text_rows` (what is asked to agree to; consents.texts_read). The rest is asked by `visit_near`, of
    the few factories that limit it.
    """
    bookings = Booking.objects.filter(session=OuterRef("pk"))
    entries = WaitingEntry.objects.filter(session=OuterRef("pk"), ended_at=None)
    return Session.objects.with_factory().annotate(
        now=ClockTimestamp(),
        mine=Exists(bookings.live().filter(person=PERSON)),
        in_line=Exists(entries.filter(person=PERSON)),
        barred_until=barred_until(),
        stale=Exists(bookings.stale()),
        text_rows=texts_along("tour_programme"),
    )


def visit_near(session: Session, person: User | None, kind: str) -> Booking | None:
    """The person's other visit to this factory within its `repeat_days`, the earlier one of two; or None.

    The limit is for people who come for themselves: whoever books for a school or an organisation brings
    other people each time, so bookings of groups neither count nor are refused.
    """
    days = session.tour_programme.repeat_days
    if not days or person is None or kind != VisitorKind.INDIVIDUAL:
        return None
    live = Booking.objects.live().filter(
        person=person, kind=kind, session__tour_programme=session.tour_programme_id
    )
    near = live.exclude(session=session).filter(
        session__starts_at__gt=session.starts_at - timedelta(days=days),
        session__starts_at__lt=session.starts_at + timedelta(days=days),
    )
    return near.select_related("session").order_by("session__starts_at", "pk").first()


def visits_missed() -> CombinedExpression:
    """How many visits the no-shows counted together are: the groups of one class are one visit."""
    return Count("pk", filter=Q(split=None)) + Count("split", distinct=True)


def barred_until() -> Case:
    """Until when the person Given may not book, as an expression; NULL when they may.

    Whoever booked and did not come NO_SHOWS times within NO_SHOWS_WITHIN loses the right to book for
    BARRED_FOR after the last time. A rule of this portal, said on every booking page.
    """
    missed = Booking.objects.filter(person=PERSON, missed_at__gt=ClockTimestamp() - Value(NO_SHOWS_WITHIN))
    counted = missed.order_by().values("person").annotate(times=visits_missed(), last=Max("missed_at"))
    last = Subquery(counted.filter(times__gte=NO_SHOWS).values("last")[:1])
    until = ExpressionWrapper(last + Value(BARRED_FOR), output_field=DateTimeField())
    return Case(When(GreaterThan(until, ClockTimestamp()), then=until), output_field=DateTimeField())


SEEN = Prepared(lambda: sessions_as_seen().filter(pk=Given("pk")))


def session_as_seen(session: Session, person: User | None) -> Session:
    """The session as a person who might book sees it, in one statement and without any lock."""
    (seen,) = SEEN.all(pk=session.pk, person=person.pk if person else None)
    return seen
