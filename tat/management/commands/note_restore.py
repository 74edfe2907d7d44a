"""Say that this database was brought back by other means than `restore`: mail waits until a person confirms."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from tat.actions.restores import note_restore

from .restore import kept_checkpoints


class Command(BaseCommand):
    """For base backups and WAL: run before web and worker start."""

    help = "Pauses the sender after a restore that the database's own tools made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup-at", required=True, metavar="TIME", help="up to when acts are there: ISO 8601 with an offset")
        parser.add_argument("--checkpoints", metavar="FOLDER", help="kept checkpoints, for what is lost")
        parser.add_argument("--public-key", metavar="FILE", help="the key that signed them; else CHECKPOINT_KEY_FILE's")
        parser.add_argument("--journal", metavar="FILE", help="the send journal: what it names is not sent again")

    def handle(self, *args: Any, backup_at: str, **options: Any) -> None:
        try:
            until = datetime.fromisoformat(backup_at)
            kept, _ = kept_checkpoints(options)
            journal = Path(options["journal"]).read_text().splitlines() if options["journal"] else []
            if until.tzinfo is None:
                raise ValueError("Give the time with its offset, such as 2026-12-01T08:15:00+00:00.")
            with transaction.atomic():
                note_restore(
                    name="by other means", backup_at=until.astimezone(UTC), witnessed=[each.statement for each in kept], journal=journal
                )
        except (ImproperlyConfigured, ValueError, OSError) as fault:
            raise CommandError(str(fault)) from None
        except IntegrityError:
            raise CommandError("A restore waits to be confirmed already.") from None
        self.stdout.write("No mail leaves until the superintendent or the administrator confirms: manage.py confirm_restore --by E-MAIL")
