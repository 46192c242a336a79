"""The safety briefing and what else visitors agree to: versioned, kept, asked again when it changes."""

from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.core.clock import db_now
from programme.core.errors import Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.privacy import registry
from programme.tours import privacy
from programme.tours.choices import BookingStatus, ConsentDemand, ConsentKind
from programme.tours.models import Booking, Consent, ConsentText
from programme.tours.queries import (
    agreed_along,
    asked_of,
    not_agreed,
    texts_asked,
    versions_of,
    waiting_for,
)
from programme.tours.services import (
    accept_offer,
    add_walk_in,
    add_zone,
    agree,
    agree_at_door,
    book_class,
    book_seats,
    cancel_booking,
    check_in,
    enter_booking,
    foresee_publication,
    join_waiting_list,
    move_booking,
    publish_consents,
    stop_line,
    write_consent,
)
from tests.records import UserFactory, company_person

from .conftest import A_CLASS, open_factory, session_of
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


def publish(programme, kind="briefing", text="안전모를 씁니다.", demand="required") -> ConsentText:
    """The next version of a kind."""
    write_consent(programme=programme, kind=kind, by=None, text_ko=text, text_en="", demand=demand)
    return publish_consents(programme=programme, by=None)[0]


def book(session, who, *texts: ConsentText) -> Booking:
    return book_seats(session=session, by=who, seats=1, consents=[text.public_id for text in texts])


def given(booking) -> set[tuple[str, int]]:
    return {(one.text.kind, one.text.number) for one in booking.consents.select_related("text")}


def asked_again() -> int:
    return Message.objects.filter(template="tours/mail/consents").count()


# --- Writing and publishing ---------------------------------------------------------------------


def test_a_version_is_kept_for_ever_with_its_digest(programme, host):
    write_consent(
        programme=programme,
        kind="briefing",
        by=host,
        text_ko="안전모를 씁니다.",
        text_en="",
        demand="required",
    )
    assert texts_asked(programme) == []  # a draft is nobody's business
    first = publish_consents(programme=programme, by=host)[0]
    second = publish(programme, text="안전모와 안전화를 착용합니다.")
    assert (first.number, second.number) == (1, 2)
    assert first.published_by == host.pk
    assert len(first.sha256) == 64
    assert first.sha256 != second.sha256
    assert texts_asked(programme) == [second]
    event = Event.objects.filter(verb="tours.publish_consents").latest("pk")
    assert event.data["briefing"] == {"number": 2, "sha256": second.sha256}


def test_only_what_has_changed_is_published(programme):
    publish(programme)
    with pytest.raises(WrongState) as refused:
        publish_consents(programme=programme, by=None)
    assert refused.value.code == "unchanged"
    write_consent(programme=programme, kind="photos", by=None, text_ko="촬영", text_en="", demand="optional")
    assert [text.kind for text in publish_consents(programme=programme, by=None)] == ["photos"]


def test_a_kind_is_asked_no_more(programme, session, visitor):
    publish(programme)
    publish(programme, demand=ConsentDemand.NONE)
    assert texts_asked(programme) == []
    assert book(session, visitor)


def test_confidentiality_is_asked_where_a_zone_demands_it(programme):
    nda = publish(programme, kind="nda", text="본 것을 말하지 않습니다.")
    assert texts_asked(programme) == []
    add_zone(programme=programme, by=None, name_ko="시험실", nda=True)
    assert texts_asked(programme) == [nda]


def test_a_draft_has_a_text(programme, host):
    with pytest.raises(Incomplete) as refused:
        write_consent(programme=programme, kind="photos", by=host, text_ko=" ", text_en="", demand="maybe")
    assert set(refused.value.fields) == {"text_ko", "demand"}


