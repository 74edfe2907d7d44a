"""Team notes: to everybody or to particular seats, told to those who hold them, read by everybody who sees the case."""

import re
import uuid
from typing import Any

import pytest
from django.http import Http404

from cases.actions.addressing import addressable, seats_around
from cases.actions.circle import record_conflict
from cases.actions.conflicts import restrict, stand
from cases.actions.locks import Unfit
from cases.actions.notes import ELSEWHERE, NOT_NOW, add_note
from cases.models import Case, Note
from tat import clock
from tat.models import Notice, Seat, User
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_seat, away, signed_in

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def sent(client: Any, case: Case, **fields: Any) -> Any:
    fields = {"text": "The band director can sit with him.", "idempotency_key": uuid.uuid4(), **fields}
    return client.post(f"/cases/{case.code}/notes/add/", fields)


def offered(cast: Cast, case: Case) -> set[User]:
    case.refresh_from_db()
    return {seat.user for seat in addressable(case, seats_around(case, clock.now()))}


def told(note: Note) -> set[User]:
    return {row.recipient for row in Notice.objects.filter(dedup__contains=str(note.pk))}


def refusal(cast: Cast, case: Case, seat: int) -> str:
    """Why a note of the counselor to this seat is refused."""
    with pytest.raises(Unfit) as refused:
        add_note(case=case, by=cast.counselor, text="x", is_change=False, seats=[seat])
    return refused.value.by_field["seats"]


