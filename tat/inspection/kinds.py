"""The kinds of file that are taken, each with its media type, its largest size, and the names that two libraries give it."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
DOCUMENT, FILM = 25 * MEGABYTE, 500 * MEGABYTE
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Kind:
    """One extension. `libmagic` and `puremagic` hold the media types that stand for it there.

    `may_not_know`: puremagic lacks many of its brands; decoding it, or a walk through its structure, stands in for it.
    """

    media: str
    libmagic: frozenset[str]
    puremagic: frozenset[str]
    largest: int = DOCUMENT
    may_not_know: bool = False
    shown_as: str = ""


def _kind(media: str, libmagic: str = "", puremagic: str = "", **more: object) -> Kind:
    both = frozenset({media})
    return Kind(media, both | frozenset(libmagic.split()), both | frozenset(puremagic.split()), **more)  # type: ignore[arg-type]


KINDS: dict[str, Kind] = {
    "jpg": _kind("image/jpeg", shown_as="jpg"),
    "png": _kind("image/png", shown_as="png"),
    "heic": _kind("image/heic", "image/heif", "image/heif", may_not_know=True, shown_as="jpg"),
    "pdf": _kind("application/pdf", shown_as="pdf"),
    "mp4": _kind("video/mp4", "video/x-m4v audio/mp4 video/3gpp", "video/3gpp", largest=FILM, may_not_know=True),
    "mov": _kind("video/quicktime", largest=FILM),
    "m4a": _kind("audio/mp4", "audio/x-m4a video/mp4 video/3gpp", "video/mp4 video/3gpp audio/x-m4b .m4a", may_not_know=True),
    "mp3": _kind("audio/mpeg", may_not_know=True),
    "wav": _kind("audio/x-wav", puremagic="audio/wave"),
    "txt": _kind("text/plain", may_not_know=True),
    "docx": _kind(WORD, "application/zip"),
}
SAME_AS = {"jpeg": "jpg", "heif": "heic"}
PICTURES, RECORDINGS = ("jpg", "png", "heic"), ("mp4", "mov", "m4a")


def kind_of(name: str) -> str:
    """The kind that a file's name claims, or ""."""
    extension = name.rpartition(".")[2].lower()
    extension = SAME_AS.get(extension, extension)
    return extension if extension in KINDS else ""
