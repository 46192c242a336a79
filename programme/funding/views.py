"""Pages of a company's own agreements."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from programme.core.moves import moves_for
from programme.core.views import MoveView, ServiceFormView

from . import queries, services
from .choices import CARRIED_OUT, AgreementStatus
from .forms import MeasurementForm, RequestForm
from .models import Agreement, Instalment, Milestone
from .permissions import can_report


@require_safe
@login_required
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The agreements a person may see."""
    agreements = Agreement.objects.visible_to(request.user).select_related("factory__company")
    return render(request, "funding/list.html", {"agreements": agreements[:200]})


@require_safe
@login_required
def agreement_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Terms, years, instalments, ledger, indicators, and what comes next."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user).select_related(
            "factory__company", "factory__call__programme"
        ),
        public_id=public_id,
    )
    years = queries.year_rows(agreement)
    reports = can_report(request.user, agreement) and agreement.status == AgreementStatus.SIGNED
    return render(
        request,
        "funding/detail.html",
        {
            "agreement": agreement,
            "steps": [step for step in moves_for(agreement, request.user) if step.url],
            "years": years,
            "requested": any(row["instalments"] for row in years),
            "ledger": queries.ledger_of(agreement),
            "indicators": queries.indicator_rows(agreement),
            "milestones": agreement.milestones.order_by("due_on", "id"),
            "may_request": reports
            and agreement.factory.status in CARRIED_OUT
            and bool(queries.open_years(agreement)),
            "may_measure": reports and agreement.indicators.exists(),
            "may_cancel": reports,
        },
    )


class SignAgreement(MoveView):
    model = Agreement
    verb = "sign"


class CancelInstalment(MoveView):
    model = Instalment
    verb = "cancel"


class ReportView(LoginRequiredMixin, ServiceFormView):
    """A form on an agreement for the company's people; anyone else's agreement is 404."""

    title: Any
    lead: Any
    action: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.agreement = get_object_or_404(
            Agreement.objects.visible_to(request.user).select_related("factory__company"),
            public_id=kwargs["public_id"],
        )
        if not can_report(request.user, self.agreement):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "obj": self.agreement}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            agreement=self.agreement,
            title=self.title,
            lead=self.lead,
            action=self.action,
            open=self.is_open(),
            **kwargs,
        )

    def is_open(self) -> bool:
        return (
            self.agreement.status == AgreementStatus.SIGNED and self.agreement.factory.status in CARRIED_OUT
        )

    def done(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect(self.agreement)


class RequestInstalment(ReportView):
    template_name = "funding/request.html"
    form_class = RequestForm
    title = gettext_lazy("Request an instalment")
    lead = gettext_lazy("The specialised body checks your evidence, then a funding officer pays.")
    action = gettext_lazy("Request")

    def is_open(self) -> bool:
        return super().is_open() and bool(queries.open_years(self.agreement))

    def perform(self, form: Any) -> HttpResponse:
        services.request_instalment(by=self.request.user, **form.cleaned_data)
        return self.done(_("The instalment is requested."))


class RecordMeasurement(ReportView):
    template_name = "funding/measure.html"
    form_class = MeasurementForm
    title = gettext_lazy("Record a measurement")
    lead = gettext_lazy("A later measurement replaces an earlier one; none is deleted.")
    action = gettext_lazy("Record")

    def is_open(self) -> bool:
        return self.agreement.status == AgreementStatus.SIGNED and self.agreement.indicators.exists()

    def perform(self, form: Any) -> HttpResponse:
        services.record_measurement(by=self.request.user, **form.cleaned_data)
        return self.done(_("The measurement is recorded."))


class FinishMilestone(LoginRequiredMixin, ServiceFormView):
    """GET asks, POST notes that a milestone stands."""

    template_name = "partials/confirm.html"
    form_class = forms.Form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        milestones = Milestone.objects.visible_to(request.user).select_related("agreement__factory__company")
        self.milestone = get_object_or_404(milestones, public_id=kwargs["public_id"])
        if not can_report(request.user, self.milestone.agreement):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Milestone reached"),
            text=self.milestone.title,
            action=_("It stands"),
            back=_("Agreement"),
            back_url=self.milestone.agreement.get_absolute_url(),
            **kwargs,
        )

    def perform(self, form: Any) -> HttpResponse:
        services.finish_milestone(milestone=self.milestone, by=self.request.user)
        messages.success(self.request, _("The milestone is noted as reached."))
        return redirect(self.milestone.agreement)
