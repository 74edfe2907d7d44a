"""The case plan: one draft at a time, each adopted version kept, and the lead's signature that starts the days between updates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from cases import access
from cases.actions.conflicts import stand
from cases.actions.duties import start_duty
from cases.actions.facts import adoption_facts
from cases.actions.locks import refuse
from cases.actions.members import members_of
from cases.actions.moves import move_case
from cases.actions.plan_facts import PlanSheet, answers_of, current_plan, letters_of, read_plan, strategies_of
from cases.actions.rhythm import keep_rhythm
from cases.actions.stamps import stamp
from cases.models import Case, Plan, PlanStrategy, SafeguardAnswer
from cases.models.plan import CARRIERS
from cases.workflow import Circle, Stage
from cases.workflow.contacts import is_rhythm
from tat import audit, clock, obligations
from tat.models import Obligation, Standing, User
from tat.roles import Permission
from tat.statutes.limits import LONGEST_CONTACT_DAYS
from tat.workflow import Blocked

CLOSED = "This case is closed; its plan can be read and not changed. Reopen the case first."
TOO_EARLY = "The full team writes the plan, once it is convened (4:190-AP2, Responding to and Managing Threats)."
NO_DRAFT = "There is no draft to adopt. Save the plan first, then adopt it."
FROZEN = "A newer version of the plan is being written. Open the plan and change the strategy there."
NOT_ON_TEAM = "{name} holds no seat of this team. The plan is carried by a member of the team (4:190-AP2)."
NAMED_TWICE = "{name} keeps in touch already. Choose another member of the team, or nobody."
DAYS = f"Write how many days may lie between two checks: a whole number from 1 to {LONGEST_CONTACT_DAYS}."
WRITTEN = ("facts_relied_on", "goals", "least_intrusive", "lower_rungs", "monitoring", "contact_days", "contact_plan")
PLANNED_AT = frozenset({Stage.ASSESSMENT, Stage.MANAGEMENT, Stage.CONTAINMENT})


class Stale(Exception):
    """Somebody saved something else meanwhile; `current` is the row as it stands now. Nothing was written."""

    def __init__(self, current: object) -> None:
        self.current = current
        super().__init__("changed meanwhile")


@dataclass(frozen=True, kw_only=True)
class PlanWords:
    """The plan's own words, and who carries it; `contact_days` are the calendar days between two checks, where they are periodic."""

    facts_relied_on: str = ""
    goals: str = ""
    least_intrusive: str = ""
    lower_rungs: str = ""
    monitoring: str = Plan.Monitoring.ACTIVE
    contact_days: int | None = None
    contact_plan: str = ""
    case_manager: User | None = None
    engager: User | None = None
    second_engager: User | None = None


def carried_by(words: Plan | PlanWords) -> dict[str, User]:
    """Who is named to carry a plan, by the name of the field."""
    return {name: person for name in CARRIERS if (person := getattr(words, name))}


def is_writable(case: Case) -> bool:
    """Whether a plan may be written in this case as it stands: once the full team is convened, until it is closed."""
    return case.stage in PLANNED_AT and case.circle == Circle.TAT


def lock_for_plan(case: Case, *, by: User, permission: Permission, at: datetime) -> Case:
    """The locked case of an act on its plan. Raises Blocked for a closed case and before the full team is convened."""
    locked = access.locked_case(case.id, by=by, permission=permission, at=at)
    if not locked.is_open():
        raise Blocked((CLOSED,))
    if not is_writable(locked):
        raise Blocked((TOO_EARLY,))
    return locked


@transaction.atomic
def save_plan(*, case: Case, by: User, version: str, words: PlanWords) -> Plan:
    """Write the draft, opening one where there is none. `version` is the token of the plan that the form was written on, "" for none.

    Raises Stale where somebody saved meanwhile, Unfit for somebody without a seat of this team and for one who keeps in touch twice.
    """
    at = clock.now()
    locked = lock_for_plan(case, by=by, permission=Permission.WRITE_PLAN, at=at)
    found = current_plan(locked)
    if version not in _current_tokens(locked, found):
        raise Stale(found)
    refuse(("contact_days", DAYS, words.contact_days is not None and not is_rhythm(words.contact_days)))
    _require_seats(locked, words, at)
    draft, _ = open_draft(locked, by=by, at=at)
    changed = [name for name in (*WRITTEN, *CARRIERS) if getattr(draft, name) != getattr(words, name)]
    for name in changed:
        setattr(draft, name, getattr(words, name))
    _count(draft, by, at, changed)
    log_plan("plan_saved", locked, by=by, at=at, plan=draft, changed=changed)
    return draft


