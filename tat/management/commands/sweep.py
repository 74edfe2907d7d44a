"""The sweep without beat or broker: once, or in a loop on as many hosts as one likes."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from tat.actions.deliver import deliver_waiting
from tat.actions.sweep import sweep
from tat.checks import refuse_unready


class Command(BaseCommand):
    """Sweeps, then delivers what waits: the third trigger beside beat and the hint after an act."""

    help = "Climbs every duty whose next reminder has come and delivers waiting mail. --loop goes on until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on every SWEEP_SECONDS seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            refuse_unready()
        self.round()
        while options["loop"]:
            time.sleep(settings.SWEEP_SECONDS)
            close_old_connections()
            try:
                self.round()
            except OperationalError as error:
                self.stderr.write(f"the database is away ({type(error).__name__}); trying again")

    def round(self) -> None:
        swept, sent = sweep(), deliver_waiting()
        if swept or sent:
            self.stdout.write(f"{swept} duties climbed, {sent} mails sent")
