"""From the evaluators' panel to the visitors' check-in."""

from datetime import datetime, timedelta
from decimal import Decimal

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.calls.models import Call
from programme.core.clock import SEOUL, db_now, seoul_day
from programme.core.signing import statement_hash
from programme.evaluation.models import Assignment
from programme.evaluation.queries import criteria_of
from programme.evaluation.services import (
    assign_evaluators,
    close_evaluation,
    declare_no_conflict,
    form_panel,
    save_scores,
    seal_scores,
)
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement, Instalment
from programme.funding.services import (
    approve_instalment,
    complete_factory,
    countersign_agreement,
    draft_agreement,
    offer_agreement,
    pay_instalment,
    record_check,
    record_measurement,
    request_instalment,
    set_appropriation,
    sign_agreement,
    start_build,
)
from programme.funding.statements import agreement_statement, payment_statement
from programme.selection.queries import publication_statement
from programme.selection.services import publish_results, stage_top
from programme.tours.models import Booking, Session
from programme.tours.services import (
    accept_offer,
    assign_guide,
    book_seats,
    cancel_booking,
    check_in,
    create_session,
    enter_booking,
    join_waiting_list,
    open_tours,
)

PANEL = 5
EACH_YEAR_KRW = 400_000_000


def evaluators() -> list[User]:
    return [ensure_demo_account(key="evaluator", number=number) for number in range(1, PANEL + 1)]


def judge(call: Call) -> None:
    """A panel of five declares, scores the three criteria, seals; staff close each evaluation."""
    body = ensure_demo_account(key="body")
    panel = evaluators()
    form_panel(call=call, name="시연 평가위원회", evaluators=panel, by=body)
    for place, application in enumerate(call.applications.filter(status=ApplicationStatus.DESIGNED), 1):
        assign_evaluators(application=application, evaluators=panel, by=body)
        for seat, assignment in enumerate(Assignment.objects.filter(application=application).order_by("id")):
            score(assignment, place, seat)
        close_evaluation(application=application, by=body)


def score(assignment: Assignment, place: int, seat: int, *, seal: bool = True) -> None:
    """One evaluator's sheet: different by application and evaluator, the same in every walk.

    The first applicant, whose representative is the demonstration's company account, comes out first.
    """
    evaluator = assignment.evaluator
    declare_no_conflict(assignment=assignment, by=evaluator)
    sheet = {
        criterion.key: (
            97 - 2 * ((place - 1) * 5 % 17) - (seat * 3 + position * 2) % 5,
            "계획이 구체적이고 실현 가능성이 높습니다.",
        )
        for position, criterion in enumerate(criteria_of(assignment.application))
    }
    save_scores(assignment=assignment, scores=sheet, by=evaluator)
    if seal:
        seal_scores(assignment=assignment, by=evaluator)


def select(call: Call) -> None:
    """The ministry stages the best of the ranking and publishes all results together."""
    ministry = ensure_demo_account(key="ministry")
    places = call.planned_places
    assert places is not None
    stage_top(call=call, places=places, by=ministry)
    shown = statement_hash(publication_statement(call))
    publish_results(call=call, by=ministry, shown_sha256=shown)


def owner_of(factory: LighthouseFactory) -> User:
    """The demonstration person who represents the factory's company."""
    return User.objects.get(
        grants__scope=factory.company.uid, grants__role="company_owner", grants__revoked_at=None
    )


def factories_of(call: Call) -> list[LighthouseFactory]:
    return list(call.factories.select_related("company", "call").order_by("id"))


def agree(call: Call) -> None:
    """Three years of 400 million won each. Two agreements are in force, one waits for the company's
    signature and one for the ministry's.
    """
    ministry, body = ensure_demo_account(key="ministry"), ensure_demo_account(key="body")
    first_year = seoul_day(db_now()).year
    for year in range(first_year, first_year + 3):
        set_appropriation(call=call, fiscal_year=year, amount_krw=3_200_000_000, by=ministry)
    for place, factory in enumerate(factories_of(call)[:4], 1):
        years = [(first_year + n, EACH_YEAR_KRW) for n in range(3)]
        agreement = draft_agreement(factory=factory, years=years, by=body)
        agreement = offer_agreement(agreement=agreement, by=body)
        if place != 3:
            agreement = sign_for_company(agreement, owner_of(factory))
        if place < 3:
            shown = statement_hash(agreement_statement(agreement))
            countersign_agreement(agreement=agreement, by=ministry, shown_sha256=shown)


def sign_for_company(agreement: Agreement, owner: User) -> Agreement:
    shown = statement_hash(agreement_statement(agreement))
    return sign_agreement(agreement=agreement, by=owner, shown_sha256=shown)