def _current_tokens(case: Case, found: Plan | None) -> set[str]:
    """Tokens of plans whose words stand now: of a draft in which no word was written yet, those of the plan it was copied from too."""
    tokens = {found.token if found else ""}
    if found and found.state == Plan.State.DRAFT and found.version == 1:
        before = case.plan_set.filter(state=Plan.State.ADOPTED).first()
        tokens.add(before.token if before else "")
    return tokens


def _require_seats(case: Case, words: PlanWords, at: datetime) -> None:
    named, second = carried_by(words), words.second_engager
    ids = [person.pk for person in named.values()]
    on_team = set(members_of(case, at).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    refuse(
        *((name, NOT_ON_TEAM.format(name=person.full_name), person.pk not in on_team) for name, person in named.items()),
        ("second_engager", NAMED_TWICE.format(name=second.full_name if second else ""), second is not None and second == words.engager),
    )


def _count(draft: Plan, by: User, at: datetime, changed: list[str]) -> None:
    """One more version of the draft; its stamp is that of the last person who wrote in it."""
    draft.version += 1
    for name, value in stamp(by, at).items():
        setattr(draft, name, value)
    draft.save(update_fields=["version", "recorded_by", "recorded_name", "recorded_position", "recorded_at", *changed])


def open_draft(case: Case, *, by: User, at: datetime) -> tuple[Plan, dict[UUID, PlanStrategy]]:
    """The draft of a locked case and its strategies by id; a new one begins as a copy of the adopted plan.

    After a copy the earlier plan's strategy ids lead to their copies. The calling action writes the log.
    """
    found = current_plan(case)
    rows = strategies_of(case, found)
    if found and found.state == Plan.State.DRAFT:
        return found, {row.id: row for row in rows}
    last = case.plan_set.order_by("-number").values_list("number", flat=True).first() or 0
    draft = Plan(case=case, number=last + 1, **stamp(by, at))
    for name in (*WRITTEN, *CARRIERS) if found else ():
        setattr(draft, name, getattr(found, name))
    draft.save()
    return draft, {row.id: _copied(row, case, draft) for row in rows}


def strategy_in_force(case: Case, strategy_id: UUID) -> PlanStrategy:
    """A strategy of the plan as it stands now, with its answers. Raises Blocked for one of an earlier version, Http404 for no such row."""
    plan = current_plan(case)
    for row in strategies_of(case, plan):
        if plan and row.id == strategy_id:
            row.plan = plan
            return row
    if case.planstrategy_set.filter(pk=strategy_id).exists():
        raise Blocked((FROZEN,))
    raise Http404


def copy_in_force(case: Case, strategy_id: UUID) -> PlanStrategy | None:
    """Where a strategy of an earlier version stands in the present one: its copy keeps who chose what and when; None where it has none."""
    earlier, plan = case.planstrategy_set.filter(pk=strategy_id).first(), current_plan(case)
    if earlier is None or plan is None:
        return None
    for row in strategies_of(case, plan):
        if all(getattr(row, name) == getattr(earlier, name) for name in KEPT_BY_A_COPY):
            row.plan = plan
            return row
    return None


KEPT_BY_A_COPY = ("recorded_at", "domain", "strategy", "label")
COPIED = (
    *("recorded_by", "recorded_name", "recorded_position", "recorded_at", "strategy", "domain", "label", "rung"),
    *("is_separation", "is_distancing", "owner", "starts_on", "due_on", "status", "rhythm", "outcome", "emergency_at", "version"),
    *("purpose", "lower_why", "reentry_on", "reentry_note"),
)


def _copied(row: PlanStrategy, case: Case, draft: Plan) -> PlanStrategy:
    """The same strategy in the next version, with its answers; who wrote them and when stays."""
    copy = PlanStrategy.objects.create(case=case, plan=draft, **{name: getattr(row, name) for name in COPIED})
    stamped = ("recorded_by", "recorded_name", "recorded_position", "recorded_at", "question", "answer")
    for given in answers_of(case, row).values() if row.answered else ():
        SafeguardAnswer.objects.create(case=case, strategy=copy, **{name: getattr(given, name) for name in stamped})
    copy.answered = row.answered
    return copy


def adoption_token(sheet: PlanSheet) -> str:
    """What the adopting lead has read: it changes with every change of the plan, of a strategy or of an answer."""
    words = sheet.plan.token if sheet.plan else ""
    return f"{words}.{len(sheet.strategies)}.{sum(row.version for row in sheet.strategies)}"


@transaction.atomic
def adopt_plan(*, case: Case, by: User, version: str, fort_notes: Mapping[str, str] | None = None) -> Plan:
    """Put the draft in force as the lead's signed act; `version` is the adoption token of what the lead has read.

    The duty PLAN is met, the days between updates start where none run (day 0 is the adoption), and who carries the case changes
    over. `fort_notes` holds the lead's sentence for a letter of FORT that the record does not show. Raises Stale where the draft
    changed meanwhile, Blocked with what is missing (4:190-AP2, Responding to and Managing Threats).
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.ADOPT_PLAN, at=at)
    sheet = read_plan(locked, at)
    draft = sheet.plan
    if draft is None or draft.state != Plan.State.DRAFT:
        raise Blocked((NO_DRAFT,))
    if version != adoption_token(sheet):
        raise Stale(draft)
    facts = adoption_facts(locked, at, sheet, letters=letters_of(fort_notes or {}))
    move_case(locked, "adopt_plan", facts, planned_at=locked.planned_at or at)
    draft.fort_notes = dict(fort_notes or {})
    _put_in_force(locked, draft, by, at)
    let_carry(locked, draft, by, at)
    obligations.meet_all("PLAN", ("case", locked.id), at=at, by=by, proof_ref=f"plan:{draft.id}")
    start_updates(locked, f"plan:{draft.id}", at, by=by, at=at)
    keep_rhythm(locked, by=by, at=at, why="plan_adopted")
    log_plan("plan_adopted", locked, by=by, at=at, plan=draft)
    return draft


def _put_in_force(case: Case, draft: Plan, by: User, at: datetime) -> None:
    case.plan_set.filter(state=Plan.State.ADOPTED).update(state=Plan.State.REPLACED)
    draft.state, draft.adopted_at, draft.adopted_by = Plan.State.ADOPTED, at, by
    draft.save(update_fields=["state", "adopted_at", "adopted_by", "fort_notes"])


def let_carry(case: Case, plan: Plan, by: User, at: datetime) -> None:
    """The people named in the plan stand for the case from now on; who did so before and is not named any more does not."""
    named = carried_by(plan)
    for capacity in dict.fromkeys(CARRIERS.values()):
        people = [person for name, person in named.items() if CARRIERS[name] == capacity]
        earlier = Standing.objects.filter(about_kind="case", about_id=case.id, capacity=capacity, until_at=None)
        earlier.exclude(person__in=people).update(until_at=at)
        for person in people:
            stand(case, person, capacity, by=by, at=at)


def start_updates(case: Case, trigger_ref: str, day_zero: datetime, *, by: User | None, at: datetime) -> Obligation | None:
    """Start the days between updates where none run; `day_zero` is their day 0 (UTC). The calling action writes the log."""
    if Obligation.objects.open().about("case", case.id).filter(rule="UPD-30").exists():
        return None
    return start_duty("UPD-30", case, trigger_ref=trigger_ref, triggered_at=day_zero, at=at, by=by)


def log_plan(action: str, case: Case, *, by: User, at: datetime, plan: Plan, changed: list[str] | None = None, detail: str = "") -> None:
    """The one entry that an act on the plan leaves in the log: the version's number and names of fields, never a text."""
    audit.record(
        action,
        by=by,
        at=at,
        code=case.code,
        about=("case", case.id),
        district_id=case.district_id,
        changed=changed or [],
        detail=f"version:{plan.number}" + (f" {detail}" if detail else ""),
    )
