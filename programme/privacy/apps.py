from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "programme.privacy"

    def ready(self) -> None:
        from . import moves, retention  # noqa: F401  fills the registry
