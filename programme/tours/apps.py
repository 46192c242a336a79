from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToursConfig(AppConfig):
    name = "programme.tours"
    verbose_name = _("Tours")

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401  registers the steps and what is kept of people
