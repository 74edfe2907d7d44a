"""What a finding or an answer may rest on, as a person reads it on a list, on a page and on paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.grounds import FILE, FILES, INTERVIEW, LOOKS, RECORD, TALKS
from cases.models import Attachment, Case, Finding, Interview, Party, RecordsReview
from cases.step import Interviewee, as_said
from tat.templatetags.moments import on

Choice = tuple[str, Any]
FIRST_WORDS = 12
INTERVIEWS, RECORDS, ATTACHED, FINDINGS = _l("Interviews"), _l("Records"), _l("Files"), _l("Findings")


def links(case: Case) -> list[Choice]:
    """For the form of a finding: interviews that were held, records that were seen, files; in groups."""
    return groups(
        (INTERVIEWS, [(f"{INTERVIEW}:{each.pk}", talk_named(each)) for each in TALKS(case=case)]),
        (RECORDS, [(f"{RECORD}:{each.pk}", look_words(each.source, each.recorded_at)) for each in LOOKS(case=case)]),
        (ATTACHED, [(f"{FILE}:{each.pk}", file_named(each)) for each in FILES(case=case)]),
    )


def groups(*found: tuple[Any, Sequence[Choice]]) -> list[Choice]:
    """Those in which something stands."""
    return [group for group in found if group[1]]


def talk_named(talk: Interview) -> str:
    """Who was heard, and on which day; who reported is never named (handbook 9.7)."""
    party = talk.party
    hidden = party is None or talk.interviewee == Interviewee.REPORTER or party.role == Party.Role.REPORTING
    return talk_words(talk.interviewee, talk.started_at, "" if hidden or party is None else party.shown_name())


def talk_words(who: str, at: datetime | None, name: str = "") -> str:
    """“Subject of concern, Rowan Teller, October 12, 2026”."""
    return ", ".join(filter(None, (str(Interviewee(who).label), name, on(at))))


def look_words(source: str, at: datetime | None) -> str:
    """“Discipline records, October 12, 2026”."""
    return ", ".join(filter(None, (str(RecordsReview.Source(source).label), on(at))))


def file_named(file: Attachment) -> str:
    """“File 3: A screenshot”: its caption, or what its sender called it."""
    return _("File %(n)s: %(words)s") % {"n": file.number, "words": beginning(file.caption or file.name)}


def words_of(found: Finding) -> str:
    """What was found; exact words stand in quotation marks."""
    text = found.text or found.factor
    return as_said(text) if found.is_quote else text


def finding_named(found: Finding) -> str:
    """Letter, status and the first words; of “looked, nothing found” that itself."""
    nothing = found.kind == Finding.Kind.NOTHING
    status = found.get_kind_display() if nothing else found.get_status_display()
    return f"{found.domain}, {status.lower()}: {beginning(words_of(found))}"


def beginning(text: str) -> str:
    """The first words, which tell one text from the others."""
    first = text.split()
    return " ".join(first[:FIRST_WORDS]) + ("…" if len(first) > FIRST_WORDS else "")


def flat(choices: Iterable[Any]) -> list[Choice]:
    """Choices without their groups."""
    return [each for value, words in choices for each in (words if isinstance(words, list | tuple) else [(value, words)])]
