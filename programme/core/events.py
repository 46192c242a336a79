"""Recording what happened."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .choices import Audience
from .models import Event

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def record_event(
    subject: models.Model,
    verb: str,
    *,
    by: "AbstractBaseUser | None",
    data: Mapping[str, Any] | None = None,
    audience: str = Audience.PARTICIPANTS,
    case: uuid.UUID | None = None,
) -> Event:
    """Add one event about `subject`, inside the caller's transaction.

    `verb` is "<app>.<verb>". The case is the subject's own `case` unless given. `data` holds ids,
    statuses and amounts in won, never personal data. `by` None means the system.
    """
    return Event.objects.create(
        case=case or getattr(subject, "case", None),
        verb=verb,
        audience=audience,
        by=by.pk if by else None,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        data=dict(data or {}),
    )
