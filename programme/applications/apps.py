from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "programme.applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401 - registers the steps and what stands against an erasure
