"""Rows by the million for a table of which only its columns are known: made by the database itself, with whatever they refer to."""

from collections.abc import Iterator
from typing import Any

COLUMNS_SQL = """
select a.attname, format_type(a.atttypid, a.atttypmod), a.atthasdef or a.attidentity <> '', t.typcategory, a.atttypmod,
       (select confrelid::regclass::text from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f' and c.conkey = array[a.attnum]),
       exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique and a.attnum = any(i.indkey))
  from pg_attribute a join pg_type t on t.oid = a.atttypid
 where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull
"""
PLAIN = {"boolean": "false", "uuid": "gen_random_uuid()", "bytea": "''::bytea", "jsonb": "'{}'::jsonb", "date": "current_date"}


def fill(cursor: Any, table: str, rows: int) -> None:
    """So many rows with the least that each column takes. Checks of the product's own are set aside for them, as triggers are."""
    columns = list(_columns(cursor, table))
    names, values = ", ".join(name for name, _value in columns), ", ".join(value for _name, value in columns)
    cursor.execute("select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'", [table])
    for (check,) in cursor.fetchall():
        cursor.execute(f'alter table {table} drop constraint "{check}"')
    cursor.execute(f"alter table {table} disable trigger user")
    cursor.execute(f"insert into {table} ({names}) select {values} from generate_series(1, {rows}) as n")
    cursor.execute(f"alter table {table} enable trigger user")
    cursor.execute(f"analyze {table}")


def _columns(cursor: Any, table: str) -> Iterator[tuple[str, str]]:
    cursor.execute(COLUMNS_SQL, [table])
    for name, kind, has_default, category, length, refers, unique in cursor.fetchall():
        if has_default and not refers:
            continue
        if refers:
            yield f'"{name}"', f"(select {_key(cursor, refers)} from {refers} limit 1)"
        elif kind in PLAIN:
            yield f'"{name}"', PLAIN[kind]
        elif category == "S":
            most = length - 4 if length > 4 else 20
            yield f'"{name}"', f"right(n::text, {most})" if unique else "''"
        elif category == "D":
            yield f'"{name}"', "clock_timestamp()"
        elif category == "A":
            yield f'"{name}"', f"'{{}}'::{kind}"
        else:
            yield f'"{name}"', "(n %% 30000)".replace("%%", "%") if not unique else "n"


def _key(cursor: Any, table: str) -> str:
    """The name of its key; a row is made where there is none."""
    cursor.execute("select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
                   "where i.indrelid = %s::regclass and i.indisprimary", [table])
    ((key,),) = cursor.fetchall()
    cursor.execute(f"select 1 from {table} limit 1")
    if not cursor.fetchone():
        fill(cursor, table, 1)
    return f'"{key}"'
