"""Who answers for a duty and who is told of it, at one moment."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tat.obligations.claimed import Duty
from tat.obligations.roster import REMOVED, Capacity, Roster
from tat.roles import Role
from tat.statutes import HAND_OVER, ActorRole
from tat.statutes.ladders import Recipient

NAMED = [capacity for capacity in Capacity if capacity not in REMOVED]
REMINDED = frozenset({Recipient.ACTOR, Recipient.CASE_MANAGER})
OFFICES = (Recipient.PRINCIPAL, Recipient.SUPERINTENDENT, Recipient.CUSTODIAN)


class Audience(NamedTuple):
    """Who is told of one rung: those who answer for the duty, and those it is escalated to."""

    actors: tuple[int, ...]
    escalated: tuple[int, ...]

    @property
    def everyone(self) -> tuple[int, ...]:
        return (*self.actors, *self.escalated)


def audience(people: Roster, duty: Duty, to: Sequence[Recipient], *, late: bool = False) -> Audience:
    """Who is told of a rung that speaks `to` these. Nobody in conflict, nobody inactive, and never nobody without a word:
    where no one in reach would be told, the superintendent is, then the district's second contact. Of one that is `late` who handed it
    over is told too."""
    asked = people.standing(duty, Capacity.CASE_MANAGER) if Recipient.CASE_MANAGER in to else []
    actors = asked or people.actors(duty)
    reminded = [] if REMINDED.isdisjoint(to) else actors
    escalated = [user for actor in reminded if _needs_stand_in(people, duty, actor) for user in people.stand_ins(duty, actor)]
    if not REMINDED.issuperset(to):
        escalated += _backups(people, duty, actors) if Recipient.BACKUP in to else []
        escalated += [user for office in OFFICES if office in to for user in _escalated(people, duty, office, actors)]
    escalated += [duty.handed_by_id] if late and duty.handed_by_id in people.active else []
    return _without_silence(people, duty, reminded, escalated)


def beside(people: Roster, duty: Duty, user_id: int) -> list[int]:
    """Who is told beside a person whom mail about this duty did not reach: stand-ins, else superintendent, else second contact."""
    found = _able(people, duty, people.stand_ins(duty, user_id))
    if all(user == user_id or people.is_out_of_touch(user) for user in found):
        found += _able(people, duty, people.superintendents(duty))
    if all(user == user_id or people.is_out_of_touch(user) for user in found):
        found += _able(people, duty, _second_contact(people, duty))
    return [user for user in dict.fromkeys(found) if user != user_id]


def _needs_stand_in(people: Roster, duty: Duty, user_id: int) -> bool:
    return people.is_out_of_touch(user_id) or not people.is_able(duty, user_id)


def _backups(people: Roster, duty: Duty, actors: list[int]) -> list[int]:
    """Each actor's back-ups. Where the whole team answers it is its own back-up, but for its absent members."""
    whole_team = duty.actor_id is None and duty.actor_role == ActorRole.TAT
    covered = [actor for actor in actors if not whole_team or _needs_stand_in(people, duty, actor)]
    return [user for actor in covered for user in people.stand_ins(duty, actor)]


def _escalated(people: Roster, duty: Duty, office: Recipient, actors: list[int]) -> list[int]:
    """Those in the office and their designees; where no holder is left but the actor or one in conflict, the second contact too."""
    holders = _in_office(people, duty, office)
    free = people.able(duty, [user for user in holders if user not in actors])
    cover = [user for holder in free if people.is_out_of_touch(holder) for user in people.stand_ins(duty, holder)]
    designees = people.designated(Role.SUPERINTENDENT, duty) if office == Recipient.SUPERINTENDENT else []
    return free + cover + designees + ([] if free else _second_contact(people, duty))


def _in_office(people: Roster, duty: Duty, office: Recipient) -> list[int]:
    if office == Recipient.PRINCIPAL:
        return people.lead(duty)
    return people.office(Role.SUPERINTENDENT if office == Recipient.SUPERINTENDENT else Role.CUSTODIAN, duty)


def _second_contact(people: Roster, duty: Duty) -> list[int]:
    contact = people.contacts.get(duty.district_id)
    return [contact] if contact else []


def _without_silence(people: Roster, duty: Duty, reminded: list[int], escalated: list[int]) -> Audience:
    actors = tuple(_able(people, duty, dict.fromkeys(reminded)))
    others = _able(people, duty, escalated) if escalated else []
    if all(map(people.is_out_of_touch, (*actors, *others))):
        others += _able(people, duty, people.superintendents(duty)) or _able(people, duty, _second_contact(people, duty))
        others += _able(people, duty, people.lead(duty)) if duty.practice else []
    return Audience(actors, tuple(user for user in dict.fromkeys(others) if user not in actors) if others else ())


def _able(people: Roster, duty: Duty, users: Iterable[int]) -> list[int]:
    able = people.able(duty, users)
    return [user for user in able if may_be_told(people, duty, user)] if duty.restricted or duty.practice else able


def may_be_told(people: Roster, duty: Duty, user_id: int) -> bool:
    """A restricted case is told of to people named in it and to those who answer for its clocks; practice stays with its players."""
    if duty.practice:
        return user_id in people.standing(duty, Capacity.PLAYER)
    if not duty.restricted or user_id in (duty.actor_id, duty.handed_by_id):
        return True
    if any(user_id in people.standing(duty, capacity) for capacity in NAMED) or (duty.rule == HAND_OVER and user_id in people.lead(duty)):
        return True
    return user_id in people.superintendents(duty) or user_id == people.contacts.get(duty.district_id)
