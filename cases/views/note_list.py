"""The team's notes as a page shows them: whom each is written to, and which are open from now on for the person who looks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.access import can, request_door
from cases.actions.addressing import addressable, seats_around
from cases.forms.notes import NoteForm
from cases.models import Case, Note
from cases.views.acting import refusal
from cases.workflow import Stage
from tat import notices
from tat.models import Seat
from tat.models.prepared import Given, Prepared
from tat.models.written import with_position
from tat.permissions import request_scope
from tat.roles import Permission

LATEST, PAGE = 20, 50
KEYS = ("recorded_at", "id")


def latest_notes(request: HttpRequest, case: Case, typed: NoteForm | None = None) -> dict[str, Any]:
    """What the case page shows: the latest notes, whether there are more, and the form where the person may write one."""
    notes = LATEST_NOTES(case=case, user=request.user.pk)
    shown = notes[:LATEST]
    if shown and shown[0].waits:
        mark_opened(request, case, shown)
    written_to = named(shown)
    around = seats_around(case, request_scope(request).at, written_to) if written_to else []
    may_note = case.stage != Stage.MERGED and can(request_door(request), Permission.ASSESS, case)
    form = (typed or NoteForm()) if may_note else None
    return {
        "notes": with_seats(shown, around),
        "more_notes": len(notes) > LATEST,
        "note_form": form,
        **refusal(request, [typed], [form]),
    }


def _latest() -> Any:
    waiting = notices.unopened_changes(Given("user")).filter(about_id=Given("case"), dedup__startswith="change:note")
    rows = Note.objects.filter(case=Given("case")).annotate(waits=Exists(waiting))
    return rows.order_by("-recorded_at", "-id")[: LATEST + 1]


LATEST_NOTES: Prepared[Any] = Prepared(_latest)


def mark_opened(request: HttpRequest, case: Case, shown: Iterable[Note]) -> None:
    """The notes that are shown, and no others, are open from now on for this person."""
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="note", only={str(note.pk) for note in shown})


def note_form(case: Case, around: Sequence[Any], data: Any = None) -> NoteForm:
    """The form with the seats that may be written to now."""
    offered = addressable(case, around)
    return NoteForm(data, seats=[(seat.pk, _holder(seat), _seat(seat)) for seat in offered])


def named(notes: Iterable[Note]) -> list[int]:
    """Ids of the seats that these notes are written to."""
    return sorted({seat for note in notes for seat in note.seats})


def with_seats(notes: Iterable[Note], around: Iterable[Any]) -> list[dict[str, Any]]:
    """Each note with the seats it is written to, in words: who held a seat stays with the seat's own dates."""
    words = {seat.pk: f"{_seat(seat)} ({_holder(seat)})" for seat in around}
    return [{"note": note, "seats": "; ".join(words[pk] for pk in note.seats if pk in words)} for note in notes]


def _holder(seat: Seat) -> str:
    return with_position(seat.user.full_name, seat.user.position) if seat.user else ""


def _seat(seat: Seat) -> str:
    """Which seat it is: the statutory one, a member's or a back-up's."""
    if seat.kind == Seat.Kind.BACKUP:
        return _("Back-up")
    return str(seat.get_statutory_display()) or _("Member")
