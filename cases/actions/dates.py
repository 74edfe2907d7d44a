"""Dates to watch of a case: added, changed, followed at each occurrence, ended with what came of them (4:190-AP2-E5; handbook 7.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from cases.actions.date_alerts import alerts_of, follow_change, start_alerts, supersede_alerts
from cases.actions.date_facts import items_of, occurs_on
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.members import people_in
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.models import Case, PlanStrategy, WatchEntry, WatchItem, WatchKind
from cases.watching import MONTHS, Watched, When, days_of, is_a_day
from tat import audit, clock, obligations
from tat.models import User
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

KIND = "Choose what kind of event it is."
WHEN = "Say how the day is known: one day, between two days, every year, or not yet."
ON_DAY = "Write the day on which it comes."
FROM = "Write the first day."
UNTIL = "Write the last day."
ENDS_FIRST = "The last day is before the first one. Check both."
PAST = "These days are over: nobody would be reminded of them. Check the year, or choose “every year”."
MONTH = "Choose the month."
DAY = "Write the day of the month, such as 14."
NO_SUCH_DAY = "This month has {days} days at most. Check the day."
EVENT = "Write in exact words what comes up."
OWNER = "Name who looks after it."
NOT_A_PERSON = "This person does not work on the case. Choose somebody who does."
CHANGED = "Someone changed this date meanwhile. Your text is still here. Compare and save again."
ENDED = "This date was ended meanwhile. Open the page again to see by whom and with which outcome."
OUTCOME = "Write what came of it, or why it need not be watched any more."
ENTRY_KIND = "Choose whether it is watched on, or over this time."
ENTRY = "Write what was done, or what came of it."
ENTERED = "What came of it is recorded already. Open the page again to read it."
WRITTEN = ("kind", "when", "from_on", "until_on", "month", "day", "event", "effect", "mitigation", "owner")
DATED = frozenset({"when", "from_on", "until_on", "month", "day", "kind"})


@dataclass(frozen=True, kw_only=True)
class DateGiven:
    """A date to watch as it is typed. All days are local dates; `when` says which of them count."""

    kind: str = ""
    when: str = ""
    on_day: date | None = None
    from_on: date | None = None
    until_on: date | None = None
    month: int | None = None
    day: int | None = None
    event: str = ""
    effect: str = ""
    mitigation: str = ""
    owner: User | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of the row; of the days those alone that count."""
        days: dict[str, dict[str, Any]] = {
            When.EXACT: {"from_on": self.on_day},
            When.WINDOW: {"from_on": self.from_on, "until_on": self.until_on},
            When.YEARLY: {"month": self.month, "day": self.day},
        }
        empty = {"from_on": None, "until_on": None, "month": None, "day": None}
        words = {name: getattr(self, name).strip() for name in ("event", "effect", "mitigation")}
        return {"kind": self.kind, "when": self.when, "owner": self.owner, **words, **empty, **days.get(self.when, {})}


@transaction.atomic
def add_date(*, case: Case, by: User, given: DateGiven) -> WatchItem:
    """Put a date on the list; where its alert days run already, its duty starts at once. Raises Unfit with what is missing."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    kind = kind_offered(locked, given.kind)
    refuse(*_wrong(locked, given, kind, at), *_over(given, kind, at))
    assert kind is not None
    return enter_date(locked, kind, given, by=by, at=at)


def enter_date(
    case: Case, kind: WatchKind, given: DateGiven, *, by: User, at: datetime, separation: PlanStrategy | None = None
) -> WatchItem:
    """Write a date of a locked case and its line in the log; `separation` where it is the return after one."""
    item = WatchItem(case=case, dated_at=at, separation=separation, **_of_kind(kind), **given.fields(), **stamp(by, at))
    item.save(force_insert=True)
    start_alerts(case, by=by, at=at)
    log_case("date_added", case, by=by, at=at, detail=f"date:{item.pk}")
    return item


@transaction.atomic
def change_date(*, case: Case, by: User, item_id: UUID, version: int, given: DateGiven) -> WatchItem:
    """Write a date anew. Its alerts follow: to the new owner, to the new days.

    Raises Overtaken where somebody changed it meanwhile, Blocked for one that was ended, Unfit with what is missing, Http404 for none.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    item = _open_item(locked, item_id)
    if item.version != version:
        raise Overtaken(CHANGED, item)
    fields = given.fields()
    changed = [name for name in WRITTEN if getattr(item, name) != fields[name]]
    kind = kind_offered(locked, given.kind) if given.kind != item.kind else None
    redated = bool(DATED & set(changed))
    refuse(*_wrong(locked, given, kind or item, at), *(_over(given, kind or item, at) if redated else ()))
    fields |= _of_kind(kind) if kind else {}
    fields |= {"dated_at": at} if redated else {}
    for name, value in fields.items():
        setattr(item, name, value)
    item.version, item.changed_by, item.changed_at = item.version + 1, by, at
    item.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    follow_change(locked, item, by=by, at=at)
    about, detail = ("case", locked.id), f"date:{item.pk}"
    audit.record(
        "date_changed", by=by, at=at, code=locked.code, about=about, district_id=locked.district_id, changed=changed, detail=detail
    )
    return item


