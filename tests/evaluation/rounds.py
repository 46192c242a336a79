"""A call ready to be judged, for the tests of evaluation and selection."""

from dataclasses import dataclass, field
from typing import Any

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call, Criterion
from programme.evaluation import services
from programme.evaluation.models import Assignment, Panel
from tests.records import ApplicationFactory, CallFactory, CriterionFactory, person_with, staff_in


@dataclass
class Round:
    call: Call
    criteria: list[Criterion]
    application: Application
    evaluators: list[User]
    ministry: User
    panel: Panel
    assignments: list[Assignment] = field(default_factory=list)

    def assign(self) -> "Round":
        self.assignments = services.assign_evaluators(
            application=self.application, evaluators=self.evaluators, by=self.ministry
        )
        return self

    def declare(self) -> "Round":
        self.assignments = [
            services.declare_no_conflict(assignment=one, by=one.evaluator) for one in self.assignments
        ]
        return self

    def score(self, value: int = 80) -> "Round":
        for one in self.assignments:
            services.save_scores(assignment=one, scores=self.scores(value), by=one.evaluator)
        return self

    def scores(self, value: int | None = 80, comment: str = "근거가 충분함") -> dict[str, Any]:
        return {criterion.key: (value, comment) for criterion in self.criteria}

    def seal(self) -> "Round":
        self.assignments = [
            services.seal_scores(assignment=one, by=one.evaluator) for one in self.assignments
        ]
        return self

    def close(self) -> "Round":
        self.application = services.close_evaluation(application=self.application, by=self.ministry)
        return self


def make_round(evaluators: int = 2) -> Round:
    """A call of three criteria with one designed application and a panel; nothing assigned yet."""
    call = CallFactory(evaluators_per_application=evaluators)
    criteria = [CriterionFactory(call=call, weight=weight) for weight in (50, 30, 20)]
    people = [person_with(Role.EVALUATOR) for _ in range(evaluators)]
    ministry = staff_in("ministry")
    panel = services.form_panel(call=call, name="제1분과", evaluators=people, by=ministry)
    return Round(
        call=call,
        criteria=criteria,
        application=ApplicationFactory(call=call, status=ApplicationStatus.DESIGNED),
        evaluators=people,
        ministry=ministry,
        panel=panel,
    )
