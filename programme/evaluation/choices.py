"""What becomes of one evaluator's work on one application."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.core.choices import PublicStatus


class AssignmentStatus(models.TextChoices):
    ASSIGNED = "assigned", _("Waiting for the declaration")
    CONFLICT = "conflict", _("Conflict of interest declared")
    OPEN = "open", _("Being scored")
    SEALED = "sealed", _("Sealed")
    REPLACED = "replaced", _("Replaced")


A = AssignmentStatus

ASSIGNMENT_PAIRS = frozenset(
    {
        (A.ASSIGNED, A.OPEN),  # declare_no_conflict
        (A.ASSIGNED, A.CONFLICT),  # declare_conflict
        (A.OPEN, A.CONFLICT),  # declare_conflict: noticed only while reading
        (A.OPEN, A.SEALED),  # seal_scores
        (A.SEALED, A.OPEN),  # unseal_scores
        (A.ASSIGNED, A.REPLACED),  # replace_evaluator
        (A.CONFLICT, A.REPLACED),
        (A.OPEN, A.REPLACED),
    }
)

# What the evaluator is told.
PUBLIC_ASSIGNMENT_STATUS = {
    A.ASSIGNED: PublicStatus(
        A.ASSIGNED.label,
        _("Declare first whether you have a conflict of interest; then the application opens."),
        "warning",
    ),
    A.CONFLICT: PublicStatus(
        A.CONFLICT.label, _("The specialised body asks someone else in your place."), "neutral"
    ),
    A.OPEN: PublicStatus(A.OPEN.label, _("Read the application, enter your scores and seal them."), "info"),
    A.SEALED: PublicStatus(
        A.SEALED.label,
        _("Your scores are sealed. Staff see them when the evaluation of this application is closed."),
        "success",
    ),
    A.REPLACED: PublicStatus(A.REPLACED.label, "", "neutral"),
}

# Those who take part; a declared conflict waits for a replacement.
LIVE = frozenset({A.ASSIGNED, A.OPEN, A.SEALED})

# Those of which something is still expected: a declaration, scores or a replacement.
WORKING = frozenset({A.ASSIGNED, A.OPEN, A.CONFLICT})

# What an evaluator declares before seeing anything but the names; kept as shown.
NO_CONFLICT = _(
    "I have no conflict of interest with this company, its partners or the people who lead them: no "
    "employment, payment, shares or kinship, and I did not help to write this application. I will judge "
    "it on the call's criteria alone and tell nobody its contents or my scores."
)
