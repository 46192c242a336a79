from django.apps import AppConfig


class ToursConfig(AppConfig):
    name = "programme.tours"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
