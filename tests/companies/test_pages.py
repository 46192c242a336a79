"""Whose company pages a person may open."""

import pytest
from django.urls import reverse

from programme.accounts.choices import StaffGroup
from programme.companies.models import Company
from tests.accounts.second_factor import sign_in
from tests.records import (
    CompanyFactory,
    LighthouseFactoryFactory,
    RegionFactory,
    UserFactory,
    company_person,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db


def add_site(company):
    return reverse("companies:add_site", args=[company.public_id])


def test_staff_add_the_site_of_a_company_that_came_by_paper(client) -> None:
    company, region = CompanyFactory(), RegionFactory()
    sign_in(client, staff_in(StaffGroup.BODY))
    answer = client.post(add_site(company), {"name": "김해 공장", "region": region.pk})
    assert client.get(answer.url).status_code == 200
    assert company.sites.get().name == "김해 공장"


@pytest.mark.parametrize(
    "person", [lambda: staff("companies.view_company"), lambda: company_person(CompanyFactory())]
)
def test_other_people_do_not_find_it(client, person) -> None:
    company = CompanyFactory()
    sign_in(client, person())
    assert client.get(add_site(company)).status_code == 404
    assert client.get(reverse("companies:detail", args=[company.public_id])).status_code == 404


def test_staff_do_not_choose_a_companys_people(client) -> None:
    sign_in(client, staff_in(StaffGroup.BODY))
    address = reverse("companies:add_colleague", args=[CompanyFactory().public_id])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("is_demo", "status"), [(False, 200), (True, 404)])
def test_the_claim_page_of_a_real_company_is_for_real_people(client, settings, is_demo, status) -> None:
    settings.DEMO = True
    listed = CompanyFactory(business_number=None)
    LighthouseFactoryFactory(company=listed)
    client.force_login(UserFactory(is_demo=is_demo))
    assert client.get(reverse("companies:claim", args=[listed.public_id])).status_code == status


def test_who_came_from_a_call_goes_back_to_it_with_the_company_registered(client) -> None:
    region, back = RegionFactory(), "/applications/start/?call=spring"
    client.force_login(UserFactory())
    start = client.get(back)
    register = start.context["register_url"]
    assert register.encode() in start.content
    facts = {"name_ko": "새 회사", "business_number": "124-81-00998", "size": "sme", "representative": "김새"}
    answer = client.post(register, facts)
    company = Company.objects.get()
    assert answer.url.startswith(add_site(company))
    answer = client.post(answer.url, {"name": "본사 공장", "region": region.pk})
    assert answer.url == back


def test_nobody_is_sent_on_to_another_site(client) -> None:
    company, region = CompanyFactory(), RegionFactory()
    client.force_login(company_person(company))
    for number, elsewhere in enumerate(("https://example.com/", "//example.com/", "javascript:alert(1)")):
        answer = client.post(
            f"{add_site(company)}?next={elsewhere}", {"name": f"{number}공장", "region": region.pk}
        )
        assert answer.url == reverse("companies:detail", args=[company.public_id])
