"""Addresses of the plan, its strategies and safeguard, updates, closing, reopening, and handing a case to another building."""

from django.urls import URLPattern, path

from cases.views import closing, plan, reopening, strategies, transfer_answers, transfers, updates

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
    path("cases/<str:code>/closing/", closing.case_closing, name="case_closing"),
    path("cases/<str:code>/closing/close/", closing.close, name="case_close"),
    path("cases/<str:code>/reopening/", reopening.case_reopening, name="case_reopening"),
    path("cases/<str:code>/reopening/reopen/", reopening.reopen_case, name="case_reopen"),
    path("cases/<str:code>/transfer/", transfers.case_transfer, name="case_transfer"),
    path("cases/<str:code>/transfer/ask/", transfers.ask, name="transfer_ask"),
    path("cases/<str:code>/transfer/withdraw/", transfers.withdraw, name="transfer_withdraw"),
    path("cases/<str:code>/transfer/left/", transfers.departure, name="departure_record"),
    path("transfers/<uuid:transfer_id>/", transfer_answers.transfer_answer, name="transfer_answer"),
    path("transfers/<uuid:transfer_id>/accept/", transfer_answers.accept, name="transfer_accept"),
    path("transfers/<uuid:transfer_id>/refuse/", transfer_answers.refuse, name="transfer_refuse"),
    path("transfers/<uuid:transfer_id>/lead/", transfer_answers.name_lead, name="transfer_name_lead"),
]
