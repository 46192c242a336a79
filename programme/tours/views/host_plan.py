"""For hosts: many sessions at once, the days without tours, and the zones of a tour."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from programme.core.errors import ServiceError
from programme.core.templatetags.core import bilingual

from .. import services
from ..choices import ConsentKind
from ..forms import BlackoutForm, CopyForm, RouteForm, RouteNameForm, SeriesForm, ZoneForm
from ..models import Blackout, Route, Session, TourProgramme, Zone
from ..queries import hosted_by, texts_asked, with_left_out
from .host import FactoryFormView, warn_of_overlaps
from .host_session import SessionFormView


class ProgrammeFormView(FactoryFormView):
    """A form about the programme that a factory has written already."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            programmes = TourProgramme.objects.filter(factory__in=hosted_by(request.user))
            self.programme = get_object_or_404(
                programmes.select_related("factory__company"), factory__slug=kwargs["slug"]
            )
        return super().dispatch(request, *args, **kwargs)


def planned_text(sessions: list[Session]) -> str:
    """How many sessions were planned, for the host."""
    text = ngettext(
        "%(count)s session is planned and can be booked.",
        "%(count)s sessions are planned and can be booked.",
        len(sessions),
    )
    return text % {"count": len(sessions)}


class SeriesView(ProgrammeFormView):
    """POST with step=preview shows the days, step=plan plans them."""

    template_name = "tours/series.html"
    form_class = SeriesForm
    title = gettext_lazy("Plan a series")
    action = gettext_lazy("Show the days")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "programme": self.programme}

    def perform(self, form: Any) -> HttpResponse:
        if self.request.POST.get("step") != "plan":
            plan = services.plan_series(programme=self.programme, **form.rule())
            return self.render_to_response(self.get_context_data(form=form, plan=plan))
        sessions = services.create_series(
            programme=self.programme,
            by=self.request.user,
            capacity=form.cleaned_data["capacity"],
            language=form.cleaned_data["language"],
            **form.rule(),
        )
        messages.success(self.request, planned_text(sessions))
        warn_of_overlaps(self.request, sessions)
        return redirect("tours:host", self.factory.slug)


class CopyView(SessionFormView):
    """POST with step=preview shows the days with what falls on them, step=plan plans the copies."""

    template_name = "tours/series.html"
    form_class = CopyForm
    title = gettext_lazy("Copy to other days")
    action = gettext_lazy("Show the days")

    def perform(self, form: Any) -> HttpResponse:
        days = form.cleaned_data["days"]
        if self.request.POST.get("step") != "plan":
            plan = services.plan_copies(session=self.session, days=days)
            context = self.get_context_data(form=form, plan=plan, blocked=bool(plan.left_out))
            return self.render_to_response(context)
        sessions = services.copy_session(session=self.session, by=self.request.user, days=days)
        messages.success(self.request, planned_text(sessions))
        warn_of_overlaps(self.request, sessions)
        return redirect("tours:host", self.session.factory.slug)


class BlackoutsView(ProgrammeFormView):
    """The days without tours, and a form for more."""

    template_name = "tours/blackouts.html"
    form_class = BlackoutForm
    title = gettext_lazy("Days without tours")
    action = gettext_lazy("Add these days")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blackouts=self.programme.blackouts.all(), **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.add_blackout(programme=self.programme, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("No session can be planned on these days now."))
        return redirect("tours:blackouts", self.factory.slug)


