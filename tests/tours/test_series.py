"""Many sessions in one step, and days without tours that the database holds."""

from datetime import date, time, timedelta

import pytest
from django.contrib.messages import INFO, get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.clock import SEOUL, db_now, seoul_day
from programme.core.errors import Conflict, Incomplete, NotAllowed
from programme.core.holidays import holiday_on
from programme.core.models import Event
from programme.tours.models import Blackout, Session
from programme.tours.queries import sessions_overlapping
from programme.tours.services import (
    add_blackout,
    add_route,
    copy_session,
    create_series,
    create_session,
    plan_series,
    remove_blackout,
    set_route,
    set_shares,
    stop_line,
)
from tests.records import UserFactory

from .conftest import open_factory, session_of


def next_monday(weeks=1):
    today = seoul_day(db_now())
    return today + timedelta(days=7 - today.weekday() + 7 * (weeks - 1))


def rule(**more):
    """Mondays and Thursdays at ten for two weeks: four sessions."""
    first = next_monday()
    return {
        "weekdays": [0, 3],
        "at": time(10),
        "first": first,
        "last": first + timedelta(days=13),
        "except_days": [],
        **more,
    }


def blackout(programme, first, days=1, by=None):
    return add_blackout(
        programme=programme, first_day=first, last_day=first + timedelta(days=days - 1), reason="보수", by=by
    )


