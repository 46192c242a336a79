"""Ticket, check-in page, certificate with its verification, official letter."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from qrcode.main import QRCode

from programme.core.errors import NotAllowed, WrongState
from programme.tours.models import Booking, Certificate, Session, number_typed
from programme.tours.papers import letter, receiver
from programme.tours.qr import QUIET, qr_of
from programme.tours.services import (
    book_seats,
    check_in,
    confirm_held,
    confirm_number,
    issue_certificate,
    take_back_held,
)
from programme.tours.views.papers import VerifyThrottle
from tests.pdf import text_of
from tests.records import UserFactory

from .conftest import A_CLASS, session_of
from .test_pages import page, send
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(programme, host, visitor) -> Booking:
    """A class that came, in a tour that was held."""
    session = session_of(programme, capacity=30)
    booking = book_seats(session=session, by=visitor, seats=20, **A_CLASS)
    move_to(session, -2)
    check_in(booking=Booking.objects.get(), by=host)
    confirm_held(session=Session.objects.get(), by=host)
    return Booking.objects.get(pk=booking.pk)


def test_the_code_draws_what_the_library_encodes():
    code = qr_of("http://x/tours/bookings/abc/check-in/")
    plain = QRCode(border=0)
    plain.add_data("http://x/tours/bookings/abc/check-in/")
    assert code.size >= len(plain.get_matrix()) + 2 * QUIET
    assert code.path.startswith(f"M{QUIET} {QUIET}h7v1h-7z")  # the corner of the first finder


def test_a_ticket_leads_the_host_to_the_party_and_checks_in_once(client, session, host, visitor):
    booking = book_seats(session=session, by=visitor, seats=3)
    address = reverse("tours:check_in", args=[booking.public_id])
    client.force_login(visitor)
    ticket = page(client, "booking", booking.public_id)
    assert ticket.context["qr"].path in ticket.content.decode()
    assert client.get(address).status_code == 404  # one's own ticket checks nobody in
    client.force_login(host)
    assert client.get(address).context["can_check_in"] is False
    assert client.post(address, {"stay": "1"}).status_code == 422  # too early
    move_to(session, 1)
    assert client.get(address).context["can_check_in"] is True
    assert Booking.objects.get().checked_in_at is None  # looking notes nothing
    first = client.post(address, {"stay": "1"})
    assert (first.status_code, first.url) == (302, address)
    at = Booking.objects.get().checked_in_at
    second = client.post(address, {"stay": "1"})  # another device
    assert second.status_code == 302
    assert Booking.objects.get().checked_in_at == at
    shown = client.get(address)
    assert shown.context["can_check_in"] is False
    assert "입장 확인" in shown.content.decode()
    assert client.post(address).url.startswith(session.get_host_url())
    client.force_login(visitor)
    assert page(client, "booking", booking.public_id).context["qr"] is None


def test_a_certificate_is_issued_once_and_verified_by_anyone(client, held, visitor, host):
    client.force_login(visitor)
    before = page(client, "certificate", held.public_id)
    assert before.context["certificate"] is None
    assert send(client, "certificate", held.public_id).status_code == 302
    certificate = Certificate.objects.get()
    address = certificate.get_absolute_url()
    shown = page(client, "certificate", held.public_id).content.decode()
    assert certificate.number in shown
    assert reverse("tours:certificate_pdf", args=[held.public_id]) in shown
    client.logout()
    answer = client.get(address)
    text = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert held.session.factory.company.name_ko in text
    assert "<dd>20명</dd>" in text.replace(" ", "").replace("\n", "")
    for secret in (visitor.name, visitor.email, "한빛중학교", held.public_id):
        assert secret not in text
    client.force_login(visitor)
    assert send(client, "certificate", held.public_id, shows_group="on").status_code == 302
    assert Certificate.objects.get().public_id == certificate.public_id
    assert "한빛중학교" in client.get(address).content.decode()
    assert (
        certificate.number not in client.get(reverse("tours:verify", args=["wrongwrong00"])).content.decode()
    )
    assert client.get(f"/en{address}").status_code == 200
    take_back_held(session=held.session, by=host, reason="착오")
    after = client.get(address)
    assert "유효한 확인서가 없습니다" in after.content.decode()
    assert held.session.factory.company.name_ko not in after.content.decode()


def test_a_number_is_typed_in_as_people_write_it(client, held, visitor):
    certificate = issue_certificate(booking=held, by=visitor)
    address = reverse("tours:verify_number")
    empty = client.get(address)
    assert "X-Robots-Tag" not in empty
    assert address in client.get(reverse("tours:find")).content.decode()
    for typed in (certificate.number, certificate.public_id, f" {certificate.number.replace('-', ' ')} "):
        assert client.get(address, {"number": typed}).url == certificate.get_absolute_url()
    unknown = client.get(address, {"number": "7K2M-94XQ-D3PA"})
    assert unknown.status_code == 200
    assert unknown["X-Robots-Tag"] == "noindex"
    assert "유효한 확인서가 없습니다" in unknown.content.decode()
    assert client.get(address, {"number": ""}).status_code == 422


@pytest.mark.parametrize("typed", ["O1IL", "o1il", " o-1 i_l ", "0111"])
def test_letters_that_no_number_has_are_read_as_the_digits_they_look_like(typed):
    assert number_typed(typed) == "0111"


def test_only_so_many_numbers_a_minute_are_looked_up(client, held, visitor, monkeypatch):
    certificate = issue_certificate(booking=held, by=visitor)
    monkeypatch.setattr(VerifyThrottle, "rate", "2/min", raising=False)
    address = reverse("tours:verify_number")
    answers = [client.get(address, {"number": f"wrong{n}"}).status_code for n in range(3)]
    assert answers == [200, 200, 429]
    refused = client.get(certificate.get_absolute_url())
    assert refused.status_code == 429
    assert certificate.number not in refused.content.decode()
    assert client.get(address).status_code == 200  # looking at the form is no try


def pdf(client, name, booking, language="ko"):
    """The text of one's paper, and its answer."""
    with override(language):
        answer = page(client, name, booking.public_id)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert f"/Lang({'ko-KR' if language == 'ko' else 'en-GB'})".encode() in answer.content
    return text_of(answer.content), answer


