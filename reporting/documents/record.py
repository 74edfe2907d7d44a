"""The case file's last parts: each duty with its proof, briefs, who opened the case, who received a copy, who was let in."""

from typing import Any

from django.db.models import Count, Max, Min

from cases.actions.releases import BASES
from cases.models import Case, CaseGrant
from reporting.documents.case_kinds import TITLES
from reporting.documents.target_plan import TARGET_PLANS
from tat.audit import UNTOLD_KIND
from tat.models import AccessEntry, Obligation
from tat.statutes import RULES


def record_part(case: Case) -> dict[str, Any]:
    """Duties on time or late, briefs and who opened them, views by person, copies, grants, releases.

    Notes of the team and rules of families are counted, not read.
    """
    return {
        "duties": duties_of(case),
        "briefs": list(case.brief_set.select_related("withdrawn_by").prefetch_related("readers").order_by("recorded_at", "id")),
        "views": list(
            AccessEntry.objects.filter(about_id=case.id)
            .exclude(kind__in=("brief", UNTOLD_KIND))  # who opened a brief has seen nothing else of the case
            .values("user_name", "user_position")
            .annotate(times=Count("id"), first=Min("at"), last=Max("at"))
            .order_by("first")
        ),
        "copies": [
            {"paper": paper, "title": TITLES[paper.kind]}
            for paper in case.papers.exclude(kind__in=TARGET_PLANS).select_related("issued_by").order_by("issued_at")
        ],
        "grants": list(CaseGrant.objects.filter(content_object=case).select_related("user", "by").order_by("granted_at")),
        "notes": case.note_set.count(),
        "releases": [
            {"row": row, "basis": BASES.get(row.basis, row.basis)}
            for row in case.disclosure_set.select_related("whose__person__key", "whose__case__key").order_by("released_at", "recorded_at")
        ],
        "family_rules": case.familyrule_set.count(),
    }


def duties_of(case: Case) -> list[dict[str, Any]]:
    """In order of their start, each with the agency's number where there is one, and its attempts."""
    reports = {each.obligation_id: each for each in case.agencyreport_set.select_related("submitted_by")}
    attempts: dict[Any, list[Any]] = {}
    for attempt in case.agencyattempt_set.order_by("attempted_at"):
        attempts.setdefault(attempt.obligation_id, []).append(attempt)
    rows = (
        Obligation.objects.about("case", case.id)
        .select_related("met_by", "actor", "waive_by", "waive_second_by", "waive_key")
        .order_by("triggered_at", "rule")
    )
    return [
        {"row": row, "rule": RULES[row.rule], "report": reports.get(row.id), "attempts": attempts.get(row.id, []), "late": row.was_late()}
        for row in rows
    ]
