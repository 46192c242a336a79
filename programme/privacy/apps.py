from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "programme.privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from . import moves, retention  # noqa: F401  fills the registry