def test_only_the_host_writes_and_publishes(programme, visitor):
    text = {"kind": "briefing", "text_ko": "글", "text_en": "", "demand": "required"}
    for other in (visitor, company_person(open_factory().factory.company)):
        with pytest.raises(NotAllowed):
            write_consent(programme=programme, by=other, **text)
        with pytest.raises(NotAllowed):
            publish_consents(programme=programme, by=other)


# --- Booking ------------------------------------------------------------------------------------


def test_without_a_briefing_nothing_is_asked(session, visitor):
    assert given(book(session, visitor)) == set()


def test_what_is_needed_is_agreed_to_and_kept(programme, session, visitor):
    briefing = publish(programme)
    personal = publish(programme, kind="personal", text="이름을 씁니다.", demand="optional")
    with pytest.raises(Incomplete) as refused:
        book(session, visitor, personal)
    assert set(refused.value.fields) == {"consents"}
    assert not Booking.objects.exists()
    assert given(book(session, visitor, briefing)) == {("briefing", 1)}
    assert given(book(session, UserFactory(), briefing, personal)) == {("briefing", 1), ("personal", 1)}


def test_a_version_read_before_the_last_one_is_not_enough(programme, session, visitor):
    old = publish(programme)
    publish(programme, text="안전모와 안전화를 착용합니다.")
    with pytest.raises(Incomplete):
        book(session, visitor, old)


def test_consents_cost_one_statement(programme, session):
    def statements(*texts):
        with CaptureQueriesContext(connection) as done:
            book(session, who, *texts)
        return len(done.captured_queries)

    who = UserFactory()
    statements()  # the first finds the caches empty
    who = UserFactory()
    before = statements()
    texts = [publish(programme, kind=kind, text="글") for kind in ("briefing", "photos", "personal")]
    who = UserFactory()
    assert statements(*texts) == before + 1


def test_both_groups_of_a_class_agree(programme, visitor):
    one = session_of(programme, capacity=30)
    two = session_of(programme, capacity=30, beside=one)
    halves = {"seats": 20, "adults": 2, "beside_seats": 20, "beside_adults": 2}
    party = {
        "session": one,
        "beside": two,
        "by": visitor,
        "group_name": "한빛중학교",
        "school_kind": "middle",
    }
    text = publish(programme)
    with pytest.raises(Incomplete):
        book_class(**party, **halves)
    both = book_class(**party, **halves, consents=[text.public_id])
    assert [given(half) for half in both] == [{("briefing", 1)}] * 2


def test_a_move_and_other_seats_carry_what_was_agreed(programme, host, visitor):
    text = publish(programme)
    first, second, third = (session_of(programme, hours=hours) for hours in (72, 80, 90))
    booking = book(first, visitor, text)
    moved = move_booking(booking=booking, to=second, by=visitor)
    assert given(moved) == {("briefing", 1)}
    assert moved.consents.get().agreed_at == booking.consents.get().agreed_at
    stop_line(programme=programme, sessions=[second], by=host, reason="설비 점검")
    assert given(third.bookings.get()) == {("briefing", 1)}


def test_nobody_agrees_for_a_caller_or_in_line(programme, session, host, visitor):
    text = publish(programme)
    caller = enter_booking(
        session=session, by=host, seats=5, guest_name="김", guest_phone="010-0000-0000", **A_CLASS
    )
    entry = join_waiting_list(session=session, by=visitor, seats=1)
    cancel_booking(booking=caller, by=host)
    entry.refresh_from_db()
    assert given(entry.booking) == given(caller) == set()
    accept_offer(booking=entry.booking, by=visitor, consents=[text.public_id])
    assert given(entry.booking) == {("briefing", 1)}


# --- Later --------------------------------------------------------------------------------------


