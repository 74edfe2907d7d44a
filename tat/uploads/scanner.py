"""ClamAV, where the machine has it: clamdscan reads the file from its standard input."""

import tempfile
from collections.abc import Iterable

from django.conf import settings

from tat.confined import environment, fed
from tat.uploads.refusals import FOUND, Refused

SECONDS = 60
CLEAN, HARMFUL = 0, 1


def scan(chunks: Iterable[bytes]) -> bool:
    """Whether the file was scanned and nothing found; False where there is no scanner, or it does not answer. Raises Refused."""
    if not settings.CLAMDSCAN:
        return False
    with tempfile.TemporaryDirectory(prefix="tat-scan-") as folder:
        code, _out = fed([settings.CLAMDSCAN, "--no-summary", "-"], environment(folder), SECONDS, chunks)
    if code == HARMFUL:
        raise Refused(FOUND)
    return code == CLEAN
