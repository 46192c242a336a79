"""The programme dashboard: its sums against naive counts, its links, who sees what, what it costs."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from programme.applications.choices import ApplicationStatus as S
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.models import Programme, StageDate
from programme.core.choices import Audience
from programme.core.clock import db_now, seoul_day
from programme.core.models import Event
from programme.factories.choices import LEFT, FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding.models import Appropriation
from programme.portal.dashboard.times import stage_times
from programme.portal.dashboard.tours import FactoryTours
from programme.tours.queries import ToursProgress, months_after, tours_progress_of
from tests.accounts.second_factor import sign_in
from tests.records import (
    ApplicationFactory,
    CallFactory,
    IndustryLabelFactory,
    LighthouseFactoryFactory,
    ProgrammeFactory,
    RegionFactory,
    staff,
)

from .boards import PAGE, board
from .pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    """A round of the first real programme, with one application in every status and two submitted."""
    call = CallFactory()
    for status in [*S, S.SUBMITTED]:
        ApplicationFactory(call=call, status=status)
    ApplicationFactory(status=S.SUBMITTED, call=CallFactory(programme=ProgrammeFactory(is_demo=True)))
    return call


# --- Sums ------------------------------------------------------------------------------------------


def test_the_funnel_counts_who_came_how_far(call) -> None:
    funnel = board().funnel
    assert {step.key: step.count for step in funnel.steps} == {
        "applied": 12,  # all but the draft, the withdrawn one too
        "recommended": 8,
        "screened": 6,
        "diagnosed": 5,
        "evaluated": 3,
        "selected": 1,
        "agreed": 0,
    }
    assert [step.waiting for step in funnel.steps] == [2, 1, 1, 2, 1, 0, 0]
    assert [step.left for step in funnel.steps] == [1, 1, 0, 0, 1, 0, 0]
    assert funnel.withdrawn == 1
    assert [step.percent for step in funnel.steps][:2] == [100, 66]


def test_what_waits_past_the_calls_date_is_said_to_be_overdue(call, client, ministry) -> None:
    """The stage's end is moved, never the clock."""
    now = db_now()
    stage = StageDate.objects.create(
        call=call, stage=Stage.SCREENING, starts_at=now - timedelta(days=9), ends_at=now + timedelta(days=1)
    )
    assert not any(step.overdue for step in board().funnel.steps)
    StageDate.objects.filter(pk=stage.pk).update(ends_at=now)
    assert [step.key for step in board().funnel.steps if step.overdue] == ["recommended"]
    assert "overdue" in read(client, PAGE).text


def test_nobody_is_lost_on_the_way(call) -> None:
    """Who applied waits somewhere, left somewhere, withdrew or was selected."""
    funnel = board().funnel
    elsewhere = sum(step.waiting + step.left for step in funnel.steps)
    selected = next(step.count for step in funnel.steps if step.key == "selected")
    assert funnel.applied == elsewhere + funnel.withdrawn + selected


def test_the_matrix_counts_every_factory_once_and_a_merged_region_under_its_successor(ministry) -> None:
    today = seoul_day(db_now())
    industry, successor = IndustryLabelFactory(), RegionFactory()
    merged = RegionFactory(valid_to=today - timedelta(days=1), successor=successor)
    call = CallFactory()
    for region, label in [(merged, industry), (successor, industry), (successor, None)]:
        LighthouseFactoryFactory(call=call, region=region, industry_label=label)
    for status in LEFT:
        LighthouseFactoryFactory(call=call, region=successor, status=status)
    LighthouseFactoryFactory(call=CallFactory(programme=ProgrammeFactory(is_demo=True)))
    matrix = board(user=ministry).selected.matrix
    assert [(row.region, row.counts) for row in matrix.rows] == [(successor, (2, 1))]
    assert matrix.industries == (industry, None)
    assert (matrix.totals, matrix.total) == ([2, 1], 3)


@pytest.mark.parametrize(
    ("held", "days_gone", "pace", "said"),
    [
        (0, 0, "on_track", "On track"),
        (8, 365, "on_track", "On track"),
        (5, 330, "behind", "2 tours behind"),  # 16 × 330 ÷ 730 = 7.2, rounded down
        (16, 100, "done", "All held"),
        (15, 800, "late", "1 tour behind"),
        (0, None, "unknown", "Not begun"),
    ],
)
def test_the_pace_is_judged_by_the_days_gone_by(held, days_gone, pace, said) -> None:
    """The completion is moved, never the clock."""
    now = db_now()
    start = None if days_gone is None else seoul_day(now) - timedelta(days=days_gone)
    factory = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED, completed_on=start)
    [(_same, blank)] = tours_progress_of([factory], now)
    progress = ToursProgress(**{**vars(blank), "held": held})
    if start:
        assert progress.due_on == months_after(start, 24)
    shown = FactoryTours(factory=factory, progress=progress, now=now)
    with override("en"):
        assert (shown.progress.pace, shown.progress.pace_text) == (pace, said)


