"""The agreement from its draft to both signatures, and its end."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.services import sign
from programme.calls.models import Call
from programme.core.choices import Audience
from programme.core.clock import db_now, seoul_day
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.money import format_won
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.factories.choices import LEFT, FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.notifications.services import send_message

from ..choices import AgreementStatus, EntryKind, InstalmentStatus
from ..models import Agreement, Indicator, Instalment, LedgerEntry, YearPlan
from ..permissions import can_change_agreement, can_draft_agreement
from ..queries import design_of, names_of, owners_of, terms_of
from ..statements import agreement_statement
from .money import MOST_KRW, add_entry, lock_in_order, moving_money, release_unpaid

Years = Sequence[tuple[int, int]]  # (fiscal year, amount in won), in order


def plan_errors(call: Call, years: Years) -> dict[str, str]:
    """What is wrong with planned years, by the form's field ("amount_krw_1", "fiscal_year_2", …)."""
    language = get_language() or "ko"
    errors: dict[str, str] = {}
    if not 1 <= len(years) <= 3:
        return {"amount_krw_1": _("Plan one to three years.")}
    for number, (fiscal_year, amount) in enumerate(years, start=1):
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= MOST_KRW:
            errors[f"amount_krw_{number}"] = _("Enter a whole number of won above zero.")
        elif amount > call.year_cap_krw:
            errors[f"amount_krw_{number}"] = _("At most %(cap)s may be paid in one year.") % {
                "cap": format_won(call.year_cap_krw, language)
            }
        if number > 1 and fiscal_year <= years[number - 2][0]:
            errors[f"fiscal_year_{number}"] = _("Each year lies after the one before.")
    if not errors and sum(amount for _year, amount in years) > call.total_cap_krw:
        errors[f"amount_krw_{len(years)}"] = _("At most %(cap)s may be paid in all.") % {
            "cap": format_won(call.total_cap_krw, language)
        }
    return errors


def _check_plan(call: Call, years: Years) -> None:
    errors = plan_errors(call, years)
    if errors:
        raise Incomplete(next(iter(errors.values())), errors)


def _write_years(agreement: Agreement, years: Years) -> None:
    """Make the agreement's years these. A year that was offered once has entries and stays."""
    written = {year.year_number: year for year in agreement.years.all()}
    dropped = [year for number, year in written.items() if number > len(years)]
    if LedgerEntry.objects.filter(year_plan__in=dropped).exists():
        kept = _("A year that was offered once stays in the plan.")
        raise Incomplete(kept, {f"amount_krw_{len(years) + 1}": kept})
    YearPlan.objects.filter(pk__in=[year.pk for year in dropped]).delete()
    planned = [
        written.get(number) or YearPlan(agreement=agreement, year_number=number, amount_krw=0)
        for number in range(1, len(years) + 1)
    ]
    # What shrinks goes first, so that the total never passes its cap on the way.
    steps = sorted(zip(planned, years, strict=True), key=lambda step: step[1][1] - step[0].amount_krw)
    for year, (fiscal_year, amount) in steps:
        year.fiscal_year, year.amount_krw = fiscal_year, amount
        if year.pk:
            year.save(update_fields=["fiscal_year", "amount_krw"])
        else:
            year.save()


def _copy_indicators(agreement: Agreement) -> None:
    """Take the indicators with their baselines over from the design."""
    design = design_of(agreement.factory)
    if design is None:
        return
    for position, one in enumerate(design.indicators.order_by("id")):
        Indicator.objects.create(
            agreement=agreement,
            category=one.category,
            name=one.name,
            name_en=one.name_en,
            formula=one.formula,
            unit=one.unit,
            unit_en=one.unit_en,
            period=one.period,
            direction=one.direction,
            baseline=one.baseline,
            target=one.target,
            position=position,
        )


def draft_agreement(
    *,
    factory: LighthouseFactory,
    years: Iterable[tuple[int, int]],
    by: User | None,
    starts_on: date | None = None,
) -> Agreement:
    """Draft a selected factory's agreement: up to three (fiscal year, amount in won).

    Indicators come from the design. `starts_on` is today in Seoul unless given. Caps are the call's.
    Raises NotAllowed, WrongState, Incomplete, Conflict (agreement_exists and the caps).
    """
    require(by is None or can_draft_agreement(by, factory), _("You may not draft agreements."))
    planned = list(years)
    _check_plan(factory.call, planned)
    with moving_money():
        locked = lock(factory)
        if locked.status != FactoryStatus.SELECTED:
            raise WrongState(_("Only a selected factory without an agreement gets one."))
        if Agreement.objects.filter(factory=locked).exists():
            raise Conflict(_("This factory already has an agreement."), code="agreement_exists")
        agreement = Agreement.objects.create(
            factory=locked, case=locked.case, starts_on=starts_on or seoul_day(db_now())
        )
        _write_years(agreement, planned)
        _copy_indicators(agreement)
        agreement.refresh_from_db()
        record_event(
            agreement,
            "funding.draft_agreement",
            by=by,
            data={"total_krw": agreement.total_krw},
            audience=Audience.STAFF,
        )
    return agreement


def revise_agreement(
    *, agreement: Agreement, years: Iterable[tuple[int, int]], by: User | None, starts_on: date
) -> Agreement:
    """Change the years and the start of a draft. Raises NotAllowed, WrongState, Incomplete, Conflict."""
    require(by is None or can_change_agreement(by, agreement), _("You may not change agreements."))
    planned = list(years)
    _check_plan(agreement.factory.call, planned)
    with moving_money():
        locked = lock(agreement)
        if locked.status != AgreementStatus.DRAFT:
            raise WrongState(_("The years are fixed once the agreement is offered."))
        _write_years(locked, planned)
        Agreement.objects.filter(pk=locked.pk).update(starts_on=starts_on)
        locked.refresh_from_db()
        record_event(
            locked,
            "funding.revise_agreement",
            by=by,
            data={"total_krw": locked.total_krw},
            audience=Audience.STAFF,
        )
    return locked


