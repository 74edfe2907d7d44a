"""One case as rows: sealed under keys of its own, at a stage of its own, with its panel, duties, log and reads.

What a page shows of such a case is whole but for signatures, strategies and interviews, of which it has none.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db.models import Model

from cases.actions.codes import ALPHABET
from cases.actions.stamps import stamp
from cases.concurrence import Answer
from cases.levels import Level
from cases.models import Affiliation, Case, Classification, ImminenceDetermination, IncidentFacts, NameToken, Party, Person, Plan
from cases.workflow import Circle, Stage
from cases.workflow.closing import ClosingReason
from reporting.management.scale.school import Place
from tat import vault
from tat.calendar import due_at
from tat.clock import CENTRAL
from tat.models import DataKey, LogEntry, Obligation, Standing, User
from tat.obligations.due import clocks_of, set_due
from tat.obligations.ladder import first_step_at
from tat.statutes import RULES
from triage.models import Report, TriageOpinion, TriageSeat
from triage.workflow import ReportStatus

FIRST = (
    "Alder",
    "Birch",
    "Cedar",
    "Dell",
    "Elm",
    "Fern",
    "Glen",
    "Hazel",
    "Ivy",
    "Juniper",
    "Lark",
    "Maple",
    "Moss",
    "Oak",
    "Reed",
    "Wren",
)
LAST = ("Acker", "Brandt", "Corrigan", "Dufresne", "Ellery", "Fontaine", "Grau", "Hollis", "Ibsen", "Jarrow", "Kessler", "Lunde", "Quill")
SAID = ("wrote in a group chat", "told a classmate at lunch", "drew in a notebook", "said on the bus", "posted in the evening")
WORDS = ("“you will all see on Friday.”", "“he had better watch his back.”", "“nobody would miss this place.”", "a list of names.")
AFTER = ("A teacher brought it to the office the same day.", "A parent called in the morning.", "Two students spoke of it separately.")
NOT_IMMINENT = "The student is with an adult in the office; bag and phone are with the family; nobody could be reached today."
CONCERN_MET = "The counselor has spoken with both students and both families, and meets them again next week."
ODD = 7919  # has no factor in common with the number of tails, so that it steps through all of them

# What follows from the rows of these cases, written by the database itself.
FOLLOWING = (
    """
insert into tat_obligationevent (id, obligation_id, at, kind, step, by_id, new_due_at, reason_code)
select gen_random_uuid(), o.id, o.triggered_at, 'started', '', c.opened_by_id, coalesce(o.legal_due_at, o.target_due_at), ''
  from tat_obligation o
  join cases_case c on c.id = o.about_id
 where o.about_id = any(%s)
""",
    """
insert into tat_accessentry (id, at, user_id, user_name, user_position, kind, page, about_id, code, digest)
select gen_random_uuid(), c.opened_at, u.id, u.full_name, u.position, 'case', 'case_detail', c.id, c.code, ''
  from cases_case c
  join tat_user u on u.id = c.opened_by_id
 cross join generate_series(1, 8)
 where c.id = any(%s)
