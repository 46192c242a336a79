"""The second half of the way: what a selected factory goes through."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.core.choices import PublicStatus


class FactoryStatus(models.TextChoices):
    SELECTED = "selected", _("Selected")
    AGREED = "agreed", _("Agreement signed")
    BUILDING = "building", _("Under construction")
    COMPLETED = "completed", _("Completed")
    TOURING = "touring", _("Open for tours")
    DECLINED = "declined", _("Declined the selection")
    TERMINATED = "terminated", _("Agreement ended early")


S = FactoryStatus

# Each pair is registered by the app that owns the step; a test compares the two.
FACTORY_PAIRS = frozenset(
    {
        (S.SELECTED, S.AGREED),  # funding: sign
        (S.SELECTED, S.DECLINED),  # factories: decline
        (S.AGREED, S.BUILDING),  # funding: start build
        (S.BUILDING, S.COMPLETED),  # funding: complete
        (S.COMPLETED, S.BUILDING),  # funding: take back completion
        (S.COMPLETED, S.TOURING),  # tours: open
        (S.TOURING, S.COMPLETED),  # tours: close
        (S.AGREED, S.TERMINATED),  # factories: terminate
        (S.BUILDING, S.TERMINATED),
    }
)

# Statuses that leave the counts.
LEFT = frozenset({S.DECLINED, S.TERMINATED})

PUBLIC_STATUS = {
    S.SELECTED: PublicStatus(_("Selected"), _("The agreement is being prepared."), "info"),
    S.AGREED: PublicStatus(
        _("Agreement signed"), _("Construction starts with the first instalment."), "info"
    ),
    S.BUILDING: PublicStatus(
        _("Being built"), _("Each year the progress is checked before the next instalment."), "info"
    ),
    S.COMPLETED: PublicStatus(_("Completed"), _("The factory prepares its tours."), "success"),
    S.TOURING: PublicStatus(_("Open for tours"), _("Visits can be booked."), "success"),
    S.DECLINED: PublicStatus(_("Declined"), _("The company did not take up the selection."), "neutral"),
    S.TERMINATED: PublicStatus(_("Ended early"), _("The agreement was ended."), "neutral"),
}

# Imported factories: publications name them as selected (or built) and the portal does not follow on.
PUBLISHED_STATUS = {
    S.SELECTED: PublicStatus(
        _("Selected"), _("As published; later progress is not recorded on this portal."), "info"
    ),
    S.COMPLETED: PublicStatus(
        _("Completed"), _("As published; later progress is not recorded on this portal."), "success"
    ),
}
