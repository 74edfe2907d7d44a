"""What a finding or an answer rests on, always of the same case: an interview that was held, a look into records, a file; and in words."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Attachment, Case, Finding, Interview, Party, RecordsReview
from cases.step import Interviewee, as_said
from tat.models.prepared import Given, Prepared
from tat.templatetags.moments import on

Source = Finding.Source
INTERVIEW, RECORD, FILE = "interview", "record", "attachment"
FIRST_WORDS = 12
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


def talk_named(talk: Interview) -> str:
    """Who was heard, and on which day; who reported is never named (handbook 9.7)."""
    party = talk.party
    hidden = party is None or talk.interviewee == Interviewee.REPORTER or party.role == Party.Role.REPORTING
    return talk_words(talk.interviewee, talk.started_at, "" if hidden or party is None else party.shown_name())


def talk_words(who: str, at: datetime | None, name: str = "") -> str:
    """“Subject of concern, Rowan Teller, October 12, 2026”."""
    return ", ".join(filter(None, (str(Interviewee(who).label), name, on(at))))


def look_words(source: str, at: datetime | None) -> str:
    """“Discipline records, October 12, 2026”."""
    return ", ".join(filter(None, (str(RecordsReview.Source(source).label), on(at))))


def file_named(file: Attachment) -> str:
    """“File 3: A screenshot”: its caption, or what its sender called it."""
    return _("File %(n)s: %(words)s") % {"n": file.number, "words": beginning(file.caption or file.name)}


def words_of(found: Finding) -> str:
    """What was found; exact words stand in quotation marks."""
    text = found.text or found.factor
    return as_said(text) if found.is_quote else text


def finding_named(found: Finding) -> str:
    """Letter, status and the first words; of “looked, nothing found” that itself."""
    nothing = found.kind == Finding.Kind.NOTHING
    status = found.get_kind_display() if nothing else found.get_status_display()
    return f"{found.domain}, {status.lower()}: {beginning(words_of(found))}"


def beginning(text: str) -> str:
    """The first words, which tell one text from the others."""
    first = text.split()
    return " ".join(first[:FIRST_WORDS]) + ("…" if len(first) > FIRST_WORDS else "")
