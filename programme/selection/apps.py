from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "programme.selection"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers
