"""The case file's first part: what was reported, whether it was imminent, how it was contained, the gates."""

from datetime import datetime
from typing import Any

from cases.actions.containment import Step
from cases.gates import GATES, Moment
from cases.models import Case, Containment, ImminenceDetermination, IncidentFacts, Indicator, indicators
from triage.models import LowLevelNote, RawTip, Report, ReporterIdentity

MARKS = {"observed": "seen", "not_observed": "not seen", "unknown": "not known"}


def intake_part(case: Case) -> dict[str, Any]:
    """Reports with their facts, those of merged cases too; answers on imminence with containment, gates.

    The reporting party is counted, never read.
    """
    cases = case.with_merged()
    facts = {each.id: each for each in IncidentFacts.objects.filter(case__in=cases).select_related("case__key")}
    reports = list(Report.objects.filter(case__in=cases).select_related("case", "reviewed_by").order_by("reported_at"))
    notes = list(LowLevelNote.objects.filter(report__case__in=cases).select_related("key", "person__key").order_by("recorded_at", "id"))
    containments = {each.determination_id: each for each in case.containment_set.select_related("confirmed_by")}
    determinations = list(case.imminencedetermination_set.order_by("recorded_at"))
    marked, note = _marks(case, determinations)
    return {
        "reports": [
            {
                "report": report,
                "facts": facts.get(report.facts_id) if report.facts_id else None,
                "merged": report.case_id != case.pk,
                "notes": [each for each in notes if each.report_id == report.pk],
            }
            for report in reports
        ],
        "determinations": [_determination(each, containments.get(each.id), marked) for each in determinations],
        "indicators_note": note,
        "merged": len(cases) - 1,
        "gates": [_gate(answer) for answer in case.gateanswer_set.order_by("recorded_at") if answer.gate in GATES],
        "reporters": ReporterIdentity.objects.filter(report__case__in=cases).count(),
        "tips": RawTip.objects.filter(report__case__in=cases).count(),
    }


def _marks(case: Case, determinations: list[ImminenceDetermination]) -> tuple[dict[str, dict[str, Indicator]], str]:
    """Edition to the indicators of its list by their codes, and what kind of wording the marks have."""
    rows = indicators.every_edition(case.district_id)
    read = {edition: indicators.as_read(rows, edition).rows for edition in {each.indicators_edition for each in determinations}}
    known = {edition: {row.code: row for row in found} for edition, found in read.items()}
    marked = [known[each.indicators_edition].get(code) for each in determinations for code in each.indicators]
    return known, "; ".join(sorted({row.note_shown for row in marked if row}))


def _determination(
    given: ImminenceDetermination, containment: Containment | None, known: dict[str, dict[str, Indicator]]
) -> dict[str, Any]:
    words = {code: row.text for code, row in known[given.indicators_edition].items()}
    marks = [(words.get(code, code), MARKS.get(mark, mark)) for code, mark in given.indicators.items()]
    return {"given": given, "marks": marks, "containment": containment, "steps": _steps(containment)}


def _steps(containment: Containment | None) -> list[dict[str, Any]]:
    told = containment.steps if containment else {}
    return [{**step, "words": Step(code).label, "at": datetime.fromisoformat(step["at"])} for code, step in told.items()]


def _gate(answer: Any) -> dict[str, Any]:
    return {
        "entry": answer,
        "question": GATES[answer.gate].question,
        "moment": Moment(answer.moment).label if answer.moment in Moment.values else "",
    }
