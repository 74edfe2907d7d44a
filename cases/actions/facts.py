"""Reads a case into the plain facts that its checks judge; a move fills in what its own form says."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases import fort
from cases.actions.hearing import whom_to_hear
from cases.actions.on_record import Row, leaving_facts, on_record
from cases.actions.places import places
from cases.actions.plan_facts import PlanSheet, plan_facts, read_plan
from cases.levels import Level
from cases.models import Case, Classification, Finding, ImminenceDetermination, KeyAnswer, Plan, Position
from cases.safeguard import missing
from cases.step import Interviewee
from cases.workflow import CaseFacts, ClosingReason, Stage
from tat.models.prepared import Given, Prepared
from tat.statutes import RULES

LATE_BY: dict[str, tuple[str, ...]] = {
    "reviewed": ("RPT-REV",),
    "imminence": ("IMM-DET",),
    "convened": ("TRI-DONE", "TAT-CONV"),
    "classified": ("TAT-CLS",),
    "notified": ("LVL-ADM", "LVL-LE", "LVL-NTF"),
    "plan": ("PLAN",),
    "updates": ("UPD-30",),
}
"""The duties whose lateness makes the way to a moment longer than its target (FORT, Timely)."""


def gather(
    case: Case,
    at: datetime,
    sheet: PlanSheet | None = None,
    record: dict[str, list[Row]] | None = None,
    letters: Collection[str] = (),
    **proposed: Any,
) -> CaseFacts:
    """The facts of a case at `at` (UTC); `proposed` are the facts that the act itself brings. Lock the case first in an act.

    `sheet` and `record` are the plan and the record where the caller has read them already; `letters` are those of FORT for
    which the act's own form has a sentence.
    """
    sheet = sheet or read_plan(case, at)
    record = record or on_record(case, at)
    current = governing(case)
    if "fort_missing" not in proposed:
        stated = stated_in(current) | stated_in(sheet.plan) | frozenset(letters)
        proposed["fort_missing"] = fort.missing(fort_of(case, record, stated, sheet))
    found: dict[str, Any] = {
        "stage": Stage(case.stage),
        "practice": case.practice,
        "stage_before_containment": Stage(case.stage_before) if case.stage_before else None,
        "facts_version": case.facts_version,
        "level": Level(case.level) if case.level else None,
        "closed_at_triage": case.closed_reason == ClosingReason.AT_TRIAGE,
        **_imminence(case, record),
        **_assessment(record),
        **_classification(case, current, at),
        **plan_facts(sheet, at),
        **_closing(record),
    }
    return CaseFacts(**found | proposed)


def adoption_facts(
    case: Case, at: datetime, sheet: PlanSheet, record: dict[str, list[Row]] | None = None, letters: Collection[str] = ()
) -> CaseFacts:
    """What the checks of adopting a plan ask, and nothing else; `record` where the caller has read it already."""
    record = record or on_record(case, at)
    stated = stated_in(sheet.plan) | frozenset(letters)
    lacking = fort.missing(fort_of(case, record, stated, sheet))
    if lacking:
        lacking = fort.missing(fort_of(case, record, stated | stated_in(governing(case)), sheet))
    return CaseFacts(stage=Stage(case.stage), fort_missing=lacking, **_assessment(record), **plan_facts(sheet, at))


def classifying_facts(case: Case, record: dict[str, list[Row]], sheet: PlanSheet) -> CaseFacts:
    """What the checks of a classification ask of the record, before its own form says anything."""
    lacking = fort.missing(fort_of(case, record, frozenset(), sheet))
    return CaseFacts(stage=Stage(case.stage), fort_missing=lacking, **_assessment(record))


def standing_facts(case: Case, at: datetime, record: dict[str, list[Row]], sheet: PlanSheet) -> CaseFacts:
    """What stands between a case and its next move, without what the move's own form asks."""
    return CaseFacts(
        stage=Stage(case.stage),
        stage_before_containment=Stage(case.stage_before) if case.stage_before else None,
        level=Level(case.level) if case.level else None,
        closed_at_triage=case.closed_reason == ClosingReason.AT_TRIAGE,
        **_imminence(case, record),
        **_assessment(record),
        **_positions(case, at, record),
        **plan_facts(sheet, at),
        **_closing(record),
    )


