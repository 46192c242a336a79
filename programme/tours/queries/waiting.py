"""What waits in tours, and for whom: for visitors, for hosts and staff, for those who watch the pace."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.core.clock import day_end, day_start, db_now
from programme.core.queue import OfficeList, WaitingItem, WorkStage
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from ..choices import CHANGEABLE, BookingStatus, SessionStatus
from ..models import Booking, Session
from ..models.booking import BookingQuerySet
from ..models.session import SessionQuerySet
from .consents import agreed_along, not_agreed, texts_along, texts_read
from .hosting import hosted_by, sessions_run_by
from .pace import factories_behind
from .sessions import sessions_below


def requests_to_answer(user: User) -> BookingQuerySet:
    """Bookings that wait for the approval of the host, `user`."""
    return Booking.objects.with_factory().filter(
        status=BookingStatus.REQUESTED, session__in=sessions_run_by(user), session__starts_at__gt=Now()
    )


def callers_to_ask(user: User) -> BookingQuerySet:
    """Seats held for people who booked by telephone, whom the host, `user`, has to call."""
    return Booking.objects.with_factory().filter(
        status=BookingStatus.OFFERED,
        person=None,
        offer_expires_at__gt=Now(),
        session__in=sessions_run_by(user),
    )


def sessions_to_confirm(user: User, now: datetime) -> QuerySet[Session]:
    """Sessions that are over, had visitors, and wait for the confirmation of the host, `user`."""
    came = Booking.objects.filter(
        session=OuterRef("pk"), status=BookingStatus.CONFIRMED, checked_in_at__isnull=False
    )
    return (
        sessions_run_by(user)
        .filter(Exists(came), status=SessionStatus.PLANNED, ends_at__lte=now)
        .order_by(F("ends_at"))
    )


def sessions_to_decide(user: User) -> SessionQuerySet:
    """Sessions with few visitors, about which the host, `user`, has to decide."""
    return sessions_below().with_factory().filter(tour_programme__factory__in=hosted_by(user))


def lines_to_ask(user: User) -> QuerySet[Session]:
    """Sessions with free seats and people in line, where the host, `user`, chooses who is asked."""
    return (
        sessions_run_by(user)
        .upcoming()
        .filter(tour_programme__line_by_hand=True, waiting__gt=0, taken__lt=F("capacity"))
    )


def waiting_for(user: User) -> list[WaitingItem]:
    """Offers to accept and numbers to confirm; for hosts and staff, all that running tours asks for."""
    return [*own_items(user), *host_items(user), *pace_items(user)]


def own_items(user: User) -> Iterator[WaitingItem]:
    """What a visitor has to answer: offered seats, how many of a group come, what to read and agree to."""
    own = Booking.objects.of_person(user).with_factory()
    for offer in own.filter(status=BookingStatus.OFFERED):
        yield WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Accept or decline your seats: %(session)s") % {"session": offer.session},
            url=offer.get_absolute_url(),
            since=offer.booked_at,
            due=offer.offer_expires_at,
            is_demo=offer.session.factory.is_demo,
            personal=True,
        )
    for booking in own.confirmed().filter(number_due_at__gt=Now(), number_confirmed_at=None):
        yield WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Confirm how many of you come: %(session)s") % {"session": booking.session},
            url=booking.get_absolute_url(),
            due=booking.number_due_at,
            is_demo=booking.session.factory.is_demo,
            personal=True,
        )
    for booking in own_to_agree(user):
        yield WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Read and agree before the visit: %(session)s") % {"session": booking.session},
            url=reverse("tours:agree", args=[booking.public_id]),
            due=booking.session.starts_at,
            is_demo=booking.session.factory.is_demo,
            personal=True,
        )


def own_to_agree(user: User) -> list[Booking]:
    """A visitor's bookings to come that have not agreed to all that is needed; offers are accepted first."""
    coming = Booking.objects.of_person(user).filter(
        status__in=CHANGEABLE,
        checked_in_at=None,
        session__starts_at__gt=Now(),
    )
    texts = texts_along("session__tour_programme")
    found = coming.with_factory().annotate(text_rows=texts, agreed=agreed_along())
    return [
        booking
        for booking in found.order_by("session__starts_at", "pk")
        if any(text.is_required for text in not_agreed(texts_read(booking.text_rows), booking.agreed))
    ]


