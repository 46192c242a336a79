"""Reads about diagnosis and design that several places use."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_ends
from programme.core.display import name_in_language
from programme.core.queue import OfficeList, WaitingItem, WorkStage

from .choices import CostSource, ProjectYear
from .models import Cost, Design, Diagnosis, Improvement

# "Able to reach capability level 4 or more" is what calls ask for (facts/FACTS.md section 2).
LOWEST_GOAL = 4


def consultants() -> QuerySet[User]:
    """The people to whom a case may be given: consultants by a role without a scope."""
    return User.objects.filter(
        grants__role=Role.CONSULTANT,
        grants__scope=None,
        grants__revoked_at=None,
        is_active=True,
    ).order_by("name", "email")


def cases_of(user: User) -> QuerySet[Application]:
    """The cases on which `user` works as consultant or designer."""
    return _cases().filter(Q(diagnosis__consultant=user) | Q(design__designer=user))


def readable_cases(user: User) -> QuerySet[Application]:
    """The cases whose diagnosis `user` may open: those who work on it, its company, staff."""
    if user.has_perm("diagnosis.view_diagnosis"):
        return _cases()
    return _cases().filter(
        Q(diagnosis__consultant=user)
        | Q(design__designer=user)
        | Q(company__uid__in=user.scopes(*COMPANY_ROLES))
    )


def _cases() -> QuerySet[Application]:
    return Application.objects.filter(diagnosis__isnull=False).select_related(
        "call__programme", "company", "technopark", "version", "diagnosis__consultant", "design__designer"
    )


def design_of(application: Application) -> Design | None:
    """The application's design; None before one is begun."""
    return Design.objects.filter(application=application).select_related("designer").first()


def improvements_of(case: uuid.UUID) -> QuerySet[Improvement]:
    """What a case's design changes, year by year; public once its agreement is in force."""
    found = Improvement.objects.filter(design__application__case=case)
    return found.prefetch_related("technologies").order_by("year", "id")


def cost_table(design: Design) -> dict[str, Any]:
    """Costs in won by source and year: {"years": …, "rows": [(label, [(year, won)], sum)], "total": sum}.

    The last row sums all sources.
    """
    sums: dict[tuple[str, int], int] = {
        (row["source"], row["year"]): row["sum"]
        for row in Cost.objects.filter(design=design)
        .order_by()
        .values("source", "year")
        .annotate(sum=Sum("amount_krw"))
    }
    years = list(ProjectYear)
    table = [(str(source.label), [sums.get((source, year), 0) for year in years]) for source in CostSource]
    table = [(label, amounts) for label, amounts in table if any(amounts)]
    if table:
        table.append(
            (_("All sources"), [sum(column) for column in zip(*(row for _l, row in table), strict=True)])
        )
    rows = [(label, list(zip(years, amounts, strict=True)), sum(amounts)) for label, amounts in table]
    return {"years": years, "rows": rows, "total": rows[-1][2] if rows else 0}


def diagnosis_gaps(diagnosis: Diagnosis) -> dict[str, str]:
    """What is missing before the diagnosis is complete: {field: sentence}."""
    gaps = {
        "visited_on": (diagnosis.visited_on, _("Record the day of the visit.")),
        "capability_level": (diagnosis.capability_level, _("Say the capability level.")),
        "system_level": (diagnosis.system_level, _("Say the system level.")),
        "summary": (diagnosis.summary, _("Write the summary.")),
        "findings": (diagnosis.findings.exists(), _("Write at least one finding.")),
    }
    return {name: said for name, (value, said) in gaps.items() if not value}


def design_gaps(design: Design, diagnosis: Diagnosis) -> dict[str, str]:
    """What is missing or too much before the design is complete: {field: sentence}.

    The government's share keeps within the call's caps per factory and year and in all.
    """
    needed = {
        "goal_capability_level": (design.goal_capability_level, _("Say the capability level aimed at.")),
        "goal_system_level": (design.goal_system_level, _("Say the system level aimed at.")),
        "summary": (design.summary, _("Write what will be built.")),
        "improvements": (design.improvements.exists(), _("Write at least one improvement.")),
        "indicators": (design.indicators.exists(), _("Write at least one indicator.")),
        "costs": (design.costs.exists(), _("Write at least one cost.")),
    }
    gaps = {name: said for name, (value, said) in needed.items() if not value}
    goal = design.goal_capability_level
    if goal and goal < max(LOWEST_GOAL, diagnosis.capability_level or 0):
        gaps["goal_capability_level"] = _(
            "The call asks for level %(level)d or more, and not less than today."
        ) % {"level": LOWEST_GOAL}
    return gaps | _cap_gaps(design)


def _cap_gaps(design: Design) -> dict[str, str]:
    call = design.application.call
    shares = dict(
        design.costs.filter(source=CostSource.GOVERNMENT)
        .order_by()
        .values_list("year")
        .annotate(sum=Sum("amount_krw"))
    )
    gaps = {
        f"costs_year_{year.value}": _(
            "%(year)s: the government share of %(sum)s won is above the cap of %(cap)s won a year."
        )
        % {"year": year.label, "sum": f"{shares[year]:,}", "cap": f"{call.year_cap_krw:,}"}
        for year in ProjectYear
        if shares.get(year, 0) > call.year_cap_krw
    }
    total = sum(shares.values())
    if total > call.total_cap_krw:
        gaps["costs_total"] = _(
            "All years: the government share of %(sum)s won is above the cap of %(cap)s won in all."
        ) % {"sum": f"{total:,}", "cap": f"{call.total_cap_krw:,}"}
    return gaps


def waiting_for(user: User) -> list[WaitingItem]:
    """Cases to diagnose or design for those who work on them; to assign for staff."""
    work: list[tuple[str, str, Application]] = []
    if user.holds(Role.CONSULTANT):
        own = cases_of(user).order_by("status_since")
        work += [
            (_("Diagnose %(company)s"), "", application)
            for application in own.filter(status=ApplicationStatus.SCREENED_IN, diagnosis__consultant=user)
        ]
        work += [
            (_("Design the plan of %(company)s"), "", application)
            for application in own.filter(status=ApplicationStatus.DIAGNOSED, design__designer=user)
        ]
    if user.has_perm("diagnosis.add_diagnosis"):
        work += [
            (_("Assign a consultant to %(company)s"), "assign_consultant", application)
            for application in Application.objects.filter(
                status=ApplicationStatus.SCREENED_IN, diagnosis=None
            )
            .select_related("company", "call__programme")
            .order_by("status_since")
        ]
    to_assign = OfficeList(
        "applications.application",
        _("Consultants to assign"),
        (("status__exact", ApplicationStatus.SCREENED_IN.value), ("diagnosis__isnull", "True")),
    )
    ends = stage_ends(Stage.DIAGNOSIS, (application.call_id for _title, _step, application in work))
    return [
        WaitingItem(
            stage=WorkStage.DIAGNOSIS,
            title=title % {"company": name_in_language(application.company)},
            url=reverse("admin:applications_application_step", args=[application.pk, step])
            if step
            else reverse("diagnosis:case", args=[application.public_id]),
            since=application.status_since,
            due=ends.get(application.call_id),
            is_demo=application.call.programme.is_demo,
            personal=not step,
            listed=to_assign if step else None,
            pk=application.pk,
        )
        for title, step, application in work
    ]
