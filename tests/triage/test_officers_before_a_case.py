"""A police seat without the district's designation before there is a case: no tip, no note, no word about earlier records (ADR 37)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from cases.access import door
from tat import clock
from tat.models import SchoolOfficial, Seat
from tests.cast import NATURE, Cast, a_case, a_person, signed_in
from tests.triage.test_inbox import a_tip, page_of
from tests.typed import flat
from triage.actions.consultations import ask_team, settle_questions
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.search import earlier_records

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-1")]
At = Callable[[str], datetime]
SAID = "He sat alone at lunch again and tore up his drawings."
QUESTION = "A boy in my class draws the same door again and again."


@pytest.fixture(autouse=True)
def on_the_triage_team(cast: Cast, at: At) -> None:
    at("2026-09-14 10:00")
    Seat.objects.filter(user=cast.officer).update(triage=True)


def undesignated() -> None:
    SchoolOfficial.objects.update(until_on="2026-09-13")


def test_tips_and_their_list_are_shut_to_the_officer_until_the_district_designates(cast: Cast) -> None:
    tip, officer = a_tip(cast), signed_in(cast.officer)
    assert [officer.get(place).status_code for place in ("/reports/", page_of(tip))] == [200, 200]
    undesignated()
    assert {officer.get(place).status_code for place in ("/reports/", page_of(tip), f"{page_of(tip)}files/1/")} <= {403, 404}
    assert "Rowan" not in officer.get("/").content.decode()
    assert signed_in(cast.counselor).get(page_of(tip)).status_code == 200


def test_notes_of_others_are_shut_and_the_own_one_stays_readable_in_one_word(cast: Cast) -> None:
    by_another = keep_note(by=cast.counselor, given=NoteGiven(harm="no", building=cast.building, nature=SAID, name="Rowan Teller"))
    own = keep_note(by=cast.officer, given=NoteGiven(harm="no", building=cast.building, nature=SAID, name="Rowan Teller"))
    officer = signed_in(cast.officer)
    assert SAID in officer.get(f"/notes/{by_another.pk}/").content.decode()
    undesignated()
    assert officer.get(f"/notes/{by_another.pk}/").status_code == 404 and officer.get("/notes/").status_code == 403
    assert SAID not in officer.get(f"/notes/{own.pk}/").content.decode()
    assert SAID in signed_in(cast.counselor).get(f"/notes/{by_another.pk}/").content.decode()


def test_a_report_is_written_without_a_word_about_earlier_records(cast: Cast) -> None:
    case = a_case(cast, "assessment", subject_name="Rowan Teller")

    def found() -> object:
        way = door(cast.officer, clock.now())
        return earlier_records("Rowan Teller", NATURE, building=cast.building, by=cast.officer, way=way, page="report_new")

    assert case.code in str(found())
    undesignated()
    assert not found()
    assert signed_in(cast.officer).get("/reports/new/").status_code == 200, "whoever works there may report"


def test_a_colleagues_question_is_neither_put_to_the_officer_nor_shown(cast: Cast) -> None:
    asker = a_person(cast.district, "tess.vane", "Tess Vane", "Teacher")
    row = ask_team(by=asker, building=cast.building, question=QUESTION)
    page, officer = f"/questions/{row.pk}/", signed_in(cast.officer)
    assert officer.get(page).status_code == 200 and page in officer.get("/").content.decode()
    undesignated()
    settle_questions()
    assert officer.get(page).status_code == 404 and page not in officer.get("/").content.decode()
    assert page in flat(signed_in(cast.counselor).get("/").content.decode())


def test_opening_in_an_emergency_is_not_the_officers_without_it(cast: Cast) -> None:
    officer = signed_in(cast.officer)
    assert officer.get(reverse("emergency_access")).status_code == 200
    undesignated()
    assert officer.get(reverse("emergency_access")).status_code == 403
