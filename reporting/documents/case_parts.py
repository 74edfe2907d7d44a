"""Papers that print parts of one case file: intake, assessment, classification, plan, updates, notices, releases; and its timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cases.models import Case
from reporting.documents.case_file import ALL_SECTIONS, heading_of, parties_in, read_parts, sections_of


def case_part(sections: Sequence[str], case: Case, at: datetime) -> dict[str, Any]:
    """What the template prints: the head of the file and these sections of it; nothing else of the case is read."""
    parties = parties_in(case)
    parts = read_parts(case, parties, at, [ALL_SECTIONS[name].reading for name in sections])
    return heading_of(case, parties, at) | {"sections": sections_of(sections, parts)}
