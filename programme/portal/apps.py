from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "programme.portal"
