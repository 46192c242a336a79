"""A class too large for one group: booked into two parallel sessions, both or neither."""

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.core.clock import seoul_day
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours import papers
from programme.tours.choices import BookingStatus, SessionStatus
from programme.tours.models import Booking, Session
from programme.tours.services import (
    add_parallel,
    add_route,
    approve_booking,
    book_class,
    book_seats,
    cancel_booking,
    cancel_session,
    confirm_number,
    foresee_stop,
    join_waiting_list,
    move_booking,
    stop_line,
)
from programme.tours.splitting import Share, split_evenly
from tests.records import UserFactory, company_person

from .conftest import A_CLASS, open_factory, session_of

SCHOOL = {"group_name": "한빛초등학교", "school_kind": "elementary"}
HALVES = {"seats": 24, "adults": 3, "beside_seats": 24, "beside_adults": 3}


@pytest.fixture
def pair(programme) -> tuple[Session, Session]:
    """Two sessions of 30 seats at the same time."""
    one = session_of(programme, capacity=30)
    return one, session_of(programme, capacity=30, beside=one)


@pytest.fixture
def class_of_48(pair, visitor):
    return book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)


def taken(*sessions) -> list[int]:
    for session in sessions:
        session.refresh_from_db()
    return [session.taken for session in sessions]


def mails(template: str) -> list[Message]:
    return list(Message.objects.filter(template=f"tours/mail/{template}"))


pytestmark = pytest.mark.django_db


def test_both_groups_are_booked_in_one_step_with_one_mail(pair, class_of_48, visitor):
    first, second = class_of_48
    assert taken(*pair) == [24, 24]
    assert first.split == second.split is not None
    assert {one.status for one in class_of_48} == {BookingStatus.CONFIRMED}
    assert Event.objects.filter(verb="tours.book_seats").count() == 2
    mail = Message.objects.get()
    _subject, body = render_message(mail)
    assert "48명" in body
    assert all(one.public_id in body for one in class_of_48)


@pytest.mark.parametrize("which", [0, 1])
def test_both_or_neither(pair, visitor, which):
    book_seats(session=pair[which], by=UserFactory(), seats=10, **A_CLASS)
    with pytest.raises(Conflict) as refused:
        book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)
    assert refused.value.code == "full"
    assert sorted(taken(*pair)) == [0, 10]
    assert not mails("class_booked")


def test_each_half_keeps_the_factory_s_terms(pair, visitor):
    def fields(**wrong):
        with pytest.raises(Incomplete) as refused:
            book_class(session=pair[0], beside=pair[1], by=visitor, **{**HALVES, **SCHOOL, **wrong})
        return set(refused.value.fields)

    assert fields(adults=2) == {"adults"}
    assert fields(beside_adults=2) == {"beside_adults"}
    assert fields(beside_seats=31, beside_adults=5) == {"beside_seats"}
    assert fields(beside_seats=3) == {"beside_seats"}
    assert fields(school_kind="") == {"school_kind"}
    assert taken(*pair) == [0, 0]


def test_only_two_sessions_at_the_same_time(programme, pair, visitor):
    elsewhere = open_factory()
    others = [pair[0], session_of(programme, hours=80), session_of(elsewhere, beside=pair[0])]
    for beside in others:
        with pytest.raises(Incomplete) as refused:
            book_class(session=pair[0], beside=beside, by=visitor, **HALVES, **SCHOOL)
        assert set(refused.value.fields) == {"beside"}


def test_the_limit_on_visits_is_for_people_not_for_classes(programme, pair, visitor):
    """A teacher brings other pupils each time; for themselves they come once like everyone."""
    programme.repeat_days = 30
    programme.save()
    book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)
    later = session_of(programme, capacity=30, hours=96)
    assert book_seats(session=later, by=visitor, seats=10, **A_CLASS)
    third, fourth = (session_of(programme, capacity=30, hours=hours) for hours in (120, 144))
    assert book_seats(session=third, by=visitor, seats=1)
    with pytest.raises(Conflict) as refused:
        book_seats(session=fourth, by=visitor, seats=1)
    assert refused.value.code == "visited_recently"


