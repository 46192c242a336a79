"""Mails by the clock, each once; the survey, without who answered."""

from datetime import timedelta

import pytest

from programme.core.clock import day_start, db_now, seoul_day
from programme.core.errors import Conflict, NotAllowed, WrongState
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.models import Booking, Reminder, Session, SurveyAnswer
from programme.tours.queries import survey_of
from programme.tours.services import (
    answer_survey,
    book_seats,
    cancel_booking,
    check_in,
    confirm_held,
    confirm_number,
    enter_booking,
    send_reminders,
)
from tests.records import UserFactory

from .conftest import A_CLASS, session_of
from .test_pages import page, send
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


def on_day(session, days, hours=10):
    """The session at ten o'clock in Seoul, so many days from today."""
    starts_at = day_start(seoul_day(db_now()) + timedelta(days=days)) + timedelta(hours=hours)
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    session.refresh_from_db()
    return session


def written(kind):
    return Message.objects.filter(template=f"tours/mail/remind_{kind}")


@pytest.mark.parametrize(("days", "hours", "told"), [(0, 23.9, 0), (1, 0, 1), (1, 23.9, 1), (2, 0, 0)])
def test_whoever_visits_tomorrow_is_told_once(programme, visitor, days, hours, told):
    session = session_of(programme)
    book_seats(session=session, by=visitor, seats=2)
    on_day(session, days, hours)
    assert [send_reminders(), send_reminders()] == [told, 0]
    assert written("visit").count() == told


def test_a_reminder_reads_well_and_reaches_nobody_else(programme, host, visitor):
    session = on_day(session_of(programme), 3)
    book_seats(session=session, by=visitor, seats=1)
    gone = book_seats(session=session, by=UserFactory(), seats=1)
    cancel_booking(booking=gone, by=gone.person)
    enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010-0000-0000")
    on_day(session, 1)
    assert send_reminders() == 1
    message = written("visit").get()
    assert message.recipient == visitor
    subject, body = render_message(message)
    assert subject == "내일은 공장 견학일입니다"
    assert "정문 안내소" in body


def test_a_mail_that_cannot_be_queued_is_not_noted_as_sent(programme, visitor, monkeypatch):
    session = session_of(programme)
    book_seats(session=session, by=visitor, seats=1)
    on_day(session, 1)

    def refuse(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("programme.tours.services.reminders.mail_booking", refuse)
    with pytest.raises(OSError):
        send_reminders()
    assert not Reminder.objects.exists()


def test_a_group_is_told_two_days_before_its_number_is_due(programme, visitor):
    programme.final_number_days = 3
    programme.save()
    session = session_of(programme, capacity=30, hours=24 * 10)
    booking = book_seats(session=session, by=visitor, seats=10, **A_CLASS)
    assert send_reminders() == 0
    Booking.objects.filter(pk=booking.pk).update(number_due_at=db_now() + timedelta(hours=47))
    assert [send_reminders(), send_reminders()] == [1, 0]
    subject, body = render_message(written("number").get())
    assert "최종 인원" in subject
    assert "최종 인원 확정 기한: 20" in body
    Reminder.objects.all().delete()
    confirm_number(booking=Booking.objects.get(), by=visitor, seats=9)
    assert send_reminders() == 0


@pytest.fixture
def held(programme, host, visitor) -> Booking:
    session = session_of(programme)
    booking = book_seats(session=session, by=visitor, seats=2)
    move_to(session, -2)
    check_in(booking=Booking.objects.get(), by=host)
    confirm_held(session=Session.objects.get(), by=host)
    return Booking.objects.get(pk=booking.pk)


def test_thanks_come_once_with_the_survey(held):
    assert [send_reminders(), send_reminders()] == [1, 0]
    _subject, body = render_message(written("thanks").get())
    assert f"/bookings/{held.public_id}/survey/" in body


MARKS = {"overall": 5, "guidance": 4, "learned": 3}


def test_one_answer_a_booking_kept_without_it(client, held, visitor):
    client.force_login(visitor)
    assert page(client, "survey", held.public_id).status_code == 200
    refused = send(client, "survey", held.public_id, overall=6, guidance=4)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"overall", "learned"}
    for _ in range(2):
        assert send(client, "survey", held.public_id, **MARKS).status_code == 302
    answer = SurveyAnswer.objects.get()
    assert (answer.overall, answer.guidance, answer.learned) == (5, 4, 3)
    linked = {field.related_model for field in SurveyAnswer._meta.get_fields() if field.is_relation}
    assert linked == {type(held.session.tour_programme)}
    assert "form" not in page(client, "survey", held.public_id).content.decode().partition("<main")[2]
    with pytest.raises(Conflict):
        answer_survey(booking=held, by=visitor, **MARKS)
    client.force_login(UserFactory())
    assert page(client, "survey", held.public_id).status_code == 404


def test_only_who_came_answers(held, programme, visitor, host):
    with pytest.raises(NotAllowed):
        answer_survey(booking=held, by=host, **MARKS)
    other = book_seats(session=session_of(programme), by=visitor, seats=1)
    with pytest.raises(WrongState):
        answer_survey(booking=other, by=visitor, **MARKS)
    assert not SurveyAnswer.objects.exists()


@pytest.fixture
def answers(programme, host):
    """Any number of parties that came answer with this mark for the whole."""

    def answer(*marks):
        session = session_of(programme, capacity=30)
        parties = [book_seats(session=session, by=UserFactory(), seats=1) for _mark in marks]
        move_to(session, -2)
        for party in parties:
            check_in(booking=Booking.objects.get(pk=party.pk), by=host)
        confirm_held(session=Session.objects.get(pk=session.pk), by=host)
        for party, overall in zip(parties, marks, strict=True):
            came = Booking.objects.get(pk=party.pk)
            answer_survey(booking=came, by=came.person, overall=overall, guidance=4, learned=3)

    return answer


def test_no_single_answer_can_be_worked_out(programme, answers):
    """Published with five answers and again with ten: between them nothing moves."""
    factory = programme.factory
    answers(5, 4, 4, 4, 4)
    before = survey_of(factory)
    assert (before.answers, before.overall) == (5, 4.2)
    answers(1, 1, 1, 1)
    assert SurveyAnswer.objects.count() == 9
    assert survey_of(factory) == before
    answers(1)
    after = survey_of(factory)
    assert (after.answers, after.overall) == (10, 2.6)


def test_results_are_shown_from_five_answers_up(client, programme, host, answers):
    factory = programme.factory
    answers(5, 5, 5, 5)
    assert survey_of(factory) is None
    assert "방문객 만족도" not in client.get(factory.get_absolute_url()).content.decode()
    answers(3)
    found = survey_of(factory)
    assert (found.answers, round(found.overall, 1)) == (5, 4.6)
    client.force_login(host)
    for address in (factory.get_absolute_url(), factory.tour_programme.get_absolute_url()):
        assert "방문객 만족도" in client.get(address).content.decode(), address
