"""One round, walked over HTTP by everyone who takes part, from the call to the visitors' check-in.

Each person finds the work on the own desk or in the back office's list, follows its link and sends the
form that stands there (tests/portal/browser.py); no service is called. What the factories in tests/
make are accounts only.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from programme.accounts.choices import Role, StaffGroup
from programme.calls.choices import Stage
from programme.core.clock import SEOUL, db_now
from programme.regions.models import TechnoPark
from tests.records import UserFactory, business_number, officer_of, person_with, staff_in

from .browser import Browser

pytestmark = pytest.mark.django_db

CALL = "2026년 하반기 K-스마트등대공장 공고"
COMPANY, COMPANY_EN = "네오정밀", "Neo Precision"
ON_PAPER = "종이정공"
EACH_YEAR_KRW = 400_000_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

QUESTIONS = [
    {"key": "plan", "kind": "text", "text_ko": "추진 계획", "max_length": 2000},
    {"key": "employees", "kind": "number", "text_ko": "상시 근로자 수", "max_length": 10},
]
CRITERIA = [
    {"key": "advancement", "name_ko": "고도화", "name_en": "Advancement", "weight": 40},
    {"key": "sustainability", "name_ko": "지속가능성", "name_en": "Sustainability", "weight": 30},
    {"key": "ripple", "name_ko": "파급효과", "name_en": "Ripple effect", "weight": 30},
]
DOCUMENTS = [{"key": "plan", "name_ko": "사업계획서", "kinds": "pdf", "max_bytes": 1_000_000}]
ANSWERS = {
    "technopark": "경남테크노파크",
    "total_krw": "2400000000",
    "requested_krw": "1200000000",
    "answer_plan": "예지보전으로 정지 시간을 줄입니다.",
    "answer_employees": "80",
}
INDICATOR = {
    "category": "P",
    "name": "시간당 생산량",
    "formula": "생산량 ÷ 시간",
    "unit": "개",
    "direction": "up",
    "baseline": "120",
    "target": "156",
    "period": "월",
}
PAPERS = [
    "Recommendation by the techno-park",
    "Result of screening",
    "Diagnosis and design",
    "Notice of the result",
    "Agreement, instalments and indicators",
    "Running the tours",
]


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(published: None) -> SimpleNamespace:
    """Everyone who takes part, each at a browser; the teacher reads English."""
    users = {
        "ministry": staff_in(StaffGroup.MINISTRY),
        "body": staff_in(StaffGroup.BODY),
        "finance": staff_in(StaffGroup.FINANCE),
        "officer": officer_of(TechnoPark.objects.get(key="gyeongnam")),
        "consultant": person_with(Role.CONSULTANT, name="조진단"),
        "first_evaluator": person_with(Role.EVALUATOR, name="윤평가"),
        "second_evaluator": person_with(Role.EVALUATOR, name="문평가"),
        "owner": UserFactory(name="한대표"),
        "supplier": UserFactory(name="이협력"),
        "second": UserFactory(name="차방문"),
        "third": UserFactory(name="오방문"),
    }
    browsers = {name: Browser(user) for name, user in users.items()}
    teacher = Browser(UserFactory(name="장교사"), language="en")
    return SimpleNamespace(**browsers, teacher=teacher, anyone=Browser())


def test_a_round_from_the_call_to_the_tour(people: SimpleNamespace) -> None:
    publish_a_call(people)
    apply(people)
    apply_on_paper(people)
    recommend(people)
    screen(people)
    diagnose(people)
    design(people)
    evaluate(people)
    select(people)
    agree(people)
    build(people)
    open_doors(people)
    visit(people)
    check_in(people)
    read_the_story(people)


def work(person: Browser, words: str, **values: str) -> Browser:
    """Open what waits for a person from where it is listed."""
    assert person.user is not None
    return person.home("/admin/" if person.user.is_staff else "/desk/").click(words, **values)


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def now() -> datetime:
    return db_now().astimezone(SEOUL)


def split(name: str, instant: datetime) -> dict[str, str]:
    """An instant as the back office's two fields."""
    return {f"{name}_0": f"{instant:%Y-%m-%d}", f"{name}_1": f"{instant:%H:%M}"}


def rows(prefix: str, *values: dict[str, Any]) -> dict[str, Any]:
    """Rows of a form with several, as its fields are named."""
    return {
        f"{prefix}-{number}-{name}": value for number, row in enumerate(values) for name, value in row.items()
    }


# --- From the call to the selection --------------------------------------------------------------


