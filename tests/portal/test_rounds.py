"""A round's page: where it stands, what comes next and by when; the list of rounds by programme."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from programme.calls.choices import CallStatus, Stage
from programme.calls.models import Call, StageDate
from programme.core.clock import db_now
from programme.portal.rounds import schedule_of, state_of
from tests.records import CallFactory, ProgrammeFactory

from .pages import read

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def call() -> Call:
    """Open for ten days more; recommendation meanwhile and screening thereafter."""
    made = CallFactory(title_ko="봄 공고", title_en="Spring call")
    now = db_now()
    for stage, starts, ends in ((Stage.SCREENING, 12, 20), (Stage.RECOMMENDATION, -5, 12)):
        StageDate.objects.create(
            call=made, stage=stage, starts_at=now + starts * DAY, ends_at=now + ends * DAY
        )
    return made


def tones(call: Call, *, days: int = 0, published: bool = False) -> list[str]:
    now = db_now() + days * DAY
    return [one.tone for one in schedule_of(call, now if published else None, now)]


def test_the_schedule_says_what_is_now(call) -> None:
    assert tones(call, days=-11) == ["next", "next", "next"]
    assert tones(call) == ["now", "now", "next"]
    assert tones(call, days=11) == ["done", "now", "next"]
    assert tones(call, days=13) == ["done", "done", "now"]
    assert tones(call, days=30) == ["done", "done", "done"]
    assert tones(call, published=True) == ["done", "done", "done"]  # whatever the dates say
    call.status = CallStatus.CONCLUDED
    assert tones(call) == ["done", "done", "done"]


def test_the_state_says_the_next_step_and_by_when(call) -> None:
    now = db_now()
    with override("en"):
        said = {
            days: (str(found.name), str(found.next), found.by)
            for days in (-11, 0, 11, 13, 30)
            for found in [state_of(call, None, now + days * DAY)]
        }
        ends = {date.stage: date.ends_at for date in call.stages.all()}
        assert said == {
            -11: ("Announced", "Applications open", call.opens_at),
            0: ("10 days left", "Applications close", call.closes_at),
            11: ("Applications closed", "Recommendation by the techno-park", ends[Stage.RECOMMENDATION]),
            13: ("Applications closed", "Screening", ends[Stage.SCREENING]),
            30: ("Applications closed", "", None),
        }
        assert "Result published" in str(state_of(call, now, now).name)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_open_call_says_how_to_apply_and_a_closed_one_does_not(client, call, language) -> None:
    address = f"{'/en' if language == 'en' else ''}/calls/{call.key}/"
    apply, words = ("How to apply", "days left") if language == "en" else ("신청 방법", "남음")
    page = read(client, address)
    assert apply in page.text
    assert words in page.text
    assert any(link.endswith(f"/applications/start/?call={call.key}") for link in page.links)
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() - DAY)
    page = read(client, address)
    assert apply not in page.text
    assert not any("/applications/start/?call=" in link for link in page.links)


def test_rounds_stand_under_their_programme_the_real_ones_first(client, published, settings) -> None:
    settings.DEMO = True
    CallFactory(programme=ProgrammeFactory(is_demo=True, name_en="Invented programme"), year=2030)
    words = read(client, "/en/calls/").text
    assert words.index("Result announced: 30 May 2022") < words.index("Invented programme")
    assert "11 Selected" in words or "Selected 11" in words
    settings.DEMO = False
    assert "Invented programme" not in read(client, "/en/calls/").text


def test_the_lists_queries_do_not_grow_with_the_calls(client, published) -> None:
    programme = Call.objects.get(key="2021").programme
    with CaptureQueriesContext(connection) as few:
        client.get("/calls/")
    for _number in range(5):
        CallFactory(programme=programme)
    with CaptureQueriesContext(connection) as many:
        client.get("/calls/")
    assert len(many) == len(few)
