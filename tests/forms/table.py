"""Where every form of the product stands, who may send it, and what they type beside the first answer offered."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """The page on which a form stands, for one person, in one case of the district (or for one year's filing).

    “{item}” in `query` stands for the case's date to watch.
    `typed` stands beside what `filled` takes; `answers` is the status of a right form; `carries`: a page that answers has the form on it,
    but for the fields that it empties on purpose, `cleared`.
    """

    page: str
    person: str
    at: str = ""
    query: str = ""
    typed: dict[str, str | list[str]] = field(default_factory=dict)
    answers: int = 302
    carries: bool = True
    cleared: tuple[str, ...] = ()


NEW = "copper-kettle-morning-bus"
FORMS = {
    "account_login": Place("account_login", "anonymous", typed={"login": "principal@bluestem.example"}),
    "account_logout": Place("account_logout", "principal"),
    "account_change_password": Place("account_change_password", "principal", typed={"password1": NEW, "password2": NEW}),
    "account_reauthenticate": Place("account_reauthenticate", "principal"),
    "account_calendar_new": Place("account_calendar", "principal"),
    "account_mail_save": Place("account_mail", "principal", carries=False),
    "daily_list_off": Place("daily_list_off", "anonymous", answers=200, carries=False),
    "account_calendar_end": Place("account_calendar", "counselor"),
    "report_save": Place("report_new", "principal", typed={"determination": "no"}),
    "report_add_target": Place("report_new", "principal", answers=200),
    "tip_send": Place("tip_form", "anonymous", typed={"website": ""}, answers=200, cleared=("website",)),
    "tip_read": Place("tip_back", "anonymous", answers=200),
    "tips_together": Place("report_inbox", "principal", answers=200, carries=False),
    "tip_take_up": Place("tip_detail", "principal", "tip"),
    "tip_set_aside": Place("tip_detail", "principal", "tip"),
    "tip_agree": Place("tip_detail", "principal", "tip to agree on"),
    "tip_ask": Place("tip_detail", "principal", "tip"),
    "tip_finish": Place("tip_detail", "principal", "tip taken up"),
    "tip_pass_on": Place("tip_detail", "superintendent", "tip with the district"),
    "tip_reporter": Place("tip_detail", "principal", "tip", answers=200, carries=False),
    "low_note_save": Place("low_note_new", "principal", query="?harm=no"),
    "low_note_turn": Place("low_note_detail", "principal"),
    "report_add_witness": Place("report_new", "principal", answers=200),
    "handoff_save": Place("report_handoff", "principal"),
    "draft_save": Place("report_new", "principal"),
    "draft_discard": Place("report_new", "counselor"),
    "case_reporter": Place("case_report", "principal", "report", answers=200, carries=False),
    "case_raw_tip": Place("case_report", "principal", "report", answers=200, carries=False),
    "case_conflict": Place("case_log", "principal", "report"),
    "case_grant": Place("case_log", "principal", "report"),
    "note_add": Place("case_detail", "principal", "report"),
    "case_declare_imminent": Place("case_imminence", "principal", "report"),
    "case_determine": Place("case_imminence", "principal", "report"),
    "case_draft_save": Place("case_triage", "counselor", "triage"),
    "case_containment_step": Place("case_containment", "principal", "contained"),
    "case_containment_facts": Place("case_containment", "principal", "contained"),
    "case_confirm_containment": Place("case_containment", "principal", "contained", answers=200),
    "interview_record": Place("case_interviews", "principal", "open", typed={"started_at": "2026-09-14T09:00"}),
    "interview_not_held": Place("case_interviews", "principal", "open"),
    "questioning_record": Place("case_questioning", "principal", "open", typed={"age": "15", "exception": "none"}),
    "protected_record": Place("case_protected", "counselor", "open"),
    "records_record": Place("case_records", "principal", "open"),
    "attachments_add": Place("case_attachments", "principal", "open", answers=200),  # nothing is chosen: a test types no file
    "triage_begin": Place("case_triage", "principal", "ready"),
    "opinion_give": Place("case_triage", "counselor", "triage"),
    "triage_step_aside": Place("case_triage", "counselor", "triage", answers=200, carries=False),
    "triage_absent": Place("case_triage", "counselor", "triage"),
    "triage_gates": Place("case_triage_gates", "counselor", "triage", typed={"gates-imminent": "no", "gates-danger": "no"}),
    "triage_crisis": Place("case_triage", "principal", "triage"),
    "tat_convene": Place("case_triage", "principal", "triage"),
    "meeting_record": Place("case_triage", "principal", "open"),
    "finding_add": Place("case_assessment", "counselor", "open", "?add=S"),
    "domain_none_found": Place("case_assessment", "counselor", "open", "?add=S"),
    "pathway_set": Place("case_assessment", "counselor", "open", "?stage=1"),
    "round_start": Place("case_assessment", "counselor", "open", "?again=1"),
    "question_answer": Place("case_questions", "counselor", "open"),
    "gates_answer": Place("case_gates", "counselor", "open", typed={"gates-imminent": "no", "gates-danger": "no"}),
    "gap_add": Place("case_gaps", "counselor", "open"),
    "gap_close": Place("case_gaps", "counselor", "open"),
    "danger_determine": Place("case_danger", "principal", "open", typed={"answer": "no"}),
    "danger_correct": Place("case_danger", "principal", "open"),
    "case_classify": Place("case_classification", "principal", "assessed", typed={"gate_imminent": "no", "gate_danger": "no"}),
    "position_take": Place("case_classification", "counselor", "signed"),
    "case_raise_level": Place("case_classification", "principal", "signed"),
    "notice_record": Place("case_notices", "principal", "high"),
    "notice_police": Place("case_notices", "principal", "high"),
    "measure_record": Place("case_notices", "principal", "high", "?measure=LVL-CON"),
    "brief_find": Place("case_briefs", "principal", "open", typed={"who": "teacher@bluestem.example"}, answers=200, cleared=("who",)),
    "brief_write": Place("case_briefs", "principal", "open", typed={"who": "teacher@bluestem.example"}, cleared=("who",)),
    "brief_withdraw": Place("case_briefs", "principal", "open"),
    "family_rights": Place("case_family", "principal", "family"),
    "family_order": Place("case_family", "principal", "family", typed={"order-until_on": ""}),
    "family_end": Place("case_family", "principal", "family"),
    "release_record": Place("case_releases", "principal", "family"),
    "letter_make": Place("case_letters", "principal", "family", typed={"not_barred": "on"}),
    "packet_release": Place("case_packets", "principal", "family", answers=200),
    "plan_save": Place("case_plan", "counselor", "draft", typed={"second_engager": ""}),
    "plan_adopt": Place("case_plan", "principal", "draft"),
    "strategy_add": Place("case_plan", "counselor", "draft", "?library=S", typed={"emergency_at": ""}),
    "strategy_change": Place("case_strategy", "counselor", "draft"),
    "safeguard_answer": Place("case_safeguard", "counselor", "draft"),
    "plan_position": Place("plan_people", "counselor", "asked"),
    "plan_hand_over": Place("plan_people", "principal", "asked"),
    "trigger_note": Place("case_reassess", "counselor", "asked"),
    "trigger_why_not": Place("case_reassess", "principal", "asked"),
    "target_plan_save": Place("target_plan", "counselor", "target", typed={"no_contact": ""}),
    "target_plan_offer": Place("target_plan", "counselor", "target"),
    "target_strategy_record": Place("target_plan", "counselor", "target"),
    "target_paper_issue": Place("target_papers", "principal", "target with a plan"),
    "date_add": Place("case_dates", "counselor", "dated", query="?kind", typed={"date-day": "14"}),
    "date_change": Place("case_dates", "counselor", "dated", "?change={item}", typed={"change-day": "14"}),
    "date_record": Place("case_dates", "counselor", "dated"),
    "date_end": Place("case_dates", "counselor", "dated", "?end={item}"),
    "contagion_answer": Place("case_dates", "counselor", "dated"),
    "contagion_ask": Place("contagion_list", "superintendent"),
    "referral_add": Place("case_referrals", "counselor", "closable", typed={"offer-person": "", "offer-service_name": ""}),
    "referral_answer": Place("case_referrals", "counselor", "closable"),
    "update_submit": Place("case_updates", "counselor", "closable"),
    "contact_add": Place("case_contacts", "counselor", "closable"),
    "transfer_ask": Place("case_transfer", "principal", "closable"),
    "transfer_withdraw": Place("case_transfer", "principal", "offered"),
    "departure_record": Place("case_transfer", "principal", "closable"),
    "transfer_accept": Place("transfer_answer", "outsider", "offered"),
    "transfer_refuse": Place("transfer_answer", "outsider", "offered"),
    "transfer_name_lead": Place("transfer_answer", "superintendent", "offered to one in conflict"),
    "case_close": Place("case_closing", "principal", "closable", typed={"no_longer_poses_threat": "on"}),
    "case_reopen": Place("case_reopening", "principal", "closed"),
    "triage_reopen": Place("case_reopening", "principal", "closed at triage"),
    "case_merge": Place("case_merging", "principal", "report", typed={"other_code": ""}, answers=200),
    "paper_issue": Place("case_papers", "principal", "open"),
    "isp_prove": Place("isp_worksheet", "principal", "open"),
    "isp_attempt": Place("isp_worksheet", "principal", "open"),
    "duty_acknowledge": Place("duty_detail", "principal", "open"),
    "duty_snooze": Place("duty_detail", "principal", "open", typed={"until": "2026-09-14T14:00"}),
    "duty_waive": Place("duty_detail", "principal", "open"),
    "duty_confirm_waiver": Place("duty_detail", "principal", "waived"),
    "clocks_save": Place("district_clocks", "superintendent"),
    "indicator_add": Place("indicator_list", "superintendent"),
    "indicator_change": Place("indicator_list", "superintendent", "IND-01", typed={"IND-01-text": "Says that harm comes within days"}),
    "indicator_stop": Place("indicator_list", "superintendent", "IND-02"),
    "indicator_offer": Place("indicator_list", "superintendent", "IND-08"),
    "indicator_up": Place("indicator_list", "superintendent", "IND-02"),
    "indicator_down": Place("indicator_list", "superintendent", "IND-02"),
    "service_add": Place("service_list", "superintendent"),
    "service_change": Place("service_detail", "superintendent", "offered", typed={"name": "Prairie Talks by Telephone"}),
    "service_stop": Place("service_list", "superintendent", "offered"),
    "service_offer": Place("service_list", "superintendent", "stopped"),
    "system_hand_over": Place("case_system", "counselor", "open"),
    "system_count": Place("case_system", "counselor", "open"),
    "system_decide": Place("system_finding", "superintendent", "finding"),
    "direction_give": Place("direction_list", "helper", typed={"due_on": "2026-09-30"}),
    "direction_acknowledge": Place("direction_detail", "principal", "direction"),
    "direction_withdraw": Place("direction_detail", "helper", "direction"),
    "roster_check_ask": Place("team_detail", "principal"),
    "roster_check_sign": Place("roster_check", "outsider", "check"),
    "training_members": Place("team_training", "principal", typed={"member-on": "2026-09-10", "member-hours": "6"}),
    "training_session": Place(
        "team_training", "counselor", typed={"session-on": "2026-09-10", "session-hours": "1.5", "session-number": "40"}
    ),
    "training_staff": Place("staff_training", "superintendent", typed={"staff-on": "2026-09-10", "staff-hours": "2", "staff-number": "60"}),
    "mechanism_add": Place("mechanism_list", "principal", typed={"since": "2026-08-01", "backup": ""}),
    "mechanism_test": Place(
        "mechanism_detail", "principal", typed={"test-sent_at": "2026-09-14T09:00", "test-received_at": "2026-09-14T09:05"}
    ),
    "mechanism_change": Place("mechanism_detail", "principal", typed={"change-since": "2026-08-01"}),
    "mechanism_end": Place("mechanism_detail", "principal", typed={"end-ended_on": "2026-09-13"}),
    "filing_open": Place("filing_list", "superintendent", "2028"),
    "filing_agency": Place("filing_detail", "superintendent", "2027"),
    "filing_edition": Place("filing_detail", "superintendent", "2027"),
    "filing_freeze": Place("filing_detail", "superintendent", "2027"),
    "filing_proof": Place("filing_detail", "superintendent", "2026"),
    "filing_board": Place("filing_detail", "superintendent", "2025"),
}
# Addresses that take a POST without a form on a page that is asked for: the page itself marks the report as read, and what a reporter adds
# is written on the page that shows a tip to who typed its words (tests/triage/test_tips.py).
NO_FORM = {"report_review", "tip_answer"}
# Forms of people who are not signed in: nothing can be done in anybody's name, and a browser without cookies must be able to send.
WITHOUT_TOKEN = {"tip_send", "tip_read", "daily_list_off"}
# Forms that may be sent twice by their nature, and so carry no key: they keep a draft, show something, or are the sign-in's.
NO_KEY = {"draft_save", "draft_discard", "case_draft_save", "report_add_target", "report_add_witness", "case_reporter", "case_raw_tip"} | {
    *("brief_find", "daily_list_off", "tip_send", "tip_read", "tips_together", "tip_reporter"),
    *("account_login", "account_logout", "account_change_password", "account_reauthenticate"),
}
