"""Take one report of a mail server about a mail of ours, as its pipe gives it on standard input."""

import sys
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import OperationalError

from tat.actions.returned_mail import take_bounce
from tat.actions.status_reports import LARGEST

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps it and comes again


class Command(BaseCommand):
    """Silent, since a mail server answers a pipe that speaks with one more mail. What is no such report is let go."""

    help = "Reads one delivery status notification from standard input and records a mail of ours that came back."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            take_bounce(sys.stdin.buffer.read(LARGEST + 1))
        except OperationalError:
            raise CommandError("the database is away", returncode=TRY_AGAIN) from None
