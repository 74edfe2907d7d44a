"""The annual filing and the annual review as plain facts: what a roster lacks, what stands before each act, who is not invited yet."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tat.statutes import EXPERTISE, SEATS

LAW_ENFORCEMENT, REGIONAL_OFFICE = "law_enforcement", "roe"
POLICE_SEAT = "LEO"
SMALLEST_TRIAGE = 2
SOURCE = "105 ILCS 128/45(b)"
PREPARING, FROZEN, FILED = "preparing", "frozen", "filed"


@dataclass(frozen=True)
class SeatLine:
    """One line of a roster: a member, a member's back-up, or a statutory seat that is empty for a stated reason."""

    statutory: str = ""
    name: str = ""
    position: str = ""
    expertise: tuple[str, ...] = ()
    backup_for: str = ""
    is_backup: bool = False
    triage: bool = False
    reason: str = ""


@dataclass(frozen=True)
class TeamRoster:
    """One team on one day: its buildings and lines."""

    team: str
    buildings: tuple[str, ...]
    lines: tuple[SeatLine, ...]

    def members(self) -> tuple[SeatLine, ...]:
        return tuple(line for line in self.lines if line.name and not line.is_backup)


def as_json(rosters: tuple[TeamRoster, ...]) -> list[dict[str, Any]]:
    """The rosters as the filing keeps them."""
    return [asdict(roster) for roster in rosters]


def from_json(kept: list[dict[str, Any]]) -> tuple[TeamRoster, ...]:
    """Rosters as they were kept."""
    return tuple(
        TeamRoster(
            team["team"],
            tuple(team["buildings"]),
            tuple(SeatLine(**{**line, "expertise": tuple(line["expertise"])}) for line in team["lines"]),
        )
        for team in kept
    )


def unsettled(roster: TeamRoster) -> tuple[str, ...]:
    """Statutory seats that are neither held nor empty for a stated reason: they stop the filing (105 ILCS 128/45(a))."""
    settled = {line.statutory for line in roster.lines if (line.name and not line.is_backup) or line.reason}
    return tuple(
        f"{roster.team}: no {SEATS[code].member}. Seat someone, or state that none is available to serve (105 ILCS 128/45(a))."
        for code in SEATS
        if code not in settled
    )


def warnings(roster: TeamRoster) -> tuple[str, ...]:
    """What a roster lacks beside the statute's seats; it does not stop the filing (4:190-AP2)."""
    held = roster.members()
    found = [
        f"{roster.team}: no {SEATS[line.statutory].member} ({line.reason})." for line in roster.lines if line.statutory and line.reason
    ]
    if POLICE_SEAT not in {line.statutory for line in held}:
        found.append(f"{roster.team}: the statute asks for at least one law enforcement official without exception (105 ILCS 128/45(a)).")
    known = {area for line in held for area in line.expertise}
    found += [f"{roster.team}: no member brings {EXPERTISE[code].label.lower()} (4:190-AP2)." for code in EXPERTISE if code not in known]
    if sum(line.triage for line in held) < SMALLEST_TRIAGE:
        found.append(f"{roster.team}: the Triage Team has fewer than two members (4:190-AP2, Triage).")
    return tuple(found)


def seats_held(roster: TeamRoster) -> int:
    """How many of the six statutory seats somebody holds."""
    return len({line.statutory for line in roster.members()} & set(SEATS))


@dataclass(frozen=True)
class FilingFacts:
    """What freezing is judged by. `without_procedure` names teams without an edition in force; `chosen` holds kinds of recipients."""

    state: str = PREPARING
    rosters: tuple[TeamRoster, ...] = ()
    without_procedure: tuple[str, ...] = ()
    chosen: frozenset[str] = frozenset()


def freeze_problems(facts: FilingFacts) -> tuple[str, ...]:
    """What stands before the rosters are frozen and the packet is made (105 ILCS 128/45)."""
    if facts.state != PREPARING:
        return ("The rosters of this year are frozen already. A later change shows as a difference; nothing is filed anew.",)
    problems = [sentence for roster in facts.rosters for sentence in unsettled(roster)]
    if not facts.rosters:
        problems.append(f"The district has no Threat Assessment Team yet ({SOURCE}).")
    problems += [f"{team}: no edition of the procedure is on file. Enter the adopted text ({SOURCE})." for team in facts.without_procedure]
    if LAW_ENFORCEMENT not in facts.chosen:
        problems.append(f"No local law enforcement agency is chosen as a recipient. Add it and choose it ({SOURCE}).")
    if REGIONAL_OFFICE not in facts.chosen:
        problems.append(f"No Regional Office of Education or Intermediate Service Center is chosen as a recipient ({SOURCE}).")
    return tuple(problems)


