"""Destroy what is over its time, including what the portal's own role may not delete.

Run it monthly with the owner's DATABASE_URL; the nightly job does the rest.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from programme.privacy.services import destroy_expired


class Command(BaseCommand):
    help = "Destroy what is over its time, also in tables to which rows are only added (as the owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = {**destroy_expired(), **destroy_expired(as_owner=True)}
        except ProgrammingError as error:
            raise CommandError(
                "This role may not delete from tables to which rows are only added: "
                "run it with the owner's DATABASE_URL (docs/deployment.md)."
            ) from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
