from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "programme.news"
    verbose_name = _("News and help")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers the steps
