"""A finding as a page draws it: its status in words first, then what was found, how it is known, who wrote it, what it corrects."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.grounds import beginning, look_words, talk_words, words_of
from cases.models import Case, Factor, Finding
from tat.addresses import address
from tat.models.prepared import Given, Prepared
from tat.paging import token
from tat.templatetags.moments import on

Kind, Status, Basis, Confidence = Finding.Kind, Finding.Status, Finding.Basis, Finding.Confidence
NEW, CORRECTED = _l("new in this round"), _l("corrected in this round")
KIND_WORDS, STATUS_WORDS = dict(Finding.Kind.choices), dict(Finding.Status.choices)
SOURCE_WORDS, CONFIDENCE_WORDS = dict(Finding.Source.choices), dict(Finding.Confidence.choices)


def findings_of(case: Case) -> list[Finding]:
    """Every finding of the case, replaced ones included, each with its factor's words and with what its link leads to; one statement."""
    return FINDINGS(case=case, district=case.district_id)


NEWEST = 2


def findings_near(case: Case) -> list[Finding]:
    """The newest of each kind under each letter, every one that lacks a source, and whatever was replaced in this case, in the same way."""
    return NEAR(case=case, district=case.district_id)


def _near() -> QuerySet[Finding]:
    replaced = Exists(Finding.objects.filter(replaces=OuterRef("pk")))
    place = Window(RowNumber(), partition_by=[F("domain"), F("kind")], order_by=[F("recorded_at").desc(), F("id").desc()])
    standing = Finding.objects.filter(~replaced, case=Given("case")).annotate(place=place)
    newest, unsourced = Q(place__lte=NEWEST), Q(source="") & ~Q(status=Status.UNKNOWN)
    return _findings().annotate(is_replaced=replaced).filter(Q(pk__in=standing.filter(newest | unsourced).values("pk")) | replaced)


def _findings() -> QuerySet[Finding]:
    label = Factor.objects.in_force(Given("district")).filter(code=OuterRef("factor")).values("label")[:1]
    rows = Finding.objects.filter(case=Given("case")).annotate(
        label=Subquery(label),
        talk_who=F("interview__interviewee"),
        talk_at=F("interview__started_at"),
        look_source=F("record__source"),
        look_at=F("record__recorded_at"),
        file_number=F("attachment__number"),
    )
    return rows.order_by("recorded_at", "id")


FINDINGS: Prepared[Any] = Prepared(_findings)
NEAR: Prepared[Any] = Prepared(_near)


@dataclass(frozen=True)
class Shown:
    """For whom and when: the case's code, whether a link to correct stands there, and since when the round runs that marks what is new."""

    code: str
    may: bool = False
    since: datetime | None = None

    @cached_property
    def correct_url(self) -> str:
        """The address of a correction, without the finding's id; "" for who may not correct."""
        return f"{address('case_assessment', self.code)}?correct=" if self.may else ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding for {% finding_rows %}."""

    id: uuid.UUID
    status: str
    words: str
    kind: str
    factor: str
    source: str
    note: str
    link: tuple[str, str] | None
    known: tuple[str, ...]
    lacks_source: bool
    flags: tuple[Any, ...]
    by: str
    at: datetime
    earlier: tuple[tuple[str, str, datetime], ...]
    correct_url: str
    beginning: str


def line_of(found: Any, every: Mapping[Any, Finding], shown: Shown) -> FindingLine:
    """The line of a finding that stands, with the wordings that it corrects."""
    words, label = words_of(found), found.label or ""
    return FindingLine(
        id=found.id,
        status=STATUS_WORDS[found.status],
        words=words,
        kind=KIND_WORDS[found.kind],
        factor=label if label != found.text else "",
        source=SOURCE_WORDS[found.source] if found.source else "",
        note=found.source_note,
        link=link_to(found, shown.code),
        known=tuple(filter(None, how_known(found))),
        lacks_source=lacks_source(found),
        flags=flags_of(found, every, shown.since),
        by=found.written_by,
        at=found.recorded_at,
        earlier=tuple((words_of(each), each.recorded_name, each.recorded_at) for each in chain(found, every) if each.kind != Kind.NOTHING),
        correct_url=f"{shown.correct_url}{found.id}" if shown.may else "",
        beginning=beginning(words) if shown.may else "",
    )


def lacks_source(found: Finding) -> bool:
    """Whether a classification will ask for its source; what is unknown has none."""
    return not found.source and found.status != Status.UNKNOWN


def how_known(found: Finding) -> tuple[str, ...]:
    """Of which day, first or second hand, fact or opinion: never a number."""
    return (
        _("heard from somebody who heard it") if found.second_hand else "",
        on(found.observed_on),
        _("exact words") if found.is_quote else "",
        _("opinion") if found.basis == Basis.OPINION else _("fact"),
        CONFIDENCE_WORDS[found.confidence].lower() if found.confidence != Confidence.SINGLE else "",
    )


def link_to(found: Any, code: str) -> tuple[str, str] | None:
    """The address and the words of the interview, records or file that the finding rests on."""
    if found.interview_id:
        return f"{address('case_interviews', code)}#interview-{found.interview_id}", talk_words(found.talk_who, found.talk_at)
    if found.record_id:
        return f"{address('case_records', code)}#record-{found.record_id}", look_words(found.look_source, found.look_at)
    return file_link(code, found.file_number) if found.attachment_id else None


def file_link(code: str, number: int) -> tuple[str, str]:
    """A file stands on a page of its list; the page that begins with it is opened."""
    return f"{address('case_attachments', code)}?after={token(number + 1)}#file-{number}", _("File %(n)s") % {"n": number}


def flags_of(found: Finding, every: Mapping[Any, Finding], since: datetime | None) -> tuple[Any, ...]:
    """What is new in the round that runs; nothing in the first round."""
    if since is None or found.recorded_at < since:
        return ()
    return (CORRECTED if stood_before(found, every, since) else NEW,)


def stood_before(found: Finding, every: Mapping[Any, Finding], since: datetime) -> Finding | None:
    """The wording that stood in this one's place when the round began; “looked, nothing found” is no wording of it."""
    return next((each for each in chain(found, every) if each.recorded_at < since and each.kind != Kind.NOTHING), None)


def chain(found: Finding, every: Mapping[Any, Finding]) -> list[Finding]:
    """What it corrects, the latest first."""
    earlier = []
    before = every.get(found.replaces_id)
    while before is not None:
        earlier.append(before)
        before = every.get(before.replaces_id)
    return earlier
