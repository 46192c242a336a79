"""A factory open for tours, and people."""

from datetime import date, timedelta

import pytest

from programme.core.clock import db_now
from programme.factories.choices import FactoryStatus
from programme.tours.models import Session, TourProgramme
from tests.records import LighthouseFactoryFactory, UserFactory, company_person

# A class of a middle school, for up to 32 people.
A_CLASS = {"kind": "school", "group_name": "한빛중학교", "school_kind": "middle", "adults": 2}


def open_factory(**terms) -> TourProgramme:
    """A factory in `touring` with its programme of tours."""
    return TourProgramme.objects.create(
        factory=LighthouseFactoryFactory(status=FactoryStatus.TOURING, completed_on=date(2026, 1, 15)),
        **{
            "summary_ko": "생산 라인을 둘러봅니다.",
            "meeting_point_ko": "정문 안내소",
            "address_ko": "경상남도 창원시 성산구 창원대로 1 (성산동)",
            "contact_phone": "055-000-0000",
            "languages": ["ko", "en"],
            **terms,
        },
    )


def session_of(
    programme: TourProgramme, *, capacity: int = 5, hours: float = 72, beside: Session | None = None
) -> Session:
    """A session that begins in `hours`, or at the same time as the one `beside` it."""
    starts_at = beside.starts_at if beside else db_now() + timedelta(hours=hours)
    session = Session.objects.create(
        tour_programme=programme,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=programme.duration_minutes),
        capacity=capacity,
    )
    session.refresh_from_db()
    return session


@pytest.fixture
def programme(db) -> TourProgramme:
    return open_factory()


@pytest.fixture
def session(programme) -> Session:
    return session_of(programme)


@pytest.fixture
def host(programme):
    return company_person(programme.factory.company)


@pytest.fixture
def visitor(db):
    return UserFactory()
