"""Print where to sign in as a demonstration account, and which there are."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import translation

from programme.accounts.demo import demo_users


class Command(BaseCommand):
    help = "Print the address of the demonstration accounts and each role with its e-mail."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write("The demonstration is off (DEMO).")
            return
        accounts = demo_users()
        with translation.override("en"):
            self.stdout.write(
                f"Demonstration accounts, one click: {settings.SITE_URL}{reverse('accounts:demo')}"
            )
            for kind, user in accounts:
                self.stdout.write(f"  {kind.title!s:28} {user.email}")
        if not accounts:
            self.stdout.write("  none yet: manage.py walk_round makes them")
