"""Writes cases in great number into a demonstration or test database, for measuring."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from cases.models import Case
from reporting.management.scale.copying import copy_rows
from reporting.management.scale.names import drawn, pools
from reporting.management.scale.patterns import Pattern, Shape, ids_of, pattern_of, shape_of, sorted_by_table, write
from reporting.management.scale.school import Place, places
from reporting.management.scale.stories import FOLLOWING, KINDS, Codes, rows_of
from tat import clock
from tat.models import LogEntry, User

AT_A_TIME = 500
"""Cases to a transaction: the chain of the log is walked again by every entry of one that has not ended."""
PATTERNS = 1_000
"""Cases made whole for each shape of a panel; those after them are copies of one, under their own names, keys and seals."""
INVENTED = ".example"


class Command(BaseCommand):
    """The named exception to “made through actions”: it writes rows, by COPY, with the vault's own seals and the log's own chain."""

    help = "Writes N invented cases with their buildings, people, duties and logs; only with DEMO or TEST set."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--cases", type=int, required=True, help="How many cases; 263 to a building, buildings are made as needed.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("This writes invented cases past every rule and runs with DEMO or TEST set, never beside real records.")
        if User.objects.exclude(email__endswith=INVENTED).exists():
            raise CommandError(
                "Somebody here has an address outside “.example”: these are real records, and nothing invented goes among them."
            )
        count, now = options["cases"], clock.now()
        if count < 1:
            raise CommandError("--cases takes a number of one or more.")
        with transaction.atomic():
            everywhere = places(count, now.astimezone(clock.CENTRAL).date())
        if not everywhere:
            raise CommandError("No building here has a principal and a triage team. Load the demonstration first: manage.py load_demo")
        using = _alone()
        made = sum(_write(*batch, using) for batch in _batches(everywhere, count, now))
        with connections["owner"].cursor() as cursor:
            cursor.execute("reset session_replication_role" if using == "owner" else "select 1")
            cursor.execute("vacuum analyze")  # as the server does by itself in time
        self.stdout.write(f"{made} cases in {len(everywhere)} buildings.")


Lines = dict[type[Model], list[str]]


def _batches(everywhere: list[Place], count: int, now: datetime) -> Iterator[tuple[list[Model], Lines]]:
    """Rows, and lines of COPY, of the cases, building after building in turn; the same stories for the same number."""
    chance, codes = Random(count), Codes(set(Case.objects.values_list("code", flat=True)))  # noqa: S311  invented cases, no secret
    shares, (firsts, lasts) = [kind.of_a_thousand for kind in KINDS], pools()
    patterns: dict[Shape, list[Pattern]] = defaultdict(list)
    rows: list[Model] = []
    copies: list[Iterator[tuple[type[Model], str]]] = []
    for number in range(count):
        place = everywhere[number % len(everywhere)]
        known = patterns[shape_of(place)]
        if len(known) < PATTERNS:
            (kind,) = chance.choices(KINDS, shares)
            opened_at = now - timedelta(hours=chance.randint(*kind.hours))
            code = codes.new(place, opened_at)
            made = list(rows_of(place, code, kind, opened_at, chance))
            known.append(pattern_of(place, code, opened_at, made))
            rows += made
        else:
            pattern = chance.choice(known)
            name = f"{drawn(chance, firsts)} {drawn(chance, lasts)}"
            copies.append(pattern.copied(place, codes.new(place, pattern.opened_at), name))
        if number % AT_A_TIME == AT_A_TIME - 1 or number == count - 1:
            yield rows, sorted_by_table(copies)
            rows, copies = [], []


def _write(rows: list[Model], copied: Lines, using: str) -> int:
    """Models in the order in which they first come, since each row comes after those it points at; the log last, by its own trigger."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    logged, log = by_model.pop(LogEntry, []), {LogEntry: copied.pop(LogEntry, [])}
    with transaction.atomic(using):
        for same in by_model.values():
            copy_rows(same, using)
        write(copied, using)
        with connections[using].cursor() as cursor:
            for statement in FOLLOWING:
                cursor.execute(statement, [[case.pk for case in by_model[Case]] + ids_of(copied, Case)])
    with transaction.atomic():
        copy_rows(logged)
        write(log)
    return len(by_model[Case]) + len(copied.get(Case, ()))


def _alone() -> str:
    """Among millions of rows each looks up what it points at. Where the owner may, as in a measurement, they come without that."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select has_parameter_privilege('session_replication_role', 'SET')")
        if not cursor.fetchone()[0]:
            return DEFAULT_DB_ALIAS
        cursor.execute("set session_replication_role = replica")
        return "owner"