def publish_a_call(people: SimpleNamespace) -> None:
    """The ministry prepares the call in the back office, and publishes it when it is complete."""
    ministry, anyone = people.ministry, people.anyone
    opens, closes = now() - timedelta(days=1), now() + timedelta(days=10)
    ministry.home("/admin/").click("calls").click("add")
    ministry.send(
        "Save and continue editing",
        programme="K-스마트등대공장",
        key="2026-2",
        title_ko=CALL,
        title_en="K-Smart Lighthouse Factory 2026, second half",
        year=2026,
        half=2,
        **split("opens_at", opens),
        **split("closes_at", closes),
        planned_places=1,
        planned_sme_min=1,
        evaluators_per_application=2,
        extra={
            **ministry.add_rows("questions", in_order(QUESTIONS)),
            **ministry.add_rows("criteria", in_order(CRITERIA)),
            **ministry.add_rows("documents", in_order(DOCUMENTS)),
            **ministry.add_rows("stages", list(stage_dates(opens, closes))),
        },
    )
    anyone.home("/calls/").lacks(CALL)
    ministry.click("Publish the call").send("Publish the call")
    anyone.home("/calls/").click(CALL).sees("Apply in this call")


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "position": place} for place, row in enumerate(rows, 1)]


def stage_dates(opens: datetime, closes: datetime) -> Iterator[dict[str, str]]:
    """All stages have begun, because everything is done today; each ends a month after the one before."""
    later = [stage for stage in Stage if stage != Stage.APPLICATION]
    for place, stage in enumerate(later, 1):
        ends = closes + timedelta(days=30 * place)
        yield {"stage": str(stage), **split("starts_at", opens), **split("ends_at", ends)}


def apply(people: SimpleNamespace) -> None:
    """A newcomer registers, writes and submits; the partner registers and confirms its part."""
    owner, supplier = people.owner, people.supplier
    owner.home("/").click("Calls and results").click(CALL).click("Apply in this call")
    owner.click("Register your company").send(
        "Register",
        name_ko=COMPANY,
        name_en=COMPANY_EN,
        business_number="124-81-00998",
        size="sme",
        representative="한대표",
    )
    owner.send("Save", name="창원 공장", region="경상남도", address="창원시", industry_label="기계장비")
    owner.send("Start the application", call=CALL, company=COMPANY)

    supplier.home("/desk/").click("Take part as a partner").send(
        "Register", kind="supplier", name_ko="새길솔루션", business_number=business_number(700)
    )
    owner.send(
        "Save and continue", **ANSWERS, site="창원 공장 (경상남도)", size="sme", main_product="유압 밸브"
    )
    owner.send("Add this partner", organisation="새길솔루션", part="데이터 수집", share_krw="200000000")
    owner.click("Continue").send("Upload", document_plan=pdf("계획서.pdf"))
    owner.click("Continue").sees("%(partner)s has not yet confirmed its part.", partner="새길솔루션")
    work(supplier, "Confirm your part in the project of %(company)s", company=COMPANY)
    supplier.send("Confirm for the organisation")
    work(owner, "Complete and submit: %(call)s", call=CALL).click("Check and submit")
    owner.lacks("Still missing").click("Go on to submit").send("Submit the application", truthful=True)
    owner.sees("2026-2-0001")


def apply_on_paper(people: SimpleNamespace) -> None:
    """Staff enter a company and an application that came by paper, and submit it for the company."""
    body, waits = people.body, "Complete and submit what came by paper: %(company)s"
    body.home("/admin/").click("companies").click("add").send(
        "Save", name_ko=ON_PAPER, business_number=business_number(701), size="mid", representative="박대표"
    )
    body.home("/admin/").click("applications").click("add").send("Save", call=CALL, company=ON_PAPER)
    body.click("Open on the portal").click("Continue writing").click("Add a site")
    body.send("Save", name="김해 공장", region="경상남도")
    work(body, waits, company=ON_PAPER).click("Continue writing").send(
        "Save and continue", **ANSWERS, site="김해 공장 (경상남도)", size="mid", main_product="감속기"
    )
    body.click("Continue").send("Upload", document_plan=pdf("종이.pdf"))
    body.click("Continue").click("Go on to submit").send("Submit the application", truthful=True)
    body.sees("2026-2-0002")


def recommend(people: SimpleNamespace) -> None:
    """The officer signs for one, and takes a hasty refusal of the other back with a reason."""
    officer, waits = people.officer, "Decide on the recommendation of %(company)s"
    work(officer, waits, company=COMPANY).click("Recommend").sees("2026-2-0001")
    officer.send("Recommend", reason="파급효과가 큽니다.", priority="1", have_read=True)
    work(officer, waits, company=ON_PAPER).click("Do not recommend")
    officer.send("Do not recommend", reason="자료 부족").click("Take back the refusal")
    officer.send("Take back the refusal", reason="다른 기업과 혼동했습니다.").sees(
        "다른 기업과 혼동했습니다."
    )
    work(officer, waits, company=ON_PAPER).click("Recommend")
    officer.send("Recommend", reason="지역 주력산업입니다.", priority="2", have_read=True)


