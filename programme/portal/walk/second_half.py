"""From the evaluators' panel to the visitors' check-in."""

from datetime import datetime, timedelta
from decimal import Decimal

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.clock import SEOUL, db_now, seoul_day
from programme.core.registers import correct
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
    add_milestone,
    approve_instalment,
    complete_factory,
    countersign_agreement,
    draft_agreement,
    finish_milestone,
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
from programme.regions.models import Technology
from programme.selection.queries import publication_statement
from programme.selection.services import publish_results, stage_top
from programme.tours.models import Booking, Session
from programme.tours.services import (
    accept_offer,
    assign_guide,
    book_seats,
    cancel_booking,
    check_in,
    confirm_held,
    create_session,
    enter_booking,
    join_waiting_list,
    open_tours,
)

from . import cast, clock
from .profiles import REACHED, profile_of

PANEL = 5
RESERVES = 2  # further members of the open call's panel, for a colleague with a conflict of interest
EACH_YEAR_KRW = 400_000_000
TENS = 20  # a figure from here on is measured in whole units
# Days after the call opened.
STARTED, YEAR, COMPLETED, OPENED = 265, 360, 1345, 1370
HELD = (1385, 1413, 1441, 1476, 1511)
MILESTONES = (
    ("설비 데이터 수집 체계 가동", "Machine data are collected"),
    ("예측 모형 현장 적용", "The prediction models run on the line"),
    ("자율 제어 라인 검증", "The self-controlling line is proved"),
)


def evaluators() -> list[User]:
    return [ensure_demo_account(key="evaluator", number=number) for number in range(1, PANEL + 1)]


def reserves() -> list[User]:
    first = PANEL + 1
    return [ensure_demo_account(key="evaluator", number=number) for number in range(first, first + RESERVES)]


def judge(call: Call) -> None:
    """A panel of five declares, scores the three criteria, seals; staff close each evaluation."""
    with clock.on(call, 195):
        _judge(call)


def _judge(call: Call) -> None:
    body = ensure_demo_account(key="body")
    panel = evaluators()
    form_panel(call=call, name="시연 평가위원회", evaluators=panel, by=body)
    for place, application in enumerate(call.applications.filter(status=ApplicationStatus.DESIGNED), 1):
        judge_one(application, place=place, by=body)


def judge_one(application: Application, *, place: int, by: User) -> None:
    """All five score and seal, and the evaluation is closed."""
    assign_evaluators(application=application, evaluators=evaluators(), by=by)
    for seat, assignment in enumerate(Assignment.objects.filter(application=application).order_by("id")):
        score(assignment, place, seat)
    close_evaluation(application=application, by=by)


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
    """The ministry stages the best of the ranking, publishes all results and describes the chosen."""
    ministry = ensure_demo_account(key="ministry")
    places = call.planned_places
    assert places is not None
    with clock.on(call, 215):
        stage_top(call=call, places=places, by=ministry)
        shown = statement_hash(publication_statement(call))
        publish_results(call=call, by=ministry, shown_sha256=shown)
        for factory in factories_of(call):
            describe(factory, ministry)


def describe(factory: LighthouseFactory, ministry: User) -> None:
    """What staff enter beside the application: the product in English and the technologies."""
    applicant = cast.applicant_of(factory.company)
    factory.main_product_en = applicant.product_en
    factory.technologies.set(Technology.objects.filter(key__in=applicant.technologies))
    correct(factory, ["main_product_en", "technologies"], by=ministry)


def tell_story(factory: LighthouseFactory, ministry: User) -> None:
    """The story that staff write with the company once the build stands, in both languages."""
    applicant = cast.applicant_of(factory.company)
    profile = profile_of(applicant.industry)
    factory.story_ko = profile.story_ko.format(product=applicant.product_ko, name=cast.name_ko(applicant))
    factory.story_en = profile.story_en.format(product=applicant.product_en, name=cast.name_en(applicant))
    correct(factory, ["story_ko", "story_en"], by=ministry)


def owner_of(factory: LighthouseFactory) -> User:
    """The demonstration person who represents the factory's company."""
    return User.objects.get(
        grants__scope=factory.company.uid, grants__role="company_owner", grants__revoked_at=None
    )


def factories_of(call: Call) -> list[LighthouseFactory]:
    return list(call.factories.select_related("company", "call").order_by("id"))


def agree(call: Call) -> None:
    """Three years of 400 million won each, in force for all."""
    with clock.on(call, 250):
        set_money_aside(call)
        for factory in factories_of(call):
            agreement = sign_for_company(offer(factory), owner_of(factory))
            countersign(agreement)


def agree_partly(call: Call) -> None:
    """One agreement is in force, one waits for the ministry's signature and one for the company's."""
    with clock.on(call, 250):
        set_money_aside(call)
        first, second, third, _last = factories_of(call)
        countersign(sign_for_company(offer(first), owner_of(first)))
        sign_for_company(offer(second), owner_of(second))
        offer(third)


def set_money_aside(call: Call) -> None:
    first_year = seoul_day(db_now()).year
    for year in range(first_year, first_year + 3):
        set_appropriation(
            call=call, fiscal_year=year, amount_krw=1_600_000_000, by=ensure_demo_account(key="ministry")
        )


def offer(factory: LighthouseFactory) -> Agreement:
    """Draft with a milestone for each year, and offer."""
    body, today = ensure_demo_account(key="body"), seoul_day(db_now())
    years = [(today.year + n, EACH_YEAR_KRW) for n in range(3)]
    agreement = draft_agreement(factory=factory, years=years, by=body)
    for number, (title, title_en) in enumerate(MILESTONES, 1):
        add_milestone(
            agreement=agreement,
            year_number=number,
            title=title,
            title_en=title_en,
            due_on=clock.workday(today + timedelta(days=YEAR * number)),
            by=body,
        )
    return offer_agreement(agreement=agreement, by=body)


