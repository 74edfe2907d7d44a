"""The classification as its page shows it: FORT by letter, the seats with their positions, the history of levels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import fort
from cases.actions.on_record import Row
from cases.actions.places import Place
from cases.actions.positions import is_asked_raise
from cases.actions.signing import seat_ref
from cases.gates import GATES
from cases.levels import LEVELS
from cases.models import Classification, Position

Stance = Position.Stance


@dataclass(frozen=True)
class SeatLine:
    """One seat: who signs for it, what was signed, or since when it is outstanding."""

    place: Place
    position: Position | None
    asked_at: datetime | None
    late: bool

    @property
    def icon(self) -> str:
        if self.position is None:
            return "circle"
        return "minus" if self.position.stance == Stance.ABSENT else "check"

    @property
    def words(self) -> str:
        """Concurs, dissents or absent, as the file prints it."""
        if self.position is None:
            return ""
        said = {Stance.CONCUR: _("concurs"), Stance.DISSENT: _("dissents"), Stance.ABSENT: _("absent")}[Stance(self.position.stance)]
        by_another = self.position.recorded_by_id != self.place.signer.pk
        if by_another and self.position.stance != Stance.ABSENT:
            return _("absent; %(name)s signs as back-up and %(said)s") % {"name": self.position.recorded_name, "said": said}
        return said


@dataclass(frozen=True)
class Levels:
    """The classifications of a case: the one that governs, a raise that waits for a second seat, and the earlier ones."""

    current: Classification | None
    asked: Classification | None
    every: list[Classification]

    @property
    def earlier(self) -> list[Classification]:
        return [row for row in self.every if row not in (self.current, self.asked)]


def levels_of(rows: list[Classification], level_in_force: str) -> Levels:
    """Out of every row of the case, the latest first; a reopened case has none that governs."""
    standing = [row for row in rows if row.replaced_at is None]
    asked = next((row for row in standing if is_asked_raise(row)), None)
    current = next((row for row in standing if not is_asked_raise(row) and (level_in_force or row.in_force_at is None)), None)
    return Levels(current, asked, rows)


def seat_lines(
    classification: Classification, here: Iterable[Place], given: Iterable[Position], record: Mapping[str, list[Row]]
) -> list[SeatLine]:
    """Every seat with its position on this classification, or since when it is asked for."""
    by_seat = {each.seat_id: each for each in given if each.classification_id == classification.pk}
    return [_line(classification, place, by_seat.get(place.seat.pk), record["duty"]) for place in here]


def _line(classification: Classification, place: Place, position: Position | None, duties: list[Row]) -> SeatLine:
    start = f"{seat_ref(classification, place.seat.pk)}:"
    asked = [duty for duty in duties if duty["rule"] == "SIG" and duty["open"] and duty["ref"].startswith(start)]
    asked_at = datetime.fromisoformat(asked[0]["began"]) if asked else None
    return SeatLine(place, position, asked_at, any(duty["late"] for duty in asked))


def fort_lines(letters: Iterable[fort.Evidence], notes: Mapping[str, str], form: Any = None) -> list[dict[str, Any]]:
    """The four letters with what the record shows, the sentence that was signed, and the field for another one."""
    return [
        {"letter": each, "note": notes.get(each.letter, ""), "field": form[f"fort_{each.letter}"] if form else None} for each in letters
    ]


def criteria() -> str:
    """The five levels side by side: it is the procedure's, the same for every case."""
    return _criteria(get_language())


@cache
def _criteria(language: str | None) -> str:
    headings = [heading for heading, _words in next(iter(LEVELS.values())).criteria]
    return render_to_string("cases/classify/_criteria.html", {"rules": LEVELS.values(), "headings": headings})


def gate_lines(form: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The danger gate, which is asked in the open, and the other ten."""
    lines = {
        code: {"field": form[f"gate_{code}"], "reason": form[f"gate_{code}_reason"] if gate.no_needs_reason else None}
        for code, gate in GATES.items()
    }
    return lines.pop("danger"), list(lines.values())
