"""A second, open call that stands still at every step, so that each person finds work on the desk."""

from datetime import timedelta

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.models import Application
from programme.applications.services import add_partner, submit_application
from programme.calls.models import Call
from programme.core.clock import db_now
from programme.evaluation.models import Assignment
from programme.evaluation.services import assign_evaluators, form_panel
from programme.screening.services import open_screening, pass_screening

from . import cast, clock
from .agreeing import agree_partly
from .applying import HALF, apply, partner_organisation, write_draft
from .building import pay_partly
from .calling import open_call, past_call
from .diagnosing import assign, design, diagnose, diagnose_all
from .judging import evaluators, judge, judge_one, reserves, score
from .recommending import officer_of, recommend, recommend_one
from .screening import check_all, screen
from .selecting import select
from .touring import offer_seats_to_the_teacher

RECENT_ROUND = timedelta(days=300)

# How far each company of the cast goes in the second call, by its place in the cast. The first, whose
# account is the demonstration's company, still writes; so does its partner's part wait.
DRAFT, SUBMITTED, RECOMMENDED, SCREENED, ASSIGNED, DIAGNOSED, DESIGNED, SEALED, EVALUATED = range(9)
REACHES = {
    1: DRAFT,
    2: SUBMITTED,
    3: SUBMITTED,
    4: RECOMMENDED,
    7: RECOMMENDED,
    8: SCREENED,
    10: ASSIGNED,
    11: DIAGNOSED,
    13: DESIGNED,
    16: SEALED,
    14: EVALUATED,
    20: EVALUATED,
}


def leave_work(walked: Call) -> Call:
    """Play the round between, then open a call and take each company as far as REACHES says."""
    ministry, body = ensure_demo_account(key="ministry"), ensure_demo_account(key="body")
    number = Call.objects.filter(programme=walked.programme).count() + 1
    play_recent_round(number + 1, ministry)
    call = open_call(number, ministry)
    form_panel(call=call, name="시연 평가위원회", evaluators=[*evaluators(), *reserves()], by=body)
    for serial, reach in REACHES.items():
        take(call, serial, reach)
    offer_seats_to_the_teacher(walked)
    return call


def play_recent_round(number: int, ministry: User) -> None:
    """The other half of the cast, selected this year: their agreements and first payment are under way."""
    with clock.set_to(db_now() - RECENT_ROUND):
        call = past_call(number, ministry)
    apply(call, range(HALF + 1, 2 * HALF + 1))
    for step in (recommend, screen, diagnose_all, judge, select, agree_partly, pay_partly):
        step(call)


def take(call: Call, serial: int, reach: int) -> None:
    body = ensure_demo_account(key="body")
    application, owner = write_draft(call, serial, cast.APPLICANTS[serial - 1])
    if reach == DRAFT:
        add_partner(
            application=application,
            organisation=partner_organisation(),
            part="데이터 수집 체계 구축",
            share_krw=150_000_000,
            by=owner,
        )
        return
    application = submit_application(application=application, by=owner)
    if reach >= RECOMMENDED:
        assert application.technopark is not None
        application = recommend_one(application, officer_of(application.technopark))
    if reach >= SCREENED:
        check_all(open_screening(application=application, by=body), body)
        application = pass_screening(application=application, by=body)
    if reach >= ASSIGNED:
        assign(application)
    if reach >= DIAGNOSED:
        diagnose(application)
    if reach >= DESIGNED:
        design(application)
        if reach == EVALUATED:
            judge_one(application, place=serial, by=body)
        else:
            judge_partly(application, seal=reach == SEALED)


def judge_partly(application: Application, *, seal: bool) -> None:
    """Evaluators are assigned; where `seal`, all but the demonstration's own have sealed their sheets."""
    assign_evaluators(application=application, evaluators=evaluators(), by=ensure_demo_account(key="body"))
    _first, *others = Assignment.objects.filter(application=application).order_by("id")
    for seat, assignment in enumerate(others if seal else ()):
        score(assignment, place=1, seat=seat)