@transaction.atomic
def record_date(*, case: Case, by: User, item_id: UUID, occurrence_on: date | None, kind: str, text: str) -> WatchEntry:
    """Write what was done about an occurrence whose alert is open, or what came of it; the latter closes the duty.

    Raises Unfit with what is missing, Blocked where it is closed already, Http404 for no such date.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    item = _open_item(locked, item_id)
    open_now = [duty for duty in alerts_of(locked, item) if occurs_on(item, duty) == occurrence_on]
    if not open_now or occurrence_on is None:
        raise Blocked((ENTERED,))
    refuse(("kind", ENTRY_KIND, kind not in WatchEntry.Kind.values), ("text", ENTRY, not text.strip()))
    entry = WatchEntry(case=item.case, item=item, occurs_on=occurrence_on, kind=kind, text=text.strip(), **stamp(by, at))
    entry.save(force_insert=True)
    for duty in open_now if kind == WatchEntry.Kind.AFTER else ():
        obligations.meet(duty, at=at, by=by, proof_ref=f"watch_entry:{entry.pk}")
    if kind == WatchEntry.Kind.AFTER:
        note_trigger(locked, Kind.EVENT, ref=f"watch_entry:{entry.pk}", by=by, at=at)
    log_case("date_recorded", locked, by=by, at=at, detail=f"date:{item.pk}")
    return entry


@transaction.atomic
def end_date(*, case: Case, by: User, item_id: UUID, outcome: str) -> WatchItem:
    """End a date with its outcome: it is watched no more, and stays readable. Raises Blocked where it was ended meanwhile."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    item = _open_item(locked, item_id)
    refuse(("outcome", OUTCOME, not outcome.strip()))
    item.ended_at, item.ended_by, item.outcome = at, by, outcome.strip()
    item.save(update_fields=["ended_at", "ended_by", "outcome"])
    supersede_alerts(locked, item, by=by, at=at, reason_code="date_ended")
    log_case("date_ended", locked, by=by, at=at, detail=f"date:{item.pk}")
    return item


def _open_item(case: Case, item_id: UUID) -> WatchItem:
    item = next((each for each in items_of(case) if each.pk == item_id), None)
    if item is None:
        raise Http404
    if item.ended_at is not None:
        raise Blocked((ENDED,))
    return item


def kind_offered(case: Case, code: str) -> WatchKind | None:
    """The kind of this code; None where the district offers none."""
    return next((each for each in WatchKind.offered(case.district_id) if each.code == code), None)


def _of_kind(kind: WatchKind) -> dict[str, Any]:
    return {"label": kind.label, "days_before": kind.alert_days_before, "days_after": kind.alert_days_after}


def _wrong(case: Case, given: DateGiven, kind: object, at: datetime) -> Iterator[tuple[str, str, bool]]:
    """What keeps the words from being written, each with its field."""
    yield "kind", KIND, kind is None
    yield "when", WHEN, given.when not in When.values
    if given.when == When.EXACT:
        yield "on_day", ON_DAY, given.on_day is None
    if given.when == When.WINDOW:
        yield "from_on", FROM, given.from_on is None
        yield "until_on", UNTIL, given.until_on is None
        yield "until_on", ENDS_FIRST, bool(given.from_on and given.until_on and given.until_on < given.from_on)
    if given.when == When.YEARLY:
        known = given.month in MONTHS
        yield "month", MONTH, not known
        yield "day", DAY, given.day is None
        yield "day", NO_SUCH_DAY.format(days=days_of(given.month or 1) if known else 31), known and not is_a_day(given.month, given.day)
    yield "event", EVENT, not given.event.strip()
    yield "owner", OWNER, given.owner is None
    yield "owner", NOT_A_PERSON, given.owner is not None and not people_in(case, at).filter(pk=given.owner.pk).exists()


def _over(given: DateGiven, kind: WatchKind | WatchItem | None, at: datetime) -> Iterator[tuple[str, str, bool]]:
    """Whether no alert would ever come of these days."""
    last = {When.EXACT: ("on_day", given.on_day), When.WINDOW: ("until_on", given.until_on)}
    field, day = last.get(given.when, ("", None))  # type: ignore[call-overload]
    if kind is None or day is None:
        return
    after = kind.alert_days_after if isinstance(kind, WatchKind) else kind.days_after
    watched = Watched(when=When.EXACT, before=0, after=after, from_on=day)
    yield field, PAST, watched.coming(local_date(at)) is None
