from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "programme.evaluation"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers
