"""Whether there is room for files: a tenth of the disk stays free, so that text can always be written."""

import shutil
from pathlib import Path

from django.conf import settings


def media_folder() -> Path:
    """The folder of the sealed files, made where it is not there yet."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def has_room(more: int = 0) -> bool:
    """Whether the disk keeps its share free with so many bytes more."""
    disk = shutil.disk_usage(media_folder())
    return disk.free - more >= disk.total * settings.DISK_KEPT_FREE
