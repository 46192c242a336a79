"""Every rule that writes about screening."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.companies.queries import people_of
from programme.core.clock import db_now
from programme.core.display import in_both, name_in_language
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.notifications.services import send_message

from . import permissions
from .choices import Met, ScreeningOutcome
from .models import CheckItem, CheckResult, Screening
from .queries import unmet

# What the published calls ask of a company (facts/FACTS.md section 2); a call's own list replaces it.
STANDARD_CHECKLIST = [
    ("size", "중소·중견 제조기업", "A small, medium-sized or mid-sized manufacturer"),
    ("recommendation", "관할 테크노파크의 한도 내 추천", "Recommended by its techno-park within the quota"),
    (
        "capability",
        "제조혁신역량 수준 4 이상 달성 가능성",
        "Able to reach manufacturing innovation capability level 4 or more",
    ),
    ("documents", "제출 서류 구비", "The required documents are there and can be read"),
    ("caps", "정부지원금 신청액의 한도 준수", "The government share asked for keeps within the caps"),
]


def make_checklist(*, call: Call) -> None:
    """Give a call without check items the standard list; a call that has its own keeps it."""
    if not CheckItem.objects.filter(call=call).exists():
        CheckItem.objects.bulk_create(
            [
                CheckItem(call=call, key=key, name_ko=name_ko, name_en=name_en, position=position)
                for position, (key, name_ko, name_en) in enumerate(STANDARD_CHECKLIST, start=1)
            ],
            ignore_conflicts=True,
        )


def open_screening(*, application: Application, by: User | None = None) -> Screening:
    """The check of the application's live version with its empty list; made once, also by two at once.

    The recommendation opens it; staff open by hand what was recommended before that was so. It writes,
    so only a POST may call it. Raises NotAllowed, WrongState.
    """
    require(by is None or permissions.can_screen(by, application), _("You may not screen applications."))
    if application.version is None or application.status == ApplicationStatus.DRAFT:
        raise WrongState(_("The application has no submitted version to check."))
    with transaction.atomic():
        make_checklist(call=application.call)
        screening, _created = Screening.objects.get_or_create(
            version=application.version, defaults={"application": application}
        )
        if screening.outcome == ScreeningOutcome.OPEN:
            items = CheckItem.objects.filter(call=application.call).exclude(results__screening=screening)
            CheckResult.objects.bulk_create(
                [CheckResult(screening=screening, item=item) for item in items], ignore_conflicts=True
            )
    return screening


def add_to_open(*, item: CheckItem) -> None:
    """Put an item that was added to a call's list into the checks of that call that are still open."""
    opened = Screening.objects.filter(application__call=item.call, outcome=ScreeningOutcome.OPEN)
    CheckResult.objects.bulk_create(
        [CheckResult(screening=screening, item=item) for screening in opened], ignore_conflicts=True
    )


def record_check(
    *, screening: Screening, by: User | None, item: CheckItem, met: str, note: str = ""
) -> CheckResult:
    """Note what was found for one item, while the screening is open.

    Raises NotAllowed, WrongState (decided already).
    """
    require(
        by is None or permissions.can_screen(by, screening.application),
        _("You may not screen applications."),
    )
    with transaction.atomic():
        locked = lock(screening)
        if locked.outcome != ScreeningOutcome.OPEN:
            raise WrongState(_("This screening is decided. Take it back first."))
        result, _created = CheckResult.objects.update_or_create(
            screening=locked,
            item=item,
            defaults={
                "met": Met(met) if met else "",
                "note": note,
                "checked_by": by.pk if by else None,
                "checked_at": db_now(),
            },
        )
    return result


def pass_screening(*, application: Application, by: User | None) -> Application:
    """Let the application through: every required item is met.

    Raises NotAllowed, WrongState, Incomplete (naming each item that is not met).
    """
    with transition(application, "pass_screening", by=by) as locked:
        screening = lock(open_screening(application=locked))
        missing = {
            result.item.key: (
                _("%(item)s: not met") if result.met == Met.NO else _("%(item)s: not checked yet")
            )
            % {"item": name_in_language(result.item)}
            for result in unmet(screening)
        }
        if missing:
            raise Incomplete(_("Not every required item is met."), missing)
        _decide(screening, ScreeningOutcome.PASSED, by)
        _tell_company(locked, "passed")
    return locked


def fail_screening(*, application: Application, by: User | None, reason: str) -> Application:
    """End the application here; the company is told why.

    Raises NotAllowed, WrongState, Incomplete (no reason).
    """
    with transition(application, "fail_screening", by=by) as locked:
        if not reason.strip():
            said = _("Say why.")
            raise Incomplete(said, {"reason": said})
        screening = lock(open_screening(application=locked))
        _decide(screening, ScreeningOutcome.FAILED, by, reason.strip())
        _tell_company(locked, "failed", reason.strip())
    return locked


def take_back_screening(*, application: Application, by: User | None, reason: str) -> Application:
    """Take back a mistaken decision, either way: the check is open again, its answers stay.

    Raises NotAllowed, WrongState (diagnosis is complete already).
    """
    with transition(application, "take_back_screening", by=by, data={"reason": reason}) as locked:
        screening = lock(open_screening(application=locked))
        screening.outcome, screening.reason = ScreeningOutcome.OPEN, ""
        screening.decided_at = screening.decided_by = None
        screening.save()
        _tell_company(locked, "taken_back", reason)
    return locked


def _decide(screening: Screening, outcome: ScreeningOutcome, by: User | None, reason: str = "") -> None:
    screening.outcome, screening.reason = outcome, reason
    screening.decided_at, screening.decided_by = db_now(), by.pk if by else None
    screening.save()
    record_event(
        screening,
        "screening.decide",
        by=by,
        data={"outcome": str(outcome), "checks": dict(screening.results.values_list("item__key", "met"))},
        audience="staff",
    )


def _tell_company(application: Application, template: str, reason: str = "") -> None:
    assert application.version is not None
    send_message(
        to=people_of(application.company),
        template=f"screening/mail/{template}",
        context={
            **in_both("company", application.company),
            "receipt_number": application.version.receipt_number,
            "public_id": application.public_id,
            "reason": reason,
        },
        case=application.case,
    )
