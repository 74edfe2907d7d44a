"""Pictures: drawn anew from their pixels, so that no place, name or script comes along."""

import io
from typing import BinaryIO

import pi_heif
from PIL import Image, ImageOps

from tat.inspection import Rejected, Verdict

MOST_PIXELS = 50_000_000
FORMATS = {"jpg": ("JPEG",), "png": ("PNG",), "heic": ("HEIF",)}
PNG_EFFORT = 3

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def judge(extension: str, head: bytes, source: BinaryIO) -> bytes:
    """The copy to show: PNG for a PNG, JPEG for the others, turned upright. Raises Rejected."""
    try:
        with Image.open(io.BytesIO(head + source.read(-1)), formats=FORMATS[extension]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Rejected(Verdict.TOO_MANY_PIXELS)
            return _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Rejected(Verdict.TOO_MANY_PIXELS) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError):
        raise Rejected(Verdict.DAMAGED) from None


def _drawn_anew(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image)
    out = io.BytesIO()
    if image.format == "PNG":
        bare = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        _without_notes(bare).save(out, "PNG", compress_level=PNG_EFFORT)
    else:
        _without_notes(upright.convert("RGB")).save(out, "JPEG", quality=90)
    return out.getvalue()


def _without_notes(image: Image.Image) -> Image.Image:
    """Pillow writes what it finds in `info` into some formats."""
    image.info = {}
    return image
