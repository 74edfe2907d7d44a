"""Print the field key on paper, in three sheets of which any two give it back."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser

from tat import vault
from tat.vault.escrow import split
from tat.vault.key_file import read_secrets

WORDS_A_LINE = 6
HOLDERS = ("the superintendent", "the district's attorney", "the regional office of education")


class Command(BaseCommand):
    """Print and seal each sheet, and keep it apart. One alone tells nothing; without two of them and the file all is lost."""

    help = "Prints the key of FIELD_KEY_FILE as three sheets of words; any two of them give the file back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default=settings.FIELD_KEY_FILE, help="the key file; FIELD_KEY_FILE when left out")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        try:
            secrets, name = read_secrets(path), vault.read_key_file(path).fingerprint.hex()
        except ImproperlyConfigured as fault:
            raise CommandError(str(fault)) from None
        shares = [split(secret) for secret in secrets]
        self.stdout.write("\f\n".join(_sheet(number, name, [share[number] for share in shares]) for number in range(len(HOLDERS))))


def _sheet(number: int, name: str, shares: list[str]) -> str:
    lines = [
        f"FIELD KEY {name}: sheet {number + 1} of 3, for {HOLDERS[number]}",
        "",
        "Any two of the three sheets open the district's records; one alone tells nothing. Keep this one sealed and apart.",
        "To use: manage.py join_field_key NEW_FILE, and type the words of two sheets, line by line.",
    ]
    for which, share in enumerate(shares, 1):
        words = share.split()
        lines += ["", f"Part {which} of {len(shares)}:"]
        lines += [" ".join(words[start : start + WORDS_A_LINE]) for start in range(0, len(words), WORDS_A_LINE)]
    return "\n".join(lines) + "\n"
