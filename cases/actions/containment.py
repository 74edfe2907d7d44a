"""Containment: what is done is pressed, the facts are entered afterwards, and only confirming asks for them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, TextChoices

from cases import access
from cases.actions.facts import gather, latest_determination
from cases.actions.imminence import edition_in_force
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.plan import Stale
from cases.models import Case, CaseGrant, Containment, ImminenceDetermination
from cases.workflow import Stage
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.obligations import SHORTEST_REASON
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.workflow import Blocked

NOT_OPEN = "Containment is not open in this case. Declare an imminent threat first, if there is one."
NOT_A_STEP = "This is not a step of containment. Press one of the buttons on the page."
NOT_YET = "This time has not come yet. Correct the time."
WHY_NOT_STARTED = "The crisis plan was not started: write in at least 20 characters why it is not needed."
STARTED, NOT_NEEDED = "started", "not_needed"


class Step(TextChoices):
    """What is done first, in the page's order."""

    POLICE = "police", "Police called"
    PLAN = "plan", "Crisis plan started"
    CONTAIN = "contain", "Subject contained"
    TARGET = "target", "Target safe"
    MEDICAL = "medical", "Medical help"
    SUPERINTENDENT = "superintendent", "Superintendent told"


DUTY_OF = {Step.POLICE: "IMM-LE", Step.PLAN: "IMM-SEO"}
COLUMN_OF = {Step.POLICE: "police_at", Step.PLAN: "seocrp_at", Step.CONTAIN: "contained_at"}


@transaction.atomic
def record_step(*, case: Case, by: User, step: str, occurred_at: datetime | None = None) -> Containment:
    """One step is done: now, or at the stated time (UTC), which corrects an earlier one and keeps it. Pressing “now” twice is harmless.

    Raises Blocked where containment is not open or the time has not come.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.RECORD_CONTAINMENT, at=at)
    containment = _running(locked)
    if step not in Step.values:
        raise Blocked((NOT_A_STEP,))
    if occurred_at and occurred_at > at:
        raise Blocked((NOT_YET,))
    if step in containment.steps and occurred_at is None:
        return containment
    _mark(containment, Step(step), occurred_at or at, by, at)
    _meet_steps(containment, by, at)
    log_case("containment_step_done", locked, by=by, at=at, occurred_at=occurred_at, detail=step)
    return containment


@transaction.atomic
def record_facts(*, case: Case, by: User, version: int, facts: dict[str, Any]) -> Containment:
    """The facts of containment, entered afterwards.

    `facts` holds fields of Containment, and `rationale`, `indicators` and `indicators_edition`, that of the list on the form.
    Raises Stale where somebody changed them since `version`, Blocked for a time that has not come.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.RECORD_CONTAINMENT, at=at)
    containment = _running(locked)
    if containment.version != version:
        raise Stale(containment)
    if problems := _fact_problems(facts, at):
        raise Blocked(problems)
    _explain(containment.determination, facts, locked)
    for name in FACT_FIELDS & facts.keys():
        setattr(containment, name, _exact(getattr(containment, name), facts[name]))
    _credit_steps(containment, by, at)
    containment.version += 1
    containment.save()
    _meet_steps(containment, by, at)
    log_case("containment_recorded", locked, by=by, at=at)
    return containment


FACT_FIELDS = frozenset(
    {
        *("seocrp_answer", "seocrp_at", "seocrp_note", "police_at", "police_agency", "police_person", "police_method"),
        *("contained_at", "contained_how", "contained_by", "target_protected"),
    }
)


def confirm(case: Case, *, by: User, at: datetime) -> Containment:
    """Contained, on a locked case: the facts are asked for now. The case goes back to where it came from, from intake on to triage.

    Raises Blocked with what is missing. Triage's action calls it, seats the panel and writes the log.
    """
    containment = _running(case)
    on_to_triage = case.stage_before == Stage.INTAKE
    facts = gather(case, at)
    move_case(case, "confirm_containment", facts, **({"triage_at": at} if on_to_triage else {}))
    containment.confirmed_at, containment.confirmed_by = at, by
    containment.save(update_fields=["confirmed_at", "confirmed_by"])
    for given in CaseGrant.objects.filter(content_object=case, reason=access.EMERGENCY).select_related("user"):
        access.revoke(case, user=given.user)
    return containment


