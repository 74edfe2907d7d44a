"""What somebody needs on paper when nothing answers: one page for each active case at High or Imminent of a district."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from cases.actions.names import name_of
from cases.levels import Level
from cases.models import Case, Party, Plan, PlanStrategy
from cases.workflow import Stage
from reporting.documents.copy import FOIA
from tat.models import District

STANDING = (PlanStrategy.Status.PLANNED, PlanStrategy.Status.ACTIVE)


def kit_html(district: District, cases: list[Case], holder: str, at: datetime, stylesheet: str) -> str:
    """The kit whole. `holder` is the name of the one person for whom it is."""
    context = {"district": district, "pages": [page_of(case) for case in cases], "holder": holder, "at": at}
    return render_to_string("documents/outage_kit.html", context | {"stylesheet": stylesheet, "foia": FOIA, "language": "en"})


def page_of(case: Case) -> dict[str, Any]:
    """Who is concerned, who looks after it, and what has been decided: of the adopted plan, else that there is none yet."""
    parties = list(case.party_set.select_related("person__key", "case__key").order_by("recorded_at", "id"))
    plan = case.plan_set.filter(state=Plan.State.ADOPTED).select_related("case_manager", "engager").order_by("-number").first()
    return {
        "case": case,
        "imminent": case.level == Level.IMMINENT or case.stage == Stage.CONTAINMENT,
        "subjects": _names(parties, Party.Role.SUBJECT),
        "targets": _names(parties, Party.Role.TARGET),
        "plan": plan,
        "strategies": list(plan.strategies.filter(status__in=STANDING).select_related("owner", "case__key").order_by("rung", "id"))
        if plan
        else [],
    }


def _names(parties: list[Party], role: str) -> list[str]:
    return [name for party in parties if party.role == role and (name := name_of(party) or party.get_kind_display())]
