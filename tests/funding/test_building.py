"""Start, checks, measurements, milestones and completion of a build."""

from datetime import timedelta

import pytest

from programme.core.clock import db_now, seoul_day
from programme.core.errors import Incomplete, NotAllowed, WrongState
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.models import Indicator, Measurement, Milestone, YearCheck
from tests.funding.stage import Stage, countersign, indicator, sign
from tests.records import CompanyFactory, company_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def building(stage: Stage) -> Stage:
    """A factory being built, with one indicator and one milestone."""
    draft = stage.draft()
    indicator(draft)
    services.add_milestone(
        agreement=draft, year_number=1, title="MES 가동", due_on=draft.starts_on, by=stage.body
    )
    agreement = services.offer_agreement(agreement=draft, by=stage.body)
    sign(agreement, stage.owner)
    countersign(agreement, stage.ministry)
    start(stage)
    return stage


def start(stage: Stage) -> LighthouseFactory:
    return services.start_build(factory=LighthouseFactory.objects.get(pk=stage.factory.pk), by=stage.body)


def complete(stage: Stage, **changes: object) -> LighthouseFactory:
    given = {"capability_level_confirmed": 4, "completed_on": seoul_day(db_now()), "by": stage.body}
    return services.complete_factory(factory=LighthouseFactory.objects.get(), **{**given, **changes})


def measure(stage: Stage, **changes: object) -> Measurement:
    given = {"value": 1, "measured_on": seoul_day(db_now()), "by": stage.owner}
    return services.record_measurement(indicator=Indicator.objects.get(), **{**given, **changes})


def test_a_build_starts_after_both_have_signed(stage: Stage) -> None:
    stage.offer()
    with pytest.raises(NotAllowed):
        start(stage)


def test_the_company_does_not_start_check_or_complete(building: Stage) -> None:
    with pytest.raises(NotAllowed):
        services.record_check(year_plan=building.year(1), outcome="passed", note="좋음", by=building.owner)
    with pytest.raises(NotAllowed):
        complete(building, by=building.owner)


@pytest.mark.parametrize(("outcome", "note", "field"), [("open", "좋음", "outcome"), ("passed", " ", "note")])
def test_a_check_says_outcome_and_findings(building: Stage, outcome: str, note: str, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        services.record_check(year_plan=building.year(1), outcome=outcome, note=note, by=building.body)
    assert list(refused.value.fields) == [field]
    assert not YearCheck.objects.exists()


def test_a_completion_names_what_is_missing(building: Stage) -> None:
    building.check(1)
    with pytest.raises(Incomplete) as refused:
        complete(building)
    for named in ("2, 3", "불량률"):
        assert named in str(refused.value.message)
    assert LighthouseFactory.objects.get().status == FactoryStatus.BUILDING


def finish(building: Stage) -> None:
    for year in (1, 2, 3):
        building.check(year)
    measure(building)


@pytest.mark.parametrize("level", [0, 6])
def test_a_level_is_one_to_five(building: Stage, level: int) -> None:
    finish(building)
    with pytest.raises(Incomplete) as refused:
        complete(building, capability_level_confirmed=level)
    assert list(refused.value.fields) == ["capability_level_confirmed"]


def test_a_completion_is_not_in_the_future(building: Stage) -> None:
    finish(building)
    with pytest.raises(Incomplete) as refused:
        complete(building, completed_on=seoul_day(db_now()) + timedelta(days=1))
    assert list(refused.value.fields) == ["completed_on"]


def test_a_build_is_completed_and_the_completion_taken_back(building: Stage) -> None:
    finish(building)
    done = complete(building)
    assert (done.status, done.completed_on) == (FactoryStatus.COMPLETED, seoul_day(db_now()))
    assert building.agreement.capability_level == 4
    with pytest.raises(WrongState):
        building.request()
    back = services.take_back_completion(factory=done, by=building.body, reason="수준확인 재검토")
    assert (back.status, back.completed_on) == (FactoryStatus.BUILDING, None)
    assert building.agreement.capability_level is None
    assert complete(building).status == FactoryStatus.COMPLETED


def test_a_measurement_is_the_companys_and_not_of_tomorrow(building: Stage) -> None:
    with pytest.raises(NotAllowed):
        measure(building, by=company_person(CompanyFactory()))
    for wrong in ({"measured_on": seoul_day(db_now()) + timedelta(days=1)}, {"value": 10**12}):
        with pytest.raises(Incomplete) as refused:
            measure(building, **wrong)
        assert list(refused.value.fields) == list(wrong)
    measure(building)
    measure(building, value=2)
    assert Measurement.objects.count() == 2


def test_a_milestone_is_reached_once(building: Stage) -> None:
    milestone = Milestone.objects.get()
    with pytest.raises(NotAllowed):
        services.finish_milestone(milestone=milestone, by=building.body)
    assert services.finish_milestone(milestone=milestone, by=building.owner).done_at
    with pytest.raises(WrongState):
        services.finish_milestone(milestone=milestone, by=building.owner)


def test_milestones_are_fixed_with_the_offer(building: Stage) -> None:
    with pytest.raises(WrongState):
        services.add_milestone(
            agreement=building.agreement,
            year_number=1,
            title="늦은 목표",
            due_on=building.agreement.starts_on,
            by=building.body,
        )
