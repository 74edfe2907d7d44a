"""Referrals: help that is offered to a subject, a target or somebody affected by it, and what came of it (handbook 7.1, 7.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from cases.actions.families import parties_of
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.plan_facts import REFERRALS as LINKED
from cases.actions.plan_facts import current_plan, strategies_of
from cases.actions.services import OFFERED
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.models import Case, Party, PlanStrategy, Referral, ReferralAnswer, of_case_and_merged
from tat import clock, paging
from tat.models import User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

Answer, Outcome = ReferralAnswer.Answer, ReferralAnswer.Outcome
KEYS, PAGE = ("recorded_at", "id"), 20

WHOM = "Choose to whom help is offered, or write who it is below."
PERSON = "Write who it is, by name or by part: “two classmates who saw it”."
NOT_BOTH = "Either somebody of the list or somebody else: choose “Somebody else”, or leave this empty."
SERVICE = "Choose a service of the directory, or write below what is offered."
SERVICE_GONE = "This service is not offered any more. Choose another one, or write below what is offered."
ONE_SERVICE = "Either a service of the directory or your own words: leave one of the two empty."
WHY = "Write in one sentence why this help is offered."
BY = "Write who offered it."
ON = "Enter the day on which it was offered."
NOT_YET = "This day has not come yet. Enter the day on which it happened."
NO_STRATEGY = "This strategy is not part of the plan any more. Choose another one, or none."
ANSWER = "Choose how the offer was answered, or “No answer yet”."
ANSWERED_ON = "Enter the day of the answer."
NO_DAY = "No answer yet has no day. Leave it empty, or choose the answer."
BEFORE = "This day lies before the day on which it was offered. Check both."
ONLY_ACCEPTED = "This goes with an accepted offer. Choose “Accepted”, or leave it empty."
AHEAD = "The first appointment lies ahead, and this says how it went. Leave the outcome open until then."
REASON = "Write why it is taken back, or what was recorded by mistake."
SAME = "This is what is recorded already. Choose or write what is new, or leave it as it stands."
GONE = "This offer is not one of this case. Open the page again and look for it there."
OVERTAKEN = "Somebody recorded an answer meanwhile. Nothing of yours is saved yet. Compare, then record it again."


@dataclass(frozen=True, kw_only=True)
class ReferralGiven:
    """One offer as it is typed; `offered_on` is a local date. With a party there is no `person`, with a service no `service_name`."""

    party_id: UUID | None = None
    person: str = ""
    service_id: UUID | None = None
    service_name: str = ""
    why: str = ""
    offered_on: date | None = None
    offered_by: str = ""
    strategy_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """How one offer stands from now on, whole, as it is typed; both days are local dates."""

    answer: str
    answered_on: date | None = None
    consent: str = ""
    appointment_on: date | None = None
    outcome: str = ""
    words: str = ""


@transaction.atomic
def add_referral(*, case: Case, by: User, given: ReferralGiven) -> Referral:
    """Record that help was offered; how it is answered comes in rows of its own. The service's name is copied as it reads today.

    Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    party = next((each for each in helpable(parties_of(locked)) if each.pk == given.party_id), None)
    service = next((each for each in OFFERED(district=locked.district_id) if each.pk == given.service_id), None)
    strategy = next((each for each in linkable(locked) if each.pk == given.strategy_id), None)
    person, own_words = given.person.strip(), given.service_name.strip()
    refuse(
        ("party", WHOM, bool(given.party_id) and party is None),
        ("person", PERSON, not given.party_id and not person),
        ("person", NOT_BOTH, party is not None and bool(person)),
        ("service", SERVICE_GONE, bool(given.service_id) and service is None),
        ("service", SERVICE, not given.service_id and not own_words),
        ("service_name", ONE_SERVICE, service is not None and bool(own_words)),
        ("why", WHY, not given.why.strip()),
        ("offered_by", BY, not given.offered_by.strip()),
        ("offered_on", ON, given.offered_on is None),
        ("offered_on", NOT_YET, given.offered_on is not None and given.offered_on > local_date(at)),
        ("strategy", NO_STRATEGY, bool(given.strategy_id) and strategy is None),
    )
    assert given.offered_on is not None
    name = service.name if service else own_words
    words = {"person": person, "service_name": name, "why": given.why.strip(), "offered_by": given.offered_by.strip()}
    fields = {"party": party, "service": service, "strategy": strategy, "offered_on": given.offered_on, **words}
    row = Referral.objects.create(case=locked, **fields, **stamp(by, at))
    log_case("referral_added", locked, by=by, at=at, detail=f"referral:{row.id}")
    return row


