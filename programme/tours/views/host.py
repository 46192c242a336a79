"""For hosts: a factory's tours, their terms and the plan of sessions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from programme.core.clock import db_now
from programme.core.display import datetime_text
from programme.core.errors import ServiceError
from programme.core.moves import moves_for
from programme.core.templatetags.core import bilingual
from programme.core.views import MoveView, ServiceFormView
from programme.factories.models import LighthouseFactory

from .. import services
from ..choices import SessionStatus
from ..forms import ProgrammeForm, SessionForm
from ..models import Session, TourProgramme
from ..queries import hosted_by, sessions_overlapping, survey_of, tours_progress


class HostView(LoginRequiredMixin, DetailView):
    """A factory's tours at a glance: the duty, the terms, what comes and what was."""

    template_name = "tours/host.html"
    context_object_name = "factory"

    def get_queryset(self) -> Any:
        return hosted_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factory, now = self.object, db_now()
        programme = TourProgramme.objects.filter(factory=factory).first()
        sessions = (
            Session.objects.filter(tour_programme__factory=factory).with_factory().select_related("route")
        )
        over = Q(ends_at__lte=now) | Q(status=SessionStatus.HELD)
        return super().get_context_data(
            programme=programme,
            progress=tours_progress(factory),
            survey=survey_of(factory),
            moves=[move for move in moves_for(factory, self.request.user) if move.app == "tours"],
            coming=sessions.exclude(over),
            past=sessions.filter(over).order_by("-starts_at")[:50],
            **kwargs,
        )


class FactoryMoveView(MoveView):
    model = LighthouseFactory
    lookup = "slug"

    def get_queryset(self) -> Any:
        return hosted_by(self.request.user)

    def get_success_url(self) -> str:
        return reverse("tours:host", args=[self.object.slug])


class OpenToursView(FactoryMoveView):
    verb = "open_tours"
    template_name = "tours/open_tours.html"


class CloseToursView(FactoryMoveView):
    verb = "close_tours"


def warn_of_overlaps(request: HttpRequest, sessions: list[Session]) -> None:
    """Say which new sessions overlap with others that no route keeps apart."""
    for session in sessions_overlapping(sessions):
        messages.warning(
            request,
            _("%(session)s overlaps with another session, and no route keeps the two apart.")
            % {"session": datetime_text(session.starts_at, get_language() or "ko", weekday=True)},
        )


class FactoryFormView(LoginRequiredMixin, ServiceFormView):
    """A form about one factory's tours."""

    template_name = "tours/host_form.html"
    title: Any = ""
    action: Any = gettext_lazy("Save")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.factory = get_object_or_404(hosted_by(request.user), slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            action=self.action,
            about=bilingual(self.factory.company, "name"),
            factory=self.factory,
            back_url=reverse("tours:host", args=[self.factory.slug]),
            **kwargs,
        )


class ProgrammeView(FactoryFormView):
    form_class = ProgrammeForm
    title = gettext_lazy("Tour programme")

    def get_form_kwargs(self) -> dict[str, Any]:
        own = TourProgramme.objects.filter(factory=self.factory).first()
        return {**super().get_form_kwargs(), "instance": own}

    def perform(self, form: Any) -> HttpResponse:
        if form.instance.pk and not form.has_changed():
            messages.info(self.request, _("Nothing was changed."))
            return redirect("tours:host", self.factory.slug)
        services.save_programme(factory=self.factory, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The tour programme is saved."))
        return redirect("tours:host", self.factory.slug)


class PlanView(FactoryFormView):
    form_class = SessionForm
    title = gettext_lazy("Plan a session")
    action = gettext_lazy("Plan the session")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            programmes = TourProgramme.objects.filter(factory__in=hosted_by(request.user))
            self.programme = get_object_or_404(
                programmes.select_related("factory__company"), factory__slug=kwargs["slug"]
            )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "programme": self.programme}

    def perform(self, form: Any) -> HttpResponse:
        try:
            session = services.create_session(
                programme=self.programme,
                starts_at=form.starts_at(),
                capacity=form.cleaned_data["capacity"],
                language=form.cleaned_data["language"],
                route=form.cleaned_data.get("route"),
                by=self.request.user,
            )
        except ServiceError as error:
            fields = getattr(error, "fields", {})
            if "starts_at" in fields:
                fields["date"] = fields.pop("starts_at")
            raise
        messages.success(self.request, _("The session is planned and can be booked."))
        warn_of_overlaps(self.request, [session])
        return redirect(session.get_host_url())
