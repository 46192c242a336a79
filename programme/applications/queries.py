"""Reads about applications that several places use."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.calls.choices import Stage
from programme.calls.models import Call, Question, RequiredDocument
from programme.calls.queries import deadline_of, questions_of, stage_end
from programme.companies.models import PartnerOrganisation
from programme.companies.queries import partners_of
from programme.core.display import name_in_language
from programme.core.money import format_won_digits
from programme.core.queue import OfficeList, WaitingItem, WorkStage
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from .choices import ApplicationStatus
from .models import Application, Attachment, PartnerPart

# The stage whose date tells people until when the next step is due.
NEXT_STAGE = {
    ApplicationStatus.DRAFT: Stage.APPLICATION,
    ApplicationStatus.SUBMITTED: Stage.RECOMMENDATION,
    ApplicationStatus.RECOMMENDED: Stage.SCREENING,
    ApplicationStatus.SCREENED_IN: Stage.DIAGNOSIS,
    ApplicationStatus.DIAGNOSED: Stage.DIAGNOSIS,
    ApplicationStatus.DESIGNED: Stage.EVALUATION,
    ApplicationStatus.EVALUATED: Stage.SELECTION,
    ApplicationStatus.SELECTED: Stage.AGREEMENT,
}


def due_at(application: Application) -> datetime | None:
    """When the present step should be done (UTC), or None when it is done or the call sets no date."""
    stage = NEXT_STAGE.get(ApplicationStatus(application.status))
    if stage is None or (stage == Stage.AGREEMENT and not _unsigned(application.case).exists()):
        return None
    return deadline_of(application.call, stage)


def _unsigned(case: Any) -> QuerySet[LighthouseFactory]:
    """The case's factory while it has no agreement in force."""
    return LighthouseFactory.objects.filter(case=case, status=FactoryStatus.SELECTED)


def waits_for_a_step() -> Q:
    """For a list of applications: those with a next step; a selected one has none once it is agreed."""
    selected = Q(status=ApplicationStatus.SELECTED)
    return Q(status__in=list(NEXT_STAGE)) & (~selected | Q(Exists(_unsigned(OuterRef("case")))))


def live_attachments(application: Application) -> QuerySet[Attachment]:
    """The documents of the draft that were not removed."""
    return application.attachments.filter(removed_at=None).select_related("document")


def readable_by(user: User) -> QuerySet[Application]:
    """Every application whose submitted version `user` may read.

    The company's people and staff; the officers of the techno-park asked to recommend, once
    submitted; consultants and evaluators hold a role whose scope is the case.
    """
    own = Application.objects.visible_to(user)
    desk = Application.objects.exclude(status=ApplicationStatus.DRAFT).filter(
        Q(technopark__uid__in=user.scopes(Role.OFFICER))
        | Q(case__in=user.scopes(Role.CONSULTANT, Role.EVALUATOR))
    )
    return own | desk


def confirmed_partners(case: uuid.UUID) -> QuerySet[PartnerOrganisation]:
    """The organisations that confirmed their part in a case's project; public once it is agreed."""
    return PartnerOrganisation.objects.filter(
        parts__application__case=case, parts__confirmed_at__isnull=False
    ).order_by("parts__id")


def is_blank(answer: Any) -> bool:
    """Whether nothing was answered; 0 and "no" are answers."""
    return answer is None or answer == ""


def missing(application: Application) -> dict[str, str]:
    """What a draft still lacks: {form field: sentence}. Empty when it can be submitted."""
    gaps: dict[str, str] = {}
    for name, sentence in (
        ("site", _("Choose the factory site.")),
        ("technopark", _("Choose the techno-park that you ask to recommend you.")),
        ("size", _("State the size of the company.")),
        ("main_product", _("Name the main product.")),
        ("total_krw", _("State the project's total cost.")),
        ("requested_krw", _("State the amount requested from the government.")),
    ):
        if is_blank(getattr(application, name)):
            gaps[name] = sentence
    gaps |= wrong_amounts(application.call, application.total_krw, application.requested_krw)
    for question in questions_of(application.call):
        if question.required and is_blank(application.answers.get(question.key)):
            gaps[f"answer_{question.key}"] = _("Answer the question “%(question)s”.") % {
                "question": question_text(question)
            }
    uploaded = set(live_attachments(application).values_list("document_id", flat=True))
    for document in application.call.documents.filter(required=True):
        if document.pk not in uploaded:
            gaps[f"document_{document.key}"] = _("Upload the document “%(document)s”.") % {
                "document": document_name(document)
            }
    for part in application.partners.filter(confirmed_at=None).select_related("organisation"):
        gaps[f"partner_{part.public_id}"] = _("%(partner)s has not yet confirmed its part.") % {
            "partner": name_in_language(part.organisation)
        }
    return gaps


