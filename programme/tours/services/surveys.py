"""The survey after a visit."""

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.moves import require
from programme.core.transitions import lock

from ..models import Booking, SurveyAnswer, SurveyResult, SurveyTaken, TourProgramme

# Results are published from so many answers up, and again with every so many more: fewer, or one more
# than before, could tell what one party answered.
ANSWERS_AT_LEAST = 5


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
        programme = lock(booking.session.tour_programme)
        SurveyAnswer.objects.create(tour_programme=programme, **marks)
        _publish(programme)


def _publish(programme: TourProgramme) -> None:
    """Renew the published result once enough answers have come. The programme must be locked."""
    published = SurveyResult.objects.filter(tour_programme=programme).values_list("answers", flat=True)
    sums = {name: Sum(name) for name in ("overall", "guidance", "learned")}
    now = programme.answers.aggregate(answers=Count("pk"), **sums)
    if now["answers"] >= (published.first() or 0) + ANSWERS_AT_LEAST:
        SurveyResult.objects.update_or_create(tour_programme=programme, defaults=now)
