"""For visitors: find a session, book it or wait for it, keep or give back the seats."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView, TemplateView

from programme.core.clock import db_now, seoul_day
from programme.core.errors import ServiceError
from programme.core.views import MoveView, ServiceFormView

from .. import services
from ..calendar import Month, weeks_of
from ..choices import CHANGEABLE, GROUP_KINDS, LIVE, BookingStatus, SeatsWanted, SessionStatus, VisitorKind
from ..filters import SessionFilter
from ..forms import BookingForm, FinalNumberForm, WaitingForm, proposed_split
from ..models import Booking, Session, WaitingEntry
from ..papers import check_in_address
from ..permissions import can_cancel_booking, is_park_officer
from ..qr import qr_of
from ..queries import (
    booking_of_page,
    endings,
    given_read,
    group_number,
    groups_beside,
    has_parallel,
    hosted_by,
    not_agreed,
    other_group,
    session_of_page,
    status_shown,
    texts_read,
    visit_near,
    zones_read,
)
from ..services.changes import number_refusal
from ..services.refusals import change_refusal, time_refusal

# A calendar with more would be no calendar any more; the list has them all.
MOST_IN_A_MONTH = 300
# What a day of it shows of each: with everything of the factory it costs as much again as the whole page.
OF_COMPANY = "tour_programme__factory__company"
IN_CALENDAR = (
    *("public_id", "starts_at"),
    *(f"{OF_COMPANY}__{field}" for field in ("name_ko", "name_en", "name_en_checked")),
)


class FindView(ListView):
    """Upcoming sessions of all factories that are open, soonest first, and the calendar of a month.

    The calendar shows the month that was chosen, else that of the first day asked for, else that of the
    first session found. Where a month is chosen the list holds that month alone.
    """

    template_name = "tours/find.html"
    context_object_name = "sessions"
    paginate_by = 20

    def get_queryset(self) -> Any:
        sessions = Session.objects.shown().upcoming().with_factory()
        self.filter = SessionFilter(self.request.GET, queryset=sessions, request=self.request)
        return self.filter.qs if self.filter.form.is_valid() else sessions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.filter.form
        asked = self.filter.month_asked()
        first = self.object_list.values_list("starts_at", flat=True).first()
        since = form.cleaned_data.get("date_from") if form.is_valid() else None
        month = asked or Month.of(seoul_day(first) if first else since or seoul_day(db_now()))
        inside = self.object_list.filter(starts_at__gte=month.starts_at, starts_at__lt=month.ends_at)
        inside = inside.select_related(None).select_related(OF_COMPANY).only(*IN_CALENDAR)
        listed = self.object_list.select_related("route")
        return super().get_context_data(
            object_list=listed.annotate(has_parallel=has_parallel(), group_number=group_number()),
            filter=self.filter,
            form=form,
            month=month,
            one_month=bool(asked),
            month_before=month.plus(-1),
            month_after=month.plus(1),
            weeks=weeks_of(month, inside[:MOST_IN_A_MONTH]),
            loosened=self.filter.loosened() if first is None and form.is_valid() else [],
            **kwargs,
        )


class SessionView(ServiceFormView):
    """One session: what there is to see, the seats left, and the form that books them.

    Anyone may read it; the form is for people who are signed in. Seats are judged at the POST.
    """

    template_name = "tours/session.html"
    form_class = BookingForm
    to_waiting_list = False
    splitting = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        person = request.user if request.user.is_authenticated else None
        session = session_of_page(kwargs["public_id"], person)
        if session is None:
            raise Http404
        self.session: Session = session

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(self.session.get_absolute_url())
        return super().post(request, *args, **kwargs)

    @property
    def only_the_line(self) -> bool:
        """Whether nobody can book now, only wait."""
        return self.session.seats_left == 0 or self.session.waiting > 0

    def get_form_class(self) -> Any:
        if self.request.method == "POST":
            return self.form_class
        return WaitingForm if self.only_the_line else self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def perform(self, form: Any) -> HttpResponse:
        booking = services.book_seats(
            session=self.session, by=self.request.user, as_seen=True, **form.cleaned_data
        )
        messages.success(self.request, booked_text(booking))
        return redirect(booking)

    def refused(self, form: Any, error: ServiceError) -> HttpResponse:
        if error.code == "already_booked":  # a second click, or another window
            return redirect(self.own_booking())
        if error.code in {"full", "share_full"} or "seats" in error.fields:
            split = proposed_split(self.session, form.cleaned_data, self.session.now)  # type: ignore[attr-defined]
            if split is not None:
                self.splitting = True
                text = _("The class is too large for one group. Book it into two: check the numbers.")
                split.add_error(None, text)
                return self.form_invalid(split)
        if error.code in {"full", "queue_first"}:
            self.to_waiting_list = True
            asked = {"takes": SeatsWanted.ALL, **self.request.POST.dict()}
            form = WaitingForm(asked, session=self.session)
        return super().refused(form, error)

    def own_booking(self) -> Booking:
        return Booking.objects.live().get(session=self.session, person=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, closed = self.session, time_refusal(self.session)
        person = self.request.user if self.request.user.is_authenticated else None
        entry = None
        if session.in_line:
            entry = session.queue.waiting().with_place().filter(person=self.request.user).first()
        return super().get_context_data(
            session=session,
            zones=zones_read(session.zone_rows, session.tour_programme.schools),  # type: ignore[attr-defined]
            closed=closed.message if closed else None,
            booking=self.own_booking() if session.mine else None,
            entry=entry,
            place=entry.place if entry else None,
            to_waiting_list=not self.splitting and (self.to_waiting_list or self.only_the_line),
            splitting=self.splitting,
            groups=groups_beside(session) if session.has_parallel else [],  # type: ignore[attr-defined]
            near=None if session.mine else visit_near(session, person, VisitorKind.INDIVIDUAL),
            seats_by_kind=[
                (VisitorKind(kind).label, left)
                for kind, left in session.seats_by_kind(session.now)  # type: ignore[attr-defined]
            ],
            for_callers=is_park_officer(self.request.user, session.factory),
            **kwargs,
        )


def booked_text(booking: Booking) -> str:
    """What a person is told who has just booked, or asked for seats."""
    if booking.is_requested:
        return _(
            "Your request is sent and the seats are held. The factory answers, and you are told by e-mail."
        )
    return _("Your seats are booked. A confirmation is on its way by e-mail.")


class JoinView(SessionView):
    """The same party, sent to the waiting list."""

    form_class = WaitingForm
    to_waiting_list = True

    def perform(self, form: Any) -> HttpResponse:
        entry = services.join_waiting_list(session=self.session, by=self.request.user, **form.cleaned_data)
        if entry.booking is not None:
            messages.success(self.request, _("Seats came free just now and are held for you."))
            return redirect(entry.booking)
        messages.success(
            self.request, _("You are on the waiting list. We write to you when seats come free.")
        )
        return redirect("tours:mine")


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
