"""Who may plan and describe a factory's tours."""

from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.moves import require
from programme.factories.models import LighthouseFactory

from ..permissions import can_host


def require_host(by: User | None, factory: LighthouseFactory) -> None:
    """Raise NotAllowed unless `by` runs the factory's tours; None is the system, which may."""
    require(by is None or can_host(by, factory), _("Only the factory's people plan its tours."))
