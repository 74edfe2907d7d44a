"""Small files of each kind, made in code, valid and broken in one way each."""

import base64
import io
import struct
import wave
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tat import uploads

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-" + rb"FILE!$H+H*"
GPS = "Chicago canary, taken by Jordan Quill"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>Said on the bus.</w:t></w:r></w:p></w:body></w:document>"
)


# 64 x 48, on its side, with the same EXIF as below; written once with libheif, as nothing installed here writes HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIA"
    "AQAAAAAB7AABAAAAAAAAADIAAgAAAAACHgABAAAAAAAAAHQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlm"
    "AAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroC"
    "QGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAA"
    "AAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEA"
    "AQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAK5tZGF0AAAALigBrxOA9sbPEMb2IzwG8Rg3rvGZVkVPGEaXOyW2JbOH8IfekqHlqchK+oGx"
    "SMAAAAAGRXhpZgAATU0AKgAAAAgAAwEOAAIAAAAmAAAAMgESAAMAAAABAAYAAIglAAQAAAABAAAAWAAAAABDaGljYWdvIGNhbmFyeSwgdGFrZW4gYnkgSm9y"
    "ZGFuIFF1aWxsAAABAAEAAgAAAAJOAAAAAAAAAA=="
)


def picture(kind: str, *, size: tuple[int, int] = (64, 48), exif: bool = False) -> bytes:
    """A picture of noise-free stripes as "JPEG" or "PNG"; with EXIF, a place and a name in it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    extra = {}
    if exif:
        tags = Image.Exif()
        tags[0x010E], tags[0x0112] = GPS, 6
        tags.get_ifd(0x8825)[1] = "N"
        extra["exif"] = tags.tobytes()
    image.save(out, kind, **extra)
    return out.getvalue()


def pixel_flood(side: int = 50_000) -> bytes:
    """A PNG of a kilobyte that claims 50,000 x 50,000 pixels."""

    def block(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + block(b"IHDR", header) + block(b"IDAT", zlib.compress(b"\0" * 100_000)) + block(b"IEND", b"")


def pdf(*, active: bool = False, password: str = "") -> bytes:
    """One page; `active` with everything that acts by itself or hides a file."""
    paper, out = pikepdf.new(), io.BytesIO()
    page = paper.add_blank_page(page_size=(200, 200))
    if active:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('canary')"))
        paper.Root.OpenAction = script
        paper.Root.AA = pikepdf.Dictionary(WC=script)
        paper.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), script]))
        paper.attachments["hidden.exe"] = b"MZ canary"
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
        page.obj.Annots = pikepdf.Array([paper.make_indirect(link)])
        page.obj.AA = pikepdf.Dictionary(O=script)
        paper.docinfo["/Author"] = GPS
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    paper.save(out, encryption=encryption)
    return out.getvalue()


def docx(*, main: str = DOCX_MAIN, more: dict[str, bytes] | None = None, text: str = DOCUMENT) -> bytes:
    """A document of one sentence; `more` are further parts of the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES.format(main=main))
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/document.xml", text)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data


def film(brand: bytes, *, media: int = 4096) -> bytes:
    """A container of the ISO family that holds `media` bytes of what would be pictures or sound."""
    movie = box(b"moov", box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 1000) + bytes(80)))
    return box(b"ftyp", brand + struct.pack(">I", 512) + brand + b"isom") + movie + box(b"mdat", bytes(range(256)) * (media // 256))


def mp3(*, frames: int = 40) -> bytes:
    """An ID3 tag and silent frames of 417 bytes: MPEG 1, layer 3, 128 kbit/s, 44.1 kHz."""
    tag = b"ID3\x03\x00\x00" + bytes((0, 0, 1, 0)) + bytes(128)
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def wav(*, seconds: float = 0.2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(256)) * int(8000 * 2 * seconds / 256))
    return out.getvalue()


TXT = "He wrote: “I will bring it on Friday.”\nI saw it at 9:40. Ana said é.".encode()
VALID = {
    "jpg": picture("JPEG"),
    "png": picture("PNG"),
    "heic": HEIC,
    "pdf": pdf(),
    "mp4": film(b"isom"),
    "mov": film(b"qt  "),
    "m4a": film(b"M4A "),
    "mp3": mp3(),
    "wav": wav(),
    "txt": TXT,
    "docx": docx(),
}


def a_picture(name: str = "IMG_0417.jpg") -> uploads.Judged:
    """A picture that was judged."""
    return uploads.judge(SimpleUploadedFile(name, picture("JPEG", exif=True)))
