"""Every mail in both languages: a subject, nothing left out, nothing of the other language.

Samples are English, so that Korean in the English mail is a text nobody translated, and an English
sentence in the Korean mail too; the Korean values of pairs are marked.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, engines
from django.utils import translation

from programme.notifications.models import Message
from programme.notifications.services import render_message

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MAILS = {
    str(path.relative_to(TEMPLATES))[: -len(".txt")]
    for path in TEMPLATES.glob("*/mail/*.txt")
    if not path.name.startswith("_")
}

COMPANY = {"company": "한빛", "company_en": "HANBIT"}
CASE = {**COMPANY, "public_id": "abcdefghijkl", "receipt_number": "2026-1-0042"}
CALL = {"call": "공고", "call_en": "CALL"}
SAID = {"reason": "REASON"}
OTHER = {
    "other_ko": "2026. 11. 23.", "other_en": "23 November 2026", "other_seats": 24, "other_id": "mnopqrstuvwx"
}  # fmt: skip
VISIT = {
    "factory_ko": "한빛", "factory_en": "HANBIT", "when_ko": "2026. 11. 22.", "when_en": "22 November 2026",
    "where_ko": "정문", "where_en": "GATE", "address_ko": "창원대로 1", "address_en": "1 ROAD",
    "contact_ko": "안내 055-000-0000", "contact_en": "055-000-0000",
    "session_id": "abcdefghijkl", "booking_id": "abcdefghijkl",
}  # fmt: skip
GROUP = {
    "group_name": "SCHOOL", "letter": True, "ids": ["abcdefghijkl"],
    "due_ko": "2026. 11. 20.", "due_en": "20 November 2026",
}  # fmt: skip
BEHIND = {
    "factory_ko": "한빛", "factory_en": "HANBIT", "held": 2, "required": 16, "expected": 7, "planned": 1,
    "due_ko": "2026. 11. 22.", "due_en": "22 November 2026", "slug": "hanbit",
}  # fmt: skip
NOTICES = (
    "password_changed", "email_changed", "email_confirm", "email_deleted", "totp_activated",
    "totp_deactivated", "webauthn_added", "webauthn_removed", "recovery_codes_generated", "account_connected",
)  # fmt: skip
CHANGED = {"old_address": "a@b.example", "new_address": "c@d.example"}
MONEY = {**CASE, **SAID, "year": 1, "number": 2, "amount_krw": 400_000_000}

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "accounts/mail/login_code": [{"code": "A1B2C3"}],
    "accounts/mail/confirm_address": [{"code": "A1B2C3"}],
    "accounts/mail/password_reset": [{"reset_url": "https://portal.example/reset/"}],
    "accounts/mail/address_known": [{}],
    "accounts/mail/address_unknown": [{}],
    "accounts/mail/notice": [{"notice": notice, **CHANGED} for notice in NOTICES],
    "applications/mail/submitted": [{**CASE, "sha256": "0f" * 32, "call_ko": "공고", "call_en": "CALL"}],
    "applications/mail/withdrawn": [{**CASE, "call_ko": "공고", "call_en": "CALL"}],
    "companies/mail/claim_confirmed": [{"company": "HANBIT"}],
    "companies/mail/claim_refused": [{"company": "HANBIT", **SAID}],
    **{f"recommendations/mail/{name}": [
        {**CASE, **SAID, "technopark": "부산테크노파크", "technopark_en": "BUSAN"}
    ] for name in ("recommended", "declined", "taken_back")},
    **{f"screening/mail/{name}": [{**CASE, **SAID}] for name in ("passed", "failed", "taken_back")},
    **{f"diagnosis/mail/{name}": [{**CASE, **SAID, "consultant": "KIM"}] for name in (
        "assigned", "consultant", "designed", "diagnosed", "reopened"
    )},
    "evaluation/mail/assigned": [{**COMPANY, **CALL, "assignment": "abcdefghijkl"}],
    "evaluation/mail/unsealed": [{**COMPANY, **SAID, "assignment": "abcdefghijkl"}],
    "evaluation/mail/conflict": [{**COMPANY, "assignment": 7}],
    "selection/mail/result": [
        {**CASE, **CALL, "outcome": outcome} for outcome in ("select", "reserve", "reject")
    ],
    "selection/mail/appeal_answered": [CASE],
    "funding/mail/offered": [CASE],
    "funding/mail/in_force": [CASE],
    "funding/mail/instalment": [
        {**MONEY, "status": status} for status in ("approved", "paid", "refused", "reversed")
    ],
    **{f"tours/mail/{name}": [{**VISIT, "seats": seats} for seats in (1, 2)] for name in (
        "released", "requested"
    )},
    "tours/mail/booked": [{**VISIT, "seats": 1}, {**VISIT, **GROUP, "seats": 24}],
    "tours/mail/reduced": [{**VISIT, "seats": 2, "before": before} for before in (3, 30)],
    "tours/mail/offered": [
        {
            **VISIT, "seats": seats, "asked": 4, "partly": seats > 1,
            "until_ko": "2026. 11. 22.", "until_en": "22 November 2026",
        }
        for seats in (1, 4)
    ],
    "tours/mail/number_confirmed": [
        {**VISIT, **GROUP, "due_ko": None, "seats": seats, "before": 25} for seats in (20, 25)
    ],
    "tours/mail/waiting": [{**VISIT, "seats": seats, "partly": seats > 1} for seats in (1, 4)],
    "tours/mail/remind_visit": [{**VISIT, "seats": 2}],
    "tours/mail/remind_number": [
        {**VISIT, "seats": 20, "due_ko": "2026. 11. 22.", "due_en": "22 November 2026"}
    ],
    "tours/mail/remind_thanks": [{**VISIT, "seats": 1}],
    "tours/mail/behind": [
        {**BEHIND, "host": host, "begun": begun}
        for host, begun in ((True, True), (True, False), (False, True))
    ],
    "tours/mail/behind_list": [{"lines": [BEHIND, BEHIND]}],
    "tours/mail/line_stopped": [
        {
            **VISIT, **SAID, "seats": 4, "until_ko": "2026. 11. 22.", "until_en": "22 November 2026",
            "stopped_ko": "2026. 11. 21.", "stopped_en": "21 November 2026", "factory": "hanbit", **other,
        }
        for other in ({}, OTHER)
    ],
    "tours/mail/called_off": [{**VISIT, **SAID, **other} for other in ({}, OTHER)],
    "tours/mail/class_booked": [
        {
            **VISIT, **GROUP, "seats": 48, "requested": requested, "ids": ["abcdefghijkl", "mnopqrstuvwx"],
            "groups": [{"seats": 24, "booking_id": key} for key in ("abcdefghijkl", "mnopqrstuvwx")],
        }
        for requested in (False, True)
    ],
    "tours/mail/cancelled": [
        {**VISIT, "seats": 1, "reason": reason, "by_host": bool(reason), "factory": "saebyeok"}
        for reason in ("", "REASON")
    ],
    "tours/mail/consents": [
        {"factory_ko": "한빛정공", "factory_en": "Hanbit", "visits": [
            {**VISIT, "seats": seats, "group_name": name} for seats, name in ((1, ""), (20, "CLASS"))
        ]}
    ],
    "tours/mail/moved": [
        {**VISIT, "seats": 2, "was_ko": "2026. 11. 21.", "was_en": "21 November 2026", "requested": requested,
         "groups": groups}
        for requested in (False, True)
        for groups in ([], [{"seats": 24, "booking_id": key} for key in ("abcdefghijkl", "mnopqrstuvwx")])
    ],
    "tours/mail/remind_missed": [{**VISIT, "seats": 2}],
    "tours/mail/declined": [{**VISIT, "seats": 1, **SAID}],
}  # fmt: skip

KOREAN = re.compile("[\uac00-\ud7a3]+")
ENGLISH = re.compile(r"[a-z]+ [a-z]+")
NO_WORDS = re.compile(r"https?://\S+|[0-9a-f]{64}")


def left_to_translate(text: str, language: str) -> list[str]:
    """The words of the other language in a mail."""
    return (KOREAN if language == "en" else ENGLISH).findall(NO_WORDS.sub("", text))


def rendered(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    return render_message(Message(template=template, context=context, language=language))


def test_every_mail_has_a_sample() -> None:
    assert set(SAMPLES) == MAILS


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("template", SAMPLES)
def test_a_mail_speaks_one_language(template: str, language: str) -> None:
    for context in SAMPLES[template]:
        subject, body = rendered(template, context, language)
        assert subject
        assert len(subject) < 140
        assert len(body) > 20
        assert left_to_translate(subject + "\n" + body, language) == []
        assert "K-스마트등대공장" in body if language == "ko" else "K-Smart Lighthouse Factory" in body
        assert "&#" not in subject + body  # nothing escaped for HTML
        assert "\n\n\n" not in body


@pytest.mark.parametrize("template", SAMPLES)
def test_a_mail_uses_what_it_is_given_and_nothing_else(template: str) -> None:
    """A variable that nobody passes would leave a hole that no reader can fill."""
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, "HOLE"
    try:
        for context in SAMPLES[template]:
            for language in ("ko", "en"):
                with translation.override(language):
                    text = engine.get_template(f"{template}.txt").render(
                        Context({**context, "site_url": "https://portal.example", "recipient": None})
                    )
                assert "HOLE" not in text
    finally:
        engine.string_if_invalid = before


def test_the_check_itself_finds_a_foreign_word() -> None:
    assert left_to_translate("Call: 공고", "en") == ["공고"]
    assert left_to_translate("신청서가 your company HANBIT", "ko") == ["your company"]
    assert left_to_translate("HANBIT https://a.example/one two", "ko") == []
