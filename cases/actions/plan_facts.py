"""What the checks of the plan and of closing ask about a plan, read from its rows once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.actions.members import OF, members, of, seated
from cases.models import Case, Plan, PlanStrategy, ReferralAnswer, SafeguardAnswer
from cases.models.plan import CARRIERS
from cases.safeguard import CODES, is_running, missing
from cases.step import StepDomain
from cases.workflow.contacts import is_rhythm
from cases.workflow.plan import rungs_skipped
from tat.models.prepared import Given, Prepared

Status = PlanStrategy.Status
ENDED = (Status.DONE, Status.DROPPED)
REFERRALS = ("SUB-3", "SUB-4", "TGT-6")
"""Strategies that hand somebody over to help (4:190-AP2-E5; RSP-LOW-4): at Low somebody watches whether each one worked (RSP-LOW-5)."""
ENDS_AN_OFFER = Q(outcome__in=ReferralAnswer.TELLING) | Q(answer=ReferralAnswer.Answer.DECLINED)


def current_plan(case: Case) -> Plan | None:
    """The draft being written, else the adopted plan."""
    return CURRENT.first(case=case)


def strategies_of(case: Case, plan: Plan | None) -> list[PlanStrategy]:
    """The strategies of one version with their owners and the codes of answered questions, in the order of choosing; one statement."""
    if plan is None:
        return []
    return _answered_ones(STRATEGIES(case=case, plan=plan))


def _answered_ones(found: list[Any]) -> list[Any]:
    for row in found:
        row.answered, row.is_followed = row.codes, row.followed
    return found


def _of_plan(**one: Any) -> QuerySet[PlanStrategy]:
    """With the codes of answered questions, and whether help that was offered for the strategy has an end: declined, or what came of it."""
    came = ReferralAnswer.objects.filter(ENDS_AN_OFFER, case=Given("case"), referral__strategy__strategy=OuterRef("strategy"))
    answers = SafeguardAnswer.objects.filter(strategy=OuterRef("pk")).order_by("question").values("question")
    rows = PlanStrategy.objects.filter(case=Given("case"), **one).annotate(codes=ArraySubquery(answers), followed=Exists(came))
    return rows.order_by("domain", "recorded_at", "id")


def _current() -> QuerySet[Plan]:
    rows = Plan.objects.filter(case=Given("case")).exclude(state=Plan.State.REPLACED)
    return rows.select_related(*CARRIERS, "adopted_by").order_by("-number")[:1]


def _with_seats() -> QuerySet[Any]:
    on_team = ArraySubquery(members(**OF).order_by().values("pk"))
    return _of_plan(plan__number=Given("number")).select_related("plan").annotate(seated=on_team)


def _alone() -> QuerySet[Any]:
    on_team = ArraySubquery(members(**OF).order_by().values("pk"))
    return Plan.objects.filter(case=Given("case"), number=Given("number")).annotate(seated=on_team)


CURRENT: Prepared[Plan] = Prepared(_current)
ALONE: Prepared[Any] = Prepared(_alone)
STRATEGIES: Prepared[Any] = Prepared(lambda: _of_plan(plan=Given("plan")).select_related("owner"))
WITH_SEATS: Prepared[Any] = Prepared(_with_seats)


def answers_of(case: Case, row: PlanStrategy) -> dict[str, SafeguardAnswer]:
    """The safeguard's answers of one strategy, by question."""
    return {answer.question: answer for answer in case.safeguardanswer_set.filter(strategy=row)}


@dataclass(frozen=True)
class PlanSheet:
    """A plan as it stands at one moment, read once: its strategies with their answers, and who holds a seat of the team."""

    plan: Plan | None
    strategies: tuple[PlanStrategy, ...] = ()
    on_team: frozenset[int] = frozenset()
    adopted: bool = False

    @cached_property
    def chosen(self) -> list[PlanStrategy]:
        """The strategies that were not dropped."""
        return [row for row in self.strategies if row.status != Status.DROPPED]


def read_plan(case: Case, at: datetime) -> PlanSheet:
    """The sheet of a case's draft, else of its adopted plan."""
    plan = current_plan(case)
    if plan is None:
        return PlanSheet(None)
    adopted = plan.state == Plan.State.ADOPTED or case.plan_set.filter(state=Plan.State.ADOPTED).exists()
    on_team = frozenset(person.pk for person in seated(case, at))
    return PlanSheet(plan, tuple(strategies_of(case, plan)), on_team, adopted)


