"""The parts of a name as they are compared: what the keyed tokens of the vault are made of."""

import re
import unicodedata


def name_parts(name: str) -> list[str]:
    """The parts of a name as they are compared."""
    return _normal(name).split()


def _normal(name: str) -> str:
    """Case, accents and punctuation taken away; a hyphen parts, an apostrophe does not."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return NOT_ASCII.sub(lambda found: found[0].translate(KEPT), letters).translate(KEPT)  # a text of ASCII alone is translated at once


class _Kept(dict[int, str | None]):
    """What stays of a letter, judged once for each."""

    def __missing__(self, number: int) -> str | None:
        letter = chr(number)
        kept = " " if unicodedata.category(letter) in {"Pd", "Zs"} else letter if letter.isalnum() else None
        return self.setdefault(number, kept)


KEPT, NOT_ASCII = _Kept(), re.compile(r"[^\x00-\x7f]+")
