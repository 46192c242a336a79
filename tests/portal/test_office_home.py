"""The back office's first page: what waits, and that every number leads to just that."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.accounts.choices import StaffGroup
from programme.applications.choices import ApplicationStatus
from programme.calls.choices import Stage
from programme.calls.models import StageDate
from programme.core.clock import db_now
from programme.diagnosis.models import Diagnosis
from programme.factories.choices import FactoryStatus
from tests.accounts.second_factor import sign_in
from tests.records import (
    ApplicationFactory,
    CallFactory,
    LighthouseFactoryFactory,
    ProgrammeFactory,
    staff,
    staff_in,
)

from .pages import read

pytestmark = pytest.mark.django_db


def call_whose_screening_ends(days: float, **fields):
    """Deadlines are moved, never the clock."""
    call, now = CallFactory(**fields), db_now()
    StageDate.objects.create(
        call=call,
        stage=Stage.SCREENING,
        starts_at=now - timedelta(days=30),
        ends_at=now + timedelta(days=days),
    )
    return call


def to_screen(call, number: int = 1):
    return [ApplicationFactory(call=call, status=ApplicationStatus.RECOMMENDED) for _ in range(number)]


@pytest.fixture
def demo_programme():
    return ProgrammeFactory(is_demo=True)


@pytest.fixture
def body(client):
    person = staff_in(StaffGroup.BODY)
    sign_in(client, person)
    return person


def test_what_is_late_stands_before_what_is_not(client, body) -> None:
    later = to_screen(call_whose_screening_ends(20))[0]
    late = to_screen(call_whose_screening_ends(-2))[0]
    near = to_screen(call_whose_screening_ends(3))[0]
    work = client.get("/en/admin/").context["work"]
    assert [(group.key, [line.item.pk for line in group.lines]) for group in work.groups] == [
        ("overdue", [late.pk]),
        ("soon", [near.pk]),
        ("later", [later.pk]),
    ]
    page = read(client, "/en/admin/").text
    assert "2 days overdue" in page
    assert late.company.name_en in page


def test_it_is_said_in_korean_too(client, body) -> None:
    late = to_screen(call_whose_screening_ends(-2))[0]
    page = read(client, "/admin/").text
    assert "2일 지남" in page
    assert late.company.name_ko in page
    assert late.company.name_en not in page


def test_every_lists_link_opens_just_what_waits(client, body, demo_programme) -> None:
    call = call_whose_screening_ends(3)
    to_screen(call, 3)
    to_screen(call_whose_screening_ends(3, programme=demo_programme), 2)
    for status in (ApplicationStatus.SCREENED_IN, ApplicationStatus.DESIGNED, ApplicationStatus.EVALUATED):
        ApplicationFactory(call=call, status=status)
    given = ApplicationFactory(call=call, status=ApplicationStatus.SCREENED_IN)
    Diagnosis.objects.create(application=given, consultant=body)  # not to be assigned any more
    ApplicationFactory(call=call, entered_by_staff=True)
    ApplicationFactory(call=call)  # a company's own draft
    done = ApplicationFactory(call=call, status=ApplicationStatus.SELECTED)
    LighthouseFactoryFactory(call=call, case=done.case, company=done.company)
    LighthouseFactoryFactory(call=call, status=FactoryStatus.COMPLETED)
    for query, screened in (("", 5), ("?demo=0", 3)):
        answer = client.get(f"/admin/{query}")
        links = [link for _row, lists in answer.context["stages"] for link in lists]
        for link in links:
            assert link.url in answer.content.decode().replace("&amp;", "&").replace("&#x27;", "'")
            found = client.get(link.url)
            assert found.status_code == 200, link
            assert found.context["cl"].result_count == link.count, link
        assert len(links) == 6
        assert links[1].count == screened


def test_a_list_that_one_may_not_open_is_no_link(client) -> None:
    sign_in(client, staff("screening.change_screening"))
    to_screen(call_whose_screening_ends(3))
    [(row, lists)] = client.get("/admin/").context["stages"]
    assert (row.count, lists) == (1, [])


def test_the_demonstration_is_marked_and_can_be_hidden(client, body, demo_programme) -> None:
    real = to_screen(call_whose_screening_ends(3))[0]
    shown = to_screen(call_whose_screening_ends(3, programme=demo_programme))[0]
    page = read(client, "/en/admin/").text
    assert shown.company.name_en in page
    assert page.count("demonstration") >= 2  # the badge and the choice
    hidden = read(client, "/en/admin/?demo=0").text
    assert real.company.name_en in hidden
    assert shown.company.name_en not in hidden


def test_a_stages_count_narrows_the_queue(client, body) -> None:
    call = call_whose_screening_ends(3)
    screened = to_screen(call)[0]
    other = ApplicationFactory(call=call, status=ApplicationStatus.SCREENED_IN)
    found = read(client, "/en/admin/?stage=screening")
    assert screened.company.name_en in found.text
    assert other.company.name_en not in found.text
    assert any("stage=diagnosis" in link for link in found.links)


def test_two_hundred_things_are_cut_and_cost_no_more_queries(client, body) -> None:
    call = call_whose_screening_ends(3)
    to_screen(call)
    ApplicationFactory(call=call, status=ApplicationStatus.DESIGNED)
    ApplicationFactory(call=call, status=ApplicationStatus.SCREENED_IN)
    client.get("/admin/")  # content types and the like are read once
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/")
    to_screen(call, 30)
    for _number in range(5):
        ApplicationFactory(call=call, status=ApplicationStatus.DESIGNED)
        ApplicationFactory(call=call, status=ApplicationStatus.SCREENED_IN)
        LighthouseFactoryFactory(call=call, status=FactoryStatus.COMPLETED)
    with CaptureQueriesContext(connection) as many:
        answer = client.get("/en/admin/")
    assert len(many) <= len(few)
    assert answer.context["work"].count == 48
    assert "Show all 31" in answer.content.decode()
    assert "Show all" not in client.get("/en/admin/?all=1").content.decode()


def test_an_empty_queue_says_so(client) -> None:
    sign_in(client, staff_in(StaffGroup.AUDITOR))
    assert "Nothing waits for you now" in read(client, "/en/admin/").text
