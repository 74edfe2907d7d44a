"""Cases in a state's number, written by the database itself from rows that are there; their names are found by real tokens.

What such a row has sealed does not open, since a seal is bound to its row: they are cases that nobody opens while it is measured.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from django.db import connections

from tat import vault
from tat.models import User

from .names import LEAN, pools

BUILDINGS_TO_A_DISTRICT, CASES_TO_A_BUILDING = 4, 263
LARGEST = 640
"""Buildings of the one large district, with those that it has."""
OPEN_OF_A_THOUSAND, OPEN_DAYS, YEARS = 75, 30, 5
Columns = Mapping[str, str]

DISTRICTS: Columns = {"id": "g.id", "name": "'District ' || g.id", "slug": "'grown-' || g.id", "second_contact_id": "null"}
BUILDINGS: Columns = {
    "id": "g.id",
    "district_id": "g.district",
    "name": "'School ' || g.id",
    "code": "'G' || upper(lpad(to_hex(g.id), 4, '0'))",
    "rcdts": "'97-000-' || lpad(g.id::text, 8, '0')",
}
TEAMS: Columns = {"id": "g.id", "ref": "gen_random_uuid()", "district_id": "g.district", "name": "'Team ' || g.id"}
SERVES: Columns = {"id": "g.id", "team_id": "g.id", "building_id": "g.id"}
KEYS_OF_CASES: Columns = {"id": "g.case_key"}
KEYS_OF_PEOPLE: Columns = {"id": "g.person_key"}
CASES: Columns = {
    "id": "g.case_id",
    "code": "'G' || upper(lpad(to_hex(g.building), 4, '0')) || '-' || upper(lpad(to_hex(g.n), 6, '0'))",
    "district_id": "g.district",
    "building_id": "g.building",
    "team_id": "g.building",
    "key_id": "g.case_key",
    **dict.fromkeys(("opened_at", "reported_at", "reviewed_at", "determined_at", "triage_at"), "g.opened_at"),
    "stage": "case when g.is_open then 'triage' else t.stage end",
    "closed_at": "case when g.is_open then null else g.opened_at end",
    "closed_reason": "case when g.is_open then '' else t.closed_reason end",
}
PEOPLE: Columns = {"id": "g.person_id", "district_id": "g.district", "key_id": "g.person_key"}
PARTIES: Columns = {"id": "gen_random_uuid()", "case_id": "g.case_id", "person_id": "g.person_id", "recorded_at": "g.opened_at"}
FACTS: Columns = {"id": "g.facts_id", "case_id": "g.case_id", "recorded_at": "g.opened_at"}
REPORTS: Columns = {
    "id": "gen_random_uuid()",
    "district_id": "g.district",
    "building_id": "g.building",
    "case_id": "g.case_id",
    "facts_id": "g.facts_id",
    "reported_at": "g.opened_at",
    "reviewed_at": "g.opened_at",
    "recorded_at": "g.opened_at",
}
OF_A_CASE = (  # table, its own columns; the others are those of the row that stands for all
    ("tat_datakey", KEYS_OF_CASES),
    ("tat_datakey", KEYS_OF_PEOPLE),
    ("cases_case", CASES),
    ("cases_person", PEOPLE),
    ("cases_party", PARTIES),
    ("cases_incidentfacts", FACTS),
    ("triage_report", REPORTS),
)
MODEL_CASE = """
create temp table model as
select c.id as cases_case, p.id as cases_person, p.key_id as tat_datakey, y.id as cases_party, f.id as cases_incidentfacts,
       r.id as triage_report
  from cases_case c
  join cases_party y on y.case_id = c.id and y.role = 'subject'
  join cases_person p on p.id = y.person_id
  join triage_report r on r.case_id = c.id
  join cases_incidentfacts f on f.id = r.facts_id
 where c.stage = 'closed' and c.circle = 'triage'
 order by c.code limit 1
"""
PLACES = """
create temp table places as
select b.id, case when b.n <= %(large)s then %(district)s else %(last)s + 1 + (b.n - %(large)s - 1) / %(each)s end as district
  from (select n, n + (select max(greatest(b.id, t.id)) from tat_building b, tat_team t) as id from generate_series(1, %(count)s) n) b
