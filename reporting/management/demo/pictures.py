"""The one picture of the demonstration: the screen of a telephone, drawn and not taken of anybody."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tat.uploads import Judged, judge

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_chat.png"


def chat() -> Judged:
    """A screenshot of four messages."""
    return judge(SimpleUploadedFile("Screenshot_2026.png", SOURCE.read_bytes()))
