"""The walk's stages in their order; `--until` stops after one of them."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import translation

from programme.accounts.demo import DEMO_ACCOUNTS, ensure_demo_account
from programme.calls.models import Call
from programme.core.clock import db_now

from . import (
    agreeing,
    announcing,
    applying,
    building,
    calling,
    classes,
    clock,
    consents,
    diagnosing,
    judging,
    recommending,
    screening,
    selecting,
    touring,
    unfinished,
    visiting,
)

# So long ago the first round opened: its factories are built by now and have received visitors.
FIRST_ROUND = timedelta(days=1550)

STAGES: dict[str, Callable[[Call], object]] = {
    "application": applying.apply,
    "recommendation": recommending.recommend,
    "screening": screening.screen,
    "diagnosis": diagnosing.diagnose_all,
    "evaluation": judging.judge,
    "selection": selecting.select,
    "agreement": agreeing.agree,
    "payment": building.build_two_years,
    "completion": building.complete,
    "tours": touring.host_tours,
    "visits": visiting.receive,
    "classes": classes.bring_classes,
    "unfinished": unfinished.leave_work,
    "consents": consents.ask_for_consent,
    "news": announcing.announce,
}


@transaction.atomic
def walk(until: str | None = None, say: Callable[[str], object] = print) -> Call:
    """Play a demonstration round up to and including stage `until` (all of it when None).

    One transaction: a stage that is refused leaves nothing half walked. Returns the round's call.
    """
    with translation.override("ko"):  # statements are signed in the language in which they were shown
        number = Call.objects.filter(programme__is_demo=True).count() + 1
        with clock.set_to(db_now() - FIRST_ROUND):
            for key in DEMO_ACCOUNTS:
                ensure_demo_account(key=key)
            call = calling.past_call(number, ensure_demo_account(key="ministry"))
        say(f"call {call.key} is open")
        for name, play in STAGES.items():
            play(call)
            say(f"{name}: done")
            if name == until:
                break
    return call
