"""Findings, and what changed in an assessment: rows by the hundred, drawn by functions as those of `rows`."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tat.forms.drawn import plain
from tat.icons import icon
from tat.templatetags.drawings import status
from tat.templatetags.moments import moment

NOT_ANSWERED = ("unknown", "", None)


def finding_rows(lines: Iterable[Any]) -> SafeString:
    """Each line has its status in words first, then what was found, its kind, how it is known, who wrote it, what it corrects.

    id, status, words, kind, factor, source, note, link (address and words), known, lacks_source, flags, by, at, earlier
    (words, by, at), correct_url, beginning.
    """
    correct, missing = plain(_("Correct")), " " + status("needs", _("Source missing"))
    return SafeString("".join([_finding(line, correct, missing) for line in lines]))


def _finding(line: Any, correct: str, missing: str) -> str:
    known = [f"<strong>{plain(line.kind)}</strong>", plain(line.factor), _source(line), *map(plain, line.known)]
    by = [plain(line.by), moment(line.at, "short"), *(f"<strong>{plain(flag)}</strong>" for flag in line.flags)]
    hidden = f'<span class="vh">: {plain(line.beginning)}</span>'
    link = f'<p class="meta"><a href="{plain(line.correct_url)}">{correct}{hidden}</a></p>\n' if line.correct_url else ""
    return (
        f'<div class="strategy" id="finding-{line.id}">\n<div>\n'
        f'<p class="typed"><strong>{plain(line.status)}:</strong> <bdi>{plain(line.words)}</bdi></p>\n'
        f'<p class="small muted">{" · ".join(filter(None, known))}{missing if line.lacks_source else ""}</p>\n'
        f'<p class="small muted">{" · ".join(by)}</p>\n{"".join(map(_before, line.earlier))}</div>\n'
        f"{link}</div>\n"
    )


def _source(line: Any) -> str:
    """Where it is from: the kind of source, the link to it, and what was written about it."""
    linked = f'<a href="{plain(line.link[0])}">{plain(line.link[1])}</a>' if line.link else ""
    said = f": {linked or plain(line.note)}" if linked or line.note else ""
    more = f" ({plain(line.note)})" if linked and line.note else ""
    return f"{plain(line.source)}{said}{more}" if line.source else plain(line.note)


def _before(before: Any) -> str:
    words, by, at = before
    return f'<p class="small muted"><s><bdi>{plain(words)}</bdi></s> {plain(by)} · {moment(at, "short")}</p>\n'


def question_rows(questions: Iterable[Any], place: str) -> SafeString:
    """The key questions by number: each has code, label, reading (unknown, "" or another), words of its answer, and flag ("" or words).

    `place` is the page on which one is opened.
    """
    start, nothing, done, waits = f"{plain(place)}?open=", _("No answer yet"), icon("check"), icon("circle")
    return SafeString(
        "".join(
            f"<li>\n{waits if each.reading in NOT_ANSWERED else done}\n"
            f'<span><a href="{start}{plain(each.code)}#{plain(each.code)}">{number}. {plain(each.label)}</a>{_flag(each)}</span>\n'
            f"<small>{plain(each.words or nothing)}</small>\n</li>\n"
            for number, each in enumerate(questions, start=1)
        )
    )


def _flag(row: Any) -> str:
    return f"<small><strong>{plain(row.flag)}</strong></small>" if row.flag else ""


def change_rows(changes: Iterable[Any]) -> SafeString:
    """What changed in a round: each has mark (words), before ("" where nothing stood), after, by and at."""
    before, now = plain(_("Before:")), plain(_("Now:"))
    return SafeString("".join([_change(change, before, now) for change in changes]))


def _change(change: Any, before: str, now: str) -> str:
    mark = plain(change.mark)
    mark, after = f"<strong>{mark}{'' if mark.endswith('?') else '.'}</strong>", f"<bdi>{plain(change.after)}</bdi>"
    words = f'<p class="typed">{mark} {after}</p>'
    if change.before:
        words = f'<p class="typed">{mark} {before} <bdi>{plain(change.before)}</bdi></p>\n<p class="typed">{now} {after}</p>'
    by = f'<p class="small muted">{plain(change.by)}</p>'
    return f'<div class="strategy">\n<div>\n{words}\n{by}\n</div>\n<p class="meta">{moment(change.at, "short")}</p>\n</div>\n'