""",
)


@dataclass(frozen=True)
class Kind:
    """One of the ways on which a case is found: how many of a thousand, the stage, and how many hours ago it was opened."""

    of_a_thousand: int
    stage: Stage
    hours: tuple[int, int]
    convened: bool = False


KINDS = (  # 75 of a thousand are open
    Kind(8, Stage.INTAKE, (1, 6)),
    Kind(15, Stage.TRIAGE, (1, 20)),
    Kind(19, Stage.ASSESSMENT, (30, 200), convened=True),
    Kind(33, Stage.MANAGEMENT, (200, 720), convened=True),
    Kind(509, Stage.CLOSED, (800, 44_000)),
    Kind(416, Stage.CLOSED, (1_600, 44_000), convened=True),
)


@dataclass
class Codes:
    """Unused codes, a run of its own for each building and year; `taken` are those of cases that are there."""

    taken: set[str]
    used: Counter[str] = field(default_factory=Counter)

    def new(self, place: Place, at: datetime) -> str:
        prefix = f"{place.building.code}-{at.astimezone(CENTRAL):%y}-"
        while True:
            self.used[prefix] += 1
            number = self.used[prefix] * ODD + place.building.pk
            code = prefix + "".join(ALPHABET[number // len(ALPHABET) ** power % len(ALPHABET)] for power in range(4))
            if code not in self.taken:
                self.taken.add(code)
                return code


def rows_of(place: Place, code: str, kind: Kind, opened_at: datetime, chance: Random) -> Iterator[Model]:
    """Every row of one case, each after those it points at."""
    case = _case(place, code, kind, opened_at, chance)
    yield case.key
    yield case
    yield from _report(place, case, chance)
    if kind.stage != Stage.INTAKE:
        yield from _panel(place, case)
    if kind.convened:
        yield from _management(place, case)
    yield from _acts(place, case)


def _case(place: Place, code: str, kind: Kind, opened_at: datetime, chance: Random) -> Case:
    begun = kind.stage != Stage.INTAKE
    managed = kind.convened and kind.stage != Stage.ASSESSMENT
    closed = kind.stage == Stage.CLOSED
    return Case(
        code=code,
        district=place.building.district,
        building=place.building,
        team=place.team,
        key=_key(),
        stage=kind.stage,
        circle=Circle.TAT if kind.convened else Circle.TRIAGE,
        level=chance.choice((Level.LOW, Level.MODERATE, Level.MODERATE, Level.HIGH)) if managed else "",
        opened_by=place.principal,
        opened_at=opened_at,
        reported_at=opened_at - timedelta(minutes=5),
        reviewed_at=opened_at,
        determined_at=opened_at if begun else None,
        triage_at=opened_at if begun else None,
        convened_at=opened_at + timedelta(hours=20) if kind.convened else None,
        classified_at=opened_at + timedelta(hours=100) if managed else None,
        planned_at=opened_at + timedelta(hours=150) if managed else None,
        closed_at=opened_at + timedelta(hours=1_500 if managed else 22) if closed else None,
        closed_reason=(ClosingReason.RESOLVED if managed else ClosingReason.AT_TRIAGE) if closed else "",
    )


def _key() -> DataKey:
    key_id = uuid.uuid4()
    return DataKey(id=key_id, wrapped=vault.new_wrapped(key_id), kek_fingerprint=vault.kek_fingerprint())


def _report(place: Place, case: Case, chance: Random) -> Iterator[Model]:
    """The subject, what was told of it, and the answer on imminence."""
    by, at = case.opened_by, case.opened_at
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    person = Person(district=case.district, key=_key(), name=name, affiliation=Affiliation.STUDENT_CURRENT)
    yield person.key
    yield person
    yield from (NameToken(person=person, district=case.district, token=token) for token in vault.name_tokens(name))
    yield Party(case=case, role=Party.Role.SUBJECT, person=person, **stamp(by, at))
    nature = f"{name} {chance.choice(SAID)}: {chance.choice(WORDS)} {chance.choice(AFTER)}"
    facts = IncidentFacts(case=case, nature=nature, location="On school grounds", means=["oral"], **stamp(by, at))
    yield facts
    yield Report(
        district=case.district,
        building=case.building,
        case=case,
        facts=facts,
        state=ReportStatus.IN_CASE,
        reported_at=case.reported_at,
        reviewed_at=at,
        reviewed_by=by,
        received_by=by,
        received_name=by.full_name,
        recorded_at=at,
        recorded_by=by,
    )
    if case.determined_at:
        no = ImminenceDetermination.Answer.NO
        yield ImminenceDetermination(case=case, answer=no, determined_at=at, rationale=NOT_IMMINENT, **stamp(by, at))
    else:
        yield _duty("IMM-DET", place, case, f"report:{case.id}", at, by=by)


def _panel(place: Place, case: Case) -> Iterator[Model]:
    """Its seats, their standing in the case, and the duty of each to give an opinion."""
    began = case.opened_at
    ended = case.convened_at or case.closed_at
    for member in place.panel:
        seat = TriageSeat(case=case, member=member, member_name=member.full_name, member_position=member.position, seated_at=began)
        yield seat
        yield _standing(case, member, Standing.Capacity.PANEL, began)
        yield _duty("TRI-DONE", place, case, f"triageseat:{seat.id}", began, actor=member, by=member, done_at=ended)
        if ended:
            yield TriageOpinion(
                case=case,
                seat=seat,
                answer=Answer.FULL_TAT if case.convened_at else Answer.LOW_ADDRESSED,
                reason=CONCERN_MET,
                facts_version=1,
                opened_at=ended,
                **stamp(member, ended),
            )


def _management(place: Place, case: Case) -> Iterator[Model]:
    """What the full team does: level, plan, and the updates that follow it."""
    by = place.principal
    yield _duty("TAT-CLS", place, case, f"convened:{case.id}:1", case.convened_at, by=by, done_at=case.classified_at)
    if case.planned_at is None:
        return
    digest = hashlib.sha256(case.code.encode()).digest()
    signed = {"level": case.level, "rationale": CONCERN_MET, "signed_hash": digest, "facts_version": 1, "in_force_at": case.classified_at}
    yield Classification(case=case, **signed, **stamp(by, case.classified_at))
    manager, engager = place.panel[-1], place.panel[0]
    named = {"case_manager": manager, "engager": engager, "adopted_at": case.planned_at, "adopted_by": by}
    named |= {"monitoring": Plan.Monitoring.PASSIVE}  # the sweep would owe each of them a planned contact
    plan = Plan(case=case, number=1, state=Plan.State.ADOPTED, goals=CONCERN_MET, **named, **stamp(by, case.planned_at))
    yield plan
    yield _standing(case, manager, Standing.Capacity.CASE_MANAGER, case.planned_at)
    yield _standing(case, engager, Standing.Capacity.ENGAGER, case.planned_at)
    yield _duty("UPD-30", place, case, f"plan:{plan.id}", case.planned_at, by=manager, done_at=case.closed_at)


def _standing(case: Case, person: User, capacity: str, from_at: datetime) -> Standing:
    return Standing(about_kind="case", about_id=case.id, person=person, capacity=capacity, from_at=from_at, by=case.opened_by)


def _duty(
    rule_code: str,
    place: Place,
    case: Case,
    trigger_ref: str,
    triggered_at: datetime,
    *,
    by: User,
    actor: User | None = None,
    done_at: datetime | None = None,
) -> Obligation:
    """One duty; met at `done_at` where that is given."""
    rule = RULES[rule_code]
    row = Obligation(
        rule=rule.code,
        rule_edition=rule.edition,
        about_kind="case",
        about_id=case.id,
        code=case.code,
        trigger_ref=trigger_ref,
        district=case.district,
        building=case.building,
        team=case.team,
        actor_role=rule.actor,
        actor=actor,
        cited=rule.cited,
        triggered_at=triggered_at,
        recorded_at=triggered_at,
        state=Obligation.State.MET if done_at else Obligation.State.OPEN,
        met_at=done_at,
        done_at=done_at,
        met_by=by if done_at else None,
    )
    set_due(row, due_at(rule.clock, triggered_at, place.calendar, clocks_of(case.district)))
    row.next_step_at = None if done_at else first_step_at(row)
    return row


def _acts(place: Place, case: Case) -> Iterator[Model]:
    """Two entries of the log, which its trigger chains as they come."""
    moments = {"report_received": case.opened_at}
    moments |= {"case_closed": case.closed_at} if case.closed_at else {"report_reviewed": case.opened_at}
    by = {"actor_id": place.principal.pk, "actor_name": place.principal.full_name, "actor_position": place.principal.position}
    about = {"about_kind": "case", "about_id": case.id, "code": case.code, "district_id": case.district_id}
    for action, at in moments.items():
        yield LogEntry(at=at, action=action, **about, **by)