def sheet_on_record(case: Case, at: datetime, rest: Mapping[str, Any]) -> PlanSheet:
    """The same sheet in one statement, two for an empty draft beside a plan with strategies. `rest` of the record is read already."""
    if rest["plan"] is None:
        return PlanSheet(None)
    asked = {"case": case, "number": rest["plan"], **of(case, at)}
    found = _answered_ones(WITH_SEATS(**asked)) if rest["strategies"] else []
    held = found[:1] or ALONE(**asked)
    if not held:  # replaced meanwhile
        return read_plan(case, at)
    plan = found[0].plan if found else held[0]
    plan.case = case
    return PlanSheet(plan, tuple(found), frozenset(held[0].seated), rest["plan_adopted"])


def ids_of_carriers(plan: Plan) -> dict[str, int | None]:
    """The person whom each of the fields names that say who carries the plan; nobody is read for it."""
    return {name: getattr(plan, f"{name}_id") for name in CARRIERS}


def plan_facts(sheet: PlanSheet, at: datetime) -> dict[str, Any]:
    """The plan's part of the facts of a case."""
    plan, chosen = sheet.plan, sheet.chosen
    if plan is None:
        return {}
    open_separations = [row for row in chosen if is_unsafeguarded(row)]
    late = [row for row in open_separations if not is_running(row.emergency_at, at)]
    return {
        "plan_adopted": sheet.adopted,
        **{f"{name}_on_team": person in sheet.on_team if person else None for name, person in ids_of_carriers(plan).items()},
        "strategy_domains": frozenset(row.domain for row in chosen),
        "separation_chosen": any(row.is_separation and row.status == Status.ACTIVE for row in chosen),
        "safeguard_answered": _answered(open_separations),
        "emergency_removal_running": bool(open_separations) and not late,
        "rungs_skipped_unexplained": 0 if plan.lower_rungs else _skipped(chosen, sheet.strategies),
        "least_intrusive_reason": bool(plan.least_intrusive),
        "contact_rhythm_set": plan.monitoring != Plan.Monitoring.PERIODIC_ACTIVE or is_rhythm(plan.contact_days),
        **_watched(chosen),
    }


def is_unsafeguarded(row: PlanStrategy) -> bool:
    """Whether a separation is in effect without an answer to each of SEP-1 to SEP-8."""
    return row.is_separation and row.status == Status.ACTIVE and bool(missing(row.answered))


def letters_of(fort_notes: Mapping[str, str]) -> frozenset[str]:
    """The letters of FORT for which a sentence is written."""
    return frozenset(letter for letter, text in fort_notes.items() if text.strip())


def _rungs(rows: Iterable[PlanStrategy]) -> list[tuple[str, int]]:
    return [(row.domain, row.rung) for row in rows]


def _skipped(chosen: Iterable[PlanStrategy], weighed: Iterable[PlanStrategy]) -> int:
    """Strategies that skip a rung and do not say themselves why the lower ones are not enough."""
    return rungs_skipped(_rungs(row for row in chosen if not row.lower_why), _rungs(weighed))


def _answered(open_separations: list[PlanStrategy]) -> frozenset[str]:
    """Questions answered for every separation in effect; all eight where none is left open."""
    return frozenset(CODES).intersection(*(row.answered for row in open_separations))


def _watched(chosen: list[PlanStrategy]) -> dict[str, Any]:
    """Watch items not ended yet, and referrals without a word on whether they worked, here or on the page of referrals."""
    referrals = [row for row in chosen if row.strategy.startswith(REFERRALS)]
    return {
        "watch_items_open": sum(row.domain == StepDomain.PRECIPITATING and row.status not in ENDED for row in chosen),
        "referral_made": bool(referrals),
        "referral_watched": all(row.outcome or row.is_followed for row in referrals),
    }


def letters_missing(fort_missing: Iterable[str]) -> dict[str, str]:
    """What FORT still asks for, by letter: the form of the act takes a sentence for each."""
    found = {letter: " ".join(text for text in fort_missing if f"(FORT, {title})" in text) for letter, title in TITLES.items()}
    return {letter: text for letter, text in found.items() if text}


TITLES = {"F": "Fair", "O": "Objective", "R": "Reasonable", "T": "Timely"}
