from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiagnosisConfig(AppConfig):
    name = "programme.diagnosis"
    verbose_name = _("Diagnosis and design")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers them
