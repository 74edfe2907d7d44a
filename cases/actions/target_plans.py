"""Writing a target's plan for safety: each change a new version, each offer with its answer, each strategy with what the target said.

Nothing of it stands in the case or in its log: entries of the log are about the plan, without the case's code.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.members import people_in
from cases.actions.stamps import stamp
from cases.actions.targets import Target, asked_of, on_paper, target_in
from cases.models import Case, Strategy, TargetOffer, TargetPlan, TargetPlanVersion, TargetStrategy
from cases.models.target_plans import REACHED
from cases.step import StepDomain
from tat import audit, clock, obligations
from tat.models import DataKey, Obligation, User
from tat.roles import Permission
from tat.statutes import local_date

Parents = TargetPlanVersion.Parents

MEANWHILE = "Someone saved this plan meanwhile. Your text is still here. Compare and save again."
TOLD = "Write what the target was told; the time and the name alone say nothing."
TOLD_WHEN = "Write when the target was told."
TOLD_WHO = "Write who told the target."
NOT_YET = "This time has not come yet. Enter when it was."
CONTACT = "Choose who keeps in touch, or write below why nobody does (4:190-AP2-E5)."
CONTACT_AND_WHY = "A contact person is chosen, so nobody needs a reason. Leave this empty, or choose nobody."
NOT_A_PERSON = "This person does not work on the case. Choose somebody who does."
CHANNEL = "Write how the contact person reaches the target: in person, by phone, where."
RHYTHM = "Write how often: each morning, twice a week, until when."
PARENTS = "Write why the parents are not told, or who tells them and when."
ANSWER = "Choose what the target answered."
OFFERED_WHEN = "Write when it was offered."
BY_WHOM = "Write by whom."
STRATEGY = "Choose one of the strategies for a target."
ANSWERED_ON = "Write on which day."
DAY_AHEAD = "This day has not come yet. Enter the day on which it was."


@dataclass(frozen=True, kw_only=True)
class TargetWords:
    """A target's plan as it is typed; `told_at` is a UTC instant, as stated."""

    told: str = ""
    told_at: datetime | None = None
    told_by: str = ""
    contact: User | None = None
    channel: str = ""
    rhythm: str = ""
    no_contact: str = ""
    supervision: str = ""
    supports: str = ""
    on_contact: str = ""
    parents: str = ""
    parents_note: str = ""
    ends_when: str = ""


WORDS = tuple(each.name for each in fields(TargetWords))


@dataclass(frozen=True, kw_only=True)
class OfferGiven:
    """An offer as it is typed; `offered_at` is a UTC instant, as stated."""

    answer: str
    offered_at: datetime | None = None
    by_whom: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StrategyGiven:
    """What a target answered to one strategy, as it is typed; `answered_on` is a local date."""

    strategy: str
    answer: str
    answered_on: date | None = None
    by_whom: str = ""
    note: str = ""


