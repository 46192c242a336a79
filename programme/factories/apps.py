from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    name = "programme.factories"
    verbose_name = _("Lighthouse factories")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
