from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ApplicationsConfig(AppConfig):
    name = "programme.applications"
    verbose_name = pgettext_lazy("stage", "Applying")

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401 - registers the steps and what stands against an erasure
