"""The proof of a visit, and what others may read of it."""

import re
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from ..choices import SessionStatus
from .booking import Booking

if TYPE_CHECKING:
    from django.db.models import QuerySet


MISREAD = str.maketrans("oil", "011")  # no number holds these letters: whoever types them misread a digit


def number_typed(text: str) -> str:
    """A certificate's number as it is kept, from how people write it."""
    return re.sub(r"[\W_]+", "", text).lower().translate(MISREAD)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> "QuerySet[Certificate]":
        """Those whose visit is still proved: a check-in or a tour taken back ends it."""
        return self.filter(booking__checked_in_at__isnull=False, booking__session__status=SessionStatus.HELD)


class Certificate(PublicIdModel):
    """A certificate of attendance: its number is `public_id`, which nobody can guess.

    Its page of verification says that a number of people visited; the holder's name and the school or
    organisation only where the holder chose so.
    """

    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, related_name="certificate", verbose_name=_("booking")
    )
    shows_name = models.BooleanField(_("show my name to those who verify"), default=False)
    shows_group = models.BooleanField(_("show the school or organisation to those who verify"), default=False)
    issued_at = models.DateTimeField(_("issued at"), db_default=Now())

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate of attendance")
        verbose_name_plural = _("certificates of attendance")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id

    @property
    def number(self) -> str:
        """Its number as people read and type it: in fours."""
        return "-".join(re.findall(".{1,4}", self.public_id)).upper()

    def get_absolute_url(self) -> str:
        return reverse("tours:verify", args=[self.public_id])
