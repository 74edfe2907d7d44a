"""Packets: single pieces for one recipient, everybody else's name out of them, looked at first, entered in the record of release."""

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.actions.dates import end_date, record_date
from cases.actions.findings import FindingGiven, add_finding
from cases.actions.names import Mask
from cases.models import Case, Disclosure
from reporting import pdf
from reporting.actions.papers import make_pdf
from reporting.models import IssuedDocument, PreparedPacket
from tat import files
from tat.models import LogEntry, Obligation
from tests.cases.dated import a_date
from tests.cases.families import FATHER, MONDAY, an_order, party, with_a_target
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, signed_in
from tests.reporting.checked import found_right
from tests.reporting.tags import read, squeezed
from tests.typed import form_of
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("NT-3"), pytest.mark.req("PR-1")]
At = Callable[[str], datetime]
NATURE = "Rowan Teller said Ana LUND would be sorry. Wren heard it; so did lund's brother, and Rowan laughed."
POLICE = {
    "person": "Sgt. Imre Vance",
    "capacity": "County sheriff",
    "purpose": "To find the student before school begins.",
    "basis": "emergency",
    "threat": "Words that name a person and a day.",
}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def a_case(cast: Cast, **changes: Any) -> Case:
    return with_a_target(cast, nature=NATURE, quotation="You will see on Friday, Lund.", **changes)


def name_key(case: Case, role: str) -> str:
    return f"name:{party(case, role).pk}"


def shown(cast: Cast, case: Case) -> HttpResponse:
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/packets/")
    assert answer.status_code == 200
    return answer


def key_of(cast: Cast, case: Case, kind: str) -> str:
    """The first piece of this kind that the page offers."""
    return re.search(rf'value="({kind}:[^"]+)"', shown(cast, case).content.decode())[1]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def words_of(answer: HttpResponse) -> str:
    return plain(answer.content.decode())


def sent(client: Client, case: Case, page: HttpResponse, **fields: Any) -> HttpResponse:
    """The packet's form as that page shows it, with this typed over it."""
    address = f"/cases/{case.code}/packets/release/"
    return client.post(address, form_of(page, address) | fields)


def looked(cast: Cast, case: Case, **fields: Any) -> HttpResponse:
    about = {"whose": str(party(case).pk)}
    return sent(signed_in(cast.principal), case, shown(cast, case), **(about | fields))


def released(cast: Cast, case: Case, **fields: Any) -> IssuedDocument:
    seen = looked(cast, case, **fields)
    if 'name="ask"' in seen.content.decode():
        assert sent(signed_in(cast.principal), case, seen, ask="yes").status_code == 302
        found_right(case, cast.principal, cast.counselor, PreparedPacket.objects.latest("recorded_at"))
    else:
        assert "Release this packet" in seen.content.decode(), words_of(seen)
        assert sent(signed_in(cast.principal), case, seen, release="yes").status_code == 302
    return IssuedDocument.objects.filter(case=case, kind="release_packet").latest("copy_number")


def text_of(paper: IssuedDocument) -> str:
    html = b"".join(files.open_chunks(paper.html)).decode()
    return plain(html.partition("<main>")[2])


def test_nothing_is_ticked_ahead_and_looking_writes_nothing(cast: Cast) -> None:
    case = a_case(cast)
    page = shown(cast, case)
    assert not re.search(r"<input[^>]*type=\"checkbox\"[^>]*checked", page.content.decode())
    form = page.content.decode().partition('id="new"')[2].partition("</form>")[0]
    assert "Ana Lund" in form and "Abara" not in form and "Reporting" not in form
    logged = LogEntry.objects.count()
    seen = looked(cast, case, **POLICE, reported=[key_of(cast, case, "nature")])
    assert "This is what Sgt. Imre Vance reads" in seen.content.decode()
    assert not IssuedDocument.objects.exists() and not Disclosure.objects.exists() and LogEntry.objects.count() == logged


