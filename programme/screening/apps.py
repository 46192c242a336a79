from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "programme.screening"
    verbose_name = _("Screening")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers them
