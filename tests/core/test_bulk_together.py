"""Two people confirm the same rows of a list at the same moment."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib import admin

from programme.applications.choices import ApplicationStatus as S
from programme.applications.models import Application
from programme.core.models import Event
from programme.core.moves import get_step
from programme.screening import services
from tests.records import ApplicationFactory, staff_in


def test_each_row_is_done_once(run_together: Callable[..., list[Any]]) -> None:
    cases = [ApplicationFactory(status=S.RECOMMENDED) for _ in range(3)]
    for case in cases:
        services.open_screening(application=case).results.update(met="yes")
    office = admin.site._registry[Application]
    step = get_step(Application, "pass_screening")

    def take(user: Any) -> Any:
        rows = list(Application.objects.filter(pk__in=[case.pk for case in cases]))
        return office.run_together(SimpleNamespace(user=user), step, rows, {})

    first, second = staff_in("body"), staff_in("body")
    results = run_together(lambda: take(first), lambda: take(second))
    assert sum(len(result.done) for result in results) == 3
    assert sum(len(names) for result in results for names in result.left.values()) == 3
    assert Event.objects.filter(verb="screening.pass_screening").count() == 3
