"""Submitting, taking back before the deadline, withdrawing for good."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import Call
from programme.calls.queries import questions_of
from programme.companies.queries import people_of
from programme.core.errors import Incomplete
from programme.core.transitions import transition
from programme.notifications.services import send_message

from ..models import Application, ReceiptCounter, SubmittedVersion
from ..queries import live_attachments, missing
from .drafts import require_open


def submit_application(*, application: Application, by: User) -> Application:
    """Freeze the draft as a submitted version with a receipt number, and tell the company.

    Raises NotAllowed, WrongState (also after the deadline, code "closed"), Incomplete naming each
    missing field.
    """
    details: dict[str, Any] = {}
    with transition(application, "submit", by=by, data=details) as draft:
        require_open(draft.call)
        gaps = missing(draft)
        if gaps:
            raise Incomplete(_("The application is not complete."), gaps)
        version = freeze(draft, by)
        draft.version = version
        details |= {"version": version.number, "receipt": version.receipt_number, "sha256": version.sha256}
        send_message(
            to=people_of(draft.company),
            template="applications/mail/submitted",
            context={
                "receipt_number": version.receipt_number,
                "sha256": version.sha256,
                "call_ko": draft.call.title_ko,
                "call_en": draft.call.title_en or draft.call.title_ko,
                "public_id": draft.public_id,
            },
            case=draft.case,
        )
    return draft


def recall_application(*, application: Application, by: User) -> Application:
    """Take a submission back to change it, before the call closes; this is not withdrawing.

    The version stays in the record. Once the techno-park has recommended, it must withdraw its
    recommendation first, because that belongs to the submitted version. Raises NotAllowed,
    WrongState.
    """
    with transition(application, "recall", by=by) as submitted:
        require_open(submitted.call)
        submitted.version = None
    return submitted


def withdraw_application(*, application: Application, by: User, reason: str) -> Application:
    """Withdraw for good, before the result is published. Raises NotAllowed, WrongState."""
    with transition(application, "withdraw", by=by, data={"reason": reason}) as leaving:
        send_message(
            to=people_of(leaving.company),
            template="applications/mail/withdrawn",
            context={
                "call_ko": leaving.call.title_ko,
                "call_en": leaving.call.title_en or leaving.call.title_ko,
                "public_id": leaving.public_id,
            },
            case=leaving.case,
        )
    return leaving


def canonical(content: dict[str, Any]) -> str:
    """The one text of a content that its hash is taken of: sorted keys, no blanks, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: what is recommended and signed names this."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def freeze(draft: Application, by: User | None) -> SubmittedVersion:
    """Write the draft as the next submitted version; the caller holds the application's lock."""
    content = content_of(draft)
    number = draft.versions.count() + 1
    first = draft.versions.first()
    receipt = f"{first.receipt_number}-{number}" if first else next_receipt(draft.call)
    return SubmittedVersion.objects.create(
        application=draft,
        number=number,
        receipt_number=receipt,
        content=content,
        sha256=content_hash(content),
        question_version=draft.call.question_version,
        rubric_version=draft.call.rubric_version,
        submitted_by=by.pk if by else None,
    )


def next_receipt(call: Call) -> str:
    """The call's next receipt number, such as 2022-1-0007, from a counter under its own lock."""
    ReceiptCounter.objects.get_or_create(call=call)
    counter = ReceiptCounter.objects.select_for_update().get(call=call)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{call.key}-{counter.last:04d}"


def content_of(draft: Application) -> dict[str, Any]:
    """Everything an officer or evaluator reads, with questions as asked; amounts in whole won.

    No person is named: people of the company are reached through the application's contact.
    """
    company, site = draft.company, draft.site
    assert site is not None  # `missing` has asked for both
    assert draft.technopark is not None
    return {
        "call": draft.call.key,
        "application": draft.public_id,
        "company": {
            "name_ko": company.name_ko,
            "name_en": company.name_en,
            "business_number": company.business_number,
            "size": draft.size,
        },
        "site": {
            "name": site.name,
            "address": site.address,
            "region": site.region.key,
            "region_ko": site.region.name_ko,
            "region_en": site.region.name_en,
            "industry": site.industry_label.key if site.industry_label else None,
        },
        "technopark": {
            "key": draft.technopark.key,
            "name_ko": draft.technopark.name_ko,
            "name_en": draft.technopark.name_en,
        },
        "main_product": draft.main_product,
        "total_krw": draft.total_krw,
        "requested_krw": draft.requested_krw,
        "answers": [
            {
                "key": question.key,
                "kind": question.kind,
                "text_ko": question.text_ko,
                "text_en": question.text_en,
                "choices": question.choices,
                "answer": draft.answers.get(question.key),
            }
            for question in questions_of(draft.call)
        ],
        "partners": [
            {
                "name_ko": part.organisation.name_ko,
                "name_en": part.organisation.name_en,
                "kind": part.organisation.kind,
                "part": part.part,
                "share_krw": part.share_krw,
            }
            for part in draft.partners.select_related("organisation").order_by("pk")
        ],
        "documents": [
            {
                "key": attachment.document.key,
                "name_ko": attachment.document.name_ko,
                "name_en": attachment.document.name_en,
                "file": attachment.name,
                "attachment": attachment.public_id,
                "kind": attachment.kind,
                "size": attachment.size,
                "sha256": attachment.sha256,
            }
            for attachment in live_attachments(draft)
        ],
    }
