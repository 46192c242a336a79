"""Steps on the registers in the back office, and how their events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.moves import Act, name_events, register_acts

from .forms import AppointForm, EndForm
from .models import TechnoPark
from .permissions import can_appoint_officers
from .services import appoint_officer, end_officer

register_acts(
    Act(
        model=TechnoPark,
        verb="appoint_officer",
        label=_("Appoint an officer"),
        can=can_appoint_officers,
        service=appoint_officer,
        noun="technopark",
        form=AppointForm,
    ),
    Act(
        model=TechnoPark,
        verb="end_officer",
        label=_("End an officer's appointment"),
        can=can_appoint_officers,
        service=end_officer,
        noun="technopark",
        form=EndForm,
    ),
)

name_events({"regions.correct": _("Facts corrected")})