@pytest.mark.req("AS-8", "PL-7")
def test_a_note_to_a_seat_waits_on_its_holders_home_and_on_nobody_elses_and_hides_nothing(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    assert sent(signed_in(cast.principal), case, seats=[cast.seat(cast.psychologist).pk]).status_code == 302
    note = Note.objects.get(case=case)
    assert told(note) == {cast.psychologist} and note.seats == [cast.seat(cast.psychologist).pk]
    reader, other = signed_in(cast.psychologist), signed_in(cast.officer)
    assert "Read a note to your seat" in text(reader.get("/")) and "Read a note to your seat" not in text(other.get("/"))
    shown = text(other.get(f"/cases/{case.code}/"))
    assert "<strong>For:</strong> School psychologist (Ines Castell, School Psychologist)" in shown and note.text in shown
    reader.get(f"/cases/{case.code}/")
    assert "Read a note to your seat" not in text(reader.get("/"))


@pytest.mark.req("AS-8", "PL-7")
def test_a_note_to_a_seat_that_is_a_change_is_told_to_everybody_once(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    seats = [cast.seat(cast.officer).pk, cast.seat(cast.principal).pk]
    note = add_note(case=case, by=cast.principal, text="He is back on Monday.", is_change=True, seats=seats)
    rows = Notice.objects.filter(dedup__contains=str(note.pk))
    assert sorted(row.recipient.full_name for row in rows) == sorted(
        person.full_name for person in (cast.officer, cast.psychologist, cast.counselor, cast.teacher, cast.social_worker)
    )
    assert {row.recipient for row in rows if "note_for" in row.dedup} == {cast.officer}


@pytest.mark.req("AS-8")
def test_the_back_up_of_a_member_who_is_away_is_told_beside_and_nobodys_back_up_else(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    words: dict[str, Any] = {"case": case, "by": cast.principal, "text": "Ask the bus driver.", "is_change": False}
    assert told(add_note(**words, seats=[cast.seat(cast.teacher).pk])) == {cast.teacher}
    away(cast.teacher, cast.principal)
    assert told(add_note(**words, seats=[cast.seat(cast.teacher).pk])) == {cast.teacher, cast.backup}
    assert told(add_note(**words, seats=[cast.seat(cast.counselor).pk])) == {cast.counselor}


@pytest.mark.req("AS-8")
def test_only_seats_in_the_circle_are_offered_and_a_posted_one_is_refused_with_what_was_typed(cast: Cast) -> None:
    case = a_case(cast, "triage")
    assert offered(cast, case) == {cast.principal, cast.counselor, cast.teacher}
    outside = cast.seat(cast.psychologist)
    assert refusal(cast, case, outside.pk) == NOT_NOW
    assert refusal(cast, case, cast.other_team.seats.get().pk) == ELSEWHERE
    for wrong in (outside.pk, cast.other_team.seats.get().pk, "9" * 30, "x"):
        page = text(sent(signed_in(cast.counselor), case, seats=[cast.seat(cast.teacher).pk, wrong]))
        assert "One of these seats cannot be written to" in page and "The band director can sit with him." in page
        assert re.search(f'name="seats" value="{cast.seat(cast.teacher).pk}"[^>]* checked', page)
    assert not Note.objects.exists() and not Notice.objects.filter(template="change").exists()


@pytest.mark.req("AS-8", "TM-6")
def test_who_is_in_conflict_is_not_offered_and_the_back_up_seated_for_the_case_is(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    assert cast.backup not in offered(cast, case)
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    assert cast.teacher not in offered(cast, case) and cast.backup in offered(cast, case)
    assert refusal(cast, case, cast.seat(cast.teacher).pk) == NOT_NOW
    note = add_note(case=case, by=cast.counselor, text="x", is_change=False, seats=[cast.seat(cast.backup).pk])
    assert told(note) == {cast.backup}
    assert "Back-up (Robin Voss, Assistant Principal)" in text(signed_in(cast.backup).get(f"/cases/{case.code}/"))


@pytest.mark.req("AS-8", "TM-6")
def test_of_a_restricted_case_only_the_seats_of_the_named_are_offered(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    restrict(case, by=cast.principal, at=clock.now())
    assert offered(cast, case) == {cast.principal, cast.counselor, cast.teacher}
    stand(case, cast.officer, "case_manager", by=cast.principal, at=clock.now())
    assert cast.officer in offered(cast, case)
    with pytest.raises(Http404):
        add_note(case=case, by=cast.psychologist, text="x", is_change=False)


@pytest.mark.req("AS-8", "TM-2")
def test_a_note_stays_to_who_held_the_seat_then_and_a_seat_that_ended_is_not_offered(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case, old = a_case(cast, "assessment"), cast.seat(cast.psychologist)
    add_note(case=case, by=cast.principal, text="For the psychologist.", is_change=False, seats=[old.pk])
    Seat.objects.filter(pk=old.pk).update(until_on="2026-09-14")
    at("2026-09-15 08:00")
    a_seat(cast.team, cast.consultant, "PSY", "EXP-CNS")
    assert cast.psychologist not in offered(cast, case) and cast.consultant in offered(cast, case)
    assert "School psychologist (Ines Castell, School Psychologist)" in text(signed_in(cast.officer).get(f"/cases/{case.code}/"))
    assert refusal(cast, case, old.pk) == NOT_NOW


@pytest.mark.req("AS-8", "IN-1")
def test_a_hundred_thousand_characters_are_refused_with_the_limit_and_kept(cast: Cast) -> None:
    case, long = a_case(cast, "assessment"), "word " * 20_000
    page = sent(signed_in(cast.counselor), case, text=long, seats=[cast.seat(cast.teacher).pk], is_change="on").content.decode()
    assert "This is 99999 characters long, and 20000 are the most that fit in one note. Put the rest in a second one." in page
    assert long.strip() in page and '<details class="more" open' in page and not Note.objects.exists()


@pytest.mark.req("AS-8", "IN-1")
def test_a_note_to_a_case_that_was_merged_meanwhile_is_refused_and_shown_again(cast: Cast) -> None:
    case, into = a_case(cast, "assessment"), a_case(cast, "assessment")
    Case.objects.filter(pk=case.pk).update(stage="merged", merged_into=into)
    page = text(sent(signed_in(cast.counselor), case))
    assert "merged into another" in page and "The band director can sit with him." in page and not Note.objects.exists()


@pytest.mark.req("AS-8", "PL-7")
def test_all_notes_stand_on_a_page_of_their_own_and_one_that_was_not_shown_stays_on_home(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case, reader = a_case(cast, "assessment"), signed_in(cast.officer)
    first = add_note(case=case, by=cast.principal, text="The very first.", is_change=False, seats=[cast.seat(cast.officer).pk])
    for number in range(55):
        at(f"2026-09-14 09:{number:02}")
        add_note(case=case, by=cast.principal, text=f"Note {number}.", is_change=False)
    page = text(reader.get(f"/cases/{case.code}/"))
    assert "Note 35." in page and "Note 34." not in page and f'href="/cases/{case.code}/notes/"' in page
    assert Notice.objects.get(dedup__contains=str(first.pk)).opened_at is None
    pages = [reader.get(f"/cases/{case.code}/notes/")]
    pages.append(reader.get(f"/cases/{case.code}/notes/?after={pages[0].context['after']}"))
    found = [row["note"].text for each in pages for row in each.context["notes"]]
    assert found == [*(f"Note {number}." for number in reversed(range(55))), "The very first."]
    assert pages[1].context["after"] == "" and Notice.objects.get(dedup__contains=str(first.pk)).opened_at is not None


@pytest.mark.req("PF-5", "AS-8")
def test_the_pages_of_notes_cost_the_same_at_two_notes_and_at_twenty_with_every_seat_named(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    everybody = list(cast.team.seats.filter(kind="core").values_list("pk", flat=True))
    counts = {}
    for wanted in (2, 20):
        while Note.objects.count() < wanted:
            add_note(case=case, by=cast.counselor, text="Seen at lunch.", is_change=True, seats=everybody[: Note.objects.count() + 1])
        counts[wanted] = [statements(client, f"/cases/{case.code}/{page}") for page in ("", "notes/")]
    assert counts[2] == counts[20] and counts[20] <= [9, 8]


def test_the_seats_are_offered_when_somebody_asks_for_them_and_what_was_typed_stays(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client, place = signed_in(cast.counselor), f"/cases/{case.code}/notes/add/"
    assert 'name="seats"' not in client.get(f"/cases/{case.code}/").content.decode()
    page = client.post(place, {"idempotency_key": str(uuid.uuid4()), "text": "Half a sen", "for_seats": "1"}).content.decode()
    assert page.count('name="seats"') >= 6 and "Half a sen" in page and 'class="error"' not in page
    assert not case.note_set.exists()
