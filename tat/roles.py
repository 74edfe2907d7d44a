"""The one table of roles and what each may do; scope (which cases) is another question."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do where a role of theirs reaches."""

    LOG_REPORT = "log_report"
    REVIEW_REPORT = "review_report"
    VIEW_CASE = "view_case"
    VIEW_REPORTER = "view_reporter"
    VIEW_RAW_TIP = "view_raw_tip"
    VIEW_PROTECTED = "view_protected"
    VIEW_TARGET_PLAN = "view_target_plan"
    VIEW_LOG = "view_log"
    DECLARE_IMMINENT = "declare_imminent"
    RECORD_CONTAINMENT = "record_containment"
    DETERMINE_IMMINENCE = "determine_imminence"
    CONFIRM_CONTAINMENT = "confirm_containment"
    BEGIN_TRIAGE = "begin_triage"
    RECORD_TRIAGE = "record_triage"
    GIVE_OPINION = "give_opinion"
    CONVENE_TAT = "convene_tat"
    ASSESS = "assess"
    CLASSIFY = "classify"
    RAISE_LEVEL = "raise_level"
    TAKE_POSITION = "take_position"
    DETERMINE_DANGER = "determine_danger"
    REPORT_TO_AGENCY = "report_to_agency"
    NOTIFY = "notify"
    WRITE_PLAN = "write_plan"
    ADOPT_PLAN = "adopt_plan"
    SUBMIT_UPDATE = "submit_update"
    CLOSE_CASE = "close_case"
    REOPEN_CASE = "reopen_case"
    HAND_OVER_CASE = "hand_over_case"
    GRANT_ACCESS = "grant_access"
    BREAK_GLASS = "break_glass"
    EXPLAIN_ACCESS = "explain_access"
    RECORD_CONFLICT = "record_conflict"
    PRINT_CASE = "print_case"
    VIEW_DUTIES = "view_duties"
    WAIVE_DUTY = "waive_duty"
    VIEW_TEAM = "view_team"
    MANAGE_TEAM = "manage_team"
    DESIGNATE = "designate"
    NAME_ACTING_LEAD = "name_acting_lead"
    NAME_OFFICIAL = "name_official"
    VIEW_DISTRICT = "view_district"
    ASK_AFTER_VIOLENCE = "ask_after_violence"
    VIEW_SYSTEM = "view_system"
    DECIDE_SYSTEM = "decide_system"
    VIEW_DIRECTIONS = "view_directions"
    GIVE_DIRECTION = "give_direction"
    FILE_ANNUAL = "file_annual"
    VIEW_RECORDS = "view_records"
    KEEP_RECORDS = "keep_records"
    KEEP_RETENTION = "keep_retention"
    AGREE_TO_DISPOSAL = "agree_to_disposal"
    KEEP_PERSONNEL_RECORDS = "keep_personnel_records"
    ANSWER_ORDER = "answer_order"
    REVIEW_RECORD = "review_record"
    EDIT_GUIDANCE = "edit_guidance"
    AUDIT_FILES = "audit_files"
    WATCH_READING = "watch_reading"
    CONFIRM_RESTORE = "confirm_restore"
    NAME_KIT_HOLDER = "name_kit_holder"
    SET_UP_DISTRICT = "set_up_district"
    VIEW_FIRST_DAY = "view_first_day"
    VIEW_SETTINGS = "view_settings"


class Role(StrEnum):
    """Who a person is to a team, a building, the district or one case."""

    REPORT_TAKER = "report_taker"
    PRINCIPAL = "principal"
    TAT_MEMBER = "tat_member"
    TAT_BACKUP = "tat_backup"
    TRIAGE_MEMBER = "triage_member"
    CASE_MANAGER = "case_manager"
    ENGAGER = "engager"
    CONSULTANT = "consultant"
    THERAPIST = "therapist"
    POLICE = "police"
    POLICE_OUTSIDE = "police_outside"
    SUPERINTENDENT = "superintendent"
    SVP_TEAM = "svp_team"
    CUSTODIAN = "custodian"
    HR = "hr"
    FOIA_OFFICER = "foia_officer"
    SECRETARY = "secretary"
    SYSADMIN = "sysadmin"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.REPORT_TAKER: "Report taker",
    Role.PRINCIPAL: "Building Principal",
    Role.TAT_MEMBER: "Team member",
    Role.TAT_BACKUP: "Back-up",
    Role.TRIAGE_MEMBER: "Triage Team member",
    Role.CASE_MANAGER: "Case manager",
    Role.ENGAGER: "Keeps in touch with the subject",
    Role.CONSULTANT: "Consultant",
    Role.THERAPIST: "School psychologist, social worker or counselor of the team",
    Role.POLICE: "Law enforcement official of the team",
    Role.POLICE_OUTSIDE: "Law enforcement official of the team, not designated as a school official",
    Role.SUPERINTENDENT: "Superintendent",
    Role.SVP_TEAM: "District prevention team",
    Role.CUSTODIAN: "Records custodian",
    Role.HR: "Personnel officer",
    Role.FOIA_OFFICER: "FOIA officer",
    Role.SECRETARY: "Secretary who sets the district up",
    Role.SYSADMIN: "System administrator",
}

P = Permission

