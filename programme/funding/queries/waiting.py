"""What waits for whom in the agreements and the build: one list per kind of work."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.models import StageDate
from programme.core.clock import day_start, db_now, seoul_day
from programme.core.models import Event
from programme.core.queue import OfficeList, WaitingItem, WorkStage
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
        items += _instalments(
            InstalmentStatus.REQUESTED, _("Check and approve: %(what)s"), _("Instalments to approve")
        )
    if user.has_perm("funding.pay_instalment"):
        items += _instalments(InstalmentStatus.APPROVED, _("Pay: %(what)s"), _("Instalments to pay"))
    return items


def _agreements(status: str) -> QuerySet[Any]:
    return (
        Agreement.objects.filter(status=status)
        .select_related("factory__company", "factory__call__programme")
        .annotate(due_at=_stage_end("factory__call"))
        .order_by("id")
    )


def _stage_end(call: str) -> Subquery:
    """By when the call that the column `call` names wants its agreements signed; None where it does not."""
    dates = StageDate.objects.filter(call=OuterRef(call), stage=Stage.AGREEMENT)
    return Subquery(dates.values("ends_at")[:1])


def _unpassed_years() -> QuerySet[YearPlan]:
    years = YearPlan.objects.annotate(outcome=LATEST_OUTCOME)
    return years.filter(Q(outcome=None) | Q(outcome=CheckOutcome.FAILED))


def _admin(obj: Model) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def _last_event(case: str) -> Subquery:
    """When something last happened to the case that the column `case` names."""
    return Subquery(Event.objects.filter(case=OuterRef(case)).order_by("-id").values("at")[:1])


def _agreement_item(
    title: str, agreement: Agreement, url: str, since: Any, *, listed: str = "", due: Any = None
) -> WaitingItem:
    """A line about an agreement; `listed` is what staff's list calls such work."""
    return WaitingItem(
        stage=WorkStage.AGREEMENT,
        title=title % {"company": agreement.factory},
        url=url,
        since=since,
        due=due,
        is_demo=agreement.factory.is_demo,
        listed=OfficeList("funding.agreement", listed) if listed else None,
        pk=agreement.pk,
    )


def _build_item(
    title: str, factory: LighthouseFactory, since: Any, *, url: str, **listed: Any
) -> WaitingItem:
    return WaitingItem(
        stage=WorkStage.BUILD,
        title=title,
        url=url,
        since=since,
        is_demo=factory.is_demo,
        **listed,
    )


def _to_draft() -> Iterator[WaitingItem]:
    # Factories known from publications have no application here and get no agreement.
    factories = LighthouseFactory.objects.filter(
        status=FactoryStatus.SELECTED,
        agreement=None,
        case__in=Application.objects.values("case"),
    ).select_related("company", "call__programme")
    listed = OfficeList("factories.lighthousefactory", _("Agreements to draft"))
    for factory in factories.annotate(last_at=_last_event("case"), due_at=_stage_end("call")):
        yield WaitingItem(
            stage=WorkStage.AGREEMENT,
            title=_("Draft the agreement: %(company)s") % {"company": factory},
            url=reverse("admin:factories_lighthousefactory_step", args=[factory.pk, "draft_agreement"]),
            since=day_start(factory.selected_on) if factory.selected_on else factory.last_at,
            due=factory.due_at,
            is_demo=factory.is_demo,
            listed=listed,
            pk=factory.pk,
        )


def _to_offer() -> Iterator[WaitingItem]:
    title, listed = _("Offer the agreement: %(company)s"), _("Agreements to offer")
    for one in _agreements(AgreementStatus.DRAFT).exclude(factory__status__in=LEFT):
        yield _agreement_item(title, one, _admin(one), one.drafted_at, listed=listed, due=one.due_at)


def _to_countersign() -> Iterator[WaitingItem]:
    title, listed = _("Sign for the ministry: %(company)s"), _("Agreements to sign")
    for one in _agreements(AgreementStatus.COMPANY_SIGNED).exclude(factory__status__in=LEFT):
        yield _agreement_item(title, one, _admin(one), one.company_signed_at, listed=listed, due=one.due_at)


def _to_end() -> Iterator[WaitingItem]:
    title, listed = _("End the agreement and release its money: %(company)s"), _("Agreements to end")
    left = Agreement.objects.filter(factory__status__in=LEFT).exclude(status=AgreementStatus.ENDED)
    left = left.select_related("factory__company", "factory__call__programme")
    for one in left.annotate(last_at=_last_event("factory__case")):
        yield _agreement_item(title, one, _admin(one), one.last_at, listed=listed)


