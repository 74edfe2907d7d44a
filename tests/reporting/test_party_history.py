"""The earlier cases of one party: of this name or a like one, as far as the reader may see them, as one look on record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.conflicts import stand
from cases.actions.parties import PartyGiven
from cases.models import Case, Party
from tat import audit, clock
from tat.models import AccessEntry, User
from tests.cast import Cast, a_case, a_report, signed_in
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-1")]


def address(case: Case, role: str = "subject") -> str:
    return f"/cases/{case.code}/people/{case.party_set.get(role=role).pk}/"


def page(person: User, case: Case, role: str = "subject") -> str:
    answer = signed_in(person).get(address(case, role))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_earlier_cases_say_level_outcome_and_how_the_name_agrees(cast: Cast) -> None:
    case, ended = a_case(cast, "assessment"), a_case(cast, "closed")
    sounds, spelled = (a_case(cast, subject_name=name) for name in ("Rowenne Tellar", "Rowam Teller"))
    aimed = a_case(cast, subject_name="Somebody Else", targets=(PartyGiven(role="target", name="Rowan Teller"),))
    Case.objects.filter(pk=spelled.pk).update(level="high")
    shown = page(cast.counselor, case)
    for each, words in (
        (ended, "Closed at triage"),
        (sounds, "Possible: the name sounds alike"),
        (spelled, "Possible: the name is spelled alike"),
        (aimed, ">Target<"),
    ):
        row = next((part for part in shown.split('<tr role="row">') if f'"/cases/{each.code}/"' in part), "")
        assert words in row, (each.code, words, row)
    assert "High Level" in shown
    look = AccessEntry.objects.get(page="party_history")
    assert look.code == case.code
    others = sorted((ended, sounds, spelled, aimed), key=lambda each: (each.opened_at, each.code), reverse=True)
    assert bytes(look.digest) == audit.digest_of([each.code for each in others])


def test_what_the_reader_may_not_see_stays_unsaid(cast: Cast) -> None:
    case, shut = a_case(cast, "triage"), a_case(cast)
    stand(shut, cast.counselor, "excluded", by=cast.principal, at=clock.now())
    theirs = receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, received_by=cast.outsider)).case
    shown = page(cast.counselor, case)
    assert "No other case that you may see names this person." in shown
    assert shut.code not in shown
    assert theirs.code not in shown
    assert signed_in(cast.counselor).get(address(theirs)).status_code == 404


def test_who_reported_and_parties_of_other_cases_have_no_such_page(cast: Cast) -> None:
    case, other = a_case(cast, "triage"), a_case(cast)
    browser = signed_in(cast.counselor)
    for party in (*Party.objects.filter(case=case, role__in=("reporting_party", "recipient")), other.party_set.get(role="subject")):
        assert browser.get(f"/cases/{case.code}/people/{party.pk}/").status_code == 404


def test_notes_stand_there_for_who_reads_notes(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    note = keep_note(by=cast.officer, given=NoteGiven(harm="no", building=cast.building, nature="He sat alone.", name="Rowan Teller"))
    assert str(note.pk) in page(cast.counselor, case)
    assert str(note.pk) not in page(cast.psychologist, case)


def test_the_case_and_its_report_lead_there(cast: Cast) -> None:
    case = a_case(cast, "triage", targets=(PartyGiven(role="target", name="Ana Lund"),))
    browser = signed_in(cast.counselor)
    for each in (f"/cases/{case.code}/", f"/cases/{case.code}/report/"):
        shown = browser.get(each).content.decode()
        assert address(case) in shown, each
        assert address(case, "target") in shown, each
    assert "Ana Lund" in page(cast.counselor, case, "target")


def test_many_earlier_cases_ask_no_more_statements_than_one(cast: Cast) -> None:
    case = a_case(cast, "triage")
    counts = []
    for more in (1, 7):
        for _ in range(more):
            a_case(cast)
        page(cast.counselor, case)
        with CaptureQueriesContext(connection) as asked:
            page(cast.counselor, case)
        counts.append(len(asked))
    assert counts[0] == counts[1]
