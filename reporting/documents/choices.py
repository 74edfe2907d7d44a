"""Which papers can be printed of one case now, each with what it is about; a choice is a kind, or a kind and the id of one entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.actions.danger import standing
from cases.models import Case, CaseFact, DangerDetermination
from reporting.documents.case_kinds import BRIEF, CASE_FILE, ISP, PARTS, SIRS, TITLES
from reporting.models import SirsEntry
from tat.templatetags.moments import when


@dataclass(frozen=True)
class Choice:
    """One paper that can be printed: `entry` is None for one about the case."""

    kind: str
    title: str | Promise
    entry: CaseFact | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.entry.pk}" if self.entry else self.kind


def choices_of(case: Case) -> list[Choice]:
    """In the order of printing, in three statements; entries of cases merged into this one are among them where their duties are."""
    return [*(Choice(kind, TITLES[kind]) for kind in (CASE_FILE, *PARTS)), *_entries(case)]


def _entries(case: Case) -> Iterator[Choice]:
    for row in reversed(standing(case)):
        if row.answer == DangerDetermination.Answer.YES:
            yield _of(ISP, row, row.determined_at)
    for entry in SirsEntry.objects.filter(case__in=case.with_merged()).select_related("case__key").order_by("recorded_at", "id"):
        yield _of(SIRS, entry, entry.happened_at)
    for brief in case.brief_set.order_by("recorded_at", "id"):
        yield _of(BRIEF, brief, brief.recorded_at)


def _of(kind: str, entry: CaseFact, at: Any) -> Choice:
    return Choice(kind, _("%(paper)s, %(at)s") % {"paper": TITLES[kind], "at": when(at)}, entry)
