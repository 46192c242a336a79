"""Diagnosis and design of the screened applications."""

from decimal import Decimal
from typing import Any

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

FINDINGS = [
    {
        "area": "설비 데이터",
        "text": "주요 설비의 상태를 사람이 적어 두어 실시간 분석이 어렵습니다.",
        "severity": "high",
    },
    {"area": "품질 관리", "text": "불량 원인을 공정 뒤에서야 찾습니다.", "severity": "medium"},
]
INDICATORS: list[dict[str, Any]] = [
    {
        "category": "P",
        "name": "시간당 생산량",
        "formula": "생산량 ÷ 작업시간",
        "unit": "개",
        "direction": "up",
        "baseline": Decimal(120),
        "target": Decimal(156),
        "period": "월",
    },
    {
        "category": "Q",
        "name": "공정 불량률",
        "formula": "불량 수 ÷ 생산량 × 100",
        "unit": "%",
        "direction": "down",
        "baseline": Decimal("2.4"),
        "target": Decimal("0.8"),
        "period": "월",
    },
]
EACH_YEAR_KRW = 400_000_000


def assign(application: Application) -> None:
    assign_consultant(
        application=application,
        by=ensure_demo_account(key="body"),
        consultant=ensure_demo_account(key="consultant"),
    )


def diagnose(application: Application) -> None:
    """Visit, findings, levels; the design opens with the same consultant."""
    consultant = ensure_demo_account(key="consultant")
    record_visit(application=application, by=consultant, visited_on=seoul_day(db_now()))
    save_diagnosis(
        application=application,
        by=consultant,
        capability_level=3,
        system_level="middle1",
        summary="데이터 수집 기반은 갖추었으나 분석과 제어가 이어지지 않습니다.",
        findings=FINDINGS,
    )
    complete_diagnosis(application=application, by=consultant)


def design(application: Application) -> None:
    """Improvements over three years, indicators with their baseline, and what it costs."""
    consultant = ensure_demo_account(key="consultant")
    technologies = list(Technology.objects.filter(key__in=["ai", "digital_twin", "mes"]))
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
                "text": text,
                "year": year,
                "technologies": technologies,
            }
            for year, title, text in (
                (1, "설비 데이터 실시간 수집", "주요 설비에 수집 장치를 붙이고 MES와 연결합니다."),
                (2, "인공지능 품질 예측", "공정 조건에서 불량을 미리 예측합니다."),
                (3, "디지털 트윈 자율 제어", "예측 결과로 설비를 실시간 제어합니다."),
            )
        ],
        indicators=INDICATORS,
        costs=costs,
    )
    complete_design(application=application, by=consultant)


def diagnose_all(call: Call) -> None:
    """Every screened application is diagnosed and designed."""
    for application in call.applications.filter(status=ApplicationStatus.SCREENED_IN).order_by("id"):
        assign(application)
        diagnose(application)
        design(application)
