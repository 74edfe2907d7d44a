"""Wrap every data key anew under the key of FIELD_KEY_FILE; the texts themselves stay as they are."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tat import audit, clock, vault
from tat.models import DataKey

BATCH = 500


class Command(BaseCommand):
    """Run with web and worker stopped; cut short, it goes on where it ended when it is run again."""

    help = "Re-wraps the data keys from an old key file to the one that FIELD_KEY_FILE names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="old", required=True, metavar="OLD_KEY_FILE")

    def handle(self, *args: Any, old: str, **options: Any) -> None:
        before, after = vault.read_key_file(old), vault.master()
        if before.naming != after.naming:
            raise CommandError("No name would be found under the new key file. Make it with: make_field_key --replacing")
        total = 0
        while count := rewrap_some(before, after):
            total += count
        left = DataKey.objects.filter(shredded_at=None).exclude(kek_fingerprint=after.fingerprint).count()
        if left:
            raise CommandError(f"{left} data keys are under a third key file. Run this again with --from that file.")
        self.stdout.write(f"{total} data keys are now under the key of FIELD_KEY_FILE. Keep the old file as long as backups need it.")


@transaction.atomic
def rewrap_some(before: vault.MasterKey, after: vault.MasterKey) -> int:
    """One batch in one transaction with its log entry; 0 when none is left."""
    rows = list(DataKey.objects.select_for_update().filter(shredded_at=None, kek_fingerprint=before.fingerprint)[:BATCH])
    for row in rows:
        row.wrapped = vault.rewrap(row.id, bytes(row.wrapped), before, after)
        row.kek_fingerprint = after.fingerprint
    if rows:
        DataKey.objects.bulk_update(rows, ["wrapped", "kek_fingerprint"])
        audit.record("key_rotated", by=None, at=clock.now(), count=len(rows))
    return len(rows)
