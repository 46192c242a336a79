"""An instalment from the company's request to its payment, and back."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.services import sign
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.money import format_won
from programme.core.moves import require
from programme.core.transitions import transition
from programme.notifications.services import send_message

from ..choices import CARRIED_OUT, AgreementStatus, EntryKind
from ..models import Agreement, Instalment, YearPlan
from ..permissions import can_report
from ..queries import names_of, owners_of, payment_of, unchecked_year_before
from ..statements import payment_statement
from .money import (
    REFUSALS,
    TOTAL,
    YEAR,
    add_entry,
    lock_in_order,
    moving_money,
    release_unpaid,
    whole_won,
)

LONGEST_EVIDENCE = 2000
FOUR_EYES = REFUSALS["funding_four_eyes"]


def request_instalment(*, year_plan: YearPlan, amount_krw: int, evidence: str, by: User | None) -> Instalment:
    """Ask for a part of a year's money, in won, with what it is asked for.

    From the second year on the year before must have passed its check. Raises NotAllowed, WrongState,
    Incomplete (beside amount_krw, evidence or year_plan), Conflict (the caps).
    """
    require(by is None or can_report(by, year_plan.agreement), _("You may not do this for this company."))
    amount = whole_won(amount_krw)
    with moving_money():
        lock_in_order(year_plan.agreement)
        year = YearPlan.objects.select_related("agreement__factory__company").get(pk=year_plan.pk)
        _refuse_unless_carried_out(year.agreement)
        _check_request(year, amount, evidence)
        instalment = Instalment.objects.create(
            year_plan=year,
            number=year.instalments.count() + 1,
            amount_krw=amount,
            evidence=evidence.strip(),
            requested_by=by.pk if by else None,
        )
        record_event(
            instalment,
            "funding.request_instalment",
            by=by,
            data={"year": year.year_number, "number": instalment.number, "amount_krw": amount},
        )
    return instalment


def cancel_instalment(*, instalment: Instalment, by: User | None) -> Instalment:
    """Give up what is requested or approved but not paid."""
    with moving_money():
        lock_in_order(instalment.year_plan.agreement)
        with transition(instalment, "cancel", by=by, data=_what(instalment)) as locked:
            pass
    return locked


def approve_instalment(*, instalment: Instalment, by: User) -> Instalment:
    """Approve the evidence; a funding officer pays next. Raises NotAllowed, WrongState."""
    with moving_money():
        lock_in_order(instalment.year_plan.agreement)
        with transition(instalment, "approve", by=by, data=_what(instalment)) as locked:
            locked.approved_by, locked.approved_at = by.pk, db_now()
        _tell(locked)
    return locked


def take_back_approval(*, instalment: Instalment, by: User | None, reason: str) -> Instalment:
    """Put an approved, unpaid instalment back to be checked again."""
    with moving_money():
        lock_in_order(instalment.year_plan.agreement)
        data = {**_what(instalment), "reason": reason}
        with transition(instalment, "take_back_approval", by=by, data=data) as locked:
            locked.approved_by = locked.approved_at = None
    return locked


def refuse_instalment(*, instalment: Instalment, by: User | None, reason: str) -> Instalment:
    """Refuse the evidence, with the reason the company reads; the year's room is free again."""
    with moving_money():
        lock_in_order(instalment.year_plan.agreement)
        data = {**_what(instalment), "reason": reason}
        with transition(instalment, "refuse", by=by, data=data) as locked:
            locked.reason = reason
        _tell(locked)
    return locked


