"""Lighthouse factories: born when a selection is published, or imported from history."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.calls.models import Call
from programme.companies.choices import Size
from programme.companies.models import Company, Site
from programme.core.choices import PublicStatus
from programme.core.display import name_in_language
from programme.core.models import Corrected
from programme.core.search import search_index
from programme.core.triggers import status_moves
from programme.regions.models import IndustryLabel, Region, Technology, TechnoPark

from .choices import FACTORY_PAIRS, LEFT, PUBLIC_STATUS, PUBLISHED_STATUS, FactoryStatus

if TYPE_CHECKING:
    from programme.accounts.models import User


class FactoryQuerySet(models.QuerySet["LighthouseFactory"]):
    def counted(self) -> "FactoryQuerySet":
        """Real factories that stay in the counts: the number shown against the target of 100."""
        return self.filter(call__programme__is_demo=False).exclude(status__in=LEFT)

    def shown(self) -> "FactoryQuerySet":
        """What public pages list: the counted ones, and demonstration ones only while DEMO is on."""
        listed = self.exclude(status__in=LEFT)
        return listed if settings.DEMO else listed.filter(call__programme__is_demo=False)

    def followed(self) -> "FactoryQuerySet":
        """Those whose steps are taken on this portal: all but the ones `only_published` is true of."""
        return self.exclude(known_on__isnull=False, completed_on=None, status__in=PUBLISHED_STATUS)

    def search(self, text: str) -> "FactoryQuerySet":
        """Every word must occur somewhere; Korean is not segmented, so parts of words count."""
        found = self
        for word in text.split()[:6]:
            found = found.filter(
                models.Q(company__name_ko__icontains=word)
                | models.Q(company__name_en__icontains=word, company__name_en_checked=True)
                | models.Q(company__later_name_ko__icontains=word)
                | models.Q(main_product_ko__icontains=word)
                | models.Q(main_product_en__icontains=word)
                | models.Q(plan_ko__icontains=word)
                | models.Q(plan_en__icontains=word)
                | models.Q(technologies__name_ko__icontains=word)
                | models.Q(technologies__name_en__icontains=word)
            )
        return found.distinct()

    def visible_to(self, user: "User") -> "FactoryQuerySet":
        """The factories a person works on: their company's, their techno-park's, all for staff."""
        if user.has_perm("factories.view_lighthousefactory"):
            return self
        return self.filter(
            models.Q(company__uid__in=user.scopes(*COMPANY_ROLES))
            | models.Q(technopark__uid__in=user.scopes("officer"))
        )


class LighthouseFactory(Corrected):
    """A factory chosen to be a model. `case` is its application's, or its own when imported.

    Facts are as published at selection; what no source says stays empty. `release_row` is the row of
    the ministry's table of 30 May 2022 ({company, location, size, industry, main_product}), shown
    verbatim. An imported factory's status is what publications said on `known_on`; the portal does
    not know what came after.
    Amounts are whole won.
    """

    case = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="factories", verbose_name=_("call"))
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="factories", verbose_name=_("company")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))
    technopark = models.ForeignKey(
        TechnoPark,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="factories",
        verbose_name=_("techno-park"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=FactoryStatus, default=FactoryStatus.SELECTED
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="factories", verbose_name=_("region at selection")
    )
    city_ko = models.CharField(_("city (Korean)"), max_length=60, blank=True)
    size = models.CharField(_("size at selection"), max_length=3, choices=Size, blank=True)
    industry_label = models.ForeignKey(
        IndustryLabel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="factories",
        verbose_name=_("industry"),
    )
    industry_as_given = models.CharField(_("industry as the source gives it"), max_length=120, blank=True)
    main_product_ko = models.CharField(_("main product (Korean)"), max_length=200, blank=True)
    main_product_en = models.CharField(_("main product (English)"), max_length=200, blank=True)
    plan_ko = models.TextField(_("plan (Korean)"), blank=True)
    plan_en = models.TextField(_("plan (English)"), blank=True)
    story_ko = models.TextField(_("story (Korean)"), blank=True)
    story_en = models.TextField(_("story (English)"), blank=True)
    technologies = models.ManyToManyField(
        Technology, blank=True, related_name="factories", verbose_name=_("technologies")
    )
    selected_on = models.DateField(_("selected on"), null=True, blank=True)
    known_on = models.DateField(
        _("status as known on"),
        null=True,
        blank=True,
        help_text=_("For a factory imported from publications: the date of what they say."),
    )
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    project_total_krw = models.BigIntegerField(_("project total (won)"), null=True, blank=True)
    release_row = models.JSONField(_("row of the ministry's table"), null=True, blank=True)
    facts = models.JSONField(_("further facts as published"), default=dict, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = FactoryQuerySet.as_manager()
    PAIRS = FACTORY_PAIRS

    class Meta:
        verbose_name = _("lighthouse factory")
        verbose_name_plural = _("lighthouse factories")
        ordering = ["-call__year", "-call__half", "company__name_ko"]
        indexes = [
            models.Index(fields=["status"], name="factories_status"),
            search_index(
                "factories_text", "main_product_ko", "main_product_en", "plan_ko", "plan_en", "city_ko"
            ),
        ]
        triggers = [status_moves("factories_status_moves", FACTORY_PAIRS)]

    def __str__(self) -> str:
        return name_in_language(self.company)

    def get_absolute_url(self) -> str:
        return reverse("portal:factory", args=[self.slug])

    @property
    def public_status(self) -> PublicStatus:
        if self.only_published:
            return PUBLISHED_STATUS[FactoryStatus(self.status)]
        return PUBLIC_STATUS[FactoryStatus(self.status)]

    @property
    def only_published(self) -> bool:
        """Whether the status is only what publications said: no step was taken on this portal."""
        return self.known_on is not None and self.completed_on is None and self.status in PUBLISHED_STATUS

    @property
    def is_demo(self) -> bool:
        return self.call.programme.is_demo
