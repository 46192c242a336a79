"""Certificates of attendance."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.errors import WrongState
from programme.core.events import record_event
from programme.core.moves import require

from ..models import Booking, Certificate


def issue_certificate(
    *, booking: Booking, by: User, shows_name: bool = False, shows_group: bool = False
) -> Certificate:
    """Issue a visit's certificate, or change what its verification shows; the number stays.

    Raises NotAllowed, WrongState (not checked in, or not yet confirmed as held by the host).
    """
    require(booking.person_id == by.pk, _("Only whoever booked gets the certificate."))
    if not booking.has_certificate:
        raise WrongState(_("The certificate is issued after the factory has confirmed the tour."))
    with transaction.atomic():
        certificate, new = Certificate.objects.update_or_create(
            booking=booking, defaults={"shows_name": shows_name, "shows_group": shows_group}
        )
        if new:
            data = {"session": booking.session.public_id, "certificate": certificate.public_id}
            record_event(booking, "tours.issue_certificate", by=by, data=data, audience=Audience.STAFF)
    return certificate
