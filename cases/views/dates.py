"""Dates to watch of a case: the list, a month, and one address for each act; and the answer after an act of violence elsewhere."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.contagion import answer_check, checks_asked
from cases.actions.date_facts import items_of, running
from cases.actions.date_words import entries_of, when_words
from cases.actions.dates import add_date, change_date, end_date, record_date
from cases.actions.members import who_works_on
from cases.forms.dates import ChangeDateForm, CheckForm, DateForm, EndDateForm, EntryForm, kinds_of, stands
from cases.models import Case, WatchItem, WatchKind
from cases.views.acting import act, refusal
from cases.views.case import subject_name
from cases.views.date_sheet import Line, first_day, lines, month
from cases.views.mending import changed_meanwhile
from cases.views.rail import rail
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date

Choices = Callable[[], dict[str, Any]]
RAIL_PLACE = 6
ENDED_SHOWN = 24


@case_view(Permission.VIEW_CASE, "GET")
def case_dates(request: HttpRequest, case: Case) -> HttpResponse:
    """The dates in order of what comes next, a month, and what the district asks after an act of violence elsewhere."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **given: Any) -> HttpResponse:
    """The page, with a form's errors where there are any: `add`, `change`, `end`, `entry` or `check`."""
    at = request_scope(request).at
    today = local_date(at)
    items, entries = items_of(case), entries_of(case)
    may_write = case.is_open() and can(request_door(request), Permission.WRITE_PLAN, case)
    found = lines([item for item in items if item.ended_at is None], entries, running(case), today)
    ended = sorted((item for item in items if item.ended_at), key=lambda item: item.ended_at, reverse=True)
    choices = cache(partial(offered, case, at))
    rows = [row(request, line, may_write, choices, given) for line in found]
    checks = [check(each, may_write, given.get("check")) for each in checks_asked(case)]
    add_open = given.get("add") or "kind" in request.GET or not items
    add = (given.get("add") or DateForm(initial=asked_for(request), **choices())) if may_write and add_open else None
    context: dict[str, Any] = {
        "case": case,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "rows": rows,
        "month": month(found, first_day(request.GET.get("month", ""), today), today),
        "ended": [{"item": item, "when": when_words(item), "entries": entries.get(item.pk, [])} for item in ended[:ENDED_SHOWN]],
        "more": len(ended) > ENDED_SHOWN,
        "asked": [each for each in checks if not each["check"].is_answered],
        "answered": [each for each in checks if each["check"].is_answered],
        "add_form": add,
        "may_write": may_write,
    }
    on_page = [each["form"] for each in checks] + [form for each in rows for form in each["forms"]]
    context |= refusal(request, list(given.values()), [add, *on_page])
    return render(request, "cases/dates.html", context)


def offered(case: Case, at: Any, item: WatchItem | None = None) -> dict[str, Any]:
    """What the form of a date lets choose from."""
    return {"kinds": kinds_of(WatchKind.offered(case.district_id), item), "people": who_works_on(case, at)}


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """The kind that the link to this page named."""
    return {"kind": request.GET.get("kind", "")}


def row(request: HttpRequest, line: Line, may_write: bool, choices: Choices, given: Mapping[str, Any]) -> dict[str, Any]:
    """One date with the forms that stand open on it; what they let choose from is read where one does."""
    if not may_write:
        return {"line": line, "change": None, "end": None, "entries": [], "forms": []}
    item = line.item
    change = mine(given.get("change"), item)
    if change is None and opens(request, "change", item):
        change = ChangeDateForm(initial=stands(item), **own_kind(choices(), item))
    end = mine(given.get("end"), item) or (EndDateForm() if opens(request, "end", item) else None)
    entries = [entry_form(item, each["on"], given.get("entry")) for each in line.duties]
    return {"line": line, "change": change, "end": end, "entries": entries, "forms": [change, end, *(each["form"] for each in entries)]}


def opens(request: HttpRequest, form: str, item: WatchItem) -> bool:
    """Whether the link to this page opened that form of this date."""
    return form in request.GET and request.GET[form] == str(item.pk)


def own_kind(choices: dict[str, Any], item: WatchItem) -> dict[str, Any]:
    """The same choices, and the kind that the date has though it is offered no more."""
    return {**choices, "kinds": list({item.kind: item.label, **dict(choices["kinds"])}.items())}


def mine(form: Any, item: WatchItem) -> Any:
    """The form where it was sent about this date."""
    return form if form is not None and form.item_id == item.pk else None


