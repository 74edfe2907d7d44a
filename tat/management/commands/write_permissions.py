"""Write docs/permissions.md from the table of roles and from what every address states: who may do what, and where that is asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from tat.roles import NOT_IN_PRACTICE, PERMISSIONS, UNTOLD, WITHHELD, Permission, Role

PATH = settings.ROOT / "docs" / "permissions.md"
INTRODUCTION = """# Permissions

Written by `manage.py write_permissions` from `tat/roles.py` and from the decorator of every view; a test compares. What each
person is expected to be answered stands, written by hand, in `tests/access/table.py`.

**Role says what, scope says which.** A person holds roles by an office, a seat, a standing in one case, or a grant of one case
with an end (`tat/permissions.py`, `cases/access.py`). Scope comes first: a case that somebody may not see answers 404 on every
page, file, search, count, feed and paper, whatever roles the person holds elsewhere. A conflict (`excluded`, `aside`) takes
everything away and beats every office, seat and grant. A restricted case opens to people named in it alone. A superuser has no
case by that.
"""


class Command(BaseCommand):
    """Run after a change of roles or addresses."""

    help = "Writes docs/permissions.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(permissions())


def permissions() -> str:
    """The whole page, in Markdown."""
    roles = ["## What each role may do\n", *_roles(), "\n## Exceptions\n", *_exceptions()]
    parts = [INTRODUCTION, *roles, "\n## Where each is asked\n", *_places()]
    return "\n".join(parts) + "\n"


def _words(permission: Permission) -> str:
    return permission.value.replace("_", " ")


def _listed(found: Iterable[Permission]) -> str:
    return ", ".join(_words(each) for each in Permission if each in set(found)) or "nothing by itself"


def _roles() -> Iterator[str]:
    yield "| Role | May |\n|---|---|"
    for role in Role:
        yield f"| {role.label} | {_listed(PERMISSIONS[role])} |"


def _exceptions() -> Iterator[str]:
    for role, taken in WITHHELD.items():
        yield f"- {role.label}: loses, whatever other roles carry it: {_listed(taken)}."
    yield f"- Who lacks it in a case is answered as if there were no such page (404, not 403): {_listed(UNTOLD)}."
    yield f"- Held by nobody in a practice case: {_listed(NOT_IN_PRACTICE)}."


def _places() -> Iterator[str]:
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for path, view in _views(get_resolver().url_patterns):
        asked[view.permission].append(f"`{'/'.join(view.methods)} /{path}`")
    yield "| Asked | Addresses |\n|---|---|"
    for name in ("public", "signed_in", *Permission):
        if name in asked:
            yield f"| {name.replace('_', ' ')} | {'<br>'.join(sorted(asked[name]))} |"


def _views(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, path)
        else:
            yield path, pattern.callback
