"""Forming panels and deciding who judges which application."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.choices import Audience
from programme.core.display import in_both
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.notifications.services import send_message

from ..choices import LIVE
from ..models import Assignment, Panel, PanelMember, is_evaluator
from ..permissions import can_assign_evaluators, can_form_panel
from ..queries import ties_to
from .access import end_reading


def form_panel(
    *,
    call: Call,
    name: str,
    evaluators: Iterable[User],
    by: User | None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Panel:
    """Form a panel of a call.

    Raises NotAllowed; Conflict when the call has a panel of this name; Incomplete when a person is
    no evaluator.
    """
    require(by is None or can_form_panel(by), _("You may not form panels."))
    people = list(evaluators)
    with transaction.atomic():
        if Panel.objects.filter(call=call, name=name).exists():
            raise Conflict(_("The call already has a panel of this name."), code="panel_exists")
        _require_evaluators(people)
        panel = Panel.objects.create(call=call, name=name, opens_at=opens_at, closes_at=closes_at)
        PanelMember.objects.bulk_create(PanelMember(panel=panel, evaluator=one) for one in people)
        record_event(
            panel,
            "evaluation.form_panel",
            by=by,
            data={"call": call.key, "evaluators": len(people)},
            audience=Audience.STAFF,
        )
    return panel


def change_panel(
    *,
    panel: Panel,
    name: str,
    evaluators: Iterable[User],
    by: User | None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Panel:
    """Change a panel's name, period and members.

    Raises NotAllowed; Conflict when someone who still judges is to leave: replace him first.
    """
    require(by is None or can_form_panel(by), _("You may not form panels."))
    people = {one.pk: one for one in evaluators}
    with transaction.atomic():
        panel = lock(panel)
        _require_evaluators(list(people.values()))
        leaving = panel.members.exclude(evaluator__in=people)
        busy = User.objects.filter(
            assignments__panel=panel,
            assignments__status__in=LIVE,
            assignments__application__status=ApplicationStatus.DESIGNED,
            panel_memberships__in=leaving,
        ).distinct()
        if busy:
            raise Conflict(
                _("Still judging, replace first: %(names)s.") % {"names": _names(busy)}, code="still_judging"
            )
        leaving.delete()
        PanelMember.objects.bulk_create(
            (PanelMember(panel=panel, evaluator=one) for one in people.values()), ignore_conflicts=True
        )
        panel.name, panel.opens_at, panel.closes_at = name, opens_at, closes_at
        panel.save()
        record_event(
            panel,
            "evaluation.change_panel",
            by=by,
            data={"call": panel.call.key, "evaluators": len(people)},
            audience=Audience.STAFF,
        )
    return panel


def assign_evaluators(
    *, application: Application, evaluators: Iterable[User], by: User | None
) -> list[Assignment]:
    """Ask members of the call's panels to judge a designed application; each gets a mail.

    Every application of a call is judged by the same number of people, so that means compare: not
    more than the call's `evaluators_per_application` may be assigned, and closing needs as many.

    Raises NotAllowed, WrongState; Conflict for someone tied to the application or assigned before,
    or when there would be too many; Incomplete for someone who is on no panel of the call.
    """
    require(by is None or can_assign_evaluators(by, application), _("You may not assign evaluators."))
    with transaction.atomic():
        application = lock(application)
        if application.status != ApplicationStatus.DESIGNED:
            raise WrongState(
                _("Evaluators are assigned once the design is complete. Present status: %(status)s.")
                % {"status": application.get_status_display()}
            )
        return _assign(application, list(evaluators), by)


def replace_evaluator(
    *, assignment: Assignment, evaluator: User, by: User | None, reason: str = ""
) -> Assignment:
    """Let `evaluator` judge in place of one with a conflict, or one who does not answer.

    Returns the new assignment; the old one and its unfinished scores stay in the record.
    """
    with transaction.atomic():
        application = lock(assignment.application)
        if application.status != ApplicationStatus.DESIGNED:
            raise WrongState(_("The evaluation of this application is over."))
        with transition(
            assignment, "replace_evaluator", by=by, data={"reason": reason}, audience=Audience.STAFF
        ) as replaced:
            end_reading(replaced, by)
        (replacement,) = _assign(application, [evaluator], by)
    return replacement


def _assign(application: Application, people: list[User], by: User | None) -> list[Assignment]:
    """Create the assignments of a locked application, event and mails."""
    call = application.call
    if not people:
        raise Incomplete(_("Choose at least one evaluator."), {"evaluators": _("Choose at least one.")})
    memberships = {
        member.evaluator_id: member.panel
        for member in PanelMember.objects.filter(panel__call=call, evaluator__in=people)
        .select_related("panel")
        .order_by("-panel_id")
    }
    _require_evaluators(people)
    strangers = [one for one in people if one.pk not in memberships]
    if strangers:
        message = _("Not on a panel of this call: %(names)s.") % {"names": _names(strangers)}
        raise Incomplete(message, {"evaluators": message}, code="not_on_panel")
    ties = ties_to(application, people)
    if ties:
        tied = ", ".join(f"{one} ({ties[str(one.pk)]})" for one in people if str(one.pk) in ties)
        raise Conflict(_("Conflict of interest: %(who)s.") % {"who": tied}, code="conflict_of_interest")
    before = User.objects.filter(assignments__application=application, pk__in=[one.pk for one in people])
    if before:
        raise Conflict(
            _("Already assigned to this application, now or before: %(names)s.") % {"names": _names(before)},
            code="assigned_before",
        )
    live = Assignment.objects.live().filter(application=application).count()
    if live + len(people) > call.evaluators_per_application:
        raise Conflict(
            _("The call foresees %(number)d evaluators per application.")
            % {"number": call.evaluators_per_application},
            code="too_many",
        )
    assignments = [
        Assignment.objects.create(
            panel=memberships[one.pk],
            application=application,
            evaluator=one,
            assigned_by=by.pk if by else None,
        )
        for one in people
    ]
    record_event(
        application,
        "evaluation.assign_evaluators",
        by=by,
        data={"assignments": [one.pk for one in assignments]},
        audience=Audience.STAFF,
    )
    for one in assignments:
        send_message(
            to=[one.evaluator],
            template="evaluation/mail/assigned",
            context={
                **in_both("company", application.company),
                **in_both("call", call, "title"),
                "assignment": one.public_id,
            },
            case=application.case,
        )
    return assignments


def _require_evaluators(people: Sequence[User]) -> None:
    strangers = [one for one in people if not one.is_active or not is_evaluator(one)]
    if strangers:
        message = _("Not an evaluator: %(names)s.") % {"names": _names(strangers)}
        raise Incomplete(message, {"evaluators": message}, code="not_evaluator")


def _names(people: Iterable[User]) -> str:
    return ", ".join(str(one) for one in people)
