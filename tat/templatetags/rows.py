"""Rows that stand on a page by the dozen, drawn by functions, since a template for each costs more than its words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tat.addresses import address
from tat.forms.drawn import plain
from tat.icons import icon
from tat.templatetags.drawings import level, status
from tat.templatetags.moments import at_clock, iso, moment, short, time_left, weekday
from tat.templatetags.time_rule import time_rule

Stage = Mapping[str, Any]


def rail(stages: Sequence[Stage]) -> SafeString:
    """The stages of a case: dicts in order with name, state (done, here, later), note (words under it), url (or nothing).

    Twice the same list: along the page, and folded where the page is narrow.
    """
    unseen = {"done": f' <span class="vh">{plain(_("done"))}</span>', "later": f' <span class="vh">{plain(_("not reached"))}</span>'}
    rows = f"<ol>{''.join([_stage(each, unseen) for each in stages])}</ol>"
    here = next(((number, stage["name"]) for number, stage in enumerate(stages, start=1) if stage["state"] == "here"), None)
    words = _("Stage %(n)s of %(total)s: %(name)s") % {"n": here[0], "total": len(stages), "name": here[1]} if here else ""
    return SafeString(
        f'<nav class="rail sticky" aria-label="{plain(_("Stages of this case"))}">\n<div class="rail-wide">{rows}</div>\n'
        f'<details class="rail-mobile"><summary>{plain(words)} {icon("chevron-down")}</summary>{rows}</details>\n</nav>'
    )


def _stage(stage: Stage, unseen: Mapping[str, str]) -> str:
    state, url = stage["state"], stage["url"]
    current = ' aria-current="step"' if state == "here" else ""
    start, end = (f'<a href="{plain(url)}"{current}>', "</a>") if url else (f"<span{current}>", "</span>")
    mark = f'<span class="mark" aria-hidden="true">{icon("check") if state == "done" else ""}</span>'
    said = f"<small>{plain(stage['note'])}{unseen.get(state, '')}</small>"
    return f'\n<li class="{state}">{start}{mark} <strong>{plain(stage["name"])}</strong> {said}{end}</li>'


def need_row(need: Any, now: datetime) -> SafeString:
    """One row of Home or Duties (tat.views.needs.Need) at the present instant."""
    note = f"<small>{plain(need.left_note)}</small>" if need.left_note else ""
    code = f'<span class="code">{plain(need.code)}</span>{" · " if need.why else ""}' if need.code else ""
    return SafeString(
        f'<article class="need{" late" if need.late else ""}">\n<p class="left">{plain(need.left)}{note}</p>\n<div>\n'
        f'<h3><a href="{plain(need.url)}">{plain(need.title)}</a></h3>\n<p class="why">{code}{plain(need.why)}</p>\n</div>\n'
        f"{_go(need)}{_ruler(need, now)}</article>\n"
    )


def _go(need: Any) -> str:
    if not need.go:
        return ""
    code = f'<span class="vh">, {plain(need.code)}</span>' if need.code else ""
    start = f'<a class="btn{" btn-go" if need.pressing else ""}" href="{plain(need.go_url or need.url)}">'
    return f'<p class="go">\n{start}{plain(need.go)}{code}</a>\n</p>\n'


def _ruler(need: Any, now: datetime) -> str:
    if not (need.started_at and need.due_at):
        return ""
    ends = f'<div class="rule-ends">\n<span>{plain(need.start_words)}</span>\n<span>{plain(need.due_words)}</span>\n</div>'
    return f'<div class="rulebox">\n{time_rule(need.started_at, need.due_at, now)}\n{ends}\n</div>\n'


def case_rows(cases: Iterable[Any], now: datetime) -> SafeString:
    """The rows of a table of cases: each has code, building, stage (in words), level, practice, restricted and due (the next, or None)."""
    heads = [plain(words) for words in (_("Building"), _("Stage"), _("Level"), _("Next clock"))]
    return SafeString("".join(_case(case, now, heads) for case in cases))


def _case(case: Any, now: datetime, heads: Sequence[str]) -> str:
    marks = f" {plain(_('Practice'))}" if case.practice else ""
    marks += f" <small>{plain(_('restricted'))}</small>" if case.restricted and not case.practice else ""
    cells = (plain(case.building), plain(case.stage), level(case.level), _next_clock(case.due, now))
    link = f'<a class="code" href="{address("case_detail", case.code)}">{plain(case.code)}</a>'
    row = "".join(f'<td role="cell" data-label="{head}">{cell}</td>\n' for head, cell in zip(heads, cells, strict=True))
    return f'<tr role="row">\n<th role="rowheader" scope="row">{link}{marks}</th>\n{row}</tr>\n'


def _next_clock(due: datetime | None, now: datetime) -> str:
    if due is None:
        return plain(_("None running"))
    left = time_left(due, now)
    return status("late", left) if due < now else plain(left)


def view_rows(views: Iterable[Any]) -> SafeString:
    """The rows of a table of views: AccessEntries, each with the words of its page (page_words)."""
    when, page = plain(_("When")), plain(_("Page"))
    return SafeString("".join(_view(view, when, page) for view in views))


def _view(view: Any, when: str, page: str) -> str:
    who = plain(", ".join(filter(None, (view.user_name, view.user_position))))
    return (
        f'<tr role="row">\n<td role="cell" data-label="{when}">{moment(view.at, "short")}</td>\n'
        f'<th role="rowheader" scope="row">{who}</th>\n<td role="cell" data-label="{page}">{plain(view.page_words)}</td>\n</tr>\n'
    )


def timeline(days: Iterable[tuple[date, Iterable[Mapping[str, Any]]]]) -> SafeString:
    """What happened, day by day: an entry has at, title (bold, or ""), words, by, recorded_at (where it was entered later)."""
    return SafeString("\n".join(_day(day, entries) for day, entries in days))


def _day(day: date, entries: Iterable[Mapping[str, Any]]) -> str:
    return f'<p class="day">{plain(weekday(day))}</p>\n<ol class="timeline">\n{"".join(map(_happened, entries))}</ol>'


def _happened(entry: Mapping[str, Any]) -> str:
    title = f"<strong>{plain(entry['title'])}</strong> " if entry["title"] else ""
    later = _("entered %(at)s") % {"at": short(entry["recorded_at"])} if entry["recorded_at"] else ""
    known = " · ".join(plain(words) for words in (entry["by"], later) if words)
    by = f'\n<p class="by">{known}</p>' if known else ""
    time = f'<time datetime="{iso(entry["at"])}">{at_clock(entry["at"])}</time>'
    return f"<li>\n{time}\n<div>\n<p>{title}{plain(entry['words'])}</p>{by}\n</div>\n</li>\n"


def people_rows(people: Iterable[Any]) -> SafeString:
    """People with their state: dicts with icon (circle, circle-check, user ...), words, note (small, beside), state (small, at the end)."""
    return SafeString(f'<ul class="people">\n{"".join([_person(each) for each in people])}</ul>')


def _person(person: Any) -> str:
    note, state = person.get("note"), person.get("state")
    beside = f" <small>{plain(note)}</small>" if note else ""
    end = f"<small>{plain(state)}</small>\n" if state else ""
    return f"<li>\n{icon(person.get('icon') or 'user')}\n<span>{plain(person['words'])}{beside}</span>\n{end}</li>\n"


def fact_rows(facts: Iterable[tuple[Any, Any]]) -> SafeString:
    """Terms and words of a list of facts."""
    rows = "".join([f"<dt>{plain(term)}</dt>\n<dd>{plain(words)}</dd>\n" for term, words in facts])
    return SafeString(f'<dl class="facts">\n{rows}</dl>')
