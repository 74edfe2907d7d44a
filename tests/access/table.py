"""The expected answers, written by hand from the handbook (2.1, 2.4, 2.5) and the design (6); nothing of the product is read here.

Two tables make every cell. SEES says what each person is to each case; MAY says, for each address, who may.
A letter is what somebody is to one case:

  L  leads it: the building's principal, who sits on the Triage Team too        A  acting lead, without a seat
  T  a triage member      M  a member of the whole team, once it is convened    B  a back-up seated in this case by name
  C  its case manager     G  let in by name until a date                        K  took the report in; nobody has reviewed it yet
  H  of the team or building that handed it over: reads until the first update there
  .  not theirs to see: the answer is the one for a case that does not exist

Who sees the case and may not do the thing is answered 403; who may, 200, and for a form sent without its key 400.
"""

from collections.abc import Iterator

CASES = ("intake", "reviewed", "contained", "triage", "triaged", "assessment", "managed", "closed", "restricted", "elsewhere", "handed")

SEES_TEXT = """
                                  |intake|reviewed|contained|triage|triaged|assessment|managed|closed|restricted|elsewhere|handed
principal                         |  L   |   L    |    L    |  L   |   L   |    L     |   L   |  L   |    L     |    .    |  H
triage member                     |  T   |   T    |    T    |  T   |   T   |    T     |   T   |  T   |    T     |    .    |  H
team member                       |  .   |   .    |    .    |  .   |   .   |    M     |   M   |  M   |    .     |    .    |  H
case manager                      |  .   |   .    |    .    |  .   |   .   |    M     |   C   |  C   |    C     |    .    |  H
absent member                     |  .   |   .    |    .    |  .   |   .   |    M     |   M   |  M   |    .     |    .    |  H
back-up not activated             |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
superintendent                    |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
report taker                      |  K   |   .    |    G    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
consultant                        |  .   |   .    |    .    |  .   |   .   |    G     |   .   |  .   |    .     |    .    |  .
principal of another building     |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    L    |  L
system administrator              |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
back-up activated                 |  .   |   .    |    .    |  .   |   .   |    M     |   M   |  M   |    .     |    .    |  H
back-up seated by name            |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    B     |    .    |  .
acting lead                       |  .   |   .    |    .    |  .   |   .   |    A     |   .   |  .   |    .     |    .    |  .
another report taker              |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
consultant whose date has passed  |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
member in conflict                |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
member who stepped aside          |  T   |   T    |    T    |  .   |   T   |    T     |   T   |  T   |    T     |    .    |  H
member who is the subject         |  .   |   .    |    .    |  .   |   .   |    M     |   M   |  M   |    .     |    .    |  H
member who moved                  |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    T    |  T
member who left                   |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
records custodian                 |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
prevention team member            |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
personnel officer                 |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    G     |    .    |  .
FOIA officer                      |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
superintendent of another district|  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
district secretary                |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
superuser                         |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
teacher without a seat            |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
principal of another district     |  .   |   .    |    .    |  .   |   .   |    .     |   .   |  .   |    .     |    .    |  .
"""

