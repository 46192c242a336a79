"""A statement written once finds what its queryset finds: with other values, in other threads."""

import pytest
from django.db.models import Exists, OuterRef

from programme.accounts.models import RoleGrant, User
from programme.companies.models import Company
from programme.core.prepared import Given, Prepared
from programme.factories.models import LighthouseFactory
from tests.records import CallFactory, CompanyFactory, LighthouseFactoryFactory, ProgrammeFactory, UserFactory


def people(email) -> list[User]:
    held = Exists(RoleGrant.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(email=email).annotate(held=held)


PEOPLE = Prepared(lambda: people(Given("email")))
FACTORIES = Prepared(
    lambda: (
        LighthouseFactory.objects.shown()
        .filter(company=Given("company"))
        .select_related("company", "call__programme")
    )
)


@pytest.mark.django_db
def test_each_asking_has_its_own_values(django_assert_num_queries) -> None:
    first, second = UserFactory(), UserFactory()
    RoleGrant.objects.create(user=second, role="consultant")
    for person in (first, second):
        with django_assert_num_queries(1):
            found = PEOPLE.first(email=person.email)
        assert found == people(person.email).get()
        assert found.held == (person == second)
        assert found.date_joined == person.date_joined
    assert PEOPLE.first(email="nobody@example.test") is None


@pytest.mark.django_db
def test_what_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        PEOPLE.all(mail="nobody@example.test")


@pytest.mark.django_db
def test_nothing_found_before_is_found_again() -> None:
    person = UserFactory(name="before")
    assert PEOPLE.first(email=person.email).name == "before"
    User.objects.update(name="after")
    assert PEOPLE.first(email=person.email).name == "after"


@pytest.mark.django_db
def test_none_is_null_which_equals_nothing() -> None:
    assert PEOPLE.all(email=None) == []


@pytest.mark.django_db
def test_related_objects_come_along(django_assert_num_queries) -> None:
    factory = LighthouseFactoryFactory()
    with django_assert_num_queries(1):
        (found,) = FACTORIES.all(company=factory.company_id)
        assert found.company == factory.company
        assert found.is_demo is False


@pytest.mark.django_db
def test_the_demonstration_comes_and_goes_with_its_setting(settings) -> None:
    call = CallFactory(programme=ProgrammeFactory(is_demo=True))
    company: Company = CompanyFactory()
    factory = LighthouseFactoryFactory(company=company, call=call)
    for shown in (False, True, False):
        settings.DEMO = shown
        assert FACTORIES.all(company=company.pk) == ([factory] if shown else [])


def test_each_thread_asks_by_its_own_connection(run_together) -> None:
    person = UserFactory()
    assert run_together(*[lambda: PEOPLE.first(email=person.email)] * 3) == [person] * 3
