from django.db import models
from django.utils.translation import gettext_lazy as _


class ScreeningOutcome(models.TextChoices):
    OPEN = "open", _("Under review")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")


class Met(models.TextChoices):
    YES = "yes", _("Met")
    NO = "no", _("Not met")
    NOT_APPLICABLE = "na", _("Does not apply")
