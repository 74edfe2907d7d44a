"""In which texts of a case words are looked for: an explicit list, since most sealed texts are for fewer people than the case is.

What is not named here is never read by a search: the reporting party and who received a report, tips and their messages, statements to
therapists, plans of targets, opinions and positions (sealed until they open), what the police said, notices, disclosures, briefs, orders.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _l

from cases.models import (
    CaseUpdate,
    Classification,
    Closing,
    Contact,
    Containment,
    DangerDetermination,
    Finding,
    ImminenceDetermination,
    IncidentFacts,
    InformationGap,
    Interview,
    KeyAnswer,
    Note,
    PathwayStage,
    Plan,
    PlanStrategy,
    ReassessmentTrigger,
    RecordsReview,
    WatchEntry,
    WatchItem,
)
from cases.step import StepDomain
from reporting.actions.sought_cases import Found
from reporting.actions.sought_words import Sought
from tat import vault
from tat.models.prepared import Given, Prepared
from tat.vault import SealedText

EVERY = Q()
NO_POLICE, NO_TARGETS = ~Q(source=RecordsReview.Source.LAW_ENFORCEMENT), ~Q(domain=StepDomain.TARGET)


@dataclass(frozen=True)
class Section:
    """Texts of one table that everybody reads who sees the case: which, what they are called, and the page on which they stand."""

    model: Any
    fields: tuple[str, ...]
    words: Any
    page: str
    only: Q = EVERY


TOLD_AT_INTAKE = ("nature", "quotation", "details", "background", "artifacts", "location")
SECTIONS: Mapping[str, Section] = {
    "report": Section(
        IncidentFacts, ("nature", "quotation", "details", "background", "artifacts", "location"), _l("Report"), "case_report"
    ),
    "imminence": Section(ImminenceDetermination, ("rationale", "other_steps"), _l("Imminence"), "case_imminence"),
    "containment": Section(Containment, ("contained_how",), _l("Containment"), "case_containment"),
    "interviews": Section(Interview, ("statement", "not_held_reason"), _l("Interviews"), "case_interviews"),
    "records": Section(RecordsReview, ("note",), _l("Records"), "case_records", NO_POLICE),
    "findings": Section(Finding, ("text",), _l("Findings"), "case_assessment"),
    "pathway": Section(PathwayStage, ("basis",), _l("Pathway"), "case_assessment"),
    "questions": Section(KeyAnswer, ("text",), _l("Key questions"), "case_questions"),
    "gaps": Section(InformationGap, ("what", "why", "closed_how"), _l("What is not known"), "case_gaps"),
    "classification": Section(Classification, ("rationale",), _l("Classification"), "case_classification"),
    "danger": Section(DangerDetermination, ("facts", "reason"), _l("Clear and present danger"), "case_danger"),
    "plan": Section(Plan, ("facts_relied_on", "goals", "least_intrusive", "lower_rungs", "contact_plan"), _l("Case plan"), "case_plan"),
    "strategies": Section(PlanStrategy, ("label", "lower_why", "outcome"), _l("Case plan"), "case_plan", NO_TARGETS),
    "dates": Section(WatchItem, ("event", "effect", "mitigation", "outcome"), _l("Dates to watch"), "case_dates"),
    "date_entries": Section(WatchEntry, ("text",), _l("Dates to watch"), "case_dates"),
    "updates": Section(
        CaseUpdate, ("status_of_subject", "responses", "new_information", "coming_up"), _l("30-day updates"), "case_updates"
    ),
    "contacts": Section(Contact, ("said",), _l("Contacts"), "case_contacts"),
    "changes": Section(ReassessmentTrigger, ("words", "reason"), _l("Changes"), "case_reassess"),
    "notes": Section(Note, ("text",), _l("Notes"), "case_notes"),
    "closing": Section(Closing, ("basis",), _l("Closing"), "case_closing"),
}
WIDEST = max(len(section.fields) for section in SECTIONS.values())
MOST_TEXTS = 40_000
"""Rows of one answer: more than 200 cases have, unless one of them was filled by a program."""


class Row:
    """What a sealed text needs to be opened: its row and its key."""

    __slots__ = ("key", "pk")

    def __init__(self, pk: uuid.UUID, key: vault.Key) -> None:
        self.pk, self.key = pk, key

    def data_key(self) -> vault.Key:
        return self.key


FIRST_TEXT = 3
OPENERS = {
    name: tuple((FIRST_TEXT + number, section.model._meta.get_field(each)) for number, each in enumerate(section.fields))
    for name, section in SECTIONS.items()
}
"""Of each section the places of its texts in a row of `texts_of`, and the fields that open them."""


def sections_with(found: Sought, cases: Iterable[Found]) -> tuple[dict[uuid.UUID, list[str]], bool]:
    """By case the sections in which one text has all the words, the cases' texts opened in this process; and whether all were read."""
    keys = {case.id: key for case in cases if (key := case.key())}
    if not keys or not found.words:
        return {}, True
    rows = texts_of(list(keys))
    return matching(found, rows[:MOST_TEXTS], keys), len(rows) <= MOST_TEXTS


def matching(found: Sought, rows: Iterable[Sequence[Any]], keys: Mapping[uuid.UUID, vault.Key]) -> dict[uuid.UUID, list[str]]:
    """Of rows of `texts_of` the sections by case that have the words; what a section has once is not opened there again."""
    hits: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in rows:
        section, case_id = row[0], row[1]
        if section not in hits[case_id] and has_words(found, row, keys[case_id]):
            hits[case_id].add(section)
    return {case_id: in_order(sections) for case_id, sections in hits.items() if sections}


def in_order(sections: Iterable[str]) -> list[str]:
    """As a case goes, whatever order the database gave."""
    held = {*sections}
    return [name for name in SECTIONS if name in held]


def has_words(found: Sought, row: Sequence[Any], key: vault.Key) -> bool:
    """Whether one of the row's texts has all the words."""
    holder = Row(row[2], key)
    for place, opener in OPENERS[row[0]]:  # noqa: SIM110 - as in `Sought.stand_in`
        if (sealed := row[place]) and found.stand_in(opener.open(holder, sealed)):
            return True
    return False


def texts_of(case_ids: list[uuid.UUID]) -> list[tuple[Any, ...]]:
    """Section, case, row and the sealed texts, in one statement."""
    return TEXTS(cases=case_ids)


def _texts() -> QuerySet[Any, Any]:
    first, *others = (_of(name, section) for name, section in SECTIONS.items())
    return first.union(*others, all=True)[: MOST_TEXTS + 1]


def _of(name: str, section: Section) -> QuerySet[Any, Any]:
    blank = Cast(Value(None), SealedText())
    sealed: list[Any] = [F(each) for each in section.fields] + [blank] * (WIDEST - len(section.fields))
    named = {f"text_{number}": each for number, each in enumerate(sealed)}
    rows = section.model.objects.filter(section.only, case_id__any_of=Given("cases"))
    return rows.annotate(section=Value(name, output_field=CharField()), **named).values_list("section", "case_id", "pk", *named)


TEXTS: Prepared[tuple[Any, ...]] = Prepared(_texts)
