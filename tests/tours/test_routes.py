"""Routes: parallel sessions on different ones, never two on one, by the database's word."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from programme.core.clock import db_now, seoul_day
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.tours.models import Route, Session
from programme.tours.services import (
    add_route,
    cancel_session,
    create_series,
    create_session,
    remove_route,
    set_route,
)
from tests.records import UserFactory

from .conftest import open_factory, session_of


def route(programme, name="A동선"):
    return add_route(programme=programme, by=None, name_ko=name)


def plan(programme, way, hours=72.0):
    starts_at = db_now() + timedelta(hours=hours)
    return create_session(programme=programme, starts_at=starts_at, capacity=10, route=way, by=None)


@pytest.mark.django_db
class TestRules:
    def test_one_at_a_time_on_a_route_and_parallel_ones_on_others(self, programme):
        first, second = route(programme), route(programme, "B동선")
        taken = plan(programme, first)
        plan(programme, second)
        plan(programme, None)
        with pytest.raises(Conflict) as refused:
            plan(programme, first, hours=73)  # ninety minutes: they overlap
        assert refused.value.code == "route_busy"
        plan(programme, first, hours=73.6)
        cancel_session(session=taken, by=None, reason="설비 고장")
        plan(programme, first)

    def test_the_route_of_a_planned_session_changes_if_it_is_free(self, programme, session):
        way = route(programme)
        set_route(session=session, route=way, by=None)
        other = session_of(programme)
        with pytest.raises(Conflict):
            set_route(session=other, route=way, by=None)
        set_route(session=session, route=None, by=None)
        set_route(session=other, route=way, by=None)
        with pytest.raises(WrongState):
            remove_route(route=way, by=None)
        with pytest.raises(Incomplete):
            set_route(session=session, route=route(open_factory()), by=None)

    def test_series_run_side_by_side_on_two_routes(self, programme):
        day = seoul_day(db_now()) + timedelta(days=7)
        rule = {"weekdays": range(7), "at": time(10), "first": day, "last": day + timedelta(days=2)}
        for name in ("A동선", "B동선"):
            made = create_series(
                programme=programme, by=None, capacity=5, route=route(programme, name), **rule
            )
            assert len(made) == 3
        assert Session.objects.count() == 6

    def test_only_the_host(self, programme, session):
        way = route(programme)
        for attempt in (
            lambda: add_route(programme=programme, by=UserFactory(), name_ko="C동선"),
            lambda: set_route(session=session, route=way, by=UserFactory()),
            lambda: remove_route(route=way, by=UserFactory()),
        ):
            with pytest.raises(NotAllowed):
                attempt()

    def test_pages(self, client, programme, session, host):
        client.force_login(host)
        address = reverse("tours:routes", args=[programme.factory.slug])
        assert client.get(address).status_code == 200
        assert client.post(address, {"name_ko": "A동선"}).status_code == 302
        assert client.post(address, {"name_ko": "A동선"}).status_code == 422
        way = Route.objects.get()
        chosen = reverse("tours:set_route", args=[session.public_id])
        assert client.post(chosen, {"route": way.pk}).status_code == 302
        assert "A동선" in client.get(session.get_host_url()).content.decode()
        foreign = route(open_factory())
        assert client.post(chosen, {"route": foreign.pk}).status_code == 422
        assert client.post(reverse("tours:remove_route", args=[way.public_id])).status_code == 302
        assert Route.objects.filter(pk=way.pk).exists()  # in use
        spare = route(programme, "B동선")
        client.post(reverse("tours:remove_route", args=[spare.public_id]))
        assert not Route.objects.filter(pk=spare.pk).exists()
        planned = reverse("tours:create_session", args=[programme.factory.slug])
        day = seoul_day(db_now()) + timedelta(days=9)
        entered = {"date": day, "time": "10:00", "capacity": "5", "language": "ko", "route": way.pk}
        assert client.post(planned, entered).status_code == 302
        assert client.post(planned, entered).status_code == 422  # the route is taken
        assert client.post(planned, {**entered, "route": ""}).status_code == 302


@pytest.mark.usefixtures("own_database")
def test_two_at_once_one_gets_the_route(run_together):
    programme = open_factory()
    way = route(programme)
    results = run_together(*[lambda: plan(programme, way)] * 3)
    assert sum(isinstance(one, Session) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Conflict)} == {"route_busy"}


@pytest.mark.usefixtures("own_database")
def test_control_without_the_constraint_a_route_is_taken_twice(owner_connection):
    programme = open_factory()
    way = route(programme)
    owner_connection.execute("ALTER TABLE tours_session DROP CONSTRAINT tours_route_once_at_a_time")
    assert plan(programme, way).pk != plan(programme, way).pk
