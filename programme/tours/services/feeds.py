"""A person's own calendar address."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.moves import require

from ..models import CalendarFeed
from ..permissions import can_book


def open_calendar(*, by: User) -> CalendarFeed:
    """A new secret address for one's bookings; the old one, if any, shows nothing any more."""
    require(can_book(by), _("Sign in to book."))
    with transaction.atomic():
        close_calendar(by=by)
        return CalendarFeed.objects.create(person=by)


def close_calendar(*, by: User) -> None:
    """Revoke one's address."""
    CalendarFeed.objects.filter(person=by).delete()
