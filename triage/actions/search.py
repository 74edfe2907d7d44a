"""Search before create: what is on record already about the same name or in similar words, as far as the person may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.access import Door
from cases.workflow import Stage
from tat import audit, vault
from tat.models import Appointment, Building, User
from tat.permissions import may
from tat.roles import Permission, Role
from tat.statutes import local_date
from triage.actions.likeness import familiar, same_name, spelled_alike, told_alike, words_of
from triage.actions.searched import HINT_SHOWN, HINTS, LEAD, NAMED, NEAR, TEXT, Row, rows_found

MOST = 20
ORDER = (NAMED, NEAR, TEXT)
SAME_NAME, SOUNDS, SPELLED, ALIKE_TEXT = _("Same name"), _("The name sounds alike"), _("The name is spelled alike"), _("Similar text")
FAMILIAR = _("A familiar form of the name")


@dataclass(frozen=True)
class Hit:
    """One case that the person may see, and why it was found; `person` is its subject where the name was."""

    pk: UUID
    code: str
    is_open: bool
    person: UUID | None
    why: tuple[Any, ...]


@dataclass(frozen=True)
class Earlier:
    """Open and closed cases that the person may see; leads of teams whose records must not be shown.

    `withheld`: the person was told of records elsewhere so often within a day that nothing is said now, whether there is one or not.
    """

    open_cases: tuple[Hit, ...] = ()
    closed_cases: tuple[Hit, ...] = ()
    leads: tuple[str, ...] = ()
    withheld: bool = False

    def __bool__(self) -> bool:
        return bool(self.open_cases or self.closed_cases or self.leads or self.withheld)

    @property
    def mark(self) -> str:
        """Stands in the form for “this was shown”; another finding has another mark."""
        shown = [str(hit.pk) for hit in (*self.open_cases, *self.closed_cases)] + [*self.leads, str(self.withheld)]
        return vault.mac("search shown", "\n".join(shown).encode()).hex()[:32]


def earlier_records(name: str, text: str, *, building: Building, by: User, way: Door, page: str, shown: str = "") -> Earlier:
    """What a search for the subject's name and for what happened shows to this person: one statement, and one for the look on record.

    That a record exists which may not be shown is told to principals and triage members alone, names only the lead of its team,
    and is told a set number of times a day; `shown` is the mark of a finding that the person has read already. An officer without the
    district's designation is told nothing (ADR 37).
    """
    if by.district_id is None or way.scope.is_outside or not (name.strip() or words_of(text)):
        return Earlier()
    reviews = bool(name.strip()) and may(way.scope, Permission.REVIEW_REPORT)
    rows = rows_found(name, building=building, way=way, reviews=reviews)
    cases = hits(name, text, rows)
    told = next((row.place for row in rows if row.kind == HINTS), 0) or 0
    withheld = reviews and told >= settings.RECORD_HINTS_A_DAY
    leads = _leads(_hidden(rows, way), way) if reviews and not withheld else ()
    found = Earlier(
        open_cases=tuple(hit for hit in cases if hit.is_open),
        closed_cases=tuple(hit for hit in cases if not hit.is_open),
        leads=leads,
        withheld=withheld,
    )
    is_hint = bool(leads) and found.mark != shown
    digest = audit.digest_of([hit.code for hit in cases] + list(leads))
    audit.record_access(by, kind="search", page=HINT_SHOWN if is_hint else page, at=way.scope.at, digest=digest)
    if is_hint and told + 1 == settings.RECORD_HINTS_A_DAY:
        audit.record("hints_used_up", by=by, at=way.scope.at, district_id=by.district_id, count=told + 1)
    return found


def hits(name: str, text: str, rows: Sequence[Row]) -> list[Hit]:
    """The visible cases, each once, the newest first: why its name was found, and whether a text is alike."""
    typed = words_of(text)
    found: dict[UUID, Hit] = {}
    for row in sorted((row for row in rows if row.kind in ORDER), key=_newest_first):
        before = found.get(row.case_id) if row.case_id else None
        is_name = row.kind != TEXT
        if row.case_id is None or (is_name and before and before.person):
            continue
        why = _why_name(name, row) if is_name else ALIKE_TEXT if told_alike(typed, words_of(row.nature())) else None
        if why:
            person, whys = (before.person, before.why) if before else (row.row_id if is_name else None, ())
            found[row.case_id] = Hit(row.case_id, row.code, row.stage != Stage.CLOSED, person, tuple(dict.fromkeys((*whys, why))))
    return list(found.values())[:MOST]


def _newest_first(row: Row) -> tuple[float, str, int]:
    return (-row.opened_at.timestamp(), row.code, ORDER.index(row.kind))


def _why_name(name: str, row: Row) -> Any:
    theirs = row.name()
    if same_name(name, theirs):
        return SAME_NAME
    if familiar(name, theirs):
        return FAMILIAR
    return SOUNDS if row.kind == NAMED else SPELLED if spelled_alike(name, theirs) else None


def _hidden(rows: Iterable[Row], way: Door) -> list[int]:
    """Buildings whose teams hold a record that this person may not see; cases closed to this person stay unsaid."""
    seen = {row.case_id for row in rows if row.kind == NAMED} | way.scope.excluded
    found = [row.place for row in rows if row.kind == LEAD and row.case_id not in seen]
    return [place for place in dict.fromkeys(found) if place is not None][:MOST]


def _leads(buildings: list[int], way: Door) -> tuple[str, ...]:
    """The principals of these buildings on the day of the search."""
    if not buildings:
        return ()
    day = local_date(way.scope.at)
    rows = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building_id__in=buildings, user__is_active=True)
    found = {row.building_id: row.user.short_name for row in rows.select_related("user").order_by("-pk")}
    return tuple(dict.fromkeys(found[place] for place in buildings if place in found))
