"""The addresses of the triage floor."""

from django.urls import URLPattern, path

from triage.views import inbox, intake, meetings, reopening, reports, tips, triage

urlpatterns: list[URLPattern] = [
    path("reports/", inbox.report_inbox, name="report_inbox"),
    path("reports/new/", intake.report_new, name="report_new"),
    path("reports/new/save/", intake.report_save, name="report_save"),
    path("reports/new/target/", intake.report_add_target, name="report_add_target"),
    path("reports/together/", inbox.tips_together, name="tips_together"),
    path("reports/take-up/", inbox.take_up, name="tip_take_up"),
    path("reports/set-aside/", inbox.set_aside, name="tip_set_aside"),
    path("reports/agree/", inbox.agree, name="tip_agree"),
    path("reports/<str:code>/", inbox.tip_detail, name="tip_detail"),
    path("reports/<str:code>/ask/", inbox.ask, name="tip_ask"),
    path("reports/<str:code>/finish/", inbox.finish, name="tip_finish"),
    path("reports/<str:code>/pass-on/", inbox.pass_on, name="tip_pass_on"),
    path("reports/<str:code>/reporter/", inbox.reporter, name="tip_reporter"),
    path("tip/", tips.tip_start, name="tip_start"),
    path("tip/back/", tips.tip_back, name="tip_back"),
    path("tip/back/read/", tips.tip_read, name="tip_read"),
    path("tip/back/answer/", tips.tip_answer, name="tip_answer"),
    path("tip/sent/<uuid:form_key>/", tips.tip_sent, name="tip_sent"),
    path("tip/<slug:place>/", tips.tip_form, name="tip_form"),
    path("tip/<slug:place>/send/", tips.tip_send, name="tip_send"),
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
