"""Companies, claims and partner organisations in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, StandardView, TabularInline
from programme.core.register_admin import RegisterAdmin

from .business_number import formatted
from .choices import ClaimStatus
from .forms import CompanyForm
from .models import Claim, Company, PartnerOrganisation, Site
from .services import register_company


class SiteInline(TabularInline):
    """Staff correct a site's words here; a new one comes by add_site, which records it."""

    model = Site
    extra = 0
    can_delete = False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices are read once for all rows, not once a row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)
        return field

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Company)
class CompanyAdmin(RegisterAdmin):
    demo_path = "is_demo"
    personal = True  # the file also names the representative and the telephone
    list_display = [
        "name_ko",
        "name_en",
        "name_en_checked",
        "name_en_from",
        "number",
        "size",
        "registered_at",
    ]
    list_filter = [
        "size",
        "name_en_checked",
        ("business_number", admin.EmptyFieldListFilter),
        ("sites__region", admin.RelatedOnlyFieldListFilter),
    ]
    export_columns = ["representative", "phone", "later_name_ko"]
    date_hierarchy = "registered_at"
    standard_views = (
        StandardView(name=_("English name to check"), query="name_en_checked__exact=0"),
        StandardView(name=_("Without a business number"), query="business_number__isempty=1"),
    )
    search_fields = ["name_ko", "name_en", "business_number"]
    readonly_fields = [
        "number",
        "name_en_from",
        "is_demo",
        "registered_at",
        "source_list",
        "corrected_fields",
    ]
    exclude = ["sources", "business_number"]
    fixed = ()
    inlines = [SiteInline]

    @admin.display(description=_("English name given by"))
    def name_en_from(self, company: Company) -> str:
        """Listed companies name their sources; one without any came here itself."""
        if not company.name_en:
            return ""
        return str(_("Published sources") if company.sources else _("The company"))

    @admin.display(description=_("business number"), ordering="business_number")
    def number(self, company: Company) -> str:
        return company.business_number_display

    def number_of(self, obj: Company) -> str:
        return obj.business_number_display

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A company that came by paper: the same service as the public page, without people."""
        return self.service_form_view(
            request,
            CompanyForm,
            lambda data: register_company(by=request.user, on_behalf=True, **data),
        )


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    shown_on = {"companies.company": "company"}
    demo_path = "company__is_demo"
    personal = True
    waits = Q(status=ClaimStatus.PENDING)
    since = "claimed_at"
    list_display = ["company", "user", "number", "status", "claimed_at", "decided_at"]
    list_filter = ["status"]
    list_select_related = ["company", "user"]
    search_fields = ["company__name_ko", "company__name_en", "business_number", "user__name", "user__email"]
    date_hierarchy = "claimed_at"
    standard_views = (StandardView(name=_("Waiting for confirmation"), query="status__exact=pending"),)

    @admin.display(description=_("business number"), ordering="business_number")
    def number(self, claim: Claim) -> str:
        return formatted(claim.business_number)


@admin.register(PartnerOrganisation)
class PartnerOrganisationAdmin(BaseAdmin):
    demo_path = "is_demo"
    personal = False
    list_display = ["name_ko", "name_en", "kind", "number"]
    list_filter = ["kind"]
    search_fields = ["name_ko", "name_en", "business_number"]
    readonly_fields = ["business_number", "is_demo"]  # register_partner checks the number

    @admin.display(description=_("business number"), ordering="business_number")
    def number(self, partner: PartnerOrganisation) -> str:
        return formatted(partner.business_number) if partner.business_number else "–"
