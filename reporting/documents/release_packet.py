"""The packet of a release: the pieces that one recipient needs, everybody else's name taken out (105 ILCS 10/6; handbook 9.3, 9.4)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.actions.names import Mask
from cases.actions.releases import BASES, PARENT, ReleaseGiven
from cases.models import Case, Party
from reporting.documents.case_kinds import PACKET
from reporting.documents.pieces import Group, Pieces
from tat.models import District


@dataclass(frozen=True)
class Part:
    """One heading of a packet with its pieces: what each is, and its words as the recipient reads them."""

    group: Group
    rows: Sequence[tuple[str, str]]

    @property
    def heading(self) -> str:
        return str(self.group.label)


@dataclass(frozen=True, kw_only=True)
class ReleasePacket:
    """One packet as it was decided. `whose` are the students with a line in the record of release."""

    case: Case
    given: ReleaseGiven
    whose: Sequence[Party]
    parts: Sequence[Part]
    masked: Sequence[str]
    left: Sequence[str]

    @property
    def district(self) -> District:
        return self.case.district

    @property
    def kind(self) -> str:
        return PACKET

    @property
    def is_for_family(self) -> bool:
        """Whether it goes to those whose consent would otherwise be asked."""
        return self.given.basis == PARENT

    @property
    def digest(self) -> str:
        """Tells whether two packets give the same of the same students to the same recipient, 64 letters; nothing can be read in it."""
        said = [[each.group, list(each.rows)] for each in self.parts]
        to = [self.given.person, self.given.capacity, self.given.purpose, self.given.basis]
        whose = [str(each.pk) for each in self.whose]
        return hashlib.sha256(json.dumps([*to, whose, said], ensure_ascii=False).encode()).hexdigest()

    @property
    def summary(self) -> str:
        """What it gives, for the record of release: the names of its pieces, without their words."""
        return "\n".join(f"{each.heading}: {'; '.join(title for title, _text in each.rows)}" for each in self.parts)


def compose(case: Case, pieces: Pieces, keys: Sequence[str], given: ReleaseGiven, whose: Sequence[Party]) -> ReleasePacket:
    """The packet of the pieces of these keys."""
    chosen, named = pieces.chosen(keys), pieces.named(keys)
    hidden = pieces.people.hidden(named)
    mask = Mask(hidden, [each.shown_name() for each in named])
    rows = {group: [(piece.title, mask.over(piece.text)) for piece in chosen if piece.group == group] for group in Group}
    parts = [Part(group, found) for group, found in rows.items() if found]
    texts = [text for part in parts for _title, text in part.rows]
    return ReleasePacket(
        case=case,
        given=given,
        whose=whose,
        parts=parts,
        masked=sorted({words for words, _name in hidden if any(words in text for text in texts)}),
        left=mask.left("\n".join(texts)),
    )


def release_packet(about: ReleasePacket, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    return {"packet": about, "case": about.case, "at": at, "language": "en", "basis": BASES[about.given.basis]}
