"""Say for whom a district's outage kit is, and print the passphrase for a sealed envelope."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from reporting.actions.kits import name_kit_holder
from tat.models import District, User


class Command(BaseCommand):
    """The passphrase is shown this once; the kit of the next night opens with it, and no longer with the one before."""

    help = "Names the one person for whom the district's nightly kit is locked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("district", help="the district's short name, as in its addresses")
        parser.add_argument("--to", required=True, metavar="E-MAIL", help="the account of the person")

    def handle(self, *args: Any, district: str, to: str, **options: Any) -> None:
        found, person = District.objects.filter(slug=district).first(), User.objects.filter(email__iexact=to).first()
        if found is None or person is None:
            raise CommandError("There is no such district, or no such account.")
        try:
            passphrase = name_kit_holder(district=found, holder=person)
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"Passphrase of the outage kit, for a sealed envelope:\n\n    {passphrase}\n")
