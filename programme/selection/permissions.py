"""Who may do what in a selection."""

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.models import Application
from programme.calls.models import Call

from .models import Appeal
from .queries import is_published


def can_stage_decision(user: User, call: Call) -> bool:
    """The ministry prepares decisions."""
    return user.has_perm("selection.stage_decision")


def can_publish_results(user: User, call: Call) -> bool:
    """The ministry signs and publishes the results."""
    return user.has_perm("selection.publish_results")


def can_move_with_publication(user: User, application: Application) -> bool:
    """A result moves only with its call's publication.

    publish_results writes the publication first and then moves every evaluated application, in one
    transaction. So nobody ever sees an evaluated application of a published call, and no button for
    a single one is ever offered, though the moves are registered like all others.
    """
    return can_publish_results(user, application.call) and is_published(application.call)


def can_file_appeal(user: User, application: Application) -> bool:
    """The company's representatives alone."""
    return user.holds(Role.COMPANY_OWNER, scope=application.company.uid)


def can_answer_appeal(user: User, appeal: Appeal) -> bool:
    """The ministry answers."""
    return user.has_perm("selection.answer_appeal")
