"""For hosts: one session and the day of the visit."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from programme.core.clock import db_now
from programme.core.display import name_in_language, people_text
from programme.core.errors import ServiceError
from programme.core.forms import ReasonForm
from programme.core.moves import moves_for
from programme.core.views import MoveView, ServiceFormView

from .. import services
from ..choices import BookingStatus, SessionStatus
from ..forms import CallerForm, CapacityForm, CheckInForm, GuideForm, SharesForm, WalkInForm
from ..models import CHECK_IN_OPENS, Booking, ConsentText, Duty, Session, WaitingEntry
from ..permissions import can_host
from ..queries import (
    agreed_along,
    asked_of,
    attendance_of,
    guides_of,
    needed_texts,
    not_agreed,
    other_group,
    other_groups,
    parallel_sessions,
    sessions_below,
    sessions_booked_for_callers_by,
    sessions_run_by,
    stopped_parties,
    versions_of,
)
from ..services.visits import WALK_INS_OPEN


class HostSessionView(LoginRequiredMixin, DetailView):
    """Who comes, who guides, who waits; on the day, the check-in."""

    template_name = "tours/host_session.html"
    context_object_name = "session"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return sessions_run_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, now = self.object, db_now()
        begun = now >= session.starts_at
        live = session.bookings.live().select_related("person").annotate(agreed=agreed_along())
        bookings = list(live.order_by("id"))
        others, versions = other_groups(bookings), versions_of(session.tour_programme)
        for booking in bookings:
            booking.other = others.get(booking.pk)
            booking.to_agree = still_needed(booking, versions, booking.agreed)
        came = [booking for booking in bookings if booking.checked_in_at]
        return super().get_context_data(
            bookings=bookings,
            came=len(came),
            visitors=sum(booking.came for booking in came),
            stopped=stopped_parties(session),
            duties=session.duties.filter(ended_at=None).select_related("guide"),
            line=session.queue.waiting().select_related("person"),
            moves=[
                move for move in moves_for(session, self.request.user) if begun or move.verb != "confirm_held"
            ],
            guide_form=GuideForm(guides=guides_of(session.factory)),
            open_for_walk_ins=session.starts_at - WALK_INS_OPEN <= now < session.ends_at,
            open_for_check_in=now >= session.starts_at - CHECK_IN_OPENS,
            beside=parallel_sessions(session),
            has_routes=session.tour_programme.routes.exists(),
            to_decide=sessions_below().filter(pk=session.pk).exists(),
            planned=session.status == SessionStatus.PLANNED,
            not_begun=not begun,
            **kwargs,
        )


def still_needed(
    booking: Booking, versions: Iterable[ConsentText], agreed: Collection[int]
) -> list[ConsentText]:
    """What this party had to agree to before its visit and did not; `agreed` are ids of texts."""
    return [text for text in not_agreed(asked_of(booking, versions), agreed) if text.is_required]


class SessionMoveView(MoveView):
    model = Session

    def get_queryset(self) -> Any:
        return sessions_run_by(self.request.user)

    def get_success_url(self) -> str:
        return self.object.get_host_url()


class ConfirmHeldView(SessionMoveView):
    """Who came, who is noted as not come and what follows for them: before the step, and after it."""

    verb = "confirm_held"
    template_name = "tours/confirm_held.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(attendance=attendance_of(self.object), **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        session = self.move.run(self.object, self.request.user)
        noted = attendance_of(session)
        text = _("The tour is confirmed as held. Came: %(came)s (%(visitors)s). Did not come: %(missing)s.")
        came = ngettext("%(count)s party", "%(count)s parties", len(noted.came))
        missing = ngettext("%(count)s party", "%(count)s parties", len(noted.missing))
        values = {
            "came": came % {"count": len(noted.came)},
            "visitors": people_text(noted.visitors),
            "missing": missing % {"count": len(noted.missing)},
        }
        messages.success(self.request, text % values)
        return redirect(self.get_success_url())


class CancelSessionView(SessionMoveView):
    verb = "cancel_session"


class TakeBackHeldView(SessionMoveView):
    verb = "take_back_held"


class SessionFormView(LoginRequiredMixin, ServiceFormView):
    """A form about one session."""

    template_name = "tours/host_form.html"
    title: Any = ""
    action: Any = gettext_lazy("Save")

    # Whose sessions the form is for.
    sessions = staticmethod(sessions_run_by)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.session = get_object_or_404(self.sessions(request.user), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return self.session.get_host_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            action=self.action,
            about=self.session,
            factory=self.session.factory,
            back_url=self.back_url(),
            **kwargs,
        )

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect(self.back_url())

    def unchanged(self) -> HttpResponse:
        """Nothing was entered that is not so already: nothing is written."""
        messages.info(self.request, _("Nothing was changed."))
        return redirect(self.back_url())


class CapacityView(SessionFormView):
    form_class = CapacityForm
    title = gettext_lazy("Change the number of seats")

    def get_initial(self) -> dict[str, Any]:
        return {"capacity": self.session.capacity}

    def perform(self, form: Any) -> HttpResponse:
        if not form.has_changed():
            return self.unchanged()
        services.change_capacity(session=self.session, by=self.request.user, **form.cleaned_data)
        return self.done(_("The number of seats is changed."))


class EnterBookingView(SessionFormView):
    """By the host or the techno-park; the latter goes back to the public page."""

    template_name = "tours/enter_booking.html"
    sessions = staticmethod(sessions_booked_for_callers_by)
    form_class = CallerForm
    title = gettext_lazy("Enter a booking by telephone")
    action = gettext_lazy("Book for the caller")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def back_url(self) -> str:
        return super().back_url() if self.hosts() else self.session.get_absolute_url()

    def hosts(self) -> bool:
        return can_host(self.request.user, self.session.factory)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(hosts=self.hosts(), **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.enter_booking(session=self.session, by=self.request.user, **form.cleaned_data)
        return self.done(_("The caller's seats are booked."))


class AssignGuideView(SessionFormView):
    form_class = GuideForm
    title = gettext_lazy("Choose a guide")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "guides": guides_of(self.session.factory)}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        company = self.session.factory.company
        form.fields["guide"].help_text = format_html(
            '{} <a href="{}">{}</a>',
            _("Guides are people of the company with an account here. Add colleagues on its page:"),
            reverse("companies:detail", args=[company.public_id]),
            name_in_language(company),
        )
        return form

    def perform(self, form: Any) -> HttpResponse:
        services.assign_guide(session=self.session, by=self.request.user, **form.cleaned_data)
        return self.done(_("The guide is chosen."))


@login_required
@require_POST
def offer_seats(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer free seats to a party that the host chose from the waiting list."""
    entry = get_object_or_404(
        WaitingEntry.objects.filter(session__in=sessions_run_by(request.user)), public_id=public_id
    )
    try:
        offer = services.offer_seats(entry=entry, by=request.user)
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Seats offered: %(seats)s.") % {"seats": offer.seats})
    return redirect(f"{entry.session.get_host_url()}#line")


