"""Reads a case into the plain facts that its checks judge; a move fills in what its own form says."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from cases import fort
from cases.access import excluded_people
from cases.actions.plan_facts import current_plan, plan_facts
from cases.levels import Level
from cases.models import (
    Case,
    CaseUpdate,
    Classification,
    Closing,
    DangerDetermination,
    Finding,
    ImminenceDetermination,
    InformationGap,
    Interview,
    KeyAnswer,
    NotificationEntry,
    Party,
)
from cases.models.catalogue import KeyQuestion
from cases.step import Interviewee
from cases.workflow import CaseFacts, ClosingReason, Stage
from tat.clock import CENTRAL
from tat.models import Obligation, Seat
from tat.statutes import RULES

EXPECTED = {
    Party.Role.REPORTING: Interviewee.REPORTER,
    Party.Role.TARGET: Interviewee.TARGET,
    Party.Role.RECIPIENT: Interviewee.TARGET,
    Party.Role.WITNESS: Interviewee.WITNESS,
}


def gather(case: Case, at: datetime, **proposed: Any) -> CaseFacts:
    """The facts of a case at `at` (UTC); `proposed` are the facts that the act itself brings. Lock the case first in an act."""
    facts = CaseFacts(
        stage=Stage(case.stage),
        stage_before_containment=Stage(case.stage_before) if case.stage_before else None,
        facts_version=case.facts_version,
        level=Level(case.level) if case.level else None,
        closed_at_triage=case.closed_reason == ClosingReason.AT_TRIAGE,
        **_imminence(case),
        **_assessment(case),
        **_classification(case, at),
        **plan_facts(case, at),
        **_closing(case, at),
    )
    facts = replace(facts, **proposed)
    if "fort_missing" not in proposed:
        facts = replace(facts, fort_missing=fort.missing(fort_facts(case, at)))
    return facts


def _imminence(case: Case) -> dict[str, Any]:
    latest = latest_determination(case)
    if latest is None:
        return {}
    found: dict[str, Any] = {"imminence": latest.answer, "imminence_rationale": bool(latest.rationale), "indicators_answered": bool(latest.indicators)}
    containment = getattr(latest, "containment", None)
    if containment is None:
        return found
    return found | {
        "seocrp_answered": bool(containment.seocrp_answer),
        "police_contact_recorded": bool(containment.police_at and containment.police_agency),
        "contained_at_recorded": containment.contained_at is not None,
        "contained_by_recorded": bool(containment.contained_by),
    }


def latest_determination(case: Case) -> ImminenceDetermination | None:
    """The answer on imminence that governs: the latest."""
    return case.imminencedetermination_set.select_related("containment").order_by("-recorded_at").first()


def live_findings(case: Case) -> list[Finding]:
    """Findings that no later one replaces, in order of writing."""
    return list(case.finding_set.filter(replaced_by=None).order_by("recorded_at"))


def latest_answers(case: Case) -> dict[str, KeyAnswer]:
    """The answer in force for each key question, by its code."""
    return {answer.question: answer for answer in case.keyanswer_set.order_by("recorded_at")}


def _assessment(case: Case) -> dict[str, Any]:
    findings = live_findings(case)
    told = [found for found in findings if found.kind != Finding.Kind.NOTHING]
    interviews = list(case.interview_set.all())
    questions = KeyQuestion.objects.in_force(case.district_id).values_list("code", flat=True)
    answers = latest_answers(case)
    roles = case.party_set.values_list("role", flat=True)
    return {
        "domains_with_findings": frozenset(found.domain for found in told),
        "domains_none_found": frozenset(found.domain for found in findings if found.kind == Finding.Kind.NOTHING),
        "findings_without_source": sum(not found.source for found in told),
        "expected_interviews": frozenset(EXPECTED[role] for role in roles if role in EXPECTED) | {Interviewee.SUBJECT},
        "interviews_held": frozenset(interview.interviewee for interview in interviews if interview.held),
        "interviews_not_held": frozenset(interview.interviewee for interview in interviews if not interview.held),
        "key_questions_unanswered": sum(code not in answers for code in questions),
        "open_gaps": InformationGap.objects.filter(case=case, closed_at=None).count(),
        "danger_answered": DangerDetermination.objects.filter(case=case).exists(),
    }


def governing(case: Case) -> Classification | None:
    """The latest signed classification since the case was last opened, in force or waiting for positions."""
    found = case.classification_set.filter(replaced_at=None).order_by("-recorded_at").first()
    return found if (found and case.level) or (found and found.in_force_at is None) else None


def seats_of(case: Case, at: datetime) -> list[Seat]:
    """Core seats of the case's team that people hold at `at`, less those in conflict."""
    day = at.astimezone(CENTRAL).date()
    seats = Seat.objects.filter(team_id=case.team_id, kind=Seat.Kind.CORE, user__isnull=False, from_on__lte=day).exclude(until_on__lt=day)
    return list(seats.exclude(user_id__in=excluded_people(case, at)).select_related("user").order_by("id"))


