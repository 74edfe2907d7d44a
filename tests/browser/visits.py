"""Where the browser looks: every address that shows something, each as somebody who may see it, with an object that fits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """One address for one person; `at` is a case of the demonstration by its key, or a school year counted from the present one."""

    person: str = "principal.chs"
    at: str = ""
    query: tuple[str, ...] = ("",)


CHIEF, NOBODY, A_TIP = "superintendent", "", "tip"
PAGES = {
    "account_login": Visit(NOBODY),
    "paper_check": Visit(NOBODY),
    "account_logout": Visit(),
    "account_change_password": Visit(),
    "account_reauthenticate": Visit(),
    "account_calendar": Visit(),
    "account_mail": Visit(),
    "daily_list_off": Visit(NOBODY),
    "home": Visit(),
    "case_list": Visit(),
    "duty_list": Visit(),
    "team_list": Visit(CHIEF),
    "team_detail": Visit(CHIEF),
    "report_inbox": Visit(),
    "report_new": Visit(),
    "tip_detail": Visit(at=A_TIP),
    "tip_start": Visit(NOBODY),
    "tip_form": Visit(NOBODY, query=("", "?short=1", "?lang=es")),
    "tip_sent": Visit(NOBODY),
    "tip_back": Visit(NOBODY),
    "low_note_list": Visit(),
    "low_note_new": Visit(query=("", "?harm=no")),
    "low_note_detail": Visit(),
    "report_handoff": Visit(),
    "district": Visit(CHIEF),
    "school_calendar": Visit(CHIEF),
    "district_clocks": Visit(CHIEF),
    "designation_list": Visit(CHIEF, query=("", "?for=principal", "?show=ended")),
    "system_findings": Visit("second"),
    "system_finding": Visit("second"),
    "direction_list": Visit("second"),
    "direction_detail": Visit(),
    "contagion_list": Visit(CHIEF, query=("", "?counts=hidden")),
    "indicator_list": Visit(CHIEF),
    "service_list": Visit(CHIEF),
    "service_detail": Visit(CHIEF),
    "filing_list": Visit(CHIEF),
    "filing_detail": Visit(CHIEF, "0"),
    "filing_preview": Visit(CHIEF, "0"),
    "filing_of": Visit(CHIEF, "0"),
    "district_calendar": Visit(CHIEF),
    "district_calendar_year": Visit(CHIEF, "0"),
    "calendar_copy": Visit(CHIEF, "0"),
    "review_detail": Visit(CHIEF, "0"),
    "case_detail": Visit(at="ready"),
    "case_log": Visit(at="ready"),
    "case_duties": Visit(at="ready"),
    "duty_detail": Visit(at="ready"),
    "case_report": Visit(at="ready"),
    "case_imminence": Visit(at="undecided"),
    "case_containment": Visit(at="imminent"),
    "case_triage": Visit("counselor.chs", "one_opinion"),
    "case_triage_gates": Visit("counselor.chs", "one_opinion"),
    "case_interviews": Visit(at="ready"),
    "case_talk": Visit("counselor.chs", "ready"),
    "case_questioning": Visit(at="ready"),
    "case_protected": Visit("counselor.chs", "ready"),
    "protected_open": Visit("counselor.chs", "ready"),
    "case_records": Visit(at="ready"),
    "case_history": Visit(at="ready"),
    "case_attachments": Visit(at="ready"),
    "case_assessment": Visit(at="ready", query=("", "?add=S", "?again=1", "?stage=1")),
    "case_round": Visit(at="ready"),
    "case_questions": Visit(at="ready"),
    "case_gaps": Visit(at="ready"),
    "case_fort": Visit(at="ready"),
    "case_gates": Visit(at="ready"),
    "case_classification": Visit(at="signatures"),
    "case_danger": Visit(at="danger"),
    "case_notices": Visit(at="late_update"),
    "case_notes": Visit(at="ready"),
    "case_briefs": Visit(at="ready"),
    "brief_detail": Visit("office.chs"),
    "case_family": Visit(at="late_update"),
    "case_releases": Visit(at="late_update"),
    "case_letters": Visit(at="late_update"),
    "case_packets": Visit(at="late_update"),
    "case_system": Visit(at="late_update"),
    "case_plan": Visit(at="late_update", query=("", "?library=S")),
    "plan_version": Visit(at="late_update"),
    "case_strategy": Visit(at="late_update"),
    "case_safeguard": Visit(at="late_update"),
    "case_targets": Visit(at="high"),
    "target_plan": Visit(at="high", query=("", "?write=1")),
    "target_papers": Visit(at="high"),
    "case_dates": Visit(at="late_update", query=("", "?kind=PRE-6", "?month=2028-02")),
    "case_referrals": Visit(at="late_update"),
    "case_updates": Visit(at="late_update"),
    "plan_people": Visit(at="late_update"),
    "case_reassess": Visit(at="late_update"),
    "case_contacts": Visit(at="high"),
    "case_closing": Visit(at="late_update"),
    "case_reopening": Visit(at="resolved"),
    "case_transfer": Visit(at="ready"),
    "transfer_answer": Visit("principal.sms", "reopened"),
    "case_merging": Visit(at="ready"),
    "case_papers": Visit(at="ready"),
    "paper_html": Visit(at="ready"),
    "isp_worksheet": Visit(at="danger"),
}
# The same addresses in another state, with other forms on them.
MORE = {
    "filing_detail": Visit(CHIEF, "1"),
    "district_calendar": Visit(),
    "review_detail": Visit(CHIEF, "1"),
    "case_triage": Visit(at="danger"),
    "case_classification": Visit(at="ready"),
    "case_danger": Visit(at="ready"),
    "case_interviews": Visit("counselor.chs", "undecided"),
    "case_questioning": Visit(at="signatures"),
    "case_contacts": Visit("social.chs", "late_update"),
    "case_closing": Visit(at="resolved"),
    "case_dates": Visit("counselor.chs", "resolved"),
    "contagion_list": Visit("second"),
    "case_imminence": Visit(at="ready"),
    "case_reopening": Visit(at="closed_triage"),
    "low_note_detail": Visit("office.chs"),
    "system_findings": Visit(CHIEF),
    "district": Visit("second"),
    "direction_detail": Visit("second"),
    "direction_list": Visit(),
    "case_transfer": Visit(at="reopened"),
}
# What is no page: asked for, and its status and kind compared.
FILES = {"healthz": "text/plain", "readyz": "text/plain", "paper_pdf": "application/pdf", "filing_packet": "application/pdf"}
FILES |= {"calendar_copy_pdf": "application/pdf"}
FILES |= {"system_export": "text/csv", "calendar_feed": "text/calendar"}
FILES |= {"tip_file": "image/jpeg", "attachment_open": "image/png"}
FILES |= {"attachment_original": "text/html"}  # the page that asks for the password
MAIN = (
    *("home", "report_new", "case_detail", "case_triage", "case_assessment"),
    *("case_classification", "case_plan", "case_updates", "isp_worksheet", "duty_detail"),
)
# Forms that ask for nothing: sent empty they are taken.
ASK_NOTHING = {"case_containment_facts", "safeguard_answer", "designation_end"}
# Every role that has pages of its own, for the walk through all of them.
ROLES = (
    "principal.chs",
    "counselor.chs",
    "teacher.chs",
    "social.chs",
    "ap.chs",
    "office.chs",
    "superintendent",
    "second",
    "consultant",
    "sysadmin",
)
