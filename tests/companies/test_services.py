import pytest
from django.db import IntegrityError, connection

from programme.accounts.choices import Role
from programme.companies import services
from programme.companies.models import Claim, Company
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from tests.records import (
    CompanyFactory,
    RegionFactory,
    UserFactory,
    business_number,
    company_person,
    staff,
)

pytestmark = pytest.mark.django_db


def register(user, number="124-81-00998", **fields):
    return services.register_company(
        by=user, name_ko="네오정밀", business_number=number, size="sme", **fields
    )


def test_who_registers_becomes_the_representative():
    user = UserFactory()
    company = register(user)
    assert company.business_number == "1248100998"
    assert user.holds(Role.COMPANY_OWNER, scope=company.uid)


@pytest.mark.parametrize("again", ["1248100998", "124-81-00998", "124 81 00998"])
def test_formatted_and_bare_digits_are_the_same_company(again):
    register(UserFactory())
    with pytest.raises(Conflict) as refusal:
        register(UserFactory(), again)
    assert "business_number" in refusal.value.fields
    assert Company.objects.count() == 1


@pytest.mark.parametrize("wrong", ["000-00-00000", "124-81-00997", "12481009", "가나다", "1" * 40])
def test_a_wrong_number_is_refused_beside_its_field(wrong):
    with pytest.raises(Incomplete) as refusal:
        register(UserFactory(), wrong)
    assert "business_number" in refusal.value.fields


def test_the_database_refuses_what_is_no_number():
    company = CompanyFactory()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE companies_company SET business_number = '000000000x' WHERE id = %s", [company.pk]
        )


def test_only_staff_enter_companies_for_others():
    with pytest.raises(NotAllowed):
        register(UserFactory(), on_behalf=True)
    clerk = staff("companies.add_company")
    company = register(clerk, on_behalf=True)
    assert not clerk.holds(Role.COMPANY_OWNER, scope=company.uid)


def test_a_claim_gives_number_and_representative_once_confirmed():
    listed = CompanyFactory(business_number=None)
    person, clerk = UserFactory(), staff("companies.change_claim")
    claim = services.claim_company(company=listed, by=person, business_number=business_number(77))
    services.confirm_claim(claim=claim, by=clerk)
    listed.refresh_from_db()
    assert listed.business_number == business_number(77)
    assert person.holds(Role.COMPANY_OWNER, scope=listed.uid)
    assert Message.objects.filter(recipient=person, template="companies/mail/claim_confirmed").exists()
    assert Event.objects.about(claim).filter(verb="companies.confirm", by=clerk.pk).exists()


def test_a_person_cannot_confirm_a_claim():
    claim = Claim.objects.create(
        company=CompanyFactory(business_number=None), user=UserFactory(), business_number=business_number(5)
    )
    with pytest.raises(NotAllowed):
        services.confirm_claim(claim=claim, by=claim.user)


def test_a_claim_is_decided_once():
    claim = services.claim_company(
        company=CompanyFactory(business_number=None), by=UserFactory(), business_number=business_number(6)
    )
    clerk = staff("companies.change_claim")
    services.refuse_claim(claim=claim, by=clerk, reason="번호가 다른 회사의 것입니다")
    with pytest.raises(WrongState):
        services.confirm_claim(claim=claim, by=clerk)


def test_a_number_that_another_company_holds_is_refused_beside_its_field():
    listed, taken = CompanyFactory(business_number=None), CompanyFactory()
    with pytest.raises(Conflict) as refusal:
        services.claim_company(company=listed, by=UserFactory(), business_number=taken.business_number)
    assert "business_number" in refusal.value.fields
    assert not listed.claims.exists()


@pytest.mark.parametrize(("person_is_demo", "company_is_demo"), [(True, False), (False, True)])
def test_demonstration_and_real_do_not_claim_each_other(person_is_demo, company_is_demo):
    listed = CompanyFactory(business_number=None, is_demo=company_is_demo)
    with pytest.raises(WrongState):
        services.claim_company(
            company=listed, by=UserFactory(is_demo=person_is_demo), business_number=business_number(8)
        )


def test_a_number_taken_since_the_claim_is_refused_at_confirmation():
    taken = CompanyFactory()
    claim = Claim.objects.create(
        company=CompanyFactory(business_number=None),
        user=UserFactory(),
        business_number=taken.business_number,
    )
    with pytest.raises(Conflict):
        services.confirm_claim(claim=claim, by=staff("companies.change_claim"))


def test_only_the_representative_adds_people():
    company = CompanyFactory()
    owner = company_person(company)
    colleague = company_person(company, Role.COMPANY_MEMBER)
    newcomer = UserFactory()
    services.add_colleague(company=company, email=newcomer.email.upper(), by=owner)
    assert newcomer.holds(Role.COMPANY_MEMBER, scope=company.uid)
    for other in (colleague, UserFactory(), company_person(CompanyFactory())):
        with pytest.raises(NotAllowed):
            services.add_colleague(company=company, email=newcomer.email, by=other)


def test_the_last_representative_stays():
    company = CompanyFactory()
    owner = company_person(company)
    with pytest.raises(Conflict):
        services.remove_colleague(company=company, grant=owner.grants.get(), by=owner)


def test_two_sites_of_one_name_are_refused():
    company, region = CompanyFactory(), RegionFactory()
    owner = company_person(company)
    services.add_site(company=company, by=owner, name="본사", region=region)
    with pytest.raises(Conflict):
        services.add_site(company=company, by=owner, name="본사", region=region)


@pytest.mark.parametrize("name", ["네오정밀", "Neo 정밀", "ネオ", "Нео"])
def test_an_english_name_in_other_letters_is_refused_beside_its_field(name):
    for refused in (
        lambda: register(UserFactory(), name_en=name),
        lambda: services.register_partner(kind="supplier", name_ko="가", name_en=name, by=UserFactory()),
    ):
        with pytest.raises(Incomplete) as refusal:
            refused()
        assert refusal.value.fields.keys() == {"name_en"}


@pytest.mark.parametrize("name", ["Neo Precision Co., Ltd.", "Müller & Kim 2", ""])
def test_an_english_name_in_latin_letters_is_kept(name):
    assert register(UserFactory(), name_en=name).name_en == name


@pytest.mark.parametrize(("language", "name"), [("en", "Neo Precision"), ("ko", "네오정밀")])
def test_the_mail_about_a_claim_names_the_company_in_the_person_s_language(language, name):
    listed = CompanyFactory(business_number=None, name_ko="네오정밀", name_en="Neo Precision")
    claim = services.claim_company(
        company=listed, by=UserFactory(language=language), business_number=business_number(9)
    )
    services.confirm_claim(claim=claim, by=staff("companies.change_claim"))
    assert Message.objects.get(recipient=claim.user).context["company"] == name
