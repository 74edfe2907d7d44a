"""Drawings of the page, made on the server: the level mark, the rungs, a state. No inline style, and the words always beside them."""

from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tat.forms.drawn import plain
from tat.icons import icon

LEVELS = {
    "routine": (0, gettext_lazy("Routine / No Known Concern")),
    "low": (1, gettext_lazy("Low Level")),
    "moderate": (2, gettext_lazy("Moderate Level")),
    "high": (3, gettext_lazy("High Level")),
    "imminent": (4, gettext_lazy("Imminent")),
}
PIPS = (5, 14, 23, 32)
RUNGS = 5


def level(code: str, size: str = "") -> SafeString:
    """The mark of a level (routine, low, moderate, high, imminent): pips and always the word; "" reads "Not classified yet".

    `size` "lg" draws it larger.
    """
    return _level(code, size, get_language())


@cache
def _level(code: str, size: str, language: str | None) -> SafeString:
    """The mark in one language."""
    extra = f" level-{size}" if size else ""
    if not code:
        return format_html('<span class="level level-none{}">{}</span>', extra, _("Not classified yet"))
    pips, words = LEVELS[code]
    circles = format_html_join("", '<circle{} cx="{}" cy="5" r="3.5"/>', ((_on(n < pips), x) for n, x in enumerate(PIPS)))
    return format_html(
        '<span class="level level-{}{}"><svg viewBox="0 0 36 10" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        pips,
        extra,
        circles,
        words,
    )


def rungs(rung: int) -> SafeString:
    """How far up the ladder of intrusiveness a strategy stands: a picture, and "Rung 3 of 5"."""
    return _rungs(rung, get_language())


def all_rungs() -> dict[int, SafeString]:
    """The picture of each rung, for a page with many."""
    return {rung: rungs(rung) for rung in range(1, RUNGS + 1)}


@cache
def _rungs(rung: int, language: str | None) -> SafeString:
    """The picture with its words in one language."""
    bars = ((_on(n < rung), 0.5 + 7 * n, 12 - 2.5 * n, 3.5 + 2.5 * n) for n in range(RUNGS))
    return format_html(
        '<svg class="rungs" viewBox="0 0 34 16" aria-hidden="true" focusable="false">{}</svg> <span class="vh">{}</span> {}',
        format_html_join("", '<rect{} x="{}" y="{}" width="5" height="{}"/>', bars),
        _("Intrusiveness:"),
        _("Rung %(rung)d of %(rungs)d") % {"rung": rung, "rungs": RUNGS},
    )


STATUS_ICONS = {"": "circle-check", "done": "circle-check", "needs": "clock", "late": "clock-alert", "open": "circle"}


def status(kind: str, words: str) -> SafeString:
    """A state in words with its icon; `kind` is done, needs (waiting for you), late (past due) or open. Never color alone."""
    return SafeString(f'<span class="status status-{kind or "done"}">{icon(STATUS_ICONS[kind])} {plain(words)}</span>')


def _on(lit: bool) -> str:
    return format_html(' class="{}"', "on") if lit else ""
