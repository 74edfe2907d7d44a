"""What a packet for one recipient can be made of: single pieces of a case, each to be chosen by itself (105 ILCS 10/6; handbook 9.3).

Nothing of who reported, of sealed opinions, of the team's notes, of protected material, no words of a talk is among them; of
a file only a picture copy, in which places were covered.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cases.actions.containment import Step
from cases.actions.date_facts import items_of
from cases.actions.date_words import entries_of, when_words
from cases.actions.grounds import words_of
from cases.actions.names import name_of
from cases.levels import Level
from cases.models import Case, Finding, IncidentFacts, Party, PlanStrategy, WatchEntry
from cases.step import StepDomain, as_said
from reporting.documents.people import People, people_of
from reporting.documents.pictures import pictures
from reporting.documents.piece import Group, Piece, said, stamped
from reporting.documents.pieces_judged import dangers, followed, judged, positions, told
from tat.templatetags.moments import on, when

ROLES = list(Party.Role.values)
STANDING = (PlanStrategy.Status.PLANNED, PlanStrategy.Status.ACTIVE)


@dataclass(frozen=True)
class Pieces:
    """Every piece of a case, and everybody in it."""

    offered: list[Piece]
    people: People

    def whole(self, group: str) -> list[str]:
        """The keys of every piece of a group."""
        return [piece.key for piece in self.offered if piece.group == group]

    def chosen(self, keys: Iterable[str]) -> list[Piece]:
        """Those of these keys, in the order of printing."""
        wanted = set(keys)
        return [piece for piece in self.offered if piece.key in wanted]

    def named(self, keys: Iterable[str]) -> list[Party]:
        """Those whose names are among these keys."""
        wanted = set(keys)
        return [party for party in self.people.parties if name_key(party) in wanted]


def pieces_of(case: Case) -> Pieces:
    """Read them, in a fixed number of statements; what stands in cases merged into this one is read with it where the page shows it so."""
    cases = case.with_merged()
    people = people_of(case)
    own = sorted((party for party in people.parties if party.case_id == case.pk), key=lambda party: ROLES.index(party.role))
    judging = [*judged(case), *_found(case), *_decided(case), *dangers(case), *told(case)]
    offered = [*_names(own), *_reported(cases), *judging, *_done(case), *followed(case), *_dates(case), *pictures(case)]
    return Pieces(offered, people)


def _names(parties: Iterable[Party]) -> Iterator[Piece]:
    seen = set()
    for party in parties:
        name = name_of(party)
        if name and party.role != Party.Role.REPORTING and (name, party.role) not in seen:
            seen.add((name, party.role))
            text = ", ".join(filter(None, (name, said(party.connection().label), party.relationship)))
            yield Piece(name_key(party), Group.NAMES, said(party.get_role_display()), text)


def _reported(cases: Sequence[UUID]) -> Iterator[Piece]:
    rows = IncidentFacts.objects.filter(case__in=cases).select_related("case__key").order_by("recorded_at", "id")
    for facts in rows:
        day = on(facts.recorded_at)
        for name, title, text in (
            ("nature", _("Concern"), facts.nature),
            ("quotation", _("The exact words"), as_said(facts.quotation) if facts.quotation else ""),
            ("place", _("When and where"), _when_and_where(facts)),
            ("weapon", _("Weapon"), ". ".join(filter(None, (said(facts.get_weapon_display()), facts.weapons_note)))),
            ("details", _("Details"), facts.details),
        ):
            if text:
                yield Piece(f"{name}:{facts.pk}", Group.REPORTED, f"{title}, {day}", text, day=day)


def _when_and_where(facts: IncidentFacts) -> str:
    times = " – ".join(when(at) for at in (facts.occurred_at, facts.occurred_until) if at)
    known = facts.place_kind != IncidentFacts.PlaceKind.UNKNOWN
    return "; ".join(filter(None, (times, facts.location, said(facts.get_place_kind_display()) if known else "")))


def _found(case: Case) -> Iterator[Piece]:
    """What was observed and stands, by letter; not what was looked for in vain."""
    rows = list(case.finding_set.order_by("recorded_at", "id"))
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    standing = [row for row in rows if row.status == Finding.Status.OBSERVED and row.pk not in replaced]
    letters = list(StepDomain.values)
    for row in sorted(standing, key=lambda row: letters.index(row.domain)):
        since = on(row.observed_on) if row.observed_on else on(row.recorded_at)
        title = ", ".join((said(row.get_domain_display()), said(row.get_kind_display()).lower(), since))
        yield Piece(f"finding:{row.pk}", Group.FOUND, title, words_of(row), **stamped(row))


def _decided(case: Case) -> Iterator[Piece]:
    """The level that governs, and apart from it its reasons."""
    given = case.classification_set.filter(in_force_at__isnull=False, replaced_at=None).order_by("recorded_at").last()
    if given and case.level:
        day = on(given.recorded_at)
        level = _("%(level)s, since %(day)s") % {"level": said(Level(given.level).label), "day": day}
        yield Piece(f"level:{given.pk}", Group.DECIDED, _("Level"), level, **stamped(given))
        yield Piece(f"rationale:{given.pk}", Group.DECIDED, _("Reasons for the level"), given.rationale, **stamped(given))
        yield from positions(case, given)


def _done(case: Case) -> Iterator[Piece]:
    """Steps of containment, and the strategies of the plan in force."""
    for row in case.containment_set.order_by("recorded_at", "id"):
        for code, step in row.steps.items():
            at = when(datetime.fromisoformat(step["at"]))
            text = ". ".join(filter(None, (said(Step(code).label), step.get("note", ""))))
            yield Piece(f"step-{code}:{row.pk}", Group.DONE, _("Containment, %(at)s") % {"at": at}, text, **stamped(row))
    for strategy in case.planstrategy_set.filter(plan__state="adopted", status__in=STANDING).order_by("domain", "recorded_at", "id"):
        text = ", ".join(filter(None, (strategy.label, strategy.rhythm)))
        yield Piece(
            f"strategy:{strategy.pk}",
            Group.DONE,
            _("Plan: %(domain)s") % {"domain": said(strategy.get_domain_display())},
            text,
            **stamped(strategy),
        )


def _dates(case: Case) -> Iterator[Piece]:
    """Each date to watch, and apart from it what is feared, what is done before and what came of it; not what was noted on the way."""
    entries = entries_of(case)
    for item in items_of(case):
        day = when_words(item)
        came = [
            (f"came:{each.pk}", on(each.occurs_on), each.text) for each in entries.get(item.pk, ()) if each.kind == WatchEntry.Kind.AFTER
        ]
        came.append((f"outcome:{item.pk}", day, item.outcome))
        for key, title, text in (
            (f"date:{item.pk}", f"{item.label}, {day}", item.event),
            (f"effect:{item.pk}", _("Feared, %(day)s") % {"day": day}, item.effect),
            (f"mitigation:{item.pk}", _("Done before, %(day)s") % {"day": day}, item.mitigation),
            *((key, _("What came of it, %(day)s") % {"day": on_day}, text) for key, on_day, text in came),
        ):
            if text:
                yield Piece(key, Group.DATES, title, text, **stamped(item))


def name_key(party: Party) -> str:
    """The key of the piece that names somebody."""
    return f"name:{party.pk}"
