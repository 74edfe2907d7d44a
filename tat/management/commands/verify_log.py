"""Check the hash chain of the log."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from tat import audit
from tat.models import LogHead


class Command(BaseCommand):
    """Ends with code 1 and the first bad entry when the chain does not hold."""

    help = "Works out the hash of every entry of the log again and names each place where the chain does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = audit.verify()
        for problem in problems:
            self.stderr.write(problem.sentence)
        if problems:
            raise CommandError(f"The log does not hold; the first bad entry is {problems[0].seq}.")
        self.stdout.write(f"The log holds: {LogHead.objects.get().seq} entries.")
