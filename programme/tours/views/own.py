"""For visitors: what one has booked or waits for; to keep, change or give it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from programme.core.clock import db_now
from programme.core.errors import ServiceError
from programme.core.views import MoveView, ServiceFormView

from .. import services
from ..choices import CHANGEABLE, GROUP_KINDS, LIVE, BookingStatus, SessionStatus
from ..forms import FinalNumberForm
from ..models import Booking, WaitingEntry
from ..papers import check_in_address
from ..permissions import can_cancel_booking
from ..qr import qr_of
from ..queries import (
    booking_of_page,
    endings,
    given_read,
    hosted_by,
    not_agreed,
    other_group,
    status_shown,
    texts_read,
    zones_read,
)
from ..services.changes import number_refusal
from ..services.refusals import change_refusal


class BookingView(LoginRequiredMixin, DetailView):
    """The confirmation, to show at the meeting point; offers are accepted here."""

    template_name = "tours/booking.html"
    context_object_name = "booking"

    def get_object(self, queryset: Any = None) -> Any:
        booking = booking_of_page(self.kwargs["public_id"], self.request.user)  # type: ignore[arg-type]
        if booking is None:
            raise Http404
        return booking

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        booking, now = self.object, self.object.now
        confirmed = booking.status in CHANGEABLE and not booking.checked_in_at
        comes = booking.status == BookingStatus.CONFIRMED and not booking.missed_at
        texts, given = texts_read(booking.text_rows), given_read(booking.given_rows)
        ending = endings([booking]).get(booking.pk)
        coming = booking.status in LIVE and not booking.checked_in_at and now < booking.session.ends_at
        open_texts = not_agreed(texts, {one.text for one in given}) if coming else []
        return super().get_context_data(
            session=booking.session,
            status=status_shown(booking, ending, now),
            ending=ending,
            other=other_group(booking),
            to_agree=[text for text in open_texts if text.is_required],
            may_agree=bool(open_texts),
            agreed=given,
            zones=zones_read(booking.zone_rows, booking.schools),
            over=booking.session.ends_at <= now,
            qr=qr_of(check_in_address(booking))
            if booking.has_ticket and now < booking.session.ends_at
            else None,
            has_letter=comes and booking.kind in GROUP_KINDS,
            offer_holds=booking.status == BookingStatus.OFFERED and now < booking.offer_expires_at,
            cancellable=confirmed and now < booking.session.cancellation_closes_at,
            **kwargs,
        )


# So many visits and cancelled bookings are listed, the latest first.
MOST_ENDED = 100


class MineView(LoginRequiredMixin, TemplateView):
    """What comes, the soonest first; places in line; what was or was given back; factories one runs."""

    template_name = "tours/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        factory = "session__tour_programme__factory"
        path = (f"{factory}__company", f"{factory}__call__programme")
        bookings = Booking.objects.of_person(user).select_related(*path, "session__route", "moved_to")
        coming = Q(status__in=LIVE, session__status=SessionStatus.PLANNED, session__ends_at__gt=Now())
        ended = list(bookings.exclude(coming).order_by("-session__starts_at", "-id")[:MOST_ENDED])
        how, now = endings(ended), db_now()
        for booking in ended:
            booking.shown_as = status_shown(booking, how.get(booking.pk), now)
        entries = WaitingEntry.objects.waiting().with_place().filter(person=user)
        return super().get_context_data(
            coming=bookings.filter(coming).order_by("session__starts_at", "split", "session"),
            ended=ended,
            entries=entries.select_related(*path),
            factories=hosted_by(user).followed() if user.live_grants else [],
            **kwargs,
        )


class BookingMoveView(MoveView):
    model = Booking

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("session__tour_programme__factory__company")

    def get_success_url(self) -> str:
        if self.object.person_id == self.request.user.pk:
            return self.object.get_absolute_url()
        return self.object.session.get_host_url()


class ChangeView(BookingMoveView):
    """A step for which there may be no time left: the page then says so instead of asking."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        by: Any = self.request.user
        refused = change_refusal(self.object, self.object.session, by)
        if context["offered"] and refused and self.object.status == BookingStatus.CONFIRMED:
            context.update(offered=False, closed=refused.message)
        return context


