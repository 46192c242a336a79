"""Two people screen the same application at the same moment."""

from collections.abc import Callable
from typing import Any

from programme.applications.choices import ApplicationStatus as S
from programme.core.errors import WrongState
from programme.screening import services
from programme.screening.models import CheckResult, Screening
from tests.records import ApplicationFactory


def test_pass_and_fail_at_once_decide_once(run_together: Callable[..., list[Any]]) -> None:
    application = ApplicationFactory(status=S.RECOMMENDED)
    screening = services.open_screening(application=application)
    for result in screening.results.all():
        services.record_check(screening=screening, by=None, item=result.item, met="yes")
    results = run_together(
        lambda: services.pass_screening(application=application, by=None),
        lambda: services.fail_screening(application=application, by=None, reason="x"),
    )
    assert sum(isinstance(result, WrongState) for result in results) == 1


def test_opening_twice_at_once_makes_one_check(run_together: Callable[..., list[Any]]) -> None:
    application = ApplicationFactory(status=S.RECOMMENDED)
    run_together(*[lambda: services.open_screening(application=application)] * 2)
    assert Screening.objects.count() == 1
    assert CheckResult.objects.count() == 5
