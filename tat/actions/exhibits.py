"""The exhibits E1 to E5: what each is about in our words, the district's editions, and that somebody has read one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock, files
from tat.actions.papers_shown import ONLY_SHOWN, cannot_be_shown
from tat.actions.stamps import stamp
from tat.models import DataKey, Exhibit, ExhibitEdition, ExhibitRead, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.uploads import Keepable, keep
from tat.workflow import refuse

ABOUT: dict[str, Any] = {
    Exhibit.E1: _l(
        "What threat assessment rests on: facts about behavior instead of a picture of a person, the question whether somebody poses a "
        "threat, and how subject, target, environment and precipitating events act together (STEP)."
    ),
    Exhibit.E2: _l(
        "How a case is written down, from the report through triage, interviews and classification to the plan and its updates, so that "
        "it stays fair, objective, reasonable and timely (FORT)."
    ),
    Exhibit.E3: _l(
        "The eleven questions that the team asks, what each looks for, and whom to ask. Unknown is an answer that somebody follows up."
    ),
    Exhibit.E4: _l("The five levels, from Routine to Imminent: what each asks of the team at once, and what it has to consider."),
    Exhibit.E5: _l(
        "Strategies by subject, target, environment and precipitating events, from a conversation to a separation, and what is answered "
        "before anybody is separated from the school."
    ),
}
AS_PRINTED = _l("4:190-AP2, May 20, 2024, as printed")
CHOOSE = "Choose which exhibit it is."
TITLE = "Write the title of the edition, as it stands on its head."
ADOPTED = "Write from which day this edition is in force."
TEXT_OR_FILE = "Enter the text of the edition, or add it as a PDF or picture."
ONE_FILE = "Add one file. Put several pages into one PDF first."
READ_ON = "Write the day on which you read it."
NOT_YET = "This day has not come yet. Enter the day on which you read it."
TOO_EARLY = "This edition is in force only since %(day)s. Enter a later day, or choose the edition that you read."


@dataclass(frozen=True, kw_only=True)
class EditionGiven:
    """An edition as it is typed; `adopted_on` is a local date, `papers` the files that came with it, already judged."""

    exhibit: str
    title: str
    adopted_on: date | None
    text: str = ""
    papers: Sequence[Keepable] = ()


def in_force(district_id: int | None, day: date) -> dict[str, ExhibitEdition]:
    """The district's edition of each exhibit on a local day, the latest adopted; without one the exhibit stands as printed."""
    rows = ExhibitEdition.objects.filter(district=district_id or 0, adopted_on__lte=day).defer("text").select_related("display")
    return {row.exhibit: row for row in rows.order_by("exhibit", "-adopted_on", "-recorded_at").distinct("exhibit")}


def add_edition(*, by: User, given: EditionGiven) -> ExhibitEdition:
    """Enter the district's own edition of an exhibit. From its day on it is the one to be read; what was read before stays.

    Raises PermissionDenied, Blocked with what is missing.
    """
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        if by.district_id is None or not may(scope_of(by, at), Permission.EDIT_GUIDANCE):
            raise PermissionDenied
        refuse(
            ("exhibit", _(CHOOSE), given.exhibit not in Exhibit.values),
            ("title", _(TITLE), not given.title.strip()),
            ("adopted_on", _(ADOPTED), given.adopted_on is None),
            ("text", _(TEXT_OR_FILE), not given.text.strip() and not given.papers),
            ("files", _(ONE_FILE), len(given.papers) > 1),
            ("files", str(ONLY_SHOWN), cannot_be_shown(given.papers)),
        )
        row = ExhibitEdition(district_id=by.district_id, exhibit=given.exhibit, title=given.title.strip(), **stamp(by, at))
        row.adopted_on, row.text = given.adopted_on, given.text.strip()  # type: ignore[assignment]
        for paper in given.papers:
            row.key, row.extension = DataKey.objects.mint(), paper.extension
            row.original, row.display = keep(paper, key=row.key, at=at)
            made += [row.original, row.display]
        row.save(force_insert=True)
        audit.record("exhibit_edition_added", by=by, at=at, about=("exhibit", row.pk), district_id=by.district_id, detail=row.exhibit)
    return row


@transaction.atomic
def record_read(*, by: User, exhibit: str, on: date | None) -> ExhibitRead:
    """Record that this person read the exhibit in the edition in force today, on a local day; twice for one day is harmless.

    Raises PermissionDenied for an account of no district, Blocked with what is wrong.
    """
    at = clock.now()
    if by.district_id is None or exhibit not in Exhibit.values:
        raise PermissionDenied
    edition = in_force(by.district_id, local_date(at)).get(exhibit)
    early = edition is not None and on is not None and on < edition.adopted_on
    refuse(
        ("on", _(READ_ON), on is None),
        ("on", _(NOT_YET), on is not None and on > local_date(at)),
        (
            "on",
            _(TOO_EARLY) % {"day": f"{edition.adopted_on:%B} {edition.adopted_on.day}, {edition.adopted_on.year}"} if edition else "",
            early,
        ),
    )
    row, fresh = ExhibitRead.objects.get_or_create(recorded_by=by, exhibit=exhibit, edition=edition, on=on, defaults=stamp(by, at))
    if fresh:
        audit.record("exhibit_read", by=by, at=at, about=("exhibit_read", row.pk), district_id=by.district_id, detail=exhibit)
    return row


def reads_of(people: Collection[int]) -> dict[tuple[int, str], list[ExhibitRead]]:
    """By person and exhibit what each has read, the latest first, in one statement."""
    rows = ExhibitRead.objects.filter(recorded_by__in=list(people)).select_related("edition").defer("edition__text")
    found: dict[tuple[int, str], list[ExhibitRead]] = {}
    for row in rows.order_by("-on", "-recorded_at"):
        found.setdefault((row.recorded_by_id, row.exhibit), []).append(row)
    return found


def latest_read(rows: Sequence[ExhibitRead], edition: ExhibitEdition | None) -> tuple[ExhibitRead | None, bool]:
    """Of one person's reads of one exhibit the latest of the edition in force, else the latest at all; and which of the two."""
    current = next((row for row in rows if row.edition_id == (edition.pk if edition else None)), None)
    return (current, True) if current else (rows[0] if rows else None, False)
