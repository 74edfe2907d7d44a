"""Recording that the rights have passed to a student, or that an order bars a person; and ending such a rule with a reason."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.actions.families import families_of
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, FamilyRule
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

Kind = FamilyRule.Kind
ORDERS = (Kind.ORDER, Kind.NO_CONTACT)

STUDENT = "Choose the student whom this is about."
KIND = "Choose which kind of order it is."
WHY = "Say why the rights have passed."
FROM = "Write from which day on."
PERSON = "Write the name of the person whom the order bars, first and last name."
SOURCE = "Write which court and which paper: without them nobody can check the order."
ORDER_OF_DAYS = "The last day is before the first one. Check both."
RUN_OUT = "This day is past: the order would bar nobody any more. Check the year."
KNOWN = "It is recorded already that the rights have passed to this student. End that entry first, with the reason."
REASON = "Write why it holds no longer, or why it was recorded by mistake."
ENDED = "This was ended meanwhile. Open the page again to see by whom and why."


@dataclass(frozen=True, kw_only=True)
class RuleGiven:
    """One rule as it is typed; both days are local dates. Rights that have passed name no person and run out on no day."""

    party_id: uuid.UUID | None
    kind: str = Kind.RIGHTS
    why: str = ""
    person: str = ""
    source: str = ""
    from_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def record_family_rule(*, case: Case, by: User, given: RuleGiven) -> FamilyRule:
    """Put a rule on record; it is in force from its first local day on, which may lie ahead (105 ILCS 10/2(g), 10/5).

    The log names no order. Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    families = families_of(locked)
    party = next((each for each in families.students if each.pk == given.party_id), None)
    passed = party is not None and any(not rule.is_order and rule.ended_at is None for rule in families.about(party))
    is_order, today = given.kind in ORDERS, local_date(at)
    refuse(
        ("party", STUDENT, party is None),
        ("party", KNOWN, given.kind == Kind.RIGHTS and passed),
        ("kind", KIND, given.kind not in Kind.values),
        ("why", WHY, given.kind == Kind.RIGHTS and given.why not in FamilyRule.Why.values),
        ("person", PERSON, is_order and not given.person.strip()),
        ("source", SOURCE, is_order and not given.source.strip()),
        ("from_on", FROM, given.from_on is None),
        ("until_on", ORDER_OF_DAYS, bool(given.from_on and given.until_on and given.until_on < given.from_on)),
        ("until_on", RUN_OUT, given.until_on is not None and given.until_on < today),
    )
    assert party is not None
    words = {"why": "", "person": given.person.strip()} if is_order else {"why": given.why, "until_on": None}
    fields = {"until_on": given.until_on, "source": given.source.strip(), **words}
    rule = FamilyRule.objects.create(case=locked, party=party, kind=given.kind, from_on=given.from_on or today, **fields, **stamp(by, at))
    log_case("family_rule_recorded", locked, by=by, at=at, detail=f"rule:{rule.id}")
    return rule


@transaction.atomic
def end_family_rule(*, case: Case, by: User, rule_id: uuid.UUID, reason: str) -> FamilyRule:
    """End a rule from now on, with the reason; the row stays and can be read. Raises Blocked where it was ended meanwhile."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    rule = next((each for each in families_of(locked).rules if each.pk == rule_id), None)
    if rule is None or rule.ended_at is not None:
        raise Blocked((ENDED,))
    refuse(("reason", REASON, not reason.strip()))
    rule.ended_at, rule.ended_by, rule.ended_why = at, by, reason.strip()
    rule.save(update_fields=["ended_at", "ended_by", "ended_why"])
    log_case("family_rule_ended", locked, by=by, at=at, detail=f"rule:{rule.id}")
    return rule
