from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "programme.accounts"
