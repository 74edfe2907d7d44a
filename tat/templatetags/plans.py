"""A plan's strategies by the dozen, the safeguard beside a separation, the year of updates: drawn as the rows of `rows`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tat.addresses import address, series
from tat.forms.drawn import plain
from tat.icons import icon
from tat.templatetags.drawings import all_rungs, status
from tat.templatetags.moments import day, moment, short, weekday, when
from tat.templatetags.time_rule import time_rule

PRECIPITATING = "P"


def letter_sections(letters: Iterable[Any], code: str, may_write: bool, now: datetime) -> SafeString:
    """The strategies under the letters of STEP in the case of this code: each letter has letter, name, title, rows, and bare.

    A row has row (PlanStrategy), words, is_over and safeguard (or None).
    """
    add, change = (plain(words) if may_write else "" for words in (_("Add"), _("Change")))
    page = Page(code, now, add, change, series("case_strategy", code), all_rungs())
    return SafeString("".join([_letter(each, page) for each in letters]))


@dataclass(frozen=True)
class Page:
    """What the rows of a page share: the case's code, the instant, the words of its links or "", where a strategy is changed."""

    code: str
    now: datetime
    add: str
    change: str
    place: Callable[[Any], str]
    rungs: Mapping[int, str]


def _letter(letter: Any, page: Page) -> str:
    title, code = plain(letter.title), page.code
    library = f"{address('case_plan', code)}?library={letter.letter}#library"
    link = f'<a href="{library}">{page.add}<span class="vh">: {title}</span></a>' if page.add else ""
    rows = "".join([_strategy(item, page) for item in letter.rows])
    inside = _bare(letter) + rows if letter.bare else rows or _nothing(letter, code)
    tab = f'<span class="tab-letter" aria-hidden="true">{letter.letter}</span>'
    return f'<section class="step">\n<header>{tab}\n<h3>{title}</h3>{link}</header>\n{inside}</section>\n'


def _bare(letter: Any) -> str:
    words = _("There are findings under %(name)s. Choose at least one strategy for it.") % {"name": letter.name}
    return f"<p>{status('needs', _('Findings, and no strategy yet'))} {plain(words)}</p>\n"


def _nothing(letter: Any, code: str) -> str:
    if letter.letter != PRECIPITATING:
        return f'<p class="muted">{plain(_("Nothing chosen here."))}</p>\n'
    dates = f'<a href="{address("case_dates", code)}">{plain(_("Dates to watch have a page of their own."))}</a>'
    return f'<p class="muted">{plain(_("No strategy chosen here."))} {dates}</p>\n'


def _strategy(item: Mapping[str, Any], page: Page) -> str:
    row, change = item["row"], page.change
    label = plain(row.label)
    name = f"<s>{label}</s>" if item["is_over"] else f"<strong>{label}</strong>"
    known = f' <span class="code muted">{plain(row.strategy)}</span>' if row.strategy else ""
    why = f'<p class="typed small">{plain(row.lower_why)}</p>\n' if row.lower_why else ""
    came = f'<p class="typed">{plain(row.outcome)}</p>\n' if row.outcome else ""
    state = safeguard_state(item["safeguard"], row, page.code, bool(change), page.now) if item["safeguard"] else ""
    link = f'<br>\n<a href="{page.place(row.id)}">{change}<span class="vh">: {label}</span></a>\n' if change else ""
    return (
        f'<div class="strategy">\n<div class="stack-2">\n<p>{name}{known}</p>\n<p class="muted">{plain(item["words"])}</p>\n'
        f'{why}{came}{state}</div>\n<p class="meta">\n{page.rungs[row.rung]}\n{link}</p>\n</div>\n'
    )


def library_links(letters: Iterable[Any], opened: str | None) -> SafeString:
    """The letters under which the library is opened, and the one that is."""
    return SafeString(
        "".join(
            f'<strong aria-current="true">{plain(each.name)}</strong>\n'
            if each.letter == opened
            else f'<a href="?library={each.letter}#library">{plain(each.name)}</a>\n'
            for each in letters
        )
    )


