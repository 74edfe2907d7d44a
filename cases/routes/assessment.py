"""Addresses of assessment, questions, gaps, classification, danger, notices, family and releases."""

from django.urls import URLPattern, path

from cases.views import assessment, classification, danger, family, fort, gaps, gate_facts, gates, notices, questions, releases, rounds

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/assessment/", assessment.case_assessment, name="case_assessment"),
    path("cases/<str:code>/assessment/finding/", assessment.add, name="finding_add"),
    path("cases/<str:code>/assessment/none-found/", assessment.none_found, name="domain_none_found"),
    path("cases/<str:code>/assessment/pathway/", assessment.pathway, name="pathway_set"),
    path("cases/<str:code>/rounds/start/", rounds.start, name="round_start"),
    path("cases/<str:code>/rounds/<int:number>/", rounds.case_round, name="case_round"),
    path("cases/<str:code>/questions/", questions.case_questions, name="case_questions"),
    path("cases/<str:code>/questions/answer/", questions.answer, name="question_answer"),
    path("cases/<str:code>/gaps/", gaps.case_gaps, name="case_gaps"),
    path("cases/<str:code>/gaps/add/", gaps.gap_add, name="gap_add"),
    path("cases/<str:code>/gaps/close/", gaps.gap_close, name="gap_close"),
    path("cases/<str:code>/classification/", classification.case_classification, name="case_classification"),
    path("cases/<str:code>/gates/", gates.case_gates, name="case_gates"),
    path("cases/<str:code>/gates/answer/", gates.answer, name="gates_answer"),
    path("cases/<str:code>/incidents/", gate_facts.case_gate_facts, name="case_gate_facts"),
    path("cases/<str:code>/incidents/record/", gate_facts.record, name="gate_facts_record"),
    path("cases/<str:code>/fort/", fort.case_fort, name="case_fort"),
    path("cases/<str:code>/classification/sign/", classification.sign, name="case_classify"),
    path("cases/<str:code>/classification/raise/", classification.raise_it, name="case_raise_level"),
    path("cases/<str:code>/classification/position/", classification.position, name="position_take"),
    path("cases/<str:code>/danger/", danger.case_danger, name="case_danger"),
    path("cases/<str:code>/danger/determine/", danger.determine, name="danger_determine"),
    path("cases/<str:code>/danger/correct/", danger.correct, name="danger_correct"),
    path("cases/<str:code>/notices/", notices.case_notices, name="case_notices"),
    path("cases/<str:code>/notices/record/", notices.record, name="notice_record"),
    path("cases/<str:code>/notices/police/", notices.police, name="notice_police"),
    path("cases/<str:code>/notices/measure/", notices.measure, name="measure_record"),
    path("cases/<str:code>/family/", family.case_family, name="case_family"),
    path("cases/<str:code>/family/rights/", family.rights, name="family_rights"),
    path("cases/<str:code>/family/order/", family.order, name="family_order"),
    path("cases/<str:code>/family/end/", family.end, name="family_end"),
    path("cases/<str:code>/releases/", releases.case_releases, name="case_releases"),
    path("cases/<str:code>/releases/record/", releases.record, name="release_record"),
]