def _classification(case: Case, at: datetime) -> dict[str, Any]:
    current = governing(case)
    if current is None:
        return {}
    held = {seat.id for seat in seats_of(case, at)}
    given = set(current.positions.filter(void_at=None).values_list("seat_id", flat=True))
    return {
        "level_rationale": bool(current.rationale),
        "law_enforcement_considered": bool(current.police_considered and current.police_considered_reason),
        "further_intervention_answered": current.further_intervention is not None,
        "gaps_reason": bool(current.gaps_reason),
        "measures": current.measures,
        "positions_outstanding": len(held - given),
    }


def holding_rules(case: Case, at: datetime) -> tuple[str, ...]:
    """Codes of the open duties that keep this case from closing."""
    rows = Obligation.objects.open().about("case", case.id)
    return tuple(row.rule for row in rows if RULES[row.rule].holds_case and (not RULES[row.rule].holds_case_when_overdue or row.is_overdue(at)))


def _closing(case: Case, at: datetime) -> dict[str, Any]:
    told = NotificationEntry.objects.filter(case=case, recipient__in=["NTF-TGT", "NTF-PGT"], outcome=NotificationEntry.Outcome.REACHED)
    since = case.closing_set.filter(kind=Closing.Kind.REOPENED).order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    updates = CaseUpdate.objects.filter(case=case)
    return {
        "open_holding_obligations": holding_rules(case, at),
        "last_update_given": (updates.filter(recorded_at__gte=since) if since else updates).exists(),
        "target_told_needed": told.exists(),
    }


def fort_facts(case: Case, at: datetime) -> fort.FortFacts:
    """What FORT looks at in this case, before any sentence that a person writes for a letter."""
    findings = [found for found in live_findings(case) if found.kind != Finding.Kind.NOTHING]
    subject = [entry for entry in case.interview_set.all() if entry.interviewee == Interviewee.SUBJECT]
    parents = Interview.objects.filter(case=case, interviewee=Interviewee.PARENT, held=True).exists()
    current = governing(case)
    plan = current_plan(case)
    chosen = [] if plan is None else [row for row in plan.strategies.all() if row.status != row.Status.DROPPED]
    moments = {
        "reported": case.reported_at,
        "reviewed": case.reviewed_at,
        "imminence": case.determined_at,
        "triage": case.triage_at,
        "convened": case.convened_at,
        "classified": case.classified_at,
        "plan": case.planned_at,
        "updates": case.last_update_at,
    }
    return fort.FortFacts(
        subject_heard=any(entry.held for entry in subject),
        subject_not_heard_reason=any(not entry.held for entry in subject),
        subject_account=any(entry.held and entry.statement for entry in subject),
        parents_heard=parents,
        language_or_disability_asked=any(entry.language for entry in subject),
        findings=len(findings),
        findings_sourced=sum(bool(found.source) for found in findings),
        findings_dated=sum(found.observed_on is not None for found in findings),
        quotations=sum(found.is_quote for found in findings),
        opinions_marked=sum(found.basis == Finding.Basis.OPINION for found in findings),
        responses_explained=bool(plan and plan.least_intrusive) or bool(current and current.fort_notes.get("R")),
        highest_rung=max((row.rung for row in chosen), default=0),
        intervals=fort.intervals(moments),
        statements=frozenset(letter for letter, text in (current.fort_notes if current else {}).items() if text),
    )
