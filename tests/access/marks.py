"""Marks planted in every text of a case: a page that carries one to a person who may not see it gives itself away."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from cases.models import Brief, Case, Person, ProtectedStatement, TargetOffer, TargetPlanVersion, TargetStrategy, Transfer
from tat.vault import SealedJSON, SealedText
from triage.models import LowLevelNote, RawTip, ReporterIdentity, TriageOpinion

FLOORS = ("cases", "triage", "reporting")
MARK = re.compile(rb"zq[a-z]+(?:-[a-z]+)?-qz")


def mark(case: str, secret: str = "") -> str:
    """The mark of a case by its name in the table; `secret` names what even those who see the case are not shown."""
    return f"zq{case}-{secret}-qz" if secret else f"zq{case}-qz"


def found_in(body: bytes) -> set[str]:
    """The marks that a body carries."""
    return {each.decode() for each in MARK.findall(body)}


def plant(name: str, case: Case) -> set[str]:
    """Write the case's mark into every sealed text that hangs on it. Gives the fields that got one, as "table.column"."""
    planted = set()
    for row in rows_of(case):
        texts = [each.name for each in row._meta.get_fields() if isinstance(each, SealedText) and not isinstance(each, SealedJSON)]
        texts = [column for column in texts if column != "places"]  # squares of a picture, read as JSON
        for column in texts:
            setattr(row, column, f"{getattr(row, column)} {mark(name, secret_of(row))}".strip())
        notes = [each.name for each in row._meta.get_fields() if isinstance(each, SealedJSON) and each.name.endswith("_notes")]
        for column in notes:
            setattr(row, column, {letter: f"{words} {mark(name)}" for letter, words in (getattr(row, column) or {}).items()})
        if texts or notes:
            row.save(update_fields=[*texts, *notes])
        planted |= {f"{row._meta.db_table}.{column}" for column in texts}
    return planted


def secret_of(row: models.Model) -> str:
    """Shown to fewer than the case is, or to others: who reported, a raw tip, what a therapist was told, a target's plan, a sealed opinion,
    a brief, a request to take the case.
    """
    if isinstance(row, ReporterIdentity):
        return "reporter"
    if isinstance(row, RawTip):
        return "tip"
    if isinstance(row, Brief):
        return "brief"
    if isinstance(row, ProtectedStatement):
        return "protected"
    if isinstance(row, OF_A_TARGET):
        return "target"
    if isinstance(row, Transfer):
        return "transfer"
    return "sealed" if isinstance(row, TriageOpinion) and row.opened_at is None else ""


def rows_of(case: Case) -> Iterator[Any]:
    """Every row of the three floors that belongs to this case."""
    for model in models_with_texts():
        path = OWN_PATH.get(model) or ("case" if any(each.name == "case" for each in model._meta.get_fields()) else "")
        if path:
            yield from model.objects.filter(**{path: case}).distinct()


OF_ITS_REPORT: tuple[type[models.Model], ...] = (ReporterIdentity, RawTip, LowLevelNote)
OF_A_TARGET: tuple[type[models.Model], ...] = (TargetPlanVersion, TargetStrategy, TargetOffer)
OWN_PATH: dict[type[models.Model], str] = {
    Person: "parties__case",
    **dict.fromkeys(OF_ITS_REPORT, "report__case"),
    **dict.fromkeys(OF_A_TARGET, "plan__case"),
}


def models_with_texts() -> list[type[models.Model]]:
    """The models that seal a text."""
    every = [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]
    return [model for model in every if any(isinstance(each, SealedText | SealedJSON) for each in model._meta.get_fields())]