def wrong_amounts(call: Call, total: int | None, requested: int | None) -> dict[str, str]:
    """What is wrong with the amounts (whole won) in this call: {form field: sentence}; blanks are not."""
    language = get_language() or "ko"
    if requested is not None and requested > call.total_cap_krw:
        problem = _("At most %(cap)s can be requested for one factory in this call.")
        return {"requested_krw": problem % {"cap": format_won_digits(call.total_cap_krw, language)}}
    if requested is not None and total is not None and requested > total:
        problem = _("The amount requested cannot be above the project's total of %(total)s.")
        return {"requested_krw": problem % {"total": format_won_digits(total, language)}}
    return {}


def step_of(name: str) -> str:
    """The step of writing ("edit", "partners", "documents") to which a gap of `missing` belongs."""
    if name.startswith("document_"):
        return "documents"
    return "partners" if name.startswith("partner_") else "edit"


def question_text(question: Question) -> str:
    """The question in the reader's language, Korean where there is no English."""
    return question.text_en if get_language() == "en" and question.text_en else question.text_ko


def document_name(document: RequiredDocument) -> str:
    """The document's name in the reader's language, Korean where there is no English."""
    return document.name_en if get_language() == "en" and document.name_en else document.name_ko


def parts_of(user: User) -> QuerySet[PartnerPart]:
    """The parts that the person's organisations are asked to confirm or have confirmed."""
    return PartnerPart.objects.filter(organisation__in=partners_of(user)).select_related(
        "organisation", "application__company", "application__call"
    )


def due_expression() -> Case:
    """For a list of applications: until when each waits for its next step, by the dates of its call."""
    later = {status: stage for status, stage in NEXT_STAGE.items() if stage != Stage.APPLICATION}
    return Case(
        When(status=ApplicationStatus.DRAFT, then=F("call__closes_at")),
        *(When(status=status, then=stage_end("call", stage)) for status, stage in later.items()),
        output_field=DateTimeField(),
    )


def waiting_for(user: User) -> list[WaitingItem]:
    """Drafts to complete for company people, those from paper for staff, parts to confirm for partners."""
    items = [
        WaitingItem(
            stage=WorkStage.APPLICATION,
            title=_("Complete and submit: %(call)s") % {"call": name_in_language(application.call, "title")},
            url=application.get_absolute_url(),
            since=application.saved_at,
            due=application.call.closes_at,
            is_demo=application.call.programme.is_demo,
        )
        for application in Application.objects.filter(
            company__uid__in=user.scopes(*COMPANY_ROLES), status=ApplicationStatus.DRAFT
        ).select_related("call__programme")
    ]
    if user.has_perm("applications.add_application"):
        listed = OfficeList(
            "applications.application",
            _("Drafts from paper"),
            (("status__exact", ApplicationStatus.DRAFT.value), ("entered_by_staff__exact", "1")),
        )
        items += [
            WaitingItem(
                stage=WorkStage.APPLICATION,
                title=_("Complete and submit what came by paper: %(company)s")
                % {"company": name_in_language(application.company)},
                url=application.get_absolute_url(),
                since=application.saved_at,
                due=application.call.closes_at,
                is_demo=application.call.programme.is_demo,
                listed=listed,
                pk=application.pk,
            )
            for application in Application.objects.filter(
                entered_by_staff=True, status=ApplicationStatus.DRAFT
            ).select_related("call__programme", "company")
        ]
    items += [
        WaitingItem(
            stage=WorkStage.APPLICATION,
            title=_("Confirm your part in the project of %(company)s")
            % {"company": name_in_language(part.application.company)},
            url=part.get_absolute_url(),
            since=part.application.saved_at,
            due=part.application.call.closes_at,
            is_demo=part.application.call.programme.is_demo,
        )
        for part in parts_of(user)
        .select_related("application__call__programme")
        .filter(confirmed_at=None, application__status=ApplicationStatus.DRAFT)
    ]
    return items


def counts_by_status(calls: Iterable[Call]) -> dict[str, int]:
    """How many applications of the calls, once submitted, stand in each status; drafts are none."""
    found = Application.objects.filter(call__in=calls, version__isnull=False)
    rows = found.exclude(status=ApplicationStatus.DRAFT).order_by().values_list("status")
    return dict(rows.annotate(Count("id")))
