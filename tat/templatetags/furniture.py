"""The page's furniture that wraps other markup: notices, margin notes, folds, the S T E P sections."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tat.forms.drawn import plain
from tat.icons import icon
from tat.statutes.product import PRODUCT

NOTICE_ICONS = {"": "info", "needs": "circle-alert", "late": "clock-alert", "done": "circle-check"}
TO_MEND = ('class="field bad', 'class="errors')


def notice(content: SafeString, kind: str = "", sign: str = "") -> SafeString:
    """A notice: icon, words, edge color. `kind` is "", needs, late or done; `sign` names another icon."""
    extra = f" notice-{plain(kind)}" if kind else ""
    return SafeString(f'<div class="notice{extra}">{icon(sign or NOTICE_ICONS[kind])}<div>{plain(content)}</div></div>')


def margin_note(content: SafeString, title: str, cite: str | Iterable[str] = (), heading: str = "h2") -> SafeString:
    """A note in the margin: why, and where it is written. The citation comes from the rule table, never typed in a template."""
    cites = [cite] if isinstance(cite, str) else cite
    laws = "".join([f'<cite class="law">{plain(words)}</cite>' for words in cites if words and words != PRODUCT])
    laws += f"<p>{plain(_('No law asks for it; this product does.'))}</p>" if PRODUCT in cites else ""
    return SafeString(f'<div class="note"><{plain(heading)}>{plain(title)}</{plain(heading)}>{plain(content)}{laws}</div>')


def more(content: SafeString, title: str, sign: str = "plus", note: str = "", open_it: object = False) -> SafeString:
    """A fold for what is optional; it stands open when `open_it`, or when something in it has to be mended."""
    is_open = " open" if open_it or any(mark in content for mark in TO_MEND) else ""
    beside = f' <span class="muted">{plain(note)}</span>' if note else ""
    return SafeString(
        f'<details class="more"{is_open}><summary>{icon(sign)} <span>{plain(title)}{beside}</span> {icon("chevron-down")}</summary>'
        f'<div class="stack">{plain(content)}</div></details>'
    )


def step(content: SafeString, letter: str, title: str, url: str = "", action: str = "") -> SafeString:
    """A section behind its index tab: S T E P or F O R T; `url` and `action` are its one link."""
    link = f'<a href="{plain(url)}">{plain(action)}<span class="vh">: {plain(title)}</span></a>' if url else ""
    return SafeString(
        f'<section class="step"><header><span class="tab-letter" aria-hidden="true">{plain(letter)}</span>'
        f"<h3>{plain(title)}</h3>{link}</header>{plain(content)}</section>"
    )
