"""The addresses of the triage floor."""

from django.urls import URLPattern, path

from triage.views import intake, meetings, reopening, reports, triage

urlpatterns: list[URLPattern] = [
    path("reports/", reports.report_inbox, name="report_inbox"),
    path("reports/new/", intake.report_new, name="report_new"),
    path("reports/new/save/", intake.report_save, name="report_save"),
    path("reports/new/target/", intake.report_add_target, name="report_add_target"),
    path("cases/<str:code>/report/", reports.case_report, name="case_report"),
    path("cases/<str:code>/report/review/", reports.report_review, name="report_review"),
    path("cases/<str:code>/report/reporter/", reports.case_reporter, name="case_reporter"),
    path("cases/<str:code>/containment/confirm/", meetings.confirm, name="case_confirm_containment"),
    path("cases/<str:code>/triage/", triage.case_triage, name="case_triage"),
    path("cases/<str:code>/triage/begin/", triage.begin, name="triage_begin"),
    path("cases/<str:code>/triage/opinion/", triage.give_opinion, name="opinion_give"),
    path("cases/<str:code>/triage/aside/", triage.step_aside, name="triage_step_aside"),
    path("cases/<str:code>/triage/absent/", triage.absent, name="triage_absent"),
    path("cases/<str:code>/triage/crisis/", meetings.crisis, name="triage_crisis"),
    path("cases/<str:code>/triage/convene/", triage.convene, name="tat_convene"),
    path("cases/<str:code>/triage/meeting/", meetings.meeting, name="meeting_record"),
    path("cases/<str:code>/reopening/triage/", reopening.reopen, name="triage_reopen"),
]
