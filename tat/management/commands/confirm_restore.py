"""Let mail leave again after a restore."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management import BaseCommand, CommandError, CommandParser

from tat.actions.restores import confirm_restore
from tat.models import Restore, User


class Command(BaseCommand):
    """For the person who has looked at the restored records: the name stands in the log."""

    help = "Confirms a restore in the name of a superintendent or of the server's administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, metavar="E-MAIL", help="the account of the person who confirms")

    def handle(self, *args: Any, by: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=by).first()
        if person is None:
            raise CommandError("There is no account with that address.")
        try:
            row = confirm_restore(by=person)
        except PermissionDenied as fault:
            raise CommandError(str(fault)) from None
        except Restore.DoesNotExist:
            raise CommandError("No restore waits to be confirmed.") from None
        self.stdout.write(f"Confirmed by {person.full_name}: the records are of {row.backup_at:%Y-%m-%d %H:%M} UTC. Mail leaves again.")
