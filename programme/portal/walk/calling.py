"""The demonstration's calls: one that is open, and those of the past."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from programme.accounts.models import User
from programme.calls.choices import Stage
from programme.calls.models import Call, Programme
from programme.calls.services import draft_call, publish_call
from programme.core.clock import SEOUL, day_end, db_now, seoul_day

from . import cast

PLACES = 4
# Days from the opening of a past round to the end of each stage; each begins when the one before it ends.
PAST_ENDS = {
    Stage.RECOMMENDATION: 45,
    Stage.SCREENING: 60,
    Stage.DIAGNOSIS: 180,
    Stage.EVALUATION: 210,
    Stage.SELECTION: 225,
    Stage.AGREEMENT: 270,
}
# Days from today on which each stage of the open call ends. All have begun: every step stands on some desk.
STAGE_ENDS = {
    Stage.RECOMMENDATION: 20,
    Stage.SCREENING: 30,
    Stage.DIAGNOSIS: 60,
    Stage.EVALUATION: 80,
    Stage.SELECTION: 95,
    Stage.AGREEMENT: 120,
}


def demo_programme(by: User) -> Programme:
    programme, _created = Programme.objects.get_or_create(
        key="demonstration",
        defaults={
            "name_ko": "K-스마트등대공장 시연 사업",
            "name_en": "K-Smart Lighthouse Factory demonstration",
            "is_demo": True,
        },
    )
    return programme


def open_call(number: int, ministry: User) -> Call:
    """Publish the demonstration's call number `number`: open since ten days, for ten more."""
    stages = {str(stage): (end_of(-11), end_of(days)) for stage, days in STAGE_ENDS.items()}
    return publish(number, ministry, opens_at=end_of(-11), closes_at=end_of(10), stages=stages)


def past_call(number: int, ministry: User) -> Call:
    """Publish a call that opens on the day shown by the walk's clock, for a month."""
    begins = [30, *PAST_ENDS.values()]
    stages = {
        str(stage): (end_of(starts), end_of(ends))
        for (stage, ends), starts in zip(PAST_ENDS.items(), begins, strict=False)
    }
    return publish(number, ministry, opens_at=end_of(-1), closes_at=end_of(30), stages=stages)


def end_of(days: int) -> datetime:
    """The end of a day so many days from now, in Seoul."""
    return day_end(seoul_day(db_now()) + timedelta(days=days)).astimezone(SEOUL)


def publish(
    number: int,
    ministry: User,
    *,
    opens_at: datetime,
    closes_at: datetime,
    stages: Mapping[str, tuple[datetime, datetime]],
) -> Call:
    """A demonstration call of the half year in which it opens."""
    year, half = opens_at.year, 1 if opens_at.month <= 6 else 2
    half_ko, half_en = ("상반기", "first half") if half == 1 else ("하반기", "second half")

    call = draft_call(
        programme=demo_programme(ministry),
        terms={
            "key": f"demo-{number}",
            "title_ko": f"[시연] {year}년 {half_ko} K-스마트등대공장 육성사업",
            "title_en": f"[Demo] K-Smart Lighthouse Factory, {half_en} of {year}",
            "summary_ko": "시연용 가상 공고로, 실제 사업의 통계와 결과에는 포함되지 않습니다.",
            "summary_en": "An invented call for demonstration; it is part of no real count or result.",
            "year": year,
            "half": half,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "planned_places": PLACES,
            "planned_sme_min": PLACES // 2,
            "budget_krw": PLACES * 1_200_000_000,
        },
        stages=stages,
        questions=cast.QUESTIONS,
        criteria=cast.CRITERIA,
        documents=cast.DOCUMENTS,
        by=ministry,
    )
    return publish_call(call=call, by=ministry)
