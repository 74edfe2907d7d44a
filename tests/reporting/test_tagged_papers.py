"""Each paper as tagged PDF: title, language, tags, headings, table headers and reading order, read with pikepdf (ux.md 10)."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from reporting.documents.case_kinds import PARENT_FILES
from reporting.documents.letter_kinds import SPANISH
from reporting.documents.letter_kinds import TITLES as LETTERS
from reporting.documents.target_plan import TARGET_PLANS
from tests.reporting.printed import KINDS, Printed
from tests.reporting.tags import Tag, TaggedPdf, read, squeezed

pytestmark = pytest.mark.req("DO-1")
IN_SPANISH = {kind for kind in KINDS if kind.endswith(SPANISH)}
TITLES = {
    "annual_calendar": "Annual calendar 2026-2027",
    "audit_work_papers": "Audit of case files, ",
    "assessment_record": "Assessment and classification record CHS-26-",
    "brief": "Need-to-know brief CHS-26-",
    "case_file": "Case file CHS-26-",
    "exercise": "Practice: record of a tabletop exercise, CHS-26-",
    "case_plan": "Case plan CHS-26-",
    "case_updates": "Case updates CHS-26-",
    "district_statistics": "Statistics of threat assessment, ",
    "disposal_certificate": "Certificate of disposal, REC-",
    "filing": "Annual filing 2027-2028: threat assessment procedure and team members",
    "filing_board": "Notice to the School Board: annual filing 2027-2028",
    "filing_letter": "Annual filing 2027-2028: letter to ",
    "filing_supplement": "Annual filing 2027-2028: supplement 1",
    "case_timeline": "Timeline CHS-26-",
    "intake_record": "Intake and triage record CHS-26-",
    "isp_worksheet": "Worksheet for the State Police’s portal CHS-26-",
    **{kind: "Carta de Cordgrass High School" if kind in IN_SPANISH else "A letter from Cordgrass High School" for kind in LETTERS},
    "notice_record": "Record of notices CHS-26-",
    "parent_file": "Case file, parents’ copy CHS-26-",
    "parent_file_es": "Expediente del caso, copia para los padres CHS-26-",
    "police_file": "Case file, police copy CHS-26-",
    "release_record": "Record of release CHS-26-",
    "sirs_worksheet": "SIRS worksheet CHS-26-",
    "release_packet": "Packet 1 of CHS-26-",
    "target_plan": "A plan for your safety, Cordgrass High School",
    "target_plan_es": "Un plan para su seguridad, Cordgrass High School",
}
LANGUAGES = dict.fromkeys(IN_SPANISH, "es")
WITHOUT_TABLES = {
    *("brief", "case_updates", "isp_worksheet", *LETTERS, "notice_record", *PARENT_FILES, "police_file"),
    *("release_packet", "release_record", "sirs_worksheet", *TARGET_PLANS),
}
WITHOUT_THE_CODE = {*LETTERS, *TARGET_PLANS}
"""Papers for families and targets: the code of the subject's case is nothing to them."""
STAMPED = {"assessment_record", "brief", "case_file", "case_plan", "case_updates", "intake_record", "isp_worksheet", "sirs_worksheet"}
MADE = {"en": ("(printed|made) by", "September 14, 2026"), "es": ("hecho por", "14 de septiembre de 2026")}
FOIA = {"en": "Exemptinwholeorpartunder5ILCS140/7(1)", "es": "Exentoentodooenpartesegún5ILCS140/7(1)"}


def tagged(paper: Printed) -> TaggedPdf:
    return read(paper.content)


def continued(found: TaggedPdf) -> list[Tag]:
    """The pieces of tables that go on from the page before: each with the head, without the caption."""
    return [table for table in found.document.all("Table") if table.children[0].kind == "THead"]


def page_of(paper: Printed) -> Any:
    """What the browser shows: the same HTML that the PDF was made of."""
    return html.document_fromstring(paper.html).find(".//main")


