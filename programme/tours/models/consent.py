"""What a factory asks its visitors to read and agree to, and what they agreed to."""

import hashlib
import json
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from ..choices import CONSENT_STATEMENT, OPTIONAL_STATEMENT, ConsentDemand, ConsentKind
from .booking import Booking
from .terms import TourProgramme


class ConsentWording(models.Model):
    """A text of one kind in two languages, and whether it is needed."""

    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind)
    text_ko = models.TextField(_("text (Korean)"), max_length=5000)
    text_en = models.TextField(_("text (English)"), max_length=5000, blank=True)
    demand = models.CharField(
        _("asked of visitors"), max_length=8, choices=ConsentDemand, default=ConsentDemand.REQUIRED
    )

    class Meta:
        abstract = True

    @property
    def wording(self) -> tuple[str, str, str]:
        """What makes it another version when it changes."""
        return self.text_ko, self.text_en, self.demand

    @property
    def digest(self) -> str:
        """SHA-256 of the wording as canonical JSON."""
        content = {
            "kind": self.kind,
            **dict(zip(("text_ko", "text_en", "demand"), self.wording, strict=True)),
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def statement(self) -> str:
        """What is agreed to, as a promise where it is needed and as a permission where it is not."""
        kind = ConsentKind(self.kind)
        optional = OPTIONAL_STATEMENT.get(kind) if self.demand == ConsentDemand.OPTIONAL else None
        return str(optional or CONSENT_STATEMENT[kind])

    @property
    def is_required(self) -> bool:
        return self.demand == ConsentDemand.REQUIRED


class ConsentDraft(ConsentWording):
    """What the host is writing; visitors see nothing of it until it is published."""

    tour_programme = models.ForeignKey(
        TourProgramme,
        on_delete=models.CASCADE,
        related_name="consent_drafts",
        verbose_name=_("tour programme"),
    )

    class Meta:
        verbose_name = _("draft of a text to agree to")
        verbose_name_plural = _("drafts of texts to agree to")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tour_programme", "kind"], name="tours_one_draft_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(text_ko=""),
                name="tours_draft_has_a_text",
                violation_error_message=_("Enter the text."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        """A rule that holds for everyone is not left to whoever comes."""
        super().clean()
        if self.demand == ConsentDemand.OPTIONAL and self.kind not in OPTIONAL_STATEMENT:
            text = _("This rule holds for everyone who comes: it is needed, or it is not asked.")
            raise ValidationError({"demand": text})

    def differs_from(self, latest: "ConsentText | None") -> bool:
        """Whether publishing makes a new version after the `latest`, if there is one."""
        return latest is None or latest.wording != self.wording


class ConsentText(ConsentWording, PublicIdModel):
    """A published version; never changed. The highest number of a kind is the one that is asked for."""

    tour_programme = models.ForeignKey(
        TourProgramme,
        on_delete=models.PROTECT,
        related_name="consent_texts",
        verbose_name=_("tour programme"),
    )
    number = models.PositiveIntegerField(_("version"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    published_at = models.DateTimeField(_("published at"), db_default=Now())
    published_by = models.UUIDField(_("published by"), null=True, blank=True)

    append_only = True

    class Meta:
        verbose_name = _("text to agree to")
        verbose_name_plural = _("texts to agree to")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour_programme", "kind", "number"], name="tours_one_version_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(text_ko=""), name="tours_consent_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def case(self) -> uuid.UUID:
        return self.tour_programme.case


class Consent(models.Model):
    """That whoever made a booking agreed to one version; it names no person but by the booking."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="consents", verbose_name=_("booking")
    )
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="consents", verbose_name=_("text to agree to")
    )
    agreed_at = models.DateTimeField(_("agreed at"), db_default=Now())
    at_door = models.BooleanField(_("noted by the host on the day"), default=False)

    append_only = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "text"], name="tours_agreed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.text_id}"
