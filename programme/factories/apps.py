from django.apps import AppConfig


class FactoriesConfig(AppConfig):
    name = "programme.factories"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