def test_a_full_half_is_named(programme, pair, visitor):
    book_seats(session=pair[1], by=UserFactory(), seats=20, **A_CLASS)
    with pytest.raises(Conflict) as refused:
        book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)
    assert set(refused.value.fields) == {"beside_seats"}


def test_people_who_wait_come_first(pair, visitor):
    book_seats(session=pair[1], by=UserFactory(), seats=30, **A_CLASS)
    join_waiting_list(session=pair[1], by=UserFactory(), seats=5, **A_CLASS)
    with pytest.raises(Conflict):
        book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)


def test_the_database_joins_only_classes_and_once_a_session(pair, class_of_48, visitor):
    first, _second = class_of_48
    with pytest.raises(IntegrityError, match="tours_split_once"), transaction.atomic():
        Booking.objects.create(
            session=pair[0],
            person=UserFactory(),
            seats=5,
            kind="school",
            split=first.split,
            status=BookingStatus.CONFIRMED,
        )
    with pytest.raises(IntegrityError, match="tours_split_is_a_class"), transaction.atomic():
        Booking.objects.create(
            session=pair[0],
            person=UserFactory(),
            seats=1,
            split=first.split,
            status=BookingStatus.CONFIRMED,
        )


def test_one_group_or_the_whole_class_is_given_back(pair, class_of_48, visitor):
    cancel_booking(booking=class_of_48[0], by=visitor)
    assert taken(*pair) == [0, 24]
    again = book_class(
        session=session_of(pair[0].tour_programme, capacity=30, hours=90),
        beside=session_of(
            pair[0].tour_programme, capacity=30, beside=Session.objects.order_by("-starts_at")[0]
        ),
        by=visitor,
        **HALVES,
        **SCHOOL,
    )
    cancel_booking(booking=again[1], by=visitor, whole=True)
    assert taken(again[0].session, again[1].session) == [0, 0]
    assert taken(*pair) == [0, 24]  # another class


def test_the_whole_class_or_nothing_is_given_back(pair, class_of_48, visitor):
    Booking.objects.filter(pk=class_of_48[1].pk).update(checked_in_at=pair[0].starts_at)
    with pytest.raises(WrongState):
        cancel_booking(booking=class_of_48[0], by=visitor, whole=True)
    assert taken(*pair) == [24, 24]
    with pytest.raises(NotAllowed):
        cancel_booking(booking=class_of_48[0], by=UserFactory(), whole=True)


def test_each_group_confirms_its_own_number_and_moves_alone(programme, visitor):
    programme.final_number_days = 1
    programme.save()
    one = session_of(programme, capacity=30)
    pair = one, session_of(programme, capacity=30, beside=one)
    later = session_of(programme, capacity=30, hours=90)
    first, second = book_class(session=pair[0], beside=pair[1], by=visitor, **HALVES, **SCHOOL)
    first = confirm_number(booking=first, seats=22, by=visitor)
    assert (first.number_is_open, second.number_is_open) == (False, True)
    assert taken(*pair) == [22, 24]
    moved = move_booking(booking=second, to=later, by=visitor)
    assert moved.split == first.split  # still one class


@pytest.fixture
def later(programme) -> tuple[Session, Session]:
    """Two sessions of 30 seats at another time."""
    one = session_of(programme, capacity=30, hours=90)
    return one, session_of(programme, capacity=30, beside=one)


def test_the_whole_class_moves_in_one_step_with_one_mail(pair, later, class_of_48, visitor):
    Message.objects.all().delete()
    moved = move_booking(booking=class_of_48[1], to=later[1], by=visitor, whole=True)
    assert moved.session == later[1]
    assert taken(*pair, *later) == [0, 0, 24, 24]
    live = Booking.objects.live()
    assert {one.split for one in live} == {class_of_48[0].split}
    assert {one.moved_from_id for one in live} == {one.pk for one in class_of_48}
    body = render_message(Message.objects.get())[1]
    assert "48명" in body
    assert all(one.public_id in body for one in live)


