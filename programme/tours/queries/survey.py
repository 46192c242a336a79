"""What visitors think, never what one of them thinks."""

from dataclasses import dataclass

from programme.factories.models import LighthouseFactory

from ..models import SurveyResult


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Means of visitors' marks, from 1 to 5."""

    answers: int
    overall: float
    guidance: float
    learned: float


def survey_of(factory: LighthouseFactory) -> Survey | None:
    """What was last published of a factory's answers; None before there were enough. One statement."""
    found = SurveyResult.objects.filter(tour_programme__factory=factory).first()
    if found is None:
        return None
    return Survey(
        answers=found.answers,
        overall=found.overall / found.answers,
        guidance=found.guidance / found.answers,
        learned=found.learned / found.answers,
    )