def pay_first(call: Call) -> None:
    """The first instalments: one is paid, the second factory's waits for its payment."""
    ministry, finance = ensure_demo_account(key="ministry"), ensure_demo_account(key="finance")
    for place, factory in enumerate(factories_of(call)[:2], 1):
        factory = start_build(factory=factory, by=ensure_demo_account(key="body"))
        year = factory.agreement.years.get(year_number=1)
        instalment = request_instalment(
            year_plan=year,
            amount_krw=200_000_000,
            evidence="설비 데이터 수집 장치 설치와 MES 계약 체결을 마쳤습니다.",
            by=owner_of(factory),
        )
        instalment = approve_instalment(instalment=instalment, by=ministry)
        if place == 1:
            pay(instalment, finance)


def pay(instalment: Instalment, finance: User) -> None:
    shown = statement_hash(payment_statement(instalment))
    pay_instalment(instalment=instalment, by=finance, shown_sha256=shown)


def complete(call: Call) -> None:
    """The first factory is checked for each year, measured, and stands."""
    body = ensure_demo_account(key="body")
    factory = factories_of(call)[0]
    owner, today = owner_of(factory), seoul_day(db_now())
    for year in factory.agreement.years.order_by("year_number"):
        record_check(
            year_plan=year, outcome="passed", note="계획한 설비와 시스템이 가동되고 있습니다.", by=body
        )
    for indicator in factory.agreement.indicators.all():
        target = indicator.target if indicator.target is not None else Decimal(0)
        record_measurement(indicator=indicator, value=target, measured_on=today, by=owner)
    complete_factory(factory=factory, by=body, capability_level_confirmed=4, completed_on=today)


TERMS = {
    "summary_ko": "인공지능 비전 검사 라인과 통합 관제실을 걷고, 현장 엔지니어의 설명을 듣습니다. (시연)",
    "summary_en": "Walk along the AI inspection line and the control room with an engineer. (demo)",
    "meeting_point_ko": "정문 안내실",
    "meeting_point_en": "Reception at the main gate",
    "rules_ko": "안전모와 안전화를 착용하고, 생산 구역에서는 촬영하지 않습니다.",
    "rules_en": "Wear the helmet and shoes provided; no photographs in the production area.",
    "languages": ["ko", "en"],
    "lead_time_hours": 0,
    "cancellation_deadline_hours": 0,
    "group_min": 2,
    "group_max": 30,
}


def visitors(count: int) -> list[User]:
    return [ensure_demo_account(key="teacher", number=number) for number in range(1, count + 1)]


def host_tours(call: Call) -> None:
    """Sessions; one is booked until it is full, gives up seats to the waiting list, and is held today."""
    factory = factories_of(call)[0]
    owner = owner_of(factory)
    factory = open_tours(factory=factory, by=owner, **TERMS)
    programme = factory.tour_programme
    now = db_now()
    today = create_session(programme=programme, starts_at=now + timedelta(hours=2), capacity=6, by=owner)
    for days in (7, 14, 21, 28):
        create_session(programme=programme, starts_at=morning(days), capacity=30, by=owner)
    assign_guide(session=today, guide=owner, by=owner)
    fill(today, owner)


def morning(days: int) -> datetime:
    """Ten o'clock in Seoul, so many days from now."""
    return (db_now().astimezone(SEOUL) + timedelta(days=days)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )


def fill(session: Session, owner: User) -> None:
    """Book up to full, cancel one, let the line move up, and check the visitors in."""
    _teacher, first, second, third = visitors(4)
    bookings = [book_seats(session=session, by=person, seats=2) for person in (first, second)]
    enter_booking(session=session, by=owner, seats=2, guest_name="전화 방문객", guest_phone="02-000-0000")
    join_waiting_list(session=session, by=third, seats=2)
    cancel_booking(booking=bookings[0], by=first)
    accept_offer(booking=Booking.objects.get(session=session, person=third), by=third)
    for booking in Booking.objects.confirmed().filter(session=session):
        check_in(booking=booking, by=owner)


def offer_seats_to_the_teacher(call: Call) -> None:
    """Another session is full; who cancels leaves seats that the teacher finds offered."""
    teacher, first, second, _third = visitors(4)
    factory = factories_of(call)[0]
    session = create_session(
        programme=factory.tour_programme,
        starts_at=morning(10),
        capacity=4,
        by=owner_of(factory),
    )
    bookings = [book_seats(session=session, by=person, seats=2) for person in (first, second)]
    join_waiting_list(session=session, by=teacher, seats=2)
    cancel_booking(booking=bookings[0], by=first)