def test_the_whole_class_or_nothing_moves(pair, later, class_of_48, visitor):
    book_seats(session=later[1], by=UserFactory(), seats=10, kind="industry", group_name="한빛")
    with pytest.raises(Conflict) as refused:
        move_booking(booking=class_of_48[0], to=later[0], by=visitor, whole=True)
    assert refused.value.code == "full"
    assert taken(*pair, *later) == [24, 24, 0, 10]
    assert {one.status for one in Booking.objects.filter(person=visitor)} == {BookingStatus.CONFIRMED}
    move_booking(booking=class_of_48[0], to=later[0], by=visitor)  # the control: alone it fits
    assert taken(*pair, *later) == [0, 24, 24, 10]


def test_the_second_group_takes_the_first_session_that_has_room(programme, later, class_of_48, visitor):
    book_seats(session=later[1], by=UserFactory(), seats=10, kind="industry", group_name="한빛")
    third = session_of(programme, capacity=24, beside=later[0])
    move_booking(booking=class_of_48[0], to=later[0], by=visitor, whole=True)
    assert taken(*later, third) == [24, 10, 24]


def test_a_page_asks_whether_the_class_moves(client, later, class_of_48, visitor):
    client.force_login(visitor)
    address = reverse("tours:move_booking", args=[class_of_48[0].public_id])
    assert [code for code, _label in client.get(address).context["form"].fields["whole"].choices] == [
        "yes",
        "no",
    ]
    alone = session_of(later[0].tour_programme, capacity=30, hours=120)
    labels = dict(client.get(address).context["form"].fields["to"].choices)
    both = {int(str(key)): "두 조 모두 가능" in label for key, label in labels.items()}
    assert both == {later[0].pk: True, later[1].pk: True, alone.pk: False}
    assert client.post(address, {"to": later[0].pk}).status_code == 422
    assert client.post(address, {"to": later[0].pk, "whole": "yes"}).status_code == 302
    assert taken(*later) == [24, 24]
    single = book_seats(session=session_of(later[0].tour_programme), by=visitor, seats=1)
    shown = client.get(reverse("tours:move_booking", args=[single.public_id]))
    assert "whole" not in shown.context["form"].fields


def test_one_letter_for_both_groups(pair, class_of_48):
    letters = [papers.letter(Booking.objects.with_factory().get(pk=one.pk)) for one in class_of_48]
    assert letters[0] == letters[1]
    text = " ".join(item for point in letters[0]["points"] for item in point["items"])
    assert "48명" in text
    assert text.count("24명") == 2
    assert all(one.public_id in text for one in class_of_48)


def test_groups_that_come_at_different_times_have_their_own_letters(later, class_of_48, visitor):
    """The control of the one above."""
    moved = move_booking(booking=class_of_48[0], to=later[0], by=visitor)
    texts = [
        " ".join(item for point in papers.letter(booking)["points"] for item in point["items"])
        for booking in Booking.objects.with_factory().filter(pk__in=[moved.pk, class_of_48[1].pk])
    ]
    assert all("24명" in text and "48명" not in text for text in texts)


def test_where_the_host_approves_one_mail_asks_for_both(programme, visitor, host):
    programme.approval_needed = True
    programme.save()
    one = session_of(programme, capacity=30)
    both = book_class(
        session=one, beside=session_of(programme, capacity=30, beside=one), by=visitor, **HALVES, **SCHOOL
    )
    assert {booking.status for booking in both} == {BookingStatus.REQUESTED}
    assert mails("class_booked")[0].context["requested"]
    for booking in both:
        approve_booking(booking=booking, by=host)


def test_a_stop_tells_that_the_other_group_still_comes(pair, class_of_48, programme, host):
    seen = foresee_stop(programme=programme, sessions=[pair[0]])
    assert seen.parties[0].other_group == class_of_48[1]
    stop_line(programme=programme, sessions=[pair[0]], by=host, reason="설비 점검")
    _subject, body = render_message(mails("called_off")[0])
    assert class_of_48[1].public_id in body
    assert taken(pair[1]) == [24]


def test_a_stop_of_both_says_of_neither_that_it_comes(pair, class_of_48, programme, host):
    stop_line(programme=programme, sessions=pair, by=host, reason="설비 점검")
    assert len(mails("called_off")) == 2
    assert not any("other_id" in mail.context for mail in mails("called_off"))


