from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "programme.recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from . import moves  # noqa: F401  registers them
