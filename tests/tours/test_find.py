"""Finding a tour: the calendar beside the list, and what narrows both down."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.core.clock import day_start, db_now, seoul_day
from programme.regions.models import Region
from programme.tours.calendar import Month, weeks_of
from programme.tours.models import Session
from tests.records import IndustryLabelFactory, RegionFactory

from .conftest import open_factory, session_of
from .test_pages import page

pytestmark = pytest.mark.django_db


def at(session, day, hours=10):
    """The session moved to a day in Seoul."""
    starts_at = day_start(day) + timedelta(hours=hours)
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    return session


def next_month():
    return Month.of(seoul_day(db_now())).plus(1)


def test_a_month_knows_its_ends_and_the_next():
    assert Month.parse("2027-02").last.day == 28
    assert str(Month.parse("2027-12").plus(1)) == "2028-01"
    assert str(Month.parse("2027-01").plus(-1)) == "2026-12"
    assert [Month.parse(text) for text in ("2027-13", "2027", "x", "٢٠٢٧-٠٥")] == [None] * 4


def test_a_day_belongs_to_seoul(programme):
    month = next_month()
    early = at(session_of(programme), month.first, hours=0)
    early.refresh_from_db()
    week = weeks_of(month, [early])[0]
    assert [day.date for day in week if day.sessions] == [month.first]


def statements_of(client, **conditions):
    page(client, "find", **conditions)
    with CaptureQueriesContext(connection) as statements:
        answer = page(client, "find", **conditions)
    return answer, statements.captured_queries


def test_fifty_sessions_of_a_month_in_ten_statements_as_one(client, programme):
    month = next_month()
    one = at(session_of(programme), month.first)
    _answer, for_one = statements_of(client, month=str(month))
    one.delete()
    for number in range(50):
        factory = programme if number % 2 else open_factory() if number < 6 else programme
        at(session_of(factory), month.first + timedelta(days=number % 25), hours=9 + number // 25)
    answer, statements = statements_of(client, month=str(month))
    assert sum(len(day.sessions) for week in answer.context["weeks"] for day in week) == 50
    assert answer.context["paginator"].count == 50
    assert len(for_one) == len(statements) <= 10, "\n".join(one["sql"][:150] for one in statements)


def test_the_calendar_keeps_the_query_and_shows_only_what_fits(client, programme):
    month = next_month()
    shown = at(session_of(programme, capacity=30), month.first)
    at(session_of(programme, capacity=3), month.first)
    later = at(session_of(programme, capacity=30), month.plus(1).first)
    answer = page(client, "find", month=str(month), seats=20)
    assert set(answer.context["sessions"]) == {shown}
    assert [one for week in answer.context["weeks"] for day in week for one in day.sessions] == [shown]
    text = answer.content.decode()
    assert f"?month={month.plus(1)}&amp;seats=20#month" in text
    assert f"?seats=20&amp;date_from={month.first}&amp;date_to={month.first}" in text
    assert set(page(client, "find", seats=20).context["sessions"]) == {shown, later}
    assert page(client, "find", seats=20).context["month"] == month


def test_a_month_that_is_none_is_said_and_shows_all(client, session):
    answer = page(client, "find", month="2027-13")
    assert answer.status_code == 200
    assert "month" in answer.context["form"].errors
    assert list(answer.context["sessions"]) == [session]
    assert client.get("/api/v1/tours/sessions/", {"month": "x"}).status_code == 400


def test_the_calendar_opens_on_the_days_asked_for_and_conditions_read_as_words(client, session):
    asked = {"date_from": "2031-05-01", "date_to": "2031-05-31", "near": "on", "step_free": "on"}
    answer = page(client, "find", **asked)
    assert str(answer.context["month"]) == "2031-05"
    labels = {one["label"] for one in answer.context["filter"].active()}
    assert labels >= {"인접 지역 포함", "계단 없는 견학"}
    chosen = page(client, "find", month="2031-06").context["filter"].active()
    assert [one["label"] for one in chosen] == ["월: 2031년 6월"]


def test_near_a_region_and_by_industry(client, programme):
    daegu, gyeongbuk, seoul = (
        Region.objects.filter(key=key).first() or RegionFactory(key=key)
        for key in ("daegu", "gyeongbuk", "seoul")
    )
    label = IndustryLabelFactory(key="of-the-test")
    sessions = {}
    for region in (daegu, gyeongbuk, seoul):
        other = open_factory()
        other.factory.region, other.factory.industry_label = region, label
        other.factory.save()
        sessions[region.key] = session_of(other)
    session_of(programme)

    def found(**conditions):
        return set(page(client, "find", **conditions).context["sessions"])

    assert found(region="daegu") == {sessions["daegu"]}
    assert found(region="daegu", near="on") == {sessions["daegu"], sessions["gyeongbuk"]}
    assert found(region="daegu", near="on", seats=30) == set()
    assert found(industry=label.key) == set(sessions.values())
    assert len(found(near="on")) == 4


def test_an_empty_answer_says_which_condition_to_loosen(client, programme):
    daegu, gyeongbuk = (
        Region.objects.filter(key=key).first() or RegionFactory(key=key) for key in ("daegu", "gyeongbuk")
    )
    near, far = open_factory(), open_factory()
    near.factory.region, far.factory.region = gyeongbuk, daegu
    for one in (near, far):
        one.factory.save()
    month = next_month()
    at(session_of(near, capacity=30), month.first)
    at(session_of(far, capacity=10), month.first)
    days = {"date_from": str(month.first), "date_to": str(month.last)}
    answer = page(client, "find", region="daegu", seats=30, **days)
    assert not answer.context["sessions"]
    offers = {one["drops"]: one for one in answer.context["loosened"]}
    assert len(offers) == 3  # the region, the seats, the neighbours; other days would not help
    assert all(one["found"] == 1 for one in offers.values())
    for one in offers.values():
        assert client.get(answer.wsgi_request.path + one["url"]).context["paginator"].count == 1
    assert "near=on" in offers[""]["url"]
    assert page(client, "find", region="daegu", near="on", seats=30, **days).context["paginator"].count == 1
    assert page(client, "find", region="daegu", seats=31, **days).context["loosened"]  # fewer seats
    nothing = page(client, "find", region="daegu", seats=99, language="en").context["loosened"]
    assert nothing == []  # no single condition helps


def test_each_condition_narrows_list_and_calendar_down(client):
    month = next_month()
    wanted = open_factory(step_free=True, school_kinds=["middle"], languages=["en"])
    region, label = RegionFactory(key="of-the-test"), IndustryLabelFactory(key="of-the-test")
    wanted.factory.region, wanted.factory.industry_label = region, label
    wanted.factory.save()
    shown = at(session_of(wanted, capacity=30), month.first)
    Session.objects.filter(pk=shown.pk).update(language="en")
    other = at(session_of(open_factory(school_kinds=["college"])), month.last)
    for conditions in (
        {"date_from": month.first, "date_to": month.first},
        {"region": region.key},
        {"industry": label.key},
        {"seats": 20},
        {"language": "en"},
        {"step_free": "on"},
        {"school": "middle"},
        {"factory": wanted.factory.slug},
    ):
        answer = page(client, "find", month=str(month), **conditions)
        in_calendar = [one for week in answer.context["weeks"] for day in week for one in day.sessions]
        assert list(answer.context["sessions"]) == in_calendar == [shown], conditions
    assert set(page(client, "find", month=str(month)).context["sessions"]) == {shown, other}
