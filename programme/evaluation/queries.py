"""Reads about evaluations that several doors share."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.models import RoleGrant, User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application, PartnerPart
from programme.calls.choices import Stage
from programme.calls.models import Call, Criterion
from programme.calls.queries import stage_ends
from programme.core.display import name_in_language
from programme.core.models import Event
from programme.core.queue import OfficeList, WaitingItem, WorkStage
from programme.diagnosis.models import Design, Diagnosis

from .arithmetic import Scale, mean, two_places, weighted
from .choices import LIVE, AssignmentStatus
from .models import CLOSED, Assignment, Score, is_evaluator


def criteria_of(application: Application) -> list[Criterion]:
    """The criteria by which the submitted version is judged, in their order."""
    assert application.version is not None
    return list(
        Criterion.objects.filter(call_id=application.call_id, version=application.version.rubric_version)
    )


def due_of(assignment: Assignment) -> datetime | None:
    """By when the scores are expected: the panel's own instant, else the end of the stage."""
    if assignment.panel.closes_at:
        return assignment.panel.closes_at
    stages = assignment.application.call.stages.all()
    return next((one.ends_at for one in stages if one.stage == Stage.EVALUATION), None)


def ties_to(application: Application, people: Iterable[User]) -> dict[str, str]:
    """Who of `people` is tied to the application by what the portal knows: {person's id: with whom}.

    A live role in the company, in one of its partners or in the techno-park that recommends it, or
    having diagnosed or designed it: nobody judges his own work.
    """
    people = list(people)
    scopes = {application.company.uid: name_in_language(application.company)}
    for part in PartnerPart.objects.filter(application=application).select_related("organisation"):
        scopes[part.organisation.uid] = name_in_language(part.organisation)
    if application.technopark:
        scopes[application.technopark.uid] = name_in_language(application.technopark)
    grants = RoleGrant.objects.filter(user__in=people, scope__in=scopes, revoked_at=None)
    ties = {str(grant.user_id): scopes[grant.scope] for grant in grants if grant.scope}
    own_work = Diagnosis.objects.filter(application=application).values_list("consultant", flat=True)
    own_plan = Design.objects.filter(application=application).values_list("designer", flat=True)
    authors = {*own_work, *own_plan}
    return ties | {str(one.pk): _("diagnosis and design") for one in people if one.pk in authors}


def missing_scores(assignment: Assignment) -> list[tuple[Criterion, str]]:
    """What a seal still lacks: each criterion with "score" or "comment"."""
    saved = scores_of(assignment)
    missing = []
    for criterion in criteria_of(assignment.application):
        score = saved.get(criterion.pk)
        if score is None or score.score is None:
            missing.append((criterion, "score"))
        if score is None or not score.comment.strip():
            missing.append((criterion, "comment"))
    return missing


def scores_of(assignment: Assignment) -> dict[int, Score]:
    """One assignment's own scores of the live version, by criterion; for its evaluator only."""
    application = assignment.application
    found = Score.objects.filter(assignment=assignment, version=application.version_id)
    return {score.criterion_id: score for score in found}


