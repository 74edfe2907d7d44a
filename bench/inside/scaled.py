"""Who and what the measurements at scale ask about: the person on most teams, a principal of one building, rows far down their lists."""

import json
import sys

from django.db import connection
from django.db.models import Count

from cases.access import visible_to
from cases.models import Case, IncidentFacts
from reporting.management.demo.school import PASSWORD
from reporting.management.scale.school import CASES_TO_A_BUILDING
from tat import clock
from tat.models import AccessEntry, Building, LogEntry, Obligation, User

DEEP, ROWS, FIVE, PLACES = 100_000, 50, 5, 60


def main(deep: int) -> None:
    """The last row before a whole page at `deep`, or before the list's last whole page where it is shorter; schools of small districts,
    since the public form lists those of its district.
    """
    at = clock.now()
    everywhere = User.objects.annotate(teams=Count("seats")).latest("teams", "pk")
    principal = Building.objects.filter(name__startswith="Tallgrass").earliest("pk").appointments.earliest("pk").user
    cases = visible_to(everywhere, at)
    seen = cases.count()
    codes = cases.order_by("code").values_list("code", flat=True)
    before = min(deep, seen - ROWS) - 1
    opened = visible_to(principal, at).open().filter(stage="management").earliest("code")
    own = list(visible_to(principal, at).order_by("-code").values_list("code", flat=True)[: ROWS + 1])
    last = list(codes.reverse()[: FIVE + 1])
    buildings = everywhere.seats.values("team__buildings").distinct().count()
    found = {
        "everywhere": {"email": everywhere.email, "buildings": buildings, "cases": seen, "five_before": last[FIVE]},
        "one": {"email": principal.email, "case": opened.code, "five_before": own[FIVE], "fifty_before": own[ROWS]},
        "password": PASSWORD,
        "deep": {"row": before + 2, "after": codes[before]},
        "places": [each.tip_place for each in Building.objects.filter(name__startswith="Tallgrass").order_by("-pk")[:PLACES]],
        "rows": _rows(),
    }
    print(json.dumps(found))


def _rows() -> dict[str, int]:
    models = (Case, IncidentFacts, Obligation, LogEntry, AccessEntry, Building, User)
    found = {model.__name__: model.objects.count() for model in models}
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database()) / 1048576")
        return found | {"open": Case.objects.open().count(), "MiB": cursor.fetchone()[0], "to_a_building": CASES_TO_A_BUILDING}


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else DEEP)
