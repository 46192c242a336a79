from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "programme.funding"

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
