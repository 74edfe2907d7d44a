"""Addresses of the plan, its strategies and safeguard, plans for targets, dates to watch, updates, closing and reopening."""

from django.urls import URLPattern, path

from cases.views import closing, dates, plan, plan_people, reopening, strategies, target_plan, targets, triggers, updates

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/plan/", plan.case_plan, name="case_plan"),
    path("cases/<str:code>/plan/save/", plan.save, name="plan_save"),
    path("cases/<str:code>/plan/adopt/", plan.adopt, name="plan_adopt"),
    path("cases/<str:code>/plan/versions/<int:number>/", plan.plan_version, name="plan_version"),
    path("cases/<str:code>/plan/people/", plan_people.plan_people, name="plan_people"),
    path("cases/<str:code>/plan/people/position/", plan_people.position, name="plan_position"),
    path("cases/<str:code>/plan/people/hand-over/", plan_people.hand_over, name="plan_hand_over"),
    path("cases/<str:code>/plan/strategies/add/", strategies.add, name="strategy_add"),
    path("cases/<str:code>/plan/strategies/<uuid:strategy_id>/", strategies.case_strategy, name="case_strategy"),
    path("cases/<str:code>/plan/strategies/<uuid:strategy_id>/change/", strategies.change, name="strategy_change"),
    path("cases/<str:code>/plan/safeguard/<uuid:strategy_id>/", strategies.case_safeguard, name="case_safeguard"),
    path("cases/<str:code>/plan/safeguard/<uuid:strategy_id>/answer/", strategies.answer, name="safeguard_answer"),
    path("cases/<str:code>/targets/", targets.case_targets, name="case_targets"),
    path("cases/<str:code>/targets/<uuid:party_id>/", target_plan.target_plan, name="target_plan"),
    path("cases/<str:code>/targets/<uuid:party_id>/save/", target_plan.save, name="target_plan_save"),
    path("cases/<str:code>/targets/<uuid:party_id>/offer/", target_plan.offer, name="target_plan_offer"),
    path("cases/<str:code>/targets/<uuid:party_id>/strategy/", target_plan.strategy, name="target_strategy_record"),
    path("cases/<str:code>/dates/", dates.case_dates, name="case_dates"),
    path("cases/<str:code>/dates/add/", dates.add, name="date_add"),
    path("cases/<str:code>/dates/change/", dates.change, name="date_change"),
    path("cases/<str:code>/dates/record/", dates.record, name="date_record"),
    path("cases/<str:code>/dates/end/", dates.end, name="date_end"),
    path("cases/<str:code>/dates/answer/", dates.answer, name="contagion_answer"),
    path("cases/<str:code>/updates/", updates.case_updates, name="case_updates"),
    path("cases/<str:code>/updates/save/", updates.save, name="update_submit"),
    path("cases/<str:code>/reassess/", triggers.case_reassess, name="case_reassess"),
    path("cases/<str:code>/reassess/note/", triggers.note, name="trigger_note"),
    path("cases/<str:code>/reassess/why-not/", triggers.why_not, name="trigger_why_not"),
    path("cases/<str:code>/closing/", closing.case_closing, name="case_closing"),
    path("cases/<str:code>/closing/close/", closing.close, name="case_close"),
    path("cases/<str:code>/reopening/", reopening.case_reopening, name="case_reopening"),
    path("cases/<str:code>/reopening/reopen/", reopening.reopen_case, name="case_reopen"),
]
