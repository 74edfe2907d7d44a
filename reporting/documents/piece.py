"""One piece of a case that can be released by itself, and the groups in which pieces are chosen and printed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.templatetags.moments import on


class Group(TextChoices):
    """The groups in the order in which they are chosen from and printed."""

    NAMES = "names", _l("Who is named")
    REPORTED = "reported", _l("What was reported")
    JUDGED = "judged", _l("Imminence and triage")
    FOUND = "found", _l("What was found")
    DECIDED = "decided", _l("What was decided")
    TOLD = "told", _l("Who was told")
    DONE = "done", _l("What is done")
    FOLLOWED = "followed", _l("What followed")
    DATES = "dates", _l("Dates to watch")
    PICTURES = "pictures", _l("Pictures of documents")
    STATEMENTS = "statements", _l("Statement on this record (105 ILCS 10/7)")


def said(label: object) -> str:
    """What stands for a choice of the record, in the language of the paper; what is in no catalogue as it is."""
    return _(str(label)) if str(label) else ""


@dataclass(frozen=True)
class Piece:
    """One piece: its key on the form, its group, what it is, and its words as they stand in the record.

    `writer` is who entered it, as frozen then, and `day` when; of a report only the day: who wrote it down may be who told it.
    `hint` is for whoever chooses, and is not printed.
    """

    key: str
    group: Group
    title: str
    text: str
    writer: str = ""
    position: str = ""
    day: str = ""
    hint: str = ""


class Stamped(Protocol):
    """An entry that says who wrote it."""

    recorded_name: str
    recorded_position: str
    recorded_at: datetime


def stamped(row: Stamped) -> dict[str, str]:
    """Who wrote an entry and when, for a piece (105 ILCS 10/4(d))."""
    return {"writer": row.recorded_name, "position": row.recorded_position, "day": on(row.recorded_at)}
