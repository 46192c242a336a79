"""What waits for whom in the agreements and the build: one list per kind of work."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.applications.models import Application
from programme.core.clock import day_start, db_now, seoul_day
from programme.core.models import Event
from programme.core.queue import WaitingItem
from programme.factories.choices import LEFT, FactoryStatus
from programme.factories.models import LighthouseFactory

from ..choices import CARRIED_OUT, AgreementStatus, CheckOutcome, InstalmentStatus
from ..models import Agreement, Indicator, Instalment, YearCheck, YearPlan

LATEST_OUTCOME = Subquery(
    YearCheck.objects.filter(year_plan=OuterRef("pk")).order_by("-id").values("outcome")[:1]
)


def waiting_for(user: User) -> list[WaitingItem]:
    """What waits for `user`: staff by permission, company people by role."""
    items = [*_for_company(user)]
    if user.has_perm("funding.add_agreement"):
        items += _to_draft()
    if user.has_perm("funding.change_agreement"):
        items += [*_to_offer(), *_to_end(), *_to_start(), *_to_check(), *_to_complete()]
    if user.has_perm("funding.countersign_agreement"):
        items += _to_countersign()
    if user.has_perm("funding.approve_instalment"):
        items += _instalments(InstalmentStatus.REQUESTED, _("Check and approve: %(what)s"))
    if user.has_perm("funding.pay_instalment"):
        items += _instalments(InstalmentStatus.APPROVED, _("Pay: %(what)s"))
    return items


def _agreements(status: str) -> QuerySet[Agreement]:
    return Agreement.objects.filter(status=status).select_related("factory__company").order_by("id")


def _unpassed_years() -> QuerySet[YearPlan]:
    years = YearPlan.objects.annotate(outcome=LATEST_OUTCOME)
    return years.filter(Q(outcome=None) | Q(outcome=CheckOutcome.FAILED))


def _admin(obj: Model) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def _last_event(case: str) -> Subquery:
    """When something last happened to the case that the column `case` names."""
    return Subquery(Event.objects.filter(case=OuterRef(case)).order_by("-id").values("at")[:1])


def _agreement_item(
    title: str, agreement: Agreement, url: str, since: Any, *, stage: str = ""
) -> WaitingItem:
    return WaitingItem(
        stage=stage or _("Agreement"),
        title=title % {"company": agreement.factory},
        url=url,
        since=since,
    )


def _build_item(title: str, factory: LighthouseFactory, since: Any) -> WaitingItem:
    return WaitingItem(stage=_("Build"), title=title % {"company": factory}, url=_admin(factory), since=since)


def _to_draft() -> Iterator[WaitingItem]:
    # Factories known from publications have no application here and get no agreement.
    factories = LighthouseFactory.objects.filter(
        status=FactoryStatus.SELECTED,
        agreement=None,
        case__in=Application.objects.values("case"),
    ).select_related("company")
    for factory in factories.annotate(last_at=_last_event("case")):
        yield WaitingItem(
            stage=_("Agreement"),
            title=_("Draft the agreement: %(company)s") % {"company": factory},
            url=reverse("admin:factories_lighthousefactory_step", args=[factory.pk, "draft_agreement"]),
            since=day_start(factory.selected_on) if factory.selected_on else factory.last_at,
        )


def _to_offer() -> Iterator[WaitingItem]:
    for one in _agreements(AgreementStatus.DRAFT).exclude(factory__status__in=LEFT):
        yield _agreement_item(_("Offer the agreement: %(company)s"), one, _admin(one), one.drafted_at)


def _to_countersign() -> Iterator[WaitingItem]:
    for one in _agreements(AgreementStatus.COMPANY_SIGNED).exclude(factory__status__in=LEFT):
        yield _agreement_item(
            _("Sign for the ministry: %(company)s"), one, _admin(one), one.company_signed_at
        )


def _to_end() -> Iterator[WaitingItem]:
    left = Agreement.objects.filter(factory__status__in=LEFT).exclude(status=AgreementStatus.ENDED)
    for one in left.select_related("factory__company").annotate(last_at=_last_event("factory__case")):
        yield _agreement_item(
            _("End the agreement and release its money: %(company)s"), one, _admin(one), one.last_at
        )


def _to_start() -> Iterator[WaitingItem]:
    for one in _agreements(AgreementStatus.SIGNED).filter(factory__status=FactoryStatus.AGREED):
        yield _build_item(_("Start the build: %(company)s"), one.factory, one.signed_at)


def _to_check() -> Iterator[WaitingItem]:
    """Years whose money is spent or whose fiscal year is over, and whose check is not passed."""
    due = _unpassed_years().filter(
        Q(paid_krw=F("amount_krw")) | Q(fiscal_year__lt=seoul_day(db_now()).year),
        agreement__status=AgreementStatus.SIGNED,
        agreement__factory__status__in=CARRIED_OUT,
    )
    due = due.annotate(last_at=_last_event("agreement__factory__case"))
    for year in due.select_related("agreement__factory__company"):
        title = _("Check year %(number)s: %(company)s") % {
            "number": year.year_number,
            "company": year.agreement.factory,
        }
        yield WaitingItem(stage=_("Build"), title=title, url=_admin(year), since=year.last_at)


def _to_complete() -> Iterator[WaitingItem]:
    ready = (
        _agreements(AgreementStatus.SIGNED)
        .filter(factory__status=FactoryStatus.BUILDING)
        .exclude(pk__in=_unpassed_years().values("agreement"))
        .exclude(indicators__in=_unmeasured())
        .annotate(last_at=_last_event("factory__case"))
    )
    for one in ready:
        yield _build_item(_("Complete the build: %(company)s"), one.factory, one.last_at)


def _unmeasured() -> QuerySet[Indicator]:
    return Indicator.objects.filter(measurements=None)


def _instalments(status: str, title: str) -> Iterator[WaitingItem]:
    waiting = Instalment.objects.filter(
        status=status,
        year_plan__agreement__status=AgreementStatus.SIGNED,
        year_plan__agreement__factory__status__in=CARRIED_OUT,
    )
    for one in waiting.select_related("year_plan__agreement__factory__company").order_by("requested_at"):
        yield WaitingItem(
            stage=_("Build"),
            title=title % {"what": one},
            url=_admin(one),
            since=one.approved_at or one.requested_at,
        )


def _for_company(user: User) -> Iterator[WaitingItem]:
    mine = Q(factory__company__uid__in=user.scopes(*COMPANY_ROLES))
    for one in _agreements(AgreementStatus.OFFERED).filter(mine):
        if user.holds(Role.COMPANY_OWNER, scope=one.factory.company.uid):
            yield _agreement_item(
                _("Sign the agreement: %(company)s"),
                one,
                reverse("funding:sign", args=[one.public_id]),
                one.offered_at,
            )
    in_force = _agreements(AgreementStatus.SIGNED).filter(mine, factory__status__in=CARRIED_OUT)
    for one in in_force.filter(committed_krw__gt=F("paid_krw")):
        if _may_request(one):
            yield _agreement_item(
                _("Request an instalment: %(company)s"),
                one,
                reverse("funding:request", args=[one.public_id]),
                one.signed_at,
                stage=_("Build"),
            )
    building = in_force.filter(factory__status=FactoryStatus.BUILDING)
    for one in building.filter(indicators__in=_unmeasured()).distinct():
        yield _agreement_item(
            _("Measure your indicators: %(company)s"),
            one,
            reverse("funding:measure", args=[one.public_id]),
            one.signed_at,
            stage=_("Build"),
        )


def _may_request(agreement: Agreement) -> bool:
    """Whether the first year that is not fully requested is free: all years before it are checked."""
    first = agreement.years.filter(amount_krw__gt=F("requested_krw")).order_by("year_number").first()
    return (
        first is not None
        and not _unpassed_years().filter(agreement=agreement, year_number__lt=first.year_number).exists()
    )
