"""Make the field key's file again from two sheets of paper."""

import os
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser

from tat import vault
from tat.vault.escrow import join
from tat.vault.parcels import as_text

PART = re.compile(r"^Part (\d+) of \d+:$", re.M)
NAME = re.compile(r"^FIELD KEY ([0-9a-f]{32}):", re.M)


class Command(BaseCommand):
    """The sheets are read as they were printed; whatever is wrong is said before a file is made."""

    help = "Makes a key file from any two sheets that split_field_key printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the new key file")
        parser.add_argument("sheets", nargs=2, metavar="SHEET", help="two files with the words of two sheets, typed as they are printed")

    def handle(self, *args: Any, path: str, sheets: list[str], **options: Any) -> None:
        texts = [Path(sheet).read_text() for sheet in sheets]
        names = {found for text in texts for found in NAME.findall(text)}
        parts = [_parts(text) for text in texts]
        if len(names) != 1 or not parts[0] or len(parts[0]) != len(parts[1]):
            raise CommandError("These are not two sheets of one key: type each whole, its first line included.")
        try:
            secrets = [join(pair) for pair in zip(*parts, strict=True)]
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        except FileExistsError:
            raise CommandError(f"{path} is there already. A key is never overwritten: name another file.") from None
        with open(descriptor, "w") as out:
            out.writelines(as_text(secret) for secret in secrets)
        _compare(path, names.pop())
        self.stdout.write(f"Made {path}.")


def _parts(text: str) -> list[str]:
    """The words under each “Part n of m:”, up to the next one."""
    return [" ".join(found.split()) for found in PART.split(text)[2::2]]


def _compare(path: str, name: str) -> None:
    try:
        found = vault.read_key_file(path).fingerprint.hex()
    except ImproperlyConfigured as fault:
        found = str(fault)
    if found != name:
        Path(path).unlink()
        raise CommandError("The words give another key than the one that the sheets name. Look at each word again.")
