"""The roster of a team on one day as plain facts: its lines, what it lacks, how it differs from an earlier one."""

from dataclasses import asdict, dataclass
from typing import Any

from tat.statutes.seats import EXPERTISE, POLICE, SEATS

SMALLEST_TRIAGE = 2
NO_POLICE = "The statute asks for at least one law enforcement official without exception (105 ILCS 128/45(a))."
OF_A_REGION = {
    "EXP-CNS": "No mental health professional is on it. A regional team has some (105 ILCS 128/45(a)).",
    "EXP-LE": "No law enforcement official is on it. A regional team has those of State, county and local police (105 ILCS 128/45(a)).",
}
"""By area of expertise what a regional team lacks without it: the statute asks it for these in place of the six seats."""


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
    """One team on one day: its buildings and lines. A regional one stands where own staff cannot form a team."""

    team: str
    buildings: tuple[str, ...]
    lines: tuple[SeatLine, ...]
    regional: bool = False

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
            team.get("regional", False),
        )
        for team in kept
    )


def unsettled(roster: TeamRoster) -> tuple[str, ...]:
    """Statutory seats that are neither held nor empty for a stated reason: they stop the filing (105 ILCS 128/45(a))."""
    if roster.regional:
        return tuple(f"{roster.team}: {sentence}" for sentence in _of_a_region(roster))
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
    if POLICE not in {line.statutory for line in held} and not roster.regional:
        found.append(f"{roster.team}: the statute asks for at least one law enforcement official without exception (105 ILCS 128/45(a)).")
    known = {area for line in held for area in line.expertise}
    found += [f"{roster.team}: no member brings {EXPERTISE[code].label.lower()} (4:190-AP2)." for code in EXPERTISE if code not in known]
    if sum(line.triage for line in held) < SMALLEST_TRIAGE:
        found.append(f"{roster.team}: the Triage Team has fewer than two members (4:190-AP2, Triage).")
    return tuple(found)


def seats_held(roster: TeamRoster) -> int:
    """How many of the six statutory seats somebody holds."""
    return len({line.statutory for line in roster.members()} & set(SEATS))


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


def lacking(roster: TeamRoster) -> tuple[str, ...]:
    """What the principal reads before signing the roster: seats, expertise, back-ups, the Triage Team, each in one sentence (TEAM-CHK)."""
    held = roster.members()
    found = _of_a_region(roster) if roster.regional else _of_six_seats(roster)
    known = {area for line in held for area in line.expertise}
    found += [f"No member brings {EXPERTISE[code].label.lower()} (4:190-AP2)." for code in EXPERTISE if code not in known]
    if sum(line.triage for line in held) < SMALLEST_TRIAGE:
        found.append("The Triage Team has fewer than two members. Name at least two (4:190-AP2, Triage).")
    return (*found, *_without_backup(roster), *_unlike_backups(roster))


def _of_six_seats(roster: TeamRoster) -> list[str]:
    seats, reasons = {line.statutory for line in roster.members()}, {line.statutory: line.reason for line in roster.lines if line.reason}
    found = [_seat_words(code, reasons.get(code, "")) for code in SEATS if code not in seats]
    return found if POLICE in seats else [*found, NO_POLICE]


def _of_a_region(roster: TeamRoster) -> list[str]:
    known = {area for line in roster.members() for area in line.expertise}
    return [sentence for area, sentence in OF_A_REGION.items() if area not in known]


def _seat_words(code: str, reason: str) -> str:
    member = SEATS[code].member.removeprefix("at least one ")
    if reason:
        return f"No {member}: {reason.rstrip('.')}. Ask again, and write down when."
    return f"No {member} holds a seat. Seat someone, or state that none is available to serve (105 ILCS 128/45(a))."


def _without_backup(roster: TeamRoster) -> list[str]:
    covered = {line.backup_for for line in roster.lines if line.is_backup}
    alone = [line.name for line in roster.members() if line.name not in covered]
    return [f"No back-up for {', '.join(alone)} (4:190-AP2: “when resources allow”)."] if alone else []


def _unlike_backups(roster: TeamRoster) -> list[str]:
    """A back-up comes from the same or similar expertise (4:190-AP2)."""
    areas = {line.name: set(line.expertise) for line in roster.members()}
    unlike = [line for line in roster.lines if line.is_backup and not areas.get(line.backup_for, set(line.expertise)) & set(line.expertise)]
    return [f"{line.name} shares no expertise with {line.backup_for}, whom the seat covers (4:190-AP2)." for line in unlike]


def same_seats(before: TeamRoster, after: TeamRoster) -> bool:
    """Whether nobody came, left or moved, whatever positions are called by now."""
    return _of_seats(before) == _of_seats(after)


def _of_seats(roster: TeamRoster) -> list[Any]:
    return sorted(
        (line.statutory, line.name, line.is_backup, line.backup_for, line.triage, sorted(line.expertise)) for line in roster.lines
    )
