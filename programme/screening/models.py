"""Screening: the specialised body checks eligibility and documents against the call's list."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.applications.models import Application, SubmittedVersion
from programme.calls.models import Call
from programme.core.display import name_in_language

from .choices import Met, ScreeningOutcome


class CheckItem(models.Model):
    """One thing that is checked in a call. A required one must be met to pass."""

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="check_items", verbose_name=_("call")
    )
    key = models.SlugField(_("key"))
    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    required = models.BooleanField(_("must be met"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("check item")
        verbose_name_plural = _("check items")
        ordering = ["call", "position"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="screening_item_key")]

    def __str__(self) -> str:
        return name_in_language(self)


class Screening(models.Model):
    """The check of one submitted version; a later version is checked anew.

    `outcome` follows the application's status under the application's lock; the moves are the
    application's.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="screenings", verbose_name=_("application")
    )
    version = models.OneToOneField(
        SubmittedVersion,
        on_delete=models.PROTECT,
        related_name="screening",
        verbose_name=_("submitted version"),
    )
    outcome = models.CharField(
        _("result"), max_length=6, choices=ScreeningOutcome, default=ScreeningOutcome.OPEN
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=ScreeningOutcome.OPEN, decided_at=None)
                | (~Q(outcome=ScreeningOutcome.OPEN) & Q(decided_at__isnull=False)),
                name="screening_decided",
            )
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def case(self) -> uuid.UUID:
        return self.application.case


class CheckResult(models.Model):
    """What was found for one item; empty `met` means nobody has looked yet."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="results")
    item = models.ForeignKey(
        CheckItem, on_delete=models.PROTECT, related_name="results", verbose_name=_("check item")
    )
    met = models.CharField(_("met"), max_length=3, choices=Met, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    checked_by = models.UUIDField(null=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["screening", "item"], name="screening_one_result")]

    def __str__(self) -> str:
        return str(self.item)
