"""Screening: what must be met, who decides, what a mistake leaves behind."""

import pytest
from django.db import IntegrityError

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.errors import Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.screening import services
from programme.screening.models import CheckItem, Screening
from programme.screening.queries import waiting_for
from programme.screening.tasks import open_check
from tests.records import (
    ApplicationFactory,
    TechnoParkFactory,
    add_version,
    company_person,
    officer_of,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db
S = ApplicationStatus


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(status=S.RECOMMENDED)


def met(application: Application, **answers: str) -> Screening:
    """Every item answered "met", except those named."""
    screening = services.open_screening(application=application)
    for result in screening.results.select_related("item"):
        services.record_check(
            screening=screening, by=None, item=result.item, met=answers.get(result.item.key, "yes")
        )
    return screening


def test_all_items_met_lets_the_application_through(application: Application) -> None:
    owner = company_person(application.company)
    met(application)
    done = services.pass_screening(application=application, by=staff_in("body"))
    assert done.status == S.SCREENED_IN
    assert Screening.objects.get().outcome == "passed"
    verbs = set(Event.objects.of_case(application.case).values_list("verb", flat=True))
    assert verbs == {"screening.pass_screening", "screening.decide"}
    message = Message.objects.get()
    assert message.recipient == owner
    assert application.version.receipt_number in render_message(message)[0]


def test_each_item_that_is_not_met_is_named_and_nothing_changes(application: Application) -> None:
    met(application, size="no", documents="")
    with pytest.raises(Incomplete) as refused:
        services.pass_screening(application=application, by=staff_in("body"))
    assert set(refused.value.fields) == {"size", "documents"}
    application.refresh_from_db()
    assert application.status == S.RECOMMENDED
    assert not Message.objects.exists()


def test_an_item_may_not_apply_and_an_optional_one_may_be_unmet(application: Application) -> None:
    services.make_checklist(call=application.call)
    CheckItem.objects.filter(key="caps").update(required=False)
    met(application, size="na", caps="no")
    services.pass_screening(application=application, by=None)


def test_a_call_keeps_its_own_list(application: Application) -> None:
    CheckItem.objects.create(call=application.call, key="only", name_ko="하나")
    screening = services.open_screening(application=application)
    assert [result.item.key for result in screening.results.all()] == ["only"]


@pytest.mark.parametrize("status", [S.SUBMITTED, S.SCREENED_IN, S.DIAGNOSED, S.WITHDRAWN])
def test_only_a_recommended_application_is_screened(status: str) -> None:
    application = ApplicationFactory(status=status)
    for decide in (
        lambda: services.pass_screening(application=application, by=None),
        lambda: services.fail_screening(application=application, by=None, reason="x"),
    ):
        with pytest.raises(WrongState):
            decide()


def test_only_staff_with_the_permission_screen(application: Application) -> None:
    screening = met(application)
    item = CheckItem.objects.first()
    for person in (
        company_person(application.company),
        officer_of(application.technopark),
        officer_of(TechnoParkFactory()),
        staff(),
        staff_in("ministry"),
        staff_in("auditor"),
    ):
        with pytest.raises(NotAllowed):
            services.pass_screening(application=application, by=person)
        with pytest.raises(NotAllowed):
            services.fail_screening(application=application, by=person, reason="x")
        with pytest.raises(NotAllowed):
            services.record_check(screening=screening, by=person, item=item, met="no")
    application.refresh_from_db()
    assert application.status == S.RECOMMENDED


def test_failing_needs_a_reason_and_tells_it(application: Application) -> None:
    company_person(application.company)
    with pytest.raises(Incomplete):
        services.fail_screening(application=application, by=None, reason=" ")
    services.fail_screening(application=application, by=staff_in("body"), reason="서류 미비")
    application.refresh_from_db()
    assert application.status == S.SCREENED_OUT
    assert "서류 미비" in render_message(Message.objects.get())[1]


def test_a_decided_check_is_closed_until_taken_back(application: Application) -> None:
    body = staff_in("body")
    screening = met(application)
    services.pass_screening(application=application, by=body)
    item = CheckItem.objects.first()
    with pytest.raises(WrongState):
        services.record_check(screening=screening, by=body, item=item, met="no")

    services.take_back_screening(application=application, by=body, reason="착오")

    application.refresh_from_db()
    screening.refresh_from_db()
    assert (application.status, screening.outcome, screening.decided_at) == (S.RECOMMENDED, "open", None)
    services.record_check(screening=screening, by=body, item=item, met="no")
    services.fail_screening(application=application, by=body, reason="다시 보니 미달")


def test_nothing_is_taken_back_after_diagnosis() -> None:
    with pytest.raises(WrongState):
        services.take_back_screening(application=ApplicationFactory(status=S.DIAGNOSED), by=None, reason="x")


def test_a_later_version_is_checked_anew(application: Application) -> None:
    met(application)
    add_version(application, number=2)
    application.save()
    assert services.open_screening(application=application).results.filter(met="").count() == 5


def test_the_queue_is_for_those_who_screen(application: Application) -> None:
    ApplicationFactory(status=S.SUBMITTED)
    [item] = waiting_for(staff_in("body"))
    assert str(application.pk) in item.url
    assert waiting_for(staff_in("ministry")) == []


def test_a_decision_has_its_time(application: Application) -> None:
    services.open_screening(application=application)
    with pytest.raises(IntegrityError):
        Screening.objects.update(outcome="passed")


def test_the_check_of_a_recommended_application_is_laid_out_by_the_worker():
    recommended = ApplicationFactory(status="recommended")
    moved_on = ApplicationFactory(status="withdrawn")
    for application in (recommended, moved_on, recommended):
        open_check(application_id=application.pk)
    assert Screening.objects.get().application == recommended
