"""Mail leaves through the outbox: at least once, never for a rolled-back change."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.core.clock import db_now
from programme.core.errors import NotAllowed, WrongState
from programme.notifications.choices import MessageStatus
from programme.notifications.models import Message
from programme.notifications.services import (
    MAX_ATTEMPTS,
    deliver_message,
    forget_contents,
    send_again,
    send_message,
    send_to_address,
)
from tests.records import UserFactory, staff

TEMPLATE = "accounts/mail/notice"


def queue(**context: str) -> Message:
    return send_message(
        to=[UserFactory()], template=TEMPLATE, context=context or {"notice": "totp_activated"}
    )[0]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


@pytest.mark.django_db
class TestDelivery:
    def test_a_message_is_sent_once(self) -> None:
        message = queue()
        deliver_message(message.pk)
        deliver_message(message.pk)
        message.refresh_from_db()
        assert message.status == MessageStatus.SENT
        assert len(mail.outbox) == 1
        assert mail.outbox[0].to == [message.recipient.email]

    def test_a_rolled_back_change_sends_nothing(self) -> None:
        before = ProcrastinateJob.objects.count()
        with transaction.atomic():
            queue()
            transaction.set_rollback(True)
        assert not Message.objects.exists()
        assert ProcrastinateJob.objects.count() == before

    def test_control_a_kept_change_defers_a_job(self) -> None:
        message = queue()
        assert ProcrastinateJob.objects.filter(args__message_id=message.pk).exists()

    def test_a_fault_of_the_mail_server_keeps_it_queued(self, broken: None) -> None:
        message = queue()
        with pytest.raises(SMTPServerDisconnected):
            deliver_message(message.pk)
        message.refresh_from_db()
        assert (message.status, message.attempts) == (MessageStatus.QUEUED, 1)
        assert message.fault == "SMTPServerDisconnected"

    def test_every_try_has_the_same_message_id(self, monkeypatch: pytest.MonkeyPatch) -> None:
        message = queue()
        tried: list[str] = []

        def refuse(self: object, messages: list) -> None:
            tried.append(messages[0].extra_headers["Message-ID"])
            raise SMTPServerDisconnected("gone after taking it")

        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", refuse)
            with pytest.raises(SMTPServerDisconnected):
                deliver_message(message.pk)
        deliver_message(message.pk)
        assert tried == [mail.outbox[0].extra_headers["Message-ID"]]

    def test_the_last_try_gives_up(self, broken: None) -> None:
        message = queue()
        Message.objects.update(attempts=MAX_ATTEMPTS - 1)
        deliver_message(message.pk)
        message.refresh_from_db()
        assert message.status == MessageStatus.FAILED

    def test_a_code_that_came_too_late_is_not_sent(self) -> None:
        message = send_to_address(
            address="a@b.test", template="accounts/mail/login_code", context={"code": "123456"},
            language="ko", secret=True, expires_at=db_now(),
        )  # fmt: skip
        deliver_message(message.pk)
        message.refresh_from_db()
        assert (message.status, message.context) == (MessageStatus.FAILED, {})
        assert not mail.outbox

    def test_it_is_written_in_the_persons_language(self) -> None:
        user = UserFactory(language="en")
        (message,) = send_message(to=[user], template=TEMPLATE, context={"notice": "totp_activated"})
        deliver_message(message.pk)
        assert mail.outbox[0].subject == "Your account was changed"
        assert "authenticator app was set up" in mail.outbox[0].body

    def test_a_closed_account_gets_no_mail(self) -> None:
        assert not send_message(to=[UserFactory(is_active=False)], template=TEMPLATE, context={})


@pytest.mark.django_db
class TestAgain:
    def test_a_given_up_message_is_sent_again(self) -> None:
        message = queue()
        Message.objects.update(status=MessageStatus.FAILED, attempts=MAX_ATTEMPTS)
        send_again(message=message, by=staff("notifications.change_message"))
        deliver_message(message.pk)
        assert len(mail.outbox) == 1

    def test_not_while_it_waits_and_not_without_its_content(self) -> None:
        message = queue()
        with pytest.raises(WrongState):
            send_again(message=message, by=None)
        Message.objects.update(status=MessageStatus.SENT, context={})
        with pytest.raises(WrongState):
            send_again(message=message, by=None)

    def test_not_by_everyone(self) -> None:
        message = queue()
        with pytest.raises(NotAllowed):
            send_again(message=message, by=staff())

    def test_contents_are_forgotten_but_not_of_what_waits(self) -> None:
        sent, waiting = queue(), queue()
        deliver_message(sent.pk)
        assert forget_contents(before=db_now()) == 1
        waiting.refresh_from_db()
        assert waiting.context


def test_the_real_worker_delivers(own_database: str) -> None:
    from procrastinate.contrib.django import app

    message = queue()
    worker = app.with_connector(app.connector.get_worker_connector())
    with worker.replace_connector(worker.connector):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
