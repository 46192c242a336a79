"""Publishing a call's results: once, all together, signed."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.services import sign
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.companies.queries import people_of
from programme.core.choices import Audience
from programme.core.clock import day_end, db_now, seoul_day
from programme.core.display import in_both, name_in_language
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.factories.models import LighthouseFactory
from programme.factories.services import found_factory
from programme.notifications.services import send_message

from .. import choices
from ..choices import Outcome
from ..models import Decision, Publication
from ..permissions import can_publish_results
from ..queries import is_published, publication_statement, undecided, unfinished


def publish_results(*, call: Call, by: User, shown_sha256: str) -> Publication:
    """Publish every decision of the call in one transaction.

    Each evaluated application moves to its result, each selected one founds its lighthouse factory,
    each company gets a mail. Places and the share of SMEs are targets and refuse nothing.

    Raises NotAllowed; WrongState when published before; Incomplete naming the applications without a
    decision or still under way; Conflict "text_changed" when the statement differs from the one shown.
    """
    require(can_publish_results(by, call), _("You may not publish results."))
    with transaction.atomic():
        call = lock(call)
        if is_published(call):
            raise WrongState(_("The results of this call are published already."), code="published")
        # Held still in one order, so that nothing is decided, withdrawn or reopened meanwhile.
        applications = list(
            Application.objects.filter(call=call).select_for_update(no_key=True).order_by("pk")
        )
        _require_complete(call)
        statement = publication_statement(call)
        now = db_now()
        publication = Publication.objects.create(
            call=call,
            statement=statement,
            signature=sign(by=by, statement=statement, shown_sha256=shown_sha256, subject=call),
            by=by.pk,
            published_at=now,
            appeals_until=day_end(seoul_day(now) + timedelta(days=choices.APPEAL_DAYS)),
        )
        evaluated = [one for one in applications if one.status == ApplicationStatus.EVALUATED]
        decisions = Decision.objects.filter(application__in=evaluated)
        outcomes = dict(decisions.values_list("application", "outcome"))
        decisions.update(published_at=now)
        chosen = 0
        for application in evaluated:
            if outcomes[application.pk] == Outcome.SELECT:
                select_application(application=application, by=by)
                chosen += 1
            else:
                reject_application(application=application, by=by)
            _tell_company(application, outcomes[application.pk], publication)
        record_event(
            call,
            "selection.publish_results",
            by=by,
            data={"call": call.key, "evaluated": len(evaluated), "selected": chosen},
            audience=Audience.PUBLIC,
        )
    return publication


def select_application(*, application: Application, by: User) -> LighthouseFactory:
    """Move one application to "selected" and found its factory; part of publish_results."""
    with transition(application, "select", by=by) as application:
        version, site, technopark = application.version, application.site, application.technopark
        # Nothing is submitted without a site (applications.queries.missing).
        assert version is not None
        assert site is not None
        selected_on = seoul_day(db_now())
        return found_factory(
            case=application.case,
            call=application.call,
            company=application.company,
            site=site,
            technopark=technopark,
            region=site.region.current(selected_on),
            size=application.size,
            industry_label=site.industry_label,
            main_product_ko=version.content.get("main_product", ""),
            # What a company wrote for the evaluators is not made public; it writes its story later.
            plan_ko="",
            project_total_krw=version.content.get("total_krw"),
            selected_on=selected_on,
            by=by,
        )


def reject_application(*, application: Application, by: User) -> Application:
    """Move one application to "not selected"; part of publish_results."""
    with transition(application, "reject", by=by) as application:
        pass
    return application


def _require_complete(call: Call) -> None:
    late = list(unfinished(call))
    if late:
        raise Incomplete(
            _("Still under way, finish or withdraw first: %(names)s.") % {"names": _names(late)},
            code="unfinished",
        )
    if not Application.objects.filter(call=call, status=ApplicationStatus.EVALUATED).exists():
        raise Incomplete(_("The call has no evaluated application."), code="nothing_evaluated")
    missing = undecided(call)
    if missing:
        raise Incomplete(
            _("No decision since the evaluation was closed: %(names)s.") % {"names": _names(missing)},
            code="undecided",
        )


def _names(applications: list[Application]) -> str:
    return ", ".join(name_in_language(one.company) for one in applications)


def _tell_company(application: Application, outcome: str, publication: Publication) -> None:
    send_message(
        to=people_of(application.company),
        template="selection/mail/result",
        context={
            "outcome": str(outcome),
            **in_both("company", application.company),
            **in_both("call", publication.call, "title"),
            "public_id": application.public_id,
        },
        case=application.case,
    )
