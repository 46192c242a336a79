"""Reads about screening that several places use."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_ends
from programme.core.display import name_in_language
from programme.core.queue import OfficeList, WaitingItem, WorkStage

from .choices import Met, ScreeningOutcome
from .models import CheckResult, Screening


def decided_screening(application: Application) -> Screening | None:
    """The decided check of the application's live version."""
    return (
        Screening.objects.filter(application=application, version_id=application.version_id)
        .exclude(outcome=ScreeningOutcome.OPEN)
        .first()
    )


def unmet(screening: Screening) -> list[CheckResult]:
    """The required items that are not met: unanswered, or answered "not met"."""
    return list(
        screening.results.filter(item__required=True, met__in=["", Met.NO])
        .select_related("item")
        .order_by("item__position")
    )


def lacking(application: Application) -> str:
    """How many required items keep the application from passing, in words; "" when none."""
    left = CheckResult.objects.filter(
        screening__version_id=application.version_id, item__required=True, met__in=["", Met.NO]
    ).count()
    if not left:
        return ""
    return ngettext(
        "%(number)d required item is not met or not checked yet.",
        "%(number)d required items are not met or not checked yet.",
        left,
    ) % {"number": left}


def waiting_for(user: User) -> list[WaitingItem]:
    """Recommended applications whose eligibility staff have not decided."""
    if not user.has_perm("screening.change_screening"):
        return []
    waiting = list(
        Application.objects.filter(status=ApplicationStatus.RECOMMENDED)
        .select_related("company", "call__programme")
        .order_by("status_since")
    )
    ends = stage_ends(Stage.SCREENING, (application.call_id for application in waiting))
    listed = OfficeList(
        "applications.application",
        _("Applications to screen"),
        (("status__exact", ApplicationStatus.RECOMMENDED.value),),
    )
    return [
        WaitingItem(
            title=_("Screen %(company)s") % {"company": name_in_language(application.company)},
            url=reverse("admin:screening_screening_for", args=[application.pk]),
            since=application.status_since,
            due=ends.get(application.call_id),
            stage=WorkStage.SCREENING,
            is_demo=application.call.programme.is_demo,
            listed=listed,
            pk=application.pk,
        )
        for application in waiting
    ]
