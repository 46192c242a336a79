from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The stages of a round whose dates belong to the call, in their order."""

    APPLICATION = "application", _("Application")
    RECOMMENDATION = "recommendation", _("Recommendation by the techno-park")
    SCREENING = "screening", _("Screening")
    DIAGNOSIS = "diagnosis", _("Diagnosis and design")
    EVALUATION = "evaluation", _("Evaluation")
    SELECTION = "selection", _("Selection")
    AGREEMENT = "agreement", _("Agreement")


class CallStatus(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    PUBLISHED = "published", _("Published")
    CONCLUDED = "concluded", _("Concluded")


CALL_PAIRS = frozenset(
    {
        (CallStatus.DRAFT, CallStatus.PUBLISHED),
        (CallStatus.PUBLISHED, CallStatus.CONCLUDED),
        (CallStatus.CONCLUDED, CallStatus.PUBLISHED),
    }
)


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount in won")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several")
    DATE = "date", _("Date")
