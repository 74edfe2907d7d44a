"""Save database and files together, sealed for the district's backup key."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser

from tat.backups import Unfit
from tat.backups.saving import save
from tat.vault.signing import read_public_key


class Command(BaseCommand):
    """Runs beside the product, as the owner of the tables; the field key is not in it, only its name."""

    help = "Makes a folder under FOLDER with everything, which only the private half of the backup key opens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="where backups are kept")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        try:
            if not settings.BACKUP_PUBLIC_KEY_FILE:
                raise Unfit("BACKUP_PUBLIC_KEY_FILE is not set. Make the keys with: manage.py make_backup_key")
            made = save(Path(folder), read_public_key(settings.BACKUP_PUBLIC_KEY_FILE))
        except (Unfit, ImproperlyConfigured) as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"Saved to {made}. To bring it back: the private half of the backup key, and the field key.")
