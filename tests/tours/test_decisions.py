"""Few visitors: the host decides. Behind with the tours: who answers for it is told, once a month."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.clock import db_now, seoul_day
from programme.core.errors import NotAllowed, WrongState
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.choices import BookingStatus, SessionStatus
from programme.tours.models import PaceWarning, Session, TourProgramme
from programme.tours.queries import sessions_to_decide, waiting_for
from programme.tours.services import book_seats, hold_anyway, look_after_lines, warn_behind
from tests.records import UserFactory, company_person, officer_of, staff

from .conftest import open_factory, session_of


@pytest.fixture
def few(db):
    """A session in thirty hours with two of at least five visitors, to be decided 48 hours before."""
    session = session_of(open_factory(least_visitors=5, decide_hours=48, lead_time_hours=0), hours=30)
    book_seats(session=session, by=UserFactory(), seats=2)
    session.refresh_from_db()
    return session


@pytest.fixture
def decider(few):
    return company_person(few.factory.company)


def test_the_host_is_asked_and_nothing_happens_by_itself(few, decider):
    assert list(sessions_to_decide(decider)) == [few]
    assert few.get_host_url() in [item.url for item in waiting_for(decider)]
    assert not sessions_to_decide(UserFactory()).exists()
    look_after_lines()
    few.refresh_from_db()
    assert (few.status, few.taken) == (SessionStatus.PLANNED, 2)


@pytest.mark.parametrize(("least", "hours"), [(2, 48), (0, 48), (5, 29)])
def test_enough_visitors_no_minimum_or_time_left_ask_nothing(few, decider, least, hours):
    TourProgramme.objects.update(least_visitors=least, decide_hours=hours)
    assert not sessions_to_decide(decider).exists()
    with pytest.raises(WrongState):
        hold_anyway(session=Session.objects.get(), by=decider)


def test_a_full_session_is_nothing_to_decide(few, decider):
    assert sessions_to_decide(decider).exists()
    Session.objects.update(capacity=2)
    assert not sessions_to_decide(decider).exists()


def test_held_anyway_is_asked_no_more(few, decider):
    with pytest.raises(NotAllowed):
        hold_anyway(session=few, by=UserFactory())
    hold_anyway(session=few, by=decider)
    assert not sessions_to_decide(decider).exists()
    with pytest.raises(WrongState):
        hold_anyway(session=few, by=decider)


def test_calling_off_is_looked_at_first_and_says_why(client, few, decider):
    other = session_of(few.tour_programme, hours=90)
    client.force_login(decider)
    address = reverse("tours:stop_session", args=[few.public_id])
    page = client.get(few.get_host_url()).content.decode()
    assert "2명" in page
    assert address in page
    reason = client.get(address).context["form"].initial["reason"]
    assert "5명" in reason
    plan = client.post(address, {"reason": reason, "step": "preview"}).context["seen"].digest
    assert client.post(address, {"reason": reason, "step": "stop", "plan": plan}).status_code == 302
    few.refresh_from_db()
    assert (few.status, few.cancel_reason) == (SessionStatus.CANCELLED, reason)
    assert other.bookings.get().status == BookingStatus.OFFERED
    undecided = reverse("tours:stop_session", args=[other.public_id])  # the control: nothing to decide yet
    assert "reason" not in client.get(undecided).context["form"].initial


def test_one_click_holds_it(client, few, decider):
    client.force_login(decider)
    client.post(reverse("tours:decide", args=[few.public_id]))
    few.refresh_from_db()
    assert few.held_anyway_at is not None


@pytest.fixture
def behind(db):
    """A factory that completed long ago and held nothing."""
    programme = open_factory()
    factory = programme.factory
    factory.completed_on = date(2025, 1, 15)
    factory.save()
    return factory


def test_factory_technopark_and_staff_are_warned_once_a_month(behind):
    own, officer = company_person(behind.company), officer_of(behind.technopark)
    minister, stranger = staff("tours.change_session", "tours.view_session"), UserFactory()
    assert (warn_behind(), warn_behind()) == (1, 0)
    told = {message.recipient: message for message in Message.objects.all()}
    assert set(told) == {own, officer, minister}
    assert Message.objects.count() == 3
    for message in told.values():
        assert behind.company.name_ko in str(render_message(message))
    for person, address in (
        (own, reverse("tours:host", args=[behind.slug])),
        (minister, reverse("tours:host", args=[behind.slug])),
        (officer, behind.get_absolute_url()),
    ):
        assert address in [item.url for item in waiting_for(person)]
    assert not waiting_for(stranger)
    PaceWarning.objects.update(month=date(2026, 1, 1))
    assert warn_behind() == 1  # the next month


@pytest.mark.parametrize("begun", [True, False])
def test_who_has_no_programme_is_told_to_write_it_first(client, behind, begun):
    if not begun:
        TourProgramme.objects.all().delete()
    own = company_person(behind.company)
    warn_behind()
    body = render_message(Message.objects.get(recipient=own))[1]
    client.force_login(own)
    page = client.get(reverse("tours:host", args=[behind.slug])).content.decode()
    for text in (body, page):
        assert ("먼저 견학 프로그램을 작성해 주세요" in text) is not begun


def test_who_keeps_pace_is_not_warned(db):
    factory = open_factory().factory
    factory.completed_on = seoul_day(db_now())
    factory.save()
    assert warn_behind() == 0
    assert not Message.objects.exists()


def test_control_the_database_keeps_the_second_warning_out(behind):
    warn_behind()
    again = PaceWarning.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