@login_required
@require_POST
def end_duty(request: HttpRequest, public_id: str, duty_id: int) -> HttpResponse:
    """Take a guide off a session."""
    duties = Duty.objects.filter(session__in=sessions_run_by(request.user))
    duty = get_object_or_404(
        duties.select_related("session__tour_programme__factory__company"),
        pk=duty_id,
        session__public_id=public_id,
    )
    services.end_duty(duty=duty, by=request.user)
    messages.success(request, _("The guide is taken off this session."))
    return redirect(duty.session.get_host_url())


class SharesView(SessionFormView):
    form_class = SharesForm
    title = gettext_lazy("Keep seats for kinds of visitors")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.session, name) for name in SharesForm.base_fields}

    def perform(self, form: Any) -> HttpResponse:
        if not form.has_changed():
            return self.unchanged()
        services.set_shares(session=self.session, by=self.request.user, **form.cleaned_data)
        return self.done(_("The shares of the seats are changed."))


class RequestMoveView(MoveView):
    """The host's answer to a request."""

    model = Booking

    def get_queryset(self) -> Any:
        requests = Booking.objects.filter(session__in=sessions_run_by(self.request.user))
        return requests.select_related("session__tour_programme__factory__company")

    def get_success_url(self) -> str:
        return self.object.session.get_host_url()


class ApproveView(RequestMoveView):
    verb = "approve_booking"
    success_message = gettext_lazy("The booking is approved. The visitor is told by mail.")


class DeclineView(RequestMoveView):
    verb = "decline_booking"
    success_message = gettext_lazy("The booking is declined. The visitor is told the reason by mail.")


# --- The day of the visit ------------------------------------------------------------------------


def booking_run_by(user: Any, public_id: str) -> Booking:
    bookings = Booking.objects.filter(session__in=sessions_run_by(user))
    return get_object_or_404(
        bookings.select_related("session__tour_programme__factory__company"), public_id=public_id
    )


class CheckInView(LoginRequiredMixin, ServiceFormView):
    """Where a ticket's QR code leads the host: who this is, and one button that notes that they came."""

    template_name = "tours/check_in.html"
    form_class = CheckInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.booking = booking_run_by(request.user, kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        attended = form.cleaned_data["attended"]
        booking = services.check_in(booking=self.booking, by=self.request.user, attended=attended)
        messages.success(self.request, _("Checked in: %(people)s people.") % {"people": booking.came})
        if form.cleaned_data["stay"]:
            return redirect("tours:check_in", booking.public_id)
        return redirect(f"{booking.session.get_host_url()}#bookings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        booking, session = self.booking, self.booking.session
        return super().get_context_data(
            booking=booking,
            session=session,
            other=other_group(booking),
            to_agree=still_needed(
                booking,
                versions_of(session.tour_programme),
                booking.consents.values_list("text_id", flat=True),
            ),
            can_check_in=booking.status == BookingStatus.CONFIRMED
            and not booking.checked_in_at
            and db_now() >= session.starts_at - CHECK_IN_OPENS,
            **kwargs,
        )


class WalkInView(SessionFormView):
    form_class = WalkInForm
    title = gettext_lazy("Visitors without a booking")
    action = gettext_lazy("Let them in")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session, "texts": needed_texts(self.session)}

    def perform(self, form: Any) -> HttpResponse:
        booking = services.add_walk_in(session=self.session, by=self.request.user, **form.cleaned_data)
        return self.done(_("Checked in: %(people)s people.") % {"people": booking.seats})


class TakeBackCheckInView(SessionFormView):
    form_class = ReasonForm
    title = gettext_lazy("Take back the check-in")
    action = gettext_lazy("Take back the check-in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.booking = booking_run_by(request.user, kwargs["public_id"])
        return super().dispatch(request, *args, **{"public_id": self.booking.session.public_id})

    def perform(self, form: Any) -> HttpResponse:
        services.take_back_check_in(booking=self.booking, by=self.request.user, **form.cleaned_data)
        return self.done(_("The check-in is taken back."))
