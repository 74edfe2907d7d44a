"""The case file's third part: STEP findings, interviews held and not held, questioning, key questions, pathway, what is not known."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.actions.grounds import finding_named, look_words, talk_words, words_of
from cases.actions.in_words import answered, facts_of_talk
from cases.actions.questioning import answered_ahead
from cases.actions.rounds import FIRST
from cases.models import Attachment, Case, Factor, Finding, Interview, KeyAnswer, KeyQuestion, Party, RecordsReview
from cases.step import Grievance, Interviewee, StepDomain

GRIEVANCES = dict(Grievance.choices)
KINDS = list(Finding.Kind.values)


def assessment_part(case: Case, parties: list[Party]) -> dict[str, Any]:
    """Everything assessed, in order of writing; what a later entry replaced is kept and marked."""
    interviews = list(case.interview_set.order_by("recorded_at"))
    names = {party.id: party for party in parties}
    found = list(case.finding_set.order_by("recorded_at"))
    words = _rests_on(case, found, interviews)
    return {
        "rounds": _rounds(case),
        "findings": _findings(found, words),
        "held": [_interview(each, names) for each in interviews if each.held],
        "not_held": [_interview(each, names) for each in interviews if not each.held],
        "questionings": _questionings(case, interviews, names),
        "statements_left_out": sum(each.held and bool(each.statement) and _of_reporter(each, names) for each in interviews),
        "answers": _answers(case, words),
        "pathway": [
            {"entry": each, "grievance": GRIEVANCES.get(each.grievance, "")} for each in case.pathwaystage_set.order_by("recorded_at")
        ],
        "gaps": list(case.informationgap_set.select_related("owner", "closed_by").order_by("recorded_at")),
    }


def _rounds(case: Case) -> list[dict[str, Any]]:
    """Number, since when, why and by whom; nothing while the first round runs."""
    rows = list(case.assessmentround_set.order_by("number"))
    first = {"number": FIRST, "since": case.opened_at, "why": "", "entry": None}
    return [first, *({"number": row.number, "since": row.recorded_at, "why": row.why, "entry": row} for row in rows)] if rows else []


def _rests_on(case: Case, found: list[Finding], interviews: list[Interview]) -> dict[UUID, str]:
    """The words for what findings and answers rest on. What a file was called by its sender is not printed, nor who reported."""
    looks: list[RecordsReview] = list(case.recordsreview_set.all())
    files: list[Attachment] = list(case.attachment_set.all())
    return {
        **{each.id: finding_named(each) for each in found},
        **{each.id: talk_words(each.interviewee, each.started_at) for each in interviews},
        **{each.id: look_words(each.source, each.recorded_at) for each in looks},
        **{each.id: _("file %(name)s") % {"name": f"{case.short_code}-{each.number}.{each.extension}"} for each in files},
    }


def _findings(found: list[Finding], words: dict[UUID, str]) -> list[dict[str, Any]]:
    """By letter, then by kind, then in order of writing."""
    replaced = {each.replaces_id for each in found if each.replaces_id}
    rows = Factor.objects.filter(code__in={each.factor for each in found if each.factor}).order_by("edition")
    labels = {row.code: row.label for row in rows}
    letters = list(StepDomain.values)
    ordered = sorted(found, key=lambda each: (letters.index(each.domain), KINDS.index(each.kind)))
    return [
        {
            "entry": each,
            "words": words_of(each),
            "factor": labels.get(each.factor, ""),
            "link": words.get(each.interview_id or each.record_id or each.attachment_id, ""),  # type: ignore[arg-type]
            "replaced": each.id in replaced,
            "nothing": _nothing(each),
        }
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


def _answers(case: Case, words: dict[UUID, str]) -> list[dict[str, Any]]:
    """The answer in force for each key question with what it rests on, in the catalogue's order."""
    latest: dict[str, KeyAnswer] = {answer.question: answer for answer in case.keyanswer_set.order_by("recorded_at")}
    rows = KeyQuestion.objects.filter(code__in=list(latest)).order_by("edition")
    questions = {row.code: row.label for row in rows}
    return [
        {
            "question": questions.get(code, code),
            "entry": latest[code],
            "support": [words[key] for key in latest[code].support if key in words],
        }
        for code in sorted(latest)
    ]
