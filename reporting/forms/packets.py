"""The form of a packet: to whom, why, on which basis, and which pieces of the case."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.forms.releases import ReleaseForm, as_release
from cases.models import Party
from reporting.actions.packets import GONE, PacketGiven
from reporting.documents.pieces import Group, Piece
from tat.forms.choices import CheckCards

WORDS_SHOWN = 40
HINTS = {
    Group.NAMES: _("Whoever is not ticked is masked in every text of the packet. Who reported is masked always."),
    Group.FOUND: _("What was observed and stands. No words of a talk."),
}


class PacketForm(ReleaseForm):
    """A release whose words are the pieces that are ticked, and whose time is the making of the packet. Nothing is ticked ahead."""

    what = None
    released_at = None
    looked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, students: Sequence[Party], pieces: Sequence[Piece]) -> None:
        super().__init__(data, students=students)
        for group, found in groupby(pieces, key=lambda piece: piece.group):
            rows = list(found)
            self.fields[group.value] = forms.MultipleChoiceField(
                label=group.label,
                required=False,
                choices=[(piece.key, piece.title) for piece in rows],
                widget=CheckCards(hints={piece.key: Truncator(piece.text).words(WORDS_SHOWN) for piece in rows}),
                help_text=HINTS.get(group, ""),
                error_messages={"invalid_choice": GONE},
            )

    @property
    def lists(self) -> list[BoundField]:
        """The pieces by group, in the order of printing."""
        return [self[group.value] for group in Group if group.value in self.fields]

    def packet(self) -> PacketGiven:
        """The packet for the action."""
        data = dict(self.cleaned_data)
        keys = [key for group in Group for key in data.pop(group.value, ())]
        looked = data.pop("looked")
        return PacketGiven(release=as_release({"what": "", **data}), keys=keys, looked=looked)
