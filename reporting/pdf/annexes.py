"""Pages that a district made itself, and pictures of documents, behind a paper of ours: each is one tagged picture that says what it is.

Runs in the child processes alone. The paper stays tagged throughout; the words of these pages stay as they were uploaded.
"""

import io
import sys
from collections.abc import Iterator
from itertools import count

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, OutlineItem, String

from tat.confined import Limits, confine

OPENS, ENDS, POINTS = {"BDC", "BMC"}, "EMC", {"MP", "DP"}
OF_A_PAGE = ("/Annots", "/StructParents", "/AA", "/B", "/Metadata", "/PieceInfo", "/Tabs")
OF_A_PAPER = ("/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/Dests", "/OpenAction", "/AA", "/PageLabels")


def bare(source: bytes) -> tuple[int, bytes]:
    """The number of pages, and the pages alone: forms and notes become part of the picture, its own marks and links go."""
    with pikepdf.open(io.BytesIO(source)) as paper:
        paper.generate_appearance_streams()
        paper.flatten_annotations("print")
        for page in paper.pages:
            page.Contents = paper.make_stream(pikepdf.unparse_content_stream(_unmarked(page)))
            for name in OF_A_PAGE:
                if name in page.obj:
                    del page.obj[name]
        for name in OF_A_PAPER:
            if name in paper.Root:
                del paper.Root[name]
        out = io.BytesIO()
        paper.save(out)
        return len(paper.pages), out.getvalue()


def _unmarked(page: pikepdf.Page) -> list[pikepdf.ContentStreamInstruction]:
    """What a page draws without the marks of its own tags; layers stay, or what is switched off would show."""
    kept: list[bool] = []
    found = []
    for each in pikepdf.parse_content_stream(page):
        word = str(each.operator)
        if word in OPENS:
            kept.append(each.operands[0] == Name.OC)
        if (word in OPENS and not kept[-1]) or word in POINTS or (word == ENDS and not (kept and kept.pop())):
            continue
        found.append(each)
    return [*found, *[pikepdf.ContentStreamInstruction([], Operator(ENDS)) for layer in kept if layer]]


def joined(content: bytes, annexes: list[tuple[str, bytes]]) -> tuple[int, bytes]:
    """The paper with every annex (title, bare pages) behind it, tagged and in its bookmarks. Gives the number of pages, and the bytes.

    It no longer calls itself PDF/UA: nobody vouches for the fonts of these pages.
    """
    with pikepdf.open(io.BytesIO(content)) as paper:
        for title, source in annexes:
            _join(paper, title, source)
        with paper.open_metadata(set_pikepdf_as_editor=False) as said:
            said.pop("pdfuaid:part", None)
        out = io.BytesIO()
        paper.save(out)
        return len(paper.pages), out.getvalue()


def _join(paper: pikepdf.Pdf, title: str, source: bytes) -> None:
    root = paper.Root.StructTreeRoot
    document = root.K[0] if isinstance(root.K, Array) else root.K
    section = paper.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=document, T=String(title), K=Array([])))
    document.K = Array([*(document.K if isinstance(document.K, Array) else [document.K]), section])
    keys = _free_keys(root)
    first = len(paper.pages)
    with pikepdf.open(io.BytesIO(source)) as annex:
        paper.pages.extend(annex.pages)
        of = len(annex.pages)
    for number, page in enumerate(list(paper.pages)[first:], 1):
        key = next(keys)
        picture = paper.make_indirect(_picture(section, page, f"{title}, page {number} of {of}."))
        section.K.append(picture)
        pikepdf.NumberTree(root.ParentTree)[key] = paper.make_indirect(Array([picture]))
        root.ParentTreeNextKey = key + 1
        page.contents_add(b"/Figure <</MCID 0>> BDC q\n", prepend=True)
        page.contents_add(b"\nQ EMC")
        page.obj.StructParents, page.obj.Tabs = key, Name.S
    with paper.open_outline() as outline:
        outline.root.append(OutlineItem(title, first))


def _free_keys(root: pikepdf.Object) -> Iterator[int]:
    taken = [int(key) for key in pikepdf.NumberTree(root.ParentTree)]
    return count(max([*taken, int(root.get("/ParentTreeNextKey", 0)) - 1]) + 1)


def _picture(section: pikepdf.Object, page: pikepdf.Page, words: str) -> Dictionary:
    place = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([*page.mediabox]))
    return Dictionary(Type=Name.StructElem, S=Name.Figure, P=section, Pg=page.obj, K=0, Alt=String(words), A=place)


def main(cpu_seconds: str, memory: str) -> int:
    """The child that judges an upload: its bytes on standard input; pages, a line end and the bare pages on standard output."""
    confine(Limits(int(cpu_seconds), 0, int(memory)), largest_file=0)
    pages, content = bare(sys.stdin.buffer.read())
    sys.stdout.buffer.write(b"%d\n" % pages + content)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
