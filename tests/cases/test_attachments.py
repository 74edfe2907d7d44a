"""Files of a case: kept in one act, named by the case alone, downloaded as a copy or, after the password, as the original."""

import hashlib
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.attachments import CLOSED, FULL, NONE, TOO_MANY, add_attachments
from cases.models import Attachment
from tat import files
from tat.models import AccessEntry, LogEntry, StoredFile, WaitingFile
from tat.uploads import Judged, refusals
from tat.workflow import Blocked
from tests.cases.managed import closed, planned, updated
from tests.cast import a_case, signed_in
from tests.typed import form_of
from tests.uploads import samples
from tests.uploads.samples import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-2")]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.CLAMDSCAN = ""
    return tmp_path / "media"


def lying(media):
    return [path for path in media.rglob("*") if path.is_file()]


def upload(name="IMG_0417.jpg", content=None):
    return SimpleUploadedFile(name, samples.picture("JPEG", exif=True) if content is None else content)


def page_of(case):
    return f"/cases/{case.code}/attachments/"


def add(client, case, *uploads, page=None, **typed):
    address = page_of(case)
    fields = form_of(page or client.get(address), f"{address}add/")
    return client.post(f"{address}add/", {**fields, **typed, "files": list(uploads)})


def body(answer):
    return b"".join(answer.streaming_content)


def again(client, url):
    """Say the password once more, as the page asks."""
    return client.post("/account/reauthenticate/", {"password": "copper-kettle-morning-bus", "next": url})


def test_files_are_kept_in_one_act_and_are_a_new_fact(cast):
    case = a_case(cast, "assessment")
    before, logged = case.facts_version, LogEntry.objects.count()
    answer = add(signed_in(cast.principal), case, upload(), upload("notes.txt", samples.TXT), caption="From the bus driver.")
    assert (answer.status_code, answer.url) == (302, page_of(case))
    rows = list(Attachment.objects.order_by("number"))
    assert [(row.number, row.extension, row.name, row.caption) for row in rows] == [
        (1, "jpg", "IMG_0417.jpg", "From the bus driver."),
        (2, "txt", "notes.txt", "From the bus driver."),
    ]
    assert (rows[0].way, rows[0].recorded_by, rows[0].original.key_id, rows[1].display) == ("team", cast.principal, case.key_id, None)
    case.refresh_from_db()
    assert case.facts_version == before + 1
    entry = LogEntry.objects.get(action="attachment_added")
    assert (LogEntry.objects.count(), entry.code, entry.detail) == (logged + 1, case.code, "files:2")


def test_the_list_says_what_is_kept_and_that_nobody_scanned_it(cast):
    case = a_case(cast, "assessment")
    sent = samples.picture("JPEG", exif=True)
    add(signed_in(cast.principal), case, upload(content=sent), caption="From the bus driver.")
    shown = signed_in(cast.teacher).get(page_of(case)).content.decode()
    for words in (f"{case.short_code}-1.jpg", "IMG_0417.jpg", "From the bus driver.", hashlib.sha256(sent).hexdigest(), "Not scanned"):
        assert words in shown


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_asks_as_much_of_six_files_as_of_one(cast, count):
    case = a_case(cast, "assessment")
    add_attachments(case=case, by=cast.principal, given=[a_picture()] * count)
    client = signed_in(cast.principal)
    client.get(page_of(case))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(case))
    assert len(asked) == 7, "\n".join(each["sql"] for each in asked.captured_queries)


def test_the_copy_is_downloaded_under_the_name_of_the_case_and_is_on_record(cast):
    case = a_case(cast, "assessment")
    (row,) = add_attachments(case=case, by=cast.principal, given=[a_picture()])
    answer = signed_in(cast.teacher).get(f"{page_of(case)}1/")
    assert answer["Content-Disposition"] == f'attachment; filename="{case.short_code}-1.jpg"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin" and answer["Cache-Control"] == "no-store"
    assert {"sandbox", "default-src 'none'"} <= {each.strip() for each in answer["Content-Security-Policy"].split(";")}
    assert body(answer) == b"".join(files.open_chunks(row.display)) and b"canary" not in body(
        signed_in(cast.teacher).get(f"{page_of(case)}1/")
    )
    entry = AccessEntry.objects.filter(page="attachment_open").first()
    assert (entry.kind, entry.user_id, entry.about_id, bytes(entry.digest)) == (
        "file",
        cast.teacher.pk,
        case.pk,
        bytes(row.original.sha256),
    )


def test_the_original_asks_for_the_password_and_then_comes_byte_for_byte(cast):
    case = a_case(cast, "assessment")
    sent = samples.picture("JPEG", exif=True)
    add(signed_in(cast.principal), case, upload(content=sent))
    cast.principal.set_password("copper-kettle-morning-bus")
    cast.principal.save()
    client, address = signed_in(cast.principal), f"{page_of(case)}1/original/"
    asked = client.get(address)
    assert asked.status_code == 302 and asked.url.startswith("/account/reauthenticate/")
    assert not AccessEntry.objects.filter(page="attachment_original").exists()
    assert again(client, address).status_code == 302
    given = client.get(address)
    assert given.status_code == 200 and body(given) == sent
    assert AccessEntry.objects.filter(page="attachment_original", about_id=case.pk).count() == 1


