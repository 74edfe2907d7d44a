"""The bar on top of every page, drawn by functions: but for a few words it is the same for everybody in the same roles."""

from functools import cache
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tat.addresses import place
from tat.forms.drawn import plain
from tat.icons import icon


def topbar(context: Context) -> SafeString:
    """The bar: the brand, and for who is signed in the way round, the way to a report and the own menu."""
    user, chrome = context.get("user"), context.get("chrome")
    known = bool(user and user.is_authenticated)
    district = f"<small>{plain(chrome.district)}</small>" if known and chrome.district else ""
    brand = f'<a class="brand" href="{place("home") or "/"}">{plain(_("Threat Assessment"))} {district}</a>'
    rest = f"{_navigation(context['request'].path, chrome)}\n{_to_report(chrome)}{_account(user, chrome)}" if known else ""
    return SafeString(f'<header class="topbar board">\n<div class="wrap">\n{brand}\n{rest}</div>\n</header>')


def _navigation(path: str, chrome: Any) -> str:
    entries = ((place(entry.url_name), entry) for entry in chrome.nav)
    rows = "\n".join(f"<li>{_entry(address, entry, path, chrome)}</li>" for address, entry in entries if address)
    return f'<nav class="mainnav" aria-label="{plain(_("Main"))}">\n<ul>\n{rows}\n</ul>\n</nav>'


def _entry(address: str, entry: Any, path: str, chrome: Any) -> str:
    """One entry of the navigation; Home carries the number of what waits."""
    here = ' aria-current="page"' if path == address else ' aria-current="true"' if address != "/" and address in path else ""
    count = _count(chrome.needs_count) if entry.url_name == "home" and chrome.needs_count else ""
    return f'<a href="{address}"{here}>{plain(entry.words)} {count}</a>'


def _count(number: int) -> str:
    words = ngettext("thing needs you", "things need you", number)
    return f'<span class="count">{number} <span class="vh">{plain(words)}</span></span>'


def _to_report(chrome: Any) -> str:
    address = place("report_new")
    if not (address and chrome.may_report):
        return ""
    return f'<a class="btn push" href="{address}">{icon("pen-line")} {plain(_("Log a report"))}</a>\n'


def _account(user: Any, chrome: Any) -> str:
    """Whose account it is, and the pages about it."""
    who = f"<p><strong>{plain(user.full_name)}</strong><br>{plain(user.position)}</p>"
    summary = f"<summary>{icon('user')} <span>{plain(user.short_name)}</span> {icon('chevron-down')}</summary>"
    links = _menu(get_language(), chrome.may_review)
    return f'<details class="who">\n{summary}\n<div class="stack-2">\n{who}\n{links}\n</div>\n</details>\n'


@cache
def _menu(language: str | None, may_review: bool) -> str:
    """The lines of the menu in one language. Without a page of the account its two parts stand in its place."""
    lines = [("report_inbox", _("Reports not yet reviewed")), ("low_note_list", _("Low-level notes"))] if may_review else []
    if place("account"):
        lines += [("account", _("Your account and sign-in"))]
    else:
        lines += [("account_change_password", _("Change your password")), ("mfa_index", _("Second factor"))]
        lines += [("usersessions_list", _("Where you are signed in"))]
    lines += [("agency_list", _("Directory of agencies"))]
    lines += [("account_away", _("Days away")), ("account_mail", _("Mail to you")), ("account_calendar", _("Due times in your calendar"))]
    lines += [("account_looked_at", _("What you looked at")), ("guide_list", _("Help and guides")), ("account_logout", _("Sign out"))]
    found = ((place(name), words) for name, words in lines)
    return "\n".join(f'<p><a href="{address}">{plain(words)}</a></p>' for address, words in found if address)
