"""The mails' kinds as the back office names them."""

from django.conf import settings

from programme.portal.mails import KINDS


def test_every_mail_has_a_kind_and_every_kind_a_mail() -> None:
    folder = settings.BASE_DIR / "templates"
    mails = {
        str(file.relative_to(folder).with_suffix(""))
        for file in folder.glob("*/mail/*.txt")
        if not file.name.startswith("_")
    }
    assert set(KINDS) == mails
