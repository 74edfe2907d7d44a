"""Check that what lists cases and what opens one agree, for everybody with an account."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from cases.actions.drift import check_access


class Command(BaseCommand):
    """Ends with code 1 where there is a difference. Names nobody: person and case stand in the log as a digest."""

    help = "Compares for every account the cases that are listed with those that open; a difference is a fault of the product."

    def handle(self, *args: Any, **options: Any) -> None:
        last, found = check_access()
        while last:
            last, more = check_access(last)
            found += more
        if found:
            raise CommandError(f"{found} differences between what is listed and what opens.")
        self.stdout.write("0 differences.")
