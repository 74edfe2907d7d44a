"""Dates to watch by the dozen: the list of what comes next, a month as a table, what a closing carries on; drawn as the rows of `rows`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tat.addresses import address
from tat.forms.drawn import plain
from tat.templatetags.drawings import status
from tat.templatetags.moments import moment, on, short, weekday

LABELS = (gettext_lazy("When"), gettext_lazy("Feared"), gettext_lazy("Done before"), gettext_lazy("Looks after it"))


def date_articles(context: Context, rows: Iterable[Mapping[str, Any]], code: str, may_write: bool, forms: str) -> SafeString:
    """The dates that nobody has ended, of the case of this code: each row has line (number, item, when, kind, state, entries), and forms.

    `forms` is the template of the forms that stand open on a date: entries, change, end.
    """
    when, feared, before, owner = map(plain, LABELS)
    links = [(name, plain(words)) for name, words in (("change", _("Change")), ("end", _("End it")))] if may_write else []
    found, place = "", address("case_dates", code)
    for row in rows:
        line = row["line"]
        item, number = line.item, str(line.item.id)
        facts = f"<dt>{when}</dt>\n<dd>\n{_when(line)}\n</dd>\n{_typed(feared, item.effect)}{_typed(before, item.mitigation)}"
        facts += f"<dt>{owner}</dt>\n<dd>{plain(item.owner.full_name)}</dd>\n"
        found += (
            f'<article class="panel stack-2" id="d-{number}" aria-labelledby="t-{number}">\n<div class="row-between">\n'
            f'<h3 id="t-{number}">{line.number}. {plain(item.label)}</h3>\n{status(line.kind, line.state)}\n</div>\n'
            f'<p class="typed">{plain(item.event)}</p>\n<dl class="facts">\n{facts}</dl>\n{entry_rows(line.entries)}{_by(item)}'
            f"{_open(context, row, item, forms)}{'' if row['change'] or row['end'] else _links(line, number, place, links)}</article>\n"
        )
    return SafeString(found)


def _typed(term: str, words: str) -> str:
    return f'<dt>{term}</dt>\n<dd class="typed">{plain(words)}</dd>\n' if words else ""


def _when(line: Any) -> str:
    words = plain(capfirst(line.when))
    if line.item.when != "yearly" or not line.occurrence:
        return words
    following = _("next %(day)s") % {"day": weekday(line.occurrence.starts_on)}
    return f'{words}\n<span class="muted">· {plain(following)}</span>'


def _by(item: Any) -> str:
    changed = ""
    if item.changed_by:
        changed = f" · {plain(_('changed by %(name)s, %(at)s') % {'name': item.changed_by.full_name, 'at': short(item.changed_at)})}"
    return f'<p class="small muted">{plain(item.written_by)} · {moment(item.recorded_at, "short")}{changed}</p>\n'


def _open(context: Context, row: Mapping[str, Any], item: Any, forms: str) -> str:
    if not any(row["forms"]):
        return ""
    with context.push(row=row, item=item):
        return context.template.engine.get_template(forms).render(context)  # type: ignore[union-attr]


def _links(line: Any, number: str, place: str, links: Iterable[tuple[str, str]]) -> str:
    named = f'<span class="vh">: {line.number}. {plain(line.item.label)}</span>'
    found = "".join([f'<a href="{place}?{name}={number}#d-{number}">{words}{named}</a>\n' for name, words in links])
    return f'<p class="row">\n{found}</p>\n' if found else ""


def entry_rows(entries: Iterable[Any]) -> SafeString:
    """What was done about a date, in order."""
    return SafeString(
        "".join(
            f'<div>\n<p class="typed">{plain(each.text)}</p>\n<p class="small muted">{plain(each.get_kind_display())} · '
            f"{plain(on(each.occurs_on))} · {plain(each.written_by)}, {moment(each.recorded_at, 'short')}</p>\n</div>\n"
            for each in entries
        )
    )


def date_rows(dates: Iterable[tuple[Any, str, str, str]], is_open: bool) -> SafeString:
    """Dates to watch in few words: each with its days, and kind and words of how it stands, which count while the case is open."""
    return SafeString(
        "".join(
            f"<li>\n<strong>{plain(item.label)}</strong>, {plain(when_it_is)}, {plain(item.owner.short_name)}."
            f' <span class="typed">{plain(item.event)}</span>\n{status(kind, words) if is_open else ""}\n</li>\n'
            for item, when_it_is, kind, words in dates
        )
    )


def carried_dates(dates: Iterable[tuple[Any, str]]) -> SafeString:
    """Dates that nobody has ended, each with its days in words and its owner."""
    return SafeString(
        "".join(
            f"<li><strong>{plain(item.label)}</strong>, {plain(when)}: "
            f'<span class="typed">{plain(item.event)}</span> ({plain(item.owner.full_name)})</li>\n'
            for item, when in dates
        )
    )


def month_weeks(weeks: Iterable[Iterable[Any]]) -> SafeString:
    """The rows of a month: a cell has day, inside, is_today, falls and alerts (lines, each with number and item)."""
    number, after = plain(pgettext("date", "no.")), plain(_("looked after:"))
    return SafeString("".join(f"<tr>\n{''.join([_cell(cell, number, after) for cell in week])}</tr>\n" for week in weeks))


def _cell(cell: Any, number: str, after: str) -> str:
    kind = "falls" if cell.falls else "alerts" if cell.alerts else "" if cell.inside else "beside"
    day = f'<strong aria-current="date">{cell.day.day}</strong>' if cell.is_today else str(cell.day.day)
    for line in cell.falls:
        day += f'\n<a href="#d-{line.item.id}"><span class="vh">{plain(line.item.label)}, </span>{number} {line.number}</a>'
    if cell.alerts:
        day += f'\n<span class="vh">{after} {" ".join([f"{number} {line.number}" for line in cell.alerts])}</span>'
    return f'<td class="{kind}">{day}</td>\n' if kind else f"<td>{day}</td>\n"
