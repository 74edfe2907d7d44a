"""Addresses of the list of cases, the case page, its access page and the page of one duty."""

from django.urls import URLPattern, path

from cases.views import access, around, brief_read, briefs, case, duties, emergencies, listing, notes, proofs, timeline_page, why

urlpatterns: list[URLPattern] = [
    path("cases/", listing.case_list, name="case_list"),
    path("cases/<str:code>/", case.case_detail, name="case_detail"),
    path("cases/<str:code>/timeline/", timeline_page.case_timeline, name="case_timeline"),
    path("cases/<str:code>/links/", around.case_links, name="case_links"),
    path("cases/<str:code>/notes/", notes.case_notes, name="case_notes"),
    path("cases/<str:code>/notes/add/", notes.add, name="note_add"),
    path("cases/<str:code>/briefs/", briefs.case_briefs, name="case_briefs"),
    path("cases/<str:code>/briefs/find/", briefs.find, name="brief_find"),
    path("cases/<str:code>/briefs/write/", briefs.write, name="brief_write"),
    path("cases/<str:code>/briefs/<uuid:brief_id>/withdraw/", briefs.withdraw, name="brief_withdraw"),
    path("briefs/<uuid:brief_id>/", brief_read.brief_detail, name="brief_detail"),
    path("cases/<str:code>/access/", access.case_log, name="case_log"),
    path("cases/<str:code>/access/conflict/", access.conflict, name="case_conflict"),
    path("cases/<str:code>/access/grant/", access.grant, name="case_grant"),
    path("cases/<str:code>/access/grant/<int:grant_id>/end/", access.revoke, name="case_revoke"),
    path("cases/<str:code>/access/restrict/", access.limit, name="case_restrict"),
    path("access/why/", why.access_why, name="access_why"),
    path("access/why/ask/", why.ask, name="access_ask"),
    path("emergency/", emergencies.emergency_access, name="emergency_access"),
    path("emergency/open/", emergencies.open_case, name="emergency_open"),
    path("openings/<uuid:opening_id>/", emergencies.opening_detail, name="opening_detail"),
    path("openings/<uuid:opening_id>/judge/", emergencies.judge, name="opening_judge"),
    path("cases/<str:code>/duties/", duties.case_duties, name="case_duties"),
    path("duties/<uuid:obligation_id>/", duties.duty_detail, name="duty_detail"),
    path("duties/<uuid:obligation_id>/police/", proofs.tell, name="police_tell"),
    path("duties/<uuid:obligation_id>/practice/", duties.practise, name="duty_practise"),
    path("duties/<uuid:obligation_id>/acknowledge/", duties.acknowledge, name="duty_acknowledge"),
    path("duties/<uuid:obligation_id>/snooze/", duties.snooze, name="duty_snooze"),
    path("duties/<uuid:obligation_id>/delegate/", duties.delegate, name="duty_delegate"),
    path("duties/<uuid:obligation_id>/take-back/", duties.take_back, name="duty_take_back"),
    path("duties/<uuid:obligation_id>/start/", duties.restate, name="duty_restate"),
    path("duties/<uuid:obligation_id>/waive/", duties.waive, name="duty_waive"),
    path("duties/<uuid:obligation_id>/confirm/", duties.confirm_waiver, name="duty_confirm_waiver"),
]
