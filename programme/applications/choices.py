"""The first half of the way: the stage-level status of an application."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.core.choices import PublicStatus


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RECOMMENDED = "recommended", _("Recommended by the techno-park")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")
    SCREENED_IN = "screened_in", _("Passed screening")
    SCREENED_OUT = "screened_out", _("Did not pass screening")
    DIAGNOSED = "diagnosed", _("Diagnosed")
    DESIGNED = "designed", _("Designed, ready for evaluation")
    EVALUATED = "evaluated", _("Evaluated")
    SELECTED = "selected", _("Selected")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ApplicationStatus

# A company may leave for good at any time before the result is published.
WITHDRAWABLE = frozenset(
    {S.DRAFT, S.SUBMITTED, S.RECOMMENDED, S.SCREENED_IN, S.DIAGNOSED, S.DESIGNED, S.EVALUATED}
)

# Each pair is registered by the app that owns the step; a test compares the two.
APPLICATION_PAIRS = frozenset(
    {
        (S.DRAFT, S.SUBMITTED),  # applications: submit
        (S.SUBMITTED, S.DRAFT),  # applications: recall
        (S.SUBMITTED, S.RECOMMENDED),  # recommendations: recommend
        (S.SUBMITTED, S.NOT_RECOMMENDED),  # recommendations: decline
        (S.RECOMMENDED, S.SUBMITTED),  # recommendations: withdraw_recommendation
        (S.NOT_RECOMMENDED, S.SUBMITTED),  # recommendations: take_back_decline
        (S.RECOMMENDED, S.SCREENED_IN),  # screening: pass
        (S.RECOMMENDED, S.SCREENED_OUT),  # screening: fail
        (S.SCREENED_IN, S.RECOMMENDED),  # screening: take_back_screening
        (S.SCREENED_OUT, S.RECOMMENDED),
        (S.SCREENED_IN, S.DIAGNOSED),  # diagnosis: complete_diagnosis
        (S.DIAGNOSED, S.SCREENED_IN),  # diagnosis: reopen_diagnosis
        (S.DIAGNOSED, S.DESIGNED),  # diagnosis: complete_design
        (S.DESIGNED, S.DIAGNOSED),  # diagnosis: reopen_design
        (S.DESIGNED, S.EVALUATED),  # evaluation: close_evaluation
        (S.EVALUATED, S.DESIGNED),  # evaluation: reopen_evaluation
        (S.EVALUATED, S.SELECTED),  # selection: publish
        (S.EVALUATED, S.NOT_SELECTED),  # selection: publish
    }
    | {(status, S.WITHDRAWN) for status in WITHDRAWABLE}  # applications: withdraw
)

# Where the company reads what a step found, from which statuses on: (name, page, statuses).
_JUDGED = frozenset({S.EVALUATED, S.SELECTED, S.NOT_SELECTED})
_SCREENED = _JUDGED | {S.SCREENED_IN, S.DIAGNOSED, S.DESIGNED}
RESULTS = (
    (
        _("Recommendation by the techno-park"),
        "recommendations:result",
        _SCREENED | {S.RECOMMENDED, S.NOT_RECOMMENDED, S.SCREENED_OUT},
    ),
    (_("Result of screening"), "screening:result", _SCREENED | {S.SCREENED_OUT}),
    (_("Diagnosis and design"), "diagnosis:case", _JUDGED | {S.DIAGNOSED, S.DESIGNED}),
    (_("Notice of the result"), "selection:letter", frozenset({S.SELECTED, S.NOT_SELECTED})),
)

PUBLIC_STATUS = {
    S.DRAFT: PublicStatus(
        _("Being written"), _("Complete the form and submit it before the call closes."), "neutral"
    ),
    S.SUBMITTED: PublicStatus(
        _("Submitted"), _("The techno-park of your region decides whether to recommend you."), "info"
    ),
    S.RECOMMENDED: PublicStatus(
        _("Recommended"), _("The specialised body checks eligibility and documents."), "info"
    ),
    S.NOT_RECOMMENDED: PublicStatus(
        _("Not recommended"),
        _("This round ends here for your application. You may apply in a later call."),
        "neutral",
    ),
    S.SCREENED_IN: PublicStatus(
        _("Passed screening"), _("A consultant visits your factory for diagnosis and design."), "info"
    ),
    S.SCREENED_OUT: PublicStatus(
        _("Did not pass screening"),
        _("The reason is in your notice. You may apply in a later call."),
        "neutral",
    ),
    S.DIAGNOSED: PublicStatus(_("Diagnosed"), _("The improvement plan is being designed with you."), "info"),
    S.DESIGNED: PublicStatus(_("Designed"), _("Evaluators judge your plan on the call's criteria."), "info"),
    S.EVALUATED: PublicStatus(_("Evaluated"), _("The ministry decides and publishes the result."), "info"),
    S.SELECTED: PublicStatus(_("Selected"), _("The agreement is prepared for your signature."), "success"),
    S.NOT_SELECTED: PublicStatus(
        _("Not selected"), _("You can read your scores and the evaluators' reasons."), "neutral"
    ),
    S.WITHDRAWN: PublicStatus(_("Withdrawn"), _("Nothing further happens with this application."), "neutral"),
}
