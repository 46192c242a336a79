"""The work queue as pages show it: how urgent, how counted, how narrowed and ordered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from programme.core.queue import OfficeList, Urgency, WaitingItem, WorkStage, urgency_of
from programme.portal.worklist import Worklist

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul
MIDNIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # the first instant after 22 November in Seoul
DAY = timedelta(days=1)


def item(title: str = "a", **fields: object) -> WaitingItem:
    return WaitingItem(**{"stage": WorkStage.SCREENING, "title": title, "url": f"/{title}/", **fields})


def worklist(*items: WaitingItem, **params: str) -> Worklist:
    return Worklist(items, now=NOW, params=params)


@pytest.mark.parametrize(
    ("due", "urgency", "said"),
    [
        (None, Urgency.UNDATED, ""),
        (NOW - 2 * DAY, Urgency.OVERDUE, "2 days overdue"),
        (MIDNIGHT - DAY, Urgency.OVERDUE, "1 day overdue"),
        (NOW, Urgency.OVERDUE, "overdue since today"),
        (NOW + timedelta(microseconds=1), Urgency.TODAY, "due today"),
        (MIDNIGHT, Urgency.TODAY, "due today"),  # 24:00 of today
        (MIDNIGHT + timedelta(seconds=1), Urgency.SOON, "1 day left"),
        (MIDNIGHT + 7 * DAY, Urgency.SOON, "7 days left"),
        (MIDNIGHT + 7 * DAY + timedelta(seconds=1), Urgency.LATER, "8 days left"),
    ],
)
def test_an_urgency_is_judged_by_days_in_seoul(due, urgency, said) -> None:
    assert urgency_of(due, NOW) == urgency
    with override("en"):
        assert worklist(item(due=due)).found[0].nearness == said


def test_how_long_it_waits_is_said_in_the_readers_language() -> None:
    said = {}
    for language in ("ko", "en"):
        with override(language):
            lines = worklist(item(since=NOW - 3 * DAY), item(since=NOW), item()).found
            said[language] = [line.waited for line in lines]
    assert said == {"ko": ["3일", "오늘부터", ""], "en": ["3 days", "since today", ""]}


def test_the_nearest_deadline_comes_first_and_no_date_last() -> None:
    work = worklist(item("none"), item("late", due=NOW - DAY), item("soon", due=NOW + DAY))
    assert [(group.key, [line.item.title for line in group.lines]) for group in work.groups] == [
        ("overdue", ["late"]),
        ("soon", ["soon"]),
        ("undated", ["none"]),
    ]


def test_it_orders_by_waiting_and_by_stage() -> None:
    things = [
        item("new", since=NOW, stage=WorkStage.BUILD),
        item("old", since=NOW - DAY, stage=WorkStage.TOURS),
        item("whenever", stage=WorkStage.SCREENING),
    ]
    waiting = worklist(*things, sort="waiting")
    assert [line.item.title for line in waiting.groups[0].lines] == ["old", "new", "whenever"]
    assert [group.key for group in worklist(*things, sort="stage").groups] == ["screening", "build", "tours"]


def test_every_count_says_what_a_click_on_it_shows() -> None:
    things = [
        item(f"{stage}{number}", stage=stage, due=due, is_demo=number == 0, personal=number == 1)
        for stage in (WorkStage.SCREENING, WorkStage.BUILD)
        for number, due in enumerate([NOW - DAY, NOW + DAY, NOW + 20 * DAY, None])
    ]
    for base in ({}, {"demo": "0"}, {"for": "me"}):
        work = worklist(*things, **base)
        for row in work.by_stage:
            assert len(worklist(*things, **base, stage=row.stage.value).found) == row.count
            for urgency, number in row.by_urgency:
                chosen = worklist(*things, **base, stage=row.stage.value, when=urgency.value)
                assert len(chosen.found) == number
        for urgency, number in work.by_urgency:
            assert len(worklist(*things, **base, when=urgency.value).found) == number
    assert worklist(*things, demo="0").count == 6
    assert worklist(*things, **{"for": "me"}).count == 2


def test_a_value_nobody_knows_hides_nothing() -> None:
    assert len(worklist(item(), stage="x", when="x", sort="x", demo="x").found) == 1


def test_a_long_group_is_cut_until_all_is_asked_for() -> None:
    things = [item(str(number)) for number in range(200)]
    [short] = worklist(*things).groups
    assert (len(short.lines), short.count, short.cut) == (20, 200, 180)
    [whole] = worklist(*things, all="1").groups
    assert (len(whole.lines), whole.cut) == (200, 0)


def test_kinds_of_work_are_told_apart_within_a_stage() -> None:
    sign, offer = OfficeList("funding.agreement", "to sign"), OfficeList("funding.agreement", "to offer")
    work = worklist(item(listed=sign), item(listed=sign), item(listed=offer), item())
    [row] = work.by_stage
    assert [(kind.listed.name, len(kind.items)) for kind in row.kinds] == [("to sign", 2), ("to offer", 1)]
    assert row.count == 4