def _to_start() -> Iterator[WaitingItem]:
    listed = OfficeList("factories.lighthousefactory", _("Builds to start"))
    for one in _agreements(AgreementStatus.SIGNED).filter(factory__status=FactoryStatus.AGREED):
        factory = one.factory
        title, url = _("Start the build: %(company)s") % {"company": factory}, _admin(factory)
        yield _build_item(title, factory, one.signed_at, url=url, listed=listed, pk=factory.pk)


def _to_check() -> Iterator[WaitingItem]:
    """Years whose money is spent or whose fiscal year is over, and whose check is not passed."""
    due = _unpassed_years().filter(
        Q(paid_krw=F("amount_krw")) | Q(fiscal_year__lt=seoul_day(db_now()).year),
        agreement__status=AgreementStatus.SIGNED,
        agreement__factory__status__in=CARRIED_OUT,
    )
    due = due.annotate(last_at=_last_event("agreement__factory__case"))
    listed = OfficeList("funding.yearplan", _("Years to check"))
    for year in due.select_related("agreement__factory__company", "agreement__factory__call__programme"):
        factory = year.agreement.factory
        values = {"number": year.year_number, "company": factory}
        title, url = _("Check year %(number)s: %(company)s") % values, _admin(year)
        yield _build_item(title, factory, year.last_at, url=url, listed=listed, pk=year.pk)


def _to_complete() -> Iterator[WaitingItem]:
    ready = (
        _agreements(AgreementStatus.SIGNED)
        .filter(factory__status=FactoryStatus.BUILDING)
        .exclude(pk__in=_unpassed_years().values("agreement"))
        .exclude(indicators__in=_unmeasured())
        .annotate(last_at=_last_event("factory__case"))
    )
    listed = OfficeList("factories.lighthousefactory", _("Builds to complete"))
    for one in ready:
        factory = one.factory
        title, url = _("Complete the build: %(company)s") % {"company": factory}, _admin(factory)
        yield _build_item(title, factory, one.last_at, url=url, listed=listed, pk=factory.pk)


def _unmeasured() -> QuerySet[Indicator]:
    return Indicator.objects.filter(measurements=None)


def _instalments(status: str, title: str, name: str) -> Iterator[WaitingItem]:
    waiting = Instalment.objects.filter(
        status=status,
        year_plan__agreement__status=AgreementStatus.SIGNED,
        year_plan__agreement__factory__status__in=CARRIED_OUT,
    ).select_related(
        "year_plan__agreement__factory__company", "year_plan__agreement__factory__call__programme"
    )
    listed = OfficeList("funding.instalment", name)
    for one in waiting.order_by("requested_at"):
        yield WaitingItem(
            stage=WorkStage.BUILD,
            title=title % {"what": one},
            url=_admin(one),
            since=one.approved_at or one.requested_at,
            is_demo=one.year_plan.agreement.factory.is_demo,
            listed=listed,
            pk=one.pk,
        )


def _for_company(user: User) -> Iterator[WaitingItem]:
    mine = Q(factory__company__uid__in=user.scopes(*COMPANY_ROLES))
    for one in _agreements(AgreementStatus.OFFERED).filter(mine):
        if user.holds(Role.COMPANY_OWNER, scope=one.factory.company.uid):
            url = reverse("funding:sign", args=[one.public_id])
            title = _("Sign the agreement: %(company)s")
            yield _agreement_item(title, one, url, one.offered_at, due=one.due_at)
    in_force = _agreements(AgreementStatus.SIGNED).filter(mine, factory__status__in=CARRIED_OUT)
    for one in in_force.filter(committed_krw__gt=F("paid_krw")):
        if _may_request(one):
            url = reverse("funding:request", args=[one.public_id])
            title = _("Request an instalment: %(company)s") % {"company": one.factory}
            yield _build_item(title, one.factory, one.signed_at, url=url)
    building = in_force.filter(factory__status=FactoryStatus.BUILDING)
    for one in building.filter(indicators__in=_unmeasured()).distinct():
        url = reverse("funding:measure", args=[one.public_id])
        title = _("Measure your indicators: %(company)s") % {"company": one.factory}
        yield _build_item(title, one.factory, one.signed_at, url=url)


def _may_request(agreement: Agreement) -> bool:
    """Whether the first year that is not fully requested is free: all years before it are checked."""
    first = agreement.years.filter(amount_krw__gt=F("requested_krw")).order_by("year_number").first()
    return (
        first is not None
        and not _unpassed_years().filter(agreement=agreement, year_number__lt=first.year_number).exists()
    )
