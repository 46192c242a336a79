"""Pages of a company's people."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from programme.accounts.choices import COMPANY_ROLES
from programme.accounts.models import RoleGrant
from programme.core.views import ServiceFormView

from . import forms, services
from .models import Company
from .permissions import represents
from .queries import companies_of, companies_open_to


def onward(request: HttpRequest) -> str:
    """The page of this site that a person was sent from (`?next=`) and goes on to; "" for none."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


class RegisterView(LoginRequiredMixin, ServiceFormView):
    """Register a company. Who came from a call (`?next=`) goes on to the site and back to that call."""

    template_name = "companies/register.html"
    form_class = forms.CompanyForm

    def perform(self, form: Any) -> HttpResponse:
        company = services.register_company(
            by=self.request.user, is_demo=self.request.user.is_demo, **form.cleaned_data
        )
        messages.success(self.request, _("Your company is registered. Add the factory site next."))
        add_site = reverse("companies:add_site", args=[company.public_id])
        wanted = onward(self.request)
        return redirect(f"{add_site}?{urlencode({'next': wanted})}" if wanted else add_site)


class CompanyView(LoginRequiredMixin, DetailView):
    template_name = "companies/detail.html"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return companies_open_to(self.request.user).prefetch_related("sites__region", "sites__industry_label")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = RoleGrant.objects.filter(scope=self.object.uid, role__in=COMPANY_ROLES, revoked_at=None)
        return super().get_context_data(
            people=people.select_related("user").order_by("granted_at"),
            represents=represents(self.request.user, self.object),
            **kwargs,
        )


class OwnCompanyFormView(LoginRequiredMixin, ServiceFormView):
    """A form about one of the person's own companies; others' are 404."""

    companies = staticmethod(companies_of)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.company = get_object_or_404(self.companies(request.user), public_id=kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(company=self.company, **kwargs)


class AddSiteView(OwnCompanyFormView):
    companies = staticmethod(companies_open_to)
    template_name = "companies/add_site.html"
    form_class = forms.SiteForm

    def perform(self, form: Any) -> HttpResponse:
        services.add_site(company=self.company, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The factory site is recorded."))
        return redirect(onward(self.request) or reverse("companies:detail", args=[self.company.public_id]))


class AddColleagueView(OwnCompanyFormView):
    template_name = "companies/add_colleague.html"
    form_class = forms.ColleagueForm

    def perform(self, form: Any) -> HttpResponse:
        services.add_colleague(company=self.company, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The colleague can now work on your company's applications."))
        return redirect("companies:detail", self.company.public_id)


@login_required
@require_POST
def remove_colleague(request: HttpRequest, public_id: str, person: uuid.UUID) -> HttpResponse:
    company = get_object_or_404(companies_of(request.user), public_id=public_id)
    grant = get_object_or_404(
        RoleGrant, user=person, scope=company.uid, role__in=COMPANY_ROLES, revoked_at=None
    )
    services.remove_colleague(company=company, grant=grant, by=request.user)
    messages.success(request, _("The colleague no longer works for your company here."))
    return redirect("companies:detail", company.public_id)


class ClaimView(LoginRequiredMixin, ServiceFormView):
    """For the people of a company that is listed from publications.

    Demonstration people find demonstration companies only, real people real ones.
    """

    template_name = "companies/claim.html"
    form_class = forms.ClaimForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        listed = Company.objects.filter(factories__isnull=False, business_number=None)
        if request.user.is_authenticated:
            listed = listed.filter(is_demo=request.user.is_demo)
        self.company = get_object_or_404(listed.distinct(), public_id=kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(company=self.company, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.claim_company(company=self.company, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your claim was received. Staff will check it and write to you."))
        return redirect("portal:desk")