@transaction.atomic
def answer_referral(*, case: Case, by: User, referral_id: UUID, version: int | None, given: AnswerGiven) -> ReferralAnswer:
    """Record how an offer stands, as a row after those before it; `version` is how many there were when it was read.

    An offer of a case merged into this one is answered here. An answer after which help was refused or did not begin is logged as
    `referral_declined`. Raises Blocked with what is wrong, Overtaken where somebody recorded another answer meanwhile.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    row = next((each for each in referrals_of(locked) if each.pk == referral_id), None)
    if row is None:
        raise Blocked((GONE,))
    refuse(*_wrong(row, given, local_date(at)))
    before = row.answers.order_by("-number").first()
    number = before.number if before else 0
    if before is not None and version != number:
        raise Overtaken(OVERTAKEN, before)
    words = vars(given) | {"consent": given.consent.strip(), "words": given.words.strip()}
    refuse(("answer", SAME, before is not None and all(getattr(before, name) == words[name] for name in words)))
    was_declined = declined(row)
    answer = ReferralAnswer.objects.create(case=locked, referral=row, number=number + 1, **words, **stamp(by, at))
    row.answer_now, row.outcome_now = answer.answer, answer.outcome
    action = "referral_declined" if declined(row) and not was_declined else "referral_answered"
    if action == "referral_declined":
        note_trigger(locked, Kind.REFERRAL, ref=f"answer:{answer.id}", by=by, at=at)
    log_case(action, locked, by=by, at=at, detail=f"referral:{row.id} answer:{answer.id}")
    return answer


def _wrong(row: Referral, given: AnswerGiven, today: date) -> tuple[tuple[str, str, bool], ...]:
    is_accepted, waits = given.answer == Answer.ACCEPTED, given.answer == Answer.WAITING
    day, first = given.answered_on, given.appointment_on
    return (
        ("answer", ANSWER, given.answer not in Answer.values),
        ("answered_on", ANSWERED_ON, given.answer in (Answer.ACCEPTED, Answer.DECLINED) and day is None),
        ("answered_on", NO_DAY, waits and day is not None),
        ("answered_on", NOT_YET, day is not None and day > today),
        ("answered_on", BEFORE, day is not None and day < row.offered_on),
        ("consent", ONLY_ACCEPTED, bool(given.consent.strip()) and not is_accepted),
        ("appointment_on", ONLY_ACCEPTED, first is not None and not is_accepted),
        ("appointment_on", BEFORE, first is not None and first < row.offered_on),
        ("outcome", ONLY_ACCEPTED, bool(given.outcome) and not is_accepted),
        ("outcome", AHEAD, given.outcome in (Outcome.HELPED, Outcome.ENDED) and first is not None and first > today),
        ("words", REASON, given.answer == Answer.WITHDRAWN and not given.words.strip()),
    )


def declined(referral: Referral) -> bool:
    """Whether the help was declined or did not begin, as it stands: a reason to look again (handbook 7.8).

    `referral` was read by a function of this room.
    """
    return referral.answer_now == Answer.DECLINED or (referral.is_accepted and referral.outcome_now == Outcome.NOT_BEGUN)


def referrals_of(case: Case) -> list[Referral]:
    """Every offer in the case and in those merged into it, the latest first, with how it stands; one statement."""
    return REFERRALS(case=case.pk)


def answers_of(referrals: Iterable[Referral], case: Case) -> dict[UUID, list[ReferralAnswer]]:
    """Each answer by its referral, in order; those alone that were written in this case and in cases merged into it."""
    found: dict[UUID, list[ReferralAnswer]] = {}
    for row in ANSWERS(case=case.pk, referrals=[each.pk for each in referrals]):
        found.setdefault(row.referral_id, []).append(row)
    return found


def helpable(parties: Iterable[Party]) -> list[Party]:
    """To whom of the case help is offered by part: subjects, then targets, people and groups; a place needs none."""
    roles = (Party.Role.SUBJECT, Party.Role.TARGET)
    known = [each for each in parties if each.role in roles and each.kind not in (Party.Kind.PLACE, Party.Kind.SELF)]
    return sorted(known, key=lambda party: roles.index(Party.Role(party.role)))


def linkable(case: Case) -> list[PlanStrategy]:
    """Strategies of the plan as it stands that hand somebody over to help (SUB-3, SUB-4, TGT-6)."""
    return [row for row in strategies_of(case, current_plan(case)) if row.strategy.startswith(LINKED)]


def referral_page(case: Case, after: str) -> tuple[list[Referral], str]:
    """A page of the same offers that begins after the token `after`, and the token of the next page or ""."""
    if not after:
        return paging.cut(LATEST(case=case.pk), KEYS, PAGE)
    return paging.page(_with_standing(case.pk), KEYS, after, PAGE, newest_first=True)


def _with_standing(case: Any) -> QuerySet[Any]:
    """With the names to show, and how each offer stands by its last answer, as far as this case and those merged into it know."""
    cases = of_case_and_merged(case)
    seen = ReferralAnswer.objects.filter(referral=OuterRef("pk"), case__any_of=cases).order_by("-number")
    now = {name: Subquery(seen.values(column)[:1]) for name, column in NOW.items()}
    rows = Referral.objects.filter(case__any_of=cases).annotate(**now)
    return rows.select_related("case__key", "party__person__key", "party__case__key", "strategy__case__key")


def _in_order() -> QuerySet[Any]:
    return paging.ordered(_with_standing(Given("case")), KEYS, newest_first=True)


NOW = {"answer_now": "answer", "outcome_now": "outcome", "appointment_now": "appointment_on"}
REFERRALS: Prepared[Any] = Prepared(_in_order)
LATEST: Prepared[Any] = Prepared(lambda: _in_order()[: PAGE + 1])
ANSWERS: Prepared[ReferralAnswer] = Prepared(
    lambda: (
        ReferralAnswer.objects.filter(referral__any_of=Given("referrals"), case__any_of=of_case_and_merged(Given("case")))
        .select_related("case__key")
        .order_by("referral", "number")
    )
)
