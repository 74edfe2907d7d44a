"""Each paper as tagged PDF: title, language, tags, headings, table headers and reading order, read with pikepdf (ux.md 10)."""

import hashlib
import itertools
from typing import Any

import pytest
from lxml import html

from tests.reporting.printed import Printed
from tests.reporting.tags import Tag, TaggedPdf, read, squeezed

pytestmark = pytest.mark.req("DO-1")
TITLES = {
    "annual_calendar": "Annual calendar 2026-2027",
    "case_file": "Case file CHS-26-",
    "exercise": "Practice: record of a tabletop exercise, CHS-26-",
    "filing": "Annual filing 2027-2028: threat assessment procedure and team members",
    "letter_pgs_es": "Carta de Cordgrass High School",
    "release_packet": "Packet 1 of CHS-26-",
    "target_plan": "A plan for your safety, Cordgrass High School",
}
LANGUAGES = {"letter_pgs_es": "es"}
WITHOUT_TABLES = {"letter_pgs_es", "release_packet", "target_plan"}


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
        assert said["pdfuaid:part"] == "1"
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
