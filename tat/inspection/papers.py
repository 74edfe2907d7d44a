"""PDF: a copy without what acts by itself, hides a file or names a writer."""

import io
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from tat.inspection import Rejected, Verdict

START = b"%PDF-"
# Keys that act, hide or name, wherever they stand: actions of events, scripts, files, forms that carry scripts, notes about the writer.
DROPPED = ("/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/AF", "/XFA", "/RichMediaContent", "/Metadata", "/PieceInfo")
ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie", "/Sound"}
CARRIERS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
DEEPEST = 100


def judge(_extension: str, head: bytes, source: BinaryIO) -> bytes:
    """The copy to show. Raises Rejected for what is locked, broken, or starts with anything else."""
    if not head.startswith(START):
        raise Rejected(Verdict.OTHER_KIND)
    try:
        with pikepdf.open(io.BytesIO(head + source.read(-1)), attempt_recovery=False) as paper:
            return _bare(paper)
    except pikepdf.PasswordError:
        raise Rejected(Verdict.LOCKED) from None
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError, IndexError, TypeError):
        raise Rejected(Verdict.DAMAGED) from None


def _bare(paper: pikepdf.Pdf) -> bytes:
    if not len(paper.pages):
        raise Rejected(Verdict.DAMAGED)
    for each in paper.objects:
        _clean(each, 0)
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]
    out = io.BytesIO()
    paper.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, encryption=False)
    return out.getvalue()


def _clean(held: pikepdf.Object, depth: int) -> None:
    """Take out of one object, and of what lies directly in it, all that DROPPED, ACTIONS and CARRIERS name."""
    if depth > DEEPEST:
        raise Rejected(Verdict.DAMAGED)
    if isinstance(held, Array):
        for at in reversed(range(len(held))):
            inner = held[at]
            if _is_carrier(inner):
                del held[at]
            elif _is_direct(inner):
                _clean(inner, depth + 1)
    elif isinstance(held, Dictionary | pikepdf.Stream):
        for name in list(held.keys()):
            inner = held[name]
            if name in DROPPED or _acts(inner):
                del held[name]
            elif _is_direct(inner):
                _clean(inner, depth + 1)


def _is_direct(held: object) -> bool:
    """Whether it lies here; what is only pointed to has its own turn."""
    return isinstance(held, pikepdf.Object) and not held.is_indirect


def _acts(held: object) -> bool:
    return isinstance(held, Dictionary) and str(held.get(Name.S, "")) in ACTIONS


def _is_carrier(held: object) -> bool:
    return isinstance(held, Dictionary) and str(held.get(Name.Subtype, "")) in CARRIERS