def offer_agreement(*, agreement: Agreement, by: User | None) -> Agreement:
    """Fix the terms, commit each year's money from its appropriation and ask the company to sign.

    Raises NotAllowed, WrongState, Incomplete (a fiscal year without appropriation), Conflict
    (appropriation_cap).
    """
    data: dict[str, int] = {}
    with moving_money():
        found = lock_in_order(agreement, appropriations=True)
        with transition(agreement, "offer", by=by, data=data) as locked:
            years = list(locked.years.order_by("year_number"))
            missing = [str(year.fiscal_year) for year in years if year.fiscal_year not in found]
            if missing:
                raise Incomplete(
                    _("No appropriation is set for the fiscal year %(years)s.")
                    % {"years": ", ".join(missing)}
                )
            for year in years:
                add_entry(
                    kind=EntryKind.COMMITMENT,
                    year=year,
                    appropriation=found[year.fiscal_year],
                    amount_krw=year.amount_krw,
                    by=by,
                )
            _reread_counters(locked)
            locked.terms = terms_of(locked)
            locked.offered_at = db_now()
            data["total_krw"] = locked.total_krw
        send_message(
            to=owners_of(locked.factory.company),
            template="funding/mail/offered",
            context={**names_of(locked.factory.company), "public_id": locked.public_id},
            case=locked.case,
        )
    return locked


def take_back_offer(*, agreement: Agreement, by: User | None, reason: str) -> Agreement:
    """Make an offered agreement a draft again, before the ministry has signed; releases the money."""
    data: dict[str, object] = {"reason": reason}
    with moving_money():
        found = lock_in_order(agreement, appropriations=True)
        with transition(agreement, "take_back_offer", by=by, data=data) as locked:
            data["released_krw"] = release_unpaid(locked, found, by=by)
            _reread_counters(locked)
            locked.offered_at = locked.company_signed_at = None
    return locked


def sign_agreement(*, agreement: Agreement, by: User, shown_sha256: str) -> Agreement:
    """Sign for the company (its representative). Raises NotAllowed, WrongState, Conflict (text_changed)."""
    data: dict[str, str] = {}
    with transition(agreement, "sign", by=by, data=data) as locked:
        signature = sign(
            by=by, statement=agreement_statement(locked), shown_sha256=shown_sha256, subject=locked
        )
        data["sha256"] = signature.sha256
        locked.company_signed_at = db_now()
    return locked


def countersign_agreement(*, agreement: Agreement, by: User, shown_sha256: str) -> Agreement:
    """Sign for the ministry: the agreement is in force and its factory agreed.

    Raises NotAllowed, WrongState, Conflict (text_changed).
    """
    data: dict[str, str] = {}
    with transition(agreement, "countersign", by=by, data=data) as locked:
        signature = sign(
            by=by, statement=agreement_statement(locked), shown_sha256=shown_sha256, subject=locked
        )
        data["sha256"] = signature.sha256
        locked.signed_at = db_now()
        # While the agreement still waits for this signature: the step's permission asks for that.
        with transition(locked.factory, "agree", by=by, audience=Audience.PUBLIC) as factory:
            factory.project_total_krw = factory.project_total_krw or locked.terms["project_total_krw"]
        send_message(
            to=owners_of(locked.factory.company),
            template="funding/mail/in_force",
            context={**names_of(locked.factory.company), "public_id": locked.public_id},
            case=locked.case,
        )
    return locked


def agree_factory(*, factory: LighthouseFactory, by: User, shown_sha256: str) -> LighthouseFactory:
    """The factory's step "agreed" is the ministry's signature under its agreement."""
    countersign_agreement(agreement=factory.agreement, by=by, shown_sha256=shown_sha256)
    factory.refresh_from_db()
    return factory


def end_agreement(*, agreement: Agreement, by: User | None, reason: str) -> Agreement:
    """End the agreement of a factory that declined or was terminated.

    The ledger stays; open instalments are cancelled and what is committed but not paid is released.
    Raises NotAllowed, WrongState.
    """
    data: dict[str, object] = {"reason": reason}
    with moving_money():
        found = lock_in_order(agreement, appropriations=True)
        with transition(agreement, "end", by=by, data=data) as locked:
            if LighthouseFactory.objects.get(pk=locked.factory_id).status not in LEFT:
                raise WrongState(
                    _("An agreement ends when its factory declined or was terminated; do that step first.")
                )
            cancel_open_instalments(locked, by=by)
            data["released_krw"] = release_unpaid(locked, found, by=by)
            _reread_counters(locked)
    return locked


def cancel_open_instalments(agreement: Agreement, *, by: User | None) -> None:
    """Cancel what is requested or approved but not paid, inside the caller's transaction."""
    still_open = Instalment.objects.filter(
        year_plan__agreement=agreement,
        status__in=[InstalmentStatus.REQUESTED, InstalmentStatus.APPROVED],
    )
    for instalment in still_open.order_by("id"):
        with transition(instalment, "cancel", by=by):
            pass


def _reread_counters(agreement: Agreement) -> None:
    # The entries' trigger moved them; a save with the old values would be refused.
    agreement.refresh_from_db(fields=["total_krw", "committed_krw", "paid_krw"])
