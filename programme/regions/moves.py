"""How the registers' events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.moves import name_events

name_events({"regions.correct": _("Facts corrected")})
