"""That a factory was told it is behind with its tours."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.factories.models import LighthouseFactory


class PaceWarning(models.Model):
    """One a factory and month: the database sees to it that nobody is warned twice."""

    factory = models.ForeignKey(
        LighthouseFactory,
        on_delete=models.CASCADE,
        related_name="pace_warnings",
        verbose_name=_("lighthouse factory"),
    )
    month = models.DateField(_("month"))
    held = models.PositiveSmallIntegerField(_("tours held"))
    expected = models.PositiveSmallIntegerField(_("expected at an even pace"))
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())

    class Meta:
        verbose_name = _("warning about the pace of tours")
        verbose_name_plural = _("warnings about the pace of tours")
        ordering = ["-month", "id"]
        constraints = [models.UniqueConstraint(fields=["factory", "month"], name="tours_one_warning_a_month")]

    def __str__(self) -> str:
        return f"{self.factory} {self.month:%Y-%m}"

    @property
    def case(self) -> uuid.UUID:
        return self.factory.case
