"""Who may do what to tours."""

from django.contrib.auth.models import AnonymousUser

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.factories.models import LighthouseFactory

from .models import Booking, Session


def can_host(user: User, factory: LighthouseFactory) -> bool:
    """The factory's own people, and staff who look after tours (by telephone, on paper)."""
    return user.holds(*COMPANY_ROLES, scope=factory.company.uid) or user.has_perm("tours.change_session")


def can_run_session(user: User, session: Session) -> bool:
    """Whoever hosts the session's factory."""
    return can_host(user, session.factory)


def is_park_officer(user: User | AnonymousUser, factory: LighthouseFactory) -> bool:
    """An officer of the factory's techno-park, who answers callers too."""
    parks = user.scopes(Role.OFFICER) if user.is_authenticated else []
    return bool(parks) and factory.technopark is not None and factory.technopark.uid in parks


def can_enter_booking(user: User, session: Session) -> bool:
    """For callers: the host, and the officers of the factory's techno-park."""
    return can_host(user, session.factory) or is_park_officer(user, session.factory)


def can_book(user: User | AnonymousUser) -> bool:
    """Every signed-in person may book for themselves."""
    return user.is_authenticated


def can_accept_offer(user: User, booking: Booking) -> bool:
    """Only the person to whom it is made; for a caller without an account, the host."""
    if booking.person_id is None:
        return can_host(user, booking.session.factory)
    return booking.person_id == user.pk


def can_answer_request(user: User, booking: Booking) -> bool:
    """The host."""
    return can_host(user, booking.session.factory)


def can_cancel_booking(user: User, booking: Booking) -> bool:
    """Whoever booked, and the host."""
    return booking.person_id == user.pk or can_host(user, booking.session.factory)


def nobody(user: User, booking: Booking) -> bool:
    """For a step that only the clock takes."""
    return False