def test_a_paper_says_its_title_and_language_and_calls_itself_tagged(paper: Printed) -> None:
    pdf_file = tagged(paper).pdf
    with pdf_file.open_metadata() as said:
        assert said["dc:title"].startswith(TITLES[paper.kind]) and "\n" not in said["dc:title"]
        assert said.get("pdfuaid:part") == "1"
    root = pdf_file.Root
    said_so = (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle))
    assert said_so == (LANGUAGES.get(paper.kind, "en"), True, True)
    assert all(str(page.obj["/Tabs"]) == "/S" for page in pdf_file.pages if "/Annots" in page.obj)


def test_a_paper_is_read_in_the_order_of_its_page_and_nothing_of_it_is_without_a_tag(paper: Printed) -> None:
    found = tagged(paper)
    for table in continued(found):
        table.parts = table.parts[1:]  # its head is said once more on the next page

    assert found.document.text == squeezed(page_of(paper).text_content())
    assert found.unmarked == ""


def test_every_page_has_its_number_the_mark_and_the_code_of_its_case_in_the_footer(paper: Printed) -> None:
    found = tagged(paper)
    language = LANGUAGES.get(paper.kind, "en")
    number = "Página{}de{}" if language == "es" else "Page{}of{}"

    assert len(found.running) == paper.pages
    for at, running in enumerate(found.running, start=1):
        assert number.format(at, paper.pages) in running and FOIA[language] in running, running
        assert squeezed(paper.code) in running if paper.code and paper.kind not in WITHOUT_THE_CODE else True, running
        assert not (paper.code and paper.kind in WITHOUT_THE_CODE and paper.code in running)


def test_its_bookmarks_are_its_headings(paper: Printed) -> None:
    found = tagged(paper)
    with found.pdf.open_outline() as outline:
        named = [squeezed(item.title) for item in walked(outline.root)]

    assert named == [tag.text for tag in found.document.all("H1", "H2", "H3", "H4")]


def walked(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from walked(item.children)


def test_an_entry_is_stamped_with_who_wrote_it(paper: Printed) -> None:
    """105 ILCS 10/4(d): name, position, and when; the paper itself says who printed it."""
    text = " ".join(page_of(paper).text_content().split())

    assert paper.edition
    if paper.kind in STAMPED:
        assert re.search(r"Recorded by [^,]+, [A-Z][^,]+, (\w+day, )?September 14, 2026, \d", text), text
    if paper.code and paper.kind not in WITHOUT_THE_CODE:
        by, day = MADE[LANGUAGES.get(paper.kind, "en")]
        assert re.search(rf"{by} [^,]+, [A-Z][^,]+, (\w+, )?{day}, \d", text), text


def test_headings_stand_in_order_and_none_is_skipped(paper: Printed) -> None:
    headings = tagged(paper).document.all("H1", "H2", "H3", "H4")
    levels = [int(tag.kind[1]) for tag in headings]

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert [tag.text for tag in headings] == [squeezed(each.text_content()) for each in page_of(paper).iter("h1", "h2", "h3", "h4")]


def test_every_table_has_a_caption_and_every_cell_names_its_headers(paper: Printed) -> None:
    found = tagged(paper)
    tables, on_next_page = found.document.all("Table"), continued(found)

    assert len(tables) - len(on_next_page) == len(list(page_of(paper).iter("table")))
    assert bool(tables) == (paper.kind not in WITHOUT_TABLES)
    assert all(table.children[0].kind == "Caption" for table in tables if table not in on_next_page)
    for table in tables:
        titles = {tag.id: tag.text for tag in table.all("TH")}
        first, *rows = table.all("TR")
        columns = [tag.text for tag in first.children]
        for row in rows:
            own, *cells = row.children
            assert own.kind == "TH"
            assert [[titles[name] for name in cell.headers] for cell in cells] == [[own.text, column] for column in columns[1:]]


def test_a_paper_carries_no_program_no_file_and_no_link(paper: Printed) -> None:
    pdf_file = tagged(paper).pdf
    assert not {"/OpenAction", "/AA", "/Names", "/AF"} & set(pdf_file.Root.keys())
    assert not [page for page in pdf_file.pages if "/Annots" in page.obj]


@pytest.mark.req("DO-3")
def test_what_is_kept_is_what_the_digest_says_and_the_log_carries_it(paper: Printed) -> None:
    assert paper.sha256 == paper.logged == hashlib.sha256(paper.content).digest()
    assert paper.pages == len(tagged(paper).pdf.pages)
