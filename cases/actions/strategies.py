"""Strategies of the plan: chosen from the library or written freely, each with its owner, dates, status and outcome."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.actions.members import people_in
from cases.actions.plan import Stale, lock_for_plan, log_plan, open_draft, strategy_in_force
from cases.actions.plan_facts import ENDED
from cases.actions.returns import watch_return
from cases.actions.safeguards import keep_answers
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.models import Case, Plan, PlanStrategy, Strategy
from cases.safeguard import missing
from cases.step import StepDomain
from cases.workflow.assessment import listed
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked, refuse

Status = PlanStrategy.Status
LOWEST, HIGHEST = 1, 5
Wrong = tuple[str, str, bool]
"""A field, a sentence, and whether it is so."""

NOT_IN_LIBRARY = "One of these strategies is not in the library any more. Open the page again and choose from what it offers."
NOTHING_CHOSEN = "Choose at least one strategy, or write one in your own words."
NO_RUNG = "Say how intrusive a strategy in your own words is: rung 1 to 5."
ENDS_FIRST = "The day it is due lies before the day it starts. Check both."
NOT_A_PERSON = "The owner does not work on this case. Choose somebody who does."
SAY_HOW_IT_ENDED = "Write how it ended: what came of it, or why it was dropped (4:190-AP2: the plan's strategies are documented)."
UNSAFEGUARDED = (
    "It cannot become active yet: the safeguard has no answer to {codes}. Answer the safeguard questions SEP-1 to SEP-8, or take"
    " the step out of the plan (4:190-AP2-E5, Disciplinary measures)."
)
ONLY_SEPARATIONS = "Only a suspension, expulsion or termination can be an emergency removal. Leave its time empty."
PURPOSE = "Choose what it is for: the short-term crisis, or longer-term prevention."
NO_REENTRY = "Only a suspension, expulsion or termination has a re-entry meeting. Leave its day and words empty."
RETURNS_FIRST = "The re-entry meeting lies before the day on which the separation starts. Check both."
EMERGENCY_NOT_YET = "The emergency removal has not happened yet. Enter when it did."


@dataclass(frozen=True, kw_only=True)
class StrategyWords:
    """How a strategy is carried out: who, from when to when, how often, what for; how it stands; why no lower rung is enough.

    `emergency_at` is the instant of an emergency removal (UTC), `reentry_on` the local day of a separation's re-entry meeting.
    """

    owner: User | None = None
    starts_on: date | None = None
    due_on: date | None = None
    rhythm: str = ""
    status: str = Status.PLANNED
    outcome: str = ""
    emergency_at: datetime | None = None
    purpose: str = ""
    lower_why: str = ""
    reentry_on: date | None = None
    reentry_note: str = ""


@dataclass(frozen=True, kw_only=True)
class FreeStrategy:
    """A strategy in the team's own words. “Examples include, but are not limited to” (4:190-AP2-E5)."""

    label: str
    domain: str
    rung: int | None
    is_separation: bool = False


@transaction.atomic
def add_strategies(
    *,
    case: Case,
    by: User,
    codes: Sequence[str],
    words: StrategyWords,
    free: FreeStrategy | None = None,
    answers: Mapping[str, str] | None = None,
) -> list[PlanStrategy]:
    """Add strategies to the draft, opening one where there is none: of the library by code, and one in free words.

    Label and rung are copied, so that a later edit of the library changes no plan. `answers` to SEP-1 to SEP-8 go with each
    separation among them. Raises Blocked with what is wrong.
    """
    at = clock.now()
    locked = lock_for_plan(case, by=by, permission=Permission.WRITE_PLAN, at=at)
    given = {code: text.strip() for code, text in (answers or {}).items() if text.strip()}
    chosen = _from_library(locked, codes) + ([free] if free else [])
    refuse(("chosen", NOTHING_CHOSEN, not chosen), *_wrong_to_add(locked, chosen, given, words, at))
    draft, _ = open_draft(locked, by=by, at=at)
    added = [_add(locked, draft, each, words, by, at) for each in chosen]
    for row in added:
        if row.offers_safeguard:
            keep_answers(row, given, by=by, at=at)
    for row in added:
        _note_separation(locked, row, Status.PLANNED, by, at)
    log_plan("strategy_added", locked, by=by, at=at, plan=draft, detail=" ".join(row.strategy or "free" for row in added)[:150])
    return added


def _from_library(case: Case, codes: Sequence[str]) -> list[Strategy | FreeStrategy]:
    offered: Any = Strategy.objects.in_force(case.district_id).filter(code__in=codes)
    found: dict[str, Strategy] = {row.code: row for row in offered}
    if any(code not in found for code in codes):
        raise Blocked((NOT_IN_LIBRARY,))
    return [found[code] for code in dict.fromkeys(codes)]


def _wrong_to_add(
    case: Case, chosen: Sequence[Strategy | FreeStrategy], given: Collection[str], words: StrategyWords, at: datetime
) -> Iterator[Wrong]:
    for each in chosen:
        yield from _wrong(case, each.is_separation, given, words, at)
        yield "free_rung", NO_RUNG, each.rung not in range(LOWEST, HIGHEST + 1)


