"""What visitors think, never what one of them thinks."""

from dataclasses import dataclass

from django.db.models import Avg, Count

from programme.factories.models import LighthouseFactory

from ..models import SurveyAnswer

# Fewer answers could tell who gave them.
ANSWERS_AT_LEAST = 5


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Means of visitors' marks, from 1 to 5."""

    answers: int
    overall: float
    guidance: float
    learned: float


def survey_of(factory: LighthouseFactory) -> Survey | None:
    """What visitors of a factory think; None below ANSWERS_AT_LEAST answers. One statement."""
    found = SurveyAnswer.objects.filter(tour_programme__factory=factory).aggregate(
        answers=Count("pk"), overall=Avg("overall"), guidance=Avg("guidance"), learned=Avg("learned")
    )
    return Survey(**found) if found["answers"] >= ANSWERS_AT_LEAST else None
