"""The way of a factory as the public is told it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# The columns of the ministry's table of a round's result.
RELEASE_COLUMNS = (_("Company"), _("Location"), _("Size"), _("Industry"), _("Main product"))


@dataclass(frozen=True, kw_only=True)
class WayStep:
    """One step: its name, who acts, and what comes of it (facts/FACTS.md sections 2 and 3)."""

    name: Any
    who: Any
    text: Any


# Two halves: up to the selection, and from the agreement to the tours.
WAY_TO_SELECTION = (
    WayStep(
        name=_("Call"),
        who=_("Ministry"),
        text=_("Dates, places, criteria and documents of the round are published."),
    ),
    WayStep(
        name=_("Application"),
        who=_("Company"),
        text=_("Answers the call's questions together with suppliers, universities or institutes."),
    ),
    WayStep(
        name=_("Recommendation"),
        who=_("Techno-park"),
        text=_("Each of the 19 techno-parks recommends companies within its quota."),
    ),
    WayStep(
        name=_("Screening"),
        who=_("Specialised body"),
        text=_("Checks that the requirements are met."),
    ),
    WayStep(
        name=_("Diagnosis and design"),
        who=_("Consultants and designers"),
        text=_("Assess the factory on site and design its improvements and their yearly steps."),
    ),
    WayStep(
        name=_("Evaluation"),
        who=_("Evaluators"),
        text=_("Judge advancement, sustainability and the effect on industry and economy."),
    ),
    WayStep(
        name=_("Selection"),
        who=_("Ministry"),
        text=_("Decides and announces the lighthouse factories."),
    ),
)
WAY_TO_TOURS = (
    WayStep(
        name=_("Agreement"),
        who=_("Company and partners"),
        text=_("Project, shares, budget and indicators are fixed."),
    ),
    WayStep(
        name=_("Build"),
        who=_("Company and suppliers"),
        text=_("Up to three years, with a check each year before the next instalment."),
    ),
    WayStep(
        name=_("Completion"),
        who=_("Specialised body"),
        text=_("The results are measured against the agreed indicators."),
    ),
    WayStep(
        name=_("Tours"),
        who=_("Lighthouse factory"),
        text=_("Opens its doors to students and industry at least 16 times in two years."),
    ),
)
