"""Letters to families and targets: whom one is for and what it may say; nothing else of the case is read for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.actions.conflicts import principals_of
from cases.models import Case, Party
from reporting.documents.letter_kinds import TO_SUBJECTS_FAMILY
from tat.models import District
from tat.statutes import local_date


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter as it was decided. `code` is its kind without the language; `about` the student or target whom it is for.

    `to_them`: written to that person, not to the parents. `subject` is empty unless the law lets the letter name the subject.
    `records` says whose right it is to look at the records: parents, own, of_parents (a minor's), or "" for nobody's.
    """

    code: str
    case: Case
    about: Party
    to_them: bool
    addressee: str
    language: str
    own_words: str = ""
    phone: str = ""
    subject: str = ""
    records: str = ""

    @property
    def district(self) -> District:
        return self.case.district

    @property
    def is_about_the_subject(self) -> bool:
        return self.code == TO_SUBJECTS_FAMILY


def letter(about: Letter, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    return {
        "letter": about,
        "case": about.case,
        "name": about.about.shown_name(),
        "language": about.language,
        "day": local_date(at),
        "lead": next(iter(principals_of(about.case, at)), None),
    }
