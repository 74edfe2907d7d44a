"""Addresses of imminence, containment, interviews and what the law keeps beside them, records and files, and of a case's drafts."""

from django.urls import URLPattern, path

from cases.views import attachments, containment, drafts, imminence, interviews, protected, questioning, records, talks

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/imminence/", imminence.case_imminence, name="case_imminence"),
    path("cases/<str:code>/imminence/declare/", imminence.declare, name="case_declare_imminent"),
    path("cases/<str:code>/imminence/determine/", imminence.determine, name="case_determine"),
    path("cases/<str:code>/containment/", containment.case_containment, name="case_containment"),
    path("cases/<str:code>/containment/step/", containment.step, name="case_containment_step"),
    path("cases/<str:code>/containment/facts/", containment.facts, name="case_containment_facts"),
    path("cases/<str:code>/interviews/", interviews.case_interviews, name="case_interviews"),
    path("cases/<str:code>/interviews/record/", interviews.record, name="interview_record"),
    path("cases/<str:code>/interviews/not-held/", interviews.not_held, name="interview_not_held"),
    path("cases/<str:code>/interviews/<uuid:interview_id>/", talks.case_talk, name="case_talk"),
    path("cases/<str:code>/questioning/", questioning.case_questioning, name="case_questioning"),
    path("cases/<str:code>/questioning/record/", questioning.record, name="questioning_record"),
    path("cases/<str:code>/protected/", protected.case_protected, name="case_protected"),
    path("cases/<str:code>/protected/record/", protected.record, name="protected_record"),
    path("cases/<str:code>/protected/<uuid:statement_id>/", protected.protected_open, name="protected_open"),
    path("cases/<str:code>/records/", records.case_records, name="case_records"),
    path("cases/<str:code>/records/record/", records.record, name="records_record"),
    path("cases/<str:code>/attachments/", attachments.case_attachments, name="case_attachments"),
    path("cases/<str:code>/attachments/add/", attachments.add, name="attachments_add"),
    path("cases/<str:code>/attachments/<int:number>/", attachments.attachment_open, name="attachment_open"),
    path("cases/<str:code>/attachments/<int:number>/original/", attachments.attachment_original, name="attachment_original"),
    path("cases/<str:code>/drafts/<str:form>/", drafts.save, name="case_draft_save"),
]