def test_other_seats_keep_the_class_together(pair, class_of_48, programme, host):
    later = session_of(programme, capacity=30, hours=90)
    stop_line(programme=programme, sessions=[pair[0]], by=host, reason="설비 점검")
    offer = later.bookings.get()
    assert offer.split == class_of_48[1].split
    assert mails("line_stopped")[0].context["other_id"] == class_of_48[1].public_id


def test_a_stop_of_both_offers_two_sessions_at_one_time(pair, class_of_48, programme, host):
    alone = session_of(programme, capacity=30, hours=80)  # sooner, but with room for one group only
    one = session_of(programme, capacity=30, hours=96)
    beside = session_of(programme, capacity=30, beside=one)
    done = stop_line(programme=programme, sessions=pair, by=host, reason="설비 점검")
    assert {party.session for party in done.parties} == {one, beside}
    assert not done.torn
    assert taken(alone, one, beside) == [0, 24, 24]


def test_a_class_is_torn_only_when_the_host_says_so(client, pair, class_of_48, programme, host):
    days = [session_of(programme, capacity=30, hours=hours) for hours in (96, 120)]
    seen = foresee_stop(programme=programme, sessions=pair)
    assert [party.session for party in seen.parties] == [None, None]
    assert len(seen.torn) == 2
    apart = foresee_stop(programme=programme, sessions=pair, apart=True)
    assert [party.session for party in apart.parties] == days
    client.force_login(host)
    address = reverse("tours:stop_line", args=[programme.factory.slug])
    day = seoul_day(pair[0].starts_at).isoformat()
    asked = {"begins_on": day, "ends_on": day, "reason": "설비 점검"}
    assert 'value="apart"' in client.post(address, {**asked, "step": "preview"}).content.decode()
    shown = client.post(address, {**asked, "step": "apart"})
    # What was shown together is not done apart, and the other way round.
    for wrong in ({"plan": seen.digest, "apart": "yes"}, {"plan": apart.digest}):
        assert client.post(address, {**asked, "step": "stop", **wrong}).status_code == 409
    plan = {"plan": shown.context["seen"].digest, "apart": "yes"}
    assert client.post(address, {**asked, "step": "stop", **plan}).status_code == 302
    assert taken(*days) == [24, 24]


def test_a_class_without_any_other_seats_is_not_called_torn(pair, class_of_48, programme):
    assert not foresee_stop(programme=programme, sessions=pair).torn


def test_one_stopped_group_goes_to_the_time_of_the_other(pair, class_of_48, programme, host):
    session_of(programme, capacity=30, hours=80)
    third = session_of(programme, capacity=30, beside=pair[0])
    party = stop_line(programme=programme, sessions=[pair[0]], by=host, reason="설비 점검").parties[0]
    assert (party.session, party.other_time) == (third, False)


def test_calling_one_session_off_tells_it_too(pair, class_of_48, host):
    cancel_session(session=pair[0], by=host, reason="설비 점검")
    assert mails("called_off")[0].context["other_id"] == class_of_48[1].public_id


# --- How it is shared out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seats", "adults", "room", "found"),
    [
        (48, 6, (30, 30), (Share(24, 3), Share(24, 3))),
        (48, 5, (30, 30), (Share(22, 2), Share(26, 3))),  # five suffice only so
        (48, 4, (30, 30), (Share(24, 2), Share(24, 2))),  # too few: said when booking
        (48, 6, (20, 30), (Share(20, 2), Share(28, 4))),
        (49, 10, (30, 30), (Share(24, 5), Share(25, 5))),
        (61, 8, (40, 40), None),  # two groups of at most thirty
        (48, 6, (10, 30), None),
        (8, 2, (30, 30), None),  # two groups of at least five
    ],
)
def test_a_class_is_shared_out_evenly_with_enough_adults(programme, seats, adults, room, found):
    halves = split_evenly(programme, school_kind="elementary", seats=seats, adults=adults, room=room)
    assert halves == found
    if halves:
        assert sum(half.adults for half in halves) == adults


# --- Pages --------------------------------------------------------------------------------------

