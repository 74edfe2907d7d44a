"""Making a letter to a family or a target: to whom, in which language, and whether it may name the subject (handbook 6.3, 6.4, 9.4)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from cases.actions.addressees import BARRED, Wrong, misaddressed
from cases.actions.families import families_of, is_same
from cases.actions.locks import Unfit, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.names import name_of, names_one_of
from cases.actions.notifications import ANSWERS, BASIS, OUTSIDE_BASES
from cases.models import Case, Party
from reporting.actions.letter_choices import Possible, possible_letters
from reporting.actions.papers import issue_letter
from reporting.documents.letter_kinds import TO_SUBJECTS_FAMILY, TO_TARGET
from reporting.documents.letters import Letter
from reporting.models import IssuedDocument
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.statutes import local_date

LANGUAGES = ("en", "es")

TO = "Choose to whom the letter goes."
LANGUAGE = "Choose the language."
NEEDS_NAME = "An order about this student is in force, so the letter goes to a named person only. Write the name in full."
IDENTITY = "Answer whether the letter names the subject. Naming a student is a release (105 ILCS 10/6(a))."
NOBODY_TO_NAME = "The subject is not known by name, so the letter cannot name anybody. Answer “no”."
OTHERS_NAMED = (
    "This paragraph has the name of somebody else of this case. A letter names nobody but the person whom it is for: write it without"
    " the name."
)


@dataclass(frozen=True, kw_only=True)
class LetterGiven:
    """One letter as it is typed; `names_subject` is yes or no, asked of letters to targets and their families."""

    code: str
    party_id: uuid.UUID | None
    language: str = "en"
    addressee: str = ""
    own_words: str = ""
    phone: str = ""
    names_subject: str = ""
    legal_basis: str = ""
    not_barred: bool = False


@transaction.atomic
def make_letter(*, case: Case, by: User, given: LetterGiven) -> IssuedDocument:
    """Make one letter of its template and keep it; what it says of others is nothing, but for the subject where the law lets it.

    Nobody is written to whom an order about the student bars (105 ILCS 10/5). Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    possible = possible_letters(locked, families_of(locked).on(local_date(at)))
    chosen = next((each for each in possible if (each.code, each.party.pk) == (given.code, given.party_id)), None)
    if chosen is None:
        raise Unfit({"to": TO})
    parties = list(locked.party_set.exclude(role=Party.Role.REPORTING).select_related("person__key").order_by("recorded_at"))
    letter = _letter(locked, chosen, given, parties)
    _check(letter, chosen, given, parties)
    paper = issue_letter(letter, by=by, at=at, legal_basis=given.legal_basis if letter.subject else "")
    log_case("letter_made", locked, by=by, at=at, detail=f"paper:{paper.id}")
    return paper


def _letter(case: Case, chosen: Possible, given: LetterGiven, parties: Iterable[Party]) -> Letter:
    """A letter to the student, or to the target, goes to that person where no other name is written."""
    names = given.names_subject == "yes" and chosen.code != TO_SUBJECTS_FAMILY
    return Letter(
        code=chosen.code,
        case=case,
        about=chosen.party,
        to_them=chosen.to_them,
        addressee=given.addressee.strip() or (chosen.party.shown_name() if chosen.to_them else ""),
        language=given.language,
        own_words=given.own_words.strip(),
        phone=given.phone.strip(),
        subject=next((name_of(each) for each in parties if each.role == Party.Role.SUBJECT and name_of(each)), "") if names else "",
        records=chosen.records,
    )


def _check(letter: Letter, chosen: Possible, given: LetterGiven, parties: Iterable[Party]) -> None:
    asked = letter.code != TO_SUBJECTS_FAMILY
    names = asked and given.names_subject == "yes"
    others = [each for each in parties if not is_same(each, chosen.party) and not (names and each.role == Party.Role.SUBJECT)]
    refuse(
        ("language", LANGUAGE, given.language not in LANGUAGES),
        *_addressed(chosen, letter.addressee, given.not_barred),
        ("own_words", OTHERS_NAMED, names_one_of(letter.own_words, others, besides=name_of(chosen.party))),
        ("names_subject", IDENTITY, asked and given.names_subject not in ANSWERS),
        ("names_subject", NOBODY_TO_NAME, names and not letter.subject),
        ("legal_basis", BASIS, names and given.legal_basis not in OUTSIDE_BASES),
    )


def _addressed(chosen: Possible, addressee: str, confirmed: bool) -> tuple[Wrong, ...]:
    """What an order, or rights that have passed, say against this addressee."""
    family = chosen.family
    if family is None:
        return ()
    if chosen.code == TO_TARGET:
        return (("addressee", BARRED, not family.is_the_student(addressee) and family.bars(addressee)),)
    return (
        ("addressee", NEEDS_NAME, bool(family.orders) and not addressee),
        *misaddressed([family], addressee, confirmed=confirmed, field="addressee"),
    )
