"""The case file's last part: each duty with its proof, who opened the case, who received a copy, who was let in."""

from typing import Any

from django.db.models import Count, Max, Min

from cases.models import Case, CaseGrant
from tat.audit import UNTOLD_KIND
from tat.models import AccessEntry, Obligation
from tat.statutes import RULES


def record_part(case: Case) -> dict[str, Any]:
    """Duties on time or late, views by person, copies, grants; notes of the team are counted, not read."""
    return {
        "duties": _duties(case),
        "views": list(
            AccessEntry.objects.filter(about_id=case.id)
            .exclude(kind=UNTOLD_KIND)
            .values("user_name", "user_position")
            .annotate(times=Count("id"), first=Min("at"), last=Max("at"))
            .order_by("first")
        ),
        "copies": list(case.papers.select_related("issued_by").order_by("issued_at")),
        "grants": list(CaseGrant.objects.filter(content_object=case).select_related("user", "by").order_by("granted_at")),
        "notes": case.note_set.count(),
    }


def _duties(case: Case) -> list[dict[str, Any]]:
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
