"""The people around a number of duties at one moment: offices, seats, standings, designations, absences, and whom mail does not reach."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tat.models import Standing
from tat.obligations.claimed import Duty
from tat.roles import Role
from tat.statements import array, ask
from tat.statutes import HAND_OVER, ActorRole, local_date

Capacity = Standing.Capacity
REMOVED = (Capacity.EXCLUDED, Capacity.ASIDE)
NOBODY: frozenset[int] = frozenset()
ACTS_FOR = {
    ActorRole.PRINCIPAL: Role.PRINCIPAL,
    ActorRole.SUPERINTENDENT: Role.SUPERINTENDENT,
    ActorRole.BOARD: Role.SUPERINTENDENT,
}
"""Whose duties a designee may have: for which office somebody is designated."""
CLERKS = {ActorRole.CUSTODIAN: Role.CUSTODIAN, ActorRole.PARENT: Role.CUSTODIAN, ActorRole.HR: Role.HR}
"""Offices without designees: several people may hold one."""

# One statement for any number of duties: reads grow with the people, not with the rows. Dates are the local day's.
ROSTER_SQL = """
select 'office', a.role, a.district_id, coalesce(a.building_id, 0), null, a.user_id, '{}'::text[]
  from tat_appointment a join tat_user u on u.id = a.user_id and u.is_active
 where a.district_id = any(%(districts)s) and a.role = any(%(offices)s)
   and (a.building_id is null or a.building_id = any(%(buildings)s))
   and a.from_on <= %(day)s and (a.until_on is null or a.until_on >= %(day)s)
union all
select 'seat', case when s.kind = 'backup' then 'backup' when s.triage then 'triage' else 'member' end,
       s.team_id, coalesce(c.user_id, 0), null, s.user_id, s.expertise
  from tat_seat s
  join tat_user u on u.id = s.user_id and u.is_active
  left join tat_seat c on c.id = s.covers_id
 where s.team_id = any(%(teams)s) and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'standing', t.capacity, 0, 0, t.about_id::text, t.person_id, '{}'
  from tat_standing t join tat_user u on u.id = t.person_id and u.is_active
 where t.about_id = any(%(abouts)s::uuid[]) and t.from_at <= %(at)s and (t.until_at is null or t.until_at > %(at)s)
union all
select 'designee', d.acts_for, d.district_id, coalesce(d.building_id, 0), null, d.designee_id, d.rules
  from tat_designation d join tat_user u on u.id = d.designee_id and u.is_active
 where d.district_id = any(%(districts)s) and d.from_on <= %(day)s and (d.until_on is null or d.until_on >= %(day)s)
union all
select 'absent', '', 0, 0, null, b.user_id, '{}'
  from tat_absence b join tat_user u on u.id = b.user_id
 where u.district_id = any(%(districts)s) and b.from_on <= %(day)s and b.until_on >= %(day)s
union all
select 'unreached', '', 0, 0, null, u.id, '{}' from tat_user u
 where u.district_id = any(%(districts)s) and u.mail_returned_at is not null
union all
select 'active', '', 0, 0, null, u.id, '{}' from tat_user u where u.id = any(%(named)s) and u.is_active
union all
select 'contact', '', d.id, 0, null, u.id, '{}' from tat_district d join tat_user u on u.id = d.second_contact_id and u.is_active
 where d.id = any(%(districts)s)
