from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    RECOMMENDED = "recommended", _("Recommended")
    DECLINED = "declined", _("Not recommended")


class Standing(models.TextChoices):
    LIVE = "live", _("Valid")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NominationStatus(models.TextChoices):
    OPEN = "open", _("Invited")
    APPLIED = "applied", _("Applied")
    DROPPED = "dropped", _("Dropped")


NOMINATION_PAIRS = frozenset(
    {
        (NominationStatus.OPEN, NominationStatus.APPLIED),
        (NominationStatus.OPEN, NominationStatus.DROPPED),
    }
)
