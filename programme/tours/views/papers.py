"""What a visit leaves on paper: ticket, official letter, certificate and its verification."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View
from rest_framework.throttling import SimpleRateThrottle

from programme.core import pdf
from programme.core.views import ServiceFormView

from .. import papers, services
from ..choices import GROUP_KINDS, BookingStatus
from ..forms import CertificateForm, VerifyForm
from ..models import Booking, Certificate
from ..models.booking import PATH_TO_FACTORY
from ..queries import own_certified, sessions_run_by


class PaperView(LoginRequiredMixin, View):
    """One of a person's papers as a PDF; whoever may not have it gets 404."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        template, paper = self.paper(request.user, public_id)
        name = f"{paper['title']} {public_id}"
        return pdf.answer(papers.as_pdf(template, paper), name)

    def paper(self, user: Any, public_id: str) -> tuple[str, dict[str, Any]]:
        """The template's name and what it shows. Raises Http404."""
        raise NotImplementedError


class CertificateView(LoginRequiredMixin, ServiceFormView):
    """Proof of attendance: after check-in and the host's confirmation.

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
        return super().get_context_data(
            booking=self.booking,
            session=self.booking.session,
            certificate=self.certificate,
            paper=papers.certificate(self.certificate) if self.certificate else None,
            **kwargs,
        )


class CertificatePaper(PaperView):
    """The certificate, once it is issued."""

    def paper(self, user: Any, public_id: str) -> tuple[str, dict[str, Any]]:
        booking = get_object_or_404(own_certified(user), public_id=public_id)
        certificate = get_object_or_404(Certificate, booking=booking)
        certificate.booking = booking
        return "certificate", papers.certificate(certificate)


class VerifyThrottle(SimpleRateThrottle):
    """How many numbers a minute one address may look up."""

    scope = "certificates"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class VerifyView(TemplateView):
    """Whether a certificate is genuine: the factory, the day, how many; a person only as the holder chose.

    The number stands in the address (its QR code leads there) or is typed in. What is unknown or no longer
    valid is said on the same page. Only as many numbers a minute are looked up as a person can type.
    """

    template_name = "tours/verify.html"

    def get(self, request: HttpRequest, *args: Any, code: str = "", **kwargs: Any) -> HttpResponse:
        form = VerifyForm({"number": code} if code else request.GET if "number" in request.GET else None)
        if not form.is_valid():
            return self.say(form, status=422 if form.is_bound else 200)
        if not VerifyThrottle().allow_request(request, self):  # type: ignore[arg-type]
            return self.say(form, status=429, too_many=True)
        path = [f"booking__{step}" for step in PATH_TO_FACTORY]
        valid = Certificate.objects.valid().select_related("booking__person", *path)
        certificate = valid.filter(public_id=form.cleaned_data["number"]).first()
        if certificate is None:
            return self.say(form, unknown=True)
        if not code:
            return redirect(certificate)
        booking = certificate.booking
        return self.say(VerifyForm(), certificate=certificate, booking=booking, session=booking.session)

    def say(self, form: VerifyForm, *, status: int = 200, **found: Any) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(form=form, **found), status=status)
        if form.is_bound or found:  # the empty page may be listed, an answer about a person's visit not
            answer["X-Robots-Tag"] = "noindex"
        return answer


def letters_for(user: Any) -> Any:
    """The bookings of groups that a letter confirms: one's own, and those of the factories one hosts."""
    groups = Booking.objects.filter(
        Q(person=user) | Q(session__in=sessions_run_by(user)),
        status=BookingStatus.CONFIRMED,
        kind__in=GROUP_KINDS,
    )
    return groups.with_factory().select_related("session__tour_programme__factory__region")


class LetterView(LoginRequiredMixin, DetailView):
    """The official letter by which the factory confirms a group's visit, for the school's own files."""

    template_name = "tours/letter.html"
    context_object_name = "booking"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return letters_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            session=self.object.session, paper=papers.letter(self.object), **kwargs
        )


class LetterPaper(PaperView):
    """The same letter, to keep or to hand on."""

    def paper(self, user: Any, public_id: str) -> tuple[str, dict[str, Any]]:
        return "letter", papers.letter(get_object_or_404(letters_for(user), public_id=public_id))


class TicketPaper(PaperView):
    """The ticket of a booking that is still to come."""

    def paper(self, user: Any, public_id: str) -> tuple[str, dict[str, Any]]:
        own = Booking.objects.of_person(user).with_factory()
        booking = get_object_or_404(own.awaited(), public_id=public_id)
        return "ticket", papers.ticket(booking)
