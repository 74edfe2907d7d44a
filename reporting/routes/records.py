"""Addresses of records law: requests, orders, challenges, disposals, and the review of a case's file as a temporary record."""

from django.urls import URLPattern, path

from reporting.views import disposals, police_information, record_acts, record_reviews, records, retention

urlpatterns: list[URLPattern] = [
    path("records/", records.record_list, name="record_list"),
    path("records/retention/", retention.retention_list, name="retention_list"),
    path("records/retention/hold/", retention.hold, name="hold_place"),
    path("records/retention/schedule/", retention.schedule, name="schedule_enter"),
    path("records/retention/<uuid:hold_id>/lift/", retention.lift, name="hold_lift"),
    path("cases/<str:code>/record-review/statement/", record_reviews.state, name="record_state"),
    path("cases/<str:code>/record-review/left/", record_reviews.left, name="record_leave"),
    path("police-information/", police_information.police_information, name="police_information"),
    path("police-information/keep/", police_information.keep, name="police_keep"),
    path("police-information/<uuid:information_id>/", police_information.police_open, name="police_open"),
    path("police-information/<uuid:information_id>/reader/", police_information.reader, name="police_reader"),
    path("police-information/<uuid:information_id>/reader/<int:reader_id>/end/", police_information.reader_end, name="police_reader_end"),
    path("police-information/<uuid:information_id>/end/", police_information.end, name="police_end"),
    path("records/disposals/", disposals.disposal_list, name="disposal_list"),
    path("records/disposals/<uuid:disposal_id>/", disposals.disposal_detail, name="disposal_detail"),
    path("records/disposals/<uuid:disposal_id>/add/", disposals.add, name="disposal_add"),
    path("records/disposals/<uuid:disposal_id>/told/", disposals.told, name="disposal_told"),
    path("records/disposals/<uuid:disposal_id>/take-out/", disposals.take_out, name="disposal_take_out"),
    path("records/disposals/<uuid:disposal_id>/agree/", disposals.agree, name="disposal_agree"),
    path("records/disposals/<uuid:disposal_id>/carry-out/", disposals.carry_out, name="disposal_carry_out"),
    path("records/disposals/<uuid:disposal_id>/print/", disposals.print_it, name="disposal_print"),
    path("records/disposals/<uuid:disposal_id>/papers/<int:number>/", disposals.paper_html, name="disposal_paper"),
    path("records/disposals/<uuid:disposal_id>/papers/<int:number>/file.pdf", disposals.paper_pdf, name="disposal_paper_pdf"),
    path("cases/<str:code>/disposed/", disposals.case_disposed, name="case_disposed"),
    path("records/new/<str:kind>/", records.record_new, name="record_new"),
    path("records/new/<str:kind>/save/", record_acts.save, name="record_save"),
    path("records/<uuid:matter_id>/", records.record_detail, name="record_detail"),
    path("records/<uuid:matter_id>/answer/", record_acts.answer, name="record_answer"),
    path("records/<uuid:matter_id>/extend/", record_acts.extend, name="record_extend"),
    path("records/<uuid:matter_id>/notice/", record_acts.notice, name="record_notice"),
    path("records/<uuid:matter_id>/comply/", record_acts.comply, name="record_comply"),
    path("records/<uuid:matter_id>/letter/", record_acts.letter, name="record_letter"),
    *(
        path(f"records/<uuid:matter_id>/{verb}/", getattr(record_acts, verb), name=f"record_{verb}")
        for verb in ("confer", "officer", "postpone", "heard", "rule", "withdraw")
    ),
    path("records/<uuid:matter_id>/certificate/", record_acts.certificate, name="record_certificate"),
    path("cases/<str:code>/record-review/", record_reviews.case_record_review, name="case_record_review"),
    path("cases/<str:code>/record-review/done/", record_reviews.done, name="record_review"),
    path("cases/<str:code>/record-review/moved/", record_reviews.moved, name="record_move"),
]
