"""The dates to watch of a case as its pages read them, and the alerts that their days ask for (handbook 7.6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from cases.actions.members import who_works_on
from cases.models import Case, Closing, WatchEntry, WatchItem, of_case_and_merged
from cases.watching import Occurrence, Watched, When
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.statutes import local_date, wall_time

RULE = "WATCH"
ONE_DAY = timedelta(days=1)
NOT_IN_A_LINE = ("effect", "mitigation", "outcome", "recorded_by", "recorded_name", "recorded_position", "changed_by", "changed_at")


@dataclass(frozen=True)
class Alert:
    """The duty of one occurrence: its reference among the duties, its start, and the local day after its last one.

    `entry` says what came of it, where that is written already; `stands` where a row stands for it.
    """

    item: WatchItem
    case: Case
    ref: str
    began_at: datetime
    anchor: datetime
    actor: User | None
    entry: WatchEntry | None
    stands: bool


def items_of(case: Case) -> list[WatchItem]:
    """Every date to watch of the case and of those merged into it, ended ones among them; one statement."""
    return ITEMS(case=case)


def open_items(case: Case) -> list[WatchItem]:
    """The dates that nobody has ended, each with its owner, as one line tells them: what a closing carries on."""
    return OPEN(case=case)


def first_items(case: Case, on_record: Iterable[Sequence[Any]], day: date, count: int) -> list[tuple[WatchItem, Occurrence | None]]:
    """So many of them in order, out of the days of all that are on record: only these are read.

    Those on one day or between two come in the order of their first day; once so many of them are found, no later one is among the first.
    """
    found, in_line = list[tuple[str, Occurrence | None]](), 0
    known = [(number, Watched.of_record(row)) for number, *row in on_record]
    for number, watched in sorted(known, key=lambda each: each[1].from_on or date.min):
        if watched.from_on and in_line == count:
            break
        occurrence = watched.coming(day)
        found.append((number, occurrence))
        in_line += bool(watched.from_on and occurrence)
    places = {number: place for place, (number, _watched) in enumerate(known)}
    found.sort(key=lambda each: (each[1].starts_on if each[1] else date.max, places[each[0]]))
    first = dict(found[:count])
    items = {str(item.pk): item for item in THESE(case=case, ids=list(first))}
    return [(items[number], occurrence) for number, occurrence in first.items()]


def _items(*related: str) -> QuerySet[WatchItem]:
    rows = WatchItem.objects.filter(case__any_of=of_case_and_merged(Given("case")))
    return rows.select_related("case__key", "owner", *related).order_by("recorded_at", "id")


ITEMS: Prepared[WatchItem] = Prepared(lambda: _items("changed_by", "ended_by"))
OPEN: Prepared[WatchItem] = Prepared(lambda: _items().filter(ended_at=None).defer(*NOT_IN_A_LINE))
THESE: Prepared[WatchItem] = Prepared(lambda: _items().filter(pk__any_of=Given("ids")).defer(*NOT_IN_A_LINE))


def in_order(items: Iterable[WatchItem], day: date) -> list[tuple[WatchItem, Occurrence | None]]:
    """What comes next first, each with its occurrence; then those whose day is not known or is over."""
    found = [(item, item.watched().coming(day)) for item in items]
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1].starts_on if pair[1] else date.max, pair[0].recorded_at))


def alerts(case_ids: Iterable[UUID], at: datetime) -> list[Alert]:
    """What the dates of these cases ask for at `at`: the latest occurrence of each whose alert days have begun, even where they went by
    unseen. Nothing of an ended date or a closed case, nor of days that were over when the date was stated or the case opened again."""
    cases = {case.pk: case for case in Case.objects.open().filter(pk__in=list(case_ids)).select_related("district", "building", "team")}
    items = _dated(cases)
    rows, reopened, entries = _standing(cases), _reopened(cases), _over(items)
    found = []
    for item, case in items:
        occurrence = item.watched().begun(local_date(at))
        since = max(filter(None, (item.dated_at, reopened.get(case.pk))))
        if occurrence is None or occurrence.alert_until < local_date(since):
            continue
        ref, stands = _ref(rows[case.pk], item.alert_ref(occurrence))
        found.append(
            Alert(
                item=item,
                case=case,
                ref=ref,
                began_at=max(wall_time(occurrence.alert_from, time.min), since),
                anchor=wall_time(occurrence.alert_until + ONE_DAY, time.min),
                actor=None if stands else _owner(case, item, at),
                entry=entries.get((item.pk, occurrence.starts_on)),
                stands=stands,
            )
        )
    return found


def _dated(cases: Mapping[UUID, Case]) -> list[tuple[WatchItem, Case]]:
    """The open dates with a day, each with the case in which its work goes on; no sealed text is read."""
    of_these = Q(case__in=cases) | Q(case__merged_into__in=cases)
    rows = WatchItem.objects.filter(of_these, ended_at=None).exclude(when=When.UNKNOWN)
    read = rows.select_related("case", "owner").defer("label", "event", "effect", "mitigation", "outcome").order_by("recorded_at", "id")
    return [(item, cases[item.case.merged_into_id or item.case_id]) for item in read]


def _standing(cases: Mapping[UUID, Case]) -> dict[UUID, dict[str, str]]:
    """The state of each alert there is, by case and reference."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = Obligation.objects.filter(rule=RULE, about_kind="case", about_id__in=cases)
    for case_id, ref, state in rows.values_list("about_id", "trigger_ref", "state"):
        found[case_id][ref] = state
    return found


