"""Who may do what in an evaluation. The status is asked by the service, under the lock."""

from programme.accounts.models import User
from programme.applications.models import Application

from .choices import LIVE
from .models import Assignment, is_evaluator


def can_form_panel(user: User) -> bool:
    """Staff who form a call's panels."""
    return user.has_perm("evaluation.add_panel")


def can_assign_evaluators(user: User, application: Application) -> bool:
    """Staff who assign evaluators to applications."""
    return user.has_perm("evaluation.add_assignment")


def can_score(user: User, assignment: Assignment) -> bool:
    """Declaring, scoring and sealing are the evaluator's alone; no staff may stand in."""
    return assignment.evaluator_id == user.pk and is_evaluator(user) and assignment.status in LIVE


def can_replace_evaluator(user: User, assignment: Assignment) -> bool:
    """Staff who change assignments."""
    return user.has_perm("evaluation.change_assignment")


def can_unseal_scores(user: User, assignment: Assignment) -> bool:
    """A permission of its own: unsealing is an exception, recorded with its reason."""
    return user.has_perm("evaluation.unseal_scores")


def can_close_evaluation(user: User, application: Application) -> bool:
    """Staff who close the evaluation of an application."""
    return user.has_perm("evaluation.close_evaluation")
