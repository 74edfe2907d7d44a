"""Loads the guidance that ships with the product; what a district wrote itself is left alone."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from cases.models.catalogue import (
    Factor,
    Guidance,
    Indicator,
    InterviewTopic,
    KeyQuestion,
    Prompt,
    Recipient,
    ResponseOption,
    Strategy,
    WatchKind,
)

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"

CATALOGUES: dict[str, type[Guidance]] = {
    "factors": Factor,
    "key_questions": KeyQuestion,
    "prompts": Prompt,
    "interview_topics": InterviewTopic,
    "strategies": Strategy,
    "responses": ResponseOption,
    "notifications": Recipient,
    "imminence_indicators": Indicator,
    "watch_kinds": WatchKind,
}


class EditionRewritten(Exception):
    """A fixture changes a row of an edition that cases may already have used; the file needs a new edition."""


@dataclass(frozen=True)
class Catalogue:
    """One fixture file as read."""

    name: str
    edition: str
    rows: tuple[dict[str, Any], ...]


def read(name: str, folder: Path = FOLDER) -> Catalogue:
    """The catalogue of this name, its rows in the file's order."""
    content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return Catalogue(name, content["edition"], tuple(content["rows"]))


def load_defaults(*, using: str = "default", folder: Path = FOLDER) -> dict[str, int]:
    """Put the shipped rows in force and say how many of each catalogue are new.

    Running it twice, or two at once, changes nothing more. Rows of a district stay as they are. An edition is never
    rewritten: raises EditionRewritten where a file differs from the stored rows of the same edition.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('cases.catalogues'))")
        return {name: _load(model, read(name, folder), using) for name, model in CATALOGUES.items()}


def _load(model: type[Guidance], catalogue: Catalogue, using: str) -> int:
    shipped = model._default_manager.using(using).filter(district=None)
    rows = [model(order=order, edition=catalogue.edition, **row) for order, row in enumerate(catalogue.rows, start=1)]
    stored = {row.code: row for row in shipped.filter(edition=catalogue.edition)}
    for row in rows:
        if row.code in stored and _text(row) != _text(stored[row.code]):
            raise EditionRewritten(f"{catalogue.name}.json: {row.code} differs from its stored edition {catalogue.edition}")
    shipped.exclude(edition=catalogue.edition).filter(current=True).update(current=False)
    shipped.filter(edition=catalogue.edition, current=False).update(current=True)
    new = [row for row in rows if row.code not in stored]
    model._default_manager.using(using).bulk_create(new)
    return len(new)


def _text(row: Guidance) -> dict[str, Any]:
    skipped = {"id", "district", "current", "active"}
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in skipped}
