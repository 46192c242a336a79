"""Regions, industries, technologies and techno-parks: the programme's registers."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.core.display import name_in_language
from programme.core.models import Corrected


class Named(Corrected):
    """A register's row, named in both languages."""

    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return name_in_language(self)


class RegionQuerySet(models.QuerySet["Region"]):
    def on(self, day: date) -> "RegionQuerySet":
        """The first-level divisions that exist on `day`."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
        ).order_by("position")


class Region(Named):
    """A first-level division, with its time: 17 until 30 June 2026, 16 since (facts/regions.json).

    `key` is the address part; `iso` (ISO 3166-2) and `mois_code` (interior ministry) are different
    numberings and never compared. `valid_to` is the first day on which it no longer exists.
    """

    key = models.SlugField(_("key"), unique=True)
    iso = models.CharField(_("ISO 3166-2"), max_length=10, blank=True)
    mois_code = models.CharField(_("interior ministry code"), max_length=2, blank=True)
    short_ko = models.CharField(_("short name"), max_length=20)
    category = models.CharField(_("kind"), max_length=60)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("no longer valid from"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    facts = models.JSONField(_("further facts as published"), default=dict, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="regions_region_period",
                violation_error_message=_("The region begins before it ends."),
            )
        ]

    @property
    def short_en(self) -> str:
        """In English without its kind, as `short_ko` is in Korean: Gyeongnam. The key is that, romanised."""
        return self.key.title()

    def current(self, day: date) -> "Region":
        """The region in which this one's ground lies on `day`: itself or a successor."""
        region = self
        while region.valid_to and region.valid_to <= day and region.successor:
            region = region.successor
        return region


class Industry(Named):
    """A KSIC division of manufacturing (10–34); the revision is part of its identity."""

    code = models.CharField(_("code"), max_length=2)
    revision = models.PositiveSmallIntegerField(_("KSIC revision"), default=11)

    class Meta:
        verbose_name = _("industry (KSIC)")
        verbose_name_plural = _("industries (KSIC)")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "revision"], name="regions_industry_code")]


class IndustryLabel(Named):
    """The looser label of the ministry's tables, one per factory, by which people filter.

    `main` tells the programme's main industries from the others; None where the sources do not say.
    """

    key = models.SlugField(_("key"), unique=True)
    main = models.BooleanField(_("main industry"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("industry label")
        verbose_name_plural = _("industry labels")
        ordering = ["position"]


class Technology(Named):
    """A technology tag."""

    key = models.SlugField(_("key"), unique=True)

    class Meta:
        verbose_name = _("technology")
        verbose_name_plural = _("technologies")
        ordering = ["key"]


class TechnoPark(Named):
    """One of the nineteen regional techno-parks that recommend companies.

    Not the same as a region: Gyeonggi and Gyeongbuk have two each. `uid` is the scope of its
    officers' role grants.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(_("key"), unique=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="technoparks", verbose_name=_("region")
    )
    domain = models.CharField(_("domain"), max_length=100, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("techno-park")
        verbose_name_plural = _("techno-parks")
        ordering = ["id"]