def test_a_stage_takes_from_the_end_of_the_one_before() -> None:
    call, now = CallFactory(), db_now()
    for days in (1, 2, 9):
        application = ApplicationFactory(call=call, status=S.RECOMMENDED)
        for verb, at in (
            ("applications.submit", now - timedelta(days=30)),
            ("recommendations.recommend", now - timedelta(days=30) + timedelta(days=days)),
        ):
            Event.objects.create(case=application.case, verb=verb, audience=Audience.STAFF, at=at)
    first, second, *_rest = stage_times([call])
    assert (first.cases, first.median_days, first.longest_days) == (3, 2.0, 9.0)
    assert (second.cases, second.median_days) == (0, None)


# --- Scope, permissions, languages, costs ----------------------------------------------------------


def test_the_demonstration_is_counted_only_when_it_is_chosen(call, client, ministry) -> None:
    demo = Programme.objects.get(is_demo=True)
    assert board().scope.programme == call.programme
    assert board("programme:nobody-knows").scope.programme == call.programme
    shown = board(f"programme:{demo.key}")
    assert (shown.scope.programme, shown.funnel.applied) == (demo, 1)
    assert "office-demo" in client.get(PAGE, {"of": f"programme:{demo.key}"}).content.decode()
    assert "office-demo" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("permission", "part"),
    [
        ("applications.view_application", "part-funnel"),
        ("factories.view_lighthousefactory", "part-selected"),
        ("funding.view_appropriation", "part-money"),
        ("tours.view_session", "part-tours"),
    ],
)
def test_each_part_is_for_who_may_see_what_it_counts(call, client, permission, part) -> None:
    sign_in(client, staff(permission))
    page = client.get(PAGE).content.decode()
    parts = {"part-funnel", "part-selected", "part-money", "part-tours"}
    assert {one for one in parts if f'id="{one}"' in page} == {part}
    for name in ("funnel", "selected", "money", "tours"):
        expected = 200 if f"part-{name}" == part else 404
        assert client.get(PAGE, {"csv": name}).status_code == expected


def test_it_is_closed_to_who_may_see_none_of_it(call, client) -> None:
    sign_in(client, staff("notifications.view_message"))
    assert client.get(PAGE).status_code == 403
    assert "/dashboard/" not in client.get("/admin/").content.decode()


def test_a_number_whose_list_one_may_not_open_is_no_link(call, client) -> None:
    sign_in(client, staff("funding.view_appropriation"))
    Appropriation.objects.create(call=call, fiscal_year=2026, amount_krw=3_200_000_000)
    page = client.get(PAGE).content.decode()
    assert "3.2 billion won" in page
    assert "/admin/funding/appropriation/?" in page
    assert "/admin/funding/ledgerentry/?" not in page


def test_it_reads_in_both_languages(call, client, ministry) -> None:
    Appropriation.objects.create(call=call, fiscal_year=2026, amount_krw=3_250_000_000)
    korean, english = read(client, "/admin/dashboard/").text, read(client, PAGE).text
    assert "신청부터 협약까지" in korean
    assert "32억 5,000만 원" in korean
    assert call.title_ko in korean
    assert "From application to agreement" in english
    assert "3.25 billion won" in english
    assert call.title_en in english


def test_the_table_behind_each_part_is_a_file(call, client, ministry) -> None:
    answer = client.get(PAGE, {"csv": "funnel"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == ["Applied", "12", "100", "2", "1"]
    assert "attachment" in answer["Content-Disposition"]
    for name in ("selected", "money", "tours", "times"):
        assert client.get(PAGE, {"csv": name}).status_code == 200
    assert client.get(PAGE, {"csv": "scope"}).status_code == 404


def test_an_empty_programme_says_what_is_missing(client, ministry) -> None:
    assert "There is no programme yet" in read(client, PAGE).text
    programme = ProgrammeFactory()
    assert "has no published round yet" in read(client, PAGE).text
    CallFactory(programme=programme)
    page = read(client, PAGE).text
    for text in ("Nobody has applied", "No appropriation", "No factory has been selected", "No case has"):
        assert text in page


def test_it_costs_the_same_for_one_and_for_many(call, client, ministry) -> None:
    def add() -> None:
        LighthouseFactoryFactory(call=call, status=FactoryStatus.COMPLETED, completed_on=seoul_day(db_now()))
        ApplicationFactory(call=call, status=S.SUBMITTED)

    add()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _number in range(12):
        add()
    Appropriation.objects.create(call=call, fiscal_year=2026, amount_krw=1)
    Appropriation.objects.create(call=call, fiscal_year=2027, amount_krw=1)
    with CaptureQueriesContext(connection) as many:
        page = client.get(PAGE)
    assert len(page.context["page"].tours.factories) == 13
    assert len(many) <= len(one)
    assert Application.objects.filter(call=call).count() == 26
    assert LighthouseFactory.objects.filter(call=call).count() == 13
