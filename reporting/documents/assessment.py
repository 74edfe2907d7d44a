"""The case file's third part: STEP findings, interviews held and not held, questioning, key questions, pathway, what is not known."""

from typing import Any

from cases.actions.in_words import answered, facts_of_talk
from cases.actions.questioning import answered_ahead
from cases.models import Case, Factor, Finding, Interview, KeyQuestion, Party
from cases.step import Interviewee, StepDomain


def assessment_part(case: Case, parties: list[Party]) -> dict[str, Any]:
    """Everything assessed, in order of writing; what a later entry replaced is kept and marked."""
    interviews = list(case.interview_set.order_by("recorded_at"))
    names = {party.id: party for party in parties}
    return {
        "findings": _findings(case),
        "held": [_interview(each, names) for each in interviews if each.held],
        "not_held": [_interview(each, names) for each in interviews if not each.held],
        "questionings": _questionings(case, interviews, names),
        "statements_left_out": sum(each.held and bool(each.statement) and _of_reporter(each, names) for each in interviews),
        "answers": _answers(case),
        "pathway": list(case.pathwaystage_set.order_by("recorded_at")),
        "gaps": list(case.informationgap_set.select_related("owner", "closed_by").order_by("recorded_at")),
    }


def _findings(case: Case) -> list[dict[str, Any]]:
    """By letter, then in order of writing."""
    found = list(case.finding_set.order_by("recorded_at"))
    replaced = {each.replaces_id for each in found if each.replaces_id}
    rows = Factor.objects.filter(code__in={each.factor for each in found if each.factor}).order_by("edition")
    labels = {row.code: row.label for row in rows}
    letters = list(StepDomain.values)
    ordered = sorted(found, key=lambda each: letters.index(each.domain))
    return [
        {"entry": each, "factor": labels.get(each.factor, ""), "replaced": each.id in replaced, "nothing": _nothing(each)}
        for each in ordered
    ]


def _nothing(found: Finding) -> bool:
    return found.kind == Finding.Kind.NOTHING


def _of_reporter(interview: Interview, names: dict[Any, Party]) -> bool:
    """Whether it tells who reported: asked as the reporting party, or of that person."""
    party = names.get(interview.party_id)
    return interview.interviewee == Interviewee.REPORTER or (party is not None and party.role == Party.Role.REPORTING)


def _interview(interview: Interview, names: dict[Any, Party]) -> dict[str, Any]:
    """With whom and what was said; of the reporting party only that it was held, and when (handbook 9.7)."""
    masked = _of_reporter(interview, names)
    party = None if masked else names.get(interview.party_id)
    facts = [] if masked else facts_of_talk(interview)[1:]  # its time stands beside the name
    return {"entry": interview, "who": party.shown_name() if party else "", "masked": masked, "facts": facts}


def _questionings(case: Case, interviews: list[Interview], names: dict[Any, Party]) -> list[dict[str, Any]]:
    """Each answer to the block before a questioning, the earliest first; the last governs (105 ILCS 5/22-88).

    Of one about a talk with the reporting party only that it was given, and when: who was told, or came, tells who reported.
    """
    rows = case.questioning_set.select_related("interview").defer("interview__statement").order_by("recorded_at", "id")
    told, ahead = {each.id for each in interviews if _of_reporter(each, names)}, answered_ahead(case)
    found = []
    for row in rows:
        about = row.interview_id or (ahead[row.id].ref if row.id in ahead else None)
        each = answered(row, ahead)
        facts = [] if about in told else each.facts
        found.append({"entry": row, "masked": about in told, "facts": facts, "lacking": each.lacking, "late": each.is_late})
    return found


def _answers(case: Case) -> list[dict[str, Any]]:
    """The answer in force for each key question, in the catalogue's order."""
    latest = {answer.question: answer for answer in case.keyanswer_set.order_by("recorded_at")}
    rows = KeyQuestion.objects.filter(code__in=list(latest)).order_by("edition")
    questions = {row.code: row.label for row in rows}
    return [{"question": questions.get(code, code), "entry": latest[code]} for code in sorted(latest)]
