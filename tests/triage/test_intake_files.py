"""Files with a report: stored in its act, kept when the page comes back, and never in the way of an emergency."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Attachment, Case
from tat import files
from tat.actions.sweep_files import sweep_files
from tat.models import Draft, LogEntry, StoredFile, WaitingFile
from tests.cast import NATURE, signed_in
from tests.typed import form_of
from tests.uploads import samples
from triage.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-2")]
NEW, SAVE, ADD, DRAFT, DISCARD = (
    "/reports/new/",
    "/reports/new/save/",
    "/reports/new/target/",
    "/drafts/report/new/",
    "/drafts/report/new/discard/",
)
PICTURE = samples.picture("JPEG", exif=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.CLAMDSCAN = ""
    return tmp_path / "media"


def upload(name="IMG_0417.jpg", content=PICTURE):
    return SimpleUploadedFile(name, content)


def log(client, *uploads, page=None, to=SAVE, **typed):
    fields = form_of(page or client.get(NEW), SAVE)
    return client.post(to, {**fields, "nature": NATURE, **typed, "files": list(uploads)})


def test_a_report_is_saved_with_its_files_in_one_act(cast):
    answer = log(signed_in(cast.principal), upload(), upload("notes.txt", samples.TXT))
    case = Case.objects.get()
    assert answer.status_code == 302
    assert [(row.name, row.way, row.case_id) for row in Attachment.objects.order_by("number")] == [
        ("IMG_0417.jpg", "report", case.pk),
        ("notes.txt", "report", case.pk),
    ]
    assert b"".join(files.open_chunks(Attachment.objects.get(number=1).original)) == PICTURE
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["report_received"]
    assert "2 files" in signed_in(cast.principal).get(f"/cases/{case.code}/report/").content.decode()


def test_a_form_that_must_be_mended_keeps_the_files(cast):
    client = signed_in(cast.principal)
    page = log(client, upload(), received_by="")
    assert "Leave out IMG_0417.jpg" in page.content.decode() and not Report.objects.exists()
    assert log(client, page=page, received_by="Dana").status_code == 302
    assert Attachment.objects.get().name == "IMG_0417.jpg"
    assert not WaitingFile.objects.exists() and StoredFile.objects.count() == 2


def test_a_refused_file_is_named_beside_its_field_and_the_report_waits_for_nothing_else(cast):
    client = signed_in(cast.principal)
    page = log(client, upload(), upload("trap.gif", b"GIF89a"))
    assert "trap.gif: Files of this kind are not taken." in page.content.decode()
    assert log(client, page=page).status_code == 302
    assert Attachment.objects.count() == 1


def test_the_question_about_an_earlier_record_keeps_the_files(cast):
    client = signed_in(cast.principal)
    log(client, subject_name="Rowan Teller")
    page = log(client, upload(), subject_name="Rowan Teller")
    assert "Where does the report belong?" in page.content.decode()
    assert log(client, page=page, subject_name="Rowan Teller", into="new").status_code == 302
    assert Attachment.objects.get().case.code != Case.objects.order_by("opened_at").first().code


def test_a_report_added_to_an_open_case_counts_its_files_on(cast):
    client = signed_in(cast.principal)
    log(client, upload(), subject_name="Rowan Teller")
    case = Case.objects.get()
    page = log(client, upload("again.jpg"), subject_name="Rowan Teller")
    assert log(client, page=page, subject_name="Rowan Teller", into=f"case:{case.pk}").status_code == 302
    assert [(row.number, row.name) for row in case.attachment_set.order_by("number")] == [(1, "IMG_0417.jpg"), (2, "again.jpg")]


def test_another_target_keeps_the_files(cast):
    client = signed_in(cast.principal)
    page = log(client, upload(), to=ADD)
    assert "Leave out IMG_0417.jpg" in page.content.decode()
    assert log(client, page=page).status_code == 302 and Attachment.objects.count() == 1


def test_an_emergency_takes_the_files_and_is_not_held_up_by_a_wrong_one(cast):
    client = signed_in(cast.principal)
    answer = log(client, upload(), upload("trap.gif", b"GIF89a"), then="containment", received_by="")
    assert answer.status_code == 302 and answer.url.endswith("/containment/")
    assert Attachment.objects.get().name == "IMG_0417.jpg"
    assert "trap.gif: Files of this kind are not taken." in client.get(answer.url).content.decode()


def test_an_emergency_is_taken_in_where_the_disk_takes_no_file(cast, media):
    client = signed_in(cast.principal)
    media.mkdir()
    for number in range(256):
        (media / f"{number:02x}").write_text("no folder can be made here")
    answer = log(client, upload(), then="containment")
    assert answer.status_code == 302 and Report.objects.count() == 1 and not Attachment.objects.exists()
    assert "The files could not be kept. The report is saved." in client.get(answer.url).content.decode()


def test_a_disk_that_is_gone_refuses_files_and_not_the_page(cast, settings, tmp_path):
    (tmp_path / "plain").write_text("no folder")
    settings.MEDIA_ROOT = str(tmp_path / "plain" / "media")
    page = log(signed_in(cast.principal), upload())
    assert page.status_code == 200 and "could not be checked for harmful content" in page.content.decode()


def test_a_draft_keeps_the_files_and_gives_them_back(cast):
    client = signed_in(cast.principal)
    answer = log(client, upload(), upload("trap.gif", b"GIF89a"), to=DRAFT)
    assert answer.status_code == 302 and Draft.objects.count() == 1
    page = client.get(NEW)
    assert "Leave out IMG_0417.jpg" in page.content.decode() and "trap.gif: Files of this kind" in page.content.decode()
    assert log(client, page=page).status_code == 302
    assert Attachment.objects.get().name == "IMG_0417.jpg" and not WaitingFile.objects.exists()


def test_a_draft_that_is_thrown_away_takes_its_files_along(cast, media):
    client = signed_in(cast.principal)
    log(client, upload(), to=DRAFT)
    client.post(DISCARD, form_of(client.get(NEW), DISCARD))
    assert not WaitingFile.objects.exists() and not StoredFile.objects.exists()


def test_more_than_twenty_files_are_too_many_and_twenty_are_kept(cast):
    page = log(signed_in(cast.principal), *[upload(f"note-{n}.txt", b"seen") for n in range(21)])
    assert "note-20.txt: 20 files at once are the most." in page.content.decode() and WaitingFile.objects.count() == 20


def test_what_nobody_came_back_to_is_removed_a_day_later(cast, at, django_capture_on_commit_callbacks, media):
    at("2026-09-14 14:00")
    log(signed_in(cast.principal), upload(), received_by="")
    at("2026-09-15 13:59")
    assert sweep_files() == 0
    at("2026-09-15 14:02")
    with django_capture_on_commit_callbacks(execute=True):
        assert (sweep_files(), sweep_files()) == (1, 0)
    assert not WaitingFile.objects.exists() and not StoredFile.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
    assert LogEntry.objects.get(action="waiting_files_removed").count == 1
