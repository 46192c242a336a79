from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "programme.calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
