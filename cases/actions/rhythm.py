"""The planned contact of a case: one running duty, in line with what the record says it counts from (handbook 7.6)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cases.actions.duties import start_duty
from cases.models import Case, Closing, Contact, Plan
from cases.workflow.contacts import Adopted, Closed, Contacted, Fact, NextContact, Reopened, next_contact
from tat import obligations
from tat.models import Obligation, User

RULE = "CHK-IN"


def keep_rhythm(case: Case, *, by: User | None, at: datetime, why: str, entry: Contact | None = None) -> Obligation | None:
    """End the running duty of a locked case where it counts from something else by now, and start the one that counts. Gives what runs;
    nothing where the planned contact was put aside as not applicable.

    An `entry` that is the planned contact meets it, on time or late by when it happened; anything else supersedes it with `why`. The
    calling action has written the row that moves it, and writes the log.
    """
    running = Obligation.objects.open().about("case", case.id).filter(rule=RULE).first()
    wanted = planned_contacts([case.id]).get(case.id)
    if running and wanted and running.trigger_ref == wanted.ref:
        return running
    if running and entry and wanted and _is_planned(entry, running, wanted):
        obligations.meet(running, at=at, by=by, proof_ref=f"contact:{entry.id}", occurred_at=entry.occurred_at)
    elif running:
        obligations.supersede(running, at=at, by=by, reason_code=why)
    if wanted is None:
        return None
    duty = start_duty(RULE, case, trigger_ref=wanted.ref, triggered_at=wanted.day_zero, at=at, by=by, anchor=wanted.anchor)
    return duty if duty.state == Obligation.State.OPEN else None


def _is_planned(entry: Contact, running: Obligation, wanted: NextContact) -> bool:
    """Whether this entry is the contact that was due; the correction of an entry that already counted moves the days, and is none."""
    counts = wanted.ref == f"contact:{entry.id}" and wanted.day_zero == entry.occurred_at
    return counts and running.trigger_ref not in _corrected_by(entry)


def _corrected_by(entry: Contact) -> set[str]:
    refs = set()
    earlier = entry.replaces
    while earlier is not None:
        refs.add(f"contact:{earlier.id}")
        earlier = earlier.replaces
    return refs


def planned_contacts(case_ids: Sequence[UUID]) -> dict[UUID, NextContact]:
    """The planned contact that the record of each of these cases asks for now; nothing for a case whose plan asks for none."""
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for plan in Plan.objects.filter(case__in=case_ids, adopted_at__isnull=False).only(
        "case_id", "adopted_at", "monitoring", "contact_days"
    ):
        if plan.adopted_at:
            facts[plan.case_id].append(Adopted(ref=f"plan:{plan.id}", at=plan.adopted_at, rhythm=plan.rhythm))
    columns = ("id", "case_id", "recorded_at", "occurred_at", "kind", "replaces_id")
    for row_id, case_id, at, occurred_at, kind, replaces in Contact.objects.filter(case__in=list(facts)).values_list(*columns):
        earlier = f"contact:{replaces}" if replaces else ""
        facts[case_id].append(Contacted(ref=f"contact:{row_id}", at=at, occurred_at=occurred_at, kind=kind, replaces=earlier))
    closings = Closing.objects.filter(case__in=list(facts)).values_list("id", "case_id", "recorded_at", "kind")
    for row_id, case_id, at, kind in closings:
        mark = Closed if kind == Closing.Kind.CLOSED else Reopened
        facts[case_id].append(mark(ref=f"closing:{row_id}", at=at))
    found = ((case_id, next_contact(rows)) for case_id, rows in facts.items())
    return {case_id: planned for case_id, planned in found if planned}
