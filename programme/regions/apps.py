from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "programme.regions"
    verbose_name = _("Registers")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
