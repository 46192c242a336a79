from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "programme.accounts"

    def ready(self) -> None:
        from . import moves, signals  # noqa: F401  registers the steps and listens to allauth
