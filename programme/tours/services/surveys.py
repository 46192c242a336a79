"""The survey after a visit."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.moves import require

from ..models import Booking, SurveyAnswer, SurveyTaken


def answer_survey(*, booking: Booking, by: User, overall: int, guidance: int, learned: int) -> None:
    """Take one answer for a booking that came; it is kept apart from the booking, and no event tells of it.

    Raises NotAllowed, WrongState, Incomplete (a mark is not 1 to 5), Conflict (`answered`).
    """
    require(booking.person_id == by.pk, _("Only whoever booked answers the survey."))
    if not booking.has_certificate:
        raise WrongState(_("The survey opens after the factory has confirmed the tour."))
    marks = {"overall": overall, "guidance": guidance, "learned": learned}
    wrong = [name for name, mark in marks.items() if not 1 <= mark <= 5]
    if wrong:
        message = _("Choose a mark from 1 to 5.")
        raise Incomplete(message, dict.fromkeys(wrong, message))
    with transaction.atomic():
        _taken, new = SurveyTaken.objects.get_or_create(booking=booking)
        if not new:
            raise Conflict(_("This visit was already answered for. Thank you."), code="answered")
        SurveyAnswer.objects.create(tour_programme=booking.session.tour_programme, **marks)