def screen(people: SimpleNamespace) -> None:
    """The body answers each check; one passes, the other does not."""
    body = people.body
    checks = {f"results-{number}-met": "yes" for number in range(5)}
    # The worker lays the check out; it does not run here, so the body opens it itself.
    work(body, "Screen %(company)s", company=COMPANY).send("Open the check")
    body.send("Save and continue editing", **checks)
    body.click("Pass screening").send("Pass screening")
    checks["results-4-met"] = "no"
    work(body, "Screen %(company)s", company=ON_PAPER).send("Open the check")
    body.send("Save and continue editing", **checks)
    body.click("Do not pass screening").send("Do not pass screening", reason="신청액이 한도를 넘습니다.")


def diagnose(people: SimpleNamespace) -> None:
    """The consultant visits, and writes down what was found."""
    body, consultant = people.body, people.consultant
    work(body, "Assign a consultant to %(company)s", company=COMPANY)
    body.send("Assign a consultant", consultant="조진단")
    work(consultant, "Diagnose %(company)s", company=COMPANY)
    consultant.click("Record the visit").send("Save", visited_on=f"{now():%Y-%m-%d}")
    consultant.click("Write the diagnosis").send(
        "Save",
        capability_level="3",
        system_level="middle1",
        summary="데이터 수집이 끊깁니다.",
        **rows("findings", {"area": "설비", "severity": "high", "text": "수기로 적습니다."}),
    )
    consultant.click("Complete the diagnosis").send("Complete the diagnosis")


def design(people: SimpleNamespace) -> None:
    """And designs what shall be built, with its indicators and costs."""
    consultant = people.consultant
    improvement = {
        "title": "실시간 수집",
        "year": "1",
        "text": "수집 장치를 붙입니다.",
        "technologies": ["인공지능"],
    }
    government, own = (
        {"year": "1", "item": "구축", "source": source, "amount_krw": EACH_YEAR_KRW}
        for source in ("government", "own")
    )
    work(consultant, "Design the plan of %(company)s", company=COMPANY).click("Write the design").send(
        "Save and add another row",
        goal_capability_level="4",
        goal_system_level="advanced",
        summary="설비를 잇고 스스로 제어합니다.",
        **rows("improvements", improvement),
        **rows("indicators", INDICATOR),
        **rows("costs", government),
    )
    consultant.send("Save", **rows("costs", government, own))
    consultant.click("Complete the design").send("Complete the design")


def evaluate(people: SimpleNamespace) -> None:
    """A panel of two declares, scores and seals; the body closes."""
    body, names = people.body, ["윤평가", "문평가"]
    declare = "Declare: no conflict of interest"
    scores = {
        f"{what}_{criterion['key']}": value
        for criterion in CRITERIA
        for what, value in (("score", "80"), ("comment", "실현 가능성이 높습니다."))
    }
    body.home("/admin/").click("panels").click("add")
    body.send("Save", call=CALL, name="평가위원회", evaluators=names)
    work(body, "Assign evaluators: %(company)s", company=COMPANY).send("Save", evaluators=names)
    for one in (people.first_evaluator, people.second_evaluator):
        work(one, "Declare whether you have a conflict of interest: %(company)s", company=COMPANY)
        one.click(declare).send(declare, declared=True)
        work(one, "Score the application: %(company)s", company=COMPANY).click("Enter scores")
        one.send("Save and go to the seal", **scores).send("Seal the scores")
    work(body, "Close the evaluation: %(company)s", company=COMPANY).send("Close the evaluation")


def select(people: SimpleNamespace) -> None:
    """The ministry decides by the ranking and signs one publication; the company reads its notice."""
    ministry, owner = people.ministry, people.owner
    work(ministry, "Decide: %(call)s", call=CALL).click("Decide by the ranking")
    ministry.send("Decide by the ranking", places="1")
    work(ministry, "Publish the results: %(call)s", call=CALL).click("Publish the results")
    ministry.sees("2026-2-0001").send("Publish the results", have_read=True)
    owner.home("/desk/").click("Our applications").click(CALL).click("Notice of the result")
    owner.sees("Selected as a lighthouse factory")


# --- From the agreement to the tours -------------------------------------------------------------


def agree(people: SimpleNamespace) -> None:
    """The ministry's money, the body's draft, two signatures."""
    ministry, body, owner = people.ministry, people.body, people.owner
    ministry.home("/admin/").click("appropriations").click("add")
    ministry.send("Save", call=CALL, fiscal_year=now().year, amount_krw="400,000,000")
    work(body, "Draft the agreement: %(company)s", company=COMPANY).send("Draft the agreement")
    work(body, "Offer the agreement: %(company)s", company=COMPANY).click("Offer the agreement")
    body.send("Offer the agreement")
    work(owner, "Sign the agreement: %(company)s", company=COMPANY)
    owner.send("Sign the agreement", have_read=True)
    work(ministry, "Sign for the ministry: %(company)s", company=COMPANY).click("Sign for the ministry")
    ministry.send("Sign for the ministry", have_read=True)
    work(body, "Start the build: %(company)s", company=COMPANY).click("Start the build")
    body.send("Start the build")


