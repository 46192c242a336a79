"""A factory's page: what was built and what that changed, from the agreement on and for everyone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.applications.choices import ApplicationStatus
from programme.applications.models import PartnerPart
from programme.core.clock import db_now, seoul_day
from programme.diagnosis.choices import Direction
from programme.diagnosis.models import Design, Improvement
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.models import Agreement, Indicator
from programme.funding.queries import Result, percent_change, public_build, public_results
from programme.portal.impact import impact_of, signed_percent
from tests.funding.stage import Stage, countersign, new_stage, sign
from tests.records import ApplicationFactory, PartnerOrganisationFactory

from .pages import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("baseline", "value", "percent", "said"),
    [
        ("120", "156", "30.0", "+30%"),
        ("2.4", "0.8", "-66.7", "−66.7%"),
        ("-4", "-3", "25.0", "+25%"),  # from a negative baseline up is still up
        ("8", "8", "0.0", "0%"),
        ("0", "5", None, ""),
    ],
)
def test_the_change_is_in_per_cent_of_the_baseline(baseline, value, percent, said) -> None:
    change = percent_change(Decimal(baseline), Decimal(value))
    assert change == (None if percent is None else Decimal(percent))
    assert signed_percent(change) == said


def result(direction: Direction, baseline: str, target: str, value: str | None) -> Result:
    return Result(
        name="지표",
        name_en="Indicator",
        unit="%",
        unit_en="",
        category="",
        direction=direction,
        baseline=Decimal(baseline),
        target=Decimal(target),
        value=None if value is None else Decimal(value),
        measured_on=None if value is None else date(2026, 1, 2),
    )


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "value", "improved", "reached"),
    [
        (Direction.DOWN, "2.4", "0.8", "0.8", True, True),
        (Direction.DOWN, "2.4", "0.8", "1.6", True, False),
        (Direction.DOWN, "2.4", "0.8", "3.0", False, False),
        (Direction.UP, "120", "156", "160", True, True),
        (Direction.UP, "120", "156", "110", False, False),
        (Direction.UP, "120", "156", "120", None, False),
        (Direction.UP, "0", "5", "5", True, True),
        (Direction.UP, "120", "156", None, None, False),
    ],
)
def test_better_is_judged_in_the_indicators_direction(
    direction, baseline, target, value, improved, reached
) -> None:
    found = result(direction, baseline, target, value)
    assert (found.improved, found.reached) == (improved, reached)


def test_bars_stand_on_one_scale() -> None:
    shown = impact_of(result(Direction.DOWN, "2.4", "0.8", "1.2"))
    assert (shown.before_width, shown.after_width, shown.target_x) == ("100.0", "50.0", "33.3")
    nothing = impact_of(result(Direction.UP, "0", "5", "0"))
    assert (nothing.before_width, nothing.after_width, nothing.target_x) == ("0.0", "0.0", "99.0")


@pytest.fixture
def stage() -> Stage:
    """A factory of the portal's own, its money set aside."""
    made = new_stage()
    made.appropriate()
    LighthouseFactory.objects.filter(pk=made.factory.pk).update(selected_on=date(2026, 1, 5))
    made.factory.refresh_from_db()
    application = ApplicationFactory(
        call=made.factory.call, company=made.company, status=ApplicationStatus.DRAFT, case=made.factory.case
    )
    for confirmed, name in ((db_now(), "Confirmed Systems"), (None, "Silent University")):
        PartnerPart.objects.create(
            application=application,
            organisation=PartnerOrganisationFactory(name_en=name),
            part="비밀 지분",
            share_krw=77_000_000,
            confirmed_at=confirmed,
        )
    design = Design.objects.create(application=application)
    Improvement.objects.create(
        design=design, year=1, title="설비 데이터 수집", title_en="Collect machine data", text="수집 장치"
    )
    return made


def agree(stage: Stage, indicators: int = 1) -> Agreement:
    agreement = stage.draft()
    for number in range(indicators):
        Indicator.objects.create(
            agreement=agreement, name=f"불량률 {number}", name_en=f"Defect rate {number}",
            unit="%", direction="down", baseline=Decimal("2.4"), target=Decimal("0.8"),
        )  # fmt: skip
    services.add_milestone(
        agreement=agreement, year_number=1, title="MES 가동", title_en="MES runs",
        due_on=date(2026, 11, 1), by=stage.body,
    )  # fmt: skip
    agreement = services.offer_agreement(agreement=agreement, by=stage.body)
    sign(agreement, stage.owner)
    return agreement


def page_of(client, stage: Stage, language: str = "en") -> str:
    return read(client, f"/{'en/' if language == 'en' else ''}factories/{stage.factory.slug}/").text


