"""The rounds of an assessment as pages show them: what stood at the end of each, and what changed since the one before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.grounds import talk_words, words_of
from cases.actions.rounds import FIRST
from cases.models import AssessmentRound, Case, CaseFact, Classification, Finding, InformationGap, Interview, KeyAnswer, PathwayStage
from cases.step import Grievance, StepDomain
from cases.views.finding_lines import STATUS_WORDS, chain
from tat.models.prepared import Given, Prepared

Fact = TypeVar("Fact", bound=CaseFact)
Kind = Finding.Kind
ADDED, CORRECTED, ANSWERED, REANSWERED = _l("Added"), _l("Corrected"), _l("Answered"), _l("Answer changed")
OPENED, CLOSED, MOVED, HELD, NOT_HELD = _l("Opened"), _l("Closed"), _l("Recorded"), _l("Held"), _l("Not held")
READINGS = dict(KeyAnswer.Reading.choices)
GRIEVANCES = dict(Grievance.choices)

ROUNDS: Prepared[AssessmentRound] = Prepared(lambda: AssessmentRound.objects.filter(case=Given("case")).order_by("number"))
LEDGER: Prepared[Interview] = Prepared(
    lambda: Interview.objects.filter(case=Given("case")).defer("statement").order_by("recorded_at", "id")
)
SIGNED: Prepared[Classification] = Prepared(lambda: Classification.objects.filter(case=Given("case")).order_by("recorded_at", "id"))


class Round(NamedTuple):
    """One round: since when, until when (None while it runs), why, and who started it; the first one began with the case."""

    number: int
    since: datetime
    until: datetime | None
    why: str
    by: str

    @property
    def runs(self) -> bool:
        return self.until is None


def rounds_of(case: Case) -> list[Round]:
    """Every round in order; one statement."""
    rows = ROUNDS(case=case)
    ends = [*(row.recorded_at for row in rows), None]
    first = Round(FIRST, case.opened_at, ends[0], "", "")
    return [first, *(Round(row.number, row.recorded_at, end, row.why, row.written_by) for row, end in zip(rows, ends[1:], strict=True))]


def before(rows: Iterable[Fact], at: datetime | None) -> list[Fact]:
    """Those that were written before `at`; all of them where it is None."""
    return [row for row in rows if at is None or row.recorded_at < at]


def is_open(gap: InformationGap, at: datetime | None) -> bool:
    """Whether the gap was open at `at`; today where it is None."""
    return gap.closed_at is None or (at is not None and gap.closed_at >= at)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a round changed, for {% change_rows %}."""

    mark: Any
    before: str
    after: str
    by: str
    at: datetime


class Read(NamedTuple):
    """Everything of a case that changes from round to round, in order of writing."""

    findings: Sequence[Any]
    answers: Sequence[KeyAnswer]
    gaps: Sequence[InformationGap]
    stages: Sequence[PathwayStage]
    talks: Sequence[Interview]
    levels: Sequence[Classification]


def changes(read: Read, since: datetime, labels: Mapping[str, str], until: datetime | None = None) -> list[tuple[Any, list[Change]]]:
    """What changed since `since`, by what it is about; `labels` are the key questions by code. Nothing is counted or added up.

    `read` holds what was written before `until`, the end of the round, None while it runs.
    """
    found = (
        (_l("Findings"), list(_findings(read.findings, since))),
        (_l("Key questions"), list(_answers(read.answers, since, labels))),
        (_l("What we do not know"), list(_gaps(read.gaps, since, until))),
        (_l("Pathway to Violence"), list(_stages(read.stages, since))),
        (_l("Interviews"), [_talk(talk) for talk in read.talks if talk.recorded_at >= since]),
        (_l("Level"), [_level(level) for level in read.levels if level.recorded_at >= since]),
    )
    return [each for each in found if each[1]]


def _findings(rows: Sequence[Any], since: datetime) -> Iterable[Change]:
    """Those that stand: one that was added and corrected in the same round is new, in its last wording."""
    every = {row.id: row for row in rows}
    replaced = {row.replaces_id for row in rows}
    for row in rows:
        if row.recorded_at >= since and row.id not in replaced:
            stood = next((each for each in chain(row, every) if each.recorded_at < since), None)
            mark = CORRECTED if stood is not None and (stood.kind == Kind.NOTHING) == (row.kind == Kind.NOTHING) else ADDED
            yield Change(mark, found_words(stood) if stood else "", found_words(row), row.written_by, row.recorded_at)


def found_words(found: Finding) -> str:
    """Letter, status and words of a finding in one line."""
    letter = StepDomain(found.domain).label
    if found.kind == Kind.NOTHING:
        return _("%(letter)s, looked, nothing found: %(words)s") % {"letter": letter, "words": found.text}
    status = STATUS_WORDS[found.status].lower()
    return f"{letter}, {found.get_kind_display().lower()}, {status}: {words_of(found)}"


def _answers(rows: Sequence[KeyAnswer], since: datetime, labels: Mapping[str, str]) -> Iterable[Change]:
    stood = {row.question: row for row in rows if row.recorded_at < since}
    latest = {row.question: row for row in rows if row.recorded_at >= since}
    for code in sorted(latest):
        row, earlier = latest[code], stood.get(code)
        mark = f"{REANSWERED if earlier else ANSWERED}: {labels.get(code, code)}"
        yield Change(mark, _said(earlier) if earlier else "", _said(row), row.written_by, row.recorded_at)


def _said(answer: KeyAnswer) -> str:
    return ": ".join(filter(None, (READINGS[answer.reading], answer.text)))


def _gaps(rows: Sequence[InformationGap], since: datetime, until: datetime | None) -> Iterable[Change]:
    for row in rows:
        if row.recorded_at >= since:
            yield Change(OPENED, "", row.what, row.written_by, row.recorded_at)
        if row.closed_at and row.closed_at >= since and not is_open(row, until):
            closer = row.closed_by.full_name if row.closed_by else ""
            yield Change(CLOSED, row.what, row.closed_how, closer, row.closed_at)


def _stages(rows: Sequence[PathwayStage], since: datetime) -> Iterable[Change]:
    for earlier, row in zip([None, *rows], rows, strict=False):
        if row.recorded_at >= since:
            yield Change(MOVED, stage_words(earlier) if earlier else "", stage_words(row), row.written_by, row.recorded_at)


def stage_words(row: PathwayStage) -> str:
    """Stage, direction, grievance and basis of one entry."""
    grievance = _("grievance: %(answer)s") % {"answer": GRIEVANCES[row.grievance].lower()} if row.grievance else ""
    way = _("direction: %(way)s") % {"way": row.get_direction_display().lower()}
    return ", ".join(filter(None, (str(row.get_stage_display()), way, grievance))) + f". {row.basis}"


def _talk(talk: Interview) -> Change:
    who = talk_words(talk.interviewee, talk.started_at)
    words = who if talk.held else f"{who}: {talk.not_held_reason}"
    return Change(HELD if talk.held else NOT_HELD, "", words, talk.written_by, talk.recorded_at)


def _level(signed: Classification) -> Change:
    earlier = signed.get_previous_level_display() if signed.previous_level else ""
    return Change(signed.get_kind_display(), str(earlier), str(signed.get_level_display()), signed.written_by, signed.recorded_at)
