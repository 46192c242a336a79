"""The company's letter and its appeal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from programme.core.clock import db_now
from programme.core.views import ServiceFormView

from . import services
from .choices import Outcome
from .forms import AppealForm
from .models import Appeal, Decision, Publication
from .permissions import can_file_appeal
from .queries import result_of


class PublishedDecision(LoginRequiredMixin):
    """A published decision, to its company and to staff who may see decisions; else 404."""

    request: HttpRequest
    decision: Decision
    publication: Publication

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.decision = get_object_or_404(
            Decision.objects.visible_to(request.user)
            .published()
            .select_related("application__company", "application__call__programme", "application__version"),
            application__public_id=kwargs["public_id"],
        )
        self.publication = get_object_or_404(Publication, call=self.decision.application.call)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            application=self.decision.application,
            decision=self.decision,
            publication=self.publication,
            **kwargs,
        )


class Letter(PublishedDecision, TemplateView):
    """The decision in writing: outcome, average per criterion, the evaluators' reasons; for print too."""

    template_name = "selection/letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.decision.application
        appeal = Appeal.objects.filter(application=application).first()
        may_appeal = (
            appeal is None
            and self.decision.outcome != Outcome.SELECT
            and can_file_appeal(self.request.user, application)
            and db_now() < self.publication.appeals_until
        )
        return super().get_context_data(
            result=result_of(application), appeal=appeal, may_appeal=may_appeal, **kwargs
        )


class FileAppeal(PublishedDecision, ServiceFormView):
    template_name = "selection/appeal.html"
    form_class = AppealForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not can_file_appeal(self.request.user, self.decision.application):
            raise Http404
        return super().get_context_data(**kwargs)

    def perform(self, form: BaseForm) -> HttpResponse:
        application = self.decision.application
        services.file_appeal(application=application, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your appeal is filed. The answer comes by e-mail."))
        return redirect("selection:letter", public_id=application.public_id)
