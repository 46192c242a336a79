from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "programme.core"

    def ready(self) -> None:
        from . import pdf, roles  # noqa: F401  pdf registers a check of its fonts

        post_migrate.connect(roles.grant_application_role, dispatch_uid="core.grant_application_role")
