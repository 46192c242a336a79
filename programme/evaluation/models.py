"""Panels of evaluators, who judges which application, and their scores."""

import uuid
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import Role
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application, SubmittedVersion
from programme.calls.models import Call, Criterion
from programme.core.choices import PublicStatus
from programme.core.models import PublicIdModel
from programme.core.triggers import status_moves

from .choices import ASSIGNMENT_PAIRS, PUBLIC_ASSIGNMENT_STATUS, AssignmentStatus

if TYPE_CHECKING:
    from programme.accounts.models import User

# Applications whose evaluation is closed: only then does anyone but the evaluator see a score.
CLOSED = frozenset({ApplicationStatus.EVALUATED, ApplicationStatus.SELECTED, ApplicationStatus.NOT_SELECTED})


class Panel(PublicIdModel):
    """The evaluators of a call, or of a part of its applications.

    Declarations and scores begin at `opens_at`, when given; `closes_at` is the panel's own due
    instant, else the call's evaluation stage ends it. A late seal is shown as late, not refused.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="panels", verbose_name=_("call"))
    name = models.CharField(_("name of the panel"), max_length=80)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("scores due by"), null=True, blank=True)
    formed_at = models.DateTimeField(_("formed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="evaluation_panel_name"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="evaluation_panel_period",
                violation_error_message=_("The panel opens before its scores are due."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.call.key})"


class PanelMember(models.Model):
    """A person on a panel."""

    panel = models.ForeignKey(
        Panel, on_delete=models.CASCADE, related_name="members", verbose_name=_("panel")
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="panel_memberships",
        verbose_name=_("evaluator"),
    )

    class Meta:
        verbose_name = _("member of a panel")
        verbose_name_plural = _("members of panels")
        constraints = [models.UniqueConstraint(fields=["panel", "evaluator"], name="evaluation_member_once")]

    def __str__(self) -> str:
        return str(self.evaluator)


def is_evaluator(user: "User") -> bool:
    """Whether the person is an evaluator now; a role for one case only lets him read that case."""
    return user.is_authenticated and any(
        grant.role == Role.EVALUATOR and grant.scope is None for grant in user.live_grants
    )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of_evaluator(self, user: "User") -> "AssignmentQuerySet":
        """What this evaluator works on; what he left by a conflict or a replacement is gone."""
        if not is_evaluator(user):
            return self.none()
        return self.filter(evaluator=user).exclude(
            status__in=[AssignmentStatus.CONFLICT, AssignmentStatus.REPLACED]
        )

    def visible_to(self, user: "User") -> "AssignmentQuerySet":
        """Who judges what: all for staff, their own for evaluators."""
        if user.has_perm("evaluation.view_assignment"):
            return self
        return self.of_evaluator(user)

    def live(self) -> "AssignmentQuerySet":
        """Those that count: without conflicts and replaced evaluators."""
        return self.exclude(status__in=[AssignmentStatus.CONFLICT, AssignmentStatus.REPLACED])


class Assignment(PublicIdModel):
    """One evaluator's work on one application, from the declaration to the seal.

    A replaced evaluator's row stays, and the same person is never assigned to this application
    again. `declaration` is the text the evaluator agreed to, or what he said of a conflict.
    """

    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("panel")
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("application")
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("evaluator"),
    )
    status = models.CharField(
        _("status"), max_length=8, choices=AssignmentStatus, default=AssignmentStatus.ASSIGNED
    )
    assigned_by = models.UUIDField(null=True, blank=True, editable=False)
    assigned_at = models.DateTimeField(_("assigned at"), db_default=Now())
    declaration = models.TextField(_("declaration"), blank=True)
    conflict_statement = models.TextField(_("conflict of interest"), blank=True)
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()
    PAIRS = ASSIGNMENT_PAIRS

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["id"]
        indexes = [models.Index(fields=["evaluator", "status"], name="evaluation_of_evaluator")]
        constraints = [
            models.UniqueConstraint(fields=["application", "evaluator"], name="evaluation_assigned_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["open", "sealed"]) | Q(declared_at__isnull=False),
                name="evaluation_declared_before_reading",
            ),
            models.CheckConstraint(
                condition=Q(status="sealed", sealed_at__isnull=False)
                | (~Q(status="sealed") & Q(sealed_at=None)),
                name="evaluation_sealed_has_instant",
            ),
        ]
        permissions = [
            ("unseal_scores", "Can open an evaluator's sealed scores for correction"),
            ("close_evaluation", "Can close and reopen an application's evaluation"),
        ]
        triggers = [status_moves("evaluation_assignment_status", ASSIGNMENT_PAIRS)]

    def __str__(self) -> str:
        return str(self.application)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:assignment", args=[self.public_id])

    @property
    def public_status(self) -> PublicStatus:
        return PUBLIC_ASSIGNMENT_STATUS[AssignmentStatus(self.status)]

    @property
    def case(self) -> uuid.UUID:
        return self.application.case


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: "User") -> "ScoreQuerySet":
        """An evaluator's own; for staff only sealed ones of applications whose evaluation is closed."""
        if user.has_perm("evaluation.view_assignment"):
            return self.closed()
        if not is_evaluator(user):
            return self.none()
        return self.filter(assignment__evaluator=user)

    def closed(self) -> "ScoreQuerySet":
        """The scores that count: sealed, about the live version, the evaluation closed."""
        return self.filter(
            assignment__status=AssignmentStatus.SEALED,
            assignment__application__status__in=CLOSED,
            version=F("assignment__application__version"),
        )


# The lock keeps a seal and a late save apart: whoever comes second sees what the first one did.
SCORE_GUARD = """
    SELECT status INTO state FROM evaluation_assignment WHERE id = NEW.assignment_id FOR SHARE;
    IF state IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'evaluation_score_sealed: scores change only while the assignment is open';
    END IF;
    SELECT max_score, version INTO highest, rubric FROM calls_criterion WHERE id = NEW.criterion_id;
    IF NEW.score > highest OR NEW.rubric_version <> rubric THEN
        RAISE EXCEPTION 'evaluation_score_in_rubric: % is not a score of this criterion', NEW.score;
    END IF;
    RETURN NEW;
"""


@pghistory.track(
    fields=["assignment", "criterion", "rubric_version", "version", "score"], model_name="ScoreEvent"
)
class Score(models.Model):
    """One evaluator's score of one criterion, 0 to the criterion's highest; empty while undecided."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="scores", verbose_name=_("assignment")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    rubric_version = models.PositiveSmallIntegerField(_("version of the criteria"))
    version = models.ForeignKey(
        SubmittedVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version")
    )
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "criterion", "rubric_version", "version"], name="evaluation_one_score"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="evaluation_score_guard",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("highest", "integer"), ("rubric", "integer"), ("state", "text")],
                func=SCORE_GUARD,
            ),
            pgtrigger.ReadOnly(
                name="evaluation_score_belongs",
                fields=["assignment", "criterion", "rubric_version", "version"],
            ),
            pgtrigger.Protect(name="evaluation_score_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