def build(people: SimpleNamespace) -> None:
    """The year's money by four eyes, the check, the measurement, the completion."""
    body, finance, owner = people.body, people.finance, people.owner
    work(owner, "Request an instalment: %(company)s", company=COMPANY)
    owner.send("Request", amount_krw="400,000,000", evidence="설치를 마쳤습니다.")
    work(body, "Check and approve: %(what)s", what="").click("Approve the instalment")
    body.send("Approve the instalment")
    work(finance, "Pay: %(what)s", what="").click("Pay the instalment")
    finance.send("Pay the instalment", have_read=True)
    work(body, "Check year %(number)s: %(company)s", number="1", company=COMPANY)
    body.click("Record the yearly check")
    body.send("Record the yearly check", outcome="passed", note="가동 중입니다.")
    work(owner, "Measure your indicators: %(company)s", company=COMPANY).send("Record", value="156")
    work(body, "Complete the build: %(company)s", company=COMPANY).click("Complete the build")
    body.send("Complete the build", capability_level_confirmed="4", completed_on=f"{now():%Y-%m-%d}")


def open_doors(people: SimpleNamespace) -> None:
    """The company writes its tour programme, opens, and plans a session for today."""
    owner, begins = people.owner, now() + timedelta(hours=2)
    work(owner, "Open the factory for tours: %(factory)s", factory="")
    owner.click("Write the tour programme").send(
        "Save",
        summary_ko="인공지능 검사 라인을 걷습니다.",
        summary_en="Walk along the inspection line.",
        meeting_point_ko="정문",
        address_ko="경상남도 창원시 성산구 창원대로 1",
        contact_phone="055-000-0000",
        meeting_point_en="Main gate",
        languages=["ko", "en"],
        lead_time_hours="0",
        cancellation_deadline_hours="0",
        group_min="2",
        group_max="10",
    )
    owner.click("Open the tours").send("Open the tours").click("Plan a session")
    people.begins = f"{begins:%H:%M}"
    owner.send("Plan the session", date=f"{begins:%Y-%m-%d}", time=people.begins, capacity="6")
    owner.click("Choose a guide").send("Save", guide="한대표")


def visit(people: SimpleNamespace) -> None:
    """A class and a second party book, a caller takes the last seats; who waits gets those given back."""
    teacher, second, third, owner = people.teacher, people.second, people.third, people.owner
    teacher.home("/factories/").click(COMPANY_EN).click("All tours").click(COMPANY_EN)
    teacher.send("Book", kind="school", school_kind="middle", seats="2", adults="1", group_name="창원중학교")
    second.home("/tours/").click(COMPANY).send("Book", seats="2")
    owner.click("Enter a booking by telephone").send(
        "Book for the caller", guest_name="전화 손님", guest_phone="02-000-0000", seats="2"
    )
    third.home("/tours/").click(COMPANY).send("Join the waiting list", seats="2")
    second.home("/desk/").click("My visits").click(COMPANY).click("Cancel the booking")
    second.send("Cancel the booking")
    work(third, "Accept or decline your seats: %(session)s", session="").click("Accept the seats")
    third.send("Accept the seats")


def check_in(people: SimpleNamespace) -> None:
    """At the gate the host notes who came, and takes one back that was noted by mistake."""
    owner = people.owner
    owner.home("/desk/").click("Tours of %(factory)s", factory=COMPANY).click(people.begins)
    for party in ("장교사", "전화 손님", "오방문"):
        owner.send("Check in", about=party)
    owner.sees("Visitors checked in").sees("6 / 6")
    mistaken = owner.links("Take back the check-in")[1]
    owner.open(mistaken).send("Take back the check-in", reason="다른 단체였습니다.").send("Check in")


# --- What is left to read ------------------------------------------------------------------------


def read_the_story(people: SimpleNamespace) -> None:
    """What anyone reads of the round and the factory, and what its people read of the case."""
    owner, anyone, teacher = people.owner, people.anyone, people.teacher
    anyone.home("/calls/").click(CALL).click(COMPANY)
    for step in ("Selected as a lighthouse factory", "Opened for tours"):
        anyone.sees(step)
    teacher.home("/desk/").click("My visits").sees("Checked in")
    owner.home("/desk/").click("Our applications").click(CALL).sees("Pass screening")
    case = owner.click("The whole way of this case, with its papers").address
    for paper in PAPERS:
        owner.click(paper).open(case)
