"""Everything that happened in a case, in order of time, narrowed by kind, person and days."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.access import Door, can, case_view, request_door
from cases.actions.event_kinds import KINDS, NOT_OFFERED_TO_ALL, Kind
from cases.actions.happened import Actor, Happened, Wanted, actors, happened, merged_codes
from cases.models import Case
from cases.views.merged import merged_here
from cases.views.pages_seen import PAGES
from cases.views.timeline import held_from
from tat import audit, paging
from tat.addresses import address
from tat.clock import CENTRAL
from tat.models import LogEntry
from tat.roles import Permission
from tat.statutes.local import wall_time

PAGE = 50
KEYS = ("at", "at", "id")
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)
ASKED = ("kind", "person", "since", "until", "order")
OPENS: dict[str, Permission] = {"case_log": Permission.VIEW_LOG, "case_papers": Permission.PRINT_CASE}
"""Pages to which not everybody who sees the case may go."""


@case_view(Permission.VIEW_CASE, "GET")
def case_timeline(request: HttpRequest, case: Case) -> HttpResponse:
    """Fifty entries a page; words in the address that it does not know narrow nothing."""
    way = request_door(request)
    codes = merged_codes(case)
    target = can(way, Permission.VIEW_TARGET_PLAN, case)
    people = actors(list(codes), target=target)
    chosen = asked(request.GET, people, target=target)
    found = happened(wanted(way, case, codes, chosen, request.GET.get("after", "")), PAGE + 1)
    rows, more = found[:PAGE], len(found) > PAGE
    seen = set(merged_here(way, case)) if len(codes) > 1 else set()
    marks = {key: code if code in seen else "" for key, code in codes.items() if key != case.pk}
    after = paging.token(*rows[-1][:3]) if more else ""
    context = {
        "case": case,
        "days": list(by_day(rows, way, case, marks)),
        "chosen": chosen,
        "kinds": [(code, kind.words) for code, kind in KINDS.items() if target or code not in NOT_OFFERED_TO_ALL],
        "people": people,
        "unread": [name for name in ("since", "until") if request.GET.get(name, "").strip() and not chosen[name]],
        "narrowed": any(chosen[name] not in ("", None) for name in ASKED[:4]),
        "next_url": f"?{urlencode({**_sent(chosen), 'after': after})}" if after else "",
        "goes_on": bool(request.GET.get("after")),
        "may_print": can(way, Permission.PRINT_CASE, case),
    }
    answer = render(request, "cases/timeline.html", context)
    answer.shown = audit.digest_of([case.code, *sorted(filter(None, marks.values()))])  # type: ignore[attr-defined]
    return answer


def asked(sent: QueryDict, people: list[Actor], *, target: bool) -> dict[str, Any]:
    """What narrows the list, as it can be read: a kind, somebody who acted here, two days, the order."""
    kind, person = sent.get("kind", ""), sent.get("person", "")
    offered = kind in KINDS and (target or kind not in NOT_OFFERED_TO_ALL)
    numbers = {str(each.number): each.number for each in people}
    return {
        "kind": kind if offered else "",
        "person": numbers.get(person),
        "since": _day(sent.get("since", "")),
        "until": _day(sent.get("until", "")),
        "order": "oldest" if sent.get("order") == "oldest" else "",
    }


def _day(text: str) -> date | None:
    """A day as a date field of the browser sends it; None for anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _sent(chosen: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in chosen.items() if value not in ("", None)}


def wanted(way: Door, case: Case, codes: Mapping[uuid.UUID, str], chosen: Mapping[str, Any], after: str) -> Wanted:
    """The question to the log: the days are Central Time's, the last one whole; what the reader may not have is left out."""
    since, until = chosen["since"], chosen["until"]
    return Wanted(
        ids=list(codes),
        at=way.scope.at,
        held=held_from(way, case),
        target=can(way, Permission.VIEW_TARGET_PLAN, case),
        kind=chosen["kind"],
        person=chosen["person"],
        since=wall_time(since, time.min) if since else None,
        until=wall_time(until + timedelta(days=1), time.min) if until else None,
        beyond=_beyond(after),
        oldest_first=chosen["order"] == "oldest",
    )


def _beyond(after: str) -> list[Any] | None:
    """The last row of the page before; None for a token that does not read."""
    keys = paging.read(LogEntry, KEYS, after)
    if keys is None or any(not isinstance(at, datetime) or at.tzinfo is None for at in keys[:2]):
        return None
    return keys


def by_day(rows: list[Happened], way: Door, case: Case, marks: Mapping[uuid.UUID, str]) -> Iterator[tuple[date, list[dict[str, Any]]]]:
    """The entries under their local days, for {% timeline %}."""
    entries = (_entry(row, way, case, marks) for row in rows)
    for day, same_day in groupby(entries, key=lambda entry: entry["day"]):
        yield day, list(same_day)


def _entry(row: Happened, way: Door, case: Case, marks: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    return {
        "at": row.happened_at,
        "day": row.happened_at.astimezone(CENTRAL).date(),
        "title": row.title,
        "words": _beside(row, way, case, marks),
        "by": ", ".join(part for part in (row.who, row.position) if part),
        "recorded_at": row.entered_at if row.is_entered_later else None,
    }


def _where(kind: Kind) -> Any:
    """What the page is called on which it stands."""
    return PAGES.get(kind.place, kind.words)


def _beside(row: Happened, way: Door, case: Case, marks: Mapping[uuid.UUID, str]) -> SafeString:
    """From which merged case it is, and the page where it stands."""
    parts = []
    if row.of in marks:
        code = marks[row.of]
        parts.append(_("From the merged case %(code)s.") % {"code": code} if code else _("From a case merged into this one."))
    kind = KINDS[row.kind]
    needs = OPENS.get(kind.place)
    if kind.place and (needs is None or can(way, needs, case)):
        parts.append(
            format_html('<a href="{}">{}<span class="vh">: {}</span></a>', address(kind.place, case.code), _where(kind), row.title)
        )
    return SafeString(" ".join(format_html("{}", part) for part in parts))
