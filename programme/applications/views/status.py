"""What a company sees of its application after writing it, and the steps it takes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from programme.companies.services import register_partner
from programme.core.choices import Audience
from programme.core.display import name_in_language
from programme.core.models import Event
from programme.core.moves import moves_for
from programme.core.uploads import download
from programme.core.views import MoveView, ServiceFormView
from programme.factories.models import LighthouseFactory

from .. import forms, services
from ..choices import RESULTS, ApplicationStatus
from ..models import Application, Attachment, PartnerPart, SubmittedVersion
from ..permissions import can_edit
from ..queries import due_at, parts_of, readable_by


class ApplicationList(LoginRequiredMixin, ListView):
    template_name = "applications/list.html"
    context_object_name = "applications"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return (
            Application.objects.visible_to(self.request.user)
            .select_related("call__programme", "company", "version")
            .prefetch_related("call__stages")
        )


class ApplicationDetail(LoginRequiredMixin, DetailView):
    """The status page: where it stands, what happens next and by when, what happened so far."""

    template_name = "applications/detail.html"
    context_object_name = "application"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related(
            "call__programme", "company", "version", "technopark"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.object
        user = self.request.user
        shown = Event.objects.of_case(application.case).exclude(audience=Audience.STAFF)
        return super().get_context_data(
            due=due_at(application),
            # Once there is a factory, it says where things stand.
            factory=LighthouseFactory.objects.filter(case=application.case).first(),
            events=shown,
            # Desks take their own steps on their own pages, which others do not find.
            moves=[move for move in moves_for(application, user) if move.url and not move.app],
            editable=application.status == ApplicationStatus.DRAFT and can_edit(user, application),
            versions=application.versions.all(),
            results=[(name, page) for name, page, statuses in RESULTS if application.status in statuses],
            **kwargs,
        )


class VersionView(LoginRequiredMixin, DetailView):
    """One submitted version, as it was submitted."""

    template_name = "applications/version.html"
    context_object_name = "version"

    def get_object(self, queryset: Any = None) -> SubmittedVersion:
        readable = readable_by(self.request.user)
        return get_object_or_404(
            SubmittedVersion.objects.select_related("application__call", "application__company"),
            application__in=readable,
            application__public_id=self.kwargs["public_id"],
            number=self.kwargs["number"],
        )


@login_required
def attachment(request: HttpRequest, public_id: str) -> HttpResponse:
    """A document, to those who may read its application; always as a download."""
    document = get_object_or_404(
        Attachment,
        public_id=public_id,
        application__in=readable_by(request.user),
    )
    return download(document.sha256, document.name)


class ApplicationMoveView(MoveView):
    model = Application

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        company, call = name_in_language(self.object.company), name_in_language(self.object.call, "title")
        return super().get_context_data(object_name=f"{company} ({call})", **kwargs)


class SubmitView(ApplicationMoveView):
    verb = "submit"
    template_name = "applications/submit.html"

    def perform(self, form: Any) -> HttpResponse:
        application = services.submit_application(application=self.object, by=self.request.user)
        messages.success(
            self.request,
            _("Submitted. Your receipt number is %(number)s; a confirmation goes to your company by e-mail.")
            % {"number": application.version.receipt_number},
        )
        return redirect(application)


class RecallView(ApplicationMoveView):
    verb = "recall"


class WithdrawView(ApplicationMoveView):
    verb = "withdraw"


class PartList(LoginRequiredMixin, ListView):
    """The parts that a partner organisation's people are asked to confirm."""

    template_name = "applications/parts.html"
    context_object_name = "parts"

    def get_queryset(self) -> Any:
        return parts_of(self.request.user).order_by("confirmed_at", "pk")


class ConfirmPartView(LoginRequiredMixin, ServiceFormView):
    template_name = "applications/confirm_part.html"
    form_class = forms.forms.Form

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.part: PartnerPart = get_object_or_404(parts_of(request.user), public_id=kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part=self.part, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.confirm_part(part=self.part, by=self.request.user)
        messages.success(self.request, _("Your organisation's part is confirmed."))
        return redirect("applications:parts")


class RegisterPartnerView(LoginRequiredMixin, ServiceFormView):
    template_name = "applications/register_partner.html"
    form_class = forms.RegisterPartnerForm

    def perform(self, form: Any) -> HttpResponse:
        register_partner(by=self.request.user, **form.cleaned_data)
        messages.success(
            self.request, _("Your organisation is registered. Companies can now name it as a partner.")
        )
        return redirect("applications:parts")