def test_a_packet_gives_what_was_ticked_masks_everybody_else_and_enters_itself(cast: Cast) -> None:
    case = a_case(cast)
    nature = key_of(cast, case, "nature")
    seen = words_of(looked(cast, case, **POLICE, reported=[nature], names=[name_key(case, "subject")]))
    assert "Rowan Teller said [target] would be sorry. [a person] heard it; so did lund's brother, and Rowan laughed." in seen
    assert "stand in the text all the same: lund." in seen

    paper = released(cast, case, **POLICE, reported=[nature], names=[name_key(case, "subject")])
    text = text_of(paper)
    assert paper.legal_basis == "emergency" and "To find the student before school begins." in text
    assert "[target] would be sorry" in text and "Sgt. Imre Vance, County sheriff" in text and "34 CFR 99.33" in text
    for never in ("Ana", "LUND", "Wren", "Abara", "Friday", "Second-floor", "Level", POLICE["threat"]):
        assert never not in text, never
    (row,) = Disclosure.objects.all()
    assert (row.whose, row.basis, row.threat, row.person) == (party(case), "emergency", POLICE["threat"], POLICE["person"])
    assert f"Packet 1, check code {paper.check_code}." in row.what and "What was reported: Concern, " in row.what
    assert "sorry" not in row.what
    assert Obligation.objects.filter(rule="EMR-PG", trigger_ref=f"release:{row.pk}").count() == 1
    assert LogEntry.objects.filter(action="packet_released", code=case.code, detail=f"paper:{paper.pk}").count() == 1
    for page in ("packets", "papers"):
        assert paper.check_code in signed_in(cast.counselor).get(f"/cases/{case.code}/{page}/").content.decode()
    made = make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)
    layer = read(b"".join(files.open_chunks(made.file))).document.text
    assert squeezed("[target] would be sorry") in layer and "Wren" not in layer and "LUND" not in layer


def test_each_student_who_is_named_has_a_line_and_a_notice_of_the_parents(cast: Cast) -> None:
    case = a_case(cast)
    both = [name_key(case, "subject"), name_key(case, "target")]
    released(cast, case, **POLICE, names=both, reported=[key_of(cast, case, "quotation")])
    assert {row.whose for row in Disclosure.objects.all()} == {party(case), party(case, "target")}
    assert Obligation.objects.filter(rule="EMR-PG", state="open").count() == 2


def test_what_nobody_has_looked_at_is_not_released(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast.principal)
    nature, quotation = key_of(cast, case, "nature"), key_of(cast, case, "quotation")
    about = POLICE | {"whose": str(party(case).pk)}
    unseen = sent(client, case, shown(cast, case), **about, reported=[nature], release="yes")
    assert "Look at the packet before it is released." in words_of(unseen) and "This is what" in words_of(unseen)
    other = sent(client, case, looked(cast, case, **POLICE, reported=[nature]), reported=[nature, quotation], release="yes")
    assert "Look at the packet before it is released." in words_of(other)
    elsewhere = sent(client, case, looked(cast, case, **POLICE, reported=[nature]), person="Somebody else", release="yes")
    assert "Look at the packet before it is released." in words_of(elsewhere)
    whose = sent(client, case, looked(cast, case, **POLICE, reported=[nature]), whose=str(party(case, "target").pk), release="yes")
    assert "Look at the packet before it is released." in words_of(whose)
    assert not IssuedDocument.objects.exists() and not Disclosure.objects.exists()
    assert sent(client, case, other, release="yes").status_code == 302