def pay_instalment(*, instalment: Instalment, by: User, shown_sha256: str) -> Instalment:
    """Pay an approved instalment: sign the payment and write it to the ledger.

    Whoever approved it may not pay it. Raises NotAllowed, WrongState, Conflict (four_eyes, text_changed,
    year_cap, total_cap, appropriation_cap).
    """
    data: dict[str, object] = dict(_what(instalment))
    with moving_money():
        found = lock_in_order(instalment.year_plan.agreement, appropriations=True)
        with transition(instalment, "pay", by=by, data=data) as locked:
            year = locked.year_plan
            _refuse_unless_carried_out(year.agreement)
            if locked.approved_by == by.pk:
                raise Conflict(FOUR_EYES[1], code=FOUR_EYES[0])
            signature = sign(
                by=by, statement=payment_statement(locked), shown_sha256=shown_sha256, subject=locked
            )
            data["sha256"] = signature.sha256
            _refuse_over_cap(year, locked.amount_krw)
            add_entry(
                kind=EntryKind.PAYMENT,
                year=year,
                appropriation=found[year.fiscal_year],
                amount_krw=locked.amount_krw,
                by=by,
                instalment=locked,
            )
            locked.paid_by, locked.paid_at = by.pk, db_now()
        _tell(locked)
    return locked


def reverse_payment(*, instalment: Instalment, by: User | None, reason: str) -> Instalment:
    """Take a payment back by a new negative entry; the year's room is free again.

    Under an ended agreement what comes back falls to the appropriation at once.
    """
    data = {**_what(instalment), "reason": reason}
    with moving_money():
        agreement = instalment.year_plan.agreement
        found = lock_in_order(agreement, appropriations=True)
        with transition(instalment, "reverse", by=by, data=data) as locked:
            payment = payment_of(locked)
            add_entry(
                kind=EntryKind.REVERSAL,
                year=payment.year_plan,
                appropriation=payment.appropriation,
                amount_krw=-payment.amount_krw,
                by=by,
                instalment=locked,
                reverses=payment,
            )
            locked.reason = reason
        agreement.refresh_from_db()
        if agreement.status == AgreementStatus.ENDED:
            release_unpaid(agreement, found, by=by)
        _tell(locked)
    return locked


def _refuse_unless_carried_out(agreement: Agreement) -> None:
    if agreement.status != AgreementStatus.SIGNED or agreement.factory.status not in CARRIED_OUT:
        raise WrongState(_("Money moves only while the agreement is in force and the build goes on."))


def _check_request(year: YearPlan, amount: int, evidence: str) -> None:
    """Refuse what the locked year cannot take, beside the field concerned."""
    fields: dict[str, str] = {}
    before = unchecked_year_before(year)
    if before is not None:
        fields["year_plan"] = _("The check of year %(year)s is not passed yet.") % {
            "year": before.year_number
        }
    if amount > year.left_krw:
        fields["amount_krw"] = _("At most %(left)s is left in this year.") % {
            "left": format_won(year.left_krw, get_language() or "ko")
        }
    if not evidence.strip():
        fields["evidence"] = _("Say what was done and bought, so that it can be checked.")
    elif len(evidence) > LONGEST_EVIDENCE:
        fields["evidence"] = _("At most %(count)s characters.") % {"count": LONGEST_EVIDENCE}
    if fields:
        raise Incomplete(next(iter(fields.values())), fields)


def _refuse_over_cap(year: YearPlan, amount: int) -> None:
    """Name the nearest cap of the locked rows; the ledger's guards hold all three after this."""
    if year.paid_krw + amount > year.amount_krw:
        raise Conflict(YEAR[1], code=YEAR[0])
    if year.agreement.paid_krw + amount > year.agreement.total_krw:
        raise Conflict(TOTAL[1], code=TOTAL[0])


def _what(instalment: Instalment) -> dict[str, object]:
    return {
        "year": instalment.year_plan.year_number,
        "number": instalment.number,
        "amount_krw": instalment.amount_krw,
    }


def _tell(instalment: Instalment) -> None:
    """Write the new status to the company's representatives."""
    agreement = instalment.year_plan.agreement
    send_message(
        to=owners_of(agreement.factory.company),
        template="funding/mail/instalment",
        context={
            **names_of(agreement.factory.company),
            "public_id": agreement.public_id,
            "status": instalment.status,
            "year": instalment.year_plan.year_number,
            "number": instalment.number,
            "amount_krw": instalment.amount_krw,
            "reason": instalment.reason,
        },
        case=agreement.case,
    )
