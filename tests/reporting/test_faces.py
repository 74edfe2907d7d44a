"""The three faces of one case file: the whole, the parents', the police's; nobody else's name, number or initials in the bytes (DO-2)."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.http import HttpResponse

from cases.actions.findings import FindingGiven, add_finding
from cases.actions.interviews import interview_not_held
from cases.actions.parties import PartyGiven
from cases.models import Affiliation, Case, Disclosure, Party
from reporting import pdf
from reporting.actions.papers import make_pdf
from reporting.documents.masking import digits
from reporting.models import IssuedDocument, PreparedPacket
from tat.models import LogEntry
from tests.cases.families import MONDAY, party
from tests.cases.managed import adopted, assessed, drafted, signed, updated
from tests.cast import Cast, signed_in
from tests.reporting.checked import found_right
from tests.reporting.printed import stored
from tests.reporting.tags import read, squeezed
from tests.reporting.test_packets import plain, words_of
from tests.typed import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("DO-2"), pytest.mark.req("PR-1")]
At = Callable[[str], datetime]
PHONES = ("(217) 555-0142", "217-555-0177")
OTHERS = ("Annika Lund", "Bodhi Haverkamp")
SAID = (
    "Rowan Teller wrote of Annika LUND, A.L., and of AL in 9th grade; a 9th grader, B. H., saw it. Lund’s mother is at 217.555.0142, "
    "Bodhi’s father at +1 217 555 0177 or bo.father@example.com. AL is a chemical sign too."
)


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def a_case(cast: Cast) -> Case:
    """A managed case about Rowan Teller, with a target and a witness, each with a number to call, in what people wrote."""
    target = PartyGiven(role=Party.Role.TARGET, name=OTHERS[0], affiliation=Affiliation.STUDENT_CURRENT, contact=PHONES[0])
    witness_contact = f"{PHONES[1]}, bo.father@example.com"
    witness = PartyGiven(role=Party.Role.WITNESS, name=OTHERS[1], affiliation=Affiliation.STUDENT_CURRENT, contact=witness_contact)
    case = assessed(cast, targets=(target,), witnesses=(witness,), nature=SAID)
    for who in ("target", "witness"):
        interview_not_held(case=case, by=cast.teacher, interviewee=who, reason="Their parents asked for another day.")
    add_finding(case=case, by=cast.teacher, given=FindingGiven(domain="S", kind="WS", status="observed", source="interview", text=SAID))
    signed(cast, case, "moderate")
    drafted(cast, case)
    adopted(cast, case)
    updated(cast, case)
    case.refresh_from_db()
    return case


def page_of(cast: Cast, case: Case, face: str) -> HttpResponse:
    return signed_in(cast.principal).get(f"/cases/{case.code}/packets/?face={face}")


def pressed(cast: Cast, case: Case, page: HttpResponse, **typed: Any) -> HttpResponse:
    address = f"/cases/{case.code}/packets/release/"
    return signed_in(cast.principal).post(address, form_of(page, address) | typed)


def released(cast: Cast, case: Case, page: HttpResponse, **typed: Any) -> tuple[IssuedDocument, HttpResponse]:
    """The face looked at, then released and made; with the page on which it was looked at."""
    seen = pressed(cast, case, page, **typed)
    if 'name="ask"' in seen.content.decode():
        assert pressed(cast, case, seen, ask="yes").status_code == 302
        found_right(case, cast.principal, cast.counselor, PreparedPacket.objects.latest("recorded_at"))
    else:
        assert "Release this packet" in seen.content.decode(), words_of(seen)
        assert pressed(cast, case, seen, release="yes").status_code == 302
    return make_pdf(paper_id=IssuedDocument.objects.latest("issued_at").pk, limits=pdf.IN_WORKER), seen


def every_byte(content: bytes) -> str:
    """The file as it lies, each of its streams inflated, and what its fonts say the letters are."""
    with pikepdf.open(BytesIO(content)) as found:
        streams = [each.read_bytes() for each in found.objects if isinstance(each, pikepdf.Stream)]
    layer = read(content)
    raw = b"\n".join([content, *streams])
    return "\n".join([raw.decode("latin-1"), raw.decode("utf-16-be", "ignore"), layer.document.text, *layer.running])


def leads_to_others(text: str) -> list[str]:
    """Every name of the others, their initials with a grade, their numbers: what of it stands in a text, in whatever writing."""
    bare = squeezed(text)
    names = [part for name in (*OTHERS, "Wren Abara") for part in (squeezed(name), *name.split())]
    found = [name for name in names if re.search(rf"(?<![A-Za-z]){name}(?![a-z])", bare, re.IGNORECASE)]
    found += [number for number in PHONES if digits(number) in re.sub(r"\D", "", bare)]
    return found + [words for words in ("A.L.", "B.H.", "ALin9thgrade", "bo.father") if words in bare]


def test_the_parents_copy_has_all_about_their_child_and_nothing_that_leads_to_another(cast: Cast) -> None:
    case = a_case(cast)
    page = page_of(cast, case, "parent_file")

    paper, seen = released(cast, case, page, person="Marisol Teller", capacity="Mother")

    html = stored(paper.html).decode()
    text = plain(html.partition("<main>")[2])
    assert (paper.kind, paper.legal_basis, paper.given_to) == ("parent_file", "parent", "Marisol Teller, Mother")
    assert leads_to_others(html) == leads_to_others(every_byte(stored(paper.file))) == []
    for there in (
        "Rowan Teller",
        "[target]",
        "What was found",
        "Reasons for the level",
        "Update,",
        "AL is a chemical sign",
        "Sol Ortiz-Lane",
    ):
        assert there in text, there
    assert "Recorded by Tobin Boyce, Teacher, September 14, 2026" in text, text
    assert "What this copy leaves out" in words_of(seen)
    assert re.search(r"\[contact\] or \[contact\]", text)
    (row,) = Disclosure.objects.filter(case=case)
    assert (row.whose, row.basis, row.person) == (party(case), "parent", "Marisol Teller")
    assert LogEntry.objects.filter(action="packet_released", detail=f"paper:{paper.pk}").count() == 1


def test_police_get_what_is_chosen_section_by_section_and_the_basis_is_asked(cast: Cast) -> None:
    case = a_case(cast)
    page = page_of(cast, case, "police_file")
    assert not re.search(r"<input[^>]*type=\"checkbox\"[^>]*checked", page.content.decode())
    police = {
        "whose": str(party(case).pk),
        "person": "Sgt. Imre Vance",
        "capacity": "County sheriff",
        "purpose": "To find the student before school begins.",
    }

    nothing = words_of(pressed(cast, case, page, **police, basis="emergency", threat="Words with a day."))
    assert "Choose what the recipient needs." in nothing
    family = words_of(pressed(cast, case, page, **police, basis="parent", found=["all:found"]))
    assert "This basis is for the family." in family
    without = words_of(pressed(cast, case, page, **police, found=["all:found"]))
    assert "No basis, no release." in without

    paper, _seen = released(cast, case, page, **police, basis="emergency", threat="Words with a day.", found=["all:found"])

    text = plain(stored(paper.html).decode().partition("<main>")[2])
    assert paper.kind == "police_file" and "Seen twice this week." in text and "entries that were not chosen." in text
    for never in ("Reasons for the level", "What was reported", "Rowan", "Update,"):
        assert never not in text, never
    assert leads_to_others(every_byte(stored(paper.file))) == []


def test_the_parents_copy_is_for_the_subjects_family_alone(cast: Cast) -> None:
    case = a_case(cast)
    page = page_of(cast, case, "parent_file")

    other = words_of(pressed(cast, case, page, person="Sgt. Imre Vance", basis="court_order", consent="Folder 3"))
    target = words_of(pressed(cast, case, page, person="Pilar Lund", whose=str(party(case, "target").pk), names=[]))

    assert "The parents’ copy goes to the student’s own parents" in other
    assert "The parents’ copy of the file is for the family of the student whom the case is about." in target
    assert not IssuedDocument.objects.exists() and not Disclosure.objects.filter(case=case).exists()