# Addresses under one case: name, method, the letters that may. “any” is everybody who sees the case.
READS = "LATMBCGKH"
TEAM = "LATMBC"
TRIAGE = "LAT"
LEADS = "LA"
SEATED = "LTMBC"
TRIAGE_SEATS = "LT"
MAY_IN_A_CASE = {
    # The exercise of a practice case, of which none of these has one: tests/reporting/test_exercises.py plays it.
    ("case_exercise", "GET"): READS,
    ("exercise_decide", "POST"): READS,
    ("exercise_end", "POST"): LEADS,
    # Assessment, classification, danger, notices.
    ("case_assessment", "GET"): READS,
    ("case_round", "GET"): READS,
    ("case_questions", "GET"): READS,
    ("case_gaps", "GET"): READS,
    ("case_classification", "GET"): READS,
    ("case_fort", "GET"): READS,
    ("case_gates", "GET"): TEAM,
    ("gates_answer", "POST"): TEAM,
    # Incidents that are reported outside: whoever sees the case reads their facts, the team enters them.
    ("case_gate_facts", "GET"): READS,
    ("gate_facts_record", "POST"): TEAM,
    ("position_take", "POST"): READS,
    ("case_danger", "GET"): READS,
    ("danger_determine", "POST"): READS,
    ("danger_correct", "POST"): READS,
    ("case_notices", "GET"): READS,
    ("finding_add", "POST"): TEAM,
    ("domain_none_found", "POST"): TEAM,
    ("pathway_set", "POST"): TEAM,
    ("round_start", "POST"): TEAM,
    ("question_answer", "POST"): TEAM,
    ("gap_add", "POST"): TEAM,
    ("gap_close", "POST"): TEAM,
    ("case_raise_level", "POST"): TEAM,
    ("notice_record", "POST"): TEAM,
    ("notice_police", "POST"): TEAM,
    ("measure_record", "POST"): TEAM,
    # Briefs: whoever sees the case reads what was told to whom; the team writes, looks for people and withdraws.
    ("case_briefs", "GET"): READS,
    ("brief_find", "POST"): TEAM,
    ("brief_write", "POST"): TEAM,
    ("brief_withdraw", "POST"): TEAM,
    # Families and orders: a barred person's name is shown to those alone who tell families something. Letters, and what left the school.
    ("case_family", "GET"): TEAM,
    ("family_rights", "POST"): TEAM,
    ("family_order", "POST"): TEAM,
    ("family_end", "POST"): TEAM,
    ("case_releases", "GET"): TEAM,
    ("release_record", "POST"): TEAM,
    ("case_letters", "GET"): TEAM,
    ("letter_make", "POST"): TEAM,
    ("case_packets", "GET"): TEAM,
    ("packet_release", "POST"): TEAM,
    ("case_pictures", "GET"): TEAM,
    ("picture_begin", "POST"): TEAM,
    ("picture_page", "GET"): TEAM,
    ("picture_cover", "POST"): TEAM,
    ("picture_shown", "GET"): TEAM,
    ("picture_make", "POST"): TEAM,
    ("picture_file", "GET"): TEAM,
    ("picture_check", "POST"): TEAM,
    # A packet that waits for a second person: none of these cases has one; tests/reporting/test_packet_checks.py has.
    ("packet_detail", "GET"): TEAM,
    ("packet_check", "POST"): TEAM,
    ("packet_give", "POST"): TEAM,
    # General patterns for the district: the team of the case hands one over, or counts the case in one.
    ("case_system", "GET"): TEAM,
    ("system_hand_over", "POST"): TEAM,
    ("system_count", "POST"): TEAM,
    ("case_record_review", "GET"): LEADS,
    ("record_review", "POST"): LEADS,
    ("record_move", "POST"): LEADS,
    ("record_leave", "POST"): LEADS,
    ("record_state", "POST"): LEADS,
    # What is left of a case whose record was disposed of: for whoever could see it.
    ("case_disposed", "GET"): READS,
    ("case_classify", "POST"): LEADS,
    # What asks for a new look: whoever sees the case reads it; the team notes, the lead says why not.
    ("plan_people", "GET"): READS,
    ("plan_position", "POST"): READS,
    ("plan_hand_over", "POST"): LEADS,
    ("case_reassess", "GET"): READS,
    ("trigger_note", "POST"): TEAM,
    ("trigger_why_not", "POST"): LEADS,
    # The case, its circle, its duties.
    ("case_detail", "GET"): READS,
    ("case_log", "GET"): TEAM,
    ("case_conflict", "POST"): TRIAGE,
    ("case_grant", "POST"): LEADS,
    ("case_revoke", "POST"): LEADS,
    ("case_restrict", "POST"): LEADS,
    ("case_duties", "GET"): READS,
    ("case_notes", "GET"): READS,
    ("note_add", "POST"): TEAM,
    ("case_draft_save", "POST"): READS,
    # The report; who reported, and a tip as it came in: kept apart.
    ("case_report", "GET"): READS,
    ("report_review", "POST"): TRIAGE,
    ("case_reporter", "POST"): TRIAGE,
    ("case_raw_tip", "POST"): TRIAGE,
    # Imminence: anyone who may see the case declares it and records what was done; principal or Triage Team determine.
    ("case_imminence", "GET"): READS,
    ("case_declare_imminent", "POST"): READS,
    ("case_determine", "POST"): TRIAGE,
    ("case_containment", "GET"): READS,
    ("case_containment_step", "POST"): READS,
    ("case_containment_facts", "POST"): READS,
    ("case_confirm_containment", "POST"): TRIAGE,
    ("case_interviews", "GET"): READS,
    ("interview_record", "POST"): TEAM,
    ("interview_not_held", "POST"): TEAM,
    ("case_talk", "GET"): READS,
    # Before a student is questioned with an officer.
    ("case_questioning", "GET"): READS,
    ("questioning_record", "POST"): TEAM,
    # What was said to a therapist: there for THERAPISTS alone, whatever else somebody is to the case; nobody else is told that it is there.
    ("case_protected", "GET"): TEAM,
    ("protected_record", "POST"): TEAM,
    ("protected_open", "GET"): TEAM,
    # Files: whoever sees the case downloads; the original, after the password.
    ("case_attachments", "GET"): READS,
    ("attachments_add", "POST"): TEAM,
    ("attachment_open", "GET"): READS,
    ("attachment_original", "GET"): READS,
    ("case_records", "GET"): READS,
    ("records_record", "POST"): TEAM,
    # Triage: only who holds a seat gives an opinion or steps aside; an absence is the member's own to record, which the act asks.
    ("case_triage", "GET"): READS,
    ("case_history", "GET"): READS,
    ("party_history", "GET"): READS,
    ("triage_begin", "POST"): TRIAGE,
    ("opinion_give", "POST"): TRIAGE_SEATS,
    ("triage_step_aside", "POST"): TRIAGE_SEATS,
    ("triage_absent", "POST"): READS,
    ("case_triage_gates", "GET"): TRIAGE,
    ("triage_gates", "POST"): TRIAGE,
    ("triage_crisis", "POST"): TRIAGE,
    ("tat_convene", "POST"): LEADS,
    ("meeting_record", "POST"): TRIAGE,
    # The plan is written by the team and adopted by its lead; updates; closing and reopening are the lead's.
    ("case_plan", "GET"): READS,
    ("plan_version", "GET"): READS,
    ("plan_save", "POST"): TEAM,
    ("plan_adopt", "POST"): LEADS,
    ("strategy_add", "POST"): TEAM,
    ("case_strategy", "GET"): READS,
    ("strategy_change", "POST"): TEAM,
    ("case_safeguard", "GET"): READS,
    ("safeguard_answer", "POST"): TEAM,
    # Plans for targets: whoever sees the case reads whether an offer is due; the rest is the team's but for POLICE.
    ("case_targets", "GET"): READS,
    ("target_plan", "GET"): TEAM,
    ("target_plan_save", "POST"): TEAM,
    ("target_plan_offer", "POST"): TEAM,
    ("target_strategy_record", "POST"): TEAM,
    ("target_papers", "GET"): TEAM,
    ("target_paper_issue", "POST"): TEAM,
    # Dates to watch: whoever sees the case reads them; the team writes them and answers what the district asks.
    ("case_dates", "GET"): READS,
    ("date_add", "POST"): TEAM,
    ("date_change", "POST"): TEAM,
    ("date_record", "POST"): TEAM,
    ("date_end", "POST"): TEAM,
    ("contagion_answer", "POST"): TEAM,
    # Help that is offered: whoever sees the case reads it with the directory; the team writes.
    ("case_referrals", "GET"): READS,
    ("referral_add", "POST"): TEAM,
    ("referral_answer", "POST"): TEAM,
    ("case_updates", "GET"): READS,
    ("update_submit", "POST"): TEAM,
    ("case_timeline", "GET"): READS,
    ("case_links", "GET"): READS,
    ("case_contacts", "GET"): READS,
    ("contact_add", "POST"): TEAM,
    ("case_closing", "GET"): READS,
    ("case_close", "POST"): LEADS,
    ("case_reopening", "GET"): READS,
    ("case_reopen", "POST"): LEADS,
    ("triage_reopen", "POST"): LEADS,
    # Handing over is the lead's; that the subject has left is recorded by the team. Who is asked has a door of its own, below.
    ("case_transfer", "GET"): READS,
    ("transfer_ask", "POST"): LEADS,
    ("transfer_withdraw", "POST"): LEADS,
    ("departure_record", "POST"): TEAM,
    # A duplicate is merged by who triages both cases; the act asks for the other.
    ("case_merging", "GET"): TRIAGE,
    ("case_merge", "POST"): TRIAGE,
    # Papers leave the house: not for those who are let in by name to read, nor for who took the report in.
    ("case_papers", "GET"): TEAM,
    ("paper_issue", "POST"): TEAM,
    ("paper_html", "GET"): TEAM,
    ("paper_pdf", "GET"): TEAM,
    # The worksheet of the report to the State Police is printed too; who leads the case of a student submits. Its designee is tested
    # in tests/reporting.
    ("isp_worksheet", "GET"): TEAM,
    ("isp_prove", "POST"): LEADS,
    ("isp_attempt", "POST"): LEADS,
}

