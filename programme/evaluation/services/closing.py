"""Closing an application's evaluation, and opening it again."""

from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.models import Application
from programme.core.choices import Audience
from programme.core.errors import Incomplete
from programme.core.transitions import transition

from ..choices import AssignmentStatus
from ..models import Assignment
from ..queries import designed_at
from .access import end_reading, let_read


def close_evaluation(*, application: Application, by: User | None) -> Application:
    """Close the evaluation: from now staff see the scores. Nothing is computed into a column.

    Raises Incomplete unless as many evaluators as the call foresees have sealed, all of those who
    were asked, and each after the design in its present form was completed.
    """
    with transition(application, "close_evaluation", by=by) as application:
        live = list(Assignment.objects.live().filter(application=application).select_related("evaluator"))
        required = application.call.evaluators_per_application
        if len(live) < required:
            raise Incomplete(
                _("%(number)d of %(required)d evaluators are assigned.")
                % {"number": len(live), "required": required},
                code="too_few_evaluators",
            )
        unsealed = [one for one in live if one.status != AssignmentStatus.SEALED]
        if unsealed:
            raise Incomplete(
                _("Not sealed yet: %(names)s.") % {"names": _evaluators(unsealed)}, code="not_sealed"
            )
        designed = designed_at(application)
        outdated = [one for one in live if designed and one.sealed_at and one.sealed_at < designed]
        if outdated:
            raise Incomplete(
                _("The design was completed anew after these sealed; open their seals again: %(names)s.")
                % {"names": _evaluators(outdated)},
                code="sealed_before_design",
            )
        for one in live:
            end_reading(one, by)
    return application


def reopen_evaluation(*, application: Application, by: User | None, reason: str) -> Application:
    """Take the closing back, before the result is published; scores are hidden from staff again."""
    with transition(
        application, "reopen_evaluation", by=by, data={"reason": reason}, audience=Audience.STAFF
    ) as application:
        for one in Assignment.objects.live().filter(application=application).select_related("evaluator"):
            let_read(one, by)
    return application


def _evaluators(assignments: list[Assignment]) -> str:
    return ", ".join(str(one.evaluator) for one in assignments)
