"""How privacy's events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.moves import name_events

name_events({"privacy.erase_person": _("Record of a person erased")})
