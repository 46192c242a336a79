"""The build: its start, yearly checks, measurements, milestones and completion."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now, seoul_day
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.factories.models import LighthouseFactory

from ..choices import CARRIED_OUT, AgreementStatus, CheckOutcome
from ..models import Agreement, Indicator, Measurement, Milestone, YearCheck, YearPlan
from ..permissions import can_change_agreement, can_report
from ..queries import missing_for_completion

LEVELS = range(1, 6)  # manufacturing-innovation capability (facts/FACTS.md section 5)


def start_build(*, factory: LighthouseFactory, by: User | None) -> LighthouseFactory:
    """Note that the build of an agreed factory has begun. Raises NotAllowed, WrongState."""
    with transition(factory, "start_build", by=by, audience=Audience.PUBLIC) as locked:
        pass
    return locked


def record_check(*, year_plan: YearPlan, outcome: str, note: str, by: User | None) -> YearCheck:
    """Record a year's check; a later one replaces it. Raises NotAllowed, WrongState, Incomplete."""
    require(by is None or can_change_agreement(by), _("You may not record checks."))
    if outcome not in CheckOutcome.values:
        raise Incomplete(_("Say whether the check is passed."), {"outcome": _("Passed or not passed?")})
    if not note.strip():
        raise Incomplete(_("Write down the findings."), {"note": _("Write down the findings.")})
    with transaction.atomic():
        agreement = lock(year_plan.agreement)
        _refuse_unless_carried_out(agreement)
        check = YearCheck.objects.create(
            year_plan=year_plan, outcome=outcome, note=note.strip(), by=by.pk if by else None
        )
        record_event(
            agreement,
            "funding.record_check",
            by=by,
            data={"year": year_plan.year_number, "outcome": str(outcome)},
        )
    return check


def record_measurement(
    *, indicator: Indicator, value: Decimal, measured_on: date, by: User | None
) -> Measurement:
    """Record what an agreed indicator measured on a day that is not in the future.

    Raises NotAllowed, WrongState, Incomplete (beside value or measured_on).
    """
    agreement = indicator.agreement
    require(by is None or can_report(by, agreement), _("You may not do this for this company."))
    if measured_on > seoul_day(db_now()):
        future = _("This day is still to come.")
        raise Incomplete(future, {"measured_on": future})
    value = Decimal(value)
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        large = _("Enter a number below a trillion.")
        raise Incomplete(large, {"value": large})
    with transaction.atomic():
        agreement = lock(agreement)
        if agreement.status != AgreementStatus.SIGNED:
            raise WrongState(_("Indicators are measured while the agreement is in force."))
        measurement = Measurement.objects.create(
            indicator=indicator, value=value, measured_on=measured_on, by=by.pk if by else None
        )
        record_event(
            agreement,
            "funding.record_measurement",
            by=by,
            data={"indicator": indicator.pk, "value": str(value), "measured_on": measured_on.isoformat()},
        )
    return measurement


def add_milestone(
    *,
    agreement: Agreement,
    year_number: int,
    title: str,
    due_on: date,
    by: User | None,
    title_en: str = "",
) -> Milestone:
    """Add a milestone to a draft; it is fixed with the terms. Raises NotAllowed, WrongState, Incomplete."""
    require(by is None or can_change_agreement(by, agreement), _("You may not change agreements."))
    with transaction.atomic():
        locked = lock(agreement)
        if locked.status != AgreementStatus.DRAFT:
            raise WrongState(_("Milestones are fixed once the agreement is offered."))
        if not locked.years.filter(year_number=year_number).exists():
            outside = _("The agreement has no such year.")
            raise Incomplete(outside, {"year_number": outside})
        milestone = Milestone.objects.create(
            agreement=locked, year_number=year_number, title=title, title_en=title_en, due_on=due_on
        )
        record_event(
            locked,
            "funding.add_milestone",
            by=by,
            data={"milestone": milestone.pk, "year": year_number},
            audience=Audience.STAFF,
        )
    return milestone


def finish_milestone(*, milestone: Milestone, by: User | None) -> Milestone:
    """Note that a milestone stands. Raises NotAllowed, WrongState."""
    agreement = milestone.agreement
    require(by is None or can_report(by, agreement), _("You may not do this for this company."))
    with transaction.atomic():
        agreement = lock(agreement)
        locked = lock(milestone)
        _refuse_unless_carried_out(agreement)
        if locked.done_at is not None:
            raise WrongState(_("This milestone is already done."))
        locked.done_at = db_now()
        locked.save(update_fields=["done_at"])
        record_event(agreement, "funding.finish_milestone", by=by, data={"milestone": locked.pk})
    return locked


def complete_factory(
    *, factory: LighthouseFactory, by: User | None, capability_level_confirmed: int, completed_on: date
) -> LighthouseFactory:
    """Complete a build: every year's check passed, every indicator measured, the level confirmed.

    `capability_level_confirmed` is the manufacturing-innovation capability, 1 to 5. Raises NotAllowed,
    WrongState, Incomplete (names what is missing).
    """
    data: dict[str, object] = {"level": capability_level_confirmed, "completed_on": completed_on.isoformat()}
    with transition(factory, "complete", by=by, data=data, audience=Audience.PUBLIC) as locked:
        agreement = lock(locked.agreement)
        _check_completion(agreement, capability_level_confirmed, completed_on)
        agreement.capability_level = capability_level_confirmed
        agreement.save(update_fields=["capability_level"])
        locked.completed_on = completed_on
    return locked


def take_back_completion(*, factory: LighthouseFactory, by: User | None, reason: str) -> LighthouseFactory:
    """Make a completed factory one being built again, with the reason. Raises NotAllowed, WrongState."""
    with transition(factory, "take_back_completion", by=by, data={"reason": reason}) as locked:
        agreement = lock(locked.agreement)
        agreement.capability_level = None
        agreement.save(update_fields=["capability_level"])
        locked.completed_on = None
    return locked


def _refuse_unless_carried_out(agreement: Agreement) -> None:
    if agreement.status != AgreementStatus.SIGNED or agreement.factory.status not in CARRIED_OUT:
        raise WrongState(_("This is done while the agreement is in force and the build goes on."))


def _check_completion(agreement: Agreement, level: int, completed_on: date) -> None:
    fields: dict[str, str] = {}
    if level not in LEVELS:
        fields["capability_level_confirmed"] = _("A level from 1 to 5.")
    if not agreement.starts_on <= completed_on <= seoul_day(db_now()):
        fields["completed_on"] = _("A day from the start of the agreement until today.")
    if fields:
        raise Incomplete(next(iter(fields.values())), fields)
    missing = missing_for_completion(agreement)
    years = [str(what.year_number) for kind, what in missing if kind == "check"]
    indicators = [what.name for kind, what in missing if kind == "measurement"]
    sentences = []
    if years:
        sentences.append(_("Checks not passed: year %(years)s.") % {"years": ", ".join(years)})
    if indicators:
        sentences.append(_("Not measured: %(names)s.") % {"names": ", ".join(indicators)})
    if sentences:
        raise Incomplete(" ".join(sentences))