def _add(case: Case, draft: Plan, chosen: Strategy | FreeStrategy, words: StrategyWords, by: User, at: datetime) -> PlanStrategy:
    row = PlanStrategy(
        case=case,
        plan=draft,
        strategy=getattr(chosen, "code", ""),
        domain=chosen.domain,
        label=chosen.label,
        rung=chosen.rung or LOWEST,
        is_separation=chosen.is_separation,
        is_distancing=isinstance(chosen, Strategy) and chosen.separation == Strategy.Separation.DISTANCING,
        **stamp(by, at),
    )
    _write(row, words)
    row.save()
    row.answered = []
    return row


@transaction.atomic
def change_strategy(*, case: Case, by: User, strategy_id: UUID, version: int, words: StrategyWords) -> PlanStrategy:
    """Change how one strategy is carried out, or record how it stands.

    On an adopted plan, status and outcome are recorded in place; any other change opens the next draft. Raises Stale where
    somebody changed it meanwhile, Blocked with what is wrong, Http404 for a strategy of another case.
    """
    at = clock.now()
    locked = lock_for_plan(case, by=by, permission=Permission.WRITE_PLAN, at=at)
    row = strategy_in_force(locked, strategy_id)
    if row.version != version:
        raise Stale(row)
    words = replace(words, emergency_at=words.emergency_at or row.emergency_at)
    refuse(*_wrong(locked, row.is_separation, row.answered, words, at))
    changed = changed_fields(row, words)
    if row.plan.state == Plan.State.ADOPTED and not set(changed) <= PROGRESS:
        row = open_draft(locked, by=by, at=at)[1][row.id]
    before = row.status
    _write(row, words)
    row.version += 1
    row.save(update_fields=[*WORDS, "version"])
    _note_separation(locked, row, before, by, at)
    log_plan("strategy_changed", locked, by=by, at=at, plan=row.plan, changed=changed, detail=row.strategy)
    return row


def _note_separation(case: Case, row: PlanStrategy, before: str, by: User, at: datetime) -> None:
    """A separation that starts or ends asks for a new look (handbook 7.8); after one that ends the return is watched (handbook 7.3)."""
    starts_or_ends = row.status != before and Status.ACTIVE in (row.status, before)
    if not row.is_separation or not starts_or_ends:
        return
    note_trigger(case, Kind.SEPARATION, ref=f"strategy:{row.id}:{row.status}", by=by, at=at)
    if row.status in ENDED:
        watch_return(case, row, by=by, at=at)


WORDS = tuple(StrategyWords.__dataclass_fields__)
PROGRESS = frozenset({"status", "outcome", "emergency_at", "reentry_on", "reentry_note"})


def changed_fields(row: PlanStrategy, words: StrategyWords) -> list[str]:
    """Names of the fields that these words would change."""
    return [name for name in WORDS if getattr(row, name) != getattr(words, name)]


def _write(row: PlanStrategy, words: StrategyWords) -> None:
    for name in WORDS:
        setattr(row, name, getattr(words, name))
    if row.emergency_at and row.status == Status.PLANNED:
        row.status = Status.ACTIVE


def _wrong(case: Case, is_separation: bool, answers: Collection[str], words: StrategyWords, at: datetime) -> Iterator[Wrong]:
    """What keeps these words from being written, each with the field that mends it."""
    status = Status.ACTIVE if words.emergency_at and words.status == Status.PLANNED else words.status
    unanswered = missing(answers)
    blocked = is_separation and status == Status.ACTIVE and bool(unanswered) and not words.emergency_at
    yield "due_on", ENDS_FIRST, bool(words.starts_on and words.due_on and words.due_on < words.starts_on)
    yield "owner", NOT_A_PERSON, words.owner is not None and not people_in(case, at).filter(pk=words.owner.pk).exists()
    yield "outcome", SAY_HOW_IT_ENDED, status in ENDED and not words.outcome.strip()
    yield "purpose", PURPOSE, words.purpose not in ("", *PlanStrategy.Purpose.values)
    yield "reentry_on", NO_REENTRY, bool(words.reentry_on or words.reentry_note) and not is_separation
    yield "reentry_on", RETURNS_FIRST, bool(words.reentry_on and words.starts_on and words.reentry_on < words.starts_on)
    yield "emergency_at", ONLY_SEPARATIONS, words.emergency_at is not None and not is_separation
    yield "emergency_at", EMERGENCY_NOT_YET, words.emergency_at is not None and words.emergency_at > at
    yield "status", UNSAFEGUARDED.format(codes=listed(list(unanswered)) if unanswered else ""), blocked


def library(case: Case, domain: str) -> list[tuple[str, list[Strategy]]]:
    """What the district offers under one letter: E5's groups in order of intrusiveness, each group's strategies likewise."""
    groups: dict[str, list[Strategy]] = {}
    offered: Any = Strategy.objects.in_force(case.district_id)
    for row in offered.filter(domain=StepDomain(domain)).order_by("rung", "order", "code"):
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())


__all__ = ["FreeStrategy", "StrategyWords", "add_strategies", "change_strategy", "changed_fields", "library"]
