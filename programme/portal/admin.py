"""The roles' list with what each role is for: only down here are all kinds of scope known."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programme.accounts.admin import RoleGrantAdmin
from programme.accounts.models import RoleGrant
from programme.applications.models import Application
from programme.companies.models import Company, PartnerOrganisation
from programme.core.admin import PEOPLE_TAB
from programme.factories.models import LighthouseFactory
from programme.regions.models import TechnoPark

# What a scope may be, by the field that holds its id, and the name to show.
SCOPES: tuple[tuple[Any, str, str], ...] = (
    (Company, "uid", "name_ko"),
    (PartnerOrganisation, "uid", "name_ko"),
    (TechnoPark, "uid", "name_ko"),
    (Application, "case", "company__name_ko"),
    (LighthouseFactory, "case", "company__name_ko"),
)

admin.site.unregister(RoleGrant)


@admin.register(RoleGrant)
class NamedRoleGrantAdmin(RoleGrantAdmin):
    """Roles with the company, organisation, techno-park or case by name."""

    shown_tab = PEOPLE_TAB
    shown_on = {
        "applications.application": "scope",
        "companies.company": "scope",
        "companies.partnerorganisation": "scope",
        "regions.technopark": "scope",
    }
    shown_fields = ("user", "role", "granted_at", "revoked_at")
    demo_path = "user__is_demo"
    list_display = ["user", "role", "scope_name", "granted_at", "revoked_at"]
    fields = readonly_fields = [
        "scope_name" if name == "scope" else name for name in RoleGrantAdmin.readonly_fields
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        names = [
            Subquery(model.objects.filter(**{key: OuterRef("scope")}).values(name)[:1])
            for model, key, name in SCOPES
        ]
        return super().get_queryset(request).annotate(named_scope=Coalesce(*names))

    @admin.display(description=_("for"))
    def scope_name(self, grant: Any) -> str:
        return grant.named_scope or ("" if grant.scope is None else str(grant.scope))
