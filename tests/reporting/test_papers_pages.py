"""The papers of a case by their pages: issued, read, checked, refused; and what a copy leaves out."""

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.actions.attachments import add_attachments
from cases.actions.findings import FindingGiven, add_finding
from cases.models import Case
from reporting import pdf
from reporting.actions import papers
from reporting.actions.papers import issue_case_file, make_pdf
from reporting.floods import CHECKS
from reporting.models import IssuedDocument
from reporting.tasks import render_document
from reporting.views import check_upload
from tat import files
from tat.models import AccessEntry, LogEntry, Notice, StoredFile
from tests.cast import Cast, a_case, an_opinion, signed_in
from tests.typed import flat, send
from tests.uploads.samples import a_picture
from triage.actions.triage import give_opinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("DO-1"), pytest.mark.req("DO-3")]
At = Callable[[str], datetime]
REPORTER = "Wren Abara"


@pytest.fixture
def case(at: At, cast: Cast) -> Case:
    at("2026-09-14 08:00")
    return a_case(cast, "triage")


def issued(cast: Cast, case: Case) -> IssuedDocument:
    """A copy without its PDF yet: that is made after the commit, which a test's transaction never reaches."""
    return issue_case_file(case=case, by=cast.principal)


def words(paper: IssuedDocument) -> str:
    return re.sub(r"<[^>]+>", " ", flat(b"".join(files.open_chunks(paper.html)).decode()))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def test_a_copy_is_issued_by_its_page_and_numbered(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.principal), f"/cases/{case.code}/papers/"
    assert "No copy yet." in page(client, address)

    answer = send(client, address, f"{address}issue/")

    paper = IssuedDocument.objects.get(case=case)
    assert (answer.status_code, paper.copy_number, paper.issued_by) == (302, 1, cast.principal)
    shown = page(client, address)
    assert paper.check_code in shown and "PDF being made" in shown


def test_the_same_form_sent_twice_issues_one_copy_and_a_second_waits_for_the_first(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.principal), f"/cases/{case.code}/papers/issue/"
    key = uuid.uuid4()
    client.post(address, {"choice": "case_file", "idempotency_key": key})
    client.post(address, {"choice": "case_file", "idempotency_key": key})
    refused = client.post(address, {"choice": "case_plan", "idempotency_key": uuid.uuid4()})

    assert IssuedDocument.objects.filter(case=case).count() == 1
    assert "Your last paper is still being made." in refused.content.decode()


def test_a_copy_is_read_as_page_and_file_and_each_look_is_recorded(cast: Cast, case: Case) -> None:
    paper = make_pdf(paper_id=issued(cast, case).pk, limits=pdf.IN_WORKER)
    client = signed_in(cast.counselor)

    shown, file = client.get(f"/papers/{paper.pk}/"), client.get(f"/papers/{paper.pk}/file.pdf")

    assert shown.status_code == file.status_code == 200
    assert file["Content-Disposition"] == f'attachment; filename="tat-{case.short_code}-20260914.pdf"'
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert AccessEntry.objects.filter(user_id=cast.counselor.pk, kind="paper", about_id=case.id).count() == 2


def test_papers_of_an_unseen_case_are_not_there(cast: Cast, case: Case) -> None:
    paper = issued(cast, case)
    client = signed_in(cast.outsider)

    assert {client.get(f"/papers/{paper.pk}/{end}").status_code for end in ("", "file.pdf")} == {404}


def test_who_reported_and_what_is_sealed_are_left_out_and_counted(cast: Cast, case: Case) -> None:
    give_opinion(case=case, by=cast.counselor, given=an_opinion(reason="A sealed sentence of the counselor."))

    text = words(issued(cast, case))

    assert REPORTER not in text and "A sealed sentence" not in text
    assert "The identity of 1 reporting party." in text and "1 opinion that is sealed still." in text


def test_files_are_named_by_the_case_with_their_digest_and_never_as_their_sender_called_them(cast: Cast, case: Case) -> None:
    sent = a_picture("jordan quill told me.jpg")
    (row,) = add_attachments(case=case, by=cast.counselor, given=[sent], caption="From the bus driver.")

    text = words(issued(cast, case))

    assert f"{case.short_code}-1.jpg" in text and "From the bus driver." in text and bytes(row.original.sha256).hex() in text
    assert "The content of 1 file." in text and "jordan quill" not in text


def test_a_copy_has_every_part_of_the_file_in_its_order(cast: Cast, case: Case) -> None:
    text = words(issued(cast, case))
    parts = [
        "Subject of concern", "Lead", "What this copy leaves out", "1. Report and imminence", "2. Triage", "3. STEP assessment",
        "4. Classification", "5. Notices and measures", "6. Case plan", "7. Updates and closing", "8. Duties with their proof",
        "9. Need-to-know briefs", "10. Who opened or received it", "11. Record of release", "12. This copy",
    ]  # fmt: skip

    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Dana Whitlow, Building Principal" in text and f"Copy 1, printed by {cast.principal.full_name}" in text


