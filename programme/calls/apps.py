from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "programme.calls"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
