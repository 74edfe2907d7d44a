"""Write docs/data-model.md from the models: every table, what it holds in the clear and what is sealed."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand
from django.db import models

from tat.vault import SealedText

PATH = settings.ROOT / "docs" / "data-model.md"
FLOORS = ["tat", "cases", "triage", "reporting"]
INTRODUCTION = """# Data model

Written by `manage.py write_data_model` from the models; a test compares. What a table means stands in its docstring, repeated here.

**Sealed** columns are AES-256-GCM under a data key of the case, person, public tip or draft they belong to, bound to table, column, row
and key, so that a value moved elsewhere does not open. The data key lies wrapped in `tat.DataKey`; the key that wraps it is in the file
that `FIELD_KEY_FILE` names, never in the database or its backups. Files are sealed the same way in chunks of 1 MiB, below `MEDIA_ROOT`.

**Plain** are levels, stages, dates, buildings, codes and the names of staff: lists, clocks and the log work on them. Names of people in
cases are sealed, staff included; they are found by keyed tokens (`cases.NameToken`). Who holds a copy of the database sees which rows
share a token and how often, not the name.

**Append-only** are `tat.LogEntry` and `tat.AccessEntry`, for the application by its rights and for everyone by a trigger. `tat.LogEntry` is
chained by hash; `manage.py verify_log` checks the chain.

An arrow names the table that a column points at. Every time is `tat_now()`'s, in UTC.
"""


class Command(BaseCommand):
    """Run after a change of the models."""

    help = "Writes docs/data-model.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(data_model())


def data_model() -> str:
    """The whole page, in Markdown."""
    sections = [INTRODUCTION]
    for floor in FLOORS:
        tables = sorted(apps.get_app_config(floor).get_models(), key=lambda table: table.__name__)
        sections += [f"## {floor}\n", *("\n".join(_table(table)) for table in tables)]
    return "\n".join(sections)


def _table(table: type[models.Model]) -> Iterator[str]:
    yield f"### {table._meta.label}\n"
    yield f"{(table.__doc__ or '').strip().splitlines()[0]}\n"
    columns = table._meta.concrete_fields
    plain = [_name(column) for column in columns if not isinstance(column, SealedText)]
    sealed = [_name(column) for column in columns if isinstance(column, SealedText)]
    yield "- plain: " + ", ".join(plain)
    if sealed:
        yield "- sealed: " + ", ".join(sealed)
    many = [f"{column.name} → {column.related_model._meta.label}" for column in table._meta.many_to_many]
    if many:
        yield "- many: " + ", ".join(many)
    yield ""


def _name(column: models.Field) -> str:
    return f"{column.name} → {column.related_model._meta.label}" if column.is_relation else column.name