def proof_problems(*, frozen_at: datetime | None, already: bool, filed_at: datetime, receipt: str, at: datetime) -> tuple[str, ...]:
    """What keeps a proof of filing from being recorded; times in UTC, seconds are not asked."""
    if frozen_at is None:
        return ("The packet is not made yet. Freeze the rosters first; then send the packet and record the proof.",)
    if already:
        return ("The proof of this recipient is on file already. It stays as it was recorded.",)
    wrong = (
        ("The time of filing has not come yet. Correct the time.", filed_at > at),
        ("The time of filing is before the packet was made. Check both.", filed_at < frozen_at.replace(second=0, microsecond=0)),
        ("The receipt is missing. Write its number, or who signed for it.", not receipt.strip()),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def board_problems(*, state: str, already: date | None, told_on: date, today: date) -> tuple[str, ...]:
    """What keeps “the Board was told” from being recorded."""
    if state != FILED:
        return ("Not both filings are done. Tell the Board when the proof of each recipient is in (4:190-AP2).",)
    if already:
        return ("That the Board was told is recorded already.",)
    return ("This day has not come yet. Enter the day on which the Board was told.",) if told_on > today else ()


def differences(filed: tuple[TeamRoster, ...], today: tuple[TeamRoster, ...]) -> tuple[str, ...]:
    """How the teams of today differ from the filed list, one sentence each; no re-filing duty is known (handbook 8.5)."""
    before, after = {each.team: each for each in filed}, {each.team: each for each in today}
    gone = [f"{team}: this team is on the filed list and there is no such team today." for team in before if team not in after]
    new = [f"{team}: this team is not on the filed list." for team in after if team not in before]
    return (*gone, *new, *(words for team in before if team in after for words in _changes(before[team], after[team])))


def _changes(filed: TeamRoster, today: TeamRoster) -> list[str]:
    before, after = _named(filed), _named(today)
    left = [
        f"{filed.team}: {name} is on the filed list as {before[name]} and is not on the team today." for name in before if name not in after
    ]
    came = [f"{filed.team}: {name} is on the team as {after[name]} and not on the filed list." for name in after if name not in before]
    moved = [
        f"{filed.team}: {name} is on the filed list as {before[name]} and is {after[name]} today."
        for name in before
        if name in after and before[name] != after[name]
    ]
    return [*left, *came, *moved]


def _named(roster: TeamRoster) -> dict[str, str]:
    """Each person with the seat as words; somebody with two lines is named by both."""
    found: dict[str, list[str]] = {}
    for line in roster.lines:
        if line.name:
            found.setdefault(line.name, []).append(seat_words(line))
    return {name: ", ".join(sorted(seats)) for name, seats in found.items()}


def seat_words(line: SeatLine) -> str:
    """The seat of a line, as it is printed."""
    seat = SEATS[line.statutory].member if line.statutory in SEATS else "member"
    return f"back-up for {line.backup_for}" if line.is_backup and line.backup_for else f"back-up, {seat}" if line.is_backup else seat


@dataclass(frozen=True)
class Invited:
    """One invitation to the review: of a building by its id, else of a kind. `sent_on` None: there is nobody of that kind."""

    kind: str
    building: int | None = None
    sent_on: date | None = None

    @property
    def whom(self) -> str | int:
        return self.building or self.kind


TO_INVITE = ("police", "fire", "ems", "education")
"""Beside each building's principal or designee (105 ILCS 128/25)."""


def uninvited(rows: Iterable[Invited], buildings: Iterable[int]) -> tuple[str | int, ...]:
    """Whom the law wants invited and nothing is recorded of: ids of buildings, then kinds."""
    known = {row.whom for row in rows}
    asked: list[str | int] = [*buildings, *TO_INVITE]
    return tuple(whom for whom in asked if whom not in known)


def invited_on(rows: Iterable[Invited], buildings: Iterable[int]) -> date | None:
    """The day on which the last of those the law wants invited was; None while one is missing. The first invitation of each counts."""
    listed = list(rows)
    if uninvited(listed, buildings):
        return None
    first: dict[str | int, date] = {}
    for row in listed:
        if row.sent_on is not None:
            first[row.whom] = min(row.sent_on, first.get(row.whom, row.sent_on))
    return max(first.values(), default=None)