def _positions(case: Case, at: datetime, record: dict[str, list[Row]]) -> dict[str, Any]:
    """The same rows as `governing` and `outstanding`, out of the record."""
    for row in record["classification"]:
        if case.level or not row["in_force"]:
            given = set(row["positions"])
            waiting = 0 if row["complete"] else sum(place.seat.pk not in given for place in places(case, at))
            return {"measures": row["measures"], "positions_outstanding": waiting}
    return {}


def _imminence(case: Case, record: dict[str, list[Row]]) -> dict[str, Any]:
    """The latest answer; none where the milestone is empty, as where a duplicate about which nobody had decided came along."""
    found: dict[str, Any] = {}
    for latest in record["determination"] if case.determined_at else []:
        found = {
            "imminence": latest["answer"],
            "imminence_rationale": latest["reasoned"],
            "indicators_answered": latest["indicators"],
            "seocrp_answered": bool(latest["seocrp"]),
            "police_contact_recorded": bool(latest["police"]),
            "contained_at_recorded": bool(latest["contained_at"]),
            "contained_by_recorded": bool(latest["contained_by"]),
        }
    return found


def latest_determination(case: Case) -> ImminenceDetermination | None:
    """The answer on imminence that governs: the latest."""
    return LATEST.first(case=case)


LATEST: Prepared[ImminenceDetermination] = Prepared(
    lambda: ImminenceDetermination.objects.filter(case=Given("case")).select_related("containment").order_by("-recorded_at")[:1]
)


def live_findings(case: Case) -> list[Finding]:
    """Findings that no later one replaces, in order of writing."""
    return list(case.finding_set.filter(replaced_by=None).order_by("recorded_at", "id"))


def latest_answers(case: Case) -> dict[str, KeyAnswer]:
    """The answer in force for each key question, by its code."""
    return {answer.question: answer for answer in ANSWERS(case=case)}


ANSWERS: Prepared[KeyAnswer] = Prepared(lambda: KeyAnswer.objects.filter(case=Given("case")).order_by("recorded_at", "id"))


def _assessment(record: dict[str, list[Row]]) -> dict[str, Any]:
    """A letter has findings where something is observed; “not observed” is a look that found nothing; “unknown” is no look."""
    told = _told(record)
    looked = {Finding.Status.NOT_OBSERVED}
    answered = {row["question"] for row in record["answer"]}
    (rest,) = record["rest"]
    return {
        "domains_with_findings": domains_found(record),
        "domains_none_found": frozenset(
            row["domain"] for row in record["finding"] if row["kind"] == Finding.Kind.NOTHING or row["status"] in looked
        ),
        "findings_without_source": sum(row["n"] for row in told if not row["sourced"] and row["status"] != Finding.Status.UNKNOWN),
        "expected_interviews": frozenset(whom_to_hear(row["role"] for row in record["party"])),
        "interviews_held": frozenset(row["of"] for row in record["interview"] if row["held"]),
        "interviews_not_held": frozenset(row["of"] for row in record["interview"] if not row["held"]),
        "key_questions_unanswered": sum(row["code"] not in answered for row in record["question"]),
        "open_gaps": rest["open_gaps"],
        "danger_answered": rest["danger"],
    }


def domains_found(record: dict[str, list[Row]]) -> frozenset[str]:
    """The letters of STEP under which something is observed."""
    return frozenset(row["domain"] for row in _told(record) if row["status"] == Finding.Status.OBSERVED)


def _told(record: dict[str, list[Row]]) -> list[Row]:
    """The findings that say something, those that are alike in one row with their number `n`."""
    return [row for row in record["finding"] if row["kind"] != Finding.Kind.NOTHING]


def governing(case: Case) -> Classification | None:
    """The latest signed classification since the case was last opened, in force or waiting for positions.

    A raise that one seat asked for and no second has joined governs nothing yet.
    """
    found = GOVERNING.first(case=case)
    return found if found and (case.level or found.in_force_at is None) else None


def _governing() -> QuerySet[Classification]:
    rows = Classification.objects.filter(case=Given("case"), replaced_at=None)
    return rows.exclude(kind=Classification.Kind.RAISE, in_force_at=None).order_by("-recorded_at")[:1]


GOVERNING: Prepared[Classification] = Prepared(_governing)


def stated_in(current: Classification | Plan | None) -> frozenset[str]:
    """The letters of FORT for which the signer of a classification or of a plan wrote a sentence."""
    return frozenset(letter for letter, text in (current.fort_notes if current else {}).items() if text)


