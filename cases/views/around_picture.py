"""The picture of people, cases and places around a case: drawn on the server, told apart by the kind of line, each box a link."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.models import Party
from tat.addresses import address
from tat.forms.drawn import plain

WIDTH, TRUNK, LEFT, BOX, TALL, GAP, TOP = 340, 6, 16, 192, 40, 10, 48
RIGHT, CASE_BOX, CASE_TALL = 248, 90, 30
NAME, ROLE = 27, 33
"""Characters that a box holds; the table beside has the whole."""
LINES = {
    Party.Role.SUBJECT: ' stroke-width="2.5"',
    Party.Role.TARGET: ' stroke-width="2" stroke-dasharray="8 4"',
    Party.Role.RECIPIENT: ' stroke-width="1.5" stroke-dasharray="2 3"',
    Party.Role.WITNESS: ' stroke-width="1.5" stroke-dasharray="2 3"',
}
OF_PLACE = ' stroke-width="1"'
KINDS = (Party.Role.SUBJECT, Party.Role.TARGET, Party.Role.WITNESS, "")


def picture(code: str, nodes: Sequence[Any], others: Sequence[Any]) -> SafeString:
    """This case above, its people and places below it, and beside them the other cases they stand in."""
    boxes = {n: TOP + n * (TALL + GAP) for n in range(len(nodes))}
    height = max(TOP + len(nodes) * (TALL + GAP), TOP + len(others) * (CASE_TALL + GAP))
    spread = max((height - TOP) / max(len(others), 1), CASE_TALL + GAP)
    cases = {other.code: TOP + n * spread for n, other in enumerate(others)}
    drawn = [
        _trunk(nodes, boxes),
        *(_line(node, boxes[n], other, cases[other.code]) for n, node in enumerate(nodes) for other in node.others),
    ]
    drawn += [_box(address("case_detail", code), 0, 4, BOX + LEFT, CASE_TALL, code, "", bold=True)]
    drawn += [_box(f"#around-{n}", LEFT, boxes[n], BOX, TALL, node.words, node.role_words) for n, node in enumerate(nodes)]
    drawn += [_box(address("case_detail", key), RIGHT, y, CASE_BOX, CASE_TALL, key, "") for key, y in cases.items()]
    return SafeString(
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="group" aria-labelledby="around-title" '
        f'font-size="12" fill="currentColor" stroke="none"><title id="around-title">{plain(_("People, cases and places around this case"))}'
        f"</title>{''.join(drawn)}</svg>"
    )


def legend() -> SafeString:
    """Which line means what: a piece of each, with its word."""
    words = (*(str(Party.Role(kind).label) for kind in KINDS[:2]), _("Witness, or received or observed it"), _("Place"))
    rows = (
        f'<p><svg viewBox="0 0 40 8" width="40" height="8" aria-hidden="true" focusable="false">'
        f'<path d="M0 4H40" stroke="currentColor"{_stroke(kind)}/></svg> {plain(word)}</p>'
        for kind, word in zip(KINDS, words, strict=True)
    )
    return SafeString(f'<div class="small">{"".join(rows)}</div>')


def _stroke(role: str) -> str:
    return LINES[Party.Role(role)] if role else OF_PLACE


def _trunk(nodes: Sequence[Any], boxes: dict[int, float]) -> str:
    """From this case down the left edge, with a branch to each box in the line of what it is here."""
    if not nodes:
        return ""
    branches = "".join(
        f'<path d="M{TRUNK} {boxes[n] + TALL / 2:.0f}H{LEFT}" fill="none" stroke="currentColor"{_stroke(next(iter(node.roles), ""))}/>'
        for n, node in enumerate(nodes)
    )
    return f'<path d="M{TRUNK} {4 + CASE_TALL}V{boxes[len(nodes) - 1] + TALL / 2:.0f}" fill="none" stroke="currentColor"/>{branches}'


def _line(node: Any, y: float, other: Any, to: float) -> str:
    """From a box to another case, in the line of what it is there."""
    role = next(iter(other.roles), "")
    start, end = y + TALL / 2, to + CASE_TALL / 2
    return f'<path d="M{LEFT + BOX} {start:.0f}L{RIGHT} {end:.0f}" fill="none" stroke="currentColor"{_stroke(role)}/>'


def _box(url: str, x: float, y: float, width: float, height: float, words: str, below: str, *, bold: bool = False) -> str:
    first = y + (16 if below else height / 2 + 4)
    weight = ' font-weight="700"' if bold else ""
    second = f'<text x="{x + 8}" y="{y + 32:.0f}" font-size="11">{plain(_cut(below, ROLE))}</text>' if below else ""
    return (
        f'<a href="{plain(url)}"><rect x="{x + 0.5}" y="{y:.1f}" width="{width - 1}" height="{height}" rx="4" fill="none" '
        f'pointer-events="all" stroke="currentColor"/>'
        f'<text x="{x + 8}" y="{first:.0f}"{weight}>{plain(_cut(words, NAME))}</text>{second}</a>'
    )


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
