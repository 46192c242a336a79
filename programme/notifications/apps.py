from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "programme.notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401  registers the step and what is kept