def test_a_new_version_asks_everyone_who_comes_once(programme, host):
    text = publish(programme)
    sessions = session_of(programme), session_of(programme, hours=90)
    visitor, gone = UserFactory(), UserFactory()
    bookings = [book(session, visitor, text) for session in sessions]
    cancel_booking(booking=book(sessions[0], gone, text), by=gone)
    enter_booking(session=sessions[0], by=host, seats=1, guest_name="김", guest_phone="010-0000-0000")
    publish(programme, kind="personal", text="이름을 씁니다.", demand="optional")
    assert asked_again() == 0  # nobody has to
    newer = publish(programme, text="안전모와 안전화를 착용합니다.")
    mail = Message.objects.get(template="tours/mail/consents")
    assert mail.recipient == visitor
    assert [one["booking_id"] for one in mail.context["visits"]] == [one.public_id for one in bookings]
    body = render_message(mail)[1]
    assert all(reverse("tours:agree", args=[one.public_id]) in body for one in bookings)
    agree(booking=bookings[0], by=visitor, consents=[newer.public_id])
    agree(booking=bookings[0], by=visitor, consents=[newer.public_id])  # a second click
    assert given(bookings[0]) == {("briefing", 1), ("briefing", 2)}


def test_who_agrees_agrees_to_all_that_is_needed(programme, session, visitor):
    booking = book(session, visitor)
    texts = [publish(programme, kind=kind, text="글") for kind in ("briefing", "photos")]
    with pytest.raises(Incomplete) as refused:
        agree(booking=booking, by=visitor, consents=[texts[0].public_id])
    assert set(refused.value.fields) == {f"agree_{texts[1].public_id}"}
    with pytest.raises(NotAllowed):
        agree(booking=booking, by=UserFactory(), consents=[text.public_id for text in texts])
    agree(booking=booking, by=visitor, consents=[text.public_id for text in texts])
    cancel_booking(booking=booking, by=visitor)
    booking.refresh_from_db()
    with pytest.raises(WrongState):
        agree(booking=booking, by=visitor, consents=[])


def test_the_host_notes_it_at_the_door(programme, host, visitor):
    session = session_of(programme, hours=0.2)
    publish(programme)
    publish(programme, kind="personal", text="이름을 씁니다.", demand="optional")
    assert given(add_walk_in(session=session, seats=1, by=host, agreed=True)) == {("briefing", 1)}
    booking = add_walk_in(session=session, seats=1, by=host)
    assert not given(booking)
    with pytest.raises(NotAllowed):
        agree_at_door(booking=booking, by=visitor)
    agree_at_door(booking=booking, by=host)
    assert given(booking) == {("briefing", 1)}  # never what is left to choose
    assert booking.consents.get().at_door
    assert Event.objects.filter(verb="tours.agree").latest("pk").data["at_door"]


# --- Held by the database -----------------------------------------------------------------------


def test_versions_and_consents_are_only_added_to(programme, session, visitor):
    text = publish(programme)
    booking = book(session, visitor, text)
    for rows, change in (
        (ConsentText.objects.all(), {"text_ko": "다른 글"}),
        (Consent.objects.all(), {"at_door": True}),
    ):
        with pytest.raises(ProgrammingError) as refused, transaction.atomic():
            rows.update(**change)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.all()._raw_delete(using="default")
    with pytest.raises(IntegrityError, match="tours_agreed_once"), transaction.atomic():
        Consent.objects.create(booking=booking, text=text)
    with pytest.raises(IntegrityError, match="tours_one_version"), transaction.atomic():
        ConsentText.objects.create(
            tour_programme=programme, kind="briefing", number=1, text_ko="글", sha256="0" * 64
        )


def test_export_names_what_was_agreed_and_erasure_leaves_no_person(programme, session, visitor):
    booking = book(session, visitor, publish(programme))
    found = privacy.read_bookings(visitor)
    assert found[0]["consents"][0]["kind"] == "briefing"
    assert found[0]["consents"][0]["text"] == "안전모를 씁니다."
    cancel_booking(booking=booking, by=visitor)
    registry.erase_everywhere(visitor)
    booking.refresh_from_db()
    assert booking.person is None
    assert given(booking) == {("briefing", 1)}


