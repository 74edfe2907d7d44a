"""Addresses of findings across cases and of the prevention team's directions."""

from django.urls import URLPattern, path

from reporting.views import case_system, direction_acts, directions, system

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/system/", case_system.case_system, name="case_system"),
    path("cases/<str:code>/system/hand-over/", case_system.over, name="system_hand_over"),
    path("cases/<str:code>/system/count/", case_system.count, name="system_count"),
    path("district/system/", system.system_findings, name="system_findings"),
    path("district/system/<uuid:finding_id>/", system.system_finding, name="system_finding"),
    path("district/system/<uuid:finding_id>/decide/", system.decide, name="system_decide"),
    path("directions/", directions.direction_list, name="direction_list"),
    path("directions/give/", direction_acts.give, name="direction_give"),
    path("directions/<uuid:direction_id>/", directions.direction_detail, name="direction_detail"),
    path("directions/<uuid:direction_id>/acknowledge/", direction_acts.acknowledge, name="direction_acknowledge"),
    path("directions/<uuid:direction_id>/withdraw/", direction_acts.withdraw, name="direction_withdraw"),
]
