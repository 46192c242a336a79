"""The steps of a lighthouse factory that this app owns, and how its other events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register

from .choices import FactoryStatus
from .models import LighthouseFactory
from .permissions import can_decline_selection, can_terminate_factory
from .services import decline_selection, terminate_factory

register(
    Move(
        model=LighthouseFactory,
        verb="decline",
        label=_("Decline the selection"),
        sources=frozenset({FactoryStatus.SELECTED}),
        target=FactoryStatus.DECLINED,
        can=can_decline_selection,
        service=decline_selection,
        noun="factory",
        form=ReasonForm,
        url="factories:decline",
        warning=_("The place is given up for good, and the factory leaves the public counts."),
    ),
    Move(
        model=LighthouseFactory,
        verb="terminate",
        label=_("End the agreement early"),
        sources=frozenset({FactoryStatus.AGREED, FactoryStatus.BUILDING}),
        target=FactoryStatus.TERMINATED,
        can=can_terminate_factory,
        service=terminate_factory,
        noun="factory",
        form=ReasonForm,
        warning=_("This cannot be undone, and the factory leaves the public counts."),
    ),
)

name_events(
    {
        "factories.decline": _("Selection declined"),
        "factories.terminate": _("Agreement ended early"),
        "factories.found": _("Became a lighthouse factory"),
        "factories.import": _("Imported from publications"),
        "factories.correct": _("Facts corrected"),
    }
)