# One duty of each case: the rule, and for whom it waits. A back-up is told at once of what is due at once, without the case.
OF_TRIAGE = ("principal", "triage member", "member who stepped aside", "back-up not activated")
DUTIES = {
    "intake": ("RPT-REV", OF_TRIAGE),
    "reviewed": ("IMM-DET", OF_TRIAGE),
    "contained": ("IMM-LE", OF_TRIAGE),
    "triage": ("TRI-DONE", ("principal",)),
    "triaged": ("TRI-DONE", ()),
    "assessment": ("TAT-CLS", ("principal", "acting lead")),
    "managed": ("UPD-30", ("principal", "case manager", "triage member", "member who stepped aside")),
    "closed": ("PLAN", ()),
    "restricted": ("TAT-CLS", ("principal",)),
    "elsewhere": ("TAT-CLS", ("principal of another building",)),
    "handed": ("UPD-30", ("principal of another building",)),
}
# Addresses of one duty. Who sees the case, and for whom it waits, may look; only the latter quiet it.
MAY_ON_A_DUTY = {
    ("duty_detail", "GET"): READS,
    ("duty_acknowledge", "POST"): "",
    ("duty_snooze", "POST"): "",
    ("duty_delegate", "POST"): "",
    ("duty_take_back", "POST"): "",
    ("duty_restate", "POST"): "",  # none of these began at a stated time: tests/cases/test_restating.py has one that did
    ("duty_waive", "POST"): TRIAGE,
    ("duty_confirm_waiver", "POST"): TRIAGE,
    ("duty_practise", "POST"): "",  # none of these is practice: tests/reporting/test_exercises.py has one that is
}
FOR_WHOM_IT_WAITS = {"duty_detail", "duty_acknowledge", "duty_snooze", "duty_delegate", "duty_take_back"}

# Who holds the seat of the counselor, the psychologist or the social worker in the team of our cases, and the addresses that are there
# for them alone: everybody else is answered as for a case that does not exist.
THERAPISTS = ("triage member", "team member", "case manager")
FOR_THERAPISTS = {"case_protected", "protected_record", "protected_open"}
# Who holds the seat of the law enforcement official in the team of our cases, or stands in for it, and what is kept from them.
POLICE = ("absent member", "back-up activated")
# Of them, whom the district has not designated as a school official: the case in outline, and what an emergency asks.
OUTSIDE_POLICE = ("back-up activated",)
WITHOUT_THE_RECORD = {
    ("case_detail", "GET"),
    ("case_disposed", "GET"),
    ("case_draft_save", "POST"),
    ("case_declare_imminent", "POST"),
    ("case_containment_step", "POST"),
    ("case_containment_facts", "POST"),
}
NOT_FOR_POLICE = {"target_plan", "target_plan_save", "target_plan_offer", "target_strategy_record", "target_papers", "target_paper_issue"}

