"""Who saw whose personal data."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.core.triggers import only_added


class AccessLog(models.Model):
    """One look at personal data of others; rows are only added and kept two years (privacy.retention).

    `by` and `whose` are ids of people, so that the log outlives their erasure; `whose` is empty for
    a list, and `people` then says of how many. A download says why, and under which conditions the list
    stood (`conditions`).
    """

    by = models.UUIDField(_("who"))
    whose = models.UUIDField(_("whose"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), default=1)
    what = models.CharField(_("what"), max_length=64)
    why = models.CharField(_("why"), max_length=200, blank=True)
    conditions = models.CharField(_("filter"), max_length=500, blank=True)
    place = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now())

    append_only = True

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("access to personal data")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["whose", "at"], name="privacy_access_whose"),
            models.Index(fields=["at"], name="privacy_access_at"),
        ]
        permissions = [("export_personal", "Can take lists with personal data out as files")]
        triggers = [only_added("privacy_access_log_only_added")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