def host_items(user: User) -> Iterator[WaitingItem]:
    """What those who run tours have to do: factories to open, parties to answer, sessions to decide."""
    for factory in hosted_by(user).followed().filter(status=FactoryStatus.COMPLETED):
        yield WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Open the factory for tours: %(factory)s") % {"factory": factory},
            url=reverse("tours:host", args=[factory.slug]),
            since=day_start(factory.completed_on) if factory.completed_on else None,
            is_demo=factory.is_demo,
            listed=OfficeList("factories.lighthousefactory", _("Factories to open for tours")),
            pk=factory.pk,
        )
    for request in requests_to_answer(user):
        yield _of_booking(
            request,
            _("Answer a booking request: %(session)s"),
            _("Booking requests to answer"),
            due=request.session.booking_closes_at,
        )
    for offer in callers_to_ask(user):
        yield _of_booking(
            offer,
            _("Call about other seats after a stop: %(session)s"),
            _("Callers to ask"),
            due=offer.offer_expires_at,
        )
    for session in sessions_to_confirm(user, db_now()):
        yield _of_session(
            session,
            _("Confirm that the tour was held: %(session)s"),
            _("Tours to confirm"),
            since=session.ends_at,
        )
    for session in lines_to_ask(user):
        yield _of_session(
            session,
            _("Offer free seats to the waiting list: %(session)s"),
            _("Waiting lists to ask"),
            due=session.starts_at,
        )
    for session in sessions_to_decide(user):
        yield _of_session(
            session,
            _("Decide whether the tour is held: %(session)s"),
            _("Tours with few visitors"),
            due=session.starts_at,
        )


def _of_booking(booking: Booking, title: str, listed: str, *, due: datetime | None) -> WaitingItem:
    """A party that the host has to answer; done on the session's page."""
    return WaitingItem(
        stage=WorkStage.TOURS,
        title=title % {"session": booking.session},
        url=booking.session.get_host_url(),
        since=booking.booked_at,
        due=due,
        is_demo=booking.session.factory.is_demo,
        listed=OfficeList("tours.booking", listed),
        pk=booking.pk,
    )


def _of_session(
    session: Session, title: str, listed: str, *, since: datetime | None = None, due: datetime | None = None
) -> WaitingItem:
    """A session that the host has to see to."""
    return WaitingItem(
        stage=WorkStage.TOURS,
        title=title % {"session": session},
        url=session.get_host_url(),
        since=since,
        due=due,
        is_demo=session.factory.is_demo,
        listed=OfficeList("tours.session", listed),
        pk=session.pk,
    )


def pace_items(user: User) -> Iterator[WaitingItem]:
    """Factories behind with their tours: for their people, their techno-park's officers, and staff."""
    hosted = hosted_by(user)
    # A factory not yet open waits in the queue for being opened.
    watched = LighthouseFactory.objects.filter(
        Q(pk__in=hosted.values("pk")) | Q(technopark__uid__in=user.scopes(Role.OFFICER)),
        status=FactoryStatus.TOURING,
    )
    runs_all = user.has_perm("tours.change_session")
    own = user.scopes(*COMPANY_ROLES)
    for factory, progress in factories_behind(watched, db_now()):
        is_host = runs_all or factory.company.uid in own
        yield WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Behind with the tours: %(factory)s, %(held)s of %(expected)s held")
            % {"factory": factory, "held": progress.held, "expected": progress.expected},
            url=reverse("tours:host", args=[factory.slug]) if is_host else factory.get_absolute_url(),
            due=day_end(progress.due_on) if progress.due_on else None,
            is_demo=factory.is_demo,
            listed=OfficeList("factories.lighthousefactory", _("Factories behind with their tours")),
            pk=factory.pk,
        )