def entry_form(item: WatchItem, occurs_on: date, sent: EntryForm | None) -> dict[str, Any]:
    prefix = f"{item.pk}-{occurs_on.isoformat()}"
    form = sent if sent is not None and sent.prefix == prefix else EntryForm(prefix=prefix)
    return {"form": form, "on": occurs_on}


def check(each: Any, may_write: bool, sent: CheckForm | None) -> dict[str, Any]:
    """What one sweep asks, with the form that answers it."""
    form = sent if sent is not None and sent.prefix == str(each.pk) else CheckForm(prefix=str(each.pk))
    return {"check": each, "form": form if may_write and not each.is_answered else None}


@case_view(Permission.WRITE_PLAN, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """One more date."""
    form = DateForm(request.POST, **offered(case, request_scope(request).at))
    return act(
        request,
        case,
        form,
        do=lambda: add_date(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, add=form),
        done=_l("The date is on the list."),
        go="case_dates",
    )


@case_view(Permission.WRITE_PLAN, "POST")
@once
def change(request: HttpRequest, case: Case) -> HttpResponse:
    """A date written anew. A stale edit is answered with both texts side by side, and nothing is overwritten."""
    item = sent_about(request, case)
    choices = offered(case, request_scope(request).at, item)
    form: Any = ChangeDateForm(request.POST, **choices)
    form.item_id = item.pk
    return act(
        request,
        case,
        form,
        do=lambda: change_date(case=case, by=request.user, item_id=item.pk, version=form.cleaned_data["version"], given=form.given()),
        again=lambda: show(request, case, change=form),
        done=_l("The date is changed."),
        go="case_dates",
        compare=lambda current: compare(request, case, form, current, choices),
    )


def compare(request: HttpRequest, case: Case, form: ChangeDateForm, current: WatchItem, choices: dict[str, Any]) -> HttpResponse:
    """Both texts side by side, and the typed form once more, on what stands now."""
    data = request.POST.copy()
    data[form.add_prefix("version")] = str(current.version)
    page = {
        "template": "cases/dates/_change_form.html",
        "item": current,
        "changed_by": current.changed_by.full_name if current.changed_by else current.recorded_name,
        "changed_at": current.changed_at or current.recorded_at,
        "back_url": address("case_dates", case.code),
    }
    again = ChangeDateForm(data, **choices)
    return changed_meanwhile(request, case, form=form, again=again, theirs=stands(current), page=page)


@case_view(Permission.WRITE_PLAN, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """What was done about one occurrence, or what came of it."""
    item = sent_about(request, case)
    try:
        occurs_on = date.fromisoformat(request.POST.get("occurs_on", ""))
    except ValueError:
        raise Http404 from None
    form = EntryForm(request.POST, prefix=f"{item.pk}-{occurs_on.isoformat()}")
    return act(
        request,
        case,
        form,
        do=lambda: record_date(case=case, by=request.user, item_id=item.pk, occurrence_on=occurs_on, **form.cleaned_data),
        again=lambda: show(request, case, entry=form),
        done=_l("Recorded, with your name and the time."),
        go="case_dates",
    )


@case_view(Permission.WRITE_PLAN, "POST")
@once
def end(request: HttpRequest, case: Case) -> HttpResponse:
    """A date is watched no more."""
    item = sent_about(request, case)
    form: Any = EndDateForm(request.POST)
    form.item_id = item.pk
    return act(
        request,
        case,
        form,
        do=lambda: end_date(case=case, by=request.user, item_id=item.pk, outcome=form.cleaned_data["outcome"]),
        again=lambda: show(request, case, end=form),
        done=_l("The date is ended, and can still be read."),
        go="case_dates",
    )


@case_view(Permission.WRITE_PLAN, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """The answer after an act of violence elsewhere; then, where that was asked for, a date to watch for it."""
    check_id = uuid_of(request, "check_id")
    form = CheckForm(request.POST, prefix=str(check_id))
    response = act(
        request,
        case,
        form,
        do=lambda: answer_check(case=case, by=request.user, given=form.given(check_id)),
        again=lambda: show(request, case, check=form),
        done=_l("Answered. The duty is done."),
        go="case_dates",
    )
    if response.status_code == 302 and form.cleaned_data["watch"]:
        return redirect(f"{address('case_dates', case.code)}?kind=PRE-6#add")
    return response


def sent_about(request: HttpRequest, case: Case) -> WatchItem:
    """The date that a form is about. Raises Http404 for none of this case."""
    item_id = uuid_of(request, "item_id")
    item = next((each for each in items_of(case) if each.pk == item_id), None)
    if item is None:
        raise Http404
    return item


def uuid_of(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None
