from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "programme.companies"

    def ready(self) -> None:
        from . import moves  # noqa: F401 - registers the steps
