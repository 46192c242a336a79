from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "programme.notifications"

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401  registers the step and what is kept
