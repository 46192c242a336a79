"""The ranking, computed from the evaluations, and what the doors of a selection read."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.models import Call
from programme.companies.choices import Size
from programme.core.display import name_in_language
from programme.core.models import Event
from programme.core.queue import OfficeList, WaitingItem, WorkStage
from programme.evaluation.queries import Result, results, results_of

from .choices import AppealStatus, Outcome
from .models import Appeal, Decision, Publication
from .ordering import Candidate, order

# Applications that are still on their way to a decision: results are published all at once, so
# these must be finished (or withdrawn) first. Those never recommended are out of the round.
UNFINISHED = frozenset(
    {
        ApplicationStatus.RECOMMENDED,
        ApplicationStatus.SCREENED_IN,
        ApplicationStatus.DIAGNOSED,
        ApplicationStatus.DESIGNED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the ranking."""

    rank: int
    result: Result
    tie: str  # empty, or what told this application from others with the same total
    decision: Decision | None  # the standing one; None also when the scores changed after it

    @property
    def application(self) -> Application:
        """Whose result this is."""
        return self.result.application


def ranking(call: Call) -> list[Row]:
    """The call's closed evaluations in order; the same few statements for any number."""
    found = results(call)
    decisions = standing_decisions(call)
    by_weight = sorted(
        range(len(found[0].criteria)) if found else [],
        key=lambda n: (-found[0].criteria[n].criterion.weight, found[0].criteria[n].criterion.position),
    )
    names = [name_in_language(found[0].criteria[n].criterion) for n in by_weight] if found else []
    candidates = [
        Candidate(
            key=result,
            total=result.total,
            averages=tuple(result.criteria[n].average for n in by_weight),
            submitted_at=result.application.version.submitted_at,  # type: ignore[union-attr]
            receipt=result.application.version.receipt_number,  # type: ignore[union-attr]
        )
        for result in found
    ]
    return [
        Row(
            rank=placed.rank,
            result=placed.candidate.key,
            tie=_tie(placed.decided_by, names),
            decision=decisions.get(placed.candidate.key.application.pk),
        )
        for placed in order(candidates)
    ]


def _tie(decided_by: int | None, names: list[str]) -> str:
    if decided_by is None:
        return ""
    if decided_by < 0:
        return _("Tie that no rule breaks")
    if decided_by < len(names):
        return _("Tie, broken by: %(criterion)s") % {"criterion": names[decided_by]}
    return _("Tie, broken by the earlier submission")


def standing_decisions(call: Call) -> dict[int, Decision]:
    """Decisions by application, without those taken before an evaluation was closed anew."""
    decisions = list(Decision.objects.filter(application__call=call).select_related("application"))
    closed = dict(
        Event.objects.filter(
            case__in=[one.application.case for one in decisions], verb="evaluation.close_evaluation"
        )
        .values_list("case")
        .annotate(Max("at"))
    )
    return {
        one.application_id: one
        for one in decisions
        if one.published_at
        or (closed_at := closed.get(one.application.case)) is None
        or one.staged_at >= closed_at
    }


def undecided(call: Call) -> list[Application]:
    """Evaluated applications of the call without a standing decision."""
    standing = standing_decisions(call)
    evaluated = Application.objects.filter(call=call, status=ApplicationStatus.EVALUATED)
    return [one for one in evaluated.select_related("company") if one.pk not in standing]


def unfinished(call: Call) -> QuerySet[Application]:
    """Applications past the recommendation whose evaluation is not closed yet."""
    return Application.objects.filter(call=call, status__in=UNFINISHED).select_related("company")


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Places and SME share: targets of the call beside what is decided; shown, never enforced."""

    places: int | None
    sme_min: int | None
    selected: int
    sme: int
    mid: int


def targets(call: Call, rows: list[Row]) -> Targets:
    """The call's targets beside the decisions in `rows`."""
    chosen = [row for row in rows if row.decision and row.decision.outcome == Outcome.SELECT]
    return Targets(
        places=call.planned_places,
        sme_min=call.planned_sme_min,
        selected=len(chosen),
        sme=sum(row.application.size == Size.SME for row in chosen),
        mid=sum(row.application.size == Size.MID for row in chosen),
    )


def publication_statement(call: Call) -> str:
    """The text that is signed: every evaluated application's receipt number and outcome."""
    standing = standing_decisions(call)
    applications = (
        Application.objects.filter(call=call, status=ApplicationStatus.EVALUATED)
        .select_related("version")
        .order_by("version__receipt_number")
    )
    lines = [
        f"{one.version.receipt_number}: "  # type: ignore[union-attr]
        + (str(Outcome(standing[one.pk].outcome).label) if one.pk in standing else _("undecided"))
        for one in applications
    ]
    chosen = sum(one.outcome == Outcome.SELECT for pk, one in standing.items() if not one.published_at)
    heading = _("I publish the results of the call “%(call)s”: %(all)d evaluated, %(chosen)d selected.") % {
        "call": name_in_language(call, "title"),
        "all": len(lines),
        "chosen": chosen,
    }
    return "\n".join([heading, *lines])


def is_published(call: Call) -> bool:
    """Whether the call's results are out."""
    return Publication.objects.filter(call=call).exists()


def result_of(application: Application) -> Result | None:
    """What the evaluation says of one application, once closed."""
    return next(iter(results_of(Application.objects.filter(pk=application.pk))), None)


def waiting_for(user: User) -> list[WaitingItem]:
    """For the ministry: calls to decide or to publish, appeals to answer."""
    if not user.is_staff:
        return []
    items = []
    if user.has_perm("selection.stage_decision"):
        items += _calls_waiting()
    if user.has_perm("selection.answer_appeal"):
        filed = Appeal.objects.filter(status=AppealStatus.FILED).select_related(
            "application__company", "application__call__programme"
        )
        listed = OfficeList(
            "selection.appeal", _("Appeals to answer"), (("status__exact", AppealStatus.FILED.value),)
        )
        items += [
            WaitingItem(
                title=_("Answer the appeal: %(company)s")
                % {"company": name_in_language(one.application.company)},
                url=reverse("admin:selection_appeal_change", args=[one.pk]),
                since=one.filed_at,
                stage=WorkStage.SELECTION,
                is_demo=one.application.call.programme.is_demo,
                listed=listed,
                pk=one.pk,
            )
            for one in filed
        ]
    return items


def _calls_waiting() -> list[WaitingItem]:
    """One line per call with evaluated applications and none still on the way."""
    evaluated = Application.objects.filter(call=OuterRef("pk"), status=ApplicationStatus.EVALUATED)
    on_the_way = Application.objects.filter(call=OuterRef("pk"), status__in=UNFINISHED)
    calls = (
        Call.objects.filter(Exists(evaluated), ~Exists(on_the_way))
        .select_related("programme")
        .annotate(since=Max("applications__status_since"), number=Count("applications"))
        .prefetch_related("stages")
    )
    items = []
    for call in calls:
        left = len(undecided(call))
        due = next((one.ends_at for one in call.stages.all() if one.stage == Stage.SELECTION), None)
        text = _("Decide: %(call)s") if left else _("Publish the results: %(call)s")
        items.append(
            WaitingItem(
                title=text % {"call": name_in_language(call, "title")},
                url=reverse("admin:selection_ranking_change", args=[call.pk]),
                since=call.since,
                due=due,
                stage=WorkStage.SELECTION,
                is_demo=call.programme.is_demo,
                listed=OfficeList("selection.ranking", _("Rounds to decide and publish")),
                pk=call.pk,
            )
        )
    return items
