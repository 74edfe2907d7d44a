"""Small counts hidden so that nobody can be picked out, and nothing left from which they could be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _l

FEW = 5
FEWER_THAN_FIVE = _l("fewer than 5")
NOT_SHOWN = _l("not shown")


@dataclass(frozen=True)
class Shown:
    """Counts as they may be printed: numbers, and words where a number is hidden."""

    cells: tuple[object, ...]
    total: object

    @property
    def hides_total(self) -> bool:
        return not isinstance(self.total, int)

    @property
    def hides_a_cell(self) -> bool:
        """Whether a number that is made of these would tell more than they do."""
        return any(not isinstance(cell, int) for cell in self.cells)


def is_small(count: int) -> bool:
    """1 to 4: nobody is picked out by a zero."""
    return 0 < count < FEW


def part_of(part: int, whole: int) -> tuple[object, object]:
    """A part of a whole, such as 8 of 9: both numbers, or neither where the part or what is left of the whole is small."""
    return (NOT_SHOWN, NOT_SHOWN) if is_small(part) or is_small(whole - part) else (part, whole)


def hide_small(counts: Sequence[int]) -> Shown:
    """Counts and their total, made safe (design 10, handbook example 66).

    Small ones read “fewer than 5”. With the total known, what is hidden adds up to a known sum: as long as that sum narrows a
    small count, the next larger count in the list's own order is hidden too (an order that tells nothing of the numbers), and
    when none is left the total.
    """
    small = {number for number, count in enumerate(counts) if is_small(count)}
    larger = [number for number, count in enumerate(counts) if count >= FEW]
    hidden = set(small)
    while small and larger and not _leaves_open(counts, len(small), hidden):
        hidden.add(larger.pop(0))
    total_shown = not small or _leaves_open(counts, len(small), hidden)
    cells = tuple(_words(number, count, small, hidden) for number, count in enumerate(counts))
    return Shown(cells, sum(counts) if total_shown else NOT_SHOWN)


def hide_linked(first: Sequence[int], second: Sequence[int]) -> tuple[Shown, Shown]:
    """Two ways to split one total: where either must hide it, the second is not shown at all, since both together would tell more."""
    one, two = hide_small(first), hide_small(second)
    if one.hides_total or two.hides_total:
        return one, Shown((NOT_SHOWN,) * len(two.cells), one.total)
    return one, two


def hide_margins(first: Sequence[int], *others: Sequence[int]) -> list[Shown]:
    """Several ways to split one total, each made safe: none may tell the total that another hides.

    Where the first hides it, the others are not shown at all; where it does not, those are not that would have to.
    """
    shown = [hide_small(counts) for counts in (first, *others)]
    total = shown[0].total
    return [shown[0], *(_not_at_all(each, total) if each.hides_total or shown[0].hides_total else each for each in shown[1:])]


def hide_family(first: Shown, *others: Sequence[int]) -> list[Shown]:
    """Further ways to split the total of `first` whose parts stand in a known relation to its own, such as steps of one way.

    All or nothing: where any of them hides a cell, or `first` does, no count of the others is shown, since one would give the other away.
    """
    shown = [hide_small(counts) for counts in others]
    if first.hides_a_cell or first.hides_total or any(each.hides_a_cell or each.hides_total for each in shown):
        return [_not_at_all(each, first.total) for each in shown]
    return shown


def _not_at_all(shown: Shown, total: object) -> Shown:
    return Shown((NOT_SHOWN,) * len(shown.cells), total)


def _words(number: int, count: int, small: set[int], hidden: set[int]) -> object:
    if number in small:
        return FEWER_THAN_FIVE
    return NOT_SHOWN if number in hidden else count


def _leaves_open(counts: Sequence[int], small: int, hidden: set[int]) -> bool:
    """Whether each of the `small` counts may still be anything from 1 to 4 for somebody who knows the sum of what is hidden."""
    known, larger = sum(counts[number] for number in hidden), len(hidden) - small
    if larger:
        return known >= FEW * larger + (small - 1) + (FEW - 1)
    return small + FEW - 2 <= known <= (FEW - 1) * (small - 1) + 1
