"""The walk's stages in their order; `--until` stops after one of them."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import translation

from programme.accounts.demo import DEMO_ACCOUNTS, ensure_demo_account
from programme.calls.models import Call
from programme.core.clock import db_now

from . import announcing, classes, clock, consents, diagnosing, first_half, second_half, unfinished

# So long ago the first round opened: its factories are built by now and have received visitors.
FIRST_ROUND = timedelta(days=1550)

STAGES: dict[str, Callable[[Call], object]] = {
    "application": first_half.apply,
    "recommendation": first_half.recommend,
    "screening": first_half.screen,
    "diagnosis": diagnosing.diagnose_all,
    "evaluation": second_half.judge,
    "selection": second_half.select,
    "agreement": second_half.agree,
    "payment": second_half.build_two_years,
    "completion": second_half.complete,
    "tours": second_half.host_tours,
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
            call = first_half.past_call(number, ensure_demo_account(key="ministry"))
        say(f"call {call.key} is open")
        for name, play in STAGES.items():
            play(call)
            say(f"{name}: done")
            if name == until:
                break
    return call