def test_a_kind_that_is_only_kept_has_no_copy_to_download(cast):
    case = a_case(cast, "assessment")
    client = signed_in(cast.principal)
    add(client, case, upload("notes.txt", samples.TXT))
    assert client.get(f"{page_of(case)}1/").status_code == 404
    assert f'href="{page_of(case)}1/"' not in client.get(page_of(case)).content.decode()


def test_a_file_of_another_case_is_not_there(cast):
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment")
    add_attachments(case=case, by=cast.principal, given=[a_picture()])
    assert signed_in(cast.principal).get(f"{page_of(other)}1/").status_code == 404


def test_a_refused_file_is_named_with_its_reason_and_the_others_wait(cast, media):
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    page = add(client, case, upload(), upload("trap.pdf", b"<html>"), caption="From the bus driver.")
    shown = page.content.decode()
    assert page.status_code == 200 and not Attachment.objects.exists()
    assert "trap.pdf: What is in this file is not what its name says." in shown
    assert "From the bus driver." in shown and "IMG_0417.jpg" in shown
    answer = add(client, case, page=page)
    assert answer.status_code == 302
    assert [row.name for row in Attachment.objects.all()] == ["IMG_0417.jpg"]
    assert not WaitingFile.objects.exists() and StoredFile.objects.count() == 2
    assert b"".join(files.open_chunks(Attachment.objects.get().original)) == samples.picture("JPEG", exif=True)


def test_what_waits_can_be_left_out(cast):
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    page = add(client, case, upload(), upload("trap.pdf", b"<html>"))
    waiting = WaitingFile.objects.get()
    page = add(client, case, page=page, leave_out=str(waiting.pk))
    assert "No file is chosen." in page.content.decode()
    assert not WaitingFile.objects.exists() and not StoredFile.objects.exists() and not Attachment.objects.exists()


def test_what_waits_is_its_senders_alone(cast):
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    add(client, case, upload(), upload("trap.pdf", b"<html>"))
    waiting = WaitingFile.objects.get()
    answer = add(signed_in(cast.teacher), case, waiting=str(waiting.pk))
    assert "No file is chosen." in answer.content.decode() and WaitingFile.objects.exists()


def test_if_the_act_fails_neither_row_nor_byte_stays(cast, media):
    class Breaking(Judged):
        def bytes_of_display(self):
            raise OSError("the disk is gone")

    case = a_case(cast, "assessment")
    breaking = Breaking(**vars(a_picture()))
    with pytest.raises(OSError, match="gone"):
        add_attachments(case=case, by=cast.principal, given=[a_picture(), breaking])
    assert not Attachment.objects.exists() and not StoredFile.objects.exists() and not lying(media)


def test_a_case_holds_two_gigabytes_and_twenty_files_at_once(cast):
    class Huge(Judged):
        pass

    case = a_case(cast, "assessment")
    huge = Huge(**(vars(a_picture()) | {"size": 2 * 1024**3}))
    for given, sentence in (([a_picture(), huge], FULL), ([a_picture()] * 21, TOO_MANY), ([], NONE)):
        with pytest.raises(Blocked) as blocked:
            add_attachments(case=case, by=cast.principal, given=given)
        assert blocked.value.problems == (sentence,)


def test_nothing_is_added_to_a_closed_case(cast, at):
    at("2026-09-14 14:02")
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    with pytest.raises(Blocked) as blocked:
        add_attachments(case=case, by=cast.principal, given=[a_picture()])
    assert blocked.value.problems == (CLOSED,)
    assert "Add files" not in signed_in(cast.principal).get(page_of(case)).content.decode()


def test_the_same_form_sent_twice_keeps_one_file(cast):
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    fields = form_of(client.get(page_of(case)), f"{page_of(case)}add/") | {"idempotency_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"{page_of(case)}add/", {**fields, "files": upload()}).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_file_sent_to_a_page_that_takes_none_is_not_kept(cast, media):
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    big = io.BytesIO(samples.film(b"isom", media=4 * 1024 * 1024))
    big.name = "film.mp4"
    fields = form_of(client.get(f"/cases/{case.code}/"), f"/cases/{case.code}/notes/add/")
    client.post(f"/cases/{case.code}/notes/add/", {**fields, "text": "A note.", "files": big})
    assert case.note_set.count() == 1 and not lying(media)


def test_a_full_disk_refuses_files_and_says_so(cast, settings):
    settings.DISK_KEPT_FREE = 1.0
    page = add(signed_in(cast.principal), a_case(cast, "assessment"), upload())
    assert str(refusals.NO_ROOM) in page.content.decode()
