"""Every rule that writes about recommendations, quotas and nominations."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.services import sign
from programme.applications.models import Application
from programme.calls.choices import CallStatus
from programme.calls.models import Call
from programme.companies.queries import people_of
from programme.core.clock import db_now
from programme.core.display import in_both
from programme.core.errors import Conflict, Incomplete, WrongState, constraint_of
from programme.core.events import record_event
from programme.core.jobs import defer
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.notifications.services import send_message
from programme.regions.models import TechnoPark

from . import permissions
from .choices import Outcome, Standing
from .models import Nomination, Quota, Recommendation
from .queries import live_recommendation, recommendation_statement, released, stage_date

QUOTA_CONSTRAINT = "recommendations_quota_within"


def open_quotas(*, call: Call) -> None:
    """Make the call's quota rows, one per techno-park, that are not there yet. Safe to call at any time.

    Two at once make each row once: the second insert of a row does nothing.
    """
    missing = TechnoPark.objects.exclude(quotas__call=call)
    Quota.objects.bulk_create(
        [
            Quota(call=call, technopark=technopark, allowed=call.candidates_per_technopark)
            for technopark in missing
        ],
        ignore_conflicts=True,
    )


def set_quota(*, quota: Quota, by: User | None, allowed: int, reason: str) -> Quota:
    """Change how many companies a techno-park may recommend; never below what it has used.

    Raises NotAllowed, Conflict (more are recommended already).
    """
    require(
        by is None or permissions.can_set_quota(by, quota), _("You may not change recommendation quotas.")
    )
    try:
        with transaction.atomic():
            locked = lock(quota)
            before, locked.allowed = locked.allowed, allowed
            locked.save(update_fields=["allowed"])
            record_event(
                locked,
                "recommendations.set_quota",
                by=by,
                data={"allowed_before": before, "allowed": allowed, "reason": reason},
                audience="staff",
            )
    except IntegrityError as error:
        if not broke(error, QUOTA_CONSTRAINT):
            raise
        said = _("The techno-park has already recommended more companies than that.")
        raise Conflict(said, {"allowed": said}, code="quota_exhausted") from error
    return locked


def recommend_application(
    *, application: Application, by: User, reason: str, shown_sha256: str, priority: int | None = None
) -> Application:
    """Recommend the live submitted version, signed by an officer of the techno-park that was asked.

    `shown_sha256` is the hash of the statement as shown (queries.recommendation_statement).
    Raises NotAllowed, WrongState (status or dates), Conflict (quota used up; text changed since),
    Incomplete (no reason; a rank above the quota).
    """
    return _speak(
        application,
        "recommend",
        by,
        Outcome.RECOMMENDED,
        reason,
        priority=priority,
        shown_sha256=shown_sha256,
    )


def enter_recommendation(
    *, application: Application, by: User | None, reason: str, priority: int | None = None
) -> Application:
    """Enter a recommendation that the techno-park sent on paper; `reason` says where it is filed.

    Raises NotAllowed, WrongState, Conflict (quota used up), Incomplete (no reason; a rank above the quota).
    """
    return _speak(application, "enter_recommendation", by, Outcome.RECOMMENDED, reason, priority=priority)


def decline_recommendation(*, application: Application, by: User | None, reason: str) -> Application:
    """Say that the techno-park does not recommend the application; the company is told why.

    Raises NotAllowed, WrongState.
    """
    return _speak(application, "decline", by, Outcome.DECLINED, reason)


def withdraw_recommendation(*, application: Application, by: User | None, reason: str) -> Application:
    """Withdraw a recommendation until screening has decided; the quota gets its place back.

    Raises NotAllowed, WrongState.
    """
    return _take_back(application, "withdraw_recommendation", by, reason)


def take_back_decline(*, application: Application, by: User | None, reason: str) -> Application:
    """Take back a mistaken refusal: the application waits for the techno-park again.

    Raises NotAllowed, WrongState.
    """
    return _take_back(application, "take_back_decline", by, reason)


def nominate_company(
    *,
    call: Call,
    technopark: TechnoPark,
    by: User | None,
    company_name: str,
    contact_email: str = "",
    contact_phone: str = "",
    note: str = "",
) -> Nomination:
    """Record a company that the techno-park invites to apply. The officer writes to it; the portal does not.

    Raises NotAllowed, WrongState (the call is over), Incomplete, Conflict (nominated already).
    """
    require(
        by is None or permissions.can_nominate(by, call, technopark),
        _("You may not nominate for this techno-park."),
    )
    if call.status != CallStatus.PUBLISHED or (call.closes_at and call.closes_at <= db_now()):
        raise WrongState(_("This call takes no more applications."))
    if not company_name.strip():
        said = _("Give the company's name.")
        raise Incomplete(said, {"company_name": said})
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                call=call,
                technopark=technopark,
                company_name=company_name.strip(),
                contact_email=contact_email,
                contact_phone=contact_phone,
                note=note,
                nominated_by=by.pk if by else None,
            )
            record_event(nomination, "recommendations.nominate", by=by, audience="staff")
    except IntegrityError as error:
        if not broke(error, "recommendations_nominated_once"):
            raise
        said = _("Your techno-park has already nominated this company.")
        raise Conflict(said, {"company_name": said}) from error
    return nomination


def settle_nomination(*, nomination: Nomination, by: User | None) -> Nomination:
    """Note that the nominated company has applied; its contact is emptied.

    Raises NotAllowed, WrongState.
    """
    return _settle(nomination, "settle", by)


def drop_nomination(*, nomination: Nomination, by: User | None) -> Nomination:
    """Note that the nominated company will not apply; its contact is emptied.

    Raises NotAllowed, WrongState.
    """
    return _settle(nomination, "drop", by)


def broke(error: IntegrityError, constraint: str) -> bool:
    """Whether `error` is the refusal of this database constraint."""
    return constraint_of(error) == constraint


def _speak(
    application: Application,
    verb: str,
    by: User | None,
    outcome: Outcome,
    reason: str,
    *,
    priority: int | None = None,
    shown_sha256: str | None = None,
) -> Application:
    data: dict[str, Any] = {}
    try:
        with transition(application, verb, by=by, data=data) as locked:
            _check_dates(locked.call)
            if not reason.strip():
                said = _("Say why.")
                raise Incomplete(said, {"reason": said})
            assert locked.technopark is not None  # a submitted version has one
            open_quotas(call=locked.call)
            _check_rank(locked.call, locked.technopark, priority)
            _release(locked.call, locked.technopark)
            assert locked.version is not None
            recommendation = Recommendation(
                application=locked,
                version=locked.version,
                technopark=locked.technopark,
                outcome=outcome,
                reason=reason.strip(),
                priority=priority,
                decided_by=by.pk if by else None,
            )
            if shown_sha256 is not None:
                assert by is not None
                recommendation.signature = sign(
                    by=by,
                    statement=recommendation_statement(locked),
                    shown_sha256=shown_sha256,
                    subject=locked.version,
                )
            recommendation.save()
            if outcome == Outcome.RECOMMENDED:
                defer("screening.open", application_id=locked.pk)  # the stage that follows stands above
            data.update(recommendation=recommendation.pk, technopark=locked.technopark.key)
            _tell_company(locked, outcome, recommendation.reason)
    except IntegrityError as error:
        if not broke(error, QUOTA_CONSTRAINT):
            raise
        raise Conflict(
            _(
                "The techno-park's recommendations in this call are used up. "
                "Withdraw one first, or ask the specialised body for a higher quota."
            ),
            code="quota_exhausted",
        ) from error
    return locked


def _check_rank(call: Call, technopark: TechnoPark, priority: int | None) -> None:
    """A rank lies within the techno-park's quota: it orders as many companies as may be recommended."""
    allowed = Quota.objects.get(call=call, technopark=technopark).allowed
    # Without any place left at all, the used-up quota is what has to be said.
    if priority is not None and allowed and not 1 <= priority <= allowed:
        said = _("Give a rank from 1 to %(allowed)d: the techno-park may recommend that many.") % {
            "allowed": allowed
        }
        raise Incomplete(said, {"priority": said})


