from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "programme.evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers
