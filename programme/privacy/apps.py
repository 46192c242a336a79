from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "programme.privacy"
