from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "programme.funding"
    verbose_name = _("Agreement and funding")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
