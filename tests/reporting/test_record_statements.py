"""A statement that parents or a student put into the record travels with every later copy and release of it (105 ILCS 10/7)."""

from datetime import date, datetime
from typing import Any

import pytest

from cases.actions.briefs import BriefGiven, write_brief
from cases.actions.danger import determine_danger
from cases.actions.record_statements import StatementGiven, insert_statement, statements_of, travelling
from cases.actions.releases import ReleaseGiven
from cases.models import Case, Disclosure, Party, RecordStatement
from reporting.actions.packets import PacketGiven, look_at
from reporting.actions.papers import issue_case_file
from reporting.documents import DOCUMENTS, WITH_STATEMENTS
from reporting.documents.case_kinds import BRIEF, CASE_FILE, PACKET, PARENT_FILE, PARTS, POLICE_FILE, RELEASES
from reporting.documents.choices import choices_of
from reporting.documents.letter_kinds import TITLES as LETTERS
from reporting.documents.pieces import name_key, pieces_of
from reporting.documents.target_plan import TARGET_PLANS
from reporting.models import IssuedDocument
from tat import clock, files
from tat.models import LogEntry
from tat.workflow import Blocked
from tests.cases.assessed import a_determination
from tests.cases.families import MONDAY, party, with_a_target
from tests.cases.managed import planned, updated
from tests.cast import Cast, a_case, signed_in
from tests.reporting.checked import let_go
from tests.reporting.test_packets import At, plain, words_of
from tests.typed import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4")]
SAID = "Our child joked, and three friends heard it as a joke."


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def stated(cast: Cast, case: Case, whose: Party, text: str = SAID) -> RecordStatement:
    given = StatementGiven(
        party_id=whose.pk, person="Marisol Teller", capacity="parent", received_on=date(2026, 9, 10), about="The report", text=text
    )
    return insert_statement(case=case, by=cast.principal, given=given)


def html_of(paper: IssuedDocument) -> str:
    return plain(b"".join(files.open_chunks(paper.html)).decode().partition("<main>")[2])


def released(cast: Cast, case: Case, face: str, whose: Party, **given: Any) -> IssuedDocument:
    words = {"person": "Somebody", "purpose": "To read it.", "basis": "consent", "consent": "Folder 3"} | given
    pieces = pieces_of(case)
    keys = [piece.key for piece in pieces.offered if piece.group != "names"] + [name_key(whose)]
    packet = PacketGiven(face=face, release=ReleaseGiven(what="", whose_id=whose.pk, **words), keys=keys)
    return let_go(case, cast.principal, cast.counselor, packet)


def test_it_is_put_in_on_the_page_of_the_record_and_wrong_words_are_said_beside_their_fields(cast: Cast) -> None:
    case = with_a_target(cast)
    page, act = f"/cases/{case.code}/record-review/", f"/cases/{case.code}/record-review/statement/"
    browser = signed_in(cast.principal)
    typed = {
        "party": str(party(case).pk),
        "person": "Marisol Teller",
        "capacity": "parent",
        "received_on": "2026-09-20",
        "about": "A",
        "text": SAID,
    }
    late = send(browser, page, act, **{f"statement-{name}": word for name, word in typed.items()})
    assert late.status_code == 200 and "This day has not come yet." in words_of(late) and SAID in words_of(late)
    typed["received_on"] = "2026-09-10"
    assert send(browser, page, act, **{f"statement-{name}": word for name, word in typed.items()}).status_code == 302
    assert SAID in words_of(browser.get(page))
    assert LogEntry.objects.filter(action="statement_inserted", code=case.code).count() == 1
    assert signed_in(cast.teacher).get(page).status_code in (403, 404)


