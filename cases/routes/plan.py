"""Addresses of the plan, its strategies and safeguard, updates, the contact log, closing and reopening."""

from django.urls import URLPattern, path

from cases.views import closing, contacts, plan, reopening, strategies, updates

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/plan/", plan.case_plan, name="case_plan"),
    path("cases/<str:code>/plan/save/", plan.save, name="plan_save"),
    path("cases/<str:code>/plan/adopt/", plan.adopt, name="plan_adopt"),
    path("cases/<str:code>/plan/versions/<int:number>/", plan.plan_version, name="plan_version"),
    path("cases/<str:code>/plan/strategies/add/", strategies.add, name="strategy_add"),
    path("cases/<str:code>/plan/strategies/<uuid:strategy_id>/", strategies.case_strategy, name="case_strategy"),
    path("cases/<str:code>/plan/strategies/<uuid:strategy_id>/change/", strategies.change, name="strategy_change"),
    path("cases/<str:code>/plan/safeguard/<uuid:strategy_id>/", strategies.case_safeguard, name="case_safeguard"),
    path("cases/<str:code>/plan/safeguard/<uuid:strategy_id>/answer/", strategies.answer, name="safeguard_answer"),
    path("cases/<str:code>/updates/", updates.case_updates, name="case_updates"),
    path("cases/<str:code>/updates/save/", updates.save, name="update_submit"),
    path("cases/<str:code>/contacts/", contacts.case_contacts, name="case_contacts"),
    path("cases/<str:code>/contacts/add/", contacts.add, name="contact_add"),
    path("cases/<str:code>/closing/", closing.case_closing, name="case_closing"),
    path("cases/<str:code>/closing/close/", closing.close, name="case_close"),
    path("cases/<str:code>/reopening/", reopening.case_reopening, name="case_reopening"),
    path("cases/<str:code>/reopening/reopen/", reopening.reopen_case, name="case_reopen"),
]