def test_the_same_press_twice_is_one_release(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast.principal)
    seen = looked(cast, case, **POLICE, reported=[key_of(cast, case, "nature")])
    assert [sent(client, case, seen, release="yes").status_code for _ in range(2)] == [302, 302]
    assert IssuedDocument.objects.count() == Disclosure.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reported": []}, "Choose what the recipient needs."),
        ({"person": ""}, "Write to whom it was released."),
        ({"purpose": ""}, "Write for which purpose."),
        ({"basis": ""}, "No basis, no release."),
        ({"threat": ""}, "Write the articulable and significant threat."),
        ({"basis": "consent"}, "Write where the consent or the order is kept"),
        ({"reported": [f"nature:{uuid.uuid4()}"]}, "A piece that was chosen does not stand any more."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(cast: Cast, changes: dict[str, Any], words: str) -> None:
    case = a_case(cast)
    ticked = {"reported": [key_of(cast, case, "nature")]}
    answer = looked(cast, case, **(POLICE | ticked | changes))
    assert words in words_of(answer) and "This is what" not in words_of(answer)
    for name, value in POLICE.items():
        if name not in changes and name not in ("basis",):
            assert value in answer.content.decode(), name


def test_a_familys_copy_names_no_other_student_and_goes_to_nobody_whom_an_order_bars(cast: Cast) -> None:
    case = a_case(cast)
    family = POLICE | {"basis": "parent", "person": "Marisol Teller", "capacity": "Mother"}
    nature = [key_of(cast, case, "nature")]
    both = [name_key(case, "subject"), name_key(case, "target")]
    assert "names no other student" in words_of(looked(cast, case, **family, reported=nature, names=both))
    an_order(cast, case)
    assert "An order about this student bars this release." in words_of(
        looked(cast, case, **(family | {"person": FATHER}), reported=nature)
    )
    assert "Ana" not in text_of(released(cast, case, **family, reported=nature, names=both[:1]))


def test_a_plan_and_a_level_are_pieces_and_a_closed_case_still_releases(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    page = words_of(shown(cast, case))
    for words in ("Reasons for the level", "Plan: Subject", "Subject, warning sign, September 14, 2026"):
        assert words in page, words
    school = POLICE | {"basis": "next_school", "capacity": "Registrar"}
    paper = released(cast, case, **school, decided=[key_of(cast, case, "level")], done=[key_of(cast, case, "strategy")])
    assert "Moderate Level, since" in text_of(paper), text_of(paper)
    assert "It fits what was found" not in text_of(paper)
    emergency = looked(cast, case, **POLICE, decided=[key_of(cast, case, "level")])
    assert "Reopen it first." in words_of(emergency)


@pytest.mark.req("PL-5")
def test_a_date_to_watch_is_a_piece_and_what_is_feared_done_and_came_of_it_are_others(cast: Cast) -> None:
    case = a_case(cast, stage="assessment")
    words = {"event": "The hearing about Ana Lund, room 4.", "effect": "That he waits for LUND outside."}
    item = a_date(cast, case, on_day=date(2026, 9, 15), mitigation="The officer is there.", **words)
    said = {"item_id": item.pk, "occurrence_on": date(2026, 9, 15)}
    record_date(case=case, by=cast.counselor, kind="before", text="Called the court.", **said)
    record_date(case=case, by=cast.counselor, kind="after", text="Ana stayed away.", **said)
    end_date(case=case, by=cast.counselor, item_id=item.pk, outcome="The order stands.")
    page = words_of(shown(cast, case))
    for title in (f"{item.label}, September 15, 2026", "Feared, September", "Done before, September", "What came of it, September"):
        assert title in page, title
    assert "Called the court." not in page

    ticked = [key_of(cast, case, kind) for kind in ("date", "came")]
    paper = released(cast, case, **POLICE, dates=ticked)
    text = text_of(paper)
    assert "Dates to watch" in text and "The hearing about [target], room 4." in text and "[target] stayed away." in text
    for never in ("Ana", "LUND", "The officer", "order stands", "Called"):
        assert never not in text, never
    (row,) = Disclosure.objects.all()
    assert f"Dates to watch: {item.label}, September 15, 2026; What came of it, September 15, 2026" in row.what
    assert "hearing" not in row.what
    made = make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)
    layer = read(b"".join(files.open_chunks(made.file))).document.text
    assert squeezed("The hearing about [target], room 4.") in layer and "LUND" not in layer
    ticked = [key_of(cast, case, kind) for kind in ("effect", "mitigation", "outcome")]
    whole = text_of(released(cast, case, **POLICE, dates=ticked))
    for each in ("That he waits for [target] outside.", "The officer is there.", "The order stands."):
        assert each in whole, each


def test_a_case_that_was_merged_makes_none_and_the_other_one_masks_its_people(cast: Cast) -> None:
    ends, goes_on = a_case(cast), with_a_target(cast, nature="Seen by the gate.")
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="Both reports tell of the same words.")
    assert "Look at the packet" not in shown(cast, ends).content.decode()
    reported = re.findall(r'value="(nature:[^"]+)"', shown(cast, goes_on).content.decode())
    text = text_of(released(cast, goes_on, **POLICE, reported=reported))
    assert "Seen by the gate." in text and "[subject of concern] said [target] would be sorry." in text


def test_the_page_takes_as_many_statements_with_thirty_findings_and_dates_as_with_one(cast: Cast) -> None:
    case = planned(cast)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/packets/"
    a_date(cast, case)
    few = statements(client, address)
    for number in range(30):
        given = FindingGiven(domain="S", kind="WS", status="observed", source="interview", text=f"Seen {number} times.")
        add_finding(case=case, by=cast.teacher, given=given)
        a_date(cast, case, effect=f"Feared {number} times.")
    assert statements(client, address) == few <= 28


@pytest.mark.parametrize(
    ("text", "masked", "left"),
    [
        ("Ana Lund came.", "[target] came.", []),
        ("ana lund came.", "[target] came.", []),
        ("Lund, Ana came; ANA too.", "[target], [target] came; [target] too.", []),
        ("Ana-Lund came with Lund’s bag.", "[target] came with [target]’s bag.", []),
        ("He saw ana.", "He saw ana.", ["ana"]),
        ("Äna Lünd came.", "[target] came.", []),
        ("Analund and Banana came.", "Analund and Banana came.", []),
        ("Bo and Teller came; Bo Teller, bo teller.", "[a person] and Teller came; [a person], bo teller.", ["bo", "Teller", "teller"]),
        ("Rowan Teller came.", "Rowan Teller came.", ["Teller"]),
    ],
)
def test_a_name_is_masked_in_every_way_it_is_written(text: str, masked: str, left: list[str]) -> None:
    mask = Mask([("[target]", "Ana Lund"), ("[a person]", "Bo Teller")], ["Rowan Teller"])
    assert mask.over(text) == masked
    assert mask.left(masked) == left
