"""The walk's stages in their order; `--until` stops after one of them."""

from collections.abc import Callable

from django.db import transaction
from django.utils import translation

from programme.accounts.demo import DEMO_ACCOUNTS, ensure_demo_account
from programme.calls.models import Call

from . import announcing, diagnosing, first_half, second_half, unfinished

STAGES: dict[str, Callable[[Call], object]] = {
    "application": first_half.apply,
    "recommendation": first_half.recommend,
    "screening": first_half.screen,
    "diagnosis": diagnosing.diagnose_all,
    "evaluation": second_half.judge,
    "selection": second_half.select,
    "agreement": second_half.agree,
    "payment": second_half.pay_first,
    "completion": second_half.complete,
    "tours": second_half.host_tours,
    "unfinished": unfinished.leave_work,
    "news": announcing.announce,
}


@transaction.atomic
def walk(until: str | None = None, say: Callable[[str], object] = print) -> Call:
    """Play a demonstration round up to and including stage `until` (all of it when None).

    One transaction: a stage that is refused leaves nothing half walked. Returns the round's call.
    """
    with translation.override("ko"):  # statements are signed in the language in which they were shown
        for key in DEMO_ACCOUNTS:
            ensure_demo_account(key=key)
        number = Call.objects.filter(programme__is_demo=True).count() + 1
        ministry = ensure_demo_account(key="ministry")
        call = first_half.open_call(number, ministry, minutes=5)
        say(f"call {call.key} is open")
        for name, play in STAGES.items():
            play(call)
            say(f"{name}: done")
            if name == until:
                break
    return call
