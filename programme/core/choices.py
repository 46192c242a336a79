"""How an app describes its statuses."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read an event."""

    PUBLIC = "public", _("Everyone")
    PARTICIPANTS = "participants", _("The company and those who work on its case")
    STAFF = "staff", _("Ministry and specialised body")


@dataclass(frozen=True)
class PublicStatus:
    """What a person who is not staff is told about a status.

    `tone` is one of neutral, info, success, warning, danger and picks the badge's colour.
    """

    name: Any
    next: Any
    tone: str = "neutral"
