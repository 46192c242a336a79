from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AccountsConfig(AppConfig):
    name = "programme.accounts"
    verbose_name = pgettext_lazy("user", "people")

    def ready(self) -> None:
        from . import moves, signals  # noqa: F401  registers the steps and listens to allauth
