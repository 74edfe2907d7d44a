"""Make the file that holds the key-encryption key."""

import base64
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from tat import vault


class Command(BaseCommand):
    """Without this file no text can be read again: keep copies apart from the database and its backups."""

    help = "Makes a new field key in a file that its owner alone may read. Never overwrites one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default=settings.FIELD_KEY_FILE, help="The new file; FIELD_KEY_FILE when left out.")
        parser.add_argument("--replacing", metavar="OLD_KEY_FILE", help="Carry this file's naming key over, so that names are found.")

    def handle(self, *args: Any, path: str, replacing: str | None, **options: Any) -> None:
        secrets = [os.urandom(vault.KEY_BYTES)]
        if replacing:
            vault.read_key_file(replacing)
            secrets.append(base64.b64decode(Path(replacing).read_text().split()[-1]))
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            raise CommandError(f"{path} is there already. A key is never overwritten: name another file.") from None
        with open(descriptor, "w") as out:
            out.writelines(base64.b64encode(secret).decode() + "\n" for secret in secrets)
        self.stdout.write(f"Made {path}. Copy it to where neither the database nor its backups are: without it no text can be read again.")
