"""A person's desk, and who may read a case."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from programme.accounts.choices import Role, StaffGroup
from programme.applications.choices import ApplicationStatus
from programme.core.choices import Audience
from programme.core.events import record_event
from programme.factories.choices import FactoryStatus
from tests.accounts.second_factor import sign_in
from tests.records import (
    ApplicationFactory,
    CompanyFactory,
    LighthouseFactoryFactory,
    PartnerOrganisationFactory,
    TechnoParkFactory,
    UserFactory,
    company_person,
    officer_of,
    person_with,
    staff_in,
)

from .pages import read


@pytest.fixture
def application(db):
    """A submitted application with one event for everyone concerned and one for staff only."""
    application = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
    record_event(application, "applications.submit", by=None)
    record_event(application, "applications.withdraw", by=None, audience=Audience.STAFF)
    return application


def case_page(application) -> str:
    return f"/en/cases/{application.case}/"


@pytest.mark.parametrize("role", [Role.COMPANY_OWNER, Role.COMPANY_MEMBER])
def test_the_companys_people_read_their_case(client, application, role) -> None:
    client.force_login(company_person(application.company, role))
    page = read(client, case_page(application))
    assert f"/en/applications/{application.public_id}/" in page.links
    assert application.version.receipt_number in page.text


def test_what_staff_noted_for_themselves_is_not_told(client, application) -> None:
    client.force_login(company_person(application.company))
    response = client.get(case_page(application))
    assert [event.verb for event in response.context["events"]] == ["applications.submit"]


def test_another_companys_case_is_404(client, application) -> None:
    client.force_login(company_person(CompanyFactory()))
    read(client, case_page(application), 404)


def test_an_unknown_case_is_404(client, application) -> None:
    client.force_login(company_person(application.company))
    read(client, f"/cases/{UserFactory().pk}/", 404)


def test_the_officer_asked_to_recommend_reads_the_submitted_version(client, application) -> None:
    sign_in(client, officer_of(application.technopark))
    page = read(client, case_page(application))
    with override("en"):
        version = reverse("applications:version", args=[application.public_id, application.version.number])
    assert version in page.links
    assert f"/en/applications/{application.public_id}/" not in page.links  # the company's own page


def test_another_technoparks_officer_finds_nothing(client, application) -> None:
    other = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
    sign_in(client, officer_of(other.technopark))
    read(client, case_page(application), 404)


def test_staff_read_every_case(client, application) -> None:
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    read(client, case_page(application))


def test_a_visitor_finds_nothing_and_a_stranger_signs_in(client, application) -> None:
    response = client.get(case_page(application))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    client.force_login(UserFactory())
    read(client, case_page(application), 404)


def test_a_case_leads_on_to_its_factory(client, application) -> None:
    factory = LighthouseFactoryFactory(
        case=application.case, company=application.company, call=application.call
    )
    client.force_login(company_person(application.company))
    assert f"/en/factories/{factory.slug}/" in read(client, case_page(application)).links


def test_the_desk_lists_what_waits_and_where_ones_things_are(client, db) -> None:
    draft = ApplicationFactory()
    client.force_login(company_person(draft.company))
    page = read(client, "/en/desk/")
    assert {
        f"/en/applications/{draft.public_id}/",
        "/en/applications/",
        f"/en/companies/{draft.company.public_id}/",
    } <= set(page.links)


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (None, "Find a tour"),
        (Role.COMPANY_MEMBER, "As soon as a step of your application is yours"),
        (Role.PARTNER_MEMBER, "As soon as a case needs you"),
    ],
)
def test_an_empty_desk_says_what_comes_next(client, db, role, says) -> None:
    client.force_login(person_with(role, scope=CompanyFactory()) if role else UserFactory())
    page = read(client, "/en/desk/").text
    assert "Nothing waits for you" in page
    assert says in page


def test_the_desk_is_for_who_has_signed_in(client, db) -> None:
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("role", "door"),
    [
        (Role.OFFICER, "/en/recommendations/"),
        (Role.CONSULTANT, "/en/diagnosis/"),
        (Role.EVALUATOR, "/en/evaluation/"),
        (Role.PARTNER_MEMBER, "/en/applications/parts/"),
        (None, "/en/applications/parts/register/"),
    ],
)
def test_a_desk_has_the_doors_of_the_persons_roles_and_they_open(client, db, role, door) -> None:
    scoped = {Role.OFFICER: TechnoParkFactory, Role.PARTNER_MEMBER: PartnerOrganisationFactory}
    user = person_with(role, scope=scoped[role]() if role in scoped else None) if role else UserFactory()
    sign_in(client, user)
    doors = {"/en/recommendations/", "/en/diagnosis/", "/en/evaluation/", "/en/applications/parts/"}
    links = set(read(client, "/en/desk/").links)
    assert (doors | {door}) & links == {door}
    assert "/en/tours/mine/" in links
    read(client, door)


def test_a_draft_from_paper_waits_for_staff_and_for_nobody_else(client, db) -> None:
    ApplicationFactory(entered_by_staff=True, company=CompanyFactory(name_en="Paper Precision"))
    ApplicationFactory(company=CompanyFactory(name_en="Web Precision"))
    waits = "Complete and submit what came by paper: "
    sign_in(client, staff_in(StaffGroup.BODY))
    page = read(client, "/en/desk/").text
    assert f"{waits}Paper Precision" in page
    assert f"{waits}Web Precision" not in page
    sign_in(client, staff_in(StaffGroup.FINANCE))
    assert waits not in read(client, "/en/desk/").text


def test_a_case_lists_the_papers_that_the_person_may_read(client, application) -> None:
    factory = LighthouseFactoryFactory(
        case=application.case,
        company=application.company,
        call=application.call,
        technopark=application.technopark,
        status=FactoryStatus.COMPLETED,
    )
    host = f"/en/tours/host/{factory.slug}/"
    client.force_login(company_person(application.company))
    page = read(client, case_page(application))
    assert host in page.links
    assert "Result of screening" not in page.text  # not screened yet
    sign_in(client, officer_of(application.technopark))
    assert host not in read(client, case_page(application)).links
