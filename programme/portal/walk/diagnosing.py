"""Diagnosis and design of the screened applications."""

from programme.accounts.demo import ensure_demo_account
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.diagnosis.services import (
    assign_consultant,
    complete_design,
    complete_diagnosis,
    record_visit,
    save_design,
    save_diagnosis,
)
from programme.regions.models import Technology

from . import clock
from .profiles import Profile, indicator_rows, profile_of

EACH_YEAR_KRW = 400_000_000


def profile_for(application: Application) -> Profile:
    """The texts that fit the industry of the application's site."""
    assert application.site is not None
    assert application.site.industry_label is not None
    return profile_of(application.site.industry_label.key)


def assign(application: Application) -> None:
    assign_consultant(
        application=application,
        by=ensure_demo_account(key="body"),
        consultant=ensure_demo_account(key="consultant"),
    )


def diagnose(application: Application) -> None:
    """Visit, findings, levels; the design opens with the same consultant."""
    consultant = ensure_demo_account(key="consultant")
    profile = profile_for(application)
    record_visit(application=application, by=consultant, visited_on=seoul_day(db_now()))
    save_diagnosis(
        application=application,
        by=consultant,
        capability_level=3,
        system_level="middle1",
        summary="데이터 수집 기반은 갖추었으나 분석과 제어가 이어지지 않습니다.",
        findings=[
            {"area": area, "text": text, "severity": severity}
            for (area, text), severity in zip(profile.findings, ("high", "medium"), strict=True)
        ],
    )
    complete_diagnosis(application=application, by=consultant)


def design(application: Application) -> None:
    """Improvements over three years, indicators with their baseline, and what it costs."""
    consultant = ensure_demo_account(key="consultant")
    profile, technologies = profile_for(application), {one.key: one for one in Technology.objects.all()}
    costs = [
        {"year": year, "item": item, "source": source, "amount_krw": EACH_YEAR_KRW}
        for year in (1, 2, 3)
        for item, source in (("설비·시스템 구축", "government"), ("설비 투자", "own"))
    ]
    save_design(
        application=application,
        by=consultant,
        goal_capability_level=4,
        goal_system_level="advanced",
        summary="설비 데이터 수집에서 자율 제어까지 3년에 걸쳐 구축합니다.",
        improvements=[
            {
                "title": title,
                "title_en": title_en,
                "text": text,
                "text_en": text_en,
                "year": year,
                "technologies": [technologies[key] for key in keys],
            }
            for year, (title, title_en, text, text_en, keys) in enumerate(profile.improvements, 1)
        ],
        indicators=indicator_rows(profile),
        costs=costs,
    )
    complete_design(application=application, by=consultant)


def diagnose_all(call: Call) -> None:
    """Every screened application is diagnosed in two months and designed in two more."""
    screened = call.applications.filter(status=ApplicationStatus.SCREENED_IN).order_by("id")
    applications = list(screened.select_related("company"))
    with clock.on(call, 62):
        for application in applications:
            assign(application)
    with clock.on(call, 100):
        for application in applications:
            diagnose(application)
    with clock.on(call, 160):
        for application in applications:
            design(application)