def test_every_paper_that_is_printed_of_the_record_carries_it(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    words = {"know": "He sits by the north door.", "do": "Say his name.", "turn_to": "Room 112.", "why": "Lunch duty."}
    write_brief(case=case, by=cast.principal, given=BriefGiven(**words, until_on=date(2026, 9, 30), people=(cast.teacher.pk,)))
    stated(cast, case, party(case))
    kinds = set()
    for choice in choices_of(case):
        IssuedDocument.objects.filter(state="waiting").update(issued_at=datetime(2026, 1, 1, tzinfo=clock.UTC))
        paper = issue_case_file(case=case, by=cast.principal, choice=choice.key)
        assert SAID in html_of(paper), choice.kind
        kinds.add(paper.kind)
    assert {CASE_FILE, *PARTS, BRIEF} <= kinds


def test_worksheets_for_the_state_carry_it(cast: Cast) -> None:
    case = a_case(cast, "assessment", subject_name="Rowan Teller")
    determine_danger(case=case, by=cast.principal, given=a_determination("yes"))
    stated(cast, case, party(case))
    (sheet,) = [choice for choice in choices_of(case) if choice.kind == "isp_worksheet"]
    assert SAID in html_of(issue_case_file(case=case, by=cast.principal, choice=sheet.key))
    assert {"isp_worksheet", "sirs_worksheet"} <= WITH_STATEMENTS


@pytest.mark.parametrize(
    ("face", "basis"), [(PACKET, "court_order"), (PACKET, "next_school"), (POLICE_FILE, "consent"), (PARENT_FILE, "parent")]
)
def test_every_release_carries_it_with_others_masked_whether_or_not_somebody_chose_it(cast: Cast, face: str, basis: str) -> None:
    case = with_a_target(cast)
    stated(cast, case, party(case), f"{SAID} Ana Lund laughed too.")
    paper = released(cast, case, face, party(case), basis=basis)
    text = html_of(paper)
    assert SAID in text and "[target] laughed too" in text and "Lund" not in text and "Marisol" not in text.partition("Statement on")[2]
    assert Disclosure.objects.get().with_statement


def test_it_does_not_go_to_another_students_family(cast: Cast) -> None:
    case = with_a_target(cast)
    stated(cast, case, party(case))
    text = html_of(released(cast, case, PACKET, party(case, "target"), basis="parent", consent=""))
    assert "joked" not in text and not Disclosure.objects.get().with_statement
    rows = statements_of(case)
    assert travelling(rows, whose=[party(case, "target")], family=True) == []
    assert travelling(rows, whose=[party(case, "target")], family=False) == rows == travelling(rows, whose=[party(case)], family=True)


def test_a_release_that_is_entered_by_hand_says_that_it_went_along(cast: Cast) -> None:
    case = with_a_target(cast)
    page, act = f"/cases/{case.code}/releases/", f"/cases/{case.code}/releases/record/"
    browser = signed_in(cast.principal)
    assert "went along" not in words_of(browser.get(page))
    stated(cast, case, party(case))
    typed = {
        "what": "The attendance sheet.",
        "whose": str(party(case).pk),
        "released_at": "2026-09-14T08:00",
        "person": "Registrar",
        "purpose": "He moved.",
        "basis": "next_school",
    }
    without = send(browser, page, act, **typed)
    assert without.status_code == 200 and "A copy of it goes along with every later release" in words_of(without)
    assert send(browser, page, act, **typed, with_statement="on").status_code == 302
    assert Disclosure.objects.get().with_statement


def test_no_way_of_release_is_forgotten() -> None:
    """Every kind of paper about a case is a copy that carries statements, a release that does, or stands here with the reason."""
    not_a_copy = {
        **dict.fromkeys(LETTERS, "tells of something; gives no entry of the record"),
        **dict.fromkeys(TARGET_PLANS, "about the target, under a key of its own"),
        "exercise": "practice; about nobody",
        **dict.fromkeys(("annual_calendar", "district_statistics", "disposal_certificate", "audit_work_papers"), "about no record"),
        **dict.fromkeys(("filing", "filing_letter", "filing_board", "filing_supplement"), "about no record"),
    }
    assert set(DOCUMENTS) == {*WITH_STATEMENTS, *RELEASES, *not_a_copy}


def test_what_is_looked_at_before_a_release_shows_it(cast: Cast) -> None:
    case = with_a_target(cast)
    stated(cast, case, party(case))
    nature = next(piece.key for piece in pieces_of(case).offered if piece.key.startswith("nature"))
    release = ReleaseGiven(what="", person="A", purpose="B", basis="consent", consent="C", whose_id=party(case).pk)
    seen = look_at(case=case, given=PacketGiven(release=release, keys=[nature]), at=clock.now())
    assert seen.has_statement and SAID in seen.parts[-1].rows[0][1] and SAID not in seen.summary
    with pytest.raises(Blocked):
        stated(cast, case, party(case), text=" ")
