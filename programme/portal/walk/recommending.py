"""Techno-parks recommend within their quota."""

from collections.abc import Iterator

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.signing import statement_hash
from programme.recommendations.queries import recommendation_statement
from programme.recommendations.services import decline_recommendation, recommend_application
from programme.regions.models import TechnoPark

from . import cast, clock


def officer_of(technopark: TechnoPark) -> User:
    """The techno-park's demonstration officer; the first account is Gyeongnam's."""
    keys = list(dict.fromkeys(applicant.technopark for applicant in cast.APPLICANTS))
    return ensure_demo_account(key="officer", number=keys.index(technopark.key) + 1, scope=technopark.uid)


def recommend(call: Call) -> None:
    """Each techno-park recommends within its quota of five and declines the last of a long list."""
    with clock.on(call, 38):
        _recommend(call)


def _recommend(call: Call) -> None:
    for technopark, applications in by_technopark(call):
        officer = officer_of(technopark)
        declined = 1 if len(applications) > 2 else 0
        keep = min(call.candidates_per_technopark, len(applications) - declined)
        for rank, application in enumerate(applications, 1):
            if rank <= keep:
                recommend_one(application, officer, rank)
            else:
                decline_recommendation(
                    application=application,
                    by=officer,
                    reason="추천 한도 안에서 다른 기업을 먼저 추천했습니다.",
                )


def recommend_one(application: Application, officer: User, rank: int | None = None) -> Application:
    return recommend_application(
        application=application,
        by=officer,
        reason="지역 주력산업에 미치는 파급효과와 추진 의지가 큽니다.",
        shown_sha256=statement_hash(recommendation_statement(application)),
        priority=rank,
    )


def by_technopark(call: Call) -> Iterator[tuple[TechnoPark, list[Application]]]:
    waiting = call.applications.filter(status=ApplicationStatus.SUBMITTED).order_by("id")
    for technopark in TechnoPark.objects.filter(applications__in=waiting).distinct().order_by("id"):
        yield technopark, list(waiting.filter(technopark=technopark))
