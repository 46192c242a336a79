from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "programme.companies"
    verbose_name = _("Companies")

    def ready(self) -> None:
        from . import moves  # noqa: F401 - registers the steps
