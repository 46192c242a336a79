"""Line stopped: everyone booked is offered other seats or told, nobody is forgotten, nothing is oversold."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programme.core.clock import day_end, db_now, seoul_day
from programme.core.errors import NotAllowed, WrongState
from programme.notifications.models import Message
from programme.tours.alternatives import answer_until
from programme.tours.choices import BookingStatus, SessionStatus
from programme.tours.models import Booking, Session
from programme.tours.queries import waiting_for
from programme.tours.services import (
    accept_offer,
    book_seats,
    enter_booking,
    foresee_stop,
    join_waiting_list,
    stop_line,
)
from tests.records import UserFactory, company_person

from .conftest import open_factory, session_of


def stop(programme, *sessions, by=None):
    return stop_line(programme=programme, sessions=sessions, by=by, reason="설비 고장")


def mails(template):
    return list(Message.objects.filter(template=f"tours/mail/{template}").order_by("pk"))


@pytest.mark.django_db
class TestRules:
    def test_the_oldest_booking_is_offered_the_next_session_the_rest_are_told(self, programme, session):
        old = book_seats(session=session, by=UserFactory(), seats=3)
        young = book_seats(session=session, by=UserFactory(), seats=2)
        waits = join_waiting_list(session=session, by=UserFactory(), seats=1)
        other = session_of(programme, capacity=4, hours=96)
        seen = foresee_stop(programme=programme, sessions=[session])
        assert [(one.booking, one.session) for one in seen.parties] == [(old, other), (young, None)]
        assert seen.waiting == 1
        other.refresh_from_db()
        assert other.taken == 0  # a look changes nothing
        done = stop(programme, session)
        assert [(one.booking, one.session) for one in done.parties] == [(old, other), (young, None)]
        session.refresh_from_db()
        other.refresh_from_db()
        assert (session.status, session.taken, session.waiting) == (SessionStatus.CANCELLED, 0, 0)
        offer = other.bookings.get()
        assert (offer.status, offer.person, offer.seats) == (BookingStatus.OFFERED, old.person, 3)
        assert offer.moved_from == old
        assert (other.taken, other.offered) == (3, 3)
        assert [one.recipient for one in mails("line_stopped")] == [old.person]
        assert {one.recipient for one in mails("called_off")} == {young.person, waits.person}
        assert len(mails("called_off")) == 2
        accept_offer(booking=offer, by=old.person)

    def test_the_same_language_before_an_earlier_date(self, programme, session):
        booking = book_seats(session=session, by=UserFactory(), seats=1)
        english = session_of(programme, hours=80)
        Session.objects.filter(pk=english.pk).update(language="en")
        korean = session_of(programme, hours=100)
        assert stop(programme, session).parties[0].session == korean
        assert booking.moved_to.session == korean

    def test_not_where_people_wait_nor_into_another_stopped_session_nor_back(self, programme, session):
        book_seats(session=session, by=UserFactory(), seats=2)
        session_of(programme, hours=60)  # before
        stopped_too = session_of(programme, hours=80)
        queued = session_of(programme, capacity=4, hours=90)
        book_seats(session=queued, by=UserFactory(), seats=1)
        join_waiting_list(session=queued, by=UserFactory(), seats=4)
        done = stop(programme, session, stopped_too)
        assert [one.session for one in done.parties] == [None]
        assert len(done.sessions) == 2

    def test_one_person_in_two_stopped_sessions_is_offered_two_dates(self, programme, session, visitor):
        second = session_of(programme, hours=75)
        for one in (session, second):
            book_seats(session=one, by=visitor, seats=1)
        others = [session_of(programme, hours=hours) for hours in (90, 95)]
        assert [one.session for one in stop(programme, session, second).parties] == others

    def test_a_caller_is_called_and_the_host_answers_for_them(self, programme, session, host):
        enter_booking(session=session, by=host, seats=2, guest_name="김전화", guest_phone="02-123-4567")
        other = session_of(programme, hours=96)
        assert len(stop(programme, session, by=host).to_call) == 1
        offer = other.bookings.get()
        assert other.get_host_url() in [item.url for item in waiting_for(host)]
        with pytest.raises(NotAllowed):
            accept_offer(booking=offer, by=UserFactory())
        assert accept_offer(booking=offer, by=host).status == BookingStatus.CONFIRMED

    def test_only_the_host_and_only_what_is_planned(self, programme, session):
        with pytest.raises(NotAllowed):
            stop(programme, session, by=UserFactory())
        stop(programme, session)
        with pytest.raises(WrongState):
            stop(programme, session)
        with pytest.raises(WrongState):
            stop(programme, session_of(open_factory()))  # another factory's

    def test_a_session_with_visitors_inside_is_neither_stopped_nor_foreseen(self, programme, session):
        booking = book_seats(session=session, by=UserFactory(), seats=1)
        Booking.objects.filter(pk=booking.pk).update(checked_in_at=session.starts_at)
        for step in (stop, lambda *them: foresee_stop(programme=programme, sessions=[session])):
            with pytest.raises(WrongState):
                step(programme, session)

    def test_page_preview_and_step(self, client, programme, session, host):
        book_seats(session=session, by=UserFactory(), seats=2)
        session_of(programme, hours=96)
        client.force_login(host)
        address = reverse("tours:stop_session", args=[session.public_id])
        assert client.get(address).status_code == 200
        seen = client.post(address, {"reason": "설비 고장", "step": "preview"})
        assert seen.status_code == 200
        assert "1팀" in seen.content.decode()
        session.refresh_from_db()
        assert session.status == SessionStatus.PLANNED
        assert client.post(address, {"reason": "", "step": "stop"}).status_code == 422
        plan = seen.context["seen"].digest
        book_seats(session=session, by=UserFactory(), seats=1)
        again = client.post(address, {"reason": "설비 고장", "step": "stop", "plan": plan})
        assert again.status_code == 409  # not what was shown: shown again, nothing is done
        session.refresh_from_db()
        assert session.status == SessionStatus.PLANNED
        plan = again.context["seen"].digest
        done = client.post(address, {"reason": "설비 고장", "step": "stop", "plan": plan})
        assert done.status_code == 302
        session.refresh_from_db()
        assert session.status == SessionStatus.CANCELLED

    def test_page_says_who_they_are_and_leads_back_to_the_fields(self, client, programme, session, host):
        who = book_seats(session=session, by=UserFactory(), seats=2).person
        enter_booking(session=session, by=host, seats=1, guest_name="김전화", guest_phone="02-123-4567")
        client.force_login(host)
        address = reverse("tours:stop_session", args=[session.public_id])
        page = client.post(address, {"reason": "설비 고장", "step": "preview"}).content.decode()
        assert str(who) in page
        assert page.count("02-123-4567") == 2  # among those to call, and in the list
        assert "<textarea" not in page
        assert "<textarea" in client.post(address, {"reason": "설비 고장", "step": "edit"}).content.decode()

    def test_page_for_a_period(self, client, programme, session, host):
        later = session_of(programme, hours=400)
        client.force_login(host)
        address = reverse("tours:stop_line", args=[programme.factory.slug])
        day = seoul_day(session.starts_at).isoformat()
        period = {"begins_on": day, "ends_on": day, "reason": "정기 보수"}
        assert client.get(address).status_code == 200
        assert client.post(address, {**period, "step": "stop", "ends_on": "2020-01-01"}).status_code == 422
        plan = client.post(address, {**period, "step": "preview"}).context["seen"].digest
        assert client.post(address, {**period, "step": "stop", "plan": plan}).status_code == 302
        session.refresh_from_db()
        later.refresh_from_db()
        assert (session.status, later.status) == (SessionStatus.CANCELLED, SessionStatus.PLANNED)


@pytest.mark.usefixtures("own_database")
class TestTogether:
    def test_two_stops_at_once_forget_nobody_and_oversell_nothing(self, run_together):
        programme = open_factory()
        first, second = session_of(programme, capacity=6), session_of(programme, capacity=6, hours=75)
        target = session_of(programme, capacity=7, hours=120)
        for one in (first, second):
            for _ in range(5):
                book_seats(session=one, by=UserFactory(), seats=1)
        late = UserFactory()
        results = run_together(
            lambda: stop(programme, first),
            lambda: stop(programme, second),
            lambda: stop(programme, first, second),
            lambda: book_seats(session=target, by=late, seats=1),
        )
        assert not [one for one in results if "deadlock" in str(one)]
        target.refresh_from_db()
        assert target.taken == sum(target.bookings.live().values_list("seats", flat=True)) <= 7
        ended = Booking.objects.filter(session__in=[first, second])
        assert ended.count() == 10 + ended.exclude(moved_from=None).count()
        assert not ended.live().exists()
        told = {one.recipient_id for one in mails("called_off")}
        for booking in ended:
            onward = Booking.objects.filter(moved_from=booking).exists()
            assert onward or booking.person_id in told

    def test_stopping_while_people_book_loses_nobody(self, run_together):
        programme = open_factory()
        session, target = session_of(programme), session_of(programme, hours=120)
        host = company_person(programme.factory.company)
        people = [UserFactory() for _ in range(4)]
        run_together(
            lambda: stop(programme, session, by=host),
            *[lambda who=who: book_seats(session=session, by=who, seats=1) for who in people],
        )
        booked = session.bookings.all()
        assert not booked.live().exists()
        assert all(Booking.objects.filter(moved_from=one).exists() for one in booked)
        target.refresh_from_db()
        assert target.taken == target.offered == booked.count()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "held_for"), [(12, 72), (60, 168)])
def test_there_is_time_to_answer_as_far_off_as_the_visit_is(programme, days, held_for):
    """A quarter of the time until the visit, a week at most, and then until the end of that day."""
    now = db_now()
    found = answer_until(Session(tour_programme=programme, starts_at=now + timedelta(days=days)), now)
    assert timedelta(0) <= found - now - timedelta(hours=held_for) <= timedelta(days=1)
    assert found == day_end(seoul_day(now + timedelta(hours=held_for)))


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "held_for"), [(48, 24), (5, 5)])
def test_for_a_visit_that_is_near_it_is_an_offer_like_any_other(programme, hours, held_for):
    """The programme's hours (24 here), and never beyond the start."""
    now = db_now()
    found = answer_until(Session(tour_programme=programme, starts_at=now + timedelta(hours=hours)), now)
    assert found - now == timedelta(hours=held_for)
