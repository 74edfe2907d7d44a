"""Destroy again, after a restore, what was disposed of since the backup was made."""

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from reporting.actions.repeating import repeat_disposals


class Command(BaseCommand):
    """`restore` calls it by name where its folder of checkpoints holds the list; it may be run again."""

    help = "Destroys again the records that a list kept outside the box names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="disposals.jsonl, from the folder of CHECKPOINT_DIR or a copy of it")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        try:
            lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
        except (OSError, ValueError):
            raise CommandError("That file cannot be read, or a line of it is no JSON. Nothing was destroyed.") from None
        found = repeat_disposals(lines=lines)
        self.stdout.write(f"Destroyed again: {len(found.done)}. Not in this backup: {len(found.absent)}.")
        if found.kept:
            self.stdout.write(f"Kept, because they are held or open here: {', '.join(found.kept)}. End the hold, then run this again.")
