"""What a visit leaves on paper: the certificate and its verification, the official letter."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from programme.core.views import ServiceFormView

from .. import services
from ..choices import GROUP_KINDS, BookingStatus
from ..forms import CertificateForm
from ..models import Booking, Certificate
from ..models.booking import PATH_TO_FACTORY
from ..qr import qr_of
from ..queries import own_certified, sessions_run_by


class CertificateView(LoginRequiredMixin, ServiceFormView):
    """Proof of attendance, for printing: after check-in and the host's confirmation.

    The holder has it issued, and chooses what those who verify it are told.
    """

    template_name = "tours/certificate.html"
    form_class = CertificateForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.booking = get_object_or_404(own_certified(request.user), public_id=kwargs["public_id"])
        self.certificate = Certificate.objects.filter(booking=self.booking).first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "booking": self.booking, "certificate": self.certificate}

    def perform(self, form: Any) -> HttpResponse:
        services.issue_certificate(booking=self.booking, by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(self.request, _("The certificate is issued."))
        return redirect("tours:certificate", self.booking.public_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = settings.SITE_URL + self.certificate.get_absolute_url() if self.certificate else ""
        return super().get_context_data(
            booking=self.booking,
            session=self.booking.session,
            certificate=self.certificate,
            address=address,
            qr=qr_of(address) if address else None,
            **kwargs,
        )


class VerifyView(DetailView):
    """Whether a certificate is genuine: the factory, the day, how many; a person only as the holder chose."""

    template_name = "tours/verify.html"
    context_object_name = "certificate"
    slug_field = "public_id"
    slug_url_kwarg = "code"

    def get_queryset(self) -> Any:
        path = [f"booking__{step}" for step in PATH_TO_FACTORY]
        return Certificate.objects.valid().select_related("booking__person", *path)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        booking = self.object.booking
        return super().get_context_data(booking=booking, session=booking.session, **kwargs)


class LetterView(LoginRequiredMixin, DetailView):
    """The official letter by which the factory confirms a group's visit, for the school's own files."""

    template_name = "tours/letter.html"
    context_object_name = "booking"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        user: Any = self.request.user
        groups = Booking.objects.filter(
            Q(person=user) | Q(session__in=sessions_run_by(user)),
            status=BookingStatus.CONFIRMED,
            kind__in=GROUP_KINDS,
        )
        return groups.with_factory().select_related("session__tour_programme__factory__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.object.session, **kwargs)
