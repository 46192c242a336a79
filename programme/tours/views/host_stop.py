"""For hosts: the line stands still. First what a stop would do, then the step."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from programme.core.errors import Conflict, ServiceError

from .. import services
from ..forms import StopForm, StopPeriodForm
from ..models import Session, TourProgramme
from ..queries import sessions_below, sessions_between, sessions_run_by
from ..services.stops import LineStop
from .host import FactoryFormView
from .host_session import SessionFormView


class StopMixin:
    """POST with step=preview shows what would happen, step=stop does just that and nothing else.

    The preview carries what was entered and the digest of what it shows; step=apart shows it again with
    the groups of one class on different days, step=edit leads back to the fields.
    """

    template_name = "tours/stop.html"
    title = gettext_lazy("Line stopped")
    action = gettext_lazy("See what would happen")

    def tour_programme(self) -> TourProgramme:
        raise NotImplementedError

    def to_stop(self, form: Any) -> list[Session]:
        raise NotImplementedError

    def perform(self, form: Any) -> HttpResponse:
        view: Any = self
        posted = view.request.POST
        step = posted.get("step")
        if step == "edit":
            return view.render_to_response(view.get_context_data(form=form))  # type: ignore[no-any-return]
        apart = step == "apart" or (step == "stop" and posted.get("apart") == "yes")
        if step != "stop":
            return self.preview(form, apart=apart)
        try:
            done = services.stop_line(
                programme=self.tour_programme(),
                sessions=self.to_stop(form),
                by=view.request.user,
                reason=form.cleaned_data["reason"],
                apart=apart,
                foreseen=posted.get("plan", ""),
            )
        except Conflict as error:
            return self.preview(form, apart=apart, changed=error.message)
        messages.success(view.request, told_in_numbers(done))
        return redirect(view.get_context_data(form=form)["back_url"])

    def preview(self, form: Any, *, apart: bool, changed: str = "") -> HttpResponse:
        """What would happen; `changed` says why it is shown again."""
        view: Any = self
        seen = services.foresee_stop(
            programme=self.tour_programme(), sessions=self.to_stop(form), apart=apart
        )
        context = view.get_context_data(form=form, seen=seen, apart=apart, changed=changed)
        response: HttpResponse = view.render_to_response(context, status=409 if changed else 200)
        return response


def told_in_numbers(done: LineStop) -> str:
    """What a stop did, for the host."""
    text = ngettext("%(count)s session called off.", "%(count)s sessions called off.", len(done.sessions))
    parts = [
        text % {"count": len(done.sessions)},
        _("Offered other seats: %(count)s. Without other seats: %(without)s. Waiting and told: %(line)s.")
        % {"count": len(done.offered), "without": len(done.without), "line": done.waiting},
    ]
    if done.to_call:
        parts.append(_("To be called by telephone: %(count)s.") % {"count": len(done.to_call)})
    return " ".join(parts)


class StopSessionView(StopMixin, SessionFormView):
    """One session."""

    form_class = StopForm

    def get_initial(self) -> dict[str, Any]:
        """Where the host has to decide because few have booked, that is the reason."""
        if not sessions_below().filter(pk=self.session.pk).exists():
            return {}
        least = self.session.tour_programme.least_visitors
        with translation.override("ko"):  # a reason is kept and sent as the host would write it
            return {"reason": _("Fewer than %(least)s visitors have booked.") % {"least": least}}

    def tour_programme(self) -> TourProgramme:
        return self.session.tour_programme

    def to_stop(self, form: Any) -> list[Session]:
        return [self.session]


class StopLineView(StopMixin, FactoryFormView):
    """All sessions of some days."""

    form_class = StopPeriodForm

    def tour_programme(self) -> TourProgramme:
        return get_object_or_404(
            TourProgramme.objects.select_related("factory__company"), factory=self.factory
        )

    def to_stop(self, form: Any) -> list[Session]:
        days = form.cleaned_data
        return list(sessions_between(self.tour_programme(), days["begins_on"], days["ends_on"]))


@login_required
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Few have booked: hold the session anyway (POST). Calling it off is a stop, with its own page."""
    session = get_object_or_404(sessions_run_by(request.user), public_id=public_id)
    try:
        services.hold_anyway(session=session, by=request.user)  # type: ignore[arg-type]
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The session is held."))
    return redirect(session.get_host_url())
