"""The techno-park officer's desk, and what a company reads of its recommendation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from programme.accounts.choices import Role
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.display import name_in_language
from programme.core.moves import moves_for
from programme.core.views import MoveView, ServiceFormView
from programme.regions.queries import technoparks_of

from . import queries, services
from .forms import NominationForm
from .models import Nomination


class OfficerMixin(LoginRequiredMixin):
    """Pages that only officers of techno-parks have; for others they do not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.holds(Role.OFFICER):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DeskView(OfficerMixin, TemplateView):
    """Each of the officer's techno-parks in each call: quota left, applications, nominations."""

    template_name = "recommendations/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(desks=queries.desks(self.request.user), **kwargs)


class ApplicationView(OfficerMixin, DetailView):
    """One submitted version, the techno-park's word on it and the officer's next steps."""

    template_name = "recommendations/application.html"
    context_object_name = "application"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return queries.desk_applications(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.object
        return super().get_context_data(
            version=application.version,
            recommendation=queries.live_recommendation(application),
            earlier=application.recommendations.filter(ended_at__isnull=False),
            left=queries.places_left(application),
            stage=queries.stage_date(application.call),
            moves=[
                m for m in moves_for(application, self.request.user) if m.app == "recommendations" and m.url
            ],
            **kwargs,
        )


class ResultView(LoginRequiredMixin, DetailView):
    """What the company reads: the word in force on its live version, and the reason."""

    template_name = "recommendations/result.html"
    context_object_name = "application"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related("company", "call", "version")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recommendation = queries.live_recommendation(self.object)
        if recommendation is None:
            raise Http404
        return super().get_context_data(recommendation=recommendation, **kwargs)


class RecommendationMoveView(MoveView):
    """A step of the officer on an application of their techno-park."""

    model = Application

    def get_queryset(self) -> Any:
        return queries.desk_applications(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object_name=name_in_language(self.object.company), **kwargs)

    def get_success_url(self) -> str:
        return reverse("recommendations:application", args=[self.object.public_id])


class RecommendView(RecommendationMoveView):
    verb = "recommend"


class DeclineView(RecommendationMoveView):
    verb = "decline"


class WithdrawView(RecommendationMoveView):
    verb = "withdraw_recommendation"


class TakeBackView(RecommendationMoveView):
    verb = "take_back_decline"


class NominateView(OfficerMixin, ServiceFormView):
    """Nominate a company for one of the officer's techno-parks in one call."""

    template_name = "recommendations/nominate.html"
    form_class = NominationForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            technoparks = technoparks_of(request.user)
            self.technopark = get_object_or_404(technoparks, key=kwargs["technopark"])
            self.call = get_object_or_404(Call.objects.published(), key=kwargs["call"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(call=self.call, technopark=self.technopark, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.nominate_company(
            call=self.call, technopark=self.technopark, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("The company is nominated. Invite it to apply."))
        return redirect("recommendations:desk")


class SettleView(MoveView):
    model = Nomination
    verb = "settle"


class DropView(MoveView):
    model = Nomination
    verb = "drop"
