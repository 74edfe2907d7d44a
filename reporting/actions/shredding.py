"""Destroying a case's record: every key under which a word of it lies, the bytes of its files, and its tie to the people in it (ADR 39).

No task calls this. What it destroys is found by the case alone, so that a restore can destroy it again.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.models import Case, EmergencyOpening, EmergencyRequest, NameToken, Party, Person, ProtectedStatement, TargetPlan
from tat import files, vault
from tat.models import DataKey, Draft, Obligation, StoredFile, WaitingFile
from tat.uploads.waiting import remove_waiting
from triage.models import Consultation, LowLevelNote, RawTip, Report, ReporterIdentity, Tip

Ids = Collection[uuid.UUID]


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed of one case: ids of keys, and the SHA-256 of each file as 64 letters; both in order."""

    keys: list[str]
    files: list[str]


def of_reports(ids: Ids) -> dict[str, Any]:
    """What came in as a report, a tip, a note or a question and went on in these cases, by the model's name."""
    reports = Report.objects.filter(case__in=ids).values("pk")
    return {
        "ReporterIdentity": ReporterIdentity.objects.filter(Q(report__in=reports) | Q(party__case__in=ids)),
        "Tip": Tip.objects.filter(report__in=reports),
        "RawTip": RawTip.objects.filter(report__in=reports),
        "LowLevelNote": LowLevelNote.objects.filter(report__in=reports),
        "Consultation": Consultation.objects.filter(report__in=reports),
    }


def rows_with_keys(ids: Ids) -> dict[str, Any]:
    """Every row of these cases that has a data key of its own, by the model's name. A test holds it against all models that have one."""
    other = EmergencyOpening.objects.filter(request=OuterRef("pk")).exclude(case__in=ids)
    opened = EmergencyOpening.objects.filter(request=OuterRef("pk"), case__in=ids)
    return {
        "Case": Case.objects.filter(pk__in=ids),
        "ProtectedStatement": ProtectedStatement.objects.filter(case__in=ids),
        "TargetPlan": TargetPlan.objects.filter(case__in=ids),
        "EmergencyRequest": EmergencyRequest.objects.filter(Exists(opened), ~Exists(other)),
        "Person": people_of(ids),
        **of_reports(ids),
    }


def people_of(ids: Ids) -> Any:
    """People who stand in these cases alone: in no other case, no note, and without an account."""
    here = Party.objects.filter(person=OuterRef("pk"), case__in=ids)
    elsewhere = Party.objects.filter(person=OuterRef("pk")).exclude(case__in=ids)
    noted = LowLevelNote.objects.filter(person=OuterRef("pk")).exclude(report__case__in=ids)
    return Person.objects.filter(Exists(here), ~Exists(elsewhere), ~Exists(noted), account=None)


def shred_case(case: Case, *, at: datetime) -> Destroyed:
    """Destroy the record of one case, with those merged into it. The caller has locked it, judged it, and writes tombstone and log."""
    ids = case.with_merged()
    found = {key for rows in rows_with_keys(ids).values() for key in rows.values_list("key_id", flat=True)}
    waived = Obligation.objects.filter(about_kind="case", about_id__in=ids, waive_key__isnull=False)
    found |= set(waived.values_list("waive_key_id", flat=True))
    gone = people_of(ids)
    NameToken.objects.filter(person__in=gone.values("pk")).delete()
    Party.objects.filter(case__in=ids).update(person=None)
    LowLevelNote.objects.filter(report__case__in=ids).update(person=None)
    _remove_drafts(Case.objects.filter(pk__in=ids).values_list("code", flat=True))
    return destroy_keys(found, at=at)


def destroy_keys(ids: Iterable[uuid.UUID], *, at: datetime) -> Destroyed:
    """Destroy these keys, and once that is certain the bytes of every file under them. Those destroyed already stay so."""
    wanted = sorted(set(ids))
    stored = StoredFile.objects.filter(key__in=wanted).order_by("id")
    digests = sorted(bytes(each.sha256).hex() for each in stored)
    DataKey.objects.filter(pk__in=wanted, shredded_at=None).update(wrapped=b"", shredded_at=at)
    vault.forget()
    for each in stored:
        transaction.on_commit(partial(files.path_of(each.pk).unlink, missing_ok=True))
    return Destroyed([str(each) for each in wanted], digests)


def _remove_drafts(codes: Iterable[str]) -> None:
    """What somebody typed about these cases and never sent, and files that waited for it."""
    wanted = list(codes)
    for row in WaitingFile.objects.filter(object_ref__in=wanted).select_related("key", "original__key", "display__key"):
        remove_waiting(row)
    drafts = Draft.objects.filter(object_ref__in=wanted)
    keys = list(drafts.values_list("key_id", flat=True))
    drafts.delete()
    DataKey.objects.filter(pk__in=keys).delete()
