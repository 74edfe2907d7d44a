"""Uploads judged by content: what is taken, what is refused and with which words, and what the copy to show has lost."""

import io
import os
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tat import files, uploads
from tat.models import DataKey, StoredFile
from tat.uploads import refusals
from tat.uploads.names import clean_name
from tests.uploads import samples

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
pytestmark = pytest.mark.req("IN-2")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.CLAMDSCAN = ""
    return tmp_path / "media"


def judged(name: str, content: bytes) -> uploads.Judged:
    return uploads.judge(SimpleUploadedFile(name, content))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(uploads.Refused) as raised:
        judged(name, content)
    return str(raised.value.sentence)


@pytest.mark.parametrize("kind", samples.VALID)
def test_a_file_of_each_kind_is_taken(kind):
    taken = judged(f"photo.{kind}", samples.VALID[kind])
    assert (taken.name, taken.extension, taken.size) == (f"photo.{kind}", kind, len(samples.VALID[kind]))
    assert bool(taken.display) == (kind in {"jpg", "png", "heic", "pdf"})


@pytest.mark.parametrize("kind", [kind for kind in samples.VALID if kind not in {"mp3", "txt"}])
def test_half_a_file_is_refused(kind):
    assert refused(f"half.{kind}", samples.VALID[kind][: len(samples.VALID[kind]) // 2]) == str(refusals.SENTENCES["damaged"])


@pytest.mark.parametrize("kind", samples.VALID)
def test_a_file_that_is_another_kind_than_its_name_says_is_refused(kind):
    other = {"mp4": "mov", "mov": "mp4", "txt": "pdf", "png": "jpg"}.get(kind, "png")
    assert refused(f"a.{kind}", samples.VALID[other])


def test_the_copy_to_show_of_a_picture_has_neither_place_nor_script():
    jpg, png = (samples.picture(kind, exif=True) for kind in ("JPEG", "PNG"))
    for kind, sent in (("jpg", jpg + b"<script>"), ("png", png), ("heic", samples.HEIC)):
        shown = judged(f"a.{kind}", sent).display
        assert b"canary" in sent and b"canary" not in shown and b"<script>" not in shown
        with Image.open(io.BytesIO(shown)) as image:
            assert not image.getexif() and image.format == ("PNG" if kind == "png" else "JPEG")
            assert image.size == (48, 64)  # turned upright


def test_the_copy_to_show_of_a_pdf_does_nothing_by_itself_and_names_nobody():
    sent = samples.pdf(active=True)
    shown = judged("a.pdf", sent).display
    with pikepdf.open(io.BytesIO(shown)) as paper:
        assert not {"/OpenAction", "/AA"} & set(paper.Root.keys()) and len(paper.attachments) == 0 and len(paper.pages) == 1
        text = b"".join(each.unparse() for each in paper.objects)
    assert not [word for word in (b"JavaScript", b"Launch", b"canary", b"Jordan") if word in text + shown]


WORDS = {
    "a locked PDF": ("a.pdf", samples.pdf(password="x"), "locked"),
    "HTML before a PDF": ("a.pdf", b"<html><!--" + samples.VALID["pdf"], "other_kind"),
    "a flood of pixels": ("a.png", samples.pixel_flood(), "too_many_pixels"),
    "a macro by its type": ("a.docx", samples.docx(main=samples.MACRO_MAIN), "macros"),
    "a macro by its part": ("a.docx", samples.docx(more={"word/vbaProject.bin": b"x"}), "macros"),
    "a package that unpacks to a thousand times its size": ("a.docx", samples.docx(more={"word/a.xml": bytes(30_000_000)}), "too_dense"),
    "the test file of the virus scanners": ("a.txt", samples.EICAR, "harmful"),
    "the test file within a package": ("a.docx", samples.docx(more={"word/a.xml": samples.EICAR}), "harmful"),
    "a program as a film": ("a.mp4", b"MZ" + bytes(500), "other_kind"),
    "a playlist as a film": ("a.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/x", "other_kind"),
    "a playlist as text": ("a.txt", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/x", "other_kind"),
    "a page as text": ("a.txt", b"<!doctype html><script>alert(1)</script>", "other_kind"),
    "a drawing as a picture": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "other_kind"),
    "a GIF that is a script too": ("a.jpg", b"GIF89a/*" + bytes(20) + b"*/=1;", "other_kind"),
    "text cut within a letter": ("a.txt", samples.TXT[:-2], "not_text"),
}


@pytest.mark.parametrize("what", WORDS)
def test_each_trap_is_refused_in_its_own_words(what):
    name, content, verdict = WORDS[what]
    assert refused(name, content) == str(refusals.SENTENCES[verdict])


def test_an_empty_file_and_one_of_no_known_kind_are_refused():
    assert refused("a.jpg", b"") == str(refusals.EMPTY)
    assert refused("a.svg", b"<svg/>") == refused("a", b"x") == refused("a.gif", b"GIF89a") == str(refusals.KIND)


def test_a_file_over_its_size_is_refused_before_it_is_read():
    class NeverRead(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            raise AssertionError("it was read")

    large = NeverRead("a.pdf", b"%PDF-")
    large.size = 25 * 1024 * 1024 + 1
    with pytest.raises(uploads.Refused, match="25 MB"):
        uploads.judge(large)


def test_a_file_is_refused_where_the_disk_is_nearly_full_and_the_words_say_that_text_is_not(settings):
    settings.DISK_KEPT_FREE = 1.0
    assert "text is not affected" in refused("a.jpg", samples.VALID["jpg"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\me\\a.jpg", "a.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\0b.jpg", "ab.jpg"),
        ("  .jpg", "jpg"),
        ("ab\u200b\u00adc.jpg", "abc.jpg"),
    ],
)
def test_a_hostile_name_is_made_harmless(sent, kept):
    assert clean_name(sent) == kept


def test_a_name_of_three_hundred_letters_keeps_its_extension():
    assert clean_name("x" * 300 + ".jpg") == "x" * 146 + ".jpg"


def scanner(tmp_path, code: int) -> str:
    script = tmp_path / "clamdscan"
    script.write_text(f"#!/bin/sh\ncat > /dev/null\nexit {code}\n")
    script.chmod(0o755)
    return str(script)


def test_a_virus_scanner_is_asked_where_there_is_one(settings, tmp_path):
    assert judged("a.txt", samples.TXT).scanned is False
    settings.CLAMDSCAN = scanner(tmp_path, 0)
    assert judged("a.txt", samples.TXT).scanned is True
    settings.CLAMDSCAN = scanner(tmp_path, 2)
    assert judged("a.txt", samples.TXT).scanned is False
    settings.CLAMDSCAN = scanner(tmp_path, 1)
    assert refused("a.txt", samples.TXT) == str(refusals.FOUND)


@pytest.mark.django_db
def test_the_original_is_kept_byte_for_byte_and_beside_it_the_copy_to_show():
    sent = samples.picture("JPEG", exif=True)
    taken = judged("a.jpg", sent)
    original, display = uploads.keep(taken, key=DataKey.objects.mint(), at=AT)
    assert b"".join(files.open_chunks(original)) == sent and b"".join(files.open_chunks(display)) == taken.display
    again = uploads.keep(uploads.Stored("a.jpg", "jpg", original, display), key=DataKey.objects.mint(), at=AT)
    assert bytes(again[0].sha256) == bytes(original.sha256) and again[0].key_id != original.key_id


@pytest.mark.django_db
def test_a_fault_in_the_second_of_two_leaves_no_bytes_of_the_first(media):
    class Breaking(uploads.Judged):
        def bytes_of_display(self):
            raise OSError("the disk is gone")

    taken = judged("a.jpg", samples.VALID["jpg"])
    with pytest.raises(OSError, match="gone"):
        uploads.keep(Breaking(**vars(taken)), key=DataKey.objects.mint(), at=AT)
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_bytes_that_no_row_knows_are_swept_a_day_later(media):
    original, _ = uploads.keep(judged("a.txt", samples.TXT), key=DataKey.objects.mint(), at=AT)
    stray = media / "ab" / ("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert files.remove_strays(timedelta(days=1)) == 0 and stray.exists()
    os.utime(stray, (0, 0))
    assert files.remove_strays(timedelta(days=1)) == 1 and not stray.exists()
    assert b"".join(files.open_chunks(StoredFile.objects.get(pk=original.pk))) == samples.TXT
