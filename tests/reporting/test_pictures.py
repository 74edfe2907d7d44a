"""Pictures of documents: a file of the case drawn anew with places covered, kept, and given in a packet; the original stays sealed."""

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from cases.actions.attachments import add_attachments
from cases.actions.releases import ReleaseGiven
from cases.models import Case, Disclosure
from reporting import pdf
from reporting.actions.packets import PacketGiven
from reporting.actions.papers import make_pdf
from reporting.documents.case_kinds import PARENT_FILE
from reporting.models import PictureCopy
from reporting.pdf import pictures
from tat import files
from tat.models import AccessEntry, LogEntry
from tat.uploads import judge
from tests.cases.families import MONDAY
from tests.cast import Cast, a_case, signed_in
from tests.reporting.checked import let_go, looked_over
from tests.typed import form_of
from tests.uploads import samples

pytestmark = [pytest.mark.django_db, pytest.mark.req("DO-1"), pytest.mark.req("DO-2")]
At = Callable[[str], datetime]
COVERED, OPEN = "Ana Lund, grade 10, 217-555-0142", "Rowan Teller said so"
WORDS = ("Ana Lund", "Lund", "grade", "217-555", "0142")
BEHIND_IT = [f"{letter}{row}" for letter in pictures.LETTERS for row in range(1, 7)]
"""The upper fifth of the page, where the words to be covered stand."""
PAGES = f"""<!doctype html><html lang="en"><head><title>Statement</title></head><body>
<p>{COVERED}</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>{OPEN}</p>
<p style="break-before: page">Nothing to cover here</p></body></html>"""


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast)


def statement() -> bytes:
    return pdf.render(PAGES, pdf.IN_REQUEST).content


def kept(cast: Cast, case: Case, name: str, content: bytes) -> None:
    add_attachments(case=case, by=cast.counselor, given=[judge(SimpleUploadedFile(name, content))])


def page(client: Client, case: Case, rest: str = "") -> HttpResponse:
    answer = client.get(f"/cases/{case.code}/pictures/{rest}")
    assert answer.status_code == 200
    return answer


def words_of(answer: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def send(client: Client, case: Case, shown: HttpResponse, verb: str, **fields: Any) -> HttpResponse:
    address = f"/cases/{case.code}/pictures/{verb}/"
    return client.post(address, form_of(shown, address) | fields)


def begun(client: Client, case: Case, number: int = 1) -> PictureCopy:
    answer = send(client, case, page(client, case), "begin", number=str(number), for_whom="The subject’s family")
    row = PictureCopy.objects.latest("recorded_at", "number")
    assert answer["Location"] == f"/cases/{case.code}/pictures/{row.pk}/pages/1/", words_of(answer)
    return row


def covered(client: Client, case: Case, row: PictureCopy, number: int, **fields: Any) -> HttpResponse:
    at = f"{row.pk}/pages/{number}"
    return send(client, case, page(client, case, f"{at}/"), f"{at}/cover", **fields)


def made(client: Client, case: Case, row: PictureCopy, **places: Any) -> PictureCopy:
    for number in range(1, row.pages + 1):
        assert covered(client, case, row, number, **(places if number == 1 else {})).status_code == 302
    assert send(client, case, page(client, case), f"{row.pk}/make").status_code == 302
    row.refresh_from_db()
    return row


def inflated(content: bytes) -> Iterator[bytes]:
    """The file as it is, every stream of it as it lies there, and unpacked where it is packed."""
    yield content
    with pikepdf.open(io.BytesIO(content)) as paper:
        for each in paper.objects:
            if isinstance(each, pikepdf.Stream):
                yield each.read_raw_bytes()
                if str(each.get("/Filter", "")) == "/FlateDecode":
                    yield zlib.decompress(each.read_raw_bytes())
                yield str(each.keys()).encode()


def text_layer(content: bytes) -> str:
    return "".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(content))


def pixels(content: bytes, number: int = 1) -> Image.Image:
    """The picture of a page, without the line under it."""
    with pikepdf.open(io.BytesIO(content)) as paper:
        (drawn,) = paper.pages[number - 1].get_images().values()
        return pikepdf.PdfImage(drawn).as_pil_image().convert("L")


