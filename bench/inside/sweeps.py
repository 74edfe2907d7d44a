"""The sweep over duties that are due, beside one statement that makes the same writes; and the sweep that finds nothing."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

from bench.rounds import Side, alternate, cpu_of, milliseconds, ratio
from tat.actions.sweep import sweep

MICRO = 1e6
# What the product's own first sweep wrote, from which the one statement takes what to write: who is told is found out there, not here.
WRITTEN = (
    "create table bench_moved as select o.id, o.next_step_at, o.last_step, o.escalated_to from tat_obligation o join bench_due using (id)",
    "create table bench_event as select e.* from tat_obligationevent e join bench_due d on d.id = e.obligation_id where e.kind = 'step'",
    "create table bench_notice as select n.* from tat_notice n join bench_due d on d.id = n.obligation_id",
    "grant select on bench_moved, bench_event, bench_notice to tat_app",
    "analyze bench_moved, bench_event, bench_notice, bench_due",
)
AGAIN = (
    "truncate tat_notice, tat_obligationevent",
    """update tat_obligation o set next_step_at = d.next_step_at, last_step = '', escalated_to = '{}'
         from bench_due d where o.id = d.id and o.next_step_at is distinct from d.next_step_at""",
    "vacuum tat_obligation",
)
ONE_STATEMENT = """
with due as (
  select id from tat_obligation where state = 'open' and next_step_at <= tat_now() for update skip locked),
moved as (
  update tat_obligation o set next_step_at = m.next_step_at, last_step = m.last_step, escalated_to = m.escalated_to
    from bench_moved m join due on due.id = m.id where o.id = m.id returning o.id, o.code, o.practice),
events as (
  insert into tat_obligationevent (id, obligation_id, at, kind, step, reason_code)
  select gen_random_uuid(), e.obligation_id, tat_now(), 'step', e.step, e.reason_code
    from bench_event e join moved on moved.id = e.obligation_id),
told as (
  insert into tat_notice (id, dedup, step, recipient_id, obligation_id, template, code, practice, message_id, state, created_at, attempts,
                          next_try_at, last_error)
  select gen_random_uuid(), n.dedup, n.step, n.recipient_id, moved.id, 'duty', moved.code, moved.practice,
         '<' || encode(sha256(convert_to(n.dedup, 'UTF8')), 'hex') || '@localhost>', n.state, tat_now(), 0, tat_now(), ''
    from bench_notice n join moved on moved.id = n.obligation_id
      on conflict (dedup) do nothing)
insert into tat_logentry (id, at, actor_name, actor_position, action, about_kind, code, changed, detail, count, digest)
select gen_random_uuid(), tat_now(), 'The system', '', 'sweep', '', '', '{}', '', count(*), sha256('') from moved
"""


@dataclass
class Swept:
    """Seconds of each round of one side: on processors and by the clock."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def run(self, work: Callable[[], object]) -> None:
        before, began = spent(), time.perf_counter()
        work()
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(sum(spent().values()) - sum(before.values()))

    def told(self, rows: int) -> dict[str, float]:
        figures = {"cpu_s": statistics.median(self.cpu), "wall_s": statistics.median(self.wall)}
        a_second = {"rows_a_second": rows / figures["wall_s"], "rows_a_cpu_second": rows / figures["cpu_s"]}
        return {name: round(each, 3) for name, each in figures.items()} | {name: round(each) for name, each in a_second.items()}


def spent() -> dict[int, float]:
    """This process and PostgreSQL's for it."""
    return {0: time.process_time(), **cpu_of([connection.connection.info.backend_pid])}


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def one_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT)


def main(rounds: int) -> None:
    connection.ensure_connection()
    swept = sweep()
    as_owner(*WRITTEN)
    rows = count("bench_due")
    if not rows <= swept <= rows + rows // 100 + 50:  # a few of the demonstration's own may come due meanwhile
        raise SystemExit(f"{swept} were swept where {rows} are due; nothing is measured.")
    mine, floor = Swept(), Swept()
    pairs = [(mine, sweep), (floor, one_statement)]
    for number in range(rounds):
        for one, work in pairs if number % 2 else reversed(pairs):
            as_owner(*AGAIN)
            one.run(work)
            if count("tat_notice") < count("bench_notice"):
                raise SystemExit("Fewer were told than are to be told; nothing is measured.")
    found = {"due": rows, **ratio(mine.cpu, floor.cpu), "microseconds": round(MICRO * statistics.median(mine.cpu) / rows, 1)}
    print(json.dumps({"due": found | {"target": mine.told(rows), "floor": floor.told(rows)}, "nothing": _nothing()}))


def _nothing() -> dict[str, Any]:
    """All rungs that are due have been climbed."""
    sweep()
    mine, floor = alternate(Side(sweep, spent), Side(_round_trip, spent))
    found = ratio(mine.cpu, floor.cpu) | {"milliseconds": milliseconds(mine.cpu)}
    return found | {"target": mine.told(), "floor": floor.told()}


def _round_trip() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchall()


if __name__ == "__main__":
    main(int(sys.argv[1]))