def countersign(agreement: Agreement) -> None:
    shown = statement_hash(agreement_statement(agreement))
    countersign_agreement(agreement=agreement, by=ensure_demo_account(key="ministry"), shown_sha256=shown)


def sign_for_company(agreement: Agreement, owner: User) -> Agreement:
    shown = statement_hash(agreement_statement(agreement))
    return sign_agreement(agreement=agreement, by=owner, shown_sha256=shown)


def build_two_years(call: Call) -> None:
    """Each year is paid, measured and checked; the third is left to `complete`."""
    for number in (1, 2):
        build_year(call, number, factories_of(call))


def build_year(call: Call, number: int, finish: list[LighthouseFactory]) -> None:
    """A year of all factories; those of `finish` reach its milestone and pass its check."""
    body, ministry = ensure_demo_account(key="body"), ensure_demo_account(key="ministry")
    with clock.on(call, STARTED + YEAR * (number - 1)):
        for factory in factories_of(call):
            if number == 1:
                factory = start_build(factory=factory, by=body)
            pay(ask(factory, number, EACH_YEAR_KRW, ministry), ensure_demo_account(key="finance"))
    with clock.on(call, STARTED + YEAR * number - 20):
        for factory in finish:
            agreement = factory.agreement
            measure(factory, number)
            finish_milestone(milestone=agreement.milestones.get(year_number=number), by=owner_of(factory))
            record_check(
                year_plan=agreement.years.get(year_number=number),
                outcome="passed",
                note="계획한 설비와 시스템이 가동되고 있습니다.",
                by=body,
            )


def ask(factory: LighthouseFactory, number: int, amount_krw: int, ministry: User) -> Instalment:
    """An instalment that the company asked for and the ministry approved."""
    instalment = request_instalment(
        year_plan=factory.agreement.years.get(year_number=number),
        amount_krw=amount_krw,
        evidence="설비 데이터 수집 장치 설치와 MES 계약 체결을 마쳤습니다.",
        by=owner_of(factory),
    )
    return approve_instalment(instalment=instalment, by=ministry)


def measure(factory: LighthouseFactory, year: int) -> None:
    """Each indicator goes a third of its way a year; how far in all differs (profiles.REACHED)."""
    owner, today = owner_of(factory), seoul_day(db_now())
    for place, indicator in enumerate(factory.agreement.indicators.order_by("position")):
        share = Decimal(REACHED[(place + factory.pk) % len(REACHED)]) * year / 3
        step = Decimal(1) if indicator.baseline >= TENS else Decimal("0.1")
        value = indicator.baseline + (indicator.target - indicator.baseline) * share
        record_measurement(indicator=indicator, value=value.quantize(step), measured_on=today, by=owner)


def pay_partly(call: Call) -> None:
    """The first factory of the recent round builds; its first instalment waits to be paid."""
    with clock.on(call, STARTED):
        factory = start_build(factory=factories_of(call)[0], by=ensure_demo_account(key="body"))
        ask(factory, 1, EACH_YEAR_KRW // 2, ensure_demo_account(key="ministry"))


def pay(instalment: Instalment, finance: User) -> None:
    shown = statement_hash(payment_statement(instalment))
    pay_instalment(instalment=instalment, by=finance, shown_sha256=shown)


def complete(call: Call) -> None:
    """Three factories stand after the third year; the last one's check is late."""
    *done, _late = factories_of(call)
    build_year(call, 3, done)
    with clock.on(call, COMPLETED):
        for factory in done:
            factory = complete_factory(
                factory=factory,
                by=ensure_demo_account(key="body"),
                capability_level_confirmed=4,
                completed_on=seoul_day(db_now()),
            )
            tell_story(factory, ensure_demo_account(key="ministry"))


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
    """Two factories open and hold tours; one more is booked until it is full, and is held today."""
    with clock.on(call, OPENED):
        first, second = (
            open_tours(factory=factory, by=owner_of(factory), **TERMS) for factory in factories_of(call)[:2]
        )
    for factory, held in ((first, HELD), (second, HELD[::2])):
        for day in held:
            hold_tour(call, factory, day)
    for factory, days in ((first, (7, 14, 21, 28)), (second, (9, 23))):
        for coming in days:
            create_session(
                programme=factory.tour_programme,
                starts_at=morning(coming),
                capacity=30,
                language="en" if coming == 21 else "ko",
                by=owner_of(factory),
            )
    owner = owner_of(first)
    today = create_session(programme=first.tour_programme, starts_at=in_two_hours(), capacity=6, by=owner)
    assign_guide(session=today, guide=owner, by=owner)
    fill(today, owner)


def hold_tour(call: Call, factory: LighthouseFactory, day: int) -> None:
    """A tour of the past: booked by a few, guided, held."""
    owner = owner_of(factory)
    with clock.on(call, day, hour=9):
        session = create_session(
            programme=factory.tour_programme,
            starts_at=db_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2),
            capacity=30,
            by=owner,
        )
        assign_guide(session=session, guide=owner, by=owner)
        booking = enter_booking(
            session=session, by=owner, seats=4, guest_name="전화 방문객", guest_phone="02-000-0000"
        )
        check_in(booking=booking, by=owner)
    with clock.on(call, day, hour=13):
        confirm_held(session=session, by=owner)


def in_two_hours() -> datetime:
    """Two hours from now, put off to the next full ten minutes."""
    soon = db_now() + timedelta(hours=2, minutes=10)
    return soon.replace(minute=soon.minute // 10 * 10, second=0, microsecond=0)


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
