"""FORT on a page of its own: what the record shows for each letter, where the rest is mended, and phrases to look at again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases import fort
from cases.access import case_view, request_door
from cases.actions.facts import ANSWERS, fort_of, governing, live_findings, stated_in
from cases.actions.on_record import on_record
from cases.actions.plan_facts import PlanSheet, current_plan, strategies_of
from cases.fort import HEARSAY, OPINION, VOICE, Remark, check_prose
from cases.models import Case, Classification, Finding, Plan
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.workflow import Stage
from tat.addresses import address
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 4
MENDS: dict[str, tuple[str, Any]] = {
    "F": ("case_interviews", _l("Open the interviews")),
    "O": ("case_assessment", _l("Open the findings")),
    "R": ("case_classification", _l("Write the sentence with the classification")),
    "T": ("case_classification", _l("Write the sentence with the classification")),
}
WITH_THE_PLAN = ("case_plan", _l("Write it with the case plan"))
NAMES = {OPINION: _l("opinion or speculation"), HEARSAY: _l("passed on without name or date"), VOICE: _l("no voice of the subject")}


@dataclass(frozen=True)
class Looked:
    """One text in which the check found something: which text, by whom, its parts, each with the kind of remark or "", and the advice."""

    what: str
    by: str
    parts: tuple[tuple[str, Any], ...]
    advice: tuple[str, ...]
    url: str


@case_view(Permission.VIEW_CASE, "GET")
def case_fort(request: HttpRequest, case: Case) -> HttpResponse:
    """The four letters as the next signature will find them: before the classification, at the plan's adoption, at the closing."""
    plan, signed = current_plan(case), governing(case)
    sheet = PlanSheet(plan, tuple(strategies_of(case, plan)))
    record = on_record(case, request_scope(request).at)
    stated = stated_in(signed) | stated_in(plan)
    letters = fort.evidence(fort_of(case, record, stated, sheet))
    notes = (signed.fort_notes if signed else {}) | (plan.fort_notes if plan else {})
    texts = texts_of(case, signed, plan)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "asked_by": asked_by(case, plan),
        "lines": [
            {"letter": each, "note": notes.get(each.letter, ""), "mend": mend_of(request, case, each.letter, plan)} for each in letters
        ],
        "override": signed.fort_override if signed else "",
        "overridden_by": signed,
        "looked_at": len(texts),
        "remarks": looked(texts),
    }
    return render(request, "cases/fort.html", context)


def asked_by(case: Case, plan: Plan | None) -> tuple[Any, str]:
    """Which signature asks for FORT next, and its page."""
    if case.stage == Stage.MANAGEMENT and plan and plan.state == Plan.State.ADOPTED:
        return _l("Closing the case asks for it next."), address("case_closing", case.code)
    if case.stage == Stage.MANAGEMENT:
        return _l("Adopting the case plan asks for it next."), address("case_plan", case.code)
    if case.is_open():
        return _l("Signing the classification asks for it next."), address("case_classification", case.code)
    return _l("The case is closed; this is what its record shows."), address("case_detail", case.code)


def mend_of(request: HttpRequest, case: Case, letter: str, plan: Plan | None) -> tuple[str, Any] | None:
    """Where a letter is mended, for those who may."""
    name, words = WITH_THE_PLAN if letter == "R" and plan else MENDS[letter]
    return (address(name, case.code), words) if case.is_open() and leads(request_door(request), name, case) else None


def wording(text: str) -> list[Looked]:
    """What the check finds in a rationale that is being typed."""
    return looked([("", "", text, "case_classification")])


def texts_of(case: Case, signed: Classification | None, plan: Plan | None) -> list[tuple[str, str, str, str]]:
    """What people wrote in their own words: which text, by whom, the words, its page. Quotations and marked opinions are left out."""
    found = [
        (_("Finding under %(letter)s") % {"letter": row.get_domain_display()}, row.recorded_name, row.text, "case_assessment")
        for row in live_findings(case)
        if not row.is_quote and row.basis == Finding.Basis.FACT
    ]
    latest = {row.question: row for row in ANSWERS(case=case)}
    found += [
        (_("Answer to key question %(code)s") % {"code": code}, row.recorded_name, row.text, "case_questions")
        for code, row in sorted(latest.items())
    ]
    if signed:
        found += [(_("Rationale of the level"), signed.recorded_name, signed.rationale, "case_classification")]
    if plan:
        found += [(_("Facts that the plan relies on"), plan.recorded_name, plan.facts_relied_on, "case_plan")]
    return [each for each in found if each[2].strip()]


def looked(texts: Iterable[tuple[str, str, str, str]]) -> list[Looked]:
    """The texts with something to look at again. Whether the subject has a voice is asked of rationale and plan, not of a finding."""
    found = []
    for what, by, text, page in texts:
        remarks = [each for each in check_prose(text) if each.kind != VOICE or page in ("case_classification", "case_plan")]
        if remarks:
            found.append(Looked(what, by, tuple(marked(text, remarks)), advice(remarks), page))
    return found


def advice(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What to do about each kind of remark, once."""
    return tuple(dict.fromkeys(_(each.advice) for each in remarks))


def marked(text: str, remarks: Iterable[Remark]) -> list[tuple[str, Any]]:
    """The text cut into parts, those that a remark is about with its name; a phrase is looked for after the one before it."""
    parts: list[tuple[str, Any]] = []
    rest = text
    for remark in remarks:
        before, phrase, after = rest.partition(remark.phrase) if remark.phrase else (rest, "", "")
        if phrase:
            parts += [(before, ""), (phrase, NAMES[remark.kind])]
            rest = after
    return [part for part in [*parts, (rest, "")] if part[0]]
