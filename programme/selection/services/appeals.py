"""A company's appeal against its result, and the ministry's answer."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.models import Application
from programme.companies.queries import people_of
from programme.core.clock import db_now
from programme.core.display import in_both
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import transition
from programme.notifications.services import send_message

from ..choices import Outcome
from ..models import Appeal, Decision, Publication
from ..permissions import can_file_appeal


def file_appeal(*, application: Application, text: str, by: User | None) -> Appeal:
    """File the company's one appeal, by its representative, before the publication's date has passed.

    Raises NotAllowed, WrongState (not published, selected, too late), Conflict (filed before),
    Incomplete without a text.
    """
    require(
        by is None or can_file_appeal(by, application), _("Only the company's representative may appeal.")
    )
    if not text.strip():
        raise Incomplete(_("Say what you appeal against."), {"text": _("Say what, and why.")})
    with transaction.atomic():
        decision = Decision.objects.published().filter(application=application).first()
        publication = Publication.objects.filter(call=application.call_id).first()
        if decision is None or publication is None or decision.outcome == Outcome.SELECT:
            raise WrongState(_("There is no result to appeal against."))
        if db_now() >= publication.appeals_until:
            raise WrongState(_("The time for appeals has passed."), code="too_late")
        try:
            with transaction.atomic():
                appeal = Appeal.objects.create(
                    application=application, text=text.strip(), filed_by=by.pk if by else None
                )
        except IntegrityError as taken:
            raise Conflict(_("Your company has appealed already."), code="appealed") from taken
        record_event(appeal, "selection.file_appeal", by=by)
    return appeal


def uphold_appeal(*, appeal: Appeal, by: User | None, answer: str) -> Appeal:
    """Find for the company; the answer says what follows from it.

    The published result does not move by itself: what was signed stands, and what the ministry does
    about it (a place in a later call, a new evaluation) is its own decision, told in the answer.
    """
    return _answer(appeal, "uphold_appeal", by, answer)


def dismiss_appeal(*, appeal: Appeal, by: User | None, answer: str) -> Appeal:
    """Let the result stand, with reasons."""
    return _answer(appeal, "dismiss_appeal", by, answer)


def _answer(appeal: Appeal, verb: str, by: Any, answer: str) -> Appeal:
    with transition(appeal, verb, by=by) as appeal:
        if not answer.strip():
            raise Incomplete(_("Write the answer."), {"answer": _("Write the answer.")})
        appeal.answer, appeal.answered_at = answer.strip(), db_now()
        appeal.answered_by = by.pk if by else None
        send_message(
            to=people_of(appeal.application.company),
            template="selection/mail/appeal_answered",
            context={
                **in_both("company", appeal.application.company),
                "public_id": appeal.application.public_id,
            },
            case=appeal.case,
        )
    return appeal