# Addresses without a case: names of people, or one of these two.
EVERYBODY = ("everybody",)
SIGNED_IN = ("signed in",)
CHIEFS = ("superintendent", "superintendent of another district")
SETS_UP = (*CHIEFS, "district secretary")
WATCHES = (*SETS_UP, "records custodian")
CONFIRMS = (*CHIEFS, "system administrator")
PRINCIPALS = ("principal", "principal of another building", "principal of another district")
PANEL = ("triage member", "member who stepped aside", "member in conflict", "member who moved")
BACKUPS = ("back-up not activated", "back-up activated", "back-up seated by name")
MEMBERS = (*PANEL, *BACKUPS, "team member", "case manager", "absent member", "member who is the subject")
OPENS_IN_EMERGENCY = (*PRINCIPALS, *CHIEFS, *(name for name in MEMBERS if name not in OUTSIDE_POLICE))
TAKERS = ("report taker", "another report taker")
LOGS_REPORTS = (*PRINCIPALS, *MEMBERS, *TAKERS, *CHIEFS)
# One low-level note of the first building, written by its office: who reads it, and who is told one word about it.
NOTE_READERS = ("principal", "triage member", "member who stepped aside", "member in conflict")
NOTE_AUTHOR = "report taker"
OWN_YEAR = ("superintendent",)
# One brief of the case at assessment: whom it names, and who of them has been kept out of the case or has left since.
NAMED_IN_BRIEF = ("teacher without a seat", "back-up not activated", "member in conflict", "member who left")
READS_BRIEF = ("teacher without a seat", "back-up not activated")
# The case elsewhere is handed to our building: who reads the request, and whom the naming of somebody else to answer would be asked of.
ASKED_TO_TAKE = ("principal",)
# The case under management was opened in an emergency by the other building's principal: who says whether that was proper.
JUDGES_OPENING = ("principal",)
# A tip of our building: its principal and Triage Team read it. The superintendents read tips about staff, of which there is none here.
READ_TIPS = (*PRINCIPALS, *PANEL, *CHIEFS)
NOT_THEIR_TIP = ("principal of another building", "principal of another district", *CHIEFS, "member who moved")
# A direction of the prevention team to both teams of our district.
LEADS_TEAMS = ("principal", "principal of another building")
READS_DIRECTION = (*LEADS_TEAMS, "superintendent", "prevention team member")
# One request about a student of our building, on record with the custodian. Its principal is told of the clock, without a name.
KEEPERS = ("records custodian", "personnel officer")
READS_POLICE = "teacher without a seat"
# A disposal of case files, proposed by the custodian: who reads codes and days of it, and may agree.
AGREES = (*KEEPERS, *CHIEFS, "FOIA officer")
HEARING_STEPS = tuple(f"record_{verb}" for verb in ("confer", "officer", "postpone", "heard", "rule", "withdraw"))
# Of a closed case that is not restricted the custodian reads the code and how long it is kept.
KEPT_BY_THE_CUSTODIAN = ("triaged", "closed")
READS_REQUEST = ("records custodian", "principal")
# One team, the one of our cases; a channel of our building, which the report taker looks after and a triage member in that place.
SEATED_WITH_US = tuple(name for name in MEMBERS if name != "member who moved")
READS_TEAM = ("principal", *SEATED_WITH_US, "superintendent", "records custodian")
KEEPS_TEAM = ("principal", "superintendent")
HOLDS_SESSIONS = (*KEEPS_TEAM, *(name for name in SEATED_WITH_US if name not in ("back-up not activated", "back-up seated by name")))
# One question to that team, of a teacher: its members, activated back-ups and principal read and answer it; the asker reads.
ASKS = "teacher without a seat"
ANSWERS_QUESTIONS = tuple(name for name in HOLDS_SESSIONS if name not in ("superintendent", *OUTSIDE_POLICE))
DESIGNATED_TO_TEST = "teacher without a seat"  # by the principal of our building, while the test is due
READS_CHANNEL = (*READS_TEAM, "report taker", DESIGNATED_TO_TEST)
TESTS_CHANNEL = (*KEEPS_TEAM, "report taker", "triage member", DESIGNATED_TO_TEST)
NOT_OUR_PRINCIPAL = ("principal of another building", "principal of another district")
ROSTER_PAGES = ("team_roster", "seat_detail")
ROSTER_ACTS = ("seat_add", "seat_empty", "triage_designate", "team_buildings", "seat_change", "seat_end", "seat_away", "seat_back")
MAY_ELSEWHERE = {
    ("account_login", "GET"): EVERYBODY,
    ("account_logout", "GET"): SIGNED_IN,
    ("account_change_password", "GET"): SIGNED_IN,
    ("account_reauthenticate", "GET"): SIGNED_IN,
    ("account_set_up", "GET"): EVERYBODY,
    **{(f"provider_{each}", "GET"): EVERYBODY for each in ("back", "metadata")},
    **{(f"provider_{each}", "POST"): EVERYBODY for each in ("start", "answer", "finish")},
    ("provider_again", "GET"): SIGNED_IN,
    ("account_totp_svg", "GET"): SIGNED_IN,
    ("mfa_index", "GET"): SIGNED_IN,
    ("mfa_authenticate", "GET"): EVERYBODY,
    ("mfa_reauthenticate", "GET"): SIGNED_IN,
    ("mfa_activate_totp", "GET"): SIGNED_IN,
    ("mfa_deactivate_totp", "GET"): SIGNED_IN,
    ("mfa_add_webauthn", "GET"): SIGNED_IN,
    ("mfa_reauthenticate_webauthn", "GET"): SIGNED_IN,
    ("mfa_remove_webauthn", "GET"): SIGNED_IN,
    ("mfa_view_recovery_codes", "GET"): SIGNED_IN,
    ("mfa_generate_recovery_codes", "GET"): SIGNED_IN,
    ("usersessions_list", "GET"): SIGNED_IN,
    ("usersession_end", "POST"): SIGNED_IN,
    **{(each, "POST"): SETS_UP for each in ("word_hand", "sessions_end")},
    **{(f"factor_release{verb}", "POST"): SETS_UP for verb in ("", "_ask", "_withdraw")},
    ("account_calendar", "GET"): SIGNED_IN,
    ("account_calendar_new", "POST"): SIGNED_IN,
    ("account_calendar_end", "POST"): SIGNED_IN,
    ("calendar_feed", "GET"): EVERYBODY,
    ("account_away", "GET"): SIGNED_IN,
    ("account_away_add", "POST"): SIGNED_IN,
    ("account_away_end", "POST"): SIGNED_IN,
    ("account_mail", "GET"): SIGNED_IN,
    ("account_mail_save", "POST"): SIGNED_IN,
    ("account_mail_works", "POST"): SIGNED_IN,
    ("daily_list_off", "GET"): EVERYBODY,
    ("daily_list_off", "POST"): EVERYBODY,
    ("healthz", "GET"): EVERYBODY,
    ("readyz", "GET"): EVERYBODY,
    ("metrics", "GET"): EVERYBODY,  # from this machine itself; tests/tat/test_health.py asks through a proxy and with a token
    ("paper_check", "GET"): EVERYBODY,
    ("acknowledgement", "GET"): SIGNED_IN,
    ("acknowledge", "POST"): SIGNED_IN,
    ("guide_list", "GET"): SIGNED_IN,
    ("guide_detail", "GET"): SIGNED_IN,
    ("first_day", "GET"): (*SETS_UP, "system administrator"),
    ("exhibit_list", "GET"): SIGNED_IN,
    ("exhibit_detail", "GET"): SIGNED_IN,
    ("exhibit_read", "POST"): SIGNED_IN,
    ("exhibit_edition_add", "POST"): CHIEFS,
    ("exhibit_file", "GET"): SIGNED_IN,
    ("consultation_list", "GET"): SIGNED_IN,
    ("consultation_new", "GET"): SIGNED_IN,
    ("consultation_ask", "POST"): SIGNED_IN,
    ("consultation_detail", "GET"): SIGNED_IN,
    ("consultation_answer", "POST"): SIGNED_IN,
    ("consultation_report", "POST"): LOGS_REPORTS,
    ("check_start", "GET"): EVERYBODY,
    ("check_ask", "POST"): EVERYBODY,
    ("home", "GET"): SIGNED_IN,
    ("brief_detail", "GET"): SIGNED_IN,
    ("transfer_answer", "GET"): SIGNED_IN,
    ("transfer_accept", "POST"): SIGNED_IN,
    ("transfer_refuse", "POST"): SIGNED_IN,
    ("transfer_name_lead", "POST"): SIGNED_IN,
    ("case_list", "GET"): SIGNED_IN,
    # The search shows each person the own things: what nobody else may see is tested by tests/reporting/test_searching.py.
    ("search", "GET"): SIGNED_IN,
    **{(each, "POST"): SIGNED_IN for each in ("search_find", "filter_keep", "filter_remove")},
    ("duty_list", "GET"): (*PRINCIPALS, *PANEL, *CHIEFS),
    ("duty_board", "GET"): (*PRINCIPALS, *PANEL, *CHIEFS),
    ("team_list", "GET"): (*PRINCIPALS, *MEMBERS, *CHIEFS, "records custodian"),
    ("team_detail", "GET"): (*PRINCIPALS, *MEMBERS, *CHIEFS, "records custodian"),
    ("team_make", "POST"): (*PRINCIPALS, *CHIEFS),
    **{(name, "GET"): (*PRINCIPALS, *CHIEFS) for name in ROSTER_PAGES},
    **{(name, "POST"): (*PRINCIPALS, *CHIEFS) for name in ROSTER_ACTS},
    # Opening a case in an emergency: who works on cases, and the superintendent. One such opening is judged by the lead of its case.
    ("emergency_access", "GET"): OPENS_IN_EMERGENCY,
    ("emergency_open", "POST"): OPENS_IN_EMERGENCY,
    # Why somebody sees a case: for who leads one, and for who keeps the records.
    ("access_why", "GET"): (*PRINCIPALS, "acting lead", "records custodian"),
    ("access_ask", "POST"): (*PRINCIPALS, "acting lead", "records custodian"),
    ("opening_detail", "GET"): SIGNED_IN,
    ("opening_judge", "POST"): SIGNED_IN,
    # What two people watch over: who opened how many cases, and tables of cases that somebody wants to take along.
    **{(each, "GET"): WATCHES for each in ("reading_list", "reading_detail", "export_detail")},
    **{(each, "POST"): WATCHES for each in ("reading_settle", "export_decide")},
    ("export_list", "GET"): SIGNED_IN,
    ("export_ask", "POST"): SIGNED_IN,
    ("restore_list", "GET"): CONFIRMS,
    ("restore_confirm", "POST"): CONFIRMS,
    ("outage_kit", "GET"): CHIEFS,
    ("kit_name", "POST"): CHIEFS,
    ("kit_end", "POST"): CHIEFS,
    ("official_list", "GET"): CHIEFS,
    ("official_designate", "POST"): CHIEFS,
    ("official_end", "POST"): CHIEFS,
    ("acting_lead_list", "GET"): CHIEFS,
    ("acting_lead_put", "POST"): CHIEFS,
    ("acting_lead_end", "POST"): CHIEFS,
    ("roster_check", "GET"): SIGNED_IN,
    ("roster_check_sign", "POST"): SIGNED_IN,
    ("roster_check_ask", "POST"): SIGNED_IN,
    ("team_training", "GET"): SIGNED_IN,
    ("team_reading", "GET"): SIGNED_IN,
    ("training_detail", "GET"): SIGNED_IN,
    ("training_file", "GET"): SIGNED_IN,
    ("training_file_add", "POST"): SIGNED_IN,
    ("team_exercises", "GET"): SIGNED_IN,
    ("exercise_start", "POST"): SIGNED_IN,
    ("training_members", "POST"): SIGNED_IN,
    ("training_session", "POST"): SIGNED_IN,
    ("staff_training", "GET"): SIGNED_IN,
    ("training_staff", "POST"): SIGNED_IN,
    ("mechanism_list", "GET"): (*PRINCIPALS, *MEMBERS, *CHIEFS, "records custodian"),
    ("mechanism_add", "POST"): (*PRINCIPALS, *CHIEFS),
    ("mechanism_detail", "GET"): SIGNED_IN,
    ("mechanism_test", "POST"): SIGNED_IN,
    ("mechanism_change", "POST"): SIGNED_IN,
    ("mechanism_end", "POST"): SIGNED_IN,
    ("draft_save", "POST"): SIGNED_IN,
    ("draft_discard", "POST"): SIGNED_IN,
    ("report_inbox", "GET"): READ_TIPS,
    ("tip_detail", "GET"): READ_TIPS,
    ("tip_file", "GET"): READ_TIPS,
    ("tips_together", "POST"): READ_TIPS,
    ("tip_take_up", "POST"): READ_TIPS,
    ("tip_set_aside", "POST"): READ_TIPS,
    ("tip_agree", "POST"): READ_TIPS,
    ("tip_ask", "POST"): READ_TIPS,
    ("tip_finish", "POST"): READ_TIPS,
    ("tip_pass_on", "POST"): READ_TIPS,
    ("tip_reporter", "POST"): READ_TIPS,
    ("tip_start", "GET"): EVERYBODY,
    ("tip_form", "GET"): EVERYBODY,
    ("tip_send", "POST"): EVERYBODY,
    ("tip_sent", "GET"): EVERYBODY,
    ("tip_back", "GET"): EVERYBODY,
    ("tip_read", "POST"): EVERYBODY,
    ("tip_answer", "POST"): EVERYBODY,
    ("report_new", "GET"): LOGS_REPORTS,
    ("report_save", "POST"): LOGS_REPORTS,
    ("report_add_target", "POST"): LOGS_REPORTS,
    ("low_note_list", "GET"): (*PRINCIPALS, *PANEL),
    ("low_note_new", "GET"): LOGS_REPORTS,
    ("low_note_save", "POST"): LOGS_REPORTS,
    ("low_note_detail", "GET"): LOGS_REPORTS,
    ("low_note_turn", "POST"): (*PRINCIPALS, *PANEL),
    ("report_add_witness", "POST"): LOGS_REPORTS,
    ("report_handoff", "GET"): LOGS_REPORTS,
    ("handoff_save", "POST"): LOGS_REPORTS,
    ("district", "GET"): (*CHIEFS, "prevention team member"),
    ("school_calendar", "GET"): SETS_UP,
    ("closed_days_add", "POST"): SETS_UP,
    ("closed_day_remove", "POST"): SETS_UP,
    ("school_year_add", "POST"): SETS_UP,
    **{(page, "GET"): SETS_UP for page in ("district_setup", "district_facts", "building_list", "building_detail")},
    **{(page, "GET"): SETS_UP for page in ("translation_list", "translation_detail")},
    ("translation_review", "POST"): SETS_UP,
    **{(page, "GET"): SETS_UP for page in ("account_list", "account_detail", "staff_import", "staff_import_detail")},
    **{(f"building_{verb}", "POST"): SETS_UP for verb in ("add", "change", "close", "reopen")},
    **{(f"account_{verb}", "POST"): SETS_UP for verb in ("find", "add", "change", "enable", "disable", "end", "follow")},
    **{(f"staff_import_{verb}", "POST"): SETS_UP for verb in ("read", "apply", "discard")},
    # Offices are the superintendent's to give; whoever sets the district up is told so by the act (tests/tat/test_setting_up.py).
    **{(each, "POST"): SETS_UP for each in ("district_facts_save", "district_second_save", "accounts_enable", "office_give", "office_end")},
    ("designation_list", "GET"): (*PRINCIPALS, *CHIEFS),
    ("designation_make", "POST"): (*PRINCIPALS, *CHIEFS),
    ("designation_end", "POST"): (*PRINCIPALS, *CHIEFS),
    ("district_clocks", "GET"): CHIEFS,
    ("clocks_save", "POST"): CHIEFS,
    ("contagion_list", "GET"): (*CHIEFS, "prevention team member"),
    ("contagion_ask", "POST"): (*CHIEFS, "prevention team member"),
    ("system_findings", "GET"): (*CHIEFS, "prevention team member", *PRINCIPALS),
    ("system_finding", "GET"): (*CHIEFS, "prevention team member", *PRINCIPALS),
    ("system_decide", "POST"): (*CHIEFS, "prevention team member"),
    ("system_export", "GET"): (*CHIEFS, "prevention team member"),
    ("record_list", "GET"): (*KEEPERS, *PRINCIPALS),
    ("record_new", "GET"): (*KEEPERS, *PRINCIPALS),
    ("record_save", "POST"): (*KEEPERS, *PRINCIPALS),
    ("retention_list", "GET"): KEEPERS,
    ("schedule_enter", "POST"): KEEPERS,
    ("hold_place", "POST"): KEEPERS,
    ("hold_lift", "POST"): KEEPERS,
    **{(name, "GET"): SIGNED_IN for name in ("police_information", "police_open")},
    **{(name, "POST"): SIGNED_IN for name in ("police_keep", "police_reader", "police_reader_end", "police_end")},
    ("disposal_list", "GET"): AGREES,
    ("disposal_detail", "GET"): AGREES,
    **{(f"disposal_{verb}", "POST"): KEEPERS for verb in ("add", "told", "take_out", "carry_out", "print")},
    ("disposal_agree", "POST"): AGREES,
    ("disposal_paper", "GET"): AGREES,
    ("disposal_paper_pdf", "GET"): AGREES,
    ("record_detail", "GET"): SIGNED_IN,
    ("record_answer", "POST"): SIGNED_IN,
    ("record_extend", "POST"): SIGNED_IN,
    ("record_notice", "POST"): SIGNED_IN,
    ("record_comply", "POST"): SIGNED_IN,
    ("record_letter", "POST"): SIGNED_IN,
    ("record_certificate", "POST"): SIGNED_IN,
    **{(name, "POST"): SIGNED_IN for name in HEARING_STEPS},
    ("direction_list", "GET"): (*CHIEFS, "prevention team member", *PRINCIPALS),
    ("direction_give", "POST"): ("prevention team member",),
    ("direction_detail", "GET"): SIGNED_IN,
    ("direction_acknowledge", "POST"): SIGNED_IN,
    ("direction_withdraw", "POST"): ("prevention team member",),
    ("indicator_list", "GET"): CHIEFS,
    ("indicator_add", "POST"): CHIEFS,
    ("indicator_change", "POST"): CHIEFS,
    ("indicator_stop", "POST"): CHIEFS,
    ("indicator_offer", "POST"): CHIEFS,
    ("indicator_up", "POST"): CHIEFS,
    ("indicator_down", "POST"): CHIEFS,
    ("service_list", "GET"): CHIEFS,
    ("service_add", "POST"): CHIEFS,
    ("service_detail", "GET"): CHIEFS,
    ("service_change", "POST"): CHIEFS,
    ("service_stop", "POST"): CHIEFS,
    ("service_offer", "POST"): CHIEFS,
    ("agency_list", "GET"): SIGNED_IN,
    ("agency_add", "POST"): SETS_UP,
    ("agency_detail", "GET"): SIGNED_IN,
    ("agency_change", "POST"): SETS_UP,
    ("agency_check", "POST"): SETS_UP,
    ("agency_end", "POST"): SETS_UP,
    ("agency_resume", "POST"): SETS_UP,
    ("agency_agreement", "POST"): SETS_UP,
    ("portal", "GET"): CHIEFS,
    ("portal_year", "GET"): CHIEFS,
    ("portal_agreement", "POST"): CHIEFS,
    ("portal_login_add", "POST"): CHIEFS,
    ("portal_login_end", "POST"): CHIEFS,
    ("portal_login_test", "POST"): CHIEFS,
    # The call to the police and the SIRS worksheet, each by its own duty, of which there is none here: tests/cases/test_reported_outside.py
    # and tests/reporting/test_sirs.py say who may.
    ("police_tell", "POST"): SIGNED_IN,
    ("sirs_worksheet", "GET"): SIGNED_IN,
    ("sirs_save", "POST"): SIGNED_IN,
    ("sirs_prove", "POST"): SIGNED_IN,
    ("sirs_year", "GET"): (*CHIEFS, *PRINCIPALS),
    ("sirs_export", "GET"): (*CHIEFS, *PRINCIPALS),
    ("roster_export", "GET"): (*PRINCIPALS, *MEMBERS, *CHIEFS, "records custodian"),
    ("duty_export", "GET"): (*PRINCIPALS, *PANEL, *CHIEFS),
    ("district_export", "GET"): (*CHIEFS, "prevention team member"),
    ("filing_list", "GET"): CHIEFS,
    ("filing_detail", "GET"): CHIEFS,
    ("filing_preview", "GET"): CHIEFS,
    ("filing_packet", "GET"): CHIEFS,
    ("filing_paper", "GET"): CHIEFS,
    ("filing_letter_preview", "GET"): CHIEFS,
    ("filing_procedure", "GET"): CHIEFS,
    ("filing_scan", "GET"): CHIEFS,
    ("filing_supplement", "POST"): CHIEFS,
    ("filing_open", "POST"): CHIEFS,
    ("filing_edition", "POST"): CHIEFS,
    ("filing_freeze", "POST"): CHIEFS,
    ("filing_proof", "POST"): CHIEFS,
    ("filing_board", "POST"): CHIEFS,
    ("filing_of", "GET"): SIGNED_IN,
    ("district_calendar", "GET"): (*PRINCIPALS, *PANEL, *CHIEFS),
    ("district_calendar_year", "GET"): (*PRINCIPALS, *PANEL, *CHIEFS),
    ("statistics_print", "POST"): (*CHIEFS, "prevention team member"),
    ("statistics_copy", "GET"): (*CHIEFS, "prevention team member"),
    ("statistics_copy_pdf", "GET"): (*CHIEFS, "prevention team member"),
    ("district_figures", "GET"): (*CHIEFS, "prevention team member"),
    ("figures_export", "GET"): (*CHIEFS, "prevention team member"),
    **{(each, "GET"): CHIEFS for each in ("audit_list", "audit_detail", "audit_copy", "audit_copy_pdf")},
    **{(each, "POST"): CHIEFS for each in ("audit_draw", "audit_print")},
    ("calendar_print", "POST"): CHIEFS,
    ("calendar_copy", "GET"): CHIEFS,
    ("calendar_copy_pdf", "GET"): CHIEFS,
    ("review_open", "POST"): CHIEFS,
    ("review_detail", "GET"): SIGNED_IN,
    **{(f"review_{verb}", "POST"): SIGNED_IN for verb in ("plan", "invite", "nobody", "hold", "correct", "report")},
}
# Of those who may: whose district or team the asked-for thing is not, so that for them it is not there.
RECORD_STEPS = ("record_answer", "record_extend", "record_notice", "record_comply", "record_letter", "record_certificate", *HEARING_STEPS)
EVERY_NAME = tuple(line.split("|")[0].strip() for line in SEES_TEXT.splitlines()[2:])
ONLY_FOR = {
    "direction_detail": READS_DIRECTION,
    "direction_acknowledge": LEADS_TEAMS,
    "roster_check": READS_TEAM,
    "roster_check_sign": ("principal",),
    "roster_check_ask": KEEPS_TEAM,
    **dict.fromkeys(("team_training", "team_reading", "training_detail", "training_file"), READS_TEAM),
    "training_file_add": KEEPS_TEAM,
    **dict.fromkeys(("consultation_detail", "consultation_answer"), (*ANSWERS_QUESTIONS, ASKS)),
    "consultation_report": ANSWERS_QUESTIONS,
    "team_exercises": READS_TEAM,
    "exercise_start": ("principal",),
    "training_members": KEEPS_TEAM,
    "training_session": HOLDS_SESSIONS,
    "staff_training": ("superintendent", "records custodian"),
    "training_staff": ("superintendent",),
    "mechanism_detail": READS_CHANNEL,
    "mechanism_test": TESTS_CHANNEL,
    **dict.fromkeys(("mechanism_change", "mechanism_end"), KEEPS_TEAM),
}
NOT_THEIRS = {
    **dict.fromkeys(("opening_detail", "opening_judge"), tuple(name for name in EVERY_NAME if name not in JUDGES_OPENING)),
    **{page: tuple(name for name in EVERY_NAME if name not in names) for page, names in ONLY_FOR.items()},
    # One finding of our building; one direction to the teams of both buildings, which waits for their leads.
    "system_finding": ("principal of another building", "principal of another district", "superintendent of another district"),
    # Requests are the custodian's to record; the personnel officer and the principals have kinds of their own.
    **dict.fromkeys(("record_new", "record_save"), tuple(name for name in (*KEEPERS, *PRINCIPALS) if name != "records custodian")),
    "record_detail": tuple(name for name in EVERY_NAME if name not in READS_REQUEST),
    # One thing that the police told our school: its principal, and a teacher whom the principal named. Other principals have no such thing.
    "police_information": tuple(name for name in EVERY_NAME if name not in (*PRINCIPALS, READS_POLICE)),
    "police_keep": tuple(name for name in EVERY_NAME if name not in PRINCIPALS),
    "police_open": tuple(name for name in EVERY_NAME if name not in ("principal", READS_POLICE)),
    **dict.fromkeys(("police_reader", "police_reader_end", "police_end"), tuple(name for name in EVERY_NAME if name != "principal")),
    # The disposal is one of students' records: the personnel officer keeps those about employees.
    **dict.fromkeys(
        ("disposal_detail", "disposal_agree", "disposal_paper", "disposal_paper_pdf"),
        ("superintendent of another district", "personnel officer"),
    ),
    **dict.fromkeys([f"disposal_{verb}" for verb in ("add", "told", "take_out", "carry_out", "print")], ("personnel officer",)),
    **dict.fromkeys(RECORD_STEPS, tuple(name for name in EVERY_NAME if name not in READS_REQUEST)),
    "direction_detail": tuple(name for name in EVERY_NAME if name not in READS_DIRECTION),
    "direction_acknowledge": tuple(name for name in EVERY_NAME if name not in LEADS_TEAMS),
    # One designation for the principal of our building.
    "acting_lead_end": ("superintendent of another district",),
    "official_end": ("superintendent of another district",),
    # One alert about our case manager, and one table that this person asks for.
    **dict.fromkeys(("reading_detail", "reading_settle", "export_detail", "export_decide"), ("superintendent of another district",)),
    **dict.fromkeys((*ROSTER_PAGES, *ROSTER_ACTS), (*NOT_OUR_PRINCIPAL, "superintendent of another district")),
    "designation_end": ("principal of another building", "principal of another district", "superintendent of another district"),
    "team_detail": (
        "principal of another building",
        "principal of another district",
        "superintendent of another district",
        "member who moved",
    ),
    **dict.fromkeys(("tip_detail", "tip_file", "tip_ask", "tip_finish", "tip_reporter"), NOT_THEIR_TIP),
    "low_note_detail": tuple(name for name in LOGS_REPORTS if name not in (*NOTE_READERS, NOTE_AUTHOR)),
    "service_detail": ("superintendent of another district",),
    "exhibit_file": ("principal of another district", "superintendent of another district"),
    **dict.fromkeys(("building_detail", "account_detail", "word_hand", "staff_import_detail"), ("superintendent of another district",)),
    **dict.fromkeys(("agency_detail", "agency_agreement"), ("principal of another district", "superintendent of another district")),
    **dict.fromkeys(("portal_year", "portal_login_test"), ("superintendent of another district",)),
    "filing_detail": ("superintendent of another district",),
    "filing_preview": ("superintendent of another district",),
    "filing_packet": ("superintendent of another district",),
    **dict.fromkeys(("filing_paper", "filing_letter_preview"), ("superintendent of another district",)),
    **dict.fromkeys(
        ("filing_procedure", "filing_scan"), CHIEFS
    ),  # nothing is uploaded here; tests/reporting/test_filing_papers.py reads one of each that was
    "district_calendar_year": ("principal of another district", "superintendent of another district"),
    **dict.fromkeys(("calendar_copy", "calendar_copy_pdf"), ("superintendent of another district",)),
    **dict.fromkeys(("statistics_copy", "statistics_copy_pdf"), ("superintendent of another district",)),
    **dict.fromkeys(("audit_detail", "audit_copy", "audit_copy_pdf", "audit_print"), ("superintendent of another district",)),
    **dict.fromkeys(
        ("filing_of", "review_detail", "review_plan", "review_invite", "review_nobody", "review_hold", "review_correct", "review_report"),
        tuple(name for name in EVERY_NAME if name != "superintendent"),
    ),
}

