"""The one picture of the demonstration: the screen of a telephone, drawn and not taken of anybody."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from tat.uploads import Judged, judge

LINES = ((20, "saw u at lunch"), (120, "please stop"), (20, "u will listen to me"), (20, "one way or another"))


def chat() -> Judged:
    """A screenshot of four messages."""
    screen, out = Image.new("RGB", (360, 300), "white"), io.BytesIO()
    pen = ImageDraw.Draw(screen)
    for number, (left, words) in enumerate(LINES):
        top = 20 + 68 * number
        pen.rounded_rectangle((left, top, left + 220, top + 50), radius=14, fill="#e4e7ec")
        pen.text((left + 16, top + 18), words, fill="black")
    screen.save(out, "PNG")
    return judge(SimpleUploadedFile("Screenshot_2026.png", out.getvalue()))