# --- Pages --------------------------------------------------------------------------------------


def test_the_form_shows_the_text_and_asks(client, programme, session, visitor):
    text = publish(programme)
    client.force_login(visitor)
    address, box = session.get_absolute_url(), f"agree_{text.public_id}"
    shown = client.get(address).content.decode()
    assert "안전모를 씁니다." in shown
    assert shown.index("안전모를 씁니다.") < shown.index(f'name="{box}"')  # read before it is ticked
    assert "[필수]" in shown
    assert "&lt;p&gt;" not in shown
    wanted = {"kind": "individual", "seats": "1"}
    refused = client.post(address, wanted)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {box}
    assert client.post(address, {**wanted, box: "on"}).status_code == 302
    assert given(Booking.objects.get()) == {("briefing", 1)}


def test_a_text_published_meanwhile_is_shown_and_asked(client, programme, session, visitor):
    old = publish(programme)
    client.force_login(visitor)
    new = publish(programme, text="안전모와 안전화를 착용합니다.")
    answer = client.post(
        session.get_absolute_url(), {"kind": "individual", "seats": "1", f"agree_{old.public_id}": "on"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"agree_{new.public_id}"}


def test_a_full_session_and_a_large_class_keep_the_tick(client, programme, visitor):
    text = publish(programme)
    one = session_of(programme, capacity=30)
    session_of(programme, capacity=30, beside=one)
    client.force_login(visitor)
    wanted = {"kind": "school", "seats": "40", "adults": "4", "group_name": "한빛중", "school_kind": "middle"}
    answer = client.post(one.get_absolute_url(), {**wanted, f"agree_{text.public_id}": "on"})
    split = reverse("tours:split", args=[one.public_id])
    assert client.post(split, answer.context["form"].data).status_code == 302
    assert {frozenset(given(half)) for half in Booking.objects.all()} == {frozenset({("briefing", 1)})}


def test_a_visitor_agrees_on_the_booking_s_page(client, programme, session, visitor):
    booking = book(session, visitor)
    text = publish(programme)
    client.force_login(visitor)
    address = reverse("tours:agree", args=[booking.public_id])
    assert address in client.get(booking.get_absolute_url()).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {f"agree_{text.public_id}": "on"}).url == booking.get_absolute_url()
    shown = client.get(booking.get_absolute_url()).content.decode()
    assert address not in shown
    assert "안전 수칙" in shown
    assert client.get(address).status_code == 200
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_who_accepts_an_offer_agrees_as_booking_does(client, programme, visitor):
    session = session_of(programme, capacity=1)
    held = book(session, UserFactory())
    text = publish(programme)
    entry = join_waiting_list(session=session, by=visitor, seats=1)
    cancel_booking(booking=held, by=held.person)
    entry.refresh_from_db()
    with pytest.raises(Incomplete):
        accept_offer(booking=entry.booking, by=visitor)
    client.force_login(visitor)
    address, box = reverse("tours:accept_offer", args=[entry.booking.public_id]), f"agree_{text.public_id}"
    assert "안전모를 씁니다." in client.get(address).content.decode()
    refused = client.post(address, {})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {box})
    assert client.post(address, {box: "on"}).status_code == 302
    booking = Booking.objects.get(pk=entry.booking_id)
    assert (booking.status, given(booking)) == (BookingStatus.CONFIRMED, {("briefing", 1)})


def test_what_is_optional_does_not_nag(client, programme, session, visitor):
    publish(programme, kind="photos", text="사진을 씁니다.", demand="optional")
    booking = book(session, visitor)
    client.force_login(visitor)
    page = client.get(booking.get_absolute_url())
    assert page.context["to_agree"] == []
    assert reverse("tours:agree", args=[booking.public_id]) in page.content.decode()
    publish(programme)
    assert [text.kind for text in client.get(booking.get_absolute_url()).context["to_agree"]] == ["briefing"]


