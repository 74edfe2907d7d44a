"""What the answers of a case rest on: offered to tick, and shown under each answer as links."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.grounds import FILES, TALKS, file_named, finding_named, talk_named
from cases.forms.grounds import ATTACHED, FINDINGS, INTERVIEWS, Choice, groups
from cases.models import Attachment, Case, Interview
from cases.step import StepDomain
from cases.views.finding_lines import file_link, findings_of
from tat.addresses import address


@dataclass
class Supports:
    """The findings, interviews and files of a case by id, each kind read in one statement when somebody first looks."""

    case: Case
    page: str = ""
    """Where the findings stand; "" is the STEP page as it is today."""

    @cached_property
    def findings(self) -> dict[uuid.UUID, Any]:
        return {row.pk: row for row in findings_of(self.case)}

    @cached_property
    def talks(self) -> dict[uuid.UUID, Interview]:
        return {row.pk: row for row in TALKS(case=self.case)}

    @cached_property
    def files(self) -> dict[uuid.UUID, Attachment]:
        return {row.pk: row for row in FILES(case=self.case)}

    @cached_property
    def after(self) -> dict[uuid.UUID, uuid.UUID]:
        """Which finding stands in the place of which."""
        return {row.replaces_id: row.pk for row in self.findings.values() if row.replaces_id}

    def standing(self, key: uuid.UUID) -> uuid.UUID:
        """The finding that stands where this one stood; what is no finding stays itself."""
        while key in self.after:
            key = self.after[key]
        return key

    def choices(self) -> list[Choice]:
        """Findings that stand, interviews that were held, and files, to tick."""
        standing = [row for key, row in self.findings.items() if key not in self.after]
        by_letter = sorted(standing, key=lambda row: StepDomain.values.index(row.domain))
        return groups(
            (FINDINGS, [(str(row.pk), finding_named(row)) for row in by_letter]),
            (INTERVIEWS, [(str(key), talk_named(row)) for key, row in self.talks.items()]),
            (ATTACHED, [(str(key), file_named(row)) for key, row in self.files.items()]),
        )

    def ticked(self, ids: Iterable[uuid.UUID]) -> list[str]:
        """What is ticked in the form of a new answer: what the last one rested on, as it stands now."""
        return list(dict.fromkeys(str(self.standing(key)) for key in ids))

    def links(self, ids: Iterable[uuid.UUID]) -> list[tuple[str, str]]:
        """Address and words of each, in the wording on which the answer rested."""
        return [found for found in map(self._link, ids) if found]

    def _link(self, key: uuid.UUID) -> tuple[str, str] | None:
        if key in self.findings:
            words, now = finding_named(self.findings[key]), self.standing(key)
            changed = "" if now == key else " " + _("(corrected since)")
            return f"{self.page or address('case_assessment', self.case.code) + '?all=1'}#finding-{now}", words + changed
        if key in self.talks:
            return f"{address('case_interviews', self.case.code)}#interview-{key}", talk_named(self.talks[key])
        if key in self.files:
            return file_link(self.case.code, self.files[key].number)[0], file_named(self.files[key])
        return None