def _ref(rows: Mapping[str, str], ref: str) -> tuple[str, bool]:
    """The reference of an alert and whether its row stands. After one that was superseded, as by a closing, the next has its number."""
    found = {each: state for each, state in rows.items() if each == ref or each.startswith(f"{ref}:")}
    standing = next((each for each, state in found.items() if state != Obligation.State.SUPERSEDED), "")
    if standing:
        return standing, True
    return (f"{ref}:{len(found) + 1}" if found else ref), False


def _reopened(cases: Mapping[UUID, Case]) -> dict[UUID, datetime]:
    rows = Closing.objects.filter(case__in=cases, kind=Closing.Kind.REOPENED)
    return dict(rows.values_list("case").annotate(last=Max("recorded_at")).order_by())


def _over(items: Iterable[tuple[WatchItem, Case]]) -> dict[tuple[UUID, date], WatchEntry]:
    rows = WatchEntry.objects.filter(item__in=[item.pk for item, _case in items], kind=WatchEntry.Kind.AFTER).defer("text")
    return {(row.item_id, row.occurs_on): row for row in rows}


def _owner(case: Case, item: WatchItem, at: datetime) -> User | None:
    """The owner where that person still works on the case; else the duty waits for the case manager."""
    return item.owner if item.owner_id in {person.pk for person in who_works_on(case, at)} else None


def occurs_on(item: WatchItem, duty: Obligation) -> date:
    """On which day the occurrence of an alert begins, out of its reference."""
    return date.fromisoformat(duty.trigger_ref.removeprefix(f"watch:{item.pk}:").partition(":")[0])


def by_item(duties: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    """Alerts by the date that each is about, which their reference names."""
    found: dict[str, list[Obligation]] = defaultdict(list)
    for duty in duties:
        if duty.rule == RULE:
            found[duty.trigger_ref.split(":")[1]].append(duty)
    return found


def running(case: Case) -> list[Obligation]:
    """The open alerts of a case, the first due first."""
    return RUNNING(case=case.pk)


RUNNING: Prepared[Obligation] = Prepared(
    lambda: (
        Obligation.objects.open()
        .about("case", Given("case"))
        .filter(rule=RULE)
        .select_related("building", "district", "actor")
        .order_by("target_due_at", "id")
    )
)
