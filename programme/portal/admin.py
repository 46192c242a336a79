"""The roles' list with what each role is for: only down here are all kinds of scope known."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.accounts.admin import RoleGrantAdmin
from programme.accounts.models import RoleGrant
from programme.applications.models import Application
from programme.companies.models import Company, PartnerOrganisation
from programme.core.admin import PEOPLE_TAB
from programme.factories.models import LighthouseFactory
from programme.notifications.admin import MessageAdmin
from programme.notifications.models import Message
from programme.regions.models import TechnoPark

from .mails import KINDS

# What a scope may be, by the field that holds its id; the name to show, and whether its English is checked.
SCOPES: tuple[tuple[Any, str, str, str], ...] = (
    (Company, "uid", "name", "name_en_checked"),
    (PartnerOrganisation, "uid", "name", ""),
    (TechnoPark, "uid", "name", ""),
    (Application, "case", "company__name", "company__name_en_checked"),
    (LighthouseFactory, "case", "company__name", "company__name_en_checked"),
)

admin.site.unregister(RoleGrant)
admin.site.unregister(Message)


def name_expression(name: str, checked: str) -> Any:
    """The name in the reader's language, as core.display.name_in_language says it, for the database."""
    if (get_language() or "ko").startswith("ko"):
        return F(f"{name}_ko")
    english = ~Q(**{f"{name}_en": ""}) & (Q(**{checked: True}) if checked else Q())
    return Case(When(english, then=F(f"{name}_en")), default=F(f"{name}_ko"))


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
    search_fields = ["user__email", "user__name", "named_scope"]
    fields = readonly_fields = [
        "scope_name" if name == "scope" else name for name in RoleGrantAdmin.readonly_fields
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        names = [
            Subquery(
                model.objects.filter(**{key: OuterRef("scope")}).values(shown=name_expression(name, checked))[
                    :1
                ]
            )
            for model, key, name, checked in SCOPES
        ]
        return super().get_queryset(request).annotate(named_scope=Coalesce(*names))

    @admin.display(description=_("for"), ordering="named_scope")
    def scope_name(self, grant: Any) -> str:
        return grant.named_scope or ("" if grant.scope is None else str(grant.scope))


class KindFilter(admin.SimpleListFilter):
    """Mails by what they are about."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        used = Message.objects.order_by("template").values_list("template", flat=True).distinct()
        return [(template, KINDS.get(template, template)) for template in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(template=self.value()) if self.value() else queryset


@admin.register(Message)
class NamedMessageAdmin(MessageAdmin):
    """Mails by what they are about, not by their template."""

    list_display = ["kind", *MessageAdmin.list_display[1:]]
    list_filter: list[Any] = ["status", KindFilter]

    @admin.display(description=_("kind"), ordering="template")
    def kind(self, message: Message) -> str:
        return str(KINDS.get(message.template, message.template))
