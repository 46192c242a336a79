"""Two people write in the same case at the same moment."""

from collections.abc import Callable
from typing import Any

from programme.core.errors import Conflict, ServiceError
from programme.diagnosis import services
from programme.diagnosis.models import Diagnosis, Finding
from tests.diagnosis.helpers import assigned, consultant, diagnose
from tests.records import ApplicationFactory


def test_the_second_of_two_windows_is_refused(run_together: Callable[..., list[Any]]) -> None:
    application = assigned(consultant())
    results = run_together(
        lambda: diagnose(application, revision=0, summary="하나"),
        lambda: diagnose(application, revision=0, summary="둘"),
    )
    assert sorted(type(result) for result in results if result) == [Conflict]
    assert Finding.objects.count() == 1


def test_control_without_the_revision_the_last_one_overwrites(
    run_together: Callable[..., list[Any]],
) -> None:
    application = assigned(consultant())
    results = run_together(
        *(lambda text=text: diagnose(application, summary=text) for text in ("하나", "둘"))
    )
    assert results == [None, None]


def test_two_staff_assign_one_consultant_each_and_one_stays(
    run_together: Callable[..., list[Any]],
) -> None:
    application, people = ApplicationFactory(status="screened_in"), [consultant(), consultant()]
    run_together(
        *(
            lambda person=person: services.assign_consultant(
                application=application, by=None, consultant=person
            )
            for person in people
        )
    )
    assert Diagnosis.objects.count() == 1


def test_completing_and_saving_at_once_leave_a_complete_diagnosis(
    run_together: Callable[..., list[Any]],
) -> None:
    application = assigned(consultant())
    diagnose(application)
    results = run_together(
        lambda: services.complete_diagnosis(application=application, by=None),
        lambda: diagnose(application, summary=""),
    )
    diagnosis = Diagnosis.objects.get()
    assert any(isinstance(result, ServiceError) for result in results)
    assert diagnosis.completed_at is None or diagnosis.summary
