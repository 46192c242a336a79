from django.db import models
from django.utils.translation import gettext_lazy as _


class CapabilityLevel(models.IntegerChoices):
    """The firm's manufacturing innovation capability (KS X 9001-3; facts/FACTS.md section 5)."""

    ONE = 1, _("Level 1")
    TWO = 2, _("Level 2")
    THREE = 3, _("Level 3")
    FOUR = 4, _("Level 4")
    FIVE = 5, _("Level 5")


class SystemLevel(models.TextChoices):
    """How smart one site's systems are: a scale of its own, not the capability levels."""

    BASIC = "basic", _("Basic")
    MIDDLE_1 = "middle1", _("Intermediate 1")
    MIDDLE_2 = "middle2", _("Intermediate 2")
    ADVANCED = "advanced", _("Advanced")


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Category(models.TextChoices):
    """P, Q, C, D: how Korean factories sort their indicators."""

    PRODUCTIVITY = "P", _("Productivity (P)")
    QUALITY = "Q", _("Quality (Q)")
    COST = "C", _("Cost (C)")
    DELIVERY = "D", _("Delivery (D)")


class Direction(models.TextChoices):
    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class CostSource(models.TextChoices):
    GOVERNMENT = "government", _("Government share")
    OWN = "own", _("Company's own share")
    LOCAL = "local", _("Local government share")
    PARTNER = "partner", _("Partner's share")


class ProjectYear(models.IntegerChoices):
    FIRST = 1, _("Year 1")
    SECOND = 2, _("Year 2")
    THIRD = 3, _("Year 3")
