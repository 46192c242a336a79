from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "programme.applications"

    def ready(self) -> None:
        from . import moves  # noqa: F401 - registers the steps
