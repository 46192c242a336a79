"""Applications: a draft that changes, and submitted versions that never do."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.calls.models import Call, RequiredDocument
from programme.companies.choices import Size
from programme.companies.models import Company, PartnerOrganisation, Site
from programme.core.choices import PublicStatus
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added, status_moves
from programme.regions.models import TechnoPark

from .choices import APPLICATION_PAIRS, PUBLIC_STATUS, ApplicationStatus

if TYPE_CHECKING:
    from programme.accounts.models import User


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: "User") -> "ApplicationQuerySet":
        """The applications of the person's companies; all submitted ones for staff.

        Desks have their own, narrower lists (recommendations, diagnosis, evaluation).
        """
        if user.has_perm("applications.view_application"):
            return self
        return self.filter(company__uid__in=user.scopes(*COMPANY_ROLES))


class Application(PublicIdModel):
    """One company's application in one call. `case` runs through everything that follows.

    `technopark` is the one asked to recommend. `version` is the live submitted version, empty while
    it is a draft. Amounts are whole won.
    """

    case = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="applications", verbose_name=_("company")
    )
    status = models.CharField(
        _("status"), max_length=15, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    version = models.ForeignKey(
        "SubmittedVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version"),
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    entered_by_staff = models.BooleanField(_("entered by staff for the company"), default=False)
    status_since = models.DateTimeField(_("in this status since"), db_default=Now())

    # The draft: what the form edits; the submitted version keeps its own copy.
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("factory site")
    )
    technopark = models.ForeignKey(
        TechnoPark,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("techno-park"),
    )
    size = models.CharField(_("company size"), max_length=3, choices=Size, blank=True)
    main_product = models.CharField(_("main product"), max_length=200, blank=True)
    total_krw = models.BigIntegerField(_("project total (won)"), null=True, blank=True)
    requested_krw = models.BigIntegerField(_("requested from the government (won)"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    draft_revision = models.PositiveIntegerField(default=0, editable=False)  # tells two open windows apart
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    objects = ApplicationQuerySet.as_manager()
    PAIRS = APPLICATION_PAIRS

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        indexes = [models.Index(fields=["call", "status"], name="applications_call_status")]
        constraints = [
            models.UniqueConstraint(fields=["call", "company"], name="applications_one_per_company_and_call"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(version__isnull=False),
                name="applications_submitted_has_version",
            ),
            models.CheckConstraint(
                condition=(Q(total_krw=None) | Q(total_krw__gte=0))
                & (Q(requested_krw=None) | Q(requested_krw__gte=0)),
                name="applications_amounts",
            ),
        ]
        triggers = [status_moves("applications_status_moves", APPLICATION_PAIRS)]

    def __str__(self) -> str:
        return f"{self.company} ({self.call.key})"

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.public_id])

    @property
    def public_status(self) -> PublicStatus:
        return PUBLIC_STATUS[ApplicationStatus(self.status)]


class ReceiptCounter(models.Model):
    """The last receipt number given in a call; moved under its own lock."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.call}: {self.last}"


class PartnerPart(PublicIdModel):
    """A partner organisation's part and share in the proposed project, confirmed by its own people."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        PartnerOrganisation,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("partner organisation"),
    )
    part = models.CharField(_("part in the project"), max_length=300)
    share_krw = models.BigIntegerField(_("share (won)"), default=0)
    confirmed_by = models.UUIDField(null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner's part")
        verbose_name_plural = _("partners' parts")
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="applications_partner_once"),
            models.CheckConstraint(condition=Q(share_krw__gte=0), name="applications_partner_share"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.part}"

    def get_absolute_url(self) -> str:
        return reverse("applications:confirm_part", args=[self.public_id])


class Attachment(PublicIdModel):
    """An uploaded document, stored under its hash outside the web root.

    Removing it from a draft sets `removed_at`: a submitted version may still refer to it.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(RequiredDocument, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "document"],
                condition=Q(removed_at=None),
                name="applications_one_file_per_document",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SubmittedVersion(models.Model):
    """What was submitted, for ever: canonical JSON, its SHA-256, and the versions it answered.

    Never updated or deleted, by trigger and by the application role's missing right.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    receipt_number = models.CharField(_("receipt number"), max_length=40, unique=True)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    question_version = models.PositiveSmallIntegerField(_("version of the questions"))
    rubric_version = models.PositiveSmallIntegerField(_("version of the criteria"))
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(_("submitted at"), db_default=Now())

    append_only = True

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_version_number")
        ]
        triggers = [only_added("applications_version_only_added")]

    def __str__(self) -> str:
        return self.receipt_number
