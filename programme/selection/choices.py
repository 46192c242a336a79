"""Outcomes of a selection and what becomes of an appeal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    SELECT = "select", _("Select")
    RESERVE = "reserve", _("Reserve (not selected)")
    REJECT = "reject", _("Not select")


class AppealStatus(models.TextChoices):
    FILED = "filed", _("Waiting for an answer")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


P = AppealStatus

APPEAL_PAIRS = frozenset(
    {
        (P.FILED, P.UPHELD),  # uphold_appeal
        (P.FILED, P.DISMISSED),  # dismiss_appeal
    }
)

# Days after the publication within which a company may appeal. No source gives the programme's own
# period; each publication keeps its instant (Publication.appeals_until), so that changing this
# number does not touch results already published.
APPEAL_DAYS = 14