@login_required
@require_POST
def remove_blackout(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let sessions be planned on these days again."""
    own = Blackout.objects.filter(tour_programme__factory__in=hosted_by(request.user))
    blackout = get_object_or_404(own.select_related("tour_programme__factory__company"), public_id=public_id)
    services.remove_blackout(blackout=blackout, by=request.user)
    messages.success(request, _("Sessions can be planned on these days again."))
    return redirect("tours:blackouts", blackout.tour_programme.factory.slug)


class ZonesView(ProgrammeFormView):
    """The parts of the factory that a tour leads through, with their rules."""

    template_name = "tours/zones.html"
    form_class = ZoneForm
    title = gettext_lazy("Zones and their rules")
    action = gettext_lazy("Add this zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        zones = with_left_out(self.programme.zones.all(), self.programme.schools)
        asked = {text.kind for text in texts_asked(self.programme)}
        unsaid = any(zone.nda for zone in zones) and ConsentKind.NDA not in asked
        return super().get_context_data(zones=zones, nda_without_text=unsaid, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.add_zone(programme=self.programme, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Visitors see the rules of this zone now."))
        return redirect("tours:zones", self.factory.slug)


def zone_of(user: Any, public_id: str) -> Zone:
    own = Zone.objects.filter(tour_programme__factory__in=hosted_by(user))
    return get_object_or_404(own.select_related("tour_programme__factory__company"), public_id=public_id)


class ZoneView(FactoryFormView):
    """A step about one zone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.zone = zone_of(request.user, kwargs["public_id"])
        return super().dispatch(request, *args, slug=self.zone.tour_programme.factory.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        back_url = reverse("tours:zones", args=[self.factory.slug])
        return {**context, "back_url": back_url, "back_name": ZonesView.title}

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect("tours:zones", self.factory.slug)


class ChangeZoneView(ZoneView):
    """What holds in one zone."""

    form_class = ZoneForm
    title = gettext_lazy("Change a zone")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.zone}

    def perform(self, form: Any) -> HttpResponse:
        services.change_zone(zone=self.zone, by=self.request.user, **form.cleaned_data)
        return self.done(_("Visitors see the rules of this zone now."))


class RemoveZoneView(ZoneView):
    """A zone that tours lead through no more: asked first."""

    template_name = "partials/confirm.html"
    form_class = forms.Form
    title = gettext_lazy("Remove a zone")
    action = gettext_lazy("Remove the zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = {"label": _("Zone"), "value": bilingual(self.zone, "name")}
        told = _("Visitors no longer see this zone and its rules, also on what is booked already.")
        context = super().get_context_data(rows=[name], consequences=[told], tone="danger", **kwargs)
        return {**context, "back": ZonesView.title}

    def perform(self, form: Any) -> HttpResponse:
        services.remove_zone(zone=self.zone, by=self.request.user)
        return self.done(_("The zone is removed."))


@login_required
@require_POST
def move_zone(request: HttpRequest, public_id: str) -> HttpResponse:
    """One place earlier (POST `up`) or later in the tour."""
    zone = zone_of(request.user, public_id)
    services.move_zone(zone=zone, by=request.user, up="up" in request.POST)
    messages.success(request, _("The order of the zones is changed."))
    return redirect("tours:zones", zone.tour_programme.factory.slug)


class RoutesView(ProgrammeFormView):
    """The ways through the factory; sessions on different ones may be at the same time."""

    template_name = "tours/routes.html"
    form_class = RouteNameForm
    title = gettext_lazy("Routes")
    action = gettext_lazy("Add this route")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(routes=self.programme.routes.all(), **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.add_route(programme=self.programme, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The route can be chosen for sessions."))
        return redirect("tours:routes", self.factory.slug)


@login_required
@require_POST
def remove_route(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a route away that no session used."""
    own = Route.objects.filter(tour_programme__factory__in=hosted_by(request.user))
    route = get_object_or_404(own.select_related("tour_programme__factory__company"), public_id=public_id)
    try:
        services.remove_route(route=route, by=request.user)
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The route is removed."))
    return redirect("tours:routes", route.tour_programme.factory.slug)


class SetRouteView(SessionFormView):
    form_class = RouteForm
    title = gettext_lazy("Choose the route")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["route"].queryset = self.session.tour_programme.routes.all()
        return form

    def get_initial(self) -> dict[str, Any]:
        return {"route": self.session.route_id}

    def perform(self, form: Any) -> HttpResponse:
        if not form.has_changed():
            return self.unchanged()
        session = services.set_route(session=self.session, by=self.request.user, **form.cleaned_data)
        if session.route is None:
            return self.done(_("The session has no fixed route now."))
        return self.done(_("The route of the session is chosen."))
