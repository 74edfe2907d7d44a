"""The district's own PDF in the packet, a letter for each recipient, the notice to the Board, supplements, and Chicago."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from reporting import pdf
from reporting.actions.papers import make_pdf
from reporting.models import Filing, FilingRecipient, IssuedDocument, ProcedureEdition
from tat import files
from tat.models import Agency, Building, LogEntry, Obligation, Seat
from tests.cases.offices import an_agency
from tests.cast import Cast, signed_in
from tests.reporting.filed import an_edition, an_edition_file, frozen, nobody_available, offices, opened
from tests.reporting.test_filing_pages import PAGE, _later, proof, sent, shown, text
from tests.typed import form_of
from tests.uploads import samples

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-7")]
At = Callable[[str], datetime]


@pytest.fixture
def chief(at: At, cast: Cast) -> Client:
    at("2027-08-02 09:00")
    return signed_in(cast.superintendent)


def uploaded(client: Client, name: str, content: bytes, **typed: str) -> HttpResponse:
    given = {"edition-title": "4:190-AP2", "edition-adopted_on": "2027-07-20", **typed}
    fields = form_of(client.get(PAGE), f"{PAGE}procedure/add/")  # type: ignore[arg-type]
    return client.post(f"{PAGE}procedure/add/", {**fields, **given, "edition-file": SimpleUploadedFile(name, content)})


def posted(client: Client, verb: str, **typed: Any) -> HttpResponse:
    """Sent from a page that does not offer the form any more."""
    return client.post(f"{PAGE}{verb}/", {**typed, "idempotency_key": str(uuid.uuid4())})


def paper(kind: str, **about: Any) -> tuple[str, pikepdf.Pdf]:
    """The HTML and the PDF of the one paper of that kind, made as the worker makes it."""
    made = make_pdf(paper_id=IssuedDocument.objects.get(kind=kind, **about).pk, limits=pdf.IN_WORKER)
    assert made.state == "ready", made.failure
    html, content = (b"".join(files.open_chunks(kept)) for kept in (made.html, made.file))  # type: ignore[arg-type]
    return html.decode(), pikepdf.open(io.BytesIO(content))


@pytest.mark.req("DO-1")
def test_a_procedure_that_is_no_pdf_or_locked_or_too_large_is_refused_beside_its_field_and_a_right_one_joins_the_packet(
    cast: Cast, chief: Client, settings: Any
) -> None:
    opened(cast)
    for name, content, words in (
        ("procedure.docx", samples.docx(), "The procedure is taken as a PDF."),
        ("procedure.pdf", b"<html>not a pdf</html>", "What is in this file is no PDF"),
        ("procedure.pdf", samples.pdf(password="prairie"), "This PDF is locked with a password."),
        ("procedure.pdf", samples.pdf() + b"\n%" * 13_200_000, "This PDF is larger than 25 MB."),
    ):
        page = text(uploaded(chief, name, content))
        assert words in page and 'value="4:190-AP2"' in page and 'aria-describedby="id_edition-file' in page
    assert "Choose the PDF of the adopted procedure" in text(sent(chief, "procedure/add", **{"edition-title": "x"}))
    assert not ProcedureEdition.objects.exists()

    assert uploaded(chief, "procedure.pdf", samples.pdf(active=True)).status_code == 302
    own = ProcedureEdition.objects.get()
    an_edition(cast, team=cast.other_team, title="Procedure of the other team", file=an_edition_file(), text="")
    nobody_available(cast)
    offices(cast)
    sent(chief, "freeze")

    html, packet = paper("filing")
    titles = [str(item.title) for item in packet.open_outline().root]
    marked = packet.Root.StructTreeRoot.K
    sections = [each for each in (marked[0] if isinstance(marked, pikepdf.Array) else marked).K if each.get("/S") == "/Sect"]
    assert "It stands as Annex 1 at the end of this paper, 1 page" in text_of(html) and "Annex 2" in html
    assert titles[-2:] == ["Annex 1: 4:190-AP2", "Annex 2: Procedure of the other team"]
    assert [str(each.K[0].Alt) for each in sections[-2:]] == [f"{title}, page 1 of 1." for title in titles[-2:]]
    assert "/StructParents" in packet.pages[-1].obj and "canary" not in str(packet.pages[-2].obj)
    answer = chief.get(f"{PAGE}procedure/{own.pk}/file.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-") and own.pages == 1


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", html)


def test_each_recipient_has_a_letter_and_the_board_reads_what_was_filed_and_no_name(at: At, cast: Cast, chief: Client) -> None:
    filing = frozen(cast)
    assert shown(chief).count("The letter is being made") == 2
    letter, _pdf = paper("filing_letter", pk=filing.recipients.get(agency__kind="roe").letter_id)
    assert "Regional Office of Education 99" in letter and "filings@roe99.example" in letter and cast.superintendent.full_name in letter
    _later(at, cast, chief, "2027-08-20 10:00")
    proof(chief, filing, "law_enforcement", filed_at="2027-08-10T09:30", method="by_hand", receipt="Signed by R. Dunne")
    proof(chief, filing, "roe", filed_at="2027-08-20T09:00", method="email", receipt="Answer of V. Ashe")

    notice, made = paper("filing_board")

    names = {user.full_name for user in type(cast.superintendent).objects.exclude(full_name="")} | {"Dunne", "Ashe"}
    assert "No, after the time" in notice and "Bluestem Bend Police Department" in notice and "6 of 6" in text_of(notice)
    assert not [name for name in names if name in notice or name in str(made.docinfo)]
    filing.refresh_from_db()
    assert "The notice to the Board, PDF" in shown(chief)
    assert chief.get(f"{PAGE}paper/{filing.board_notice_id}/file.pdf")["Content-Disposition"].startswith(
        'attachment; filename="tat-filing-board'
    )


def test_a_change_is_shown_by_name_and_seat_and_a_supplement_of_it_is_filed_with_its_own_proofs(at: At, cast: Cast, chief: Client) -> None:
    filing = frozen(cast)
    kept = list(filing.roster)
    everybody = {"more-agencies": [str(row.pk) for row in Agency.objects.all()]}
    assert "There is nothing to add." in text(posted(chief, "supplement", **everybody))
    _later(at, cast, chief, "2027-10-02 10:00")
    Seat.objects.filter(user=cast.psychologist).update(until_on="2027-10-01")
    an_edition(cast, title="4:190-AP2, second reading", adopted_on=date(2027, 9, 20))
    left = f"{cast.psychologist.full_name} is on the filed list as school psychologist and is not on the team today."
    page = shown(chief)
    assert left in page and "“4:190-AP2, second reading”, adopted Monday, September 20, 2027, is in force" in page
    assert "Choose the police and the regional office." in text(sent(chief, "supplement", **{"more-agencies": []}))

    assert sent(chief, "supplement").status_code == 302
    assert "There is nothing to add." in text(posted(chief, "supplement", **everybody))

    row = filing.supplements.get()
    html, _made = paper("filing_supplement")
    assert left in text_of(html) and "second reading" in html and "4:190-AP2</h3>" not in html
    assert "Teams and procedure are today as they were filed last." in shown(chief)
    for recipient in row.recipients.all():
        fields = {"filed_at": "2027-10-02T09:59", "method": "email", "receipt": f"Answer {recipient.name}"}
        assert "before the packet was made" in text(sent(chief, f"proof/{recipient.pk}", **prefixed(recipient, fields)))
        sent(chief, f"proof/{recipient.pk}", **prefixed(recipient, {**fields, "filed_at": "2027-10-02T10:00"}))
    filing.refresh_from_db()
    assert filing.roster == kept and filing.state == "frozen" and not row.recipients.filter(filed_at=None).exists()
    assert Obligation.objects.filter(about_id=filing.pk, state="open").count() == 2  # those of the filing itself wait as before
    assert LogEntry.objects.filter(action="filing_supplement_made").count() == 1


def test_a_scan_of_the_proof_is_kept_sealed_with_its_recipient_and_is_read_by_who_files_alone(at: At, cast: Cast, chief: Client) -> None:
    filing = frozen(cast)
    _later(at, cast, chief, "2027-08-10 10:00")
    police = filing.recipients.get(agency__kind="law_enforcement")
    fields = {"filed_at": "2027-08-10T09:30", "method": "by_hand", "receipt": "R. Dunne"}
    page = f"{PAGE}proof/{police.pk}/"
    for wrong, words in ((samples.docx(), "Send a PDF or a picture"), (b"", "This file is empty.")):
        sent_file = SimpleUploadedFile("receipt.docx", wrong)
        refused = text(sent(chief, f"proof/{police.pk}", **prefixed(police, {**fields, "scan": sent_file})))
        assert words in refused and 'value="R. Dunne"' in refused
    scan = SimpleUploadedFile("R Dunne.jpg", samples.picture("JPEG", exif=True))
    assert sent(chief, f"proof/{police.pk}", **prefixed(police, {**fields, "scan": scan})).status_code == 302

    police.refresh_from_db()
    assert b"".join(files.open_chunks(police.scan)) == samples.picture("JPEG", exif=True)
    answer = chief.get(f"{page}scan/")
    copy = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="proof-2027.jpg"' and copy[:2] == b"\xff\xd8"
    assert b"Jordan Quill" not in copy and f"{page}scan/" in chief.get(PAGE).content.decode()
    assert signed_in(cast.counselor).get(f"{page}scan/").status_code == 403
    other = filing.recipients.exclude(pk=police.pk).get()
    assert chief.get(f"{PAGE}proof/{other.pk}/scan/").status_code == 404


def prefixed(recipient: FilingRecipient, fields: dict[str, str]) -> dict[str, str]:
    return {f"r{recipient.pk.hex[:6]}-{name}": value for name, value in fields.items()}


def test_a_recipient_without_an_address_is_named_and_a_building_without_a_team_and_the_year_is_frozen_once(
    cast: Cast, chief: Client
) -> None:
    an_edition(cast)
    nobody_available(cast)
    offices(cast)
    bare = an_agency(cast.district, cast.superintendent, name="County Sheriff", contact="")
    lonely = Building.objects.create(
        district=cast.district, name="Milkweed Elementary", code="MWE", rcdts="17-999-0010-26-2009", kind="elementary"
    )
    opened(cast)
    assert "Milkweed Elementary: no team serves it." in shown(chief)
    cast.other_team.buildings.add(lonely)
    everybody = {"freeze-agencies": [str(row.pk) for row in Agency.objects.all()]}

    refused = text(sent(chief, "freeze", **everybody))

    assert "County Sheriff: no desk, address or e-mail is in the directory." in refused and f'value="{bare.pk}"' in refused
    assert sent(chief, "freeze").status_code == 302 and Filing.objects.get().recipients.count() == 2
    assert "The rosters of this year are frozen already." in text(posted(chief, "freeze", **everybody))


def test_a_district_in_chicago_files_with_the_state_board(cast: Cast, chief: Client) -> None:
    Building.objects.filter(pk=cast.building.pk).update(rcdts="15-016-2990-25-0001")
    an_edition(cast)
    nobody_available(cast)
    offices(cast)
    opened(cast)
    page = shown(chief)
    assert "A district in Chicago files with the State Board of Education" in page and "Regional Office of Education 99" not in page
    an_agency(cast.district, cast.superintendent, "isbe", name="State Board of Education", contact="filings@isbe.example")

    sent(chief, "freeze")

    filing = Filing.objects.get()
    assert {row.agency.kind for row in filing.filed_with()} == {"law_enforcement", "isbe"} and "the police and the State Board" in shown(
        chief
    )