def test_nothing_of_the_build_is_told_before_both_have_signed(client, stage) -> None:
    agreement = agree(stage)
    words = page_of(client, stage)
    for hidden in ("Defect rate", "Collect machine data", "MES runs", "Confirmed Systems", "Support by"):
        assert hidden not in words
    assert public_build(stage.factory) is None
    countersign(agreement, stage.ministry)
    words = page_of(client, stage)
    for shown in ("Defect rate", "Collect machine data", "MES runs", "Confirmed Systems", "Support by"):
        assert shown in words
    assert "1 billion won" in words
    assert "Silent University" not in words  # who has not confirmed a part has none


def test_what_stays_inside_is_nowhere_on_the_page(client, stage) -> None:
    countersign(agree(stage), stage.ministry)
    services.start_build(factory=LighthouseFactory.objects.get(), by=stage.body)
    stage.pay(123_000_000)
    services.record_check(year_plan=stage.year(1), outcome="failed", note="미흡한 증빙", by=stage.body)
    for language in ("en", "ko"):
        words = page_of(client, stage, language)
        for hidden in ("77", "비밀 지분", "123", "1억 2", "미흡한 증빙", "400 million", " 4억"):
            assert hidden not in words, (language, hidden)
    assert "Check passed" not in page_of(client, stage)
    assert "Check of year 1 (to come)" in page_of(client, stage)
    stage.check(1)
    assert "Check passed" in page_of(client, stage)
    assert "Check of year 1 passed" in page_of(client, stage)
    assert "Check of year 2 (to come)" in page_of(client, stage)


def test_the_latest_value_holds_and_says_its_day_and_who_measured(client, stage) -> None:
    agreement = countersign(agree(stage), stage.ministry)
    assert "Not measured yet" in page_of(client, stage)
    indicator, today = agreement.indicators.get(), seoul_day(db_now())
    for days, value in ((2, "2.0"), (1, "1.2")):
        services.record_measurement(
            indicator=indicator,
            value=Decimal(value),
            measured_on=today - timedelta(days=days),
            by=stage.owner,
        )
    words = page_of(client, stage)
    assert "−50%" in words
    assert "Improved" in words
    assert "Lower is better" in words
    assert "Measured by the company on" in words
    assert stage.owner.name not in words
    korean = page_of(client, stage, "ko")
    assert "−50%" in korean
    assert "낮을수록" in korean


def test_a_factory_that_left_tells_nothing_of_its_build(stage) -> None:
    countersign(agree(stage), stage.ministry)
    factory = LighthouseFactory.objects.get()
    assert public_build(factory) is not None
    assert public_results(factory) == public_build(factory).results != []
    factory.status = FactoryStatus.TERMINATED
    assert public_build(factory) is None
    assert public_results(factory) == []


def test_cards_tell_what_was_measured_once_it_is_public(client, stage, published) -> None:
    agreement = agree(stage, indicators=4)

    def shown(address: str) -> int:
        return read(client, address).text.count("−50%")

    assert shown("/en/") == shown("/en/factories/") == 0
    countersign(agreement, stage.ministry)
    assert "What lighthouse factories changed" not in read(client, "/en/").text  # nothing measured yet
    for indicator in agreement.indicators.all():
        services.record_measurement(
            indicator=indicator, value=Decimal("1.2"), measured_on=seoul_day(db_now()), by=stage.owner
        )
    assert shown("/en/factories/") == 3  # as many as a card has room for
    assert "What lighthouse factories changed" in read(client, "/en/").text
    assert shown("/en/") == 3
    LighthouseFactory.objects.filter(pk=stage.factory.pk).update(status=FactoryStatus.TERMINATED)
    assert shown("/en/") == shown("/en/factories/") == 0


def test_cards_with_results_need_no_more_queries_for_more_indicators(client, stage, published) -> None:
    agreement = agree(stage, indicators=6)
    countersign(agreement, stage.ministry)
    client.get("/factories/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/factories/")
        return len(captured)

    one = queries()
    for indicator in agreement.indicators.all():
        services.record_measurement(
            indicator=indicator, value=Decimal("1.2"), measured_on=seoul_day(db_now()), by=stage.owner
        )
    assert queries() == one


def test_the_pages_queries_do_not_grow_with_what_was_built(client, stage) -> None:
    agreement = agree(stage, indicators=1)
    countersign(agreement, stage.ministry)
    address = f"/factories/{stage.factory.slug}/"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    design = Design.objects.get()
    for number in range(6):
        Improvement.objects.create(design=design, year=1 + number % 3, title=f"과제 {number}", text="내용")
        services.record_measurement(
            indicator=agreement.indicators.get(), value=Decimal(number), measured_on=date(2026, 1, 1),
            by=None,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 30


def test_a_factory_known_from_publications_says_what_is_not_known(client, published) -> None:
    daesun = LighthouseFactory.objects.get(company__name_ko="대선주조")
    words = read(client, f"/en/factories/{daesun.slug}/").text
    assert "were not published for this factory" in words
    assert "Smart factory level confirmed 4" in words
    assert "A tour was reported 30 September 2025" in words
    assert "What it changed" not in words
    assert "Target" not in words
