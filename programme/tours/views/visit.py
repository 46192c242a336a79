"""For visitors: find a session, book it or wait for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import ListView

from programme.core.clock import db_now, seoul_day
from programme.core.errors import ServiceError
from programme.core.views import ServiceFormView

from .. import services
from ..calendar import Month, weeks_of
from ..choices import SeatsWanted, VisitorKind
from ..filters import SessionFilter
from ..forms import BookingForm, WaitingForm, proposed_split
from ..models import Booking, Session
from ..permissions import is_park_officer
from ..queries import (
    group_number,
    groups_beside,
    has_parallel,
    session_of_page,
    visit_near,
    zones_read,
)
from ..services.refusals import time_refusal

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