def test_what_is_covered_is_black_in_the_picture_and_nowhere_in_the_bytes_and_the_original_stays(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    kept(cast, case, "statement.pdf", statement())
    original = case.attachment_set.get().original
    assert COVERED in text_layer(b"".join(files.open_chunks(original)))

    row = made(client, case, begun(client, case), squares=BEHIND_IT)

    answer = client.get(f"/cases/{case.code}/pictures/{row.pk}/file.pdf")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="{case.short_code}-1-copy-1.pdf"'
    assert hashlib.sha256(content).digest() == bytes(row.file.sha256) and row.file.key_id == case.key_id and row.pages == 2
    found = b"\n".join(inflated(content))
    for word in (*WORDS, "Rowan", "Teller", "Nothing", "Statement"):
        assert word.encode() not in found and word.encode("utf-16-be") not in found, word
    assert text_layer(content).strip() == ""
    shown = pixels(content)
    high = shown.height * 6 // (row.rows[0] + 1)
    assert shown.crop((0, 0, shown.width, high)).getextrema()[1] <= 8  # black, to the last pixel
    assert shown.crop((0, high + 60, shown.width, shown.height - 60)).getextrema()[0] < 128  # the words below can be read
    label = pixels(content, 2)
    assert label.crop((0, label.height - 44, label.width, label.height)).getextrema()[0] < 64  # “Picture of a document” on each page
    assert b"".join(files.open_chunks(original)) == statement_of(case) and COVERED in text_layer(statement_of(case))
    logged = LogEntry.objects.filter(code=case.code, detail=f"picture:{row.pk}")
    assert [each.action for each in logged.order_by("at", "id")] == ["picture_begun", *["picture_covered"] * 2, "picture_made"]
    looks = AccessEntry.objects.filter(page="picture_file", code=case.code)
    assert [bytes(each.digest) for each in looks] == [bytes(row.file.sha256)]


def statement_of(case: Case) -> bytes:
    return b"".join(files.open_chunks(case.attachment_set.get().original))


def test_a_copy_is_given_in_a_packet_joined_to_it_and_stands_in_the_record_of_release(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    kept(cast, case, "statement.pdf", statement())
    kept(cast, case, "chat.png", samples.picture("PNG"))
    row = made(client, case, begun(client, case), squares=BEHIND_IT)
    form = client.get(f"/cases/{case.code}/packets/?face=parent_file").content.decode()
    (ticked,) = re.findall(rf'<input[^>]*value="picture:{row.pk}"[^>]*>', form)
    assert "checked" not in ticked and "Made for: The subject’s family" in form

    family = {"person": "Marisol Teller", "purpose": "To read it.", "basis": "parent"}
    given = PacketGiven(face=PARENT_FILE, release=ReleaseGiven(what="", **family), keys=[f"picture:{row.pk}"])
    row.case = case
    looked_over(row, cast.principal)
    paper = let_go(case, cast.principal, cast.counselor, given)

    paper = make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)
    content = b"".join(files.open_chunks(paper.file))
    name = f"Picture of a document {case.short_code}-1-copy-1"
    with pikepdf.open(io.BytesIO(content)) as joined:
        alts = [str(each.Alt) for each in joined.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
        assert alts == [f"{name}, page {number} of 2." for number in (1, 2)]
        with joined.open_metadata() as said:
            assert "pdfuaid:part" not in said
    assert not any(word.encode() in each for each in inflated(content) for word in WORDS)
    html = b"".join(files.open_chunks(paper.html)).decode()
    assert row.digest in html and "1 file, of which no picture stands behind this paper." in html
    assert name in Disclosure.objects.get().what
    assert [each.pk for each in paper.pictures.all()] == [row.pk]


def test_only_pictures_and_pdfs_are_offered_and_squares_may_be_written(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    kept(cast, case, "chat.png", samples.picture("PNG", size=(600, 400)))
    kept(cast, case, "said.docx", samples.docx())
    words = words_of(page(client, case))
    assert f"Not offered: {case.short_code}-2.docx." in words
    refused = send(client, case, page(client, case), "begin", number="2", for_whom="")
    assert "Choose a picture or a PDF of this case." in words_of(refused) and "Write for whom this copy is made" in words_of(refused)
    row = begun(client, case)
    assert row.rows == [16]
    for wrong in ("C17", "Y1", "chat", "C3-", "C0"):
        assert "One of these squares is not on this page." in words_of(covered(client, case, row, 1, written=wrong)), wrong

    row = made(client, case, row, written="c3 - d4, X16", squares=["A1"])

    assert row.squares == {1: ["A1", "C3", "C4", "D3", "D4", "X16"]}
    shown = pixels(b"".join(files.open_chunks(row.file)))
    wide, high = 25, 25
    for column, number in ((0, 0), (2, 2), (3, 3), (23, 15)):
        place = (column * wide, number * high, (column + 1) * wide - 8, (number + 1) * high - 8)
        assert shown.crop(place).getextrema()[1] <= 16, (column, number)


def test_no_copy_is_made_before_each_page_was_looked_at_and_a_made_one_does_not_change(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    kept(cast, case, "statement.pdf", statement())
    row = begun(client, case)
    shown = client.get(f"/cases/{case.code}/pictures/{row.pk}/pages/2/shown.jpg")
    assert Image.open(io.BytesIO(shown.content)).size[1] > 1500
    covered(client, case, row, 2)
    address = f"/cases/{case.code}/pictures/{row.pk}/make/"
    assert "Not looked at yet: 1." in words_of(client.post(address, {"idempotency_key": "a" * 32}))
    assert address not in page(client, case).content.decode()

    stale = page(client, case, f"{row.pk}/pages/1/")
    row = made(client, case, row, squares=["C3"])

    late = send(client, case, stale, f"{row.pk}/pages/1/cover", squares=["D4"])
    assert "This copy is made and does not change any more." in words_of(late)
    row.refresh_from_db()
    assert row.squares[1] == ["C3"]
    for missing in (f"{row.pk}/pages/3/", f"{row.pk}/pages/3/shown.jpg", f"{row.pk}/pages/0/"):
        assert client.get(f"/cases/{case.code}/pictures/{missing}").status_code == 404
