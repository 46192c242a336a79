from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "programme.applications"

    def ready(self) -> None:
        from . import moves, privacy  # noqa: F401 - registers the steps and what stands against an erasure