def _release(call: Call, technopark: TechnoPark) -> None:
    """Give back the places of companies that left for good, inside the transaction that needs one.

    Their step belongs to applications, which knows nothing of quotas. The quota's row is locked
    first, as two officers may arrive together.
    """
    left = released(technopark=technopark, application__call=call)
    if left.exists():
        lock(Quota.objects.get(call=call, technopark=technopark))
        left.update(standing=Standing.WITHDRAWN, ended_at=db_now())


def _take_back(application: Application, verb: str, by: User | None, reason: str) -> Application:
    with transition(application, verb, by=by, data={"reason": reason}) as locked:
        recommendation = live_recommendation(locked)
        if recommendation is not None:  # none for an application brought over from an earlier system
            recommendation.standing = Standing.WITHDRAWN
            recommendation.ended_by = by.pk if by else None
            recommendation.ended_at = db_now()
            recommendation.end_reason = reason
            recommendation.save(update_fields=["standing", "ended_by", "ended_at", "end_reason"])
        _tell_company(locked, "taken_back", reason)
    return locked


def _settle(nomination: Nomination, verb: str, by: User | None) -> Nomination:
    with transition(nomination, verb, by=by, audience="staff") as locked:
        locked.contact_email = locked.contact_phone = ""
    return locked


def _check_dates(call: Call) -> None:
    """Techno-parks speak in [starts_at, ends_at) of their stage, on the database's clock."""
    stage = stage_date(call)
    now = db_now()
    if stage is not None and now < stage.starts_at:
        raise WrongState(_("Recommendations in this call have not begun yet."))
    if stage is not None and now >= stage.ends_at:
        raise WrongState(_("The time for recommendations in this call is over."))


def _tell_company(application: Application, outcome: str, reason: str) -> None:
    assert application.version is not None
    send_message(
        to=people_of(application.company),
        template=f"recommendations/mail/{outcome}",
        context={
            **in_both("company", application.company),
            **in_both("technopark", application.technopark),
            "receipt_number": application.version.receipt_number,
            "public_id": application.public_id,
            "reason": reason,
        },
        case=application.case,
    )
