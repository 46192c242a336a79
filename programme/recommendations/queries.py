"""Reads about recommendations that several places use."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import CallStatus, Stage
from programme.calls.models import Call, StageDate
from programme.calls.queries import stage_ends
from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.core.queue import WaitingItem, WorkStage
from programme.regions.models import TechnoPark
from programme.regions.queries import technoparks_of

from .choices import Outcome
from .models import Nomination, Quota, Recommendation


def desk_applications(user: User) -> QuerySet[Application]:
    """The submitted applications that ask one of the officer's techno-parks to recommend them.

    A draft, also one that was recalled, is the company's own and not shown.
    """
    return (
        Application.objects.filter(technopark__uid__in=user.scopes(Role.OFFICER), version__isnull=False)
        .exclude(status=ApplicationStatus.DRAFT)
        .select_related("call__programme", "company", "technopark", "version", "site__region")
    )


def live_recommendation(application: Application) -> Recommendation | None:
    """The word in force on the application's live version, for or against."""
    return (
        Recommendation.objects.live()
        .filter(application=application, version_id=application.version_id)
        .select_related("technopark", "signature")
        .first()
    )


def released(**filters: Any) -> QuerySet[Recommendation]:
    """Live recommendations whose company has left for good: their places are free again.

    The next word of the techno-park takes them off its quota (services); until then they are
    subtracted where a quota is shown.
    """
    return Recommendation.objects.live().filter(
        outcome=Outcome.RECOMMENDED, application__status=ApplicationStatus.WITHDRAWN, **filters
    )


def places_left(application: Application) -> int:
    """How many companies the techno-park asked may still recommend in the call."""
    quota = Quota.objects.filter(call=application.call_id, technopark=application.technopark_id).first()
    if quota is None:
        return application.call.candidates_per_technopark
    return (
        quota.left
        + released(technopark=application.technopark_id, application__call=application.call_id).count()
    )


def with_received(quotas: QuerySet[Quota]) -> QuerySet[Quota]:
    """`received_count`: how many companies have handed in an application that asks this techno-park."""
    asked = Application.objects.filter(
        call=OuterRef("call"), technopark=OuterRef("technopark"), version__isnull=False
    )
    counted = asked.order_by().values("call").annotate(number=Count("pk")).values("number")
    return quotas.annotate(received_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def stage_date(call: Call) -> StageDate | None:
    """When techno-parks recommend in this call; None when the call sets no dates."""
    return StageDate.objects.filter(call=call, stage=Stage.RECOMMENDATION).first()


def recommendation_statement(application: Application) -> str:
    """What an officer signs: it names the very version by its hash."""
    version = application.version
    assert version is not None
    return _(
        "On behalf of %(technopark)s I recommend this application in the call “%(call)s”.\n"
        "Company: %(company)s\n"
        "Receipt number: %(receipt)s (version %(number)d)\n"
        "SHA-256 of the submitted version: %(sha256)s"
    ) % {
        "technopark": name_in_language(application.technopark),
        "call": name_in_language(application.call, "title"),
        "company": name_in_language(application.company),
        "receipt": version.receipt_number,
        "number": version.number,
        "sha256": version.sha256,
    }


@dataclass
class Desk:
    """One techno-park in one call, as its officer sees it."""

    call: Call
    technopark: TechnoPark
    allowed: int
    used: int
    stage: StageDate | None
    now: datetime  # the database's clock, when the desk was read
    applications: list[Application] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Places left to recommend."""
        return self.allowed - self.used

    @property
    def takes_nominations(self) -> bool:
        """Whether a nominated company could still apply, as far as the page knows; the service asks again."""
        return self.call.status == CallStatus.PUBLISHED and (
            self.call.closes_at is None or self.now < self.call.closes_at
        )


def desks(user: User) -> list[Desk]:
    """The officer's techno-parks in the published calls, newest call first; the same queries at any size.

    Concluded calls stay as long as an application of the techno-park is in them.
    """
    technoparks = list(technoparks_of(user))
    calls = list(
        Call.objects.filter(
            Q(status=CallStatus.PUBLISHED)
            | Q(status=CallStatus.CONCLUDED, applications__technopark__in=technoparks)
        )
        .distinct()
        .order_by("-year", "-half", "-id")
    )
    found = _empty_desks(calls, technoparks)
    for application in desk_applications(user).order_by("status_since"):
        if desk := found.get((application.call_id, application.technopark_id)):
            desk.applications.append(application)
    for nomination in Nomination.objects.filter(technopark__in=technoparks, call__in=calls):
        found[nomination.call_id, nomination.technopark_id].nominations.append(nomination)
    return list(found.values())


def _empty_desks(calls: Iterable[Call], technoparks: list[TechnoPark]) -> dict[Any, Desk]:
    quotas = {(q.call_id, q.technopark_id): q for q in Quota.objects.filter(technopark__in=technoparks)}
    free = Counter(released(technopark__in=technoparks).values_list("application__call", "technopark"))
    stages = {s.call_id: s for s in StageDate.objects.filter(stage=Stage.RECOMMENDATION)}
    result, now = {}, db_now()
    for call in calls:
        for technopark in technoparks:
            quota = quotas.get((call.pk, technopark.pk))
            result[call.pk, technopark.pk] = Desk(
                call=call,
                technopark=technopark,
                allowed=quota.allowed if quota else call.candidates_per_technopark,
                used=quota.used - free[call.pk, technopark.pk] if quota else 0,
                stage=stages.get(call.pk),
                now=now,
            )
    return result


def waiting_for(user: User) -> list[WaitingItem]:
    """Submitted applications on which the officer's techno-park has not spoken."""
    if not user.holds(Role.OFFICER):
        return []
    waiting = list(
        desk_applications(user).filter(status=ApplicationStatus.SUBMITTED).order_by("status_since")
    )
    ends = stage_ends(Stage.RECOMMENDATION, (application.call_id for application in waiting))
    return [
        WaitingItem(
            title=_("Decide on the recommendation of %(company)s")
            % {"company": name_in_language(application.company)},
            url=reverse("recommendations:application", args=[application.public_id]),
            since=application.status_since,
            due=ends.get(application.call_id),
            stage=WorkStage.RECOMMENDATION,
            is_demo=application.call.programme.is_demo,
        )
        for application in waiting
    ]
