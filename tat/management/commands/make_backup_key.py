"""Make the pair of keys for backups: the server seals with the public half, only the private one opens."""

import os
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from tat import vault
from tat.vault.parcels import as_text, public_half


class Command(BaseCommand):
    """Best run on another machine than the server's: there the private half is not needed until a restore."""

    help = "Makes the private half in a file that its owner alone may read, and the public half beside it. Never overwrites one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the file of the private half; the public half gets the ending .pub")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        secret, public = os.urandom(vault.KEY_BYTES), Path(f"{path}.pub")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            raise CommandError(f"{path} is there already. A key is never overwritten: name another file.") from None
        with open(descriptor, "w") as out:
            out.write(as_text(secret))
        public.write_text(as_text(public_half(secret)))
        self.stdout.write(f"Made {path} and {public}. The server needs the second alone; keep the first apart from server and backups.")
