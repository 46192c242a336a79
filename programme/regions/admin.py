"""The registers in the back office."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programme.core.register_admin import RegisterAdmin

from .models import Industry, IndustryLabel, Region, Technology, TechnoPark
from .queries import officers_of


@admin.register(Region)
class RegionAdmin(RegisterAdmin):
    list_display = ("name_ko", "name_en", "key", "iso", "mois_code", "valid_from", "valid_to", "successor")
    search_fields = ("name_ko", "name_en", "key")
    list_filter = ("category", ("valid_to", admin.EmptyFieldListFilter))
    list_select_related = ("successor",)
    exclude = ("sources", "facts")
    readonly_fields = ("source_list", "corrected_fields")


@admin.register(Industry)
class IndustryAdmin(RegisterAdmin):
    list_display = ("code", "name_ko", "name_en", "revision")
    list_filter = ("revision",)
    search_fields = ("code", "name_ko", "name_en")
    readonly_fields = ("corrected_fields",)
    fixed = ("code", "revision")


@admin.register(IndustryLabel)
class IndustryLabelAdmin(RegisterAdmin):
    list_display = ("name_ko", "name_en", "key", "main", "position")
    list_filter = ("main",)
    search_fields = ("name_ko", "name_en", "key")
    readonly_fields = ("corrected_fields",)


@admin.register(Technology)
class TechnologyAdmin(RegisterAdmin):
    list_display = ("name_ko", "name_en", "key")
    search_fields = ("name_ko", "name_en", "key")
    readonly_fields = ("corrected_fields",)


@admin.register(TechnoPark)
class TechnoParkAdmin(RegisterAdmin):
    list_display = ("name_ko", "name_en", "region", "domain", "founded")
    list_filter = (("region", admin.RelatedOnlyFieldListFilter),)
    personal = False
    search_fields = ("name_ko", "name_en", "key")
    list_select_related = ("region",)
    exclude = ("sources",)
    readonly_fields = ("officers", "source_list", "corrected_fields")

    @admin.display(description=_("officers"))
    def officers(self, obj: TechnoPark) -> str:
        return ", ".join(f"{user} <{user.email}>" for user in officers_of(obj)) or "–"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[TechnoPark]:
        return super().get_queryset(request).select_related("region")
