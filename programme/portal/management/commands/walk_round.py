"""Play a demonstration round through the services."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programme.calls.models import Call
from programme.core.errors import ServiceError
from programme.portal.walk.stages import STAGES, walk


class Command(BaseCommand):
    help = "Plays a demonstration round: invented companies, its own programme, the services only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", choices=list(STAGES), help="stop after this stage")
        parser.add_argument(
            "--once", action="store_true", help="do nothing when a demonstration round was walked already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"] and Call.objects.filter(programme__is_demo=True).exists():
            self.stdout.write("A demonstration round was walked already.")
            return
        try:
            walk(options["until"], say=self.stdout.write)
        except ServiceError as refusal:
            fields = "".join(f"\n  {name}: {text}" for name, text in refusal.fields.items())
            raise CommandError(f"The portal refused: {refusal.message}{fields}") from refusal
