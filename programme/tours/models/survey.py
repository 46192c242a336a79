"""What visitors thought, without who they are."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .booking import Booking
from .terms import TourProgramme

MARK = [MinValueValidator(1), MaxValueValidator(5)]


class SurveyAnswer(models.Model):
    """One party's answer about a factory: no person, no booking, no session, no time; marks from 1 to 5.

    The random key keeps the order of answers from telling who gave them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.PROTECT, related_name="answers", verbose_name=_("tour programme")
    )
    overall = models.PositiveSmallIntegerField(_("the visit as a whole"), validators=MARK)
    guidance = models.PositiveSmallIntegerField(_("the guidance"), validators=MARK)
    learned = models.PositiveSmallIntegerField(_("what was learned"), validators=MARK)

    class Meta:
        verbose_name = _("answer to the survey")
        verbose_name_plural = _("answers to the survey")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(overall__range=(1, 5), guidance__range=(1, 5), learned__range=(1, 5)),
                name="tours_survey_marks",
            )
        ]

    def __str__(self) -> str:
        return str(self.tour_programme)


class SurveyResult(models.Model):
    """What is published of a factory's answers: sums of the marks of the first `answers` of them.

    Renewed only after several more (services.surveys), so that no two results differ by one answer.
    """

    tour_programme = models.OneToOneField(
        TourProgramme,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="survey_result",
        verbose_name=_("tour programme"),
    )
    answers = models.PositiveIntegerField(_("answers"))
    overall = models.PositiveIntegerField(_("sum: the visit as a whole"))
    guidance = models.PositiveIntegerField(_("sum: the guidance"))
    learned = models.PositiveIntegerField(_("sum: what was learned"))

    class Meta:
        verbose_name = _("result of the survey")
        verbose_name_plural = _("results of the survey")

    def __str__(self) -> str:
        return str(self.tour_programme)


class SurveyTaken(models.Model):
    """That a booking answered; what it answered nobody can tell."""

    booking = models.OneToOneField(
        Booking, on_delete=models.CASCADE, primary_key=True, related_name="survey_taken"
    )

    class Meta:
        verbose_name = _("survey answered")
        verbose_name_plural = _("surveys answered")

    def __str__(self) -> str:
        return str(self.pk)
