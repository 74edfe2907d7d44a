"""Talks and what to cover in them: rows by the dozen, drawn by functions as those of `rows`."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tat.forms.drawn import plain
from tat.templatetags.drawings import status
from tat.templatetags.moments import moment


def talk_rows(talks: Iterable[Any]) -> SafeString:
    """Each talk as a panel: whom, held or not, its facts, how what was said begins or why it was not held, and who wrote it when.

    id, title, url, held, facts (term and words), words, is_whole, by, at.
    """
    held, not_held, more = status("done", _("Held")), status("open", _("Not held")), plain(_("Read all of it"))
    return SafeString("".join([_talk(talk, held if talk.held else not_held, more) for talk in talks]))


def _talk(talk: Any, state: str, more: str) -> str:
    url = plain(talk.url)
    facts = " · ".join(f"{plain(term)}: {plain(words)}" for term, words in talk.facts)
    known = f'<p class="muted">{facts}</p>\n' if facts else ""
    rest = "" if talk.is_whole else f'<p><a href="{url}">{more}</a></p>\n'
    return (
        f'<article class="panel stack" id="interview-{talk.id}">\n'
        f'<div class="row-between"><h3><a href="{url}">{plain(talk.title)}</a></h3>{state}</div>\n'
        f'{known}<p class="typed">{plain(talk.words)}</p>\n{rest}'
        f'<p class="by">{plain(talk.by)} · {moment(talk.at, "short")}</p>\n</article>\n'
    )


def topic_list(lines: Iterable[Any]) -> SafeString:
    """The topics to cover with one kind of person."""
    return SafeString(f'<ul class="plain">{"".join(f"<li>{plain(line)}</li>" for line in lines)}</ul>')
