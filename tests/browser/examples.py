"""Examples that the walked round leaves none of: made here, by the services that make them."""

from datetime import timedelta

from programme.calls.models import Call
from programme.core.clock import db_now
from programme.evaluation.models import Assignment
from programme.evaluation.services import declare_no_conflict
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement, Milestone
from programme.recommendations.models import Nomination
from programme.recommendations.services import nominate_company
from programme.regions.models import TechnoPark
from programme.tours.models import Session
from programme.tours.services import book_seats, check_in, confirm_held, create_session
from tests.guards import cast
from tests.guards.cast import Find, Thing


def nomination() -> Thing:
    technopark = TechnoPark.objects.get(key="gyeongnam")
    found = Nomination.objects.first() or nominate_company(
        call=Call.objects.get(key="demo-2"),
        technopark=technopark,
        by=cast.officer_at(technopark),
        company_name="시연지명산업",
    )
    return Thing((found.public_id,), technopark=technopark)


def milestone() -> Thing:
    agreement = cast.first(Agreement, status="signed")
    # Straight into the table: the service adds them to drafts only.
    found, _new = Milestone.objects.get_or_create(
        agreement=agreement, year_number=1, title="설비 데이터 수집", due_on=db_now().date()
    )
    return Thing((found.public_id,), agreement.factory.company, agreement.factory.technopark)


def attended() -> Thing:
    """A visit of today that was checked in and held: its tour is moved into the past."""
    factory = cast.first(LighthouseFactory, status="touring", call__programme__is_demo=True)
    visitor, now = cast.account("teacher", 76), db_now()
    session = create_session(
        programme=factory.tour_programme, starts_at=now + timedelta(hours=1), capacity=4, by=None
    )
    booking = book_seats(session=session, by=visitor, seats=2)
    check_in(booking=booking, by=cast.owners_of(factory.company)[0])
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2)
    )
    session.refresh_from_db()
    confirm_held(session=session, by=None)
    return Thing((booking.public_id,), factory.company, factory.technopark, visitor)


def open_sheet() -> Thing:
    """A sheet open for scores: its evaluator has declared to have no conflict of interest."""
    evaluator = cast.account("evaluator", 2)
    found = cast.first(Assignment, evaluator=evaluator, status="assigned")
    declare_no_conflict(assignment=found, by=evaluator)
    return Thing((found.public_id,), visitor=evaluator)


INSTEAD: dict[str, tuple[Find, frozenset[str]]] = {
    "recommendations:settle": (nomination, frozenset({"officer"})),
    "recommendations:drop": (nomination, frozenset({"officer"})),
    "funding:finish_milestone": (milestone, frozenset({"owner"})),
    "tours:certificate": (attended, frozenset({"visitor"})),
    "tours:survey": (attended, frozenset({"visitor"})),
    "evaluation:scores": (open_sheet, frozenset({"visitor"})),
}
