"""Techno-parks recommend companies within a quota; before that they nominate some to apply."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import Role
from programme.accounts.models import Signature
from programme.applications.models import Application, SubmittedVersion
from programme.calls.models import Call
from programme.core.models import PublicIdModel
from programme.core.triggers import status_moves
from programme.regions.models import TechnoPark

from .choices import (
    NOMINATION_PAIRS,
    NominationStatus,
    Outcome,
    Standing,
)

if TYPE_CHECKING:
    from programme.accounts.models import User


class Quota(models.Model):
    """How many companies a techno-park may recommend in a call, and how many it has.

    `used` is moved by the trigger on Recommendation alone: two officers at once wait for each other
    on this row, and the CHECK refuses the one too many. A sum under a lock oversold.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("call"))
    technopark = models.ForeignKey(
        TechnoPark, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("techno-park")
    )
    allowed = models.PositiveSmallIntegerField(_("allowed"))
    used = models.SmallIntegerField(_("used"), default=0, editable=False)

    class Meta:
        verbose_name = _("recommendation quota")
        verbose_name_plural = _("recommendation quotas")
        ordering = ["-call", "technopark"]
        constraints = [
            models.UniqueConstraint(fields=["call", "technopark"], name="recommendations_one_quota"),
            models.CheckConstraint(
                condition=Q(used__gte=0) & Q(used__lte=F("allowed")), name="recommendations_quota_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technopark} ({self.call.key}): {self.used}/{self.allowed}"

    @property
    def left(self) -> int:
        return self.allowed - self.used


# Runs for each row that becomes live or stops being live; see Quota.
MOVE_QUOTA = """
    IF NEW.outcome <> 'recommended' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.standing = 'live' AND NEW.standing <> 'live' THEN
        UPDATE recommendations_quota AS quota SET used = used - 1
          FROM applications_application AS application
         WHERE application.id = NEW.application_id
           AND quota.call_id = application.call_id AND quota.technopark_id = NEW.technopark_id;
    ELSIF NEW.standing = 'live' AND (TG_OP = 'INSERT' OR OLD.standing <> 'live') THEN
        UPDATE recommendations_quota AS quota SET used = used + 1
          FROM applications_application AS application
         WHERE application.id = NEW.application_id
           AND quota.call_id = application.call_id AND quota.technopark_id = NEW.technopark_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'this techno-park has no quota in this call'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'recommendations_quota_missing';
        END IF;
    END IF;
    RETURN NULL;
"""


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def live(self) -> "RecommendationQuerySet":
        """Those that hold."""
        return self.filter(standing=Standing.LIVE)


class Recommendation(models.Model):
    """A techno-park's word on one submitted version; a later version needs it again.

    A withdrawn one stays as a record. `standing` follows the application's status, whose moves these
    are. `signature` is empty for a refusal, and for a recommendation that came on paper and was
    entered by staff.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("application")
    )
    version = models.ForeignKey(
        SubmittedVersion,
        on_delete=models.PROTECT,
        related_name="recommendations",
        verbose_name=_("submitted version"),
    )
    technopark = models.ForeignKey(
        TechnoPark, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("techno-park")
    )
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome)
    standing = models.CharField(_("standing"), max_length=9, choices=Standing, default=Standing.LIVE)
    reason = models.TextField(_("reason"), max_length=2000)
    priority = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, help_text=_("1 is the techno-park's first choice.")
    )
    signature = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signature"),
    )
    decided_by = models.UUIDField(null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), db_default=Now())
    ended_by = models.UUIDField(null=True, editable=False)
    ended_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    end_reason = models.CharField(_("reason for withdrawing"), max_length=500, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(standing=Standing.LIVE),
                name="recommendations_one_live_per_version",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.LIVE, ended_at=None)
                | Q(standing=Standing.WITHDRAWN, ended_at__isnull=False),
                name="recommendations_ended",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="recommendations_withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__standing="withdrawn", new__standing="live"),
            ),
            pgtrigger.ReadOnly(
                name="recommendations_said_once", fields=["application", "version", "technopark", "outcome"]
            ),
            pgtrigger.Protect(name="recommendations_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="recommendations_move_quota",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("standing"),
                func=MOVE_QUOTA,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: "User") -> "NominationQuerySet":
        """Those of the officer's techno-parks; all for staff who may see them."""
        if user.has_perm("recommendations.view_nomination"):
            return self
        return self.filter(technopark__uid__in=user.scopes(Role.OFFICER))


class Nomination(PublicIdModel):
    """A company that an officer invites to apply, before it has an account.

    Retention: the contact is all the personal data, and it is emptied as soon as the nomination is
    settled (applied or dropped).
    """

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("call")
    )
    technopark = models.ForeignKey(
        TechnoPark, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("techno-park")
    )
    company_name = models.CharField(_("company"), max_length=120)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=20, blank=True)
    note = models.CharField(_("why this company"), max_length=500, blank=True)
    status = models.CharField(
        _("status"), max_length=7, choices=NominationStatus, default=NominationStatus.OPEN
    )
    nominated_by = models.UUIDField(null=True, editable=False)
    nominated_at = models.DateTimeField(_("nominated at"), db_default=Now())

    objects = NominationQuerySet.as_manager()
    PAIRS = NOMINATION_PAIRS

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "technopark", "company_name"],
                condition=~Q(status=NominationStatus.DROPPED),
                name="recommendations_nominated_once",
                violation_error_message=_(
                    "Your techno-park has nominated this company in this call already."
                ),
            )
        ]
        triggers = [status_moves("recommendations_nomination_status", NOMINATION_PAIRS)]

    def __str__(self) -> str:
        return self.company_name

    def get_absolute_url(self) -> str:
        return reverse("recommendations:desk")
