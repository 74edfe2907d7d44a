"""Open duties in a state's number, each about a case of its own; a tenth of them has a rung of its ladder due now.

What a duty says is reckoned by the product for some hundred moments. The database writes them out for every building, each shifted by
microseconds of its own, so that hardly two clocks agree.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connections

from tat import clock
from tat.models import District
from tat.obligations.due import reckon
from tat.statutes import RULES, Due
from tat.statutes.ladders import Step, ladder

from .grow import BUILDINGS, BUILDINGS_TO_A_DISTRICT, DISTRICTS, SERVES, TEAMS, Columns, copy_rows

DUTIES_TO_A_BUILDING = 263
OFTEN = ("UPD-30", "UPD-30", "TRI-DONE", "CPD-ISP", "UPD-30", "TRI-DONE", "LVL-LE", "UPD-30", "TRI-DONE", "CPD-ISP")
"""Of ten duties; together they climb the ladders X5, X7, X2 and X1."""
RUNG = {"UPD-30": ("due-5d",), "TRI-DONE": ("half", "due-1h", "overdue"), "CPD-ISP": ("start+4h",), "LVL-LE": ("start+15m",)}
"""That is due where one is: the first of these that can be at this hour. The other duties have just begun; those that are to be fulfilled
immediately are then updates instead."""
MORNINGS = "'UPD-30'"
"""Its rungs come at eight o'clock, wherever in the day its clock began."""
MOMENTS, DAYS_BACK, SPREAD = 120, 40, 60
LATER = timedelta(minutes=11)
FIRST_ID = 20_000
PRINCIPAL, COUNSELOR, BACKUP, SUPERINTENDENT = range(4)

PLACES = """
create temp table places as
select n, %(first)s + n as id, %(first)s + (n - 1) / %(each)s as district from generate_series(1, %(count)s) n
"""
STAFF = """
create temp table staff as
select %(first)s + 4 * p.n + k as id, k, p.id as building, p.district from places p, generate_series(0, 3) k
 where k < %(superintendent)s or (p.n - 1) %% %(each)s = 0
"""
PEOPLE: Columns = {
    "id": "g.id",
    "email": "'staff-' || g.id || '@grown.example'",
    "full_name": "'Person ' || g.id",
    "district_id": "g.district",
    "is_superuser": "false",
    "is_active": "true",
    "mail_returned_at": "null",
}
OFFICES: Columns = {
    "id": "g.id",
    "user_id": "g.id",
    "role": f"case g.k when {PRINCIPAL} then 'principal' else 'superintendent' end",
    "district_id": "g.district",
    "building_id": f"case g.k when {PRINCIPAL} then g.building end",
    "from_on": "date '2020-01-01'",
    "until_on": "null",
}
SEATS: Columns = {
    "ref": "gen_random_uuid()",
    "id": "g.id",
    "user_id": "g.id",
    "team_id": "g.building",
    "statutory": f"case g.k when {COUNSELOR} then 'CNS' else '' end",
    "expertise": "'{EXP-CNS}'",
    "kind": f"case g.k when {BACKUP} then 'backup' else 'core' end",
    "covers_id": f"case g.k when {BACKUP} then g.id - 1 end",
    "triage": f"g.k = {COUNSELOR}",
    "from_on": "date '2020-01-01'",
    "until_on": "null",
    "unavailable_reason": "''",
}
MOMENT = """
create temp table moment (rule text, is_due boolean, number int, actor_role text, cited boolean, triggered_at timestamptz,
                          legal timestamptz, target timestamptz, next_at timestamptz, explanation jsonb, primary key (rule, is_due, number))
"""
OWED = """
create temp table owed as
select m.*, gen_random_uuid() as id, gen_random_uuid() as about, d.n, d.rule as asked, p.id as building, p.district,
       %(first)s + 4 * p.n + 1 as counselor, d.n %% 900000 * interval '1 microsecond' as shift
  from (select n, n / 10 %% 10 = 0 as is_due, (%(often)s::text[])[1 + n %% 10] as rule from generate_series(0, %(count)s - 1) n) d
  join moment m on m.rule = d.rule and m.is_due = d.is_due and m.number = d.n * 7919::bigint %% %(moments)s
  join places p on p.n = 1 + d.n / 100 %% %(places)s
"""
DUTIES: Columns = {
    "id": "g.id",
    "rule": "g.rule",
    "about_kind": "'case'",
    "about_id": "g.about",
    "code": "'G' || upper(lpad(to_hex(g.n), 6, '0'))",
    "trigger_ref": "'fact:' || g.about",
    "district_id": "g.district",
    "building_id": "g.building",
    "team_id": "g.building",
    "actor_role": "g.actor_role",
    "actor_id": "case when g.rule = 'TRI-DONE' then g.counselor end",
    "escalated_to": "'{}'",
    "cited": "g.cited",
    "triggered_at": "g.triggered_at + g.shift",
    "recorded_at": "g.triggered_at + g.shift",
    "legal_due_at": f"g.legal + case when g.rule = {MORNINGS} then interval '0' else g.shift end",
    "target_due_at": f"g.target + case when g.rule = {MORNINGS} then interval '0' else g.shift end",
    "next_step_at": f"g.next_at + case when g.rule = {MORNINGS} then interval '0' else g.shift end",
    "explanation": "g.explanation",
    "last_step": "''",
    "turn": "0",
    "carried_from_id": "null",
    "handed_by_id": "null",
    **dict.fromkeys(("urgent", "practice", "restricted", "in_person"), "false"),
}
MODEL = "(select id from tat_obligation where state = 'open' and acknowledged_at is null and snoozed_until is null limit 1)"
STANDINGS = """
insert into tat_standing (about_kind, about_id, person_id, capacity, from_at)
select 'case', about, counselor, case rule when 'UPD-30' then 'case_manager' else 'panel' end, triggered_at - interval '1 day' from owed
"""