def _classification(case: Case, current: Classification | None, at: datetime) -> dict[str, Any]:
    if current is None:
        return {}
    return {
        "level_rationale": bool(current.rationale),
        "law_enforcement_considered": bool(current.police_considered and current.police_considered_reason),
        "further_intervention_answered": current.further_intervention is not None,
        "gaps_reason": bool(current.gaps_reason),
        "measures": current.measures,
        "positions_outstanding": 0 if current.complete_at else len(outstanding(case, current, at)),
    }


def outstanding(case: Case, classification: Classification, at: datetime) -> list[int]:
    """Ids of the seats that have taken no position on it; complete once means complete, whoever joins the team later."""
    given = set(GIVEN(classification=classification.pk))
    return [place.seat.pk for place in places(case, at) if place.seat.pk not in given]


GIVEN: Prepared[int] = Prepared(
    lambda: Position.objects.filter(classification=Given("classification"), void_at=None).values_list("seat_id", flat=True)
)


def _closing(record: dict[str, list[Row]]) -> dict[str, Any]:
    (rest,) = record["rest"]
    return {
        "open_holding_obligations": tuple(row["rule"] for row in record["duty"] if row["open"] and RULES[row["rule"]].holds(row["late"])),
        "last_update_given": rest["updated"],
        "target_told_needed": rest["target_told"],
        **leaving_facts(rest),
    }


def fort_facts(case: Case, at: datetime, statements: Collection[str] | None = None) -> fort.FortFacts:
    """What FORT looks at in this case; `statements` are the letters with a sentence, by default those of the governing classification."""
    stated = stated_in(governing(case)) if statements is None else frozenset(statements)
    return fort_of(case, on_record(case, at), stated, read_plan(case, at))


def fort_of(case: Case, record: dict[str, list[Row]], statements: frozenset[str], sheet: PlanSheet) -> fort.FortFacts:
    """What FORT looks at, out of what the caller has read already."""
    told = _told(record)
    subject = [row for row in record["interview"] if row["of"] == Interviewee.SUBJECT]
    return fort.FortFacts(
        subject_heard=any(row["held"] for row in subject),
        subject_not_heard_reason=any(not row["held"] for row in subject),
        subject_account=any(row["held"] and row["account"] for row in subject),
        parents_heard=any(row["of"] == Interviewee.PARENT and row["held"] for row in record["interview"]),
        language_or_disability_asked=any(row["language"] for row in subject),
        findings=sum(row["n"] for row in told),
        findings_sourced=sum(row["n"] for row in told if row["sourced"]),
        findings_dated=sum(row["n"] for row in told if row["dated"]),
        quotations=sum(row["n"] for row in told if row["quote"]),
        corroborated=sum(row["n"] for row in told if row["confidence"] == Finding.Confidence.CORROBORATED),
        opinions_marked=sum(row["n"] for row in told if row["opinion"]),
        responses_explained=_responses_explained(sheet.plan, statements),
        separation_chosen=any(row.is_separation for row in sheet.chosen),
        safeguard_complete=not any(missing(row.answered) for row in sheet.chosen if row.is_separation),
        highest_rung=max((row.rung for row in sheet.chosen), default=0),
        intervals=_intervals(case, record),
        statements=statements,
    )


def _responses_explained(plan: Plan | None, statements: frozenset[str]) -> bool:
    return bool(plan and plan.least_intrusive) or "R" in statements


def _intervals(case: Case, record: dict[str, list[Row]]) -> tuple[fort.Interval, ...]:
    (rest,) = record["rest"]
    moments = {
        "reported": case.reported_at,
        "reviewed": case.reviewed_at,
        "imminence": case.determined_at,
        "triage": case.triage_at,
        "convened": case.convened_at,
        "classified": case.classified_at,
        "notified": datetime.fromisoformat(rest["notified_at"]) if rest["notified_at"] else None,
        "plan": case.planned_at,
        "updates": case.last_update_at,
    }
    late: dict[str, bool] = defaultdict(bool)
    for row in record["duty"]:
        late[row["rule"]] |= row["late"] and not row["ref"].startswith("transfer:")  # a plan due anew in another building is no first one
    return fort.intervals(moments, late=[moment for moment, rules in LATE_BY.items() if any(late[rule] for rule in rules)])
