"""The facts of one case that its checks ask about, as plain values."""

from dataclasses import dataclass

from django.db.models import TextChoices

from cases.concurrence import Opinion, Outcome, PanelSeat, outcome
from cases.levels import Level


class Stage(TextChoices):
    """Where a case stands. One field; dates support it, never compete with it."""

    INTAKE = "intake", "Intake"
    CONTAINMENT = "containment", "Containment"
    TRIAGE = "triage", "Triage"
    ASSESSMENT = "assessment", "Assessment"
    MANAGEMENT = "management", "Case plan"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Merged"


class Circle(TextChoices):
    """Who of the team may see a case; it only widens."""

    TRIAGE = "triage", "Principal and Triage Team"
    TAT = "tat", "The whole team"


YES, NO = "yes", "no"


@dataclass(frozen=True)
class OtherCase:
    """What a merge asks about the other of the two cases. `underlying` is its stage apart from a containment."""

    stage: Stage
    underlying: Stage
    is_itself: bool = False
    is_of_one_kind: bool = True
    reports_unopened: int = 0


@dataclass(frozen=True)
class CaseFacts:
    """What a move is judged by. Every default is the fact not yet on record.

    `level` is the level proposed, or else in force; it is None while a case awaits its classification,
    also after reopening. `previous_level` is the one in force before. `positions_outstanding` counts the
    seats without a position on `level`. `open_holding_obligations` are codes of open duties that hold the
    case. `fort_missing` comes from `cases.fort.missing`, panel and opinions from triage. `fort_overridden`: the
    lead says why the classification is signed although FORT is not shown. `full_team_asked`: the full team was
    convened before this triage began.
    """

    stage: Stage = Stage.INTAKE
    practice: bool = False
    stage_before_containment: Stage | None = None

    imminence: str | None = None
    imminence_rationale: bool = False
    indicators_answered: bool = False
    seocrp_answered: bool = False
    police_contact_recorded: bool = False
    contained_at_recorded: bool = False
    contained_by_recorded: bool = False

    panel: tuple[PanelSeat, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    facts_version: int = 0
    silence: bool = False
    full_team_asked: bool = False

    domains_with_findings: frozenset[str] = frozenset()
    domains_none_found: frozenset[str] = frozenset()
    expected_interviews: frozenset[str] = frozenset()
    interviews_held: frozenset[str] = frozenset()
    interviews_not_held: frozenset[str] = frozenset()
    key_questions_unanswered: int = 0
    findings_without_source: int = 0
    open_gaps: int = 0
    gaps_reason: bool = False
    fort_missing: tuple[str, ...] = ()
    fort_overridden: bool = False
    danger_answered: bool = False

    level: Level | None = None
    previous_level: Level | None = None
    level_rationale: bool = False
    law_enforcement_considered: bool = False
    further_intervention_answered: bool = False
    measures: bool = False
    positions_outstanding: int = 0
    raised_by_lead: bool = False
    raising_seats: int = 0

    case_manager_on_team: bool | None = None
    engager_on_team: bool | None = None
    second_engager_on_team: bool | None = None
    strategy_domains: frozenset[str] = frozenset()
    separation_chosen: bool = False
    safeguard_answered: frozenset[str] = frozenset()
    emergency_removal_running: bool = False
    rungs_skipped_unexplained: int = 0
    least_intrusive_reason: bool = False
    contact_rhythm_set: bool = False
    plan_adopted: bool = False

    open_holding_obligations: tuple[str, ...] = ()
    no_longer_poses_threat: bool = False
    closing_basis: bool = False
    closing_reason: str = ""
    last_update_given: bool = False
    target_told_needed: bool = False
    target_told: bool = False
    watch_items_open: int = 0
    referral_made: bool = False
    referral_watched: bool = False

    transfer_waits: bool = False
    has_left: bool = False
    left_for_known_place: bool = False
    left_with_notice: bool = False
    monitoring_ended: bool = False

    closed_at_triage: bool = False
    reopening_reason: bool = False
    report_added: bool = False

    other: OtherCase | None = None
    reports_unopened: int = 0
    merging_reason: bool = False

    @property
    def outcome(self) -> Outcome:
        """What the panel's opinions come to on the present facts."""
        return outcome(self.panel, self.opinions, self.facts_version, silence=self.silence, full_team_asked=self.full_team_asked)