def test_papers_come_as_pdf_to_whom_they_belong(client, held, programme, visitor, host):
    issue_certificate(booking=held, by=visitor)
    coming = book_seats(session=session_of(programme, capacity=30), by=visitor, seats=20, **A_CLASS)
    certificate, factory = Certificate.objects.get(), programme.factory.company.name_ko
    client.force_login(visitor)
    said = {
        ("certificate_pdf", held): (certificate.number, factory, "한빛중학교", visitor.name, "20명"),
        ("letter_pdf", coming): ("수신", "한빛중학교장", factory, "20명", "정문 안내소", coming.public_id),
        ("ticket_pdf", coming): (factory, "20명", "정문 안내소", coming.public_id),
    }
    for (name, booking), parts in said.items():
        text, _answer = pdf(client, name, booking)
        for part in parts:
            assert part in text, (name, part)
    text, answer = pdf(client, "letter_pdf", coming, "en")
    assert "The principal of" in text
    assert "수신" not in text
    assert 'filename="Official letter ' in answer["Content-Disposition"]
    client.force_login(host)  # who signs the letter may read it; ticket and certificate are the visitor's
    assert [page(client, name, one.public_id).status_code for name, one in said] == [404, 200, 404]
    client.force_login(UserFactory())
    assert [page(client, name, one.public_id).status_code for name, one in said] == [404] * 3
    client.logout()
    assert [page(client, name, one.public_id).status_code for name, one in said] == [302] * 3


def test_a_ticket_ends_with_the_check_in_and_a_certificate_has_to_be_issued(client, held, visitor):
    client.force_login(visitor)
    assert page(client, "ticket_pdf", held.public_id).status_code == 404
    assert page(client, "certificate_pdf", held.public_id).status_code == 404
    issue_certificate(booking=held, by=visitor)
    assert page(client, "certificate_pdf", held.public_id).status_code == 200


def test_who_did_not_book_or_come_gets_no_certificate(held, programme, visitor, host):
    with pytest.raises(NotAllowed):
        issue_certificate(booking=held, by=host)
    other = book_seats(session=session_of(programme), by=visitor, seats=1)
    with pytest.raises(WrongState):
        issue_certificate(booking=other, by=visitor)
    assert not Certificate.objects.exists()


def test_a_class_gets_an_official_letter(client, programme, visitor, host):
    session = session_of(programme, capacity=30)
    booking = book_seats(session=session, by=visitor, seats=20, **A_CLASS)
    alone = book_seats(session=session, by=UserFactory(), seats=1)
    client.force_login(visitor)
    address = reverse("tours:letter", args=[booking.public_id])
    assert address in page(client, "booking", booking.public_id).content.decode()
    text = client.get(address).content.decode()
    for part in (
        "수신",
        "경유",
        "제목",
        "확정",
        "끝.",
        "한빛중학교장",
        "가. 일시",
        "055-000-0000",
        "창원대로 1",
        "20명",
        "정문 안내소",
        booking.public_id,
    ):
        assert part in text, part
    assert "Subject" in client.get(f"/en{address}").content.decode()
    client.force_login(host)
    assert client.get(address).status_code == 200
    assert page(client, "letter", alone.public_id).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_a_letter_says_what_is_settled_and_has_a_number_of_its_own(programme, visitor):
    programme.final_number_days, programme.rules_ko = 1, "안전모를 씁니다."
    programme.save()
    asked = {**A_CLASS, "group_name": "시연초등학교 4학년 2반"}
    booking = book_seats(session=session_of(programme, capacity=30), by=visitor, seats=20, **asked)
    before = letter(booking)
    assert "확정 안내" not in before["subject"]
    assert before["enclosed"].endswith("1부.  끝.")
    confirm_number(booking=booking, seats=18, by=visitor)
    after = letter(Booking.objects.with_factory().get(pk=booking.pk))
    assert "확정 안내" in after["subject"]
    assert any("18명(인솔자 2명 포함)" in item for item in after["points"][1]["items"])
    assert dict(before["foot"])["시행"] != dict(after["foot"])["시행"]


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("시연초등학교", "시연초등학교장"),
        ("시연초등학교 4학년 2반", "시연초등학교장 (4학년 2반)"),
        ("한빛 청소년 모임", "한빛 청소년 모임 귀중"),
    ],
)
def test_only_a_school_has_a_head_to_write_to(name, to):
    assert receiver(Booking(kind="school", group_name=name)) == to
    assert receiver(Booking(kind="industry", group_name=name)) == f"{name} 귀중"
