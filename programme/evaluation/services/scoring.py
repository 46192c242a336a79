"""What an evaluator does: declare, score, seal; and staff: open a seal again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.calls.models import Criterion
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.display import in_both, name_in_language
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.notifications.services import send_message

from ..choices import NO_CONFLICT, AssignmentStatus
from ..models import Assignment, Score
from ..permissions import can_score
from ..queries import criteria_of, missing_scores, scores_of, ties_to
from .access import end_reading, let_read

LONGEST_COMMENT = 2000


@contextmanager
def _evaluating(assignment: Assignment) -> Iterator[None]:
    """Hold the application still, then go on only while it is being evaluated.

    Locks are taken in one order, application and then assignment, here and in closing.py.
    """
    with transaction.atomic():
        application = lock(assignment.application)
        if application.status != ApplicationStatus.DESIGNED:
            raise WrongState(_("The evaluation of this application is over."), code="evaluation_over")
        yield


def declare_no_conflict(*, assignment: Assignment, by: User | None) -> Assignment:
    """Keep the evaluator's declaration as shown, and open the application to him.

    Raises Conflict when the portal knows of a tie, WrongState before the panel opens.
    """
    with (
        _evaluating(assignment),
        transition(assignment, "declare_no_conflict", by=by, audience=Audience.STAFF) as assignment,
    ):
        opens_at = assignment.panel.opens_at
        if opens_at and db_now() < opens_at:
            raise WrongState(_("The evaluation has not begun yet."), code="not_open")
        _refuse_tied(assignment)
        assignment.declaration, assignment.declared_at = str(NO_CONFLICT), db_now()
        let_read(assignment, by)
    return assignment


def declare_conflict(*, assignment: Assignment, by: User | None, statement: str) -> Assignment:
    """Take the evaluator off the application and ask the one who assigned him for a replacement."""
    with (
        _evaluating(assignment),
        transition(assignment, "declare_conflict", by=by, audience=Audience.STAFF) as assignment,
    ):
        if not statement.strip():
            raise Incomplete(
                _("Say what the conflict is."), {"statement": _("Say in a few words what the conflict is.")}
            )
        assignment.conflict_statement, assignment.declared_at = statement.strip(), db_now()
        end_reading(assignment, by)
        send_message(
            to=User.objects.filter(pk__in=[assignment.assigned_by], is_staff=True, is_active=True),
            template="evaluation/mail/conflict",
            context={**in_both("company", assignment.application.company), "assignment": assignment.pk},
            case=assignment.case,
        )
    return assignment


def save_scores(
    *, assignment: Assignment, scores: Mapping[str, tuple[int | None, str]], by: User | None
) -> Assignment:
    """Keep an evaluator's scores so far: {criterion's key: (score or None, comment)}.

    Incomplete scores may be saved; sealing wants all. What is not named stays as it was.
    Raises NotAllowed, WrongState once sealed, Incomplete naming each wrong field
    ("score_<key>", "comment_<key>").
    """
    require(by is None or can_score(by, assignment), _("Only the evaluator may enter these scores."))
    with _evaluating(assignment):
        assignment = lock(assignment)
        if assignment.status != AssignmentStatus.OPEN:
            raise WrongState(
                _("Scores change only between the declaration and the seal."), code="scores_closed"
            )
        application = assignment.application
        criteria = {one.key: one for one in criteria_of(application)}
        wrong = _wrong_scores(criteria, scores)
        if wrong:
            raise Incomplete(_("Please check the scores."), wrong)
        before = scores_of(assignment)
        for key, (score, comment) in scores.items():
            criterion = criteria[key]
            row = before.get(criterion.pk) or Score(
                assignment=assignment,
                criterion=criterion,
                rubric_version=criterion.version,
                version=application.version,
            )
            if row.pk and (row.score, row.comment) == (score, comment.strip()):
                continue
            row.score, row.comment, row.saved_at = score, comment.strip(), db_now()
            row.save()
    return assignment


def seal_scores(*, assignment: Assignment, by: User | None) -> Assignment:
    """Seal an evaluator's scores: every criterion with its score and comment, unchangeable from now.

    Raises Incomplete naming what is missing, Conflict when a tie has come up since the declaration.
    """
    with (
        _evaluating(assignment),
        transition(assignment, "seal_scores", by=by, audience=Audience.STAFF) as assignment,
    ):
        lacking = {"score": _("Enter a score: %(criterion)s"), "comment": _("Give reasons: %(criterion)s")}
        missing = {
            f"{what}_{criterion.key}": lacking[what] % {"criterion": name_in_language(criterion)}
            for criterion, what in missing_scores(assignment)
        }
        if missing:
            raise Incomplete(_("Not every criterion has a score and reasons."), missing)
        _refuse_tied(assignment)
        assignment.sealed_at = db_now()
    return assignment


def unseal_scores(*, assignment: Assignment, by: User | None, reason: str) -> Assignment:
    """Give sealed scores back to their evaluator for correction, before the evaluation is closed."""
    with (
        _evaluating(assignment),
        transition(
            assignment, "unseal_scores", by=by, data={"reason": reason}, audience=Audience.STAFF
        ) as assignment,
    ):
        assignment.sealed_at = None
        send_message(
            to=[assignment.evaluator],
            template="evaluation/mail/unsealed",
            context={
                **in_both("company", assignment.application.company),
                "assignment": assignment.public_id,
                "reason": reason,
            },
            case=assignment.case,
        )
    return assignment


def _refuse_tied(assignment: Assignment) -> None:
    tied = ties_to(assignment.application, [assignment.evaluator])
    if tied:
        raise Conflict(
            _("You hold a role at %(organisation)s. Please declare the conflict of interest.")
            % {"organisation": next(iter(tied.values()))},
            code="conflict_of_interest",
        )


def _wrong_scores(
    criteria: Mapping[str, Criterion], scores: Mapping[str, tuple[int | None, str]]
) -> dict[str, str]:
    wrong = {}
    for key, (score, comment) in scores.items():
        if key not in criteria:
            wrong[f"score_{key}"] = _("The call has no such criterion.")
        elif score is not None and not 0 <= score <= criteria[key].max_score:
            wrong[f"score_{key}"] = _("%(criterion)s: enter a whole number from 0 to %(highest)d.") % {
                "criterion": name_in_language(criteria[key]),
                "highest": criteria[key].max_score,
            }
        if len(comment) > LONGEST_COMMENT:
            wrong[f"comment_{key}"] = _("At most %(number)d characters.") % {"number": LONGEST_COMMENT}
    return wrong
