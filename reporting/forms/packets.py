"""The form of a packet: to whom, why, on which basis, and which pieces of the case."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.actions.releases import PARENT
from cases.forms.releases import ReleaseForm, as_release
from cases.models import Party
from reporting.actions.packets import GONE, PacketGiven
from reporting.documents.case_kinds import PACKET, PARENT_FILES, RELEASES
from reporting.documents.piece import Group, Piece
from reporting.documents.pieces import Pieces, name_key
from tat.forms.choices import CheckCards

WORDS_SHOWN = 40
WHOLE = "all"
ONE_BY_ONE = (Group.NAMES, Group.PICTURES)
"""Never chosen as a whole."""
HINTS = {
    Group.NAMES: _("Whoever is not ticked is masked in every text of the packet. Who reported is masked always."),
    Group.FOUND: _("What was observed and stands. No words of a talk."),
    Group.PICTURES: _("Look at each copy before you give it: nothing is masked in it but what was covered by hand."),
}


def _hint(piece: Piece) -> str:
    """The beginning of its words; of a picture, for whom it was made."""
    if piece.hint:
        return _("Made for: %(whom)s") % {"whom": piece.hint}
    return Truncator(piece.text).words(WORDS_SHOWN)


class PacketForm(ReleaseForm):
    """A release whose words are the pieces that are ticked, and whose time is the making of the packet.

    Nothing is ticked ahead, but for the parents' copy: they may read all that is about their child (105 ILCS 10/5).
    """

    what = None
    released_at = None
    with_statement = None
    face = forms.ChoiceField(choices=[(kind, kind) for kind in RELEASES], widget=forms.HiddenInput)
    looked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, students: Sequence[Party], pieces: Pieces, face: str = PACKET) -> None:
        super().__init__(data, students=students)
        self.pieces = pieces
        self.initial["face"] = face
        for group, found in groupby(pieces.offered, key=lambda piece: piece.group):
            rows = list(found)
            self.fields[group.value] = forms.MultipleChoiceField(
                label=group.label,
                required=False,
                choices=[*self._whole(group, len(rows)), *((piece.key, piece.title) for piece in rows)],
                widget=CheckCards(hints={piece.key: _hint(piece) for piece in rows}),
                help_text=HINTS.get(group, ""),
                error_messages={"invalid_choice": GONE},
            )
        if face in PARENT_FILES:
            self._tick_all(students)

    def _whole(self, group: Group, count: int) -> list[tuple[str, Any]]:
        """The row that chooses a section as a whole."""
        return [(f"{WHOLE}:{group.value}", _("All of this section"))] if count > 1 and group not in ONE_BY_ONE else []

    def _tick_all(self, students: Sequence[Party]) -> None:
        """Everything but the names of others and the pictures, each of which was covered for somebody."""
        about = next((each for each in students if each.role == Party.Role.SUBJECT), None)
        self.initial |= {"basis": PARENT, "whose": about, "purpose": _("To inspect and copy their child’s record (105 ILCS 10/5).")}
        for group in [each for each in Group if each != Group.PICTURES]:
            keys = self.pieces.whole(group)
            self.initial[group.value] = [key for key in keys if group != Group.NAMES or (about and key == name_key(about))]

    @property
    def lists(self) -> list[BoundField]:
        """The pieces by group, in the order of printing."""
        return [self[group.value] for group in Group if group.value in self.fields]

    def packet(self) -> PacketGiven:
        """The packet for the action."""
        data = dict(self.cleaned_data)
        keys = [key for group in Group for key in self._expanded(group, data.pop(group.value, ()))]
        face, looked = data.pop("face"), data.pop("looked")
        return PacketGiven(face=face, release=as_release({"what": "", **data}), keys=keys, looked=looked)

    def _expanded(self, group: Group, keys: Sequence[str]) -> Sequence[str]:
        return self.pieces.whole(group) if f"{WHOLE}:{group.value}" in keys else keys