@transaction.atomic
def save_target_plan(*, case: Case, by: User, party_id: UUID, version: int, words: TargetWords) -> TargetPlanVersion:
    """Write the plan as a new version; `version` is the number of the one that the form was written on, 0 for none.

    Words that say what stands already make no version. Raises Http404 for no target of this case, Overtaken with what stands where
    somebody saved meanwhile, Blocked with what is wrong (handbook 7.4).
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.VIEW_TARGET_PLAN)
    target = target_in(locked, party_id)
    current = on_paper(target).current
    if version != (current.number if current else 0):
        raise Overtaken(MEANWHILE, current)
    on_case = set(people_in(locked, at).filter(pk=words.contact.pk).values_list("pk", flat=True)) if words.contact else set()
    check_words(words, on_case, at)
    if current and changed_words(current, words) == []:
        return current
    plan = target.plan or _begun(target, at)
    number = (current.number if current else 0) + 1
    found = TargetPlanVersion.objects.create(plan=plan, number=number, **_typed(words), **stamp(by, at))
    _log("target_plan_saved", plan, locked, by, at, changed=changed_words(current, words))
    return found


def check_words(words: TargetWords, on_case: Collection[int], at: datetime) -> None:
    """Raise Unfit with what keeps these words from being saved; `on_case` are ids of people who work on the case."""
    told, contact = words.told.strip(), words.contact
    refuse(
        ("told", TOLD, not told and bool(words.told_at or words.told_by.strip())),
        ("told_at", TOLD_WHEN, bool(told) and words.told_at is None),
        ("told_at", NOT_YET, words.told_at is not None and words.told_at > at),
        ("told_by", TOLD_WHO, bool(told) and not words.told_by.strip()),
        ("contact", CONTACT, contact is None and not words.no_contact.strip()),
        ("contact", NOT_A_PERSON, contact is not None and contact.pk not in on_case),
        ("no_contact", CONTACT_AND_WHY, contact is not None and bool(words.no_contact.strip())),
        ("channel", CHANNEL, contact is not None and not words.channel.strip()),
        ("rhythm", RHYTHM, contact is not None and not words.rhythm.strip()),
        ("parents_note", PARENTS, words.parents == Parents.NOT_TOLD and not words.parents_note.strip()),
    )


def changed_words(current: TargetPlanVersion | None, words: TargetWords) -> list[str]:
    """Names of the fields in which these words differ from what stands."""
    typed = _typed(words)
    return [name for name in WORDS if typed[name] != (getattr(current, name) if current else getattr(TargetWords(), name))]


def _typed(words: TargetWords) -> dict[str, Any]:
    found = {name: getattr(words, name) for name in WORDS}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@transaction.atomic
def record_target_offer(*, case: Case, by: User, party_id: UUID, given: OfferGiven) -> TargetOffer:
    """Record that the plan was offered. An answer, a decline as much as a yes, ends the duty about this target at the stated time.

    A target who was not reached has been offered nothing: the duty stays. A decline is respected; no level changes by it. Raises
    Http404 for no target of this case, Blocked with what is missing (4:190-AP2, Types of Threats).
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.VIEW_TARGET_PLAN)
    target = target_in(locked, party_id)
    refuse(
        ("answer", ANSWER, given.answer not in TargetOffer.Answer.values),
        ("offered_at", OFFERED_WHEN, given.offered_at is None),
        ("offered_at", NOT_YET, given.offered_at is not None and given.offered_at > at),
        ("by_whom", BY_WHOM, not given.by_whom.strip()),
    )
    typed = asdict(given) | {"by_whom": given.by_whom.strip(), "note": given.note.strip()}
    plan = target.plan or _begun(target, at)
    offer = TargetOffer.objects.create(plan=plan, party=target.party, version=on_paper(target).current, **typed, **stamp(by, at))
    if offer.answer in REACHED:
        for duty in waiting_for(locked, target):
            obligations.meet(duty, at=at, by=by, proof_ref=f"target_offer:{offer.id}", occurred_at=offer.offered_at)
    _log("target_plan_offered", plan, locked, by, at, occurred_at=offer.offered_at)
    return offer


def waiting_for(case: Case, target: Target) -> list[Obligation]:
    """The open duties that an offer to this target ends; none about another target."""
    return [duty for duty in asked_of(case) if duty.state == Obligation.State.OPEN and target.is_meant_by(duty)]


@transaction.atomic
def record_target_strategy(*, case: Case, by: User, party_id: UUID, given: StrategyGiven) -> TargetStrategy:
    """Record that a strategy was offered, or what the target answered; earlier answers stay. The label is copied from the library.

    Raises Http404 for no target of this case, Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.VIEW_TARGET_PLAN)
    target = target_in(locked, party_id)
    row = next((each for each in strategies_for_targets(locked) if each.code == given.strategy), None)
    refuse(
        ("strategy", STRATEGY, row is None),
        ("answer", ANSWER, given.answer not in TargetStrategy.Answer.values),
        ("answered_on", ANSWERED_ON, given.answered_on is None),
        ("answered_on", DAY_AHEAD, given.answered_on is not None and given.answered_on > local_date(at)),
        ("by_whom", BY_WHOM, not given.by_whom.strip()),
    )
    assert row is not None
    typed = asdict(given) | {"by_whom": given.by_whom.strip(), "note": given.note.strip()}
    plan = target.plan or _begun(target, at)
    found = TargetStrategy.objects.create(plan=plan, label=row.label, **typed, **stamp(by, at))
    _log("target_strategy_answered", plan, locked, by, at)
    return found


def strategies_for_targets(case: Case) -> list[Strategy]:
    """What the district offers under Target, in the order of the list (4:190-AP2-E5)."""
    return [row for row in Strategy.offered(case.district_id) if row.domain == StepDomain.TARGET]


def _begun(target: Target, at: datetime) -> TargetPlan:
    """A target's plan begins with its key, at the first thing that is put on record about it."""
    return TargetPlan.objects.create(case=target.party.case, party=target.party, key=DataKey.objects.mint(), opened_at=at)


def _log(
    action: str,
    plan: TargetPlan,
    case: Case,
    by: User,
    at: datetime,
    *,
    occurred_at: datetime | None = None,
    changed: Collection[str] = (),
) -> None:
    """About the plan and without the code: the case's timeline, which more people read, does not tell what became of it."""
    about = ("target_plan", plan.id)
    audit.record(action, by=by, at=at, about=about, district_id=case.district_id, occurred_at=occurred_at, changed=list(changed))
