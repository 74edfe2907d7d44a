"""One search: codes, names and words in what the person may see, put together by case, and one look on record."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _l

from cases.access import Door
from reporting.actions.sought_cases import LATEST_KEYS, NEWEST, Found, Narrowing, by_code, newest
from reporting.actions.sought_names import MOST_NAMES, Hit, by_tokens, hit_of, hits_among, parties_of
from reporting.actions.sought_texts import SECTIONS, sections_with
from reporting.actions.sought_words import Sought
from tat import audit, paging
from tat.models import User
from triage.access import seen_notes

MOST_SHOWN, MOST_NOTES = 50, 200
"""Cases that one page shows for their words, and notes that are opened for one answer."""
CODE = _l("This code")


@dataclass
class Match:
    """One case that was found, and why: its code, names of parties, sections that have the words."""

    case: Found
    code: Any = ""
    names: list[Hit] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    @property
    def pages(self) -> list[tuple[Any, str]]:
        """The sections in words, each with the name of its page, each once."""
        found = {SECTIONS[name].page: SECTIONS[name].words for name in self.sections}
        return [(words, page) for page, words in found.items()]


@dataclass(frozen=True)
class NoteMatch:
    """One low-level note that was found."""

    pk: uuid.UUID
    who: str
    recorded_at: datetime
    is_name: bool


@dataclass(frozen=True)
class Answer:
    """What a search shows, the cases by code.

    `read` cases had their texts opened, back to `since`; `after` leads to the older ones. `all_names` and `all_texts` are false where
    a limit was reached.
    """

    matches: tuple[Match, ...] = ()
    notes: tuple[NoteMatch, ...] = ()
    read: int = 0
    since: datetime | None = None
    after: str = ""
    all_names: bool = True
    all_texts: bool = True


def search(found: Sought, narrow: Narrowing, *, by: User, way: Door, years: int, after: str = "") -> Answer:
    """What this person may see of what was typed. Seven statements at most, however much is found.

    An officer without the district's designation is shown cases by their codes alone (ADR 37). Who asks for older texts by `after` has
    seen the names and codes already.
    """
    answer = _codes_alone(found, narrow, way) if way.scope.is_outside else _found(found, narrow, way, years, after)
    shown = [match.case.code for match in answer.matches] + [str(note.pk) for note in answer.notes]
    audit.record_access(by, kind="search", page="search", at=way.scope.at, digest=audit.digest_of(shown))
    return answer


def _codes_alone(found: Sought, narrow: Narrowing, way: Door) -> Answer:
    return Answer(tuple(Match(case, CODE) for case in by_code(way, narrow, found.codes, found.tails)))


def _found(found: Sought, narrow: Narrowing, way: Door, years: int, after: str) -> Answer:
    cases = newest(way, narrow, years, after)
    read, is_first = cases[:NEWEST], not after
    matches: dict[uuid.UUID, Match] = {}
    named = by_tokens(found, narrow, way) if is_first else []
    if is_first:
        for case in by_code(way, narrow, found.codes, found.tails):
            matches[case.id] = Match(case, CODE)
        _add_named(matches, named, found)
    sections, all_texts = sections_with(found, read)
    spelled = hits_among(found, parties_of([case.id for case in read]), {case.id: case.key() for case in read}) if read else {}
    shown, last = 0, None
    for case in read:
        if shown == MOST_SHOWN:
            break
        last = case
        if case.id in sections or case.id in spelled:
            shown += case.id not in matches
            match = matches.setdefault(case.id, Match(case))
            match.sections = sections.get(case.id, [])
            match.names = _each_once([*match.names, *spelled.get(case.id, ())])
    more = last is not None and last is not cases[-1]
    return Answer(
        matches=tuple(sorted(matches.values(), key=lambda match: match.case.code)),
        notes=tuple(_notes(found, way)) if is_first and not narrow.narrows() else (),
        read=read.index(last) + 1 if last else 0,
        since=last.opened_at if last else None,
        after=paging.token(*(getattr(last, key) for key in LATEST_KEYS)) if more and last else "",
        all_names=len(named) < MOST_NAMES,
        all_texts=all_texts,
    )


def _add_named(matches: dict[uuid.UUID, Match], named: Iterable[tuple[Found, Any]], found: Sought) -> None:
    for case, party in named:
        if hit := hit_of(found, party, case.key(), by_sound=True):
            match = matches.setdefault(case.id, Match(case))
            match.names = _each_once([*match.names, hit])


def _each_once(hits: Iterable[Hit]) -> list[Hit]:
    return list({hit.party: hit for hit in reversed([*hits])}.values())[::-1]


def _notes(found: Sought, way: Door) -> Iterable[NoteMatch]:
    """The newest notes for who reads notes; by whom they are about and by their words."""
    for note in seen_notes(way).filter(key__shredded_at=None).order_by("-recorded_at", "-pk")[:MOST_NOTES]:
        who = "" if note.person and note.person.key.shredded_at else note.shown_name()
        is_name = found.stand_in(who) if found.words else False
        if found.words and (is_name or found.stand_in(note.nature) or found.stand_in(note.location)):
            yield NoteMatch(note.pk, who, note.recorded_at, is_name)
