"""The kinds of what happens in a case, for its timeline: which acts of the log are of which, and on which page they stand."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _l

from tat.roles import Permission


@dataclass(frozen=True)
class Kind:
    """One kind: its words, the URL name of the page where it stands ("" for none), and the acts (codes of `audit.ACTIONS`)."""

    words: Any
    place: str
    acts: tuple[str, ...]


DUTY, LATE, OTHER, TARGET = "duty", "late", "other", "target"
KINDS: dict[str, Kind] = {
    "report": Kind(
        _l("Reports"),
        "case_report",
        ("report_received", "report_reviewed", "report_from_notes", "tip_taken_up", "low_note_turned", "raw_tip_opened", "reporter_opened"),
    ),
    "imminence": Kind(_l("Determinations of imminence"), "case_imminence", ("imminence_determined", "imminent_declared")),
    "containment": Kind(
        _l("Containment"),
        "case_containment",
        ("containment_confirmed", "containment_recorded", "containment_step_done", "crisis_response_started", "police_asked"),
    ),
    "triage": Kind(
        _l("Triage"),
        "case_triage",
        (
            *("triage_begun", "triage_closed", "opinion_sealed", "stepped_aside", "absence_recorded", "panel_kept"),
            *("silence_convened", "tat_convened", "meeting_recorded"),
        ),
    ),
    "talk": Kind(_l("Talks"), "case_interviews", ("interview_recorded", "interview_not_held")),
    "questioning": Kind(_l("Questioning with an officer"), "case_questioning", ("questioning_recorded",)),
    "records": Kind(_l("Looks into records"), "case_records", ("records_reviewed",)),
    "finding": Kind(
        _l("Findings"),
        "case_assessment",
        (
            *("finding_added", "finding_corrected", "none_found_stated", "pathway_set", "question_answered", "gap_opened", "gap_closed"),
            *("round_started", "system_case_counted", "system_handed_over"),
        ),
    ),
    "danger": Kind(
        _l("Danger determinations"),
        "case_danger",
        ("danger_determined", "danger_corrected", "report_attempted", "report_proven", "sirs_prepared", "sirs_entered"),
    ),
    "classification": Kind(_l("Classifications"), "case_classification", ("classified", "level_raised", "raise_asked", "measure_recorded")),
    "position": Kind(_l("Positions"), "case_classification", ("position_taken",)),
    "gates": Kind(_l("Questions that may start a duty"), "case_gates", ("gates_answered", "gate_facts_recorded")),
    "notice": Kind(
        _l("Notices"), "case_notices", ("notice_recorded", "brief_written", "brief_opened", "brief_withdrawn", "agreement_recorded")
    ),
    "family": Kind(_l("Who is told in a student’s place"), "case_family", ("family_rule_recorded", "family_rule_ended")),
    "release": Kind(
        _l("Releases of records"),
        "case_releases",
        (
            *("release_recorded", "packet_prepared", "packet_checked", "packet_released"),
            *("picture_begun", "picture_covered", "picture_made", "picture_checked", "record_reviewed", "statement_inserted"),
        ),
    ),
    "plan": Kind(
        _l("Versions of the plan"),
        "case_plan",
        (
            *("plan_saved", "plan_adopted", "plan_handed_over", "plan_position_taken", "strategy_added", "strategy_changed"),
            "safeguard_answered",
        ),
    ),
    TARGET: Kind(
        _l("A target’s plan"),
        "case_targets",
        ("target_plan_offered", "target_plan_printed", "target_plan_saved", "target_strategy_answered"),
    ),
    "help": Kind(_l("Help offered"), "case_referrals", ("referral_added", "referral_answered", "referral_declined")),
    "date": Kind(_l("Dates to watch"), "case_dates", ("date_added", "date_changed", "date_ended", "date_recorded", "contagion_answered")),
    "update": Kind(_l("Updates"), "case_updates", ("update_submitted", "trigger_noted", "trigger_answered")),
    "contact": Kind(_l("Contacts"), "case_contacts", ("contact_recorded", "contact_corrected")),
    DUTY: Kind(
        _l("Duties started, done or late"),
        "case_duties",
        (
            *("duty_acknowledged", "duty_handed_over", "duty_snoozed", "duty_taken_back", "duty_practised", "duty_restated"),
            *("duty_waived", "duty_waiver_asked"),
        ),
    ),
    LATE: Kind(_l("Duties past their due time"), "case_duties", ()),
    "transfer": Kind(
        _l("Transfers and leaving"),
        "case_transfer",
        (
            *("transfer_asked", "transfer_accepted", "transfer_refused", "transfer_withdrawn", "acting_lead_named"),
            *("departure_recorded", "attendance_center_changed", "student_left"),
        ),
    ),
    "closing": Kind(_l("Closing, reopening, merging"), "case_closing", ("case_closed", "case_reopened", "case_merged")),
    "access": Kind(
        _l("Who may see it, emergency openings"),
        "case_log",
        (
            *("emergency_opened", "emergency_judged", "access_granted", "access_ended", "conflict_recorded", "case_restricted"),
            *("hold_placed", "hold_lifted"),
        ),
    ),
    "paper": Kind(_l("Papers issued"), "case_papers", ("paper_issued", "letter_made")),
    "file": Kind(_l("Pictures and files"), "case_attachments", ("attachment_added",)),
    "note": Kind(_l("Notes of the team"), "case_notes", ("note_added",)),
    OTHER: Kind(_l("Other"), "", ("exercise_started", "exercise_decided", "exercise_ended", "exercise_passed_on")),
}
KIND_OF: dict[str, str] = {act: code for code, kind in KINDS.items() for act in kind.acts}

HELD: dict[Permission, frozenset[str]] = {
    Permission.VIEW_REPORTER: frozenset({"reporter_opened"}),
    Permission.VIEW_RAW_TIP: frozenset({"raw_tip_opened"}),
}
"""Acts that tell of a class with fewer readers than the case has: that there is a reporter's name, a tip's own text."""
NOT_OFFERED_TO_ALL: dict[str, Permission] = {TARGET: Permission.VIEW_TARGET_PLAN}
"""Kinds whose acts are read only for who may: their entries are about the paper apart, not about the case (ADR 20)."""
