"""Decisions staged and then published together; appeals against them."""

import uuid
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.accounts.models import Signature
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added, status_moves

from .choices import APPEAL_PAIRS, AppealStatus, Outcome

if TYPE_CHECKING:
    from programme.accounts.models import User


class Ranking(Call):
    """A call seen as what its evaluations say: the page on which staff decide. Nothing is stored."""

    PAIRS = frozenset()  # the call's own status moves with calls

    class Meta:
        proxy = True
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def published(self) -> "DecisionQuerySet":
        """Those that everyone concerned may read."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: "User") -> "DecisionQuerySet":
        """Staged ones for staff alone; a published one also for its company."""
        if user.has_perm("selection.view_decision"):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.published().filter(application__company__uid__in=user.scopes(*COMPANY_ROLES))


@pghistory.track(fields=["application", "outcome", "published_at"], model_name="DecisionEvent")
class Decision(models.Model):
    """What the ministry decides on one application; it may change until it is published."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="decision", verbose_name=_("application")
    )
    outcome = models.CharField(_("decision"), max_length=7, choices=Outcome)
    reason = models.TextField(_("reason"), blank=True)
    staged_by = models.UUIDField(null=True, blank=True, editable=False)
    staged_at = models.DateTimeField(_("decided at"), db_default=Now())
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["select", "reserve", "reject"]), name="selection_decision_outcome"
            )
        ]
        permissions = [
            ("stage_decision", "Can decide on applications before publication"),
            ("publish_results", "Can sign and publish the results of a call"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="selection_decision_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
            pgtrigger.Protect(name="selection_decision_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


class Publication(PublicIdModel):
    """The results of a call, published once, all together, under a signed statement."""

    call = models.OneToOneField(
        Call, on_delete=models.PROTECT, related_name="publication", verbose_name=_("call")
    )
    statement = models.TextField(_("statement"))
    signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, related_name="+", verbose_name=_("signature")
    )
    by = models.UUIDField()
    published_at = models.DateTimeField(_("published at"), db_default=Now())
    appeals_until = models.DateTimeField(_("appeals until"))

    append_only = True

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-id"]
        triggers = [only_added("selection_publication_only_added")]

    def __str__(self) -> str:
        return str(self.call)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: "User") -> "AppealQuerySet":
        """A company's own appeals; all for staff who may see them."""
        if user.has_perm("selection.view_appeal"):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(application__company__uid__in=user.scopes(*COMPANY_ROLES))


class Appeal(PublicIdModel):
    """A company's appeal against its published result, and the ministry's answer."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("application")
    )
    text = models.TextField(_("appeal"))
    status = models.CharField(_("status"), max_length=9, choices=AppealStatus, default=AppealStatus.FILED)
    filed_by = models.UUIDField(null=True, blank=True, editable=False)
    filed_at = models.DateTimeField(_("filed at"), db_default=Now())
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.UUIDField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = AppealQuerySet.as_manager()
    PAIRS = APPEAL_PAIRS

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="filed", answered_at=None)
                | (~Q(status="filed") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="selection_appeal_answered",
            )
        ]
        permissions = [("answer_appeal", "Can answer appeals")]
        triggers = [status_moves("selection_appeal_status", APPEAL_PAIRS)]

    def __str__(self) -> str:
        return f"{self.application}"

    def get_absolute_url(self) -> str:
        return reverse("selection:letter", args=[self.application.public_id])

    @property
    def case(self) -> uuid.UUID:
        return self.application.case