def with_progress(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Add `assigned_count`, `sealed_count` and `conflict_count`: all that staff see before closing."""
    return applications.annotate(
        assigned_count=Count("assignments", filter=Q(assignments__status__in=LIVE)),
        sealed_count=Count("assignments", filter=Q(assignments__status=AssignmentStatus.SEALED)),
        conflict_count=Count("assignments", filter=Q(assignments__status=AssignmentStatus.CONFLICT)),
    )


def lacking(application: Application) -> str:
    """How far the evaluators are, in words, while too few have sealed; "" when enough have."""
    required = application.call.evaluators_per_application
    live = list(Assignment.objects.live().filter(application=application).values_list("status", flat=True))
    sealed = live.count(AssignmentStatus.SEALED)
    if len(live) < required:
        return _("%(number)d of %(required)d evaluators are assigned.") % {
            "number": len(live),
            "required": required,
        }
    if sealed < len(live):
        return _("%(number)d of %(required)d evaluators have sealed.") % {
            "number": sealed,
            "required": len(live),
        }
    return ""


def designed_at(application: Application) -> datetime | None:
    """When the plan that is being judged was completed."""
    event = (
        Event.objects.filter(case=application.case, verb="diagnosis.complete_design").order_by("id").last()
    )
    return event.at if event else None


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    """One criterion of a closed evaluation."""

    criterion: Criterion
    average: Decimal  # mean of the evaluators' scores, on the criterion's own scale
    comments: list[str]

    @property
    def said(self) -> list[tuple[str, int]]:
        """Each distinct comment once, with how many evaluators wrote it."""
        return list(Counter(self.comments).items())


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a closed evaluation says of an application; computed, never stored."""

    application: Application
    criteria: list[CriterionResult]
    totals: list[Decimal]  # each evaluator's weighted score, lowest first; nobody is named
    total: Decimal  # 0 to 100

    @property
    def spread(self) -> Decimal:
        """How far the evaluators lie apart, in points: the highest less the lowest."""
        return self.totals[-1] - self.totals[0]


def results_of(applications: QuerySet[Application]) -> list[Result]:
    """The results of those whose evaluation is closed, unordered; three statements for any number.

    An application without a complete sealed set of scores has no result and is left out.
    """
    closed = list(
        applications.filter(status__in=CLOSED, version__isnull=False).select_related(
            "company", "version", "call__programme", "site__region"
        )
    )
    by_call: dict[tuple[int, int], list[Criterion]] = defaultdict(list)
    for criterion in Criterion.objects.filter(call__in={a.call_id for a in closed}):
        by_call[criterion.call_id, criterion.version].append(criterion)
    by_application: dict[int, list[Score]] = defaultdict(list)
    for score in (
        Score.objects.closed()
        .filter(assignment__application__in=closed)
        .select_related("assignment")
        .order_by("assignment_id", "id")
    ):
        by_application[score.assignment.application_id].append(score)
    found = (
        _result(one, by_call[one.call_id, one.version.rubric_version], by_application[one.pk])  # type: ignore[union-attr]
        for one in closed
    )
    return [result for result in found if result]


def _result(application: Application, criteria: list[Criterion], scores: list[Score]) -> Result | None:
    rubric = {str(one.pk): Scale(one.weight, one.max_score) for one in criteria}
    by_evaluator: dict[int, dict[str, int]] = defaultdict(dict)
    for score in scores:
        if score.score is not None:
            by_evaluator[score.assignment_id][str(score.criterion_id)] = score.score
    complete = [given for given in by_evaluator.values() if given.keys() == rubric.keys()]
    if not complete or not rubric:
        return None
    each = sorted(weighted(given, rubric) for given in complete)
    return Result(
        application=application,
        criteria=[
            CriterionResult(
                criterion=one,
                average=two_places(mean([Fraction(given[str(one.pk)]) for given in complete])),
                comments=[s.comment for s in scores if s.criterion_id == one.pk],
            )
            for one in criteria
        ],
        totals=[two_places(value) for value in each],
        total=two_places(mean(each)),
    )


def results(call: Call) -> list[Result]:
    """The results of a call's closed evaluations."""
    return results_of(Application.objects.filter(call=call))


def waiting_for(user: User) -> list[WaitingItem]:
    """An evaluator's declarations and scores; for staff what evaluation waits for from them."""
    return [*_waiting_for_evaluator(user), *_waiting_for_staff(user)]


def _waiting_for_evaluator(user: User) -> list[WaitingItem]:
    if not is_evaluator(user):
        return []
    mine = (
        Assignment.objects.of_evaluator(user)
        .filter(
            status__in=[AssignmentStatus.ASSIGNED, AssignmentStatus.OPEN],
            application__status=ApplicationStatus.DESIGNED,
        )
        .select_related("panel", "application__company", "application__call__programme")
        .prefetch_related("application__call__stages")
    )
    titles = {
        AssignmentStatus.ASSIGNED: _("Declare whether you have a conflict of interest: %(company)s"),
        AssignmentStatus.OPEN: _("Score the application: %(company)s"),
    }
    return [
        WaitingItem(
            title=titles[AssignmentStatus(one.status)]
            % {"company": name_in_language(one.application.company)},
            url=one.get_absolute_url(),
            since=one.declared_at or one.assigned_at,
            due=due_of(one),
            stage=WorkStage.EVALUATION,
            is_demo=one.application.call.programme.is_demo,
            personal=True,
        )
        for one in mine
    ]


def _waiting_for_staff(user: User) -> list[WaitingItem]:
    if not (user.is_staff and user.has_perm("evaluation.add_assignment")):
        return []
    items = [
        WaitingItem(
            title=_("Replace an evaluator with a conflict of interest: %(company)s")
            % {"company": name_in_language(one.application.company)},
            url=reverse("admin:evaluation_assignment_step", args=[one.pk, "replace_evaluator"]),
            since=one.declared_at,
            due=due_of(one),
            stage=WorkStage.EVALUATION,
            is_demo=one.application.call.programme.is_demo,
            listed=OfficeList("evaluation.assignment", _("Evaluators to replace")),
            pk=one.pk,
        )
        for one in Assignment.objects.filter(
            status=AssignmentStatus.CONFLICT, application__status=ApplicationStatus.DESIGNED
        )
        .select_related("panel", "application__company", "application__call__programme")
        .prefetch_related("application__call__stages")
    ]
    designed: Any = with_progress(
        Application.objects.filter(status=ApplicationStatus.DESIGNED).select_related(
            "call__programme", "company"
        )
    )
    ends = stage_ends(Stage.EVALUATION, (one.call_id for one in designed))
    for one in designed:
        required = one.call.evaluators_per_application
        if one.assigned_count < required and not one.conflict_count:
            kind = _("Evaluators to assign")
            title, url = (
                _("Assign evaluators: %(company)s"),
                reverse("admin:evaluation_panel_application", args=[one.public_id]),
            )
        elif one.sealed_count >= required:
            kind = _("Evaluations to close")
            title, url = (
                _("Close the evaluation: %(company)s"),
                reverse("admin:applications_application_step", args=[one.pk, "close_evaluation"]),
            )
        else:
            continue
        items.append(
            WaitingItem(
                title=title % {"company": name_in_language(one.company)},
                url=url,
                since=one.status_since,
                due=ends.get(one.call_id),
                stage=WorkStage.EVALUATION,
                is_demo=one.call.programme.is_demo,
                listed=OfficeList("applications.application", kind),
                pk=one.pk,
            )
        )
    return items
