"""What becomes of one evaluator's work on one application."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

# Those who take part; a declared conflict waits for a replacement.
LIVE = frozenset({A.ASSIGNED, A.OPEN, A.SEALED})

# What an evaluator declares before seeing anything but the names; kept as shown.
NO_CONFLICT = _(
    "I have no conflict of interest with this company, its partners or the people who lead them: no "
    "employment, payment, shares or kinship, and I did not help to write this application. I will judge "
    "it on the call's criteria alone and tell nobody its contents or my scores."
)
