from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "programme.accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import moves, signals  # noqa: F401  registers the steps and listens to allauth
