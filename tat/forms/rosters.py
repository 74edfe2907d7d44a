"""The forms of rosters: a person seated, a seat left empty, the Triage Team, a seat's expertise and end, a team and its buildings."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import seats as acts
from tat.actions import teams, triage_team
from tat.actions.rosters import FIRST_DAY
from tat.actions.seats import BACKUP, MEMBER, EmptyGiven, SeatGiven, seat_words
from tat.actions.teams import TeamGiven
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import SoughtForm
from tat.models import Building, Seat, Team
from tat.models.teams import LONGEST_NAME, LONGEST_REASON, LONGEST_WHOM
from tat.statutes import EXPERTISE, POLICE

A_MEMBER = _l("A further member, in none of the six seats")
COVERS = _l("Back-up for %(name)s, %(seat)s")
NOBODYS = _l("Choose a building from the list.")


def _areas() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_l("What the person brings"),
        choices=[(each.code, each.label) for each in EXPERTISE.values()],
        widget=CheckCards(hints={each.code: each.example for each in EXPERTISE.values()}),
        help_text=_l("The six areas of the procedure. They are looked at apart from the seats of the statute: tick each that fits."),
        error_messages={"required": acts.AREAS, "invalid_choice": acts.NOT_AN_AREA},
    )


class SeatForm(SoughtForm):
    """Somebody seated from a day; `seats` are the team's, today's and later ones."""

    place = forms.ChoiceField(label=_l("Place"), error_messages={"required": acts.PLACE, "invalid_choice": acts.PLACE})
    expertise = _areas()
    from_on = LocalDateField(
        label=_l("First day"),
        help_text=_l("Access to the team’s cases begins with it, once the day has come."),
        error_messages={"required": FIRST_DAY},
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        members = [seat for seat in seats if seat.user and seat.kind == Seat.Kind.CORE]
        free = [(code, label) for code, label in free_seats(seats)]
        covered = [
            (f"{BACKUP}{seat.ref}", COVERS % {"name": seat.user.full_name, "seat": seat_words(seat)}) for seat in members if seat.user
        ]
        place: Any = self.fields["place"]
        place.choices = [("", _l("Choose a place")), *free, (MEMBER, A_MEMBER), *covered]

    def given(self) -> SeatGiven:
        """The seat for the action."""
        data = self.cleaned_data
        return SeatGiven(person=data["who"], place=data["place"], expertise=data["expertise"], from_on=data["from_on"])


def free_seats(seats: Iterable[Seat]) -> list[tuple[str, Any]]:
    """The six seats but for those that somebody holds without an end; there may be several law enforcement officials."""
    held = {seat.statutory for seat in seats if seat.user_id and seat.kind == Seat.Kind.CORE and seat.until_on is None}
    return [(code, label) for code, label in Seat.Statutory.choices if code not in held or code == POLICE]


def covered_seats(seats: Iterable[Seat]) -> list[tuple[str, Any]]:
    """For whom somebody can be the back-up: each member."""
    members = [(seat, seat.user) for seat in seats if seat.user and seat.kind == Seat.Kind.CORE]
    return [(f"{BACKUP}{seat.ref}", COVERS % {"name": user.full_name, "seat": seat_words(seat)}) for seat, user in members]


class EmptyForm(Form):
    """A seat for which nobody is available: why, and the named attempt."""

    use_required_attribute = False

    statutory = forms.ChoiceField(label=_l("Seat"), error_messages={"required": acts.SEAT, "invalid_choice": acts.SEAT})
    reason = CleanTextField(
        label=_l("Why nobody is available to serve"),
        lines=2,
        max_length=LONGEST_REASON,
        help_text=_l("It is printed in the annual filing."),
        error_messages={"required": acts.REASON},
    )
    asked_whom = CleanTextField(
        label=_l("Whom you asked"),
        max_length=LONGEST_WHOM,
        help_text=_l("A person or an office, such as the chief of police."),
        error_messages={"required": acts.WHOM},
    )
    asked_on = LocalDateField(label=_l("On which day"), past=True, error_messages={"required": acts.ASKED})

    def __init__(self, *args: Any, seats: Sequence[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        held = {seat.statutory for seat in seats if seat.user_id and seat.kind == Seat.Kind.CORE}
        choices = [(code, label) for code, label in Seat.Statutory.choices if code not in held]
        self.fields["statutory"].choices = [("", _l("Choose a seat")), *choices]  # type: ignore[attr-defined]

    def given(self) -> EmptyGiven:
        """The empty seat for the action."""
        return EmptyGiven(**self.cleaned_data)


class TriageForm(Form):
    """Which members are the Triage Team."""

    use_required_attribute = False

    seats = forms.TypedMultipleChoiceField(
        label=_l("Members of the Triage Team"),
        coerce=uuid.UUID,
        widget=CheckCards,
        help_text=_l("At least two. What has begun at triage keeps its panel."),
        error_messages={"required": triage_team.TWO, "invalid_choice": triage_team.NOT_A_MEMBER},
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        members = [seat for seat in seats if seat.user and seat.kind == Seat.Kind.CORE]
        field: Any = self.fields["seats"]
        field.choices = [(str(seat.ref), f"{seat.user.full_name}, {seat.user.position}") for seat in members if seat.user]
        self.initial = {"seats": [str(seat.ref) for seat in members if seat.triage]} | self.initial


class ExpertiseForm(Form):
    """What a seat brings from today on."""

    use_required_attribute = False

    expertise = _areas()


class EndSeatForm(Form):
    """The last day of a seat; none: it ends at once."""

    last_on = LocalDateField(
        label=_l("Last day"), required=False, help_text=_l("Included. Empty: it ends at once, and opens nothing more today.")
    )


def _buildings() -> forms.TypedMultipleChoiceField:
    said = {"required": teams.PLACES, "invalid_choice": NOBODYS}
    return forms.TypedMultipleChoiceField(label=_l("Buildings"), coerce=int, widget=CheckCards, error_messages=said)


class BuildingsForm(Form):
    """Which of these buildings a team serves."""

    use_required_attribute = False

    buildings = _buildings()

    def __init__(self, *args: Any, places: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["buildings"].choices = [(place.pk, place.name) for place in places]  # type: ignore[attr-defined]


class TeamForm(BuildingsForm):
    """A new team."""

    name = CleanTextField(label=_l("Name of the team"), max_length=LONGEST_NAME, error_messages={"required": teams.NAME})
    kind = forms.ChoiceField(
        label=_l("Kind"),
        choices=Team.Kind.choices,
        widget=ChoiceCards,
        error_messages={"required": teams.KIND, "invalid_choice": teams.KIND},
    )
    regional_reason = CleanTextField(
        label=_l("For a regional team: why own staff cannot form one"),
        required=False,
        lines=2,
        max_length=LONGEST_REASON,
        help_text=_l("It has mental health professionals and State, county and local police in place of the six seats."),
    )
    field_order = ("name", "buildings", "kind", "regional_reason")

    def given(self) -> TeamGiven:
        """The team for the action."""
        return TeamGiven(**self.cleaned_data)
