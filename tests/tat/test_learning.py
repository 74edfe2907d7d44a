"""Exhibits read in which edition on which day, certificates kept with their training, and the team's page of both."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tat.actions.acknowledging import acknowledge, statement_for
from tat.models import AccessEntry, Acknowledgement, ExhibitEdition, ExhibitRead, LogEntry, SchoolYear, TrainingFile, User
from tat.permissions import scope_of
from tests.cast import Cast, signed_in
from tests.tat.test_training import page_of, trained, typed_members
from tests.typed import flat, form_of, send
from tests.uploads import samples

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-4")]
At = Callable[[str], datetime]
ADD, LIST = "/exhibits/editions/add/", "/exhibits/"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.CLAMDSCAN = ""


def a_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("certificate.pdf", samples.pdf(active=True))


def a_lie() -> SimpleUploadedFile:
    return SimpleUploadedFile("E5.pdf", b"MZ this is no PDF")


def reads(person: User) -> list[tuple[str, str, date]]:
    rows = ExhibitRead.objects.filter(recorded_by=person).order_by("on").select_related("edition")
    return [(row.exhibit, row.edition.title if row.edition else "as printed", row.on) for row in rows]


def test_who_read_which_edition_on_which_day(cast: Cast) -> None:
    client, page = signed_in(cast.counselor), "/exhibits/E3/"
    assert "eleven questions" in client.get(page).content.decode() and client.get("/exhibits/E9/").status_code == 404
    assert send(client, page, f"{page}read/", on="2026-09-01").status_code == 302
    assert send(client, page, f"{page}read/", on="2026-09-01").status_code == 302, "twice is harmless"
    future = send(client, page, f"{page}read/", on="2026-09-15")
    assert future.status_code == 200 and "This day has not come yet." in future.content.decode() and "2026-09-15" in future.content.decode()
    assert LogEntry.objects.filter(action="exhibit_read").count() == 1

    assert client.post(ADD, {}).status_code == 403 and signed_in(cast.principal).post(ADD, {}).status_code == 403
    chief = signed_in(cast.superintendent)
    words = {"exhibit": "E3", "title": "E3, our edition of 2026", "adopted_on": "2026-09-10"}
    empty = send(chief, LIST, ADD, **words)
    assert "Enter the text of the edition" in empty.content.decode() and words["title"] in empty.content.decode()
    assert send(chief, LIST, ADD, text="Our questions.", **words).status_code == 302
    team = f"/teams/{cast.team.ref}/reading/"
    assert "earlier edition, September 1, 2026" in flat(signed_in(cast.principal).get(team).content.decode())
    early = send(client, page, f"{page}read/", on="2026-09-09")
    assert "in force only since September 10, 2026" in early.content.decode()
    assert send(client, page, f"{page}read/", on="2026-09-12").status_code == 302
    assert reads(cast.counselor) == [("E3", "as printed", date(2026, 9, 1)), ("E3", "E3, our edition of 2026", date(2026, 9, 12))]
    assert "Our questions." in client.get(page).content.decode()


def test_an_edition_comes_as_a_pdf_that_is_judged_and_its_district_alone_reads_it(cast: Cast) -> None:
    chief = signed_in(cast.superintendent)
    words = {"exhibit": "E5", "title": "E5 of our district", "adopted_on": "2026-09-10"}
    for wrong, sentence in ((SimpleUploadedFile("E5.docx", samples.docx()), "Send a PDF or a picture"), (a_lie(), "E5.pdf")):
        answer = chief.post(ADD, {**form_of(chief.get(LIST), ADD), **words, "files": [wrong]})
        assert answer.status_code == 200 and sentence in answer.content.decode() and words["title"] in answer.content.decode()
    assert not ExhibitEdition.objects.exists()
    assert chief.post(ADD, {**form_of(chief.get(LIST), ADD), **words, "files": [a_pdf()]}).status_code == 302
    edition = ExhibitEdition.objects.get()
    answer = signed_in(cast.teacher).get(f"/exhibits/editions/{edition.pk}/file/")
    assert answer["Content-Type"] == "application/pdf" and b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AccessEntry.objects.filter(about_id=edition.pk, kind="file").count() == 1
    User.objects.filter(pk=cast.teacher.pk).update(district=None)
    assert signed_in(User.objects.get(pk=cast.teacher.pk)).get(f"/exhibits/editions/{edition.pk}/file/").status_code == 404


def test_a_certificate_is_kept_with_its_training(cast: Cast) -> None:
    log, client = page_of(cast.team), signed_in(cast.principal)
    answer = send(client, log, f"{log}members/", **typed_members(cast.counselor))
    page = answer["Location"]
    assert page.startswith("/teams/training/") and "no certificate or list yet" in flat(client.get(log).content.decode())
    none = send(client, page, f"{page}files/add/")
    assert none.status_code == 200 and "No file is chosen." in none.content.decode()
    both = client.post(f"{page}files/add/", {**form_of(client.get(page), f"{page}files/add/"), "files": [a_pdf(), a_lie()]})
    text = both.content.decode()
    assert both.status_code == 200 and "Leave out" in text and not TrainingFile.objects.exists(), "the good one waits"
    assert client.post(f"{page}files/add/", {**form_of(both, f"{page}files/add/"), "files": []}).status_code == 302
    (row,) = TrainingFile.objects.all()
    assert (row.number, row.recorded_name) == (1, "Dana Whitlow")
    for person, status in ((cast.counselor, 200), (cast.superintendent, 200), (cast.outsider, 404), (cast.consultant, 404)):
        assert signed_in(person).get(f"{page}files/1/").status_code == status
        assert signed_in(person).get(page).status_code == status
    assert signed_in(cast.counselor).post(f"{page}files/add/", {}).status_code == 404, "a member reads, and does not record"
    assert client.get(f"{page}files/2/").status_code == 404
    assert "1 file" in flat(client.get(log).content.decode())


def test_the_teams_page_says_who_has_and_has_not_and_is_flat(cast: Cast, at: At) -> None:
    Acknowledgement.objects.filter(recorded_by__in=[cast.teacher, cast.officer]).delete()
    statement = statement_for(scope_of(cast.officer, at("2026-09-14 09:30")))
    made = acknowledge(by=cast.officer, seen=statement.mark, confidential=True, together=True)
    assert acknowledge(by=cast.officer, seen=statement.mark, confidential=True, together=True) == made
    assert made.school_year == SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    page = flat(signed_in(cast.principal).get(f"/teams/{cast.team.pk}/").content.decode())
    assert "Tobin Boyce<small>not yet</small>" in page and "Rae Marsh<small>not yet" not in page and "6 of 7 have." in page
    assert "September 14, 2026" in signed_in(cast.principal).get(f"/teams/{cast.team.ref}/reading/").content.decode()
    assert signed_in(cast.outsider).get(f"/teams/{cast.team.ref}/reading/").status_code == 404

    def statements() -> int:
        client = signed_in(cast.principal)
        client.get(f"/teams/{cast.team.ref}/reading/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/teams/{cast.team.ref}/reading/")
        return len(seen)

    before = statements()
    trained(cast.team, cast.principal, cast.counselor)
    for person in (cast.counselor, cast.teacher, cast.officer):
        for exhibit in ("E1", "E2", "E5"):
            send(signed_in(person), f"/exhibits/{exhibit}/", f"/exhibits/{exhibit}/read/", on="2026-09-11")
    assert statements() == before


def test_the_share_of_staff_that_is_trained_stands_by_school(cast: Cast) -> None:
    year = SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    page, client = f"/teams/staff/{year.ref}/", signed_in(cast.superintendent)
    words = {"on": "2026-09-11", "hours": "2", "trainer": "Ursula Kemp", "evidence": "Lists", "building": str(cast.building.pk)}

    def record(**changes: str) -> HttpResponse:
        return send(client, page, f"{page}session/", **{f"staff-{name}": value for name, value in (words | changes).items()})

    wrong = record(number="91", of_number="90")
    assert wrong.status_code == 200 and "More came than you say work there." in wrong.content.decode()
    assert record(number="40", of_number="90").status_code == record(number="44").status_code == 302
    text = flat(client.get(page).content.decode())
    assert "Cordgrass High School</th>" in text and "<span>84</span>" in text and "<span>90</span>" in text
