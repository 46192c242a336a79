"""The mails' kinds as the back office names them."""

from django.conf import settings
from django.utils.translation import override

from programme.portal.mails import KINDS


def test_every_mail_has_a_kind_and_every_kind_a_mail() -> None:
    folder = settings.BASE_DIR / "templates"
    mails = {
        str(file.relative_to(folder).with_suffix(""))
        for file in folder.glob("*/mail/*.txt")
        if not file.name.startswith("_")
    }
    assert set(KINDS) == mails


def test_the_mails_of_an_assignment_are_called_by_whom_they_are_for() -> None:
    folder = settings.BASE_DIR / "templates" / "diagnosis" / "mail"
    assert "You are asked to work" in (folder / "assigned.txt").read_text()
    with override("en"):
        assert "consultant or designer" in str(KINDS["diagnosis/mail/assigned"])
        assert "to the company" in str(KINDS["diagnosis/mail/consultant"])
    assert "will visit your factory" in (folder / "consultant.txt").read_text()
