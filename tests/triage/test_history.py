"""What is on record already about the subject of a case: shown as far as the person may see it, and as one look on record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.conflicts import stand
from tat import clock
from tat.models import AccessEntry
from tests.cast import Cast, a_case, a_report, signed_in
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("TR-1")]


def page(person, case) -> str:
    answer = signed_in(person).get(f"/cases/{case.code}/history/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_earlier_cases_are_found_by_letters_and_by_sound_and_say_as_what(cast: Cast) -> None:
    case = a_case(cast, "triage")
    earlier, alike = a_case(cast), a_case(cast, subject_name="Rowen Tellar")
    other = a_case(cast, subject_name="Somebody Else")
    shown = page(cast.counselor, case)
    assert earlier.code in shown
    assert alike.code in shown
    assert other.code not in shown
    assert "Subject of concern" in shown
    look = AccessEntry.objects.get(page="case_history")
    assert (look.code, len(bytes(look.digest))) == (case.code, 32)


def test_cases_of_another_team_and_those_closed_to_the_reader_stay_unsaid(cast: Cast) -> None:
    case = a_case(cast, "triage")
    closed_to_her = a_case(cast)
    stand(closed_to_her, cast.counselor, "excluded", by=cast.principal, at=clock.now())
    given = a_report(cast, building=cast.other_building, received_by=cast.outsider)
    elsewhere = receive_report(by=cast.outsider, given=given).case
    shown = page(cast.counselor, case)
    assert closed_to_her.code not in shown
    assert elsewhere.code not in shown
    assert "No other case that you may see names the subject." in shown


def test_low_level_notes_on_the_subject_stand_there_for_who_reads_notes(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    keep_note(by=cast.officer, given=NoteGiven(harm="no", building=cast.building, nature="He sat alone.", name="Rowan Teller"))
    assert "Rae Marsh" in page(cast.counselor, case)
    assert "Low-level notes" not in page(cast.psychologist, case)


def test_many_earlier_cases_ask_no_more_statements_than_one(cast: Cast) -> None:
    case = a_case(cast, "triage")
    a_case(cast)
    counts = []
    for more in (0, 8):
        for _ in range(more):
            a_case(cast)
        page(cast.counselor, case)
        with CaptureQueriesContext(connection) as asked:
            page(cast.counselor, case)
        counts.append(len(asked))
    assert counts[0] == counts[1]
