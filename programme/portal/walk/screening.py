"""The specialised body checks the recommended applications."""

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.calls.models import Call
from programme.screening.models import Screening
from programme.screening.services import fail_screening, open_screening, pass_screening, record_check

from . import clock


def check_all(screening: Screening, by: User, met: str = "yes") -> None:
    for result in screening.results.select_related("item"):
        record_check(screening=screening, by=by, item=result.item, met=met)


def screen(call: Call) -> None:
    """Check every recommended application; every fifth fails on its capability."""
    with clock.on(call, 55):
        _screen(call)


def _screen(call: Call) -> None:
    body = ensure_demo_account(key="body")
    waiting = call.applications.filter(status=ApplicationStatus.RECOMMENDED).order_by("id")
    for place, application in enumerate(waiting, 1):
        screening = open_screening(application=application, by=body)
        check_all(screening, body)
        if place % 5 == 0:
            item = screening.results.select_related("item").last().item  # type: ignore[union-attr]
            record_check(screening=screening, by=body, item=item, met="no", note="증빙 부족")
            fail_screening(application=application, by=body, reason="신청액 산출 근거가 확인되지 않습니다.")
        else:
            pass_screening(application=application, by=body)
