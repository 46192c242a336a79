"""The evaluators' panel scores the designed applications."""

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.evaluation.models import Assignment
from programme.evaluation.queries import criteria_of
from programme.evaluation.services import (
    assign_evaluators,
    close_evaluation,
    declare_no_conflict,
    form_panel,
    save_scores,
    seal_scores,
)

from . import clock

PANEL = 5
RESERVES = 2  # further members of the open call's panel, for a colleague with a conflict of interest


def evaluators() -> list[User]:
    return [ensure_demo_account(key="evaluator", number=number) for number in range(1, PANEL + 1)]


def reserves() -> list[User]:
    first = PANEL + 1
    return [ensure_demo_account(key="evaluator", number=number) for number in range(first, first + RESERVES)]


def judge(call: Call) -> None:
    """A panel of five declares, scores the three criteria, seals; staff close each evaluation."""
    with clock.on(call, 195):
        _judge(call)


def _judge(call: Call) -> None:
    body = ensure_demo_account(key="body")
    panel = evaluators()
    form_panel(call=call, name="시연 평가위원회", evaluators=panel, by=body)
    for place, application in enumerate(call.applications.filter(status=ApplicationStatus.DESIGNED), 1):
        judge_one(application, place=place, by=body)


def judge_one(application: Application, *, place: int, by: User) -> None:
    """All five score and seal, and the evaluation is closed."""
    assign_evaluators(application=application, evaluators=evaluators(), by=by)
    for seat, assignment in enumerate(Assignment.objects.filter(application=application).order_by("id")):
        score(assignment, place, seat)
    close_evaluation(application=application, by=by)


def score(assignment: Assignment, place: int, seat: int, *, seal: bool = True) -> None:
    """One evaluator's sheet: different by application and evaluator, the same in every walk.

    The first applicant, whose representative is the demonstration's company account, comes out first.
    """
    evaluator = assignment.evaluator
    declare_no_conflict(assignment=assignment, by=evaluator)
    sheet = {
        criterion.key: (
            97 - 2 * ((place - 1) * 5 % 17) - (seat * 3 + position * 2) % 5,
            "계획이 구체적이고 실현 가능성이 높습니다.",
        )
        for position, criterion in enumerate(criteria_of(assignment.application))
    }
    save_scores(assignment=assignment, scores=sheet, by=evaluator)
    if seal:
        seal_scores(assignment=assignment, by=evaluator)
