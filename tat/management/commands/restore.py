"""Bring a backup back into an empty server, compare it, and pause the sender until a person confirms."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connections

from tat import audit
from tat.actions.restores import note_restore
from tat.audit import checkpoints
from tat.backups import Unfit
from tat.backups.restoring import Backup, bring_back, refuse_unfit
from tat.vault import signing
from tat.vault.parcels import read_private_key

DISPOSALS = "disposals.jsonl"
"""Beside the checkpoints, outside the box: which cases were disposed of (reporting/actions/carrying_out.py)."""


class Command(BaseCommand):
    """Nothing is touched unless both keys are right, every piece of the backup is whole and the server is empty."""

    help = "Restores a backup into the empty database and the empty MEDIA_ROOT that the environment names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="the folder of one backup")
        parser.add_argument("--backup-key", required=True, metavar="FILE", help="the private half of the backup key")
        parser.add_argument("--checkpoints", metavar="FOLDER", help="kept checkpoints, to hold the log against")
        parser.add_argument("--public-key", metavar="FILE", help="the key that signed them; else CHECKPOINT_KEY_FILE's")
        parser.add_argument("--journal", metavar="FILE", help="the send journal: what it names is not sent again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = Backup(Path(options["folder"]), read_private_key(options["backup_key"]))
            kept, public = kept_checkpoints(options)
            refuse_unfit(backup)
            problems = bring_back(backup, lambda: call_command("setup_database", verbosity=0))
        except (Unfit, ImproperlyConfigured, ValueError) as fault:
            raise CommandError(str(fault)) from None
        before = [each for each in kept if each.statement.at <= backup.at]
        problems += [problem.sentence for problem in audit.verify() + checkpoints.against(before, public)]
        journal = Path(options["journal"]).read_text().splitlines() if options["journal"] else []
        row = note_restore(name=backup.folder.name, backup_at=backup.at, witnessed=[each.statement for each in kept], journal=journal)
        connections.close_all()
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError("The restored records are not what was saved. Nothing is sent; ask somebody who knows before you go on.")
        facts = backup.facts()
        rows = sum(facts.rows.values())
        self._repeat(options["checkpoints"])
        self.stdout.write(
            f"Restored as of {backup.at:%Y-%m-%d %H:%M} UTC: {rows} rows in {len(facts.rows)} tables, {facts.files} files, each compared; "
            f"the log holds up to entry {facts.seq}."
        )
        lost = row.lost_entries()
        beside = "" if lost is None else f" At least {lost} entries of the log are missing."
        self.stdout.write(f"What was entered after that until {row.lost_until():%Y-%m-%d %H:%M} UTC is lost.{beside}")
        self.stdout.write("No mail leaves until the superintendent or the administrator confirms: manage.py confirm_restore --by E-MAIL")

    def _repeat(self, folder: str | None) -> None:
        """What was disposed of since the backup is destroyed again; by name, for the ground floor imports nothing above it."""
        path = Path(folder or "") / DISPOSALS
        if folder and path.is_file():
            call_command("repeat_disposals", str(path), stdout=self.stdout)
        else:
            self.stdout.write(f"No list of disposals was found. If there is one: manage.py repeat_disposals …/{DISPOSALS}")


def kept_checkpoints(options: dict[str, Any]) -> tuple[list[checkpoints.Kept], bytes]:
    """Those of the folder that was named, and the public key to try them with; none where no folder was named."""
    if not options["checkpoints"]:
        return [], b""
    path = options["public_key"]
    public = signing.read_public_key(path) if path else signing.signer(settings.CHECKPOINT_KEY_FILE).public
    return checkpoints.in_folder(Path(options["checkpoints"])), public
