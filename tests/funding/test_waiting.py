"""What waits for whom, from the draft to the completion."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from programme.accounts.models import User
from programme.core.clock import day_start
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.models import Agreement
from programme.funding.queries import money, names_of, waiting_for
from tests.funding.stage import MILLION, Stage, countersign, indicator, pay, sign
from tests.records import ApplicationFactory

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    with translation.override("en"):
        return [item.title.split(":")[0] for item in waiting_for(User.objects.get(pk=user.pk))]


def test_each_step_waits_for_the_person_who_takes_it(stage: Stage) -> None:
    ApplicationFactory(call=stage.factory.call, company=stage.company, case=stage.factory.case)
    assert titles(stage.body) == ["Draft the agreement"]
    draft = stage.draft()
    indicator(draft)
    assert titles(stage.body) == ["Offer the agreement"]
    agreement = services.offer_agreement(agreement=draft, by=stage.body)
    assert (titles(stage.owner), titles(stage.member), titles(stage.body)) == (["Sign the agreement"], [], [])
    sign(agreement, stage.owner)
    assert (titles(stage.owner), titles(stage.ministry)) == ([], ["Sign for the ministry"])
    countersign(agreement, stage.ministry)
    assert titles(stage.member) == ["Request an instalment"]
    assert titles(stage.body) == ["Start the build"]
    services.start_build(factory=LighthouseFactory.objects.get(), by=stage.body)
    assert titles(stage.owner) == ["Request an instalment", "Measure your indicators"]
    requested = stage.request(400 * MILLION)
    assert titles(stage.owner) == ["Measure your indicators"]
    assert titles(stage.body) == titles(stage.ministry) == ["Check and approve"]
    approved = services.approve_instalment(instalment=requested, by=stage.body)
    assert (titles(stage.body), titles(stage.finance)) == ([], ["Pay"])
    pay(approved, stage.finance)
    assert (titles(stage.body), titles(stage.finance)) == (["Check year 1"], [])
    for year in (1, 2, 3):
        stage.check(year)
    services.record_measurement(
        indicator=agreement.indicators.get(), value=1, measured_on=agreement.starts_on, by=stage.owner
    )
    assert titles(stage.body) == ["Complete the build"]
    LighthouseFactory.objects.update(status=FactoryStatus.TERMINATED)
    assert titles(stage.body) == ["End the agreement and release its money"]


def test_the_money_of_a_call_by_fiscal_year(stage: Stage) -> None:
    stage.sign()
    stage.pay(100 * MILLION)
    first, *later = money(stage.factory.call)
    assert (first.fiscal_year, first.committed_krw, first.paid_krw, first.left_krw) == (
        2026,
        400 * MILLION,
        100 * MILLION,
        600 * MILLION,
    )
    assert [year.paid_krw for year in later] == [0, 0]


def test_every_item_says_since_when(stage: Stage) -> None:
    def since(user: User) -> list[bool]:
        return [item.since is not None for item in waiting_for(User.objects.get(pk=user.pk))]

    LighthouseFactory.objects.update(selected_on=date(2026, 3, 2))
    ApplicationFactory(call=stage.factory.call, company=stage.company, case=stage.factory.case)
    [draft] = waiting_for(stage.body)
    assert draft.since == day_start(date(2026, 3, 2))
    stage.sign()
    LighthouseFactory.objects.update(status=FactoryStatus.BUILDING)
    stage.pay(400 * MILLION)
    assert since(stage.body) == [True]  # to check the year
    for year in (1, 2, 3):
        stage.check(year)
    assert since(stage.body) == [True]  # to complete the build
    LighthouseFactory.objects.update(status=FactoryStatus.TERMINATED)
    assert since(stage.body) == [True]  # to end the agreement


def test_an_english_reader_reads_the_checked_english_name(stage: Stage) -> None:
    agreement = stage.offer()
    company = stage.company
    for checked, name in ((True, company.name_en), (False, company.name_ko)):
        company.name_en_checked = checked
        company.save()
        with translation.override("en"):
            [item] = waiting_for(User.objects.get(pk=stage.owner.pk))
            assert item.title == f"Sign the agreement: {name}"
            assert str(Agreement.objects.get(pk=agreement.pk)) == name
        said = names_of(company)
        for language, expected in (("en", name), ("ko", company.name_ko)):
            with translation.override(language):
                mail = render_to_string(
                    "funding/mail/offered.txt", {**said, "public_id": agreement.public_id, "site_url": ""}
                )
            assert expected in mail.splitlines()[0]