"""
GROWN = """
create temp table grown as
select n, p.id as building, p.district, gen_random_uuid() as case_id, gen_random_uuid() as case_key, gen_random_uuid() as person_id,
       gen_random_uuid() as person_key, gen_random_uuid() as facts_id, n %% 1000 < %(open)s as is_open,
       tat_now() - random() * case when n %% 1000 < %(open)s then %(days)s else 365 * %(years)s end * interval '1 day' as opened_at,
       floor(%(firsts)s * random() ^ %(lean)s)::int as first, floor(%(lasts)s * random() ^ %(lean)s)::int as last
  from generate_series(1, %(cases)s) n
  join (select row_number() over (order by id) as number, * from places) p on p.number = 1 + n %% %(places)s
"""
TOKENS = """
insert into cases_nametoken (person_id, district_id, token)
select g.person_id, g.district, t.token
  from grown g
 cross join lateral (select unnest(f.tokens) from pool f where f.kind = 'first' and f.place = g.first
               union select unnest(f.tokens) from pool f where f.kind = 'last' and f.place = g.last
               union select uuid_send(gen_random_uuid())) as t (token)
"""


def main(cases: int) -> None:
    """`cases` more, in buildings of their own: the district of the demonstration grows to 640 of them, new ones have four each."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # each row points at rows that are written beside it
        cursor.execute("set synchronous_commit = off")
        cursor.execute(MODEL_CASE)
        _places(cursor, cases)
        _cases(cursor, cases)
        _tokens(cursor)
        cursor.execute("vacuum analyze")
        print(json.dumps({"buildings": _count(cursor, "tat_building"), "cases": _count(cursor, "cases_case")}))


def _places(cursor: Any, cases: int) -> None:
    """Districts, buildings, and a team for each building under the same number."""
    district = User.objects.get(email__startswith="principal.chs@").district_id
    cursor.execute("select count(*) from tat_building where district_id = %s", [district])
    large = LARGEST - cursor.fetchone()[0]
    cursor.execute("select max(id) from tat_district")
    given = {"count": -(-cases // CASES_TO_A_BUILDING), "large": large, "district": district, "last": cursor.fetchone()[0]}
    cursor.execute(PLACES, given | {"each": BUILDINGS_TO_A_DISTRICT})
    copy_rows(cursor, "tat_district", DISTRICTS, f"(select distinct district as id from places where district <> {district})")
    for table, columns in (("tat_building", BUILDINGS), ("tat_team", TEAMS), ("tat_team_buildings", SERVES)):
        copy_rows(cursor, table, columns, "places")


def _cases(cursor: Any, cases: int) -> None:
    firsts, lasts = map(len, pools())
    given = {"cases": cases, "open": OPEN_OF_A_THOUSAND, "days": OPEN_DAYS, "years": YEARS, "firsts": firsts, "lasts": lasts, "lean": LEAN}
    cursor.execute(GROWN, given | {"places": _count(cursor, "places")})
    for table, columns in OF_A_CASE:
        copy_rows(cursor, table, columns, "grown", f"(select {table} from model)")


def _tokens(cursor: Any) -> None:
    """Of each part and its sound as the product makes them; that of the whole name is nobody's, since no search asks for it."""
    cursor.execute("create temp table pool (kind text, place int, tokens bytea[], primary key (kind, place))")
    with cursor.copy("copy pool from stdin") as copy:
        for kind, names in zip(("first", "last"), pools(), strict=True):
            for place, name in enumerate(names):
                copy.write_row((kind, place, vault.name_tokens(name)[1:]))
    cursor.execute("analyze pool")
    cursor.execute(TOKENS)


def copy_rows(cursor: Any, table: str, own: Columns, source: str, model: str = "") -> None:
    """A row for each of the source: its own columns, and the others as in the row that is the model."""
    cursor.execute("select column_name from information_schema.columns where table_name = %s", [table])
    names = [name for (name,) in cursor.fetchall()]
    wanted = ", ".join(f"{own.get(name, f't.{name}')}" for name in names)
    where = f"id = {model}" if model else f"id = (select min(id) from {table})"
    rows = f"select {wanted} from {source} g, (select * from {table} where {where}) t"
    cursor.execute(f"insert into {table} ({', '.join(names)}) overriding system value {rows}")


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"select count(*) from {table}")
    return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
