"""Whether the extension, libmagic and puremagic name the same kind of file."""

import puremagic
import pylibmagic  # its import tells python-magic where the wheel's libmagic lies

import magic  # isort: skip

from tat.inspection import Rejected, Verdict
from tat.inspection.kinds import KINDS

LIBMAGIC = magic.Magic(mime=True, magic_file=str(pylibmagic.data / "magic.mgc"))
# Text that something might run or fetch, were it ever taken for what it says it is.
NO_PLAIN_TEXT = {"text/html", "text/xml", "image/svg+xml", "application/xml", "application/vnd.apple.mpegurl", "audio/x-mpegurl"}
SURE = 0.5


def check(extension: str, head: bytes) -> None:
    """Raises Rejected unless both libraries find what the extension says."""
    said, names = LIBMAGIC.from_buffer(head), _pure(head)
    agreed = _is_text(said, names) if extension == "txt" else _agree(extension, said, set(names))
    if not agreed:
        raise Rejected(Verdict.OTHER_KIND)


def _agree(extension: str, said: str, names: set[str]) -> bool:
    kind = KINDS[extension]
    known = bool(names & kind.puremagic) if names else kind.may_not_know
    return said in kind.libmagic and known


def _is_text(said: str, names: dict[str, float]) -> bool:
    """libmagic names a dozen sorts of text, and puremagic guesses at others by their first letters; all but NO_PLAIN_TEXT are text."""
    plain = said.startswith(("text/", "message/")) or said in {"application/json", "application/x-ndjson"}
    runs = {name for name, confidence in names.items() if confidence >= SURE} & NO_PLAIN_TEXT
    return plain and said not in NO_PLAIN_TEXT and not runs


def _pure(head: bytes) -> dict[str, float]:
    """What puremagic takes it for: media types, or extensions where it knows no type, with its confidence; empty where it knows nothing."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return {}
    names: dict[str, float] = {}
    for each in found:
        name = each.mime_type or each.extension
        names[name] = max(names.get(name, 0), each.confidence)
    return names