def test_the_host_writes_publishes_and_sees_who_has_not_agreed(client, programme, host, visitor):
    session = session_of(programme, hours=2)
    programme.lead_time_hours = 0
    programme.save()
    session.refresh_from_db()
    booking = book(session, visitor)
    client.force_login(host)
    slug = programme.factory.slug
    listed = reverse("tours:consents", args=[slug])
    written = reverse("tours:write_consent", args=[slug, "briefing"])
    published = reverse("tours:publish_consents", args=[slug])
    assert client.post(published).status_code == 422  # nothing to publish
    assert client.post(written, {"text_ko": "", "demand": "required"}).status_code == 422
    assert client.post(written, {"text_ko": "안전모를 씁니다.", "demand": "required"}).url == listed
    assert client.get(listed).context["changed"]
    assert listed in client.get(written).content.decode()
    seen = client.get(published).context["foreseen"]
    assert (len(seen.texts), seen.people, len(seen.without_english)) == (1, 1, 1)
    write_consent(
        programme=programme,
        kind="briefing",
        by=host,
        text_ko="안전모를 씁니다!",
        text_en="",
        demand="required",
    )
    assert client.post(published, {"shown": seen.digest}).status_code == 422  # not what was shown
    seen = client.get(published).context["foreseen"]
    assert client.post(published, {"shown": seen.digest}).url == listed
    assert client.get(reverse("tours:write_consent", args=[slug, "else"])).status_code == 404
    check_in = reverse("tours:check_in", args=[booking.public_id])
    noted = reverse("tours:agree_at_door", args=[booking.public_id])
    assert check_in in client.get(session.get_host_url()).content.decode()
    assert noted in client.get(check_in).content.decode()
    assert client.post(noted).url == check_in
    assert noted not in client.get(check_in).content.decode()
    assert given(booking) == {("briefing", 1)}


