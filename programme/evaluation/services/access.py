"""Letting an evaluator read an application, and ending it.

The right to read belongs to a role whose scope is the case (applications.queries.readable_by), so
that the applications' pages and downloads need not know of evaluations.
"""

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.accounts.services import grant_role, revoke_role

from ..models import Assignment


def let_read(assignment: Assignment, by: User | None) -> None:
    """Open the case to the evaluator for as long as the assignment lasts."""
    grant_role(user=assignment.evaluator, role=Role.EVALUATOR, scope=assignment.case, by=by)


def end_reading(assignment: Assignment, by: User | None) -> None:
    """Close the case to the evaluator again."""
    for grant in RoleGrant.objects.filter(
        user=assignment.evaluator_id, role=Role.EVALUATOR, scope=assignment.case, revoked_at=None
    ):
        revoke_role(grant=grant, by=by)
