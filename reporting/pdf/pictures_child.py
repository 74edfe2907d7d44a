"""The child process that draws: a line of JSON and the file on standard input; a line of JSON and a JPEG or a PDF on standard output.

Words: the task (sizes, page, copy), the kind of file, seconds of CPU, bytes of memory. Its libraries are loaded first; then it gives up
its network and takes its limits, and only then reads.
"""

import io
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from reporting.pdf import NO_MEMORY
from reporting.pdf.pictures import COLUMNS, NO_PICTURE
from tat.confined import Limits, confine

LONGEST_SIDE = 1800  # pixels: about 160 to the inch on letter paper
QUALITY = 82
PAPER, MARGIN = (612, 792), 36  # points
BAND, LETTER_SIZE = 44, 22
Image.MAX_IMAGE_PIXELS = 50_000_000


class Drawn:
    """The pages of the file, each as a picture in colour; a picture is a file of one page."""

    def __init__(self, kind: str, content: bytes) -> None:
        self.paper = None
        if kind == "pdf":
            self.paper = pypdfium2.PdfDocument(content)
            self.paper.init_forms()
            self.count = len(self.paper)
        else:
            self.image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            self.count = 1

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page, counted from 1: only what they are to each other matters."""
        return self.paper[page - 1].get_size() if self.paper else self.image.size

    def picture(self, page: int) -> Image.Image:
        if self.paper is None:
            image = _flat(self.image)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return image
        width, height = self.size(page)
        bitmap = self.paper[page - 1].render(scale=LONGEST_SIDE / max(width, height), may_draw_forms=True)
        return bitmap.to_pil().convert("RGB")


def _flat(image: Image.Image) -> Image.Image:
    """On white, where it lets light through."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def cover(image: Image.Image, rows: int, squares: Sequence[Sequence[int]]) -> None:
    """Black over each square, to the last pixel that it touches."""
    draw = ImageDraw.Draw(image)
    for column, row in squares:
        left, top = column * image.width // COLUMNS, row * image.height // rows
        right, bottom = -(-(column + 1) * image.width // COLUMNS), -(-(row + 1) * image.height // rows)
        draw.rectangle((left, top, right - 1, bottom - 1), fill="black")


def labelled(image: Image.Image, label: str) -> Image.Image:
    """The picture with a line of words under it, which is a part of the picture."""
    whole = Image.new("RGB", (max(image.width, len(label) * LETTER_SIZE // 2), image.height + BAND), "white")
    whole.paste(image, (0, 0))
    ImageDraw.Draw(whole).text((8, image.height + BAND // 4), label, fill="black", font=ImageFont.load_default(LETTER_SIZE))
    return whole


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def sizes(drawn: Drawn, words: Any) -> tuple[Any, bytes]:
    return {"sizes": [drawn.size(page) for page in range(1, drawn.count + 1)]}, b""


def page(drawn: Drawn, words: Any) -> tuple[Any, bytes]:
    return {}, jpeg(drawn.picture(words["page"]))


def copy(drawn: Drawn, words: Any) -> tuple[Any, bytes]:
    """Every page once, so that none is forgotten; `places` by the number of the page as JSON writes it."""
    out = io.BytesIO()
    with pikepdf.new() as paper:
        for number in range(1, drawn.count + 1):
            image = drawn.picture(number)
            cover(image, words["rows"][number - 1], words["places"].get(str(number), ()))
            _add(paper, labelled(image, words["label"].format(page=number, pages=drawn.count)))
        paper.Root.Lang = "en"
        with paper.open_metadata(set_pikepdf_as_editor=False) as said:
            said["dc:title"] = words["title"]
        paper.save(out)
    return {"pages": drawn.count}, out.getvalue()


def _add(paper: pikepdf.Pdf, image: Image.Image) -> None:
    """A page of letter paper, upright or on its side as the picture is, with the picture as large as it can be."""
    width, height = PAPER if image.height >= image.width else PAPER[::-1]
    scale = min((width - 2 * MARGIN) / image.width, (height - 2 * MARGIN) / image.height)
    across, down = image.width * scale, image.height * scale
    place = f"q {across:.2f} 0 0 {down:.2f} {(width - across) / 2:.2f} {(height - down) / 2:.2f} cm /Im Do Q"
    drawn = pikepdf.Stream(
        paper,
        jpeg(image),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        ),
    )
    added = paper.add_blank_page(page_size=(width, height))
    added.obj.Resources = Dictionary(XObject=Dictionary(Im=drawn))
    added.obj.Contents = paper.make_stream(place.encode())
    added.obj.MediaBox = Array([0, 0, width, height])


TASKS: dict[str, Callable[[Drawn, Any], tuple[Any, bytes]]] = {"sizes": sizes, "page": page, "copy": copy}
BROKEN = (pypdfium2.PdfiumError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, IndexError)


def main(task: str, kind: str, cpu_seconds: str, memory: str) -> int:
    ImageFont.load_default(LETTER_SIZE)
    confine(Limits(int(cpu_seconds), 0, int(memory)), largest_file=0)
    words = json.loads(sys.stdin.buffer.readline())
    try:
        told, made = TASKS[task](Drawn(kind, sys.stdin.buffer.read()), words)
    except MemoryError:
        return NO_MEMORY
    except BROKEN:
        return NO_PICTURE
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
