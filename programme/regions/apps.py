from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "programme.regions"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
