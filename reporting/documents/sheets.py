"""Papers about one entry of a case: the two worksheets that are typed over into portals, and a need-to-know brief."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.actions.conflicts import principals_of
from cases.models import Brief, Case, CaseFact, DangerDetermination
from reporting.documents.case_file import parties_in, record_class
from reporting.documents.isp_worksheet import DESCRIPTORS, Part, isp_worksheet
from reporting.documents.sirs_worksheet import lines_of
from reporting.models import SirsEntry
from tat.models import District, User


@dataclass(frozen=True)
class OfOneEntry:
    """A paper about one entry of a case; `printer` is who asks for it."""

    case: Case
    entry: CaseFact
    printer: User

    @property
    def district(self) -> District:
        return self.case.district


def _head(about: OfOneEntry, at: datetime) -> dict[str, Any]:
    return {"case": about.case, "entry": about.entry, "at": at, "language": "en", "record_class": record_class(parties_in(about.case))}


def isp_paper(about: OfOneEntry, at: datetime) -> dict[str, Any]:
    """The State Police's worksheet. What the portal asks and nothing here keeps is listed, to be written in by hand."""
    assert isinstance(about.entry, DangerDetermination)
    reporter = next(iter(principals_of(about.case, at)), about.printer)
    parts = isp_worksheet(about.case, about.entry, reporter)
    return _head(about, at) | {"parts": parts, "by_hand": [label for _name, label in DESCRIPTORS]}


def sirs_paper(about: OfOneEntry, at: datetime) -> dict[str, Any]:
    """The SIRS worksheet as it was saved, with the proof of its entry where there is one."""
    assert isinstance(about.entry, SirsEntry)
    return _head(about, at) | {"parts": (Part(str(about.entry.get_family_display()), lines_of(about.entry)),)}


def brief_paper(about: OfOneEntry, at: datetime) -> dict[str, Any]:
    """A brief as those whom it names read it, with who they are; why they need it stays in the case."""
    assert isinstance(about.entry, Brief)
    return _head(about, at) | {"readers": list(about.entry.readers.order_by("name", "id"))}
