"""Releasing a packet: what one recipient needs of a case, looked at first, then made, kept and entered in the record of release."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import locked_case
from cases.actions.families import parties_of
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.releases import EMERGENCY, PARENT, ReleaseGiven, enter_release, nameable, refuse_release, student_named
from cases.models import Case, Party
from reporting.actions.papers import issue_release
from reporting.documents.case_kinds import PACKET, PARENT_FILES, POLICE_FILE
from reporting.documents.letter_kinds import language_of
from reporting.documents.pictures import chosen_pictures
from reporting.documents.pieces import Pieces, pieces_of
from reporting.documents.release_packet import ReleasePacket, compose
from reporting.models import IssuedDocument, PreparedPacket
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

NOTHING = "Choose what the recipient needs. A packet gives single pieces and nothing by itself."
GONE = "A piece that was chosen does not stand any more. Look at the packet again."
LOOK = _l("Look at the packet before it is released. It is not what you looked at, or nobody has looked at it yet.")
OTHER_STUDENTS = "A copy for one student’s family names no other student. Take the other names out (105 ILCS 10/5; 34 CFR 99.12(a))."

CHECK = _l(
    "Names are masked in it, so a second person checks it before it leaves: who masked it is not who checks it. "
    "Have it checked, then release it (handbook 9.4)."
)
UNCHECKED = "No second person has checked this picture yet. Somebody who did not cover it looks at it first."

NOBODY: Sequence[Party | None] = (None,)
"""A packet of a case with no student in it has one line in the record all the same."""


OF_THE_SUBJECT = _l(
    "The parents’ copy of the file is for the family of the student whom the case is about. For anybody else tick single pieces."
)
TO_PARENTS = "The parents’ copy goes to the student’s own parents, or to the eligible student: choose that basis, or tick single pieces."
TO_POLICE = "This basis is for the family. Choose on which basis the police have it."


@dataclass(frozen=True, kw_only=True)
class PacketGiven:
    """A packet as it is typed: the release without its words, the keys of the pieces, and the digest of what was looked at.

    `face` is the kind of paper: single pieces, or the parents' or police copy of the file.
    """

    face: str = PACKET
    release: ReleaseGiven
    keys: Sequence[str] = ()
    looked: str = ""


def look_at(*, case: Case, given: PacketGiven, at: datetime) -> ReleasePacket:
    """The packet as it would be released at `at`; nothing is written. Raises Unfit with what is missing or bars it."""
    refuse_merged(case)
    pieces = pieces_of(case)
    chosen = pieces.chosen(given.keys)
    whose = _students(case, pieces, given)
    refuse(
        (_first_field(pieces), NOTHING, not given.keys),
        (_first_field(pieces), GONE, len(chosen) < len(set(given.keys))),
        ("pictures", UNCHECKED, given.release.basis != EMERGENCY and _unchecked(case, given.keys)),
        ("names", OTHER_STUDENTS, given.release.basis == PARENT and len(whose) > 1),
        ("basis", TO_PARENTS, given.face in PARENT_FILES and given.release.basis != PARENT),
        ("basis", TO_POLICE, given.face == POLICE_FILE and given.release.basis == PARENT),
        ("whose", str(OF_THE_SUBJECT), given.face in PARENT_FILES and not any(each.role == Party.Role.SUBJECT for each in whose[:1])),
    )
    packet = compose(given.face, case, pieces, given.keys, given.release, whose)
    release = replace(given.release, what=packet.summary, released_at=at)
    if language_of(given.face) != "en":
        with translation.override(language_of(given.face)):
            packet = compose(given.face, case, pieces_of(case), given.keys, given.release, whose)
    for student in whose or NOBODY:
        refuse_release(case, student, release, at=at)
    return replace(packet, given=release)


@transaction.atomic
def release_packet(*, case: Case, by: User, given: PacketGiven) -> IssuedDocument:
    """Make the packet, keep it, and enter it for each student whom it is about or names. It may be made of a closed case too.

    Raises Blocked with what is missing, and where it is not word for word what was looked at.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    packet = look_at(case=locked, given=given, at=at)
    if given.looked != packet.digest:
        raise Blocked((str(LOOK),))
    if packet.needs_check and not PreparedPacket.objects.filter(case=locked, digest=packet.digest, verdict="right").exists():
        raise Blocked((str(CHECK),))
    paper = issue_release(packet, by=by, at=at)
    number = {"number": paper.copy_number, "code": paper.check_code}
    words = f"{_('Packet %(number)s, check code %(code)s.') % number}\n{packet.given.what}"
    for student in packet.whose or NOBODY:
        enter_release(locked, student, replace(packet.given, what=words, with_statement=packet.has_statement), by=by, at=at)
    log_case("packet_released", locked, by=by, at=at, detail=f"paper:{paper.id}")
    return paper


def _students(case: Case, pieces: Pieces, given: PacketGiven) -> list[Party]:
    """The student whom it is about, then every other student whom it names: it is a release of each one's record."""
    students = nameable(parties_of(case))
    chosen = given.release.whose_id
    about = student_named(case, chosen) if chosen or any(each.role == Party.Role.SUBJECT for each in students) else None
    named = [each for each in pieces.named(given.keys) if each in students and each != about]
    return [about, *named] if about else named


def _unchecked(case: Case, keys: Sequence[str]) -> bool:
    return any(row.checked_at is None for row in chosen_pictures(case, keys))


def _first_field(pieces: Pieces) -> str:
    """Of the lists of pieces that the page shows."""
    return next((piece.group.value for piece in pieces.offered), "")
