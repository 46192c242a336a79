"""Lighthouse factories in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from programme.core.admin import StandardView
from programme.core.register_admin import RegisterAdmin

from .choices import FactoryStatus as S
from .models import LighthouseFactory


@admin.register(LighthouseFactory)
class LighthouseFactoryAdmin(RegisterAdmin):
    """Factories are founded by a published selection or imported; staff correct their facts."""

    case_link = "case"
    case_place = 7
    shown_on = {"applications.application": "case", "companies.company": "company", "calls.call": "call"}
    way = (S.SELECTED, S.AGREED, S.BUILDING, S.COMPLETED, S.TOURING)
    demo_path = "call__programme__is_demo"
    list_display = ("company", "english_name", "call", "status", "region", "size", "industry_label")
    list_filter = (
        "status",
        ("call", admin.RelatedOnlyFieldListFilter),
        ("region", admin.RelatedOnlyFieldListFilter),
        ("technopark", admin.RelatedOnlyFieldListFilter),
        "size",
        ("industry_label", admin.RelatedOnlyFieldListFilter),
        ("technologies", admin.RelatedOnlyFieldListFilter),
    )
    personal = False
    export_columns = (
        "city_ko",
        "main_product_ko",
        "selected_on",
        "completed_on",
        "project_total_krw",
        "slug",
    )
    standard_views = (
        StandardView(name=_("Being built"), query="status__exact=building"),
        StandardView(name=_("Open for tours"), query="status__exact=touring"),
    )
    search_fields = ("company__name_ko", "company__name_en", "main_product_ko", "main_product_en", "slug")
    list_select_related = ("company", "call__programme", "region", "industry_label")
    fixed = ("slug", "call", "company", "site")
    readonly_fields = (
        "english_name",
        "known_on",
        "completed_on",
        "published_row",
        "further_facts",
        "source_list",
        "corrected_fields",
    )
    fieldsets = (
        (None, {"fields": ("company", "english_name", "slug", "call", "site", "status", "known_on")}),
        (_("Where"), {"fields": ("region", "city_ko", "technopark")}),
        (
            _("What"),
            {
                "fields": (
                    "size",
                    "industry_label",
                    "industry_as_given",
                    "main_product_ko",
                    "main_product_en",
                    "technologies",
                    "plan_ko",
                    "plan_en",
                    "story_ko",
                    "story_en",
                )
            },
        ),
        (_("When and how much"), {"fields": ("selected_on", "completed_on", "project_total_krw")}),
        (
            _("Record"),
            {"fields": ("published_row", "further_facts", "source_list", "corrected_fields")},
        ),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Technologies as boxes to tick: two lists scroll sideways, a searched one has no label."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def public_page(self, obj: LighthouseFactory) -> str:
        return obj.get_absolute_url()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("English name"))
    def english_name(self, obj: LighthouseFactory) -> str:
        name = obj.company.name_en
        if name and not obj.company.name_en_checked:
            return gettext("%(name)s (not verified, not shown)") % {"name": name}
        return name or "–"

    @admin.display(description=_("row of the ministry's table"))
    def published_row(self, obj: LighthouseFactory) -> str:
        return " | ".join(obj.release_row.values()) if obj.release_row else "–"

    @admin.display(description=_("further facts as published"))
    def further_facts(self, obj: LighthouseFactory) -> str:
        return "; ".join(f"{name}: {value}" for name, value in obj.facts.items()) or "–"