def open_containment(case: Case) -> Containment | None:
    """The containment that is running, or the last one confirmed."""
    return LATEST.first(case=case)


LATEST: Prepared[Containment] = Prepared(
    lambda: Containment.objects.filter(case=Given("case")).select_related("determination", "confirmed_by").order_by("-recorded_at")[:1]
)


def _running(case: Case) -> Containment:
    found = latest_determination(case)
    containment: Containment | None = getattr(found, "containment", None)
    if case.stage != Stage.CONTAINMENT or containment is None:
        raise Blocked((NOT_OPEN,))
    containment.case = containment.determination.case = case
    return containment


def _mark(containment: Containment, step: Step, occurred_at: datetime, by: User, at: datetime) -> None:
    """Person and time of the step; a correction keeps what stood there before."""
    steps = dict(containment.steps)
    before = steps.get(step, {})
    was = [*before.get("was", []), {key: before[key] for key in ("at", "recorded_at", "by")}] if before else []
    steps[step] = {
        "at": occurred_at.isoformat(),
        "recorded_at": at.isoformat(),
        "by": by.full_name,
        "position": by.position,
        "was": was,
    }
    containment.steps = steps
    if column := COLUMN_OF.get(step):
        setattr(containment, column, occurred_at)
    if step == Step.PLAN:
        containment.seocrp_answer = STARTED
    if step == Step.CONTAIN and not containment.contained_by:
        containment.contained_by = f"{by.full_name}, {by.position}"
    if column:
        containment.version += 1
    containment.save()


def _exact(known: Any, stated: Any) -> Any:
    """A page asks no seconds: a time stated to the minute that is known to the second is the known one, and no correction."""
    same = isinstance(known, datetime) and isinstance(stated, datetime) and known.replace(second=0, microsecond=0) == stated
    return known if same else stated


def _credit_steps(containment: Containment, by: User, at: datetime) -> None:
    """Times entered with the facts are the times of the steps, so that the page never shows two."""
    for step, column in COLUMN_OF.items():
        stated = getattr(containment, column)
        marked = containment.steps.get(step, {}).get("at")
        if stated and marked != stated.isoformat() and (step != Step.PLAN or containment.seocrp_answer == STARTED):
            _mark(containment, step, stated, by, at)


def _meet_steps(containment: Containment, by: User, at: datetime) -> None:
    """The two duties of an imminent threat end by what was done; a plan that was not needed waits for a second person."""
    case, trigger_ref = containment.case, f"imminence:{containment.determination_id}"
    for step, rule_code in DUTY_OF.items():
        done = containment.steps.get(step)
        own_or_merged = Q(trigger_ref=trigger_ref) | Q(carried_from__isnull=False)
        for row in Obligation.objects.open().about("case", case.id).filter(own_or_merged, rule=rule_code):
            if done:
                occurred_at = min(datetime.fromisoformat(done["at"]), at)
                obligations.meet(row, at=at, by=by, proof_ref=f"containment:{containment.id}", occurred_at=occurred_at)
            elif step == Step.PLAN and containment.seocrp_answer == NOT_NEEDED and row.waive_by_id is None:
                obligations.waive(row, reason=containment.seocrp_note, at=at, by=by, key=case.key)


def _explain(determination: ImminenceDetermination, facts: dict[str, Any], case: Case) -> None:
    if "rationale" in facts:
        determination.rationale = facts["rationale"].strip()
    if facts.get("indicators"):
        determination.indicators = dict(facts["indicators"])
        determination.indicators_edition = facts.get("indicators_edition") or edition_in_force(case.district_id)
    determination.save(update_fields=["rationale", "indicators", "indicators_edition"])


def _fact_problems(facts: dict[str, Any], at: datetime) -> tuple[str, ...]:
    times = [facts[name] for name in ("seocrp_at", "police_at", "contained_at") if facts.get(name)]
    not_started = facts.get("seocrp_answer") == NOT_NEEDED and len(facts.get("seocrp_note", "").strip()) < SHORTEST_REASON
    wrong = (
        (NOT_YET, any(time > at for time in times)),
        (WHY_NOT_STARTED, not_started),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)
