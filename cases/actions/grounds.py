"""What a finding or an answer rests on: an interview that was held, a look into records, a file; always of the same case."""

import uuid
from collections.abc import Collection
from typing import Any

from cases.models import Attachment, Case, Finding, Interview, RecordsReview
from tat.models.prepared import Given, Prepared

Source = Finding.Source
INTERVIEW, RECORD, FILE = "interview", "record", "attachment"
NOT_SEEN = RecordsReview.Result.NOT_AVAILABLE
SOURCES: dict[str, str] = {INTERVIEW: Source.INTERVIEW, RECORD: Source.RECORD, FILE: Source.ARTIFACT}
"""The source that goes with each of the three, by the column that holds it."""

TALKS: Prepared[Interview] = Prepared(
    lambda: (
        Interview.objects.filter(case=Given("case"), held=True)
        .select_related("party__person__key")
        .defer("statement")
        .order_by("started_at", "id")
    )
)
LOOKS: Prepared[RecordsReview] = Prepared(
    lambda: RecordsReview.objects.filter(case=Given("case")).exclude(result=NOT_SEEN).order_by("recorded_at", "id")
)
FILES: Prepared[Attachment] = Prepared(lambda: Attachment.objects.filter(case=Given("case")).order_by("number"))


def linked(case: Case, link: str) -> dict[str, Any] | None:
    """The column and the row that a link such as “interview:<id>” names; {} for no link, None for what this case does not have.

    An interview that was not held and records that nobody looked into carry nothing.
    """
    if not link:
        return {}
    kind, _colon, key = link.partition(":")
    rows: dict[str, Any] = {
        INTERVIEW: case.interview_set.filter(held=True),
        RECORD: case.recordsreview_set.exclude(result=NOT_SEEN),
        FILE: case.attachment_set.all(),
    }
    wanted = as_id(key)
    row = rows[kind].filter(pk=wanted).first() if kind in rows and wanted else None
    return {kind: row} if row else None


def link_of(found: Finding) -> str:
    """The link of a finding as a form sends it; "" where it names none."""
    ids = {INTERVIEW: found.interview_id, RECORD: found.record_id, FILE: found.attachment_id}
    return next((f"{kind}:{key}" for kind, key in ids.items() if key), "")


def known_here(case: Case, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the ids that are a finding, an interview that was held, or a file of this case."""
    if not ids:
        return set()
    rows: tuple[Any, ...] = (case.finding_set.all(), case.interview_set.filter(held=True), case.attachment_set.all())
    return {key for each in rows for key in each.filter(pk__in=ids).values_list("pk", flat=True)}


def as_id(text: str) -> uuid.UUID | None:
    """The id that a form sent; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