order by 1, 2, 3, 4, 6
"""


class SeatHeld(NamedTuple):
    """One seat of a team: `word` is member, triage or backup; `covers` the person whose back-up it is, or 0."""

    user_id: int
    word: str
    covers: int
    expertise: frozenset[str]


@dataclass
class Roster:
    """The people around a number of duties at one moment. Only active people are in it."""

    offices: dict[tuple[str, int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[SeatHeld]] = field(default_factory=lambda: defaultdict(list))
    holding: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    standings: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    designees: dict[tuple[str, int, int], list[tuple[int, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, int] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    unreached: set[int] = field(default_factory=set)
    active: set[int] = field(default_factory=set)

    def blocked(self, duty: Duty) -> Set[int]:
        """Those whom a conflict excludes from the thing, or who stepped aside from it: never told, never counted."""
        return self.removed.get(str(duty.about_id), NOBODY)

    def standing(self, duty: Duty, capacity: str) -> list[int]:
        """Who stands to the duty's thing in that capacity; what is of a seat counts with one in the duty's team."""
        found = self.standings.get((str(duty.about_id), capacity), [])
        return [user for user in found if self.has_seat(duty, user)] if capacity in Standing.OF_A_SEAT else found

    def has_seat(self, duty: Duty, user_id: int) -> bool:
        """Whether the person holds a seat of the duty's team now."""
        return user_id in self.holding.get(duty.team_id or 0, NOBODY)

    def lead(self, duty: Duty) -> list[int]:
        """The acting lead where one is named, else the building's principal; who receives a case leads it only once it is accepted."""
        named = [] if duty.rule == HAND_OVER else self.standing(duty, Capacity.LEAD)
        return named or self.offices.get((Role.PRINCIPAL, duty.district_id, duty.building_id or 0), [])

    def office(self, role: Role, duty: Duty) -> list[int]:
        return self.offices.get((role, duty.district_id, 0), [])

    def designated(self, acts_for: Role, duty: Duty) -> list[int]:
        """Those designated to act for that office in this rule's duties; nobody where the office acts itself."""
        if duty.in_person or not self.designees:
            return []
        buildings = (0, duty.building_id) if duty.building_id else (0,)
        places = [(acts_for, duty.district_id, building) for building in buildings]
        return [user for place in places for user, rules in self.designees.get(place, ()) if duty.rule in rules]

    def superintendents(self, duty: Duty) -> list[int]:
        return self.office(Role.SUPERINTENDENT, duty) + self.designated(Role.SUPERINTENDENT, duty)

    def seated(self, duty: Duty, *words: str) -> list[int]:
        return [seat.user_id for seat in self.seats.get(duty.team_id or 0, ()) if seat.word in words]

    def holders(self, duty: Duty) -> list[int]:
        """Who holds the duty's role now; a person in conflict is still in the list."""
        lead = self.lead(duty)
        match duty.actor_role:
            case ActorRole.PRINCIPAL:
                return lead + self.designated(Role.PRINCIPAL, duty)
            case ActorRole.TRIAGE:
                return lead + self.seated(duty, "triage")
            case ActorRole.TAT:
                return lead + self.seated(duty, "triage", "member")
            case ActorRole.CASE_MANAGER:
                return self.standing(duty, Capacity.CASE_MANAGER) or lead
            case ActorRole.ENGAGER:
                return self.standing(duty, Capacity.ENGAGER) or self.standing(duty, Capacity.CASE_MANAGER) or lead
            case ActorRole.SUPERINTENDENT | ActorRole.BOARD:
                return self.superintendents(duty)
            case ActorRole.CUSTODIAN | ActorRole.PARENT:
                return self.office(Role.CUSTODIAN, duty)
            case ActorRole.HR:
                return self.office(Role.HR, duty)
            case _:
                return lead

    def actors(self, duty: Duty) -> list[int]:
        """The named actor, or whoever holds the role. A seat's duty falls to the lead when its actor holds none any more, and one that
        was handed over falls back when who has it is no designee, or of the team, any more."""
        return [duty.actor_id] if duty.actor_id and self.still_answers(duty, duty.actor_id) else self.holders(duty)

    def still_answers(self, duty: Duty, actor_id: int) -> bool:
        """Whether the named actor is still what the naming rested on."""
        if duty.actor_role == ActorRole.SEAT:
            return self.has_seat(duty, actor_id)
        return duty.handed_by_id is None or actor_id in self.may_be_handed(duty)

    def may_be_handed(self, duty: Duty) -> list[int]:
        """To whom the duty can be handed: the designees for it, the others in a clerk's office, the lead and the seats of the team."""
        if duty.actor_role in ACTS_FOR:
            return self.designated(ACTS_FOR[ActorRole(duty.actor_role)], duty)
        if duty.actor_role in CLERKS:
            return self.office(CLERKS[ActorRole(duty.actor_role)], duty)
        words = ("triage",) if duty.actor_role == ActorRole.TRIAGE else ("triage", "member")
        return self.lead(duty) + self.seated(duty, *words)

    def stand_ins(self, duty: Duty, user_id: int) -> list[int]:
        """Who stands in for one person: the back-up of the seat, else of a shared expertise; a designee; an activated back-up."""
        team = self.seats.get(duty.team_id or 0, [])
        bench = [seat for seat in team if seat.word == "backup"]
        own = frozenset().union(*(seat.expertise for seat in team if seat.user_id == user_id and seat.word != "backup"))
        covering = [seat.user_id for seat in bench if seat.covers == user_id]
        found = covering or [seat.user_id for seat in bench if seat.expertise & own]
        if user_id in self.lead(duty):
            found = found + self.designated(Role.PRINCIPAL, duty)
        if user_id in self.office(Role.SUPERINTENDENT, duty):
            found = found + self.designated(Role.SUPERINTENDENT, duty)
        return found + self.standing(duty, Capacity.BACKUP)

    def is_out_of_touch(self, user_id: int) -> bool:
        """Away today, or mail to the person came back: somebody is told beside."""
        return user_id in self.absent or user_id in self.unreached

    def is_able(self, duty: Duty, user_id: int) -> bool:
        """Active and in no conflict; a person out of touch is able, but somebody is told beside."""
        return not (user_id in self.blocked(duty) or (user_id == duty.actor_id and user_id not in self.active))

    def able(self, duty: Duty, users: Iterable[int]) -> list[int]:
        """Those of them who are, in their order."""
        blocked = self.blocked(duty) if self.removed else NOBODY
        ended = duty.actor_id if duty.actor_id not in self.active else None
        return [user for user in users if user not in blocked and user != ended] if blocked or ended else list(users)


