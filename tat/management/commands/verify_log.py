"""Check the hash chain of the log, alone and against checkpoints that were kept elsewhere."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser

from tat import audit
from tat.audit import checkpoints
from tat.models import LogHead
from tat.vault import signing


class Command(BaseCommand):
    """Ends with code 1 and the first bad entry when the chain does not hold, or is not what a checkpoint saw."""

    help = "Works out the hash of every entry of the log again and names each place where the chain does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", metavar="FOLDER", help="also hold the log against the checkpoints kept there")
        parser.add_argument(
            "--public-key", metavar="FILE", help="the key that signed them, from a copy kept apart; else CHECKPOINT_KEY_FILE's"
        )
        parser.add_argument("--alone", action="store_true", help="read no database: say what the checkpoints themselves witness")

    def handle(self, *args: Any, **options: Any) -> None:
        kept, public = self._kept(options) if options["checkpoints"] else ([], b"")
        if options["alone"]:
            self._alone(kept, public)
            return
        problems = audit.verify() + (checkpoints.against(kept, public) if kept else [])
        for problem in problems:
            self.stderr.write(problem.sentence)
        if problems:
            raise CommandError(f"The log does not hold; the first bad entry is {min(problem.seq for problem in problems)}.")
        self.stdout.write(f"The log holds: {LogHead.objects.get().seq} entries.")
        if kept:
            lost = len(set(checkpoints.lost_in_restores(each.statement for each in kept)))
            beside = f" {lost} more saw entries that a confirmed restore did not bring back." if lost else ""
            self.stdout.write(f"It is what {len(kept) - lost} checkpoints saw.{beside}")

    def _kept(self, options: dict[str, Any]) -> tuple[list[checkpoints.Kept], bytes]:
        try:
            path = options["public_key"]
            public = signing.read_public_key(path) if path else signing.signer(settings.CHECKPOINT_KEY_FILE).public
            kept = checkpoints.in_folder(Path(options["checkpoints"]))
        except (ImproperlyConfigured, ValueError) as fault:
            raise CommandError(str(fault)) from None
        if not kept:
            raise CommandError("There is no checkpoint in that folder.")
        return kept, public

    def _alone(self, kept: list[checkpoints.Kept], public: bytes) -> None:
        """What can be said with no database at all: which are genuine, and where the log stood."""
        if not kept:
            raise CommandError("Name the folder: --checkpoints FOLDER.")
        forged = [each for each in kept if not each.holds(public)]
        if forged:
            first = f"{forged[0].statement.at:%Y-%m-%d %H:%M} UTC"
            raise CommandError(f"{len(forged)} of {len(kept)} checkpoints are not signed by that key, the first of {first}.")
        last = kept[-1].statement
        self.stdout.write(
            f"{len(kept)} checkpoints are genuine. On {last.at:%Y-%m-%d at %H:%M} UTC the log of {last.origin} "
            f"ended with entry {last.seq}, hash {last.hash.hex()}."
        )
