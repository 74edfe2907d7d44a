"""The statement of search before create for many names, beside a round trip, among as many cases as there are."""

import json
import statistics
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from django.db import connection

from cases.access import Door, door
from tat import clock
from tat.models import Building, User
from triage.actions.searched import rows_found

from .names import drawn, pools
from .spent import Asked, SqlClock, by_sql

FRESH = 21


def main() -> None:
    """For a principal, whose building is another each time, and for one person on the triage teams of all of them."""
    user = User.objects.get(email__startswith="principal.chs@")
    way = door(user, clock.now())
    places = list(Building.objects.filter(district=user.district_id, name__startswith="School ").prefetch_related("teams").order_by("pk"))
    teams = frozenset(team.pk for place in Building.objects.filter(district=user.district_id) for team in place.teams.all())
    everywhere = _through(way, triage_of=teams, member_of=teams)
    found = {
        "principal": _measured(places, lambda place: _through(way, principal_of=frozenset([place.pk]))),
        "coordinator": _measured(places, lambda _place: everywhere),
    }
    print(json.dumps(found))


def _through(way: Door, **held: frozenset[int]) -> Door:
    nothing = dict.fromkeys(("principal_of", "triage_of", "member_of", "taker_in", "backup_in"), frozenset())
    return Door(replace(way.scope, **nothing | held), way.grants)


def _measured(places: list[Building], way_in: Callable[[Building], Door]) -> dict[str, Any]:
    chance, (firsts, lasts) = Random(3), pools()
    counts: list[int] = []

    def search() -> None:
        place = chance.choice(places)
        name = f"{drawn(chance, firsts)} {drawn(chance, lasts)}"
        counts.append(len(rows_found(name, building=place, way=way_in(place), reviews=True)))

    fresh = [_first(search) for _ in range(FRESH)]
    found, asked = by_sql(search, _round_trip)
    told = {"searches": len(asked.cpu_ms), "rows": statistics.median(counts)}
    told |= {f"sql_{name}": _spread(each) for name, each in (("cpu_ms", asked.cpu_ms), ("wall_ms", asked.wall_ms))}
    told |= {"sql_cpu_ms_first_on_a_connection": statistics.median(fresh)}
    return found | {"milliseconds": round(statistics.median(asked.cpu_ms), 2), "target": found["target"] | told}


def _spread(each: list[float]) -> dict[str, float]:
    ordered = sorted(each)
    return {"median": round(statistics.median(each), 2), "p95": ordered[int(len(each) * 0.95)], "most": ordered[-1]}


def _first(search: Callable[[], None]) -> float:
    """Milliseconds of a search on a connection that has asked nothing before: its statement is planned."""
    connection.close()
    clock = SqlClock()
    asked = Asked(clock)
    with connection.execute_wrapper(clock):
        asked.note(search)
    return asked.cpu_ms[0]


def _round_trip() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchall()


if __name__ == "__main__":
    main()
