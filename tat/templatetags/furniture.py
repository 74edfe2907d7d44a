"""The page's furniture that wraps other markup: notices, margin notes, folds, the S T E P sections."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tat.icons import icon

NOTICE_ICONS = {"": "info", "needs": "circle-alert", "late": "clock-alert", "done": "circle-check"}
TO_MEND = ('class="field bad', 'class="errors')


def notice(content: SafeString, kind: str = "", sign: str = "") -> SafeString:
    """A notice: icon, words, edge color. `kind` is "", needs, late or done; `sign` names another icon."""
    extra = f" notice-{kind}" if kind else ""
    return format_html('<div class="notice{}">{}<div>{}</div></div>', extra, icon(sign or NOTICE_ICONS[kind]), content)


def margin_note(content: SafeString, title: str, cite: str | Iterable[str] = (), heading: str = "h2") -> SafeString:
    """A note in the margin: why, and where it is written. The citation comes from the rule table, never typed in a template."""
    cites = [cite] if isinstance(cite, str) else cite
    laws = format_html_join("", '<cite class="law">{}</cite>', ((words,) for words in cites if words))
    return format_html('<div class="note"><{0}>{1}</{0}>{2}{3}</div>', heading, title, content, laws)


def more(content: SafeString, title: str, sign: str = "plus", note: str = "", open_it: object = False) -> SafeString:
    """A fold for what is optional; it stands open when `open_it`, or when something in it has to be mended."""
    return format_html(
        '<details class="more"{}><summary>{} <span>{}{}</span> {}</summary><div class="stack">{}</div></details>',
        " open" if open_it or any(mark in content for mark in TO_MEND) else "",
        icon(sign),
        title,
        format_html(' <span class="muted">{}</span>', note) if note else "",
        icon("chevron-down"),
        content,
    )


def step(content: SafeString, letter: str, title: str, url: str = "", action: str = "") -> SafeString:
    """A section behind its index tab: S T E P or F O R T; `url` and `action` are its one link."""
    link = format_html('<a href="{}">{}<span class="vh">: {}</span></a>', url, action, title) if url else ""
    return format_html(
        '<section class="step"><header><span class="tab-letter" aria-hidden="true">{}</span><h3>{}</h3>{}</header>{}</section>',
        letter,
        title,
        link,
        content,
    )
