"""Cases as diagnosis finds them, and complete answers for its forms."""

from decimal import Decimal
from typing import Any

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.clock import db_now, seoul_day
from programme.diagnosis import services
from tests.records import ApplicationFactory, person_with

MILLION = 1_000_000

FINDINGS = [{"area": "주조", "text": "용해 온도를 손으로 적는다.", "severity": "high"}]
IMPROVEMENT = {"title": "용해로 예지보전", "text": "온도 데이터를 실시간으로 수집한다.", "year": 1}
INDICATOR = {
    "category": "Q",
    "name": "공정불량률",
    "formula": "불량수 ÷ 생산량 × 100",
    "unit": "%",
    "direction": "down",
    "baseline": Decimal("3.2"),
    "target": Decimal("1.5"),
    "period": "월",
}


def cost(year: int, million: int, source: str = "government") -> dict[str, Any]:
    return {"year": year, "item": "센서와 엣지 서버", "source": source, "amount_krw": million * MILLION}


def consultant(**fields: Any) -> User:
    """Someone to whom cases may be given."""
    return person_with(Role.CONSULTANT, **fields)


def assigned(person: User, **fields: Any) -> Application:
    """A screened case given to `person`."""
    application = ApplicationFactory(status=ApplicationStatus.SCREENED_IN, **fields)
    return services.assign_consultant(application=application, by=None, consultant=person)


def diagnose(application: Application, by: User | None = None, **fields: Any) -> None:
    """Everything that completing the diagnosis needs."""
    services.record_visit(application=application, by=by, visited_on=seoul_day(db_now()))
    services.save_diagnosis(
        application=application,
        by=by,
        **{
            "capability_level": 2,
            "system_level": "middle1",
            "summary": "수집은 하나 분석하지 않는다.",
            "findings": FINDINGS,
            **fields,
        },
    )


def design(application: Application, by: User | None = None, **fields: Any) -> None:
    """Everything that completing the design needs."""
    services.save_design(
        application=application,
        by=by,
        **{
            "goal_capability_level": 4,
            "goal_system_level": "advanced",
            "summary": "실시간 품질 예측",
            "improvements": [IMPROVEMENT],
            "indicators": [INDICATOR],
            "costs": [cost(1, 400), cost(2, 400), cost(3, 400), cost(1, 1200, "own")],
            **fields,
        },
    )


def diagnosed(person: User, **fields: Any) -> Application:
    """A case whose diagnosis is complete; its design is open, with `person` as designer."""
    application = assigned(person, **fields)
    diagnose(application)
    return services.complete_diagnosis(application=application, by=None)