_READ = frozenset({P.VIEW_CASE, P.DECLARE_IMMINENT, P.RECORD_CONTAINMENT})
_TEAM = _READ | {
    P.LOG_REPORT,
    P.VIEW_LOG,
    P.ASSESS,
    P.RAISE_LEVEL,
    P.TAKE_POSITION,
    P.NOTIFY,
    P.VIEW_TARGET_PLAN,
    P.WRITE_PLAN,
    P.SUBMIT_UPDATE,
    P.PRINT_CASE,
    P.VIEW_TEAM,
    P.BREAK_GLASS,
}
_TRIAGE = _TEAM | {
    P.REVIEW_REPORT,
    P.VIEW_REPORTER,
    P.VIEW_RAW_TIP,
    P.DETERMINE_IMMINENCE,
    P.CONFIRM_CONTAINMENT,
    P.BEGIN_TRIAGE,
    P.RECORD_TRIAGE,
    P.GIVE_OPINION,
    P.RECORD_CONFLICT,
    P.VIEW_DUTIES,
    P.WAIVE_DUTY,
}
_LEAD = (_TRIAGE - {P.GIVE_OPINION, P.TAKE_POSITION}) | {
    P.CONVENE_TAT,
    P.CLASSIFY,
    P.DETERMINE_DANGER,
    P.REPORT_TO_AGENCY,
    P.ADOPT_PLAN,
    P.CLOSE_CASE,
    P.REOPEN_CASE,
    P.HAND_OVER_CASE,
    P.GRANT_ACCESS,
    P.EXPLAIN_ACCESS,
    P.MANAGE_TEAM,
    P.DESIGNATE,
    P.VIEW_SYSTEM,
    P.VIEW_DIRECTIONS,
    P.VIEW_RECORDS,
    P.ANSWER_ORDER,
    P.REVIEW_RECORD,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REPORT_TAKER: _READ | {P.LOG_REPORT},
    Role.PRINCIPAL: frozenset(_LEAD),
    Role.TAT_MEMBER: frozenset(_TEAM),
    Role.TAT_BACKUP: frozenset(_TEAM),
    Role.TRIAGE_MEMBER: frozenset(_TRIAGE),
    Role.CASE_MANAGER: frozenset(_TEAM),
    Role.ENGAGER: frozenset(_TEAM),
    Role.CONSULTANT: _READ,
    Role.THERAPIST: frozenset({P.VIEW_PROTECTED}),
    Role.POLICE: frozenset(),
    Role.POLICE_OUTSIDE: frozenset(),
    Role.SUPERINTENDENT: frozenset(
        {P.LOG_REPORT, P.VIEW_DUTIES, P.VIEW_TEAM, P.MANAGE_TEAM, P.FILE_ANNUAL, P.EDIT_GUIDANCE, P.WAIVE_DUTY, P.VIEW_DISTRICT}
        | {P.ASK_AFTER_VIOLENCE, P.VIEW_SYSTEM, P.DECIDE_SYSTEM, P.VIEW_DIRECTIONS, P.DESIGNATE, P.NAME_ACTING_LEAD, P.SET_UP_DISTRICT}
        | {P.BREAK_GLASS, P.NAME_OFFICIAL, P.WATCH_READING, P.CONFIRM_RESTORE, P.NAME_KIT_HOLDER, P.AGREE_TO_DISPOSAL, P.AUDIT_FILES}
        | {P.VIEW_FIRST_DAY}
    ),
    Role.SVP_TEAM: frozenset({P.VIEW_DISTRICT, P.ASK_AFTER_VIOLENCE, P.VIEW_SYSTEM, P.DECIDE_SYSTEM, P.VIEW_DIRECTIONS, P.GIVE_DIRECTION}),
    Role.CUSTODIAN: frozenset(
        {P.VIEW_TEAM, P.VIEW_RECORDS, P.KEEP_RECORDS, P.KEEP_RETENTION, P.AGREE_TO_DISPOSAL, P.ANSWER_ORDER}
        | {P.WAIVE_DUTY, P.EXPLAIN_ACCESS, P.WATCH_READING}
    ),
    Role.HR: frozenset({P.VIEW_RECORDS, P.KEEP_PERSONNEL_RECORDS, P.KEEP_RETENTION, P.AGREE_TO_DISPOSAL, P.WAIVE_DUTY}),
    Role.FOIA_OFFICER: frozenset({P.AGREE_TO_DISPOSAL}),
    Role.SECRETARY: frozenset({P.SET_UP_DISTRICT, P.WATCH_READING, P.VIEW_FIRST_DAY}),
    Role.SYSADMIN: frozenset({P.VIEW_SETTINGS, P.CONFIRM_RESTORE, P.VIEW_FIRST_DAY}),
}

UNTOLD = frozenset({P.VIEW_PROTECTED})
"""Who lacks one of these in a case is told nothing: to have been a therapist's recipient is itself protected (740 ILCS 110)."""

NOT_IN_PRACTICE = frozenset(
    {P.NOTIFY, P.REPORT_TO_AGENCY, P.HAND_OVER_CASE, P.GRANT_ACCESS, P.RECORD_CONFLICT, P.REOPEN_CASE, P.REVIEW_RECORD}
)
"""What nobody does in a practice case: tell somebody outside, change who sees it, or take it up again (ADR 28)."""

WITHOUT_THE_RECORD = frozenset({P.LOG_REPORT, P.VIEW_CASE, P.DECLARE_IMMINENT, P.RECORD_CONTAINMENT, P.VIEW_TEAM})
"""What an officer does without the student record: see that there is a case, and act in an emergency (105 ILCS 10/6(a)(7))."""

WITHHELD: dict[Role, frozenset[Permission]] = {
    Role.POLICE: frozenset({P.VIEW_TARGET_PLAN}),
    Role.POLICE_OUTSIDE: frozenset(Permission) - WITHOUT_THE_RECORD,
}
"""What a role takes from whoever holds it, whatever other roles carry: a target's plan is no paper of the police (ADR 20), and the student
record is none of an officer whom the district has not designated as a school official (ADR 37)."""


def allows(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of these roles carries the permission, and none withholds it."""
    carried = any(permission in PERMISSIONS[role] for role in roles)
    return carried and not any(permission in WITHHELD.get(role, ()) for role in roles)