class AcceptOfferView(BookingMoveView):
    """What is accepted, until when, and what is agreed to with it."""

    verb = "accept_offer"
    template_name = "tours/accept_offer.html"
    success_message = gettext_lazy("Your seats are booked. A confirmation is on its way by e-mail.")


class CancelBookingView(ChangeView):
    """The host says why; whoever booked need not, and nobody is told of a caller's booking."""

    verb = "cancel_booking"
    success_message = gettext_lazy("The booking is cancelled.")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.object.person_id in (None, self.request.user.pk):
            del form.fields["reason"]
        else:
            form.fields["reason"].required = True
        return form


class MoveBookingView(ChangeView):
    """Another session of the factory, in one step; the new booking's page follows."""

    verb = "move_booking"
    template_name = "tours/move_booking.html"
    success_message = gettext_lazy(
        "Your booking is moved. It has a new number and a new ticket; a confirmation is on its way by e-mail."
    )


class BookingFormView(LoginRequiredMixin, ServiceFormView):
    """A number of people for one's own booking; where that is not open now the page says why."""

    template_name = "tours/booking_form.html"
    form_class = FinalNumberForm
    title: Any = ""
    action: Any = ""
    lead: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        bookings = Booking.objects.visible_to(request.user).select_related(
            "session__tour_programme__factory__company", "session__tour_programme__factory__call__programme"
        )
        self.booking = get_object_or_404(bookings, public_id=kwargs["public_id"])
        if not can_cancel_booking(request.user, self.booking):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def refusal(self) -> ServiceError | None:
        """Why the service would not take any number now."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "booking": self.booking}

    def get_initial(self) -> dict[str, Any]:
        return {"seats": self.booking.seats, "adults": self.booking.adults}

    @property
    def back_url(self) -> str:
        own = self.booking.person_id == self.request.user.pk
        return self.booking.get_absolute_url() if own else self.booking.session.get_host_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refused = self.refusal()
        return super().get_context_data(
            booking=self.booking,
            closed=refused.message if refused else "",
            title=self.title,
            action=self.action,
            lead=self.lead,
            back_url=self.back_url,
            **kwargs,
        )

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect(self.back_url)


class ReduceView(BookingFormView):
    title = gettext_lazy("Come with fewer people")
    action = gettext_lazy("Reduce the booking")
    lead = gettext_lazy("The seats you give back go to the next in line. This cannot be undone.")

    def refusal(self) -> ServiceError | None:
        by: Any = self.request.user
        return change_refusal(self.booking, self.booking.session, by)

    def perform(self, form: Any) -> HttpResponse:
        services.reduce_booking(booking=self.booking, by=self.request.user, **form.cleaned_data)
        return self.done(_("The number of people is changed."))


class ConfirmNumberView(BookingFormView):
    title = gettext_lazy("Confirm the final number")
    action = gettext_lazy("Confirm the number")
    lead = gettext_lazy("Everyone who comes, leaders included. Seats you do not need go to the next in line.")

    def refusal(self) -> ServiceError | None:
        return number_refusal(self.booking)

    def perform(self, form: Any) -> HttpResponse:
        services.confirm_number(booking=self.booking, by=self.request.user, **form.cleaned_data)
        return self.done(_("The final number is confirmed."))


@login_required
@require_POST
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop waiting."""
    own = WaitingEntry.objects.waiting().filter(person=request.user)
    entry = get_object_or_404(own.select_related("session"), public_id=public_id)
    services.leave_waiting_list(entry=entry, by=request.user)
    messages.success(request, _("You have left the waiting list."))
    return redirect("tours:mine")
