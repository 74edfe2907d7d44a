"""What a row keeps of the key that opened its first text, so that its further texts do not look for it again."""

from typing import Any

KEPT = "_opened_by"
_rounds = [0]
"""How often every opened key of this process was dropped: what rows keep from before counts no more."""


class Opened(tuple[Any, str, int]):
    """The key of a row, what its texts' contexts end with, and the round. A pickle carries none of it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (tuple, ())


def by(instance: Any) -> tuple[Any, str]:
    """The key of the row and what its texts' contexts end with. Raises what `data_key()` raises."""
    kept = instance.__dict__.get(KEPT)
    if not kept or kept[2] != _rounds[0]:
        key = instance.data_key()
        kept = instance.__dict__[KEPT] = Opened((key, f"{instance.pk}|{key.name}", _rounds[0]))
    return kept[0], kept[1]


def forget() -> None:
    """Every row asks for its key anew."""
    _rounds[0] += 1