# What is answered other than 200 to GET, and 400 to a form without its key, to those who may.
ANSWERS = {
    ("hold_lift", "POST"): 404,  # nothing is held here; tests/reporting/test_retention.py ends one that is
    ("disposal_paper", "GET"): 404,  # nothing is carried out here; tests/reporting/test_disposals.py prints one that is
    ("disposal_paper_pdf", "GET"): 404,
    ("case_disposed", "GET"): 404,  # every record here is kept
    ("packet_detail", "GET"): 404,
    ("filing_of", "GET"): 302,  # to the page of its year
    ("daily_list_off", "GET"): 404,  # nor was this one ever sent; tests/tat/test_mail_choices.py uses one that was
    ("daily_list_off", "POST"): 404,
    ("calendar_feed", "GET"): 404,  # an address that was never made; tests/tat/test_feeds.py reads one that was
    ("word_hand", "POST"): 200,  # the page with the word
    ("kit_name", "POST"): 200,  # the page, where nobody is typed
    # no provider is named in the settings; tests/providers has some
    **{(f"provider_{each}", "GET"): 404 for each in ("back", "metadata", "again")},
    **{(f"provider_{each}", "POST"): 404 for each in ("start", "answer", "finish")},
    **{(each, "GET"): 404 for each in ("account_totp_svg", "mfa_deactivate_totp", "mfa_view_recovery_codes")},  # nothing is set up
    **{(f"mfa_{each}", "GET"): 302 for each in ("authenticate", "reauthenticate", "reauthenticate_webauthn")},  # to the password
    **{(f"mfa_{each}", "GET"): 302 for each in ("activate_totp", "add_webauthn", "remove_webauthn", "generate_recovery_codes")},
    ("usersession_end", "POST"): 302,
    ("draft_save", "POST"): 302,
    ("draft_discard", "POST"): 302,
    ("case_draft_save", "POST"): 302,
    ("case_reporter", "POST"): 200,
    ("case_raw_tip", "POST"): 200,
    ("consultation_report", "POST"): 302,  # to the form of the report, with the question in it
    **dict.fromkeys(
        (("sirs_export", "GET"), ("roster_export", "GET"), ("duty_export", "GET")), 302
    ),  # to the page that asks for the password
    ("attachment_original", "GET"): 302,  # to the page that asks for the password once more
    ("report_add_target", "POST"): 200,
    ("tip_reporter", "POST"): 200,
    ("brief_find", "POST"): 200,
    ("account_find", "POST"): 200,
    ("search_find", "POST"): 200,  # the form again, with what must be mended
    ("tips_together", "POST"): 302,
    ("tip_send", "POST"): 200,
    ("tip_read", "POST"): 200,
    ("tip_answer", "POST"): 200,
    ("check_ask", "POST"): 200,
    ("report_add_witness", "POST"): 200,
}
# Pages about one thing of a case: in which cases there is one. Elsewhere who sees the case is led back to the plan, or told 404.
ONLY_IN = {
    "case_exercise": ((), 404),
    "exercise_end": ((), 404),
    "plan_version": (("managed", "closed", "handed"), 404),
    "attachment_open": (("managed", "restricted", "elsewhere"), 404),
    "attachment_original": (("managed", "restricted", "elsewhere"), 404),
    **dict.fromkeys(("picture_page", "picture_shown", "picture_file"), (("managed",), 404)),
    "case_talk": (("managed", "closed", "restricted", "handed"), 404),
    "protected_open": (("managed", "restricted"), 404),
    "target_plan": (("managed", "restricted"), 404),
    "target_papers": (("managed", "restricted"), 404),
    "case_strategy": (("managed", "closed", "handed"), 404),
    "case_safeguard": (("managed", "closed", "handed"), 404),
    "paper_html": (("managed", "restricted", "elsewhere"), 404),
    "paper_pdf": (("managed", "restricted", "elsewhere"), 404),
    "isp_worksheet": (("assessment", "managed"), 404),
    "isp_prove": (("assessment", "managed"), 404),
    "isp_attempt": (("assessment", "managed"), 404),
}
# Forms of allauth, and who is asked what before them: tested by test_leaving.py and by the tests of sign-in in tests/tat.
ACCOUNT_FORMS = {(name, "POST") for name in ("account_login", "account_logout", "account_change_password", "account_reauthenticate")}
ACCOUNT_FORMS |= {(f"mfa_{name}", "POST") for name in ("authenticate", "reauthenticate", "reauthenticate_webauthn", "activate_totp")}
ACCOUNT_FORMS |= {(f"mfa_{name}", "POST") for name in ("deactivate_totp", "add_webauthn", "remove_webauthn", "generate_recovery_codes")}
ACCOUNT_FORMS |= {("account_set_up", "POST"), ("usersessions_list", "POST")}
# Lists and searches: one entry with the digest of the codes shown. A low-level note has no code either.
LISTS = {
    "team_exercises",
    "record_list",
    "police_information",
    "police_open",
    "disposal_list",
    "case_list",
    "duty_list",
    "sirs_year",
    "retention_list",
    "report_inbox",
    "low_note_list",
    "low_note_detail",
}
LISTS |= {"consultation_list", "consultation_detail", "exhibit_file", "training_file", "system_export", "district_export"}
# A sample of case files and its work papers: one entry with the digest of the codes, or of the paper.
LISTS |= {"audit_detail", "audit_copy", "audit_copy_pdf", "figures_export"}
# It names the codes of what was drawn, to the superintendent alone; a restricted case is never drawn.
AUDIT_PAGES = {"audit_detail", "audit_copy"}
NEVER_DRAWN = ("restricted",)
# The page of one request: one entry with its own code. Who is told of its clock alone records nothing there.
RECORD_PAGES = {"record_detail", "disposal_detail"}
ONLY_READ = dict.fromkeys(RECORD_STEPS, ("principal",)) | {"consultation_answer": (ASKS,)}
# The principal designates the Triage Team, and nobody by a higher office.
ONLY_READ["triage_designate"] = ("superintendent",)
# Pages of one tip: one entry with its code.
TIP_PAGES = {"tip_detail", "tip_file"}
# One request: its page leaves an entry with the code of its case; nobody names who answers while the principal does.
TRANSFER_PAGES = {"transfer_answer": "elsewhere"}
TRANSFER_ADDRESSES = {"transfer_answer", "transfer_accept", "transfer_refuse"}
FOR_NOBODY = {"transfer_name_lead", "police_tell", "sirs_worksheet", "sirs_save", "sirs_prove"}
# The page of one emergency opening: one entry with the code of its case.
OPENING_PAGES = {"opening_detail": "managed"}
# The page of one brief: one entry with the code of its case, which the page does not show.
BRIEF_PAGES = {"brief_detail": "assessment"}


def sees() -> dict[str, dict[str, str]]:
    """Name of a person -> name of a case -> letter; the grid above, read."""
    head, *rows = [line for line in SEES_TEXT.splitlines() if line.strip()]
    columns = [cell.strip() for cell in head.split("|")[1:]]
    if tuple(columns) != CASES:
        raise ValueError("The grid's columns are not the cases.")
    return {line.split("|")[0].strip(): dict(zip(columns, (cell.strip() for cell in line.split("|")[1:]), strict=True)) for line in rows}


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the table with its method."""
    yield from MAY_IN_A_CASE
    yield from MAY_ON_A_DUTY
    yield from MAY_ELSEWHERE