def main(duties: int) -> None:
    """So many more open duties, with the districts, schools and people that answer for them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # each row points at rows that are written beside it
        cursor.execute("set synchronous_commit = off")
        places = max(duties // DUTIES_TO_A_BUILDING, 1)
        _people(cursor, places)
        _moments(cursor)
        given = {"often": list(OFTEN), "count": duties, "moments": MOMENTS, "places": places, "first": FIRST_ID}
        cursor.execute(OWED, given)
        copy_rows(cursor, "tat_obligation", DUTIES, "owed", MODEL)
        cursor.execute(STANDINGS)
        cursor.execute(
            "create table bench_due as select id, next_step_at from tat_obligation where id in (select id from owed where is_due)"
        )
        cursor.execute("grant select on bench_due to tat_app")
        cursor.execute("select count(*) from tat_obligation where state = 'open'")
        (count,) = cursor.fetchone()
        cursor.execute("vacuum analyze")
        print(json.dumps({"open": count, "buildings": places}))


def _people(cursor: Any, places: int) -> None:
    given = {"first": FIRST_ID, "count": places, "each": BUILDINGS_TO_A_DISTRICT, "superintendent": SUPERINTENDENT}
    cursor.execute(PLACES, given)
    cursor.execute(STAFF, given)
    copy_rows(cursor, "tat_district", DISTRICTS, "(select distinct district as id from places)")
    for table, columns in (("tat_building", BUILDINGS), ("tat_team", TEAMS), ("tat_team_buildings", SERVES)):
        copy_rows(cursor, table, columns, "places")
    copy_rows(cursor, "tat_user", PEOPLE, "staff")
    copy_rows(cursor, "tat_appointment", OFFICES, f"(select * from staff where k in ({PRINCIPAL}, {SUPERINTENDENT}))")
    copy_rows(cursor, "tat_seat", SEATS, f"(select * from staff where k in ({COUNSELOR}, {BACKUP}))")


def _moments(cursor: Any) -> None:
    """Moments at which a duty of each rule began: some whose rung came in the last minutes, and some whose first is hours away."""
    cursor.execute(MOMENT)
    now, chance = clock.now(), Random(4)
    district = District.objects.earliest("pk")
    with cursor.copy("copy moment from stdin") as copy:
        for rule in RUNG:
            for is_due in (True, False):
                for number, row in zip(range(MOMENTS), _begun(rule, is_due, now, district, chance), strict=False):
                    copy.write_row((rule, is_due, number, RULES[rule].actor, RULES[rule].cited, *row))


def _begun(rule: str, is_due: bool, now: datetime, district: District, chance: Random) -> Iterator[tuple[Any, ...]]:
    """Times and arithmetic of one duty after another."""
    if rule == "LVL-LE" and not is_due:
        rule = "UPD-30"
    latest, rung = _so_that_it_is_due(rule, now, district) if is_due else (now - timedelta(minutes=1), "")
    while True:
        began = latest - timedelta(seconds=chance.uniform(0, SPREAD))
        steps, due = _climbed(rule, began, district)
        come = next(step.at for step in steps if (step.key == rung if rung else step.at > now))
        yield began, due.legal_due, due.target_due, come, json.dumps(list(due.steps))


def _climbed(rule: str, began: datetime, district: District) -> tuple[tuple[Step, ...], Due]:
    due = reckon(rule, began, district)
    return ladder(RULES[rule], began, due), due


def _so_that_it_is_due(rule: str, now: datetime, district: District) -> tuple[datetime, str]:
    """A beginning after which one of the rungs has come and the next has not, nor will in the minutes of a measurement."""
    step = timedelta(minutes=30 if rule == "UPD-30" else 4)
    for rung in RUNG[rule]:
        at = now - timedelta(minutes=2)
        for _ in range(DAYS_BACK * timedelta(days=1) // step):
            at -= step
            both = [[one.key for one in _climbed(rule, began, district)[0] if one.at <= now][-1:] for began in (at, at - LATER)]
            if both == [[rung]] * 2:
                return at, rung
    raise ValueError(f"No beginning makes {RUNG[rule]} of {rule} due now.")


if __name__ == "__main__":
    main(int(sys.argv[1]))
