"""A file that is asked about on its way in: its digest is reckoned as it comes, and not one byte of it is kept."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from tat.inspection.kinds import MEGABYTE

LARGEST = 64 * MEGABYTE
FIELD = "file"


class DigestOf(UploadedFile):
    """What is known of a file that was sent: its size and digest. It has no content."""

    def __init__(self, digest: bytes, size: int) -> None:
        super().__init__(file=None, name="file", size=size)
        self.digest = digest

    def close(self) -> None:
        """There is nothing open."""

    @property
    def is_too_large(self) -> bool:
        return bool(self.size and self.size > LARGEST)


class DigestHandler(FileUploadHandler):
    """Takes the field of that name, and past its largest size only counts."""

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != FIELD:
            raise SkipFile
        self.reckoned, self.size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size <= LARGEST:
            self.reckoned.update(raw_data)

    def file_complete(self, file_size: int) -> DigestOf:
        return DigestOf(self.reckoned.digest(), self.size)
