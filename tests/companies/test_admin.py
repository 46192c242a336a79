"""What the back office may not do around the services."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from programme.companies.models import Company, PartnerOrganisation, Site
from tests.records import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


def as_superuser():
    request = RequestFactory().get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    return request


def test_sites_are_corrected_but_neither_added_nor_deleted_beside_the_service():
    request, company = as_superuser(), SiteFactory().company
    (inline,) = [
        one
        for one in admin.site.get_model_admin(Company).get_inline_instances(request, company)
        if one.model is Site
    ]
    assert inline.has_change_permission(request, company)
    assert not inline.has_add_permission(request, company)
    assert not inline.can_delete


def test_a_partner_s_business_number_is_not_typed_past_its_check():
    fields = admin.site.get_model_admin(PartnerOrganisation).get_readonly_fields(as_superuser())
    assert "business_number" in fields
