"""Lighthouse factories: founded once per case, leaving the counts, counted with those without a name."""

import uuid
from datetime import date
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from programme.accounts.choices import Role, StaffGroup
from programme.calls.models import Call, Programme
from programme.core.errors import Conflict, NotAllowed, WrongState
from programme.core.models import Event
from programme.factories.choices import LEFT, FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.factories.queries import by_industry, by_region, by_size, progress, released_rows, rounds
from programme.factories.services import decline_selection, found_factory, terminate_factory
from tests.records import (
    CallFactory,
    CompanyFactory,
    LighthouseFactoryFactory,
    ProgrammeFactory,
    RegionFactory,
    company_person,
    staff_in,
)


def found(company: Any, case: uuid.UUID | None = None) -> LighthouseFactory:
    return found_factory(
        case=case or uuid.uuid4(),
        call=CallFactory(),
        company=company,
        site=None,
        technopark=None,
        region=RegionFactory(),
        size="sme",
        industry_label=None,
        main_product_ko="정밀주조품",
        plan_ko="",
        project_total_krw=2_400_000_000,
        selected_on=date(2026, 11, 1),
        by=None,
    )


@pytest.mark.django_db
def test_a_case_has_one_factory() -> None:
    company = CompanyFactory()
    factory = found(company)
    assert Event.objects.of_case(factory.case).get().verb == "factories.found"
    with pytest.raises(Conflict):
        found(company, case=factory.case)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name_ko", "name_en", "checked", "slug"),
    [
        ("한빛정밀", "Hanbit Precision", True, "hanbit-precision"),
        ("한빛정밀", "Hanbit Precision", False, "hanbitjeongmil"),
        ("동진쎄미켐", "", False, "dongjinssemikem"),
    ],
)
def test_the_address_comes_from_a_checked_name(name_ko: str, name_en: str, checked: bool, slug: str) -> None:
    company = CompanyFactory(name_ko=name_ko, name_en=name_en, name_en_checked=checked)
    assert found(company).slug == slug
    assert found(company).slug.startswith(f"{slug}-")


@pytest.mark.django_db
def test_a_name_without_letters_still_gets_an_address() -> None:
    assert len(found(CompanyFactory(name_ko="株式會社", name_en="")).slug) == 12


@pytest.mark.django_db
def test_the_representative_declines_and_the_factory_leaves_the_counts() -> None:
    factory = LighthouseFactoryFactory()
    for stranger in (
        company_person(factory.company, Role.COMPANY_MEMBER),
        company_person(CompanyFactory()),
        staff_in(StaffGroup.BODY),
    ):
        with pytest.raises(NotAllowed):
            decline_selection(factory=factory, by=stranger, reason="")
    factory = decline_selection(factory=factory, by=company_person(factory.company), reason="자금 사정")
    assert factory.status in LEFT
    assert not LighthouseFactory.objects.counted().exists()
    with pytest.raises(WrongState):
        decline_selection(factory=factory, by=None, reason="")


@pytest.mark.django_db
@pytest.mark.parametrize("status", [FactoryStatus.AGREED, FactoryStatus.BUILDING])
def test_the_ministry_ends_an_agreement_early(status: str) -> None:
    factory = LighthouseFactoryFactory(status=status)
    with pytest.raises(NotAllowed):
        terminate_factory(factory=factory, by=company_person(factory.company), reason="")
    factory = terminate_factory(factory=factory, by=staff_in(StaffGroup.MINISTRY), reason="폐업")
    assert Event.objects.of_case(factory.case).get().data == {
        "from": status,
        "to": "terminated",
        "reason": "폐업",
    }


@pytest.mark.django_db
def test_a_completed_factory_is_not_terminated() -> None:
    with pytest.raises(WrongState):
        terminate_factory(factory=LighthouseFactoryFactory(status="completed"), by=None, reason="")


def test_control_without_the_trigger_a_status_jumps(owner_connection: psycopg.Connection) -> None:
    factory = LighthouseFactoryFactory()
    rows = LighthouseFactory.objects.filter(pk=factory.pk)
    with pytest.raises(DatabaseError):
        rows.update(status=FactoryStatus.TOURING)
    owner_connection.execute("ALTER TABLE factories_lighthousefactory DISABLE TRIGGER USER")
    assert rows.update(status=FactoryStatus.TOURING) == 1


@pytest.mark.django_db
def test_the_decline_page_is_the_representatives(client: Client) -> None:
    factory = LighthouseFactoryFactory()
    url = f"/factories/{factory.slug}/decline/"
    assert client.get(url).status_code == 302
    client.force_login(company_person(CompanyFactory()))
    assert client.get(url).status_code == 404
    client.force_login(company_person(factory.company, Role.COMPANY_MEMBER))
    assert client.get(url).status_code == 404
    client.force_login(company_person(factory.company))
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    LighthouseFactory.objects.filter(pk=factory.pk).update(status="agreed")
    assert client.post(url, {"reason": "늦음"}).status_code in (409, 422)


# --- Counts -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_real_rounds_count_10_21_25_two_without_a_name() -> None:
    call_command("load_reference", stdout=StringIO())
    programme = Programme.objects.get()
    assert [(one.selected, one.named, one.unnamed, one.total) for one in rounds(programme)] == [
        (10, 10, 0, 10),
        (11, 11, 0, 21),
        (4, 2, 2, 25),
    ]
    stand = progress(programme)
    assert (stand.counted, stand.target, stand.target_year, stand.percent) == (25, 100, 2025, 25)
    assert (stand.named, stand.unnamed) == (23, 2)
    assert len(released_rows(Call.objects.get(key="2022-1"))) == 11
    assert not released_rows(Call.objects.get(key="2021"))


@pytest.mark.django_db
def test_who_leaves_is_counted_no_more() -> None:
    call = CallFactory(announced_selected=3, year=2021)
    LighthouseFactoryFactory(call=call)
    LighthouseFactoryFactory(call=call, status=FactoryStatus.DECLINED)
    LighthouseFactoryFactory(call=CallFactory(programme=call.programme))
    LighthouseFactoryFactory()  # another programme's
    assert [(one.selected, one.unnamed, one.total) for one in rounds(call.programme)] == [
        (2, 1, 2),
        (1, 0, 3),
    ]


@pytest.mark.django_db
def test_counts_follow_a_merged_region_to_its_successor() -> None:
    merged = RegionFactory(valid_from=date(2026, 7, 1))
    old = RegionFactory(valid_to=date(2026, 7, 1), successor=merged)
    LighthouseFactoryFactory(region=old)
    everyone = LighthouseFactory.objects.counted()
    before = {one.key: one.count for one in by_region(everyone, date(2026, 6, 30))}
    after = {one.key: one.count for one in by_region(everyone, date(2026, 7, 1))}
    assert (before[old.key], merged.key in before) == (1, False)
    assert (after[merged.key], old.key in after) == (1, False)


@pytest.mark.django_db
def test_counts_by_size_and_industry_leave_the_demonstration_out() -> None:
    LighthouseFactoryFactory(size="")
    LighthouseFactoryFactory(call=CallFactory(programme=ProgrammeFactory(is_demo=True)))
    counted = LighthouseFactory.objects.counted()
    assert [(one.key, one.count) for one in by_size(counted)] == [("sme", 0), ("mid", 0), ("", 1)]
    assert sum(one.count for one in by_industry(counted)) == 0