def safeguard_state(safeguard: Any, row: Any, code: str, may_write: bool, now: datetime, here: bool = False) -> SafeString:
    """How far the eight answers of one separation are; `here` on the page where they are answered, which needs no link to itself."""
    offered = _("Separation safeguard:") if safeguard["required"] else _("Safeguard, offered:")
    link = "" if here else f" {_to_answers(safeguard, row, code, may_write)}"
    bare = _unsafeguarded(safeguard, row, now) if safeguard["unsafeguarded"] else ""
    return SafeString(f"{bare}<p>{icon('shield')} {plain(offered)} {plain(safeguard['words'])}.{link}</p>\n")


def _to_answers(safeguard: Any, row: Any, code: str, may_write: bool) -> str:
    words = _("Read the answers") if safeguard["answered"] or not may_write else _("Answer it")
    return f'<a href="{address("case_safeguard", code, row.id)}">{plain(words)}<span class="vh">: {plain(row.label)}</span></a>'


def _unsafeguarded(safeguard: Any, row: Any, now: datetime) -> str:
    """A separation in effect without its answers; an emergency removal with its twenty-four hours."""
    mark = status("late" if safeguard["late"] else "needs", _("Unsafeguarded separation"))
    if not safeguard["due_at"]:
        return f"<div>{mark}</div>\n"
    began, due = row.emergency_at, safeguard["due_at"]
    words = _("%(left)s: the eight answers are due by %(due)s.") % {"left": safeguard["left"], "due": when(due)}
    ends = (_("Removed %(at)s") % {"at": short(began)}, _("Due %(at)s") % {"at": short(due)})
    spans = "".join(f"<span>{plain(each)}</span>" for each in ends)
    return f'<div>{mark}\n{plain(words)}\n{time_rule(began, due, now)}\n<div class="rule-ends">{spans}</div>\n</div>\n'


def beat_rows(beats: Iterable[Any]) -> SafeString:
    """The times between two updates of a year: each has done_at (None while it runs) and late."""
    late, running = plain(_("late")), plain(_("running"))
    return SafeString("".join([_beat(beat, late, running) for beat in beats]))


def _beat(beat: Any, late: str, running: str) -> str:
    kind, after = (' class="late"', f", {late}") if beat.late else ("", "")
    mark = "clock" if not beat.done_at else "circle-alert" if beat.late else "circle-check"
    return f"<li{kind}>{icon(mark)} {plain(day(beat.done_at)) if beat.done_at else running}{after}</li>\n"


UPDATE = {
    "status_of_subject": gettext_lazy("Subject"),
    "responses": gettext_lazy("Steps and referrals"),
    "new_information": gettext_lazy("New information"),
    "target_contact": gettext_lazy("Target"),
    "coming_up": gettext_lazy("Coming up"),
}


def update_articles(updates: Iterable[Any]) -> SafeString:
    """Updates to read (CaseUpdate)."""
    terms = [(name, plain(label)) for name, label in UPDATE.items()]
    return SafeString("".join([_update(each, terms) for each in updates]))


def _update(update: Any, terms: Iterable[tuple[str, str]]) -> str:
    at = update.recorded_at
    marks = f" · {plain(_('marked as a change'))}" if update.is_change else ""
    marks += f" · {plain(_('the level no longer fits'))}" if update.level_fits == "no" else ""
    said = [f'<dt>{term}</dt>\n<dd class="typed">{plain(words)}</dd>\n' for name, term in terms if (words := getattr(update, name))]
    if update.no_longer_poses_threat:
        said.append(
            f"<dt>{plain(_('Threat'))}</dt>\n<dd>{plain(_('The subject no longer poses a threat, as the team saw it then.'))}</dd>\n"
        )
    by = f"{plain(update.written_by)} · {moment(at, 'at_clock')}{marks}"
    head = f'<h3>{weekday(at)}</h3>\n<p class="by muted">{by}</p>'
    return f'<article class="panel stack-2">\n{head}\n<dl class="facts">\n{"".join(said)}</dl>\n</article>\n'
