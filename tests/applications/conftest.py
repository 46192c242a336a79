import pytest

from tests.records import (
    ApplicationFactory,
    CallFactory,
    CompanyFactory,
    QuestionFactory,
    SiteFactory,
    company_person,
)


@pytest.fixture
def call(db):
    call = CallFactory()
    QuestionFactory(call=call, key="plan", max_length=100)
    QuestionFactory(call=call, key="remark", required=False)
    return call


@pytest.fixture
def company(db):
    return CompanyFactory()


@pytest.fixture
def owner(company):
    return company_person(company)


@pytest.fixture
def draft(call, company):
    """A draft that lacks nothing."""
    return ApplicationFactory(
        call=call, company=company, site=SiteFactory(company=company), answers={"plan": "예지보전"}
    )