def test_what_somebody_typed_is_text_on_a_copy(at: At, cast: Cast) -> None:
    at("2026-09-14 08:00")
    case = a_case(cast, "assessment")
    hostile = '</td><script>alert(1)</script><link rel="attachment" href="file:///etc/passwd">' + "x" * 5_000
    add_finding(case=case, by=cast.teacher, given=FindingGiven(domain="S", kind="WS", status="observed", source="interview", text=hostile))

    paper = make_pdf(paper_id=issued(cast, case).pk, limits=pdf.IN_WORKER)

    html = b"".join(files.open_chunks(paper.html)).decode()
    assert paper.state == "ready"
    assert "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script" not in html


def test_a_paper_without_a_file_says_why_and_its_text_is_kept(cast: Cast, case: Case) -> None:
    at_once = pdf.Limits(cpu_seconds=1, wall_seconds=0, memory=pdf.IN_WORKER.memory)

    paper = make_pdf(paper_id=issued(cast, case).pk, limits=at_once)

    client = signed_in(cast.principal)
    assert (paper.state, client.get(f"/papers/{paper.pk}/file.pdf").status_code) == ("failed", 404)
    assert "Its text is kept and can be read" in page(client, f"/cases/{case.code}/papers/")
    assert client.get(f"/papers/{paper.pk}/").status_code == 200


def test_anybody_may_ask_by_code_and_learns_who_issued_a_paper_and_when_and_nothing_of_it(cast: Cast, case: Case) -> None:
    CHECKS.clear()
    paper, anybody = issued(cast, case), Client()
    yes = f"A paper with this code was issued by {cast.district.name} on September 14, 2026."

    for code in (paper.check_code, paper.check_code.lower().replace("-", "")):
        shown = page(anybody, f"/check/{code}/")
        assert yes in shown and case.code not in shown and "Rowan" not in shown and "Dana" not in shown
    assert yes in flat(anybody.post("/check/ask/", {"check_code": f" {paper.check_code} "}).content.decode())
    refused = page(anybody, "/check/ABCD-EFGH-JKLM/")
    assert "No such paper was issued here." in refused and cast.district.name not in refused
    assert anybody.get("/check/%00%F0/").status_code in (200, 404)
    assert "Write the code of the paper, or choose its file." in flat(anybody.post("/check/ask/", {}).content.decode())


def test_the_file_itself_tells_whether_it_is_unchanged_and_nothing_of_it_is_kept(cast: Cast, case: Case) -> None:
    CHECKS.clear()
    paper = make_pdf(paper_id=issued(cast, case).pk, limits=pdf.IN_WORKER)
    other = make_pdf(paper_id=issue_case_file(case=case, by=cast.principal, choice="case_plan").pk, limits=pdf.IN_WORKER)
    content = b"".join(files.open_chunks(paper.file))
    stored, logged = StoredFile.objects.count(), LogEntry.objects.count()

    def asked(sent: bytes, code: str = "") -> str:
        answer = Client().post("/check/ask/", {"file": SimpleUploadedFile("any.pdf", sent), "check_code": code})
        assert answer.status_code == 200
        return flat(answer.content.decode())

    unchanged = f"This file was issued by {cast.district.name} on September 14, 2026, and it is unchanged."
    assert unchanged in asked(content) and unchanged in asked(content, paper.check_code)
    assert "it was changed, or it is a scan" in asked(content + b" ", paper.check_code)
    assert "No such paper was issued here." in asked(content[:-1]) and "No such paper" in asked(b"")
    assert "under another code than the one you wrote" in asked(content, other.check_code)
    assert "larger than any paper" in asked(bytes(check_upload.LARGEST + 1))
    assert (StoredFile.objects.count(), LogEntry.objects.count()) == (stored, logged)
    assert (paper.edition, paper.legal_basis) == (other.edition, "school_official") and paper.sha256 == hashlib.sha256(content).digest()


def test_who_asks_for_many_papers_that_are_not_there_is_asked_to_wait(cast: Cast, case: Case) -> None:
    CHECKS.clear()
    code, anybody = issued(cast, case).check_code, Client()
    for _ in range(CHECKS.for_one):
        assert anybody.get("/check/ABCD-EFGH-JKLM/").status_code == 200

    assert {anybody.get(f"/check/{code}/").status_code, anybody.post("/check/ask/", {"check_code": code}).status_code} == {429}
    assert anybody.get(f"/check/{code}/", REMOTE_ADDR="192.0.2.7").status_code == 200
    CHECKS.clear()


def test_a_long_paper_is_the_workers_shows_how_far_it_is_and_home_tells_when_it_is_ready(cast: Cast, case: Case, monkeypatch) -> None:
    monkeypatch.setattr(papers, "SHORT_HTML", 0)
    paper, client, address = issued(cast, case), signed_in(cast.principal), f"/cases/{case.code}/papers/"
    assert paper.queued_at and "It is next." in page(client, address)
    IssuedDocument.objects.filter(pk=paper.pk).update(pages_so_far=40)
    assert "40 pages are laid out so far." in page(client, address)
    assert "Open your paper: it is ready" not in page(client, "/")

    render_document(str(paper.pk))

    paper.refresh_from_db()
    assert paper.state == "ready" and Notice.objects.filter(recipient=cast.principal, dedup__startswith=f"change:paper:{paper.pk}").exists()
    assert "Open your paper: it is ready" in page(client, "/")
    assert "PDF" in page(client, address) and "Open your paper: it is ready" not in page(client, "/")