@pytest.mark.django_db
class TestSeries:
    def test_a_weekly_rule_without_the_days_that_are_not(self, programme):
        monday = next_monday()
        blackout(programme, monday + timedelta(days=7))
        plan = plan_series(programme=programme, **rule(except_days=[monday]))
        assert [seoul_day(one) for one in plan.starts] == [
            monday + timedelta(days=3),
            monday + timedelta(days=10),
        ]
        assert [day for day, why in plan.left_out] == [monday, monday + timedelta(days=7)]
        made = create_series(programme=programme, by=None, capacity=7, **rule(except_days=[monday]))
        assert [one.starts_at for one in made] == plan.starts
        assert {one.starts_at.astimezone(SEOUL).time() for one in made} == {time(10)}
        assert Session.objects.count() == 2

    def test_a_second_click_plans_nothing_twice(self, programme):
        assert len(create_series(programme=programme, by=None, capacity=7, **rule())) == 4
        with pytest.raises(Incomplete):
            create_series(programme=programme, by=None, capacity=7, **rule())
        assert Session.objects.count() == 4

    def test_too_many_or_none_are_refused(self, programme):
        with pytest.raises(Incomplete) as refused:
            plan_series(programme=programme, **rule(weekdays=range(7), last=next_monday(60)))
        assert "last" in refused.value.fields
        with pytest.raises(Incomplete):
            plan_series(programme=programme, **rule(weekdays=[6], last=next_monday()))

    def test_copies_keep_time_seats_and_shares(self, programme):
        session = create_session(
            programme=programme, starts_at=plan_series(programme=programme, **rule()).starts[0],
            capacity=9, language="en", by=None,
        )  # fmt: skip
        set_shares(
            session=session, by=None, individual_seats=2, school_seats=None, industry_seats=None,
            shares_end_at=session.starts_at - timedelta(days=2),
        )  # fmt: skip
        session.refresh_from_db()
        days = [next_monday(2), next_monday(3)]
        copies = copy_session(session=session, days=days, by=None)
        assert [seoul_day(one.starts_at) for one in copies] == days
        for copy in copies:
            assert (copy.capacity, copy.language, copy.individual_seats, copy.taken) == (9, "en", 2, 0)
            assert copy.starts_at - copy.shares_end_at == timedelta(days=2)

    def test_copies_are_all_or_none(self, programme, session):
        closed = next_monday(2)
        blackout(programme, closed)
        with pytest.raises(Incomplete) as refused:
            copy_session(session=session, days=[next_monday(3), closed], by=None)
        assert "보수" in refused.value.fields["days"][0]
        assert Session.objects.count() == 1

    def test_only_the_host(self, programme, session):
        stranger = UserFactory()
        for attempt in (
            lambda: create_series(programme=programme, by=stranger, capacity=1, **rule()),
            lambda: copy_session(session=session, days=[next_monday()], by=stranger),
            lambda: blackout(programme, next_monday(), by=stranger),
            lambda: remove_blackout(blackout=blackout(programme, next_monday()), by=stranger),
        ):
            with pytest.raises(NotAllowed):
                attempt()

    def test_no_session_on_a_day_without_tours(self, programme):
        day = next_monday()
        start = plan_series(programme=programme, **rule()).starts[0]
        lifted = blackout(programme, day)
        with pytest.raises(Incomplete) as refused:
            create_session(programme=programme, starts_at=start, capacity=5, by=None)
        assert "starts_at" in refused.value.fields
        other = open_factory()
        create_session(programme=other, starts_at=start, capacity=5, by=None)
        remove_blackout(blackout=lifted, by=None)
        create_session(programme=programme, starts_at=start, capacity=5, by=None)

    def test_planned_sessions_are_stopped_before_their_day_is_closed(self, programme, session):
        day = seoul_day(session.starts_at)
        with pytest.raises(Conflict) as refused:
            blackout(programme, day)
        assert refused.value.code == "sessions_planned"
        stop_line(programme=programme, sessions=[session], by=None, reason="보수")
        blackout(programme, day)

    def test_the_database_holds_the_days_of_seoul(self, programme, session):
        day = seoul_day(session.starts_at) + timedelta(days=7)
        Blackout.objects.create(tour_programme=programme, first_day=day, last_day=day, reason="보수")
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at + timedelta(days=7))
        Session.objects.filter(pk=session.pk).update(  # the control: the day before
            starts_at=session.starts_at + timedelta(days=6), ends_at=session.ends_at + timedelta(days=6)
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Blackout.objects.create(
                tour_programme=programme, first_day=day - timedelta(days=1), last_day=day, reason="보수"
            )

    def test_pages(self, client, programme, session, host):
        client.force_login(host)
        slug, monday = programme.factory.slug, next_monday(3)
        series = reverse("tours:create_series", args=[slug])
        entered = {
            "weekdays": ["0"], "time": "10:00", "first": monday, "last": monday + timedelta(days=7),
            "except_days": str(monday), "capacity": "8", "language": "ko",
        }  # fmt: skip
        assert client.get(series).status_code == 200
        shown = client.post(series, {**entered, "step": "preview"})
        assert len(shown.context["plan"].starts) == 1
        assert Session.objects.count() == 1
        assert client.post(series, {**entered, "except_days": "내일"}).status_code == 422
        assert client.post(series, {**entered, "last": date(2020, 1, 1)}).status_code == 422
        assert client.post(series, {**entered, "step": "plan"}).status_code == 302
        assert Session.objects.count() == 2
        copy = reverse("tours:copy_session", args=[session.public_id])
        days = f"{monday:%Y. %-m. %-d.}(월), {monday + timedelta(days=1)}"
        assert len(client.post(copy, {"days": days, "step": "preview"}).context["plan"].starts) == 2
        assert Session.objects.count() == 2
        past = client.post(copy, {"days": f"2020-01-01\n2020년 1월 2일\n{days}", "step": "preview"})
        assert (past.context["blocked"], len(past.context["plan"].left_out)) == (True, 2)
        wrong = client.post(copy, {"days": "2026-13-40, 내일", "step": "preview"})
        assert len(wrong.context["form"].errors["days"]) == 2
        refused = client.post(copy, {"days": "2020-01-01, 2020-01-02", "step": "plan"})
        assert len(refused.context["form"].errors["days"]) == 2  # a line for each
        assert client.post(copy, {"days": days, "step": "plan"}).status_code == 302
        assert Session.objects.count() == 4
        days = reverse("tours:blackouts", args=[slug])
        far = monday + timedelta(days=30)
        assert client.post(days, {"first_day": far, "last_day": far, "reason": "추석"}).status_code == 302
        assert "추석" in client.get(days).content.decode()
        lift = reverse("tours:remove_blackout", args=[Blackout.objects.get().public_id])
        assert client.post(lift).status_code == 302
        assert not Blackout.objects.exists()


@pytest.mark.usefixtures("own_database")
def test_a_session_and_a_blackout_at_once_never_both(run_together):
    programme = open_factory()
    session_of(programme)
    for weeks in (2, 3, 4):
        day = next_monday(weeks)
        start = plan_series(
            programme=programme, **rule(weekdays=[0], first=day, last=day + timedelta(days=1))
        ).starts[0]
        run_together(
            lambda start=start: create_session(programme=programme, starts_at=start, capacity=5, by=None),
            lambda day=day: blackout(programme, day),
        )
        both = (
            Session.objects.filter(starts_at=start).count() + Blackout.objects.filter(first_day=day).count()
        )
        assert both == 1


@pytest.mark.usefixtures("own_database")
def test_control_without_the_trigger_a_session_lands_on_a_closed_day(owner_connection):
    programme = open_factory()
    start = plan_series(programme=programme, **rule()).starts[0]
    blackout(programme, next_monday())
    owner_connection.execute("ALTER TABLE tours_session DISABLE TRIGGER USER")
    assert create_session(programme=programme, starts_at=start, capacity=5, by=None).pk


@pytest.mark.django_db
def test_a_holiday_is_named_and_an_overlap_is_told(programme, host):
    assert holiday_on(date(2027, 12, 25))
    assert holiday_on(date(2027, 12, 24)) == ""
    first = session_of(programme)
    later, apart = session_of(programme), session_of(programme, hours=200)
    Session.objects.filter(pk=later.pk).update(starts_at=first.starts_at + timedelta(minutes=30))
    assert list(sessions_overlapping([first, apart])) == [first]
    routes = [add_route(programme=programme, by=host, name_ko=name) for name in ("가", "나")]
    for session, route in zip((first, later), routes, strict=True):
        set_route(session=session, route=route, by=host)
    assert not sessions_overlapping([first, later])  # the control: kept apart


@pytest.mark.django_db
def test_saving_what_is_so_already_writes_nothing(client, programme, host):
    session = session_of(programme)
    client.force_login(host)
    for name, same in (
        ("change_capacity", {"capacity": session.capacity}),
        ("set_shares", {}),
        ("set_route", {}),
    ):
        before = Event.objects.count()
        address = reverse(f"tours:{name}", args=[session.public_id])
        *_, said = get_messages(client.post(address, same).wsgi_request)
        assert (said.level, Event.objects.count()) == (INFO, before)