WANTED = {"kind": "school", "seats": "48", "adults": "6", **SCHOOL}


def test_a_teacher_is_offered_two_groups_and_books_both(client, pair, visitor):
    client.force_login(visitor)
    address = pair[0].get_absolute_url()
    split = reverse("tours:split", args=[pair[0].public_id])
    assert split in client.get(address).content.decode()
    answer = client.post(address, WANTED)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {name: form.data[name] for name in HALVES} == HALVES
    assert f'action="{split}"' in answer.content.decode()
    sent = {**form.data, "beside_adults": 2}
    refused = client.post(split, sent)
    assert refused.status_code == 422
    assert "beside_adults" in refused.context["form"].errors
    with CaptureQueriesContext(transaction.get_connection()) as done:
        booked = client.post(split, {**sent, "beside_adults": 3})
    assert len(done.captured_queries) < 40
    first, second = Booking.objects.order_by("pk")
    assert booked.url == first.get_absolute_url()
    assert taken(*pair) == [24, 24]
    assert second.get_absolute_url() in client.get(booked.url).content.decode()
    assert client.post(split, sent | {"beside_adults": 3}).url == first.get_absolute_url()  # a second click


def test_without_a_second_group_nothing_of_it_is_offered(client, programme, visitor):
    session = session_of(programme, capacity=30)
    client.force_login(visitor)
    assert client.get(reverse("tours:split", args=[session.public_id])).status_code == 404
    assert client.post(session.get_absolute_url(), WANTED).context["form"].errors["seats"]
    full = session_of(programme, capacity=20, beside=session)
    answer = client.post(full.get_absolute_url(), {**WANTED, "seats": "58"})
    assert not answer.context["splitting"]  # too many for both


def test_giving_back_asks_for_what(client, pair, class_of_48, visitor):
    client.force_login(visitor)
    address = reverse("tours:cancel_booking", args=[class_of_48[0].public_id])
    assert [value for value, _ in client.get(address).context["form"].fields["whole"].choices] == [
        "no",
        "yes",
    ]
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"whole": "yes"}).status_code == 302
    assert taken(*pair) == [0, 0]
    alone = book_seats(session=pair[0], by=visitor, seats=10, **A_CLASS)
    address = reverse("tours:cancel_booking", args=[alone.public_id])
    assert "whole" not in client.get(address).context["form"].fields
    assert client.post(address, {}).status_code == 302


def test_the_host_adds_a_parallel_group(client, programme, host):
    routes = [add_route(programme=programme, by=host, name_ko=name) for name in ("가 경로", "나 경로")]
    session = session_of(programme, capacity=30)
    Session.objects.filter(pk=session.pk).update(route=routes[0], school_seats=20)
    client.force_login(host)
    address = reverse("tours:add_parallel", args=[session.public_id])
    form = client.get(address).context["form"]
    assert list(form.fields["route"].queryset) == [routes[1]]
    answer = client.post(address, {"capacity": "25", "route": routes[1].pk, "guide": host.pk})
    group = Session.objects.exclude(pk=session.pk).get()
    assert answer.url == group.get_host_url()
    assert (group.starts_at, group.capacity, group.route) == (session.starts_at, 25, routes[1])
    assert group.school_seats == 20
    assert group.duties.get().guide == host
    assert client.post(address, {"capacity": "25", "route": routes[1].pk}).status_code == 422  # taken


def test_only_the_host_adds_a_group_to_a_planned_session(programme, host):
    session = session_of(programme, capacity=30)
    with pytest.raises(NotAllowed):
        add_parallel(session=session, capacity=10, by=company_person(open_factory().factory.company))
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)
    session.refresh_from_db()
    with pytest.raises(WrongState):
        add_parallel(session=session, capacity=10, by=host)


def test_the_host_sees_the_other_group(client, pair, class_of_48, host):
    client.force_login(host)
    text = client.get(pair[0].get_host_url()).content.decode()
    assert text.count(pair[1].get_host_url()) == 2  # the group beside it, and the class's row
    text = client.get(reverse("tours:check_in", args=[class_of_48[0].public_id])).content.decode()
    assert reverse("tours:check_in", args=[class_of_48[1].public_id]) in text
