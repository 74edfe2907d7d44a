"""Writes cases in great number into a demonstration or test database, for measuring."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction
from django.db.models import Model

from cases.models import Case
from reporting.management.scale.copying import copy_rows
from reporting.management.scale.school import Place, places
from reporting.management.scale.stories import FOLLOWING, KINDS, Codes, rows_of
from tat import clock

AT_A_TIME = 500
"""Cases to a transaction: the chain of the log is walked again by every entry of one that has not ended."""


class Command(BaseCommand):
    """The named exception to “made through actions”: it writes rows, by COPY, with the vault's own seals and the log's own chain."""

    help = "Writes N invented cases with their buildings, people, duties and logs; only with DEMO or TEST set."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--cases", type=int, required=True, help="How many cases; 263 to a building, buildings are made as needed.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("This writes invented cases past every rule and runs with DEMO or TEST set, never beside real records.")
        count, now = options["cases"], clock.now()
        if count < 1:
            raise CommandError("--cases takes a number of one or more.")
        with transaction.atomic():
            everywhere = places(count, now.astimezone(clock.CENTRAL).date())
        if not everywhere:
            raise CommandError("No building here has a principal and a triage team. Load the demonstration first: manage.py load_demo")
        made = sum(_write(batch) for batch in _batches(everywhere, count, now))
        with connections["owner"].cursor() as cursor:
            cursor.execute("vacuum analyze")  # as the server does by itself in time
        self.stdout.write(f"{made} cases in {len(everywhere)} buildings.")


def _batches(everywhere: list[Place], count: int, now: datetime) -> Iterator[list[Model]]:
    """The rows of the cases, building after building in turn; the same for the same number."""
    chance, codes = Random(count), Codes(set(Case.objects.values_list("code", flat=True)))  # noqa: S311  invented cases, no secret
    shares = [kind.of_a_thousand for kind in KINDS]
    rows: list[Model] = []
    for number in range(count):
        place, (kind,) = everywhere[number % len(everywhere)], chance.choices(KINDS, shares)
        opened_at = now - timedelta(hours=chance.randint(*kind.hours))
        rows += rows_of(place, codes.new(place, opened_at), kind, opened_at, chance)
        if number % AT_A_TIME == AT_A_TIME - 1 or number == count - 1:
            yield rows
            rows = []


def _write(rows: list[Model]) -> int:
    """One transaction; models in the order in which they first come, since each row comes after those it points at."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    with transaction.atomic():
        for same in by_model.values():
            copy_rows(same)
        with connection.cursor() as cursor:
            for statement in FOLLOWING:
                cursor.execute(statement, [[case.pk for case in by_model[Case]]])
    return len(by_model[Case])
