"""The last representative of a company with an application under way cannot be erased."""

import pytest

from programme.applications.choices import ApplicationStatus
from programme.core.errors import Conflict
from programme.privacy.services import erase_person
from tests.records import ApplicationFactory, company_person

pytestmark = pytest.mark.django_db


def test_the_last_representative_stays() -> None:
    application = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
    person = company_person(application.company)
    with pytest.raises(Conflict, match=application.company.name_ko):
        erase_person(user=person, by=person)


def test_control_one_of_two_may_go() -> None:
    application = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
    person = company_person(application.company)
    company_person(application.company)
    assert erase_person(user=person, by=person).erased_at


def test_control_a_draft_holds_nobody() -> None:
    person = company_person(ApplicationFactory().company)
    assert erase_person(user=person, by=person).erased_at
