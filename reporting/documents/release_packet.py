"""The packet of a release: the pieces that one recipient needs, everybody else's name taken out (105 ILCS 10/6; handbook 9.3, 9.4)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions.names import Mask
from cases.actions.recipients import ABOUT_A_TARGET
from cases.actions.record_statements import statements_of, travelling
from cases.actions.releases import BASES, EMERGENCY, PARENT, ReleaseGiven
from cases.models import Case, Party, RecordsReview, RecordStatement
from reporting.documents.case_kinds import PACKET
from reporting.documents.letter_kinds import language_of
from reporting.documents.masking import Cover
from reporting.documents.pictures import chosen_pictures
from reporting.documents.piece import Group, Piece, said
from reporting.documents.pieces import Pieces
from reporting.models import PictureCopy
from tat.models import District
from tat.models.written import with_position
from tat.templatetags.moments import on

NOT_ENTRIES = (Group.NAMES, Group.PICTURES)


@dataclass(frozen=True)
class Part:
    """One heading of a packet with its pieces: what each is, its words as the recipient reads them, and who entered it when."""

    group: Group
    rows: Sequence[tuple[str, str, str]]

    @property
    def heading(self) -> str:
        return str(self.group.label)


@dataclass(frozen=True, kw_only=True)
class ReleasePacket:
    """One packet as it was decided; `kind` says whether it is a face of the case file. `whose` have a line in the record of release.

    `pictures` are the copies of files behind it; `left_out` are sentences on what of the case it does not give.
    """

    kind: str
    case: Case
    given: ReleaseGiven
    whose: Sequence[Party]
    parts: Sequence[Part]
    masked: Sequence[str]
    left: Sequence[str]
    pictures: Sequence[PictureCopy] = ()
    left_out: Sequence[str] = ()

    @property
    def district(self) -> District:
        return self.case.district

    @property
    def is_of_the_file(self) -> bool:
        """Whether it is a face of the case file, which says what it leaves out."""
        return self.kind != PACKET

    @property
    def is_for_family(self) -> bool:
        """Whether it goes to those whose consent would otherwise be asked."""
        return self.given.basis == PARENT

    @property
    def has_statement(self) -> bool:
        """Whether a statement on file about the record goes along."""
        return any(each.group == Group.STATEMENTS for each in self.parts)

    @property
    def needs_check(self) -> bool:
        """Whether a second person checks it before it leaves: somebody is masked in it. An emergency waits for nobody (10/6(a)(7))."""
        masks = self.is_of_the_file or bool(self.masked or self.left or self.pictures)
        return masks and self.given.basis != EMERGENCY

    @property
    def digest(self) -> str:
        """Tells whether two packets give the same of the same students to the same recipient, 64 letters; nothing can be read in it."""
        said = [[each.group, list(each.rows)] for each in self.parts]
        to = [self.kind, self.given.person, self.given.capacity, self.given.purpose, self.given.basis]
        whose = [str(each.pk) for each in self.whose]
        return hashlib.sha256(json.dumps([*to, whose, said], ensure_ascii=False).encode()).hexdigest()

    @property
    def summary(self) -> str:
        """What it gives, for the record of release: the names of its pieces, without their words."""
        return "\n".join(f"{each.heading}: {'; '.join(title for title, *_words in each.rows)}" for each in self.parts)


def compose(kind: str, case: Case, pieces: Pieces, keys: Sequence[str], given: ReleaseGiven, whose: Sequence[Party]) -> ReleasePacket:
    """The packet of the pieces of these keys."""
    chosen, named = pieces.chosen(keys), pieces.named(keys)
    hidden = pieces.people.hidden(named)
    cover = Cover(Mask(hidden, [each.shown_name() for each in named]), pieces.people.contacts(named))
    rows = {group: [_row(piece, cover) for piece in chosen if piece.group == group] for group in Group}
    rows[Group.STATEMENTS] = [_statement(row, cover) for row in travelling(statements_of(case), whose=whose, family=given.basis == PARENT)]
    parts = [Part(group, found) for group, found in rows.items() if found]
    given_pictures = chosen_pictures(case, keys)
    texts = [text for part in parts for _title, text, _stamp in part.rows]
    return ReleasePacket(
        kind=kind,
        case=case,
        given=given,
        whose=whose,
        parts=parts,
        masked=sorted({words for words, _name in hidden if any(words in text for text in texts)}),
        left=cover.mask.left("\n".join(texts)),
        pictures=given_pictures,
        left_out=() if kind == PACKET else left_out(case, pieces, keys, given_pictures),
    )


def _statement(row: RecordStatement, cover: Cover) -> tuple[str, str, str]:
    """Without the name of who made it; it is given whether or not anybody chose it."""
    title = _("%(who)s, %(day)s, about: %(about)s") % {
        "who": said(row.get_capacity_display()),
        "day": on(row.received_on),
        "about": row.about,
    }
    return cover.over(title), cover.over(row.text), ""


def _row(piece: Piece, cover: Cover) -> tuple[str, str, str]:
    """Of a writer who may not be named only the day: the position leads to the person."""
    by = with_position(piece.writer, piece.position)
    known = by if cover.over(piece.writer) == piece.writer else ""
    stamp = _("Recorded by %(by)s, %(day)s") % {"by": known, "day": piece.day} if known else piece.day
    return cover.over(piece.title), cover.over(piece.text), stamp


def left_out(case: Case, pieces: Pieces, keys: Sequence[str], given_pictures: Sequence[PictureCopy]) -> list[str]:
    """What stands in the case and not on a face of its file, as sentences with their numbers."""
    wanted = set(keys)
    unchosen = sum(piece.group not in NOT_ENTRIES and piece.key not in wanted for piece in pieces.offered)
    talks, contacts = case.interview_set.filter(held=True).count(), case.contact_set.count()
    sealed, notes = case.triageopinion_set.filter(opened_at=None).count(), case.note_set.count()
    attached = case.attachment_set.exclude(pk__in=[row.attachment_id for row in given_pictures]).count()
    others = case.notificationentry_set.filter(recipient__in=ABOUT_A_TARGET).count()
    police = case.recordsreview_set.filter(source=RecordsReview.Source.LAW_ENFORCEMENT).count()
    counted = (
        (unchosen, ngettext("%d entry that was not chosen.", "%d entries that were not chosen.", unchosen)),
        (talks + contacts, ngettext("The words of %d talk.", "The words of %d talks.", talks + contacts)),
        (sealed, ngettext("%d opinion that is sealed still.", "%d opinions that are sealed still.", sealed)),
        (
            attached,
            ngettext(
                "%d file, of which no picture stands behind this paper.",
                "%d files, of which no picture stands behind this paper.",
                attached,
            ),
        ),
        (notes, ngettext("%d note of the team.", "%d notes of the team.", notes)),
        (others, ngettext("%d notice to somebody else’s family.", "%d notices to somebody else’s family.", others)),
        (police, ngettext("%d entry on what the police told.", "%d entries on what the police told.", police)),
    )
    return [words % count for count, words in counted if count]


def release_packet(about: ReleasePacket, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    return {"packet": about, "case": about.case, "at": at, "language": language_of(about.kind), "basis": BASES[about.given.basis]}