def test_who_came_or_gave_back_is_asked_no_more(client, programme, session, visitor):
    booking = book(session, visitor)
    publish(programme)
    address = reverse("tours:agree", args=[booking.public_id])
    client.force_login(visitor)
    assert address in client.get(booking.get_absolute_url()).content.decode()
    cancel_booking(booking=booking, by=visitor)
    assert booking.status != BookingStatus.CANCELLED  # the object was read before
    assert address not in client.get(booking.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 404


def test_the_host_is_told_what_visitors_will_not_see(programme):
    for kind, demand in (("nda", "required"), ("personal", "none"), ("photos", "optional")):
        write_consent(programme=programme, kind=kind, by=None, text_ko="글", text_en="Text", demand=demand)
    seen = foresee_publication(programme=programme)
    assert [text.kind for text in seen.never_asked] == ["nda"]
    assert [text.kind for text in seen.asked_no_more] == ["personal"]
    assert [text.kind for text in seen.asked] == ["photos"]
    assert not seen.without_english
    add_zone(programme=programme, by=None, name_ko="시험실", nda=True)
    assert not foresee_publication(programme=programme).never_asked


def test_a_rule_for_everyone_is_not_left_to_whoever_comes(programme):
    for kind in ("briefing", "nda"):
        with pytest.raises(Incomplete) as refused:
            write_consent(
                programme=programme, kind=kind, by=None, text_ko="글", text_en="", demand="optional"
            )
        assert set(refused.value.fields) == {"demand"}


def test_what_is_optional_is_a_permission_not_a_promise(programme):
    rule = publish(programme, kind="photos", text="글")
    asked = publish(programme, kind="photos", text="글", demand="optional")
    assert rule.statement != asked.statement


def test_every_kind_can_be_written(programme):
    for kind in ConsentKind:
        assert publish(programme, kind=kind, text="글").kind == kind


# --- What was agreed for a visit stays -----------------------------------------------------------


def publish_after(programme, at, number=2) -> ConsentText:
    """Another version of the briefing, published `at` that time."""
    return ConsentText.objects.create(
        tour_programme=programme,
        kind="briefing",
        number=number,
        text_ko="새 글",
        sha256="0" * 64,
        published_at=at,
    )


@pytest.fixture
def visits(programme, host, visitor):
    """One that came, one that did not, in a tour that began; one to come. All agreed to the first version."""
    text = publish(programme)
    today, later = session_of(programme, hours=30), session_of(programme, hours=90)
    came, absent = book(today, visitor, text), book(today, UserFactory(), text)
    coming = book(later, visitor, text)
    move_to(today, -0.5)
    came.refresh_from_db()
    check_in(booking=came, by=host)
    return came, absent, coming


def asked_again_of(programme, *bookings):
    """For each of the bookings whether something is left to agree to, as the host sees it."""
    versions = versions_of(programme)
    found = Booking.objects.annotate(agreed=agreed_along()).in_bulk([one.pk for one in bookings])
    return [bool(not_agreed(asked_of(found[one.pk], versions), found[one.pk].agreed)) for one in bookings]


def test_a_later_version_asks_only_visits_to_come(programme, visits):
    assert asked_again_of(programme, *visits) == [False, False, False]
    publish_after(programme, db_now() + timedelta(hours=1))
    assert asked_again_of(programme, *visits) == [False, False, True]


def test_what_was_not_agreed_before_the_visit_stays_so(programme, visits):
    """The control: a version that was there before anyone came is asked of all of them."""
    publish_after(programme, db_now() - timedelta(hours=2))
    assert asked_again_of(programme, *visits) == [True, True, True]


def test_pages_after_a_later_version(client, programme, host, visitor, visits):
    came, absent, coming = visits
    newer = publish_after(programme, db_now() + timedelta(hours=1))
    client.force_login(host)
    seen = client.get(came.session.get_host_url())
    assert [one.to_agree for one in seen.context["bookings"]] == [[], []]
    assert client.get(reverse("tours:check_in", args=[absent.public_id])).context["to_agree"] == []
    client.force_login(visitor)
    past, next_one = (client.get(one.get_absolute_url()) for one in (came, coming))
    assert (past.context["to_agree"], next_one.context["to_agree"]) == ([], [newer])
    for shown in (past, next_one):
        assert [(one.kind, one.number) for one in shown.context["agreed"]] == [("briefing", 1)]
    agree(booking=coming, by=visitor, consents=[newer.public_id])
    agreed = client.get(coming.get_absolute_url()).context["agreed"]
    assert [one.number for one in agreed] == [1, 2]


def test_agreeing_again_is_work_on_the_desk(programme, visitor, visits):
    _came, _absent, coming = visits
    address = reverse("tours:agree", args=[coming.public_id])
    assert address not in [item.url for item in waiting_for(visitor)]
    newer = publish_after(programme, db_now() + timedelta(hours=1))
    assert [item.url for item in waiting_for(visitor)] == [address]
    assert waiting_for(UserFactory()) == []
    agree(booking=coming, by=visitor, consents=[newer.public_id])
    assert waiting_for(visitor) == []


def test_what_is_optional_is_no_work(programme, session, visitor):
    book(session, visitor)
    publish(programme, kind="personal", demand="optional")
    assert waiting_for(visitor) == []


def test_who_reads_english_is_told_that_a_text_is_korean_only(client, programme, session, visitor):
    publish(programme)
    client.force_login(visitor)
    told = "This text exists in Korean only."
    english = f"/en{session.get_absolute_url()}"
    shown = client.get(english).content.decode()
    assert told in shown
    assert '<span lang="ko">안전모를 씁니다.</span>' in shown
    write_consent(
        programme=programme,
        kind="briefing",
        by=None,
        text_ko="글",
        text_en="Wear a helmet.",
        demand="required",
    )
    publish_consents(programme=programme, by=None)
    assert told not in client.get(english).content.decode()  # the control
