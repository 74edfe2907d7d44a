"""Every text that people type, by introspection: sealed texts of every floor, and plain ones that are no code, number or digest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction

from tat.vault import SealedJSON, SealedText, seal

FLOORS = ("tat", "cases", "triage", "reporting")
NOT_TYPED = {
    "*.code": "a code",
    "*.slug": "made from the name, part of an address",
    "*.rcdts": "a number of the state, checked digit by digit",
    "*.school_code": "a number of the state",
    "*.extension": "one of a few words",
    "*.edition": "a number of ours",
    "*.instrument": "a number of ours",
    "*.kind": "one of a few words",
    "*.about_kind": "one of a few words",
    "*.rule": "a code of a duty",
    "*.rules": "codes of duties",
    "*.expertise": "codes",
    "*.source_id": "the roster's own key, never shown",
    "tat.User.password": "a digest",
    "tat.User.email": "checked as an address; signs people in",
    "tat.User.kept": "codes of fields",
    "tat.User.mail_returned*": "what a mail server said: a code, an address",
    "tat.LogEntry.*": "append-only; names are those of people",
    "tat.AccessEntry.*": "append-only; names are those of people",
    "tat.Checkpoint*": "made by us",
    "tat.SendRecord*": "made by us",
    "tat.Draft.form": "a code",
    "tat.Draft*.object_ref": "a reference",
    "tat.DraftFile.form": "a code",
    "tat.IdempotencyKey.*": "made by us",
    "tat.Obligation.*": "codes, references and sentences of ours",
    "tat.ObligationStep.*": "codes",
    "tat.Notice.*": "codes and references",
    "tat.Heartbeat.*": "made by us",
    "tat.StoredFile.*": "as checked",
    "tat.StaffImportRow.why": "a code",
    "tat.StaffImportRow.kept": "codes of fields",
    "tat.StaffImportRow.source_id": "the roster's own key",
    "cases.NameToken.*": "keyed digests",
    "cases.*.legal_basis": "a code",
    "cases.*.basis": "a code",
    "cases.*.method": "one of a few words",
    "cases.*.recipient": "a code",
    "cases.*.answer": "one of a few words",
    "cases.*.strategy": "a code",
    "cases.*.question": "a code",
    "cases.*.factor": "a code",
    "cases.GateAnswer.*": "codes",
    "cases.Case.*": "codes; its texts are sealed",
    "cases.CaseGrant.reason": "a code",
    "cases.PictureCopy.places": "squares",
    "triage.Tip.language": "a code",
    "triage.TriageOpinion.answer": "one of a few words",
    "reporting.IssuedDocument.*": "made by us",
    "reporting.AuditedFile.answers": "codes and numbers, made by us",
    "reporting.PictureCopy.places": "squares of a picture",
    "reporting.Exercise.scenario": "a code",
}
SHORT_CODE = 20
"""A plain column that is no longer than this holds a code or one of a few words."""


@dataclass(frozen=True)
class Column:
    """One text of one model; `most` is how many characters the column takes, 0 for any number."""

    model: type[models.Model]
    name: str
    most: int
    sealed: bool

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


def columns() -> list[Column]:
    """All that people type, whether or not a row is there."""
    found = [Column(model, *each) for floor in FLOORS for model in apps.get_app_config(floor).get_models() for each in _texts(model)]
    return [each for each in found if each.sealed or not any(fnmatchcase(str(each), pattern) for pattern in NOT_TYPED)]


def _texts(model: type[models.Model]) -> Iterator[tuple[str, int, bool]]:
    for each in model._meta.concrete_fields:
        if isinstance(each, SealedJSON | ArrayField):
            continue
        if isinstance(each, SealedText) and f"{model._meta.label}.{each.name}" not in NOT_TYPED:
            yield each.name, 0, True
        elif isinstance(each, models.CharField | models.TextField) and not each.choices and (each.max_length or 999) > SHORT_CODE:
            yield each.name, 0 if isinstance(each, models.TextField) else each.max_length or 0, False


@dataclass
class Planter:
    """Writes a text of the caller's into every row of every column; the rows are read once."""

    rows: dict[Column, list[Any]]
    refused: dict[str, str]

    def plant(self, text: Callable[[Column, int], str]) -> None:
        """`text` is asked for each column and the number of its row. A column that the database guards is left, with its reason."""
        for column, rows in self.rows.items():
            if str(column) not in self.refused:
                try:
                    with transaction.atomic():
                        self._write(column, rows, text)
                except DatabaseError as fault:
                    self.refused[str(column)] = str(fault).splitlines()[0]

    def _write(self, column: Column, rows: list[Any], text: Callable[[Column, int], str]) -> None:
        field = column.model._meta.get_field(column.name)
        for number, row in enumerate(rows):
            words = text(column, number)
            if column.sealed:
                sealed = seal(row.data_key(), field.context(row), words.encode())  # type: ignore[attr-defined]
                _raw_update(column, row.pk, sealed)
            else:
                _raw_update(column, row.pk, words[: column.most] if column.most else words)


def _raw_update(column: Column, pk: Any, value: Any) -> None:
    from django.db import connection

    meta, field = column.model._meta, column.model._meta.get_field(column.name)
    with connection.cursor() as cursor:
        cursor.execute(f'update "{meta.db_table}" set "{field.column}" = %s where "{meta.pk.column}" = %s', [value, pk])


def planter() -> Planter:
    """The rows that there are; an empty text stays empty, since a page may say something else where nothing stands."""
    found: dict[Column, list[Any]] = {}
    for column in columns():
        rows = [row for row in column.model._default_manager.all() if getattr(row, column.name)]
        if rows:
            found[column] = rows
    return Planter(found, {})
