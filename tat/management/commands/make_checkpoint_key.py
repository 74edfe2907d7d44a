"""Make the key that signs the log's checkpoints."""

import base64
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from tat import vault
from tat.vault.signing import Signer


class Command(BaseCommand):
    """The private half stays on the server that signs; the public half goes to whoever shall check, before the first checkpoint."""

    help = "Makes a new key for checkpoints in a file that its owner alone may read, and its public half beside it. Never overwrites one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", default=settings.CHECKPOINT_KEY_FILE, help="The new file; CHECKPOINT_KEY_FILE when left out."
        )

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        if not path:
            raise CommandError("Name the file: CHECKPOINT_KEY_FILE is not set.")
        secret, public = os.urandom(vault.KEY_BYTES), Path(f"{path}.pub")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            raise CommandError(f"{path} is there already. A key is never overwritten: name another file.") from None
        with open(descriptor, "w") as out:
            out.write(base64.b64encode(secret).decode() + "\n")
        public.write_text(base64.b64encode(Signer(secret).public).decode() + "\n")
        self.stdout.write(
            f"Made {path}, and {public} for those who check: give it to the custodians and keep it where this machine cannot write."
        )