def roster(duties: Sequence[Duty], at: datetime) -> Roster:
    """The people around these duties, in one statement."""
    found = Roster()
    for source, word, place, part, about, user_id, words in ask(ROSTER_SQL, _around(duties, at)):
        _add(found, source, word, place, part, about, user_id, words)
    return found


def _around(duties: Sequence[Duty], at: datetime) -> dict[str, Any]:
    named = {user_id for duty in duties for user_id in (duty.actor_id, duty.handed_by_id)}
    return {
        "districts": list({duty.district_id for duty in duties}),
        "buildings": list({duty.building_id for duty in duties if duty.building_id}),
        "teams": list({duty.team_id for duty in duties if duty.team_id}),
        "abouts": array({str(duty.about_id) for duty in duties}),
        "named": [user_id for user_id in named if user_id],
        "offices": [Role.PRINCIPAL, Role.SUPERINTENDENT, Role.CUSTODIAN, Role.HR],
        "day": local_date(at),
        "at": at,
    }


def _add(found: Roster, source: str, word: str, place: int, part: int, about: str, user_id: int, words: Iterable[str]) -> None:
    match source:
        case "standing":  # by far the most
            found.standings[about, word].append(user_id)
            if word in REMOVED:
                found.removed[about].add(user_id)
        case "office":
            found.offices[word, place, part].append(user_id)
        case "seat":
            found.seats[place].append(SeatHeld(user_id, word, part, frozenset(words)))
            found.holding[place].add(user_id)
        case "designee":
            found.designees[word, place, part].append((user_id, frozenset(words)))
        case "contact":
            found.contacts[place] = user_id
        case "absent":
            found.absent.add(user_id)
        case "unreached":
            found.unreached.add(user_id)
        case _:
            found.active.add(user_id)
