"""Ticket, check-in page, certificate with its verification, official letter."""

import pytest
from django.urls import reverse
from qrcode.main import QRCode

from programme.core.errors import NotAllowed, WrongState
from programme.tours.models import Booking, Certificate, Session
from programme.tours.qr import QUIET, qr_of
from programme.tours.services import book_seats, check_in, confirm_held, issue_certificate, take_back_held
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
    assert code.path.startswith(f"M{QUIET} {QUIET}h1v1h-1z")  # the corner of the first finder


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
    assert certificate.public_id in page(client, "certificate", held.public_id).content.decode()
    client.logout()
    answer = client.get(address)
    text = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert held.session.factory.company.name_ko in text
    assert "<dd>20</dd>" in text.replace(" ", "").replace("\n", "")
    for secret in (visitor.name, visitor.email, "한빛중학교", held.public_id):
        assert secret not in text
    client.force_login(visitor)
    assert send(client, "certificate", held.public_id, shows_group="on").status_code == 302
    assert Certificate.objects.get().public_id == certificate.public_id
    assert "한빛중학교" in client.get(address).content.decode()
    assert client.get(reverse("tours:verify", args=["wrongwrong00"])).status_code == 404
    assert client.get(f"/en{address}").status_code == 200
    take_back_held(session=held.session, by=host, reason="착오")
    assert client.get(address).status_code == 404


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
    for part in ("수신", "경유", "제목", "붙임", "한빛중학교장", "20명", "정문 안내소", booking.public_id):
        assert part in text, part
    assert "Subject" in client.get(f"/en{address}").content.decode()
    client.force_login(host)
    assert client.get(address).status_code == 200
    assert page(client, "letter", alone.public_id).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
