"""Reads a tagged PDF as assistive technology does: its tags in reading order, each with the text that it marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

CODE_PAIRS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n")
MARKS = {"BMC", "BDC"}


@dataclass
class Tag:
    """One element of the structure: its kind (H1, P, TH ...), its name, the names of a cell's headers, its parts in order."""

    kind: str
    id: str
    headers: list[str]
    parts: list["Tag | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the element marks, in reading order, without spaces: a line's end stands in no PDF."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts if not _is_bullet(part))

    @property
    def children(self) -> list["Tag"]:
        return [part for part in self.parts if isinstance(part, Tag)]

    def all(self, *kinds: str) -> list["Tag"]:
        """The elements of these kinds below this one, in reading order."""
        return [tag for tag in self.walk() if tag.kind in kinds]

    def walk(self) -> Iterator["Tag"]:
        for child in self.children:
            yield child
            yield from child.walk()


@dataclass
class TaggedPdf:
    """A PDF with its tags; `unmarked` is text that is marked as nothing, `running` what no tag reads on each page: its running lines."""

    pdf: pikepdf.Pdf
    document: Tag
    unmarked: str
    running: list[str]


def read(content: bytes) -> TaggedPdf:
    pdf = pikepdf.open(BytesIO(content))
    texts: dict[tuple[int, int], str] = {}
    unmarked = ""
    for page in pdf.pages:
        on_page, outside = _texts(page)
        texts |= {(page.obj.objgen[0], mark): text for mark, text in on_page.items()}
        unmarked += outside
    (root,) = _kids(pdf.Root.StructTreeRoot)
    document = _tag(root, 0, texts)
    running = ["".join(text for (number, _mark), text in texts.items() if number == page.obj.objgen[0]) for page in pdf.pages]
    return TaggedPdf(pdf, document, unmarked, running)


def squeezed(text: str) -> str:
    """Without spaces and the places to break that reporting/pdf adds."""
    return re.sub(r"[\s\u200b]+", "", text)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: Any, page: int, texts: dict[tuple[int, int], str]) -> Tag:
    """The element; what it reads is taken out of the texts."""
    page = element["/Pg"].objgen[0] if "/Pg" in element else page
    tag = Tag(str(element["/S"])[1:], str(element.get("/ID", "")), _headers(element.get("/A", pikepdf.Array())))
    for kid in _kids(element):
        if isinstance(kid, int):
            tag.parts.append(texts.pop((page, kid), ""))
        elif kid.get("/Type") == "/MCR":
            tag.parts.append(texts.pop((kid["/Pg"].objgen[0] if "/Pg" in kid else page, int(kid["/MCID"])), ""))
        elif "/S" in kid:
            tag.parts.append(_tag(kid, page, texts))
    return tag


def _headers(given: Any) -> list[str]:
    rows = given if isinstance(given, pikepdf.Array) else [given]
    return [str(name) for row in rows for name in row.get("/Headers", [])]


def _is_bullet(part: "Tag | str") -> bool:
    """A list's own mark, which the page does not say."""
    return isinstance(part, Tag) and part.kind == "Lbl"


def _texts(page: pikepdf.Page) -> tuple[dict[int, str], str]:
    """The text of each marked piece of a page, and the text outside of all marks."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    outside, letters, marks = "", {}, []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in MARKS:
            marks.append(_number(operands))
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            text = squeezed(_shown(operands[0], letters))
            here = next((mark for mark in reversed(marks) if mark is not None), None)
            if here is not None:
                found[here] = found.get(here, "") + text
            elif not marks:
                outside += text
    return found, outside


def _number(operands: Any) -> int | None:
    """The number of a marked piece; nothing for an artifact."""
    return int(operands[1]["/MCID"]) if len(operands) > 1 and "/MCID" in operands[1] else None


def _letters(font: Any) -> dict[int, str]:
    """Glyph -> what it says, from the font's own map."""
    pairs = CODE_PAIRS.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _shown(operand: Any, letters: dict[int, str]) -> str:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(letters.get(int.from_bytes(raw[at : at + 2], "big"), "\ufffd") for at in range(0, len(raw), 2))
