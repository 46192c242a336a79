"""A judged call, ready for decisions."""

from dataclasses import dataclass
from typing import Any

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.signing import statement_hash
from programme.evaluation import services as evaluation
from programme.selection import queries, services
from programme.selection.models import Publication
from tests.records import ApplicationFactory, CallFactory, CriterionFactory, person_with, staff_in


@dataclass
class Judged:
    call: Call
    applications: list[Application]
    ministry: User
    evaluator: User

    def shown(self) -> str:
        return statement_hash(queries.publication_statement(self.call))

    def decide(self, places: int = 1) -> "Judged":
        services.stage_top(call=self.call, places=places, by=self.ministry)
        return self

    def publish(self) -> Publication:
        publication = services.publish_results(call=self.call, by=self.ministry, shown_sha256=self.shown())
        for one in self.applications:
            one.refresh_from_db()
        return publication


def judge(judged: Judged, application: Application, scores: tuple[int, ...]) -> Application:
    """Take a designed application through its evaluation by the one evaluator."""
    (assignment,) = evaluation.assign_evaluators(
        application=application, evaluators=[judged.evaluator], by=judged.ministry
    )
    keys = list(judged.call.criteria.values_list("key", flat=True))
    by: dict[str, Any] = {"by": judged.evaluator}
    assignment = evaluation.declare_no_conflict(assignment=assignment, **by)
    given = {key: (score, "근거") for key, score in zip(keys, scores, strict=True)}
    evaluation.save_scores(assignment=assignment, scores=given, **by)
    evaluation.seal_scores(assignment=assignment, **by)
    return evaluation.close_evaluation(application=application, by=judged.ministry)


def make_judged(*scores: tuple[int, int, int]) -> Judged:
    """A call with one judged application per triple of scores; weights 50, 30, 20."""
    call = CallFactory(evaluators_per_application=1, planned_places=2, planned_sme_min=1)
    for position, weight in enumerate((50, 30, 20)):
        CriterionFactory(call=call, weight=weight, position=position)
    evaluator, ministry = person_with(Role.EVALUATOR), staff_in("ministry")
    evaluation.form_panel(call=call, name="제1분과", evaluators=[evaluator], by=ministry)
    judged = Judged(call=call, applications=[], ministry=ministry, evaluator=evaluator)
    for triple in scores:
        application = ApplicationFactory(call=call, status=ApplicationStatus.DESIGNED)
        judged.applications.append(judge(judged, application, triple))
    return judged


THREE = ((90, 90, 90), (80, 80, 80), (70, 70, 70))
