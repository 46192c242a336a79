"""The steps of tours: opening a factory, a session's end, a booking's way."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.core.clock import db_now
from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from . import services
from .choices import BookingStatus, SessionStatus
from .forms import AcceptOfferForm, CancelBookingForm, MoveBookingForm, StopForm
from .models import Booking, Session
from .permissions import (
    can_accept_offer,
    can_answer_request,
    can_cancel_booking,
    can_host,
    can_run_session,
    nobody,
)


def not_begun(session: Session) -> str:
    """That it is too early to confirm a tour; "" once it has begun."""
    return "" if session.starts_at <= db_now() else gettext("The tour has not begun yet.")


register(
    Move(
        model=LighthouseFactory,
        app="tours",
        verb="open_tours",
        label=_("Open the tours"),
        sources=frozenset({FactoryStatus.COMPLETED}),
        target=FactoryStatus.TOURING,
        can=can_host,
        service=services.open_tours,
        noun="factory",
        url="tours:open_tours",
    ),
    Move(
        model=LighthouseFactory,
        app="tours",
        verb="close_tours",
        label=_("Close the tours"),
        sources=frozenset({FactoryStatus.TOURING}),
        target=FactoryStatus.COMPLETED,
        can=can_host,
        service=services.close_tours,
        noun="factory",
        form=ReasonForm,
        url="tours:close_tours",
        warning=_("Nobody can book until the tours are opened again."),
    ),
    Move(
        model=Session,
        verb="confirm_held",
        label=_("Confirm that the tour was held"),
        sources=frozenset({SessionStatus.PLANNED}),
        target=SessionStatus.HELD,
        can=can_run_session,
        service=services.confirm_held,
        noun="session",
        lacks=not_begun,
        bulk="tours.change_session",
        url="tours:confirm_held",
    ),
    Move(
        model=Session,
        verb="cancel_session",
        label=_("Call the session off"),
        sources=frozenset({SessionStatus.PLANNED}),
        target=SessionStatus.CANCELLED,
        can=can_run_session,
        service=services.cancel_session,
        noun="session",
        bulk="tours.change_session",
        form=StopForm,
        url="tours:cancel_session",
        warning=_(
            "All bookings end, and everyone who booked or waits is told the reason by mail. "
            "No other seats are offered: for that choose “Line stopped”."
        ),
    ),
    Move(
        model=Session,
        verb="take_back_held",
        label=_("Take back the confirmation"),
        sources=frozenset({SessionStatus.HELD}),
        target=SessionStatus.PLANNED,
        can=can_run_session,
        service=services.take_back_held,
        noun="session",
        form=ReasonForm,
        url="tours:take_back_held",
    ),
    Move(
        model=Booking,
        verb="accept_offer",
        label=_("Accept the seats"),
        sources=frozenset({BookingStatus.OFFERED}),
        target=BookingStatus.CONFIRMED,
        can=can_accept_offer,
        service=services.accept_offer,
        noun="booking",
        form=AcceptOfferForm,
        url="tours:accept_offer",
    ),
    Move(
        model=Booking,
        verb="approve_booking",
        label=_("Approve the booking"),
        sources=frozenset({BookingStatus.REQUESTED}),
        target=BookingStatus.CONFIRMED,
        can=can_answer_request,
        service=services.approve_booking,
        noun="booking",
        url="tours:approve_booking",
    ),
    Move(
        model=Booking,
        verb="decline_booking",
        label=_("Decline the booking"),
        sources=frozenset({BookingStatus.REQUESTED}),
        target=BookingStatus.CANCELLED,
        can=can_answer_request,
        service=services.decline_booking,
        noun="booking",
        form=ReasonForm,
        url="tours:decline_booking",
        warning=_("The seats go to the next in line, and the visitor is told the reason."),
    ),
    Move(
        model=Booking,
        verb="move_booking",
        label=_("Move to another session"),
        sources=frozenset({BookingStatus.REQUESTED, BookingStatus.CONFIRMED}),
        target=BookingStatus.CANCELLED,
        can=can_cancel_booking,
        service=services.move_booking,
        noun="booking",
        form=MoveBookingForm,
        url="tours:move_booking",
    ),
    Move(
        model=Booking,
        verb="release_unconfirmed",
        label=_("Let an unconfirmed group go"),
        sources=frozenset({BookingStatus.CONFIRMED}),
        target=BookingStatus.CANCELLED,
        can=nobody,
        service=services.release_unconfirmed,
        noun="booking",
        form=forms.Form,
    ),
    Move(
        model=Booking,
        verb="cancel_booking",
        label=_("Cancel the booking"),
        sources=frozenset({BookingStatus.REQUESTED, BookingStatus.OFFERED, BookingStatus.CONFIRMED}),
        target=BookingStatus.CANCELLED,
        can=can_cancel_booking,
        service=services.cancel_booking,
        noun="booking",
        form=CancelBookingForm,
        url="tours:cancel_booking",
        warning=_("The seats go to the next in line. This cannot be undone."),
    ),
    Move(
        model=Booking,
        verb="expire_offer",
        label=_("Let the offer expire"),
        sources=frozenset({BookingStatus.OFFERED}),
        target=BookingStatus.EXPIRED,
        can=nobody,
        service=services.expire_offer,
        noun="booking",
        form=forms.Form,
    ),
)

name_events(
    {
        "tours.open_tours": _("Tours opened"),
        "tours.close_tours": _("Tours closed"),
        "tours.confirm_held": _("Tour confirmed as held"),
        "tours.cancel_session": _("Session called off"),
        "tours.stop_line": _("Line stopped: sessions called off"),
        "tours.offer_alternative": _("Other seats offered after a stop"),
        "tours.take_back_held": _("Confirmation of the tour taken back"),
        "tours.accept_offer": _("Offered seats accepted"),
        "tours.approve_booking": _("Booking approved"),
        "tours.decline_booking": _("Booking declined"),
        "tours.move_booking": _("Booking moved to another session"),
        "tours.release_unconfirmed": _("Group let go: number not confirmed"),
        "tours.reduce_booking": _("Number of people reduced"),
        "tours.confirm_number": _("Final number confirmed"),
        "tours.request_seats": _("Seats requested"),
        "tours.add_walk_in": _("Visitors without a booking let in"),
        "tours.cancel_booking": _("Booking cancelled"),
        "tours.expire_offer": _("Offer of seats expired"),
        "tours.save_programme": _("Tour programme written"),
        "tours.create_session": _("Tour session planned"),
        "tours.add_blackout": _("Days without tours set"),
        "tours.remove_blackout": _("Days without tours lifted"),
        "tours.hold_anyway": _("Held although few have booked"),
        "tours.warn_behind": _("Warned: behind with the tours"),
        "tours.publish_consents": _("Safety briefing or consents published"),
        "tours.agree": _("Read and agreed"),
        "tours.add_zone": _("Zone of the tour added"),
        "tours.change_zone": _("Zone of the tour changed"),
        "tours.move_zone": _("Order of the zones changed"),
        "tours.remove_zone": _("Zone of the tour removed"),
        "tours.add_route": _("Route added"),
        "tours.remove_route": _("Route removed"),
        "tours.set_route": _("Route of the session chosen"),
        "tours.set_shares": _("Shares of the seats changed"),
        "tours.change_capacity": _("Number of seats changed"),
        "tours.assign_guide": _("Guide chosen"),
        "tours.end_duty": _("Guide taken off"),
        "tours.book_seats": _("Seats booked"),
        "tours.join_waiting_list": _("Joined the waiting list"),
        "tours.leave_waiting_list": _("Left the waiting list"),
        "tours.offer_seats": _("Seats offered to the waiting list"),
        "tours.check_in": _("Visitors checked in"),
        "tours.issue_certificate": _("Certificate of attendance issued"),
        "tours.take_back_check_in": _("Check-in taken back"),
    }
)
