"""A district words its own list of imminence indicators; each act is a new edition, and what was read before stays (handbook 3.3, 3.4)."""

from datetime import datetime
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.locks import refuse
from cases.actions.plan import Stale
from cases.models import Indicator
from cases.models.catalogue import OWN_NOTE
from cases.models.indicators import IndicatorList, in_force, next_edition
from tat import audit, clock
from tat.models import District, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.workflow import Blocked

LONGEST, FEWEST, MOST = 300, 3, 40
COPIED = ("label", "text", "order", "basis", "unverified", "official_note", "active")

NO_WORDS = "Write the indicator in a few words: what somebody would see or know."
TOO_LONG = f"This is longer than {LONGEST} characters. Shorten it, so that it is read at a glance."
SAME_AS_BEFORE = "This is how it reads already. Write the new wording, or leave it as it stands."
SAME_AS_ANOTHER = "Another indicator on the list reads the same. Write what is different about this one, or change that one."
NOT_OFFERED = "This wording is on the list and not offered. Offer that one again below."
TOO_FEW = f"At least {FEWEST} indicators stay offered. Add another one first."
TOO_MANY = f"The list holds {MOST} indicators, those not offered among them. Change the wording of one of them instead."
GONE = "This indicator is not on the list any more. Look at the list as it stands now."
AT_THE_END = "It stands at that end of the list already."


@transaction.atomic
def add_indicator(*, district: District, by: User, edition: str, text: str) -> Indicator:
    """Put an indicator of the district's own at the end of the list. `edition` is that of the list that was read.

    Raises PermissionDenied outside the person's district, Stale where the list was changed since, Blocked with what is wrong.
    """
    at = clock.now()
    found = _locked(district, by, edition, at)
    words = _words(text)
    refuse(*_wrong(found, words), ("text", TOO_MANY, len(found.rows) >= MOST))
    row = Indicator(code=_new_code(found), label=words, text=words, order=_last(found) + 1, basis=OWN_NOTE, official_note=False)
    return _write(district, row, found, "indicator_added", by, at)


@transaction.atomic
def change_indicator(*, district: District, by: User, edition: str, code: str, text: str) -> Indicator:
    """Word an indicator anew; the default's own words make it the default again. Raises as `add_indicator`."""
    at = clock.now()
    found = _locked(district, by, edition, at)
    row, words = _row(found, code), _words(text)
    refuse(("text", SAME_AS_BEFORE, words == row.text), *_wrong(found, words, code))
    shipped = found.shipped.get(code)
    if shipped and shipped.text == words:
        worded = {name: getattr(shipped, name) for name in ("label", "text", "basis", "unverified", "official_note")}
    else:
        worded = {"label": words, "text": words, "basis": OWN_NOTE, "unverified": False, "official_note": False}
    return _write(district, _anew(row, **worded), found, "indicator_changed", by, at)


@transaction.atomic
def stop_indicator(*, district: District, by: User, edition: str, code: str) -> Indicator:
    """Offer an indicator no longer. Stopping twice is harmless. Raises as `add_indicator`."""
    at = clock.now()
    found = _locked(district, by, edition, at)
    row = _row(found, code)
    if not row.active:
        return row
    refuse(("", TOO_FEW, len(found.offered) <= FEWEST))
    return _write(district, _anew(row, active=False), found, "indicator_stopped", by, at)


@transaction.atomic
def offer_indicator(*, district: District, by: User, edition: str, code: str) -> Indicator:
    """Offer an indicator again, at the end of the list. Offering twice is harmless. Raises as `add_indicator`."""
    at = clock.now()
    found = _locked(district, by, edition, at)
    row = _row(found, code)
    if row.active:
        return row
    return _write(district, _anew(row, active=True, order=_last(found) + 1), found, "indicator_offered", by, at)


@transaction.atomic
def move_indicator(*, district: District, by: User, edition: str, code: str, places: int) -> Indicator:
    """Move an indicator so many places down the list of those offered, up where negative. Raises as `add_indicator`."""
    at = clock.now()
    found = _locked(district, by, edition, at)
    row, rows = _row(found, code), found.offered
    here = rows.index(row) if row.active else -1
    refuse(("", GONE, here < 0), ("", AT_THE_END, not 0 <= here + places < len(rows)))
    moved = [each for each in rows if each is not row]
    moved.insert(here + places, row)
    numbered = list(zip(moved, _rising([each.order for each in rows]), strict=True))
    changed = [_anew(each, order=order) for each, order in numbered if each.order != order]
    _put(district, changed, next_edition(found.edition))
    audit.record("indicator_moved", by=by, at=at, district_id=district.pk, detail=code)
    return next((each for each in changed if each.code == code), row)


def _locked(district: District, by: User, edition: str, at: datetime) -> IndicatorList:
    """The list as it stands, nobody else changing it."""
    if by.district_id != district.pk or not may(scope_of(by, at), Permission.EDIT_GUIDANCE):
        raise PermissionDenied
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    found = in_force(district.pk)
    if found.edition != edition:
        raise Stale(found)
    return found


def _row(found: IndicatorList, code: str) -> Indicator:
    row = found.row(code)
    if row is None:
        raise Blocked((GONE,))
    return row


def _words(text: str) -> str:
    """On one line, as a sign is read."""
    return " ".join(text.split())


def _wrong(found: IndicatorList, words: str, code: str = "") -> tuple[tuple[str, str, bool], ...]:
    alike = [row for row in found.rows if row.code != code and row.text.casefold() == words.casefold()]
    return (
        ("text", NO_WORDS, not words),
        ("text", TOO_LONG, len(words) > LONGEST),
        ("text", SAME_AS_ANOTHER, any(row.active for row in alike)),
        ("text", NOT_OFFERED, bool(alike)),
    )


def _new_code(found: IndicatorList) -> str:
    """IND-D1, IND-D2 and so on: a code that no indicator of the district ever had, for each keeps a row on the list."""
    return next(code for number in count(1) if found.row(code := f"IND-D{number}") is None)


def _last(found: IndicatorList) -> int:
    return max((row.order for row in found.rows), default=0)


def _rising(orders: list[int]) -> list[int]:
    """The same numbers, none twice; a default that came later may stand where a row of the district does."""
    found: list[int] = []
    for order in orders:
        found.append(max(order, found[-1] + 1) if found else order)
    return found


def _anew(row: Indicator, **changes: Any) -> Indicator:
    """The next edition of a row, not saved yet."""
    return Indicator(code=row.code, **({name: getattr(row, name) for name in COPIED} | changes))


def _write(district: District, row: Indicator, found: IndicatorList, action: str, by: User, at: datetime) -> Indicator:
    _put(district, [row], next_edition(found.edition))
    audit.record(action, by=by, at=at, district_id=district.pk, detail=row.code)
    return row


def _put(district: District, rows: list[Indicator], edition: str) -> None:
    """These rows in force, those they replace kept."""
    Indicator.objects.filter(district=district, code__in=[row.code for row in rows], current=True).update(current=False)
    for row in rows:
        row.district, row.edition = district, edition
    Indicator.objects.bulk_create(rows)
