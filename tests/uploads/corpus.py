"""The corpus of figure F19: files of each kind as people send them and as they should not be, each with the answer that is right."""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from tat.uploads import refusals
from tests.uploads import samples
from tests.uploads.samples import VALID

KINDS = {**VALID, "jpeg": VALID["jpg"]}
TAKEN = "taken"
DAMAGED, OTHER, NOT_TEXT, TOO_DENSE, PIXELS, MACROS, HARMFUL, LOCKED = (
    str(refusals.SENTENCES[word])  # type: ignore[index]
    for word in ("damaged", "other_kind", "not_text", "too_dense", "too_many_pixels", "macros", "harmful", "locked")
)
EMPTY, KIND = str(refusals.EMPTY), str(refusals.KIND)
HOSTILE_NAMES = ("../../../etc/{}", "..\\..\\{}", "photo\u202egpj.{}", "a\u200bb\u0007c.{}", "x" * 300 + ".{}")
# What is the whole of a short text or a run of frames is one after it was cut, too.
STAYS_WHOLE = ("mp3", "txt")
DISGUISED = {
    "a page": b"<!doctype html><html><body><script>alert(1)</script></body></html>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:http://127.0.0.1/header.m3u8|file:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a program": b"MZ\x90\x00\x03" + bytes(60) + b"PE\0\0" + bytes(400),
}


@dataclass(frozen=True)
class Sent:
    """One file, and what must come of it: TAKEN, or the sentence of the refusal."""

    what: str
    name: str
    content: bytes
    right: str


def corpus() -> list[Sent]:
    """All of it: every kind in every disguise, then the traps of single kinds."""
    return [*(each for kind in KINDS for each in of_a_kind(kind)), *traps()]


def of_a_kind(kind: str) -> Iterator[Sent]:
    whole = KINDS[kind]
    yield Sent("valid", f"a.{kind}", whole, TAKEN)
    yield Sent("valid, in capitals", f"A.{kind.upper()}", whole, TAKEN)
    yield Sent("hostile name", HOSTILE_NAMES[list(KINDS).index(kind) % len(HOSTILE_NAMES)].format(kind), whole, TAKEN)
    yield Sent("zero bytes", f"a.{kind}", b"", EMPTY)
    yield Sent("truncated", f"a.{kind}", whole[: len(whole) // 2], TAKEN if kind in STAYS_WHOLE else DAMAGED)
    yield Sent("wrong extension", f"a.{'pdf' if kind != 'pdf' else 'png'}", whole, OTHER)
    for what, content in DISGUISED.items():
        yield Sent(f"{what} by this name", f"a.{kind}", content, OTHER)


def traps() -> Iterator[Sent]:
    """What only one kind can be."""
    jpg, pdf = VALID["jpg"], VALID["pdf"]
    yield Sent("script behind a picture", "a.jpg", jpg + b"<script>canary</script>", TAKEN)
    yield Sent("EXIF with a place", "a.jpg", samples.picture("JPEG", exif=True), TAKEN)
    yield Sent("EXIF in a PNG", "a.png", samples.picture("PNG", exif=True), TAKEN)
    yield Sent("PDF that acts", "a.pdf", samples.pdf(active=True), TAKEN)
    yield Sent("HTML before a PDF", "a.pdf", b"<html><!--" + pdf, OTHER)
    yield Sent("locked PDF", "a.pdf", samples.pdf(password="x"), LOCKED)
    yield Sent("flood of pixels, PNG", "a.png", samples.pixel_flood(), PIXELS)
    yield Sent("flood of pixels, JPEG", "a.jpg", claiming(jpg, 65_000), PIXELS)
    yield Sent("package of zeros", "a.docx", samples.docx(more={"word/a.xml": bytes(40_000_000)}), TOO_DENSE)
    yield Sent("package of 9 MB text", "a.docx", samples.docx(more={"word/a.xml": b"word after word " * 600_000}), TOO_DENSE)
    yield Sent("macro by type", "a.docx", samples.docx(main=samples.MACRO_MAIN), MACROS)
    yield Sent("macro by part", "a.docx", samples.docx(more={"word/vbaProject.bin": b"x"}), MACROS)
    yield Sent("package without a document", "a.docx", bare_zip(), OTHER)
    yield Sent("EICAR as text", "a.txt", samples.EICAR, HARMFUL)
    yield Sent("EICAR in a package", "a.docx", samples.docx(more={"word/a.xml": samples.EICAR}), HARMFUL)
    yield Sent("EICAR behind a picture", "a.jpg", jpg + samples.EICAR, HARMFUL)
    yield Sent("EICAR within a film", "a.mp4", samples.film(b"isom") + samples.box(b"free", samples.EICAR), HARMFUL)
    yield Sent("GIF and script", "a.gif", b"GIF89a/*" + bytes(20) + b"*/=1;", KIND)
    yield Sent("GIF and script as a picture", "a.jpg", b"GIF89a/*" + bytes(20) + b"*/=1;", OTHER)
    yield Sent("drawing by its own name", "a.svg", DISGUISED["a drawing"], KIND)
    yield Sent("no extension", "README", b"x", KIND)
    yield Sent("program behind a picture's name", "photo.jpg.exe", DISGUISED["a program"], KIND)
    yield Sent("a turned name", "photo\u202egpj.exe", DISGUISED["a program"], KIND)
    yield Sent("text in Latin-1", "a.txt", "é caf\u00e9".encode("latin-1") * 20, NOT_TEXT)
    yield Sent(
        "film whose index is missing", "a.mp4", samples.box(b"ftyp", b"isom\0\0\2\0isom") + samples.box(b"mdat", bytes(999)), DAMAGED
    )
    yield Sent("mp3 of a tag alone", "a.mp3", samples.mp3(frames=0), OTHER)


def claiming(jpg: bytes, side: int) -> bytes:
    """The picture with another size in its header."""
    at = jpg.index(b"\xff\xc0") + 5
    return jpg[:at] + struct.pack(">HH", side, side) + jpg[at + 4 :]


def bare_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/notes.txt", "nothing")
    return out.getvalue()
