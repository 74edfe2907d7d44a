"""What people, pasted text and broken programs send: for each kind of control the values that are wrong, or merely unusual."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.forms.rendered import OURS, TEXTS, Control, Values

DATED = ("date", "datetime-local")
CHOSEN = ("radio", "checkbox", "select")
NUL = "before\x00after"
HALF = b"before \xed\xa0\x80 after"
MARKUP = "<script>alert(1)</script></textarea> &amp; {{ 7*7 }} %s \\"
UNUSUAL = MARKUP + " \u202eabc\u200f \u05d0 \U0001f469\u200d\U0001f469\u200d\U0001f467 \u2028 end"
LONG = ("word " * 20_001).strip()
Sent = dict[str, tuple[str | bytes, ...]]
EVERYWHERE: Sent = {"a NUL": (NUL,), "nothing": ()}
BY_KIND: dict[tuple[str, ...], Sent] = {
    TEXTS: {"half a character": (HALF,), "unusual text": (UNUSUAL,), "100 000 characters": (LONG,)},
    ("password",): {"unusual text": (UNUSUAL,)},
    DATED: {
        "a day of the year 9999": ("9999-12-31",),
        "a time of the year 1": ("0001-01-01T00:00",),
        "a day of 2199": ("2199-12-31",),
        "an hour that is skipped": ("2027-03-14T02:30",),
        "an hour that comes twice": ("2025-11-02T01:30",),
        "words": ("tomorrow",),
    },
    CHOSEN: {"what is not offered": ("no-such-choice",), "30 digits": ("9" * 30,)},
    ("hidden",): {"what is not offered": ("no-such-choice",), "30 digits": ("9" * 30,)},
}
# Sent where every field is tried alone, in the full run.
MORE_EVERYWHERE: Sent = {"half a character": (HALF,), "two values": ("a", "b"), "100 000 characters": (LONG,)}
MORE_BY_KIND: dict[tuple[str, ...], Sent] = {
    DATED: {"a time of 1900": ("1900-01-01T00:00",), "30 February": ("2026-02-30",), "30 digits": ("1" * 30,)},
    CHOSEN: {"a digit of another script": ("\u0663",), "two values": ("no-such-choice", "")},
}


@dataclass(frozen=True)
class Attempt:
    """The form filled rightly but for these fields."""

    word: str
    wrong: Values

    def __str__(self) -> str:
        return f"{self.word} in {', '.join(self.wrong)}"


def attempts(controls: Iterable[Control], *, singly: bool) -> Iterator[Attempt]:
    """Wrong values in all controls of a kind at once, so that each must get its own sentence; or all of them, in one control at a time.

    A hidden field is always wrong alone.
    """
    listed = [control for control in controls if control.name not in OURS]
    for kinds, values in BY_KIND.items():
        mine = [control.name for control in listed if control.kind in kinds]
        groups = [[name] for name in mine] if singly or kinds == ("hidden",) else [mine]
        sent = EVERYWHERE | values | (MORE_EVERYWHERE | MORE_BY_KIND.get(kinds, {}) if singly else {})
        for group in filter(None, groups):
            yield from (Attempt(word, {name: list(each) for name in group}) for word, each in sent.items())
