"""Figure F19: bad uploads, judged by extension alone and by content; whether one verdict is wrong, how long it took, how much it needed."""

import io
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tat import uploads
from tat.confined import MEGABYTE, ROOT
from tat.inspection import LIMITS
from tat.inspection.kinds import kind_of
from tat.uploads.names import clean_name
from tests.processes.evidence import FULL, note
from tests.uploads.corpus import TAKEN, Sent, corpus, traps

pytestmark = [pytest.mark.req("IN-2"), pytest.mark.slow]
EVERY = 1 if FULL else 5
LONGEST_REFUSAL = 2.0
TELLING = """
import os, sys
from tat.inspection import child
code = child.main(*sys.argv[1:])
if os.path.exists("/proc/self/status"):
    sys.stderr.write(open("/proc/self/status").read())
sys.exit(code)
"""
LEAKS = (b"canary", b"<script", b"Jordan", b"/JavaScript", b"/Launch")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMDSCAN = str(tmp_path), ""


def verdict(sent: Sent) -> tuple[str, bytes, float]:
    """TAKEN or the sentence, the copy to show, and the seconds."""
    upload = SimpleUploadedFile("a", sent.content)
    upload._name = sent.name  # as no browser and no Django would let it through
    began = time.perf_counter()
    try:
        return TAKEN, uploads.judge(upload).display, time.perf_counter() - began
    except uploads.Refused as refused:
        return str(refused.sentence), b"", time.perf_counter() - began


def by_extension(sent: Sent) -> bool:
    """What a judge would say who reads the name alone: taken, and rightly so?"""
    return bool(kind_of(clean_name(sent.name))) == (sent.right == TAKEN)


def heavy() -> Iterator[tuple[str, bytes]]:
    """What costs a child most: pictures of nearly the most pixels, and the bombs."""
    for kind, name, mode in (("jpg", "JPEG", "RGB"), ("png", "PNG", "RGB"), ("png", "PNG", "RGBA")):
        out = io.BytesIO()
        Image.linear_gradient("L").resize((7000, 7000)).convert(mode).save(out, name)
        yield kind, out.getvalue()
    yield from ((sent.name.rpartition(".")[2], sent.content) for sent in traps() if "flood" in sent.what or "package of" in sent.what)


def peak(extension: str, content: bytes) -> int:
    """The most memory that the child had for this file, in megabytes, as it tells itself; 0 where /proc does not say."""
    words = [extension, str(LIMITS.cpu_seconds), str(LIMITS.memory)]
    ended = subprocess.run([sys.executable, "-c", TELLING, *words], input=content, capture_output=True, cwd=ROOT, timeout=60)
    assert ended.returncode == 0, (extension, ended.stderr[-300:])
    found = re.search(rb"VmHWM:\s+(\d+)", ended.stderr)
    return int(found[1]) // 1024 if found else 0


def test_f19_no_verdict_of_the_corpus_is_wrong() -> None:
    whole = corpus()
    files = [each for number, each in enumerate(whole) if number % EVERY == 0 or number >= len(whole) - 26]
    found = [(sent, *verdict(sent)) for sent in files]
    wrong = [f"{sent.what} ({sent.name[-20:]}): {said}" for sent, said, _, _ in found if said != sent.right]
    leaks = [f"{sent.what}: {word!r}" for sent, _, display, _ in found for word in LEAKS if word in display]
    slowest = max(seconds for _, said, _, seconds in found if said != TAKEN)
    most = max(peak(*each) for each in heavy())
    note(
        "F19",
        "120 files, 0 wrong verdicts, no valid one refused, bombs refused within 2 s, worker within 768 MB",
        files=len(files),
        taken=sum(said == TAKEN for _, said, _, _ in found),
        valid_refused=sum(sent.right == TAKEN != said for sent, said, _, _ in found),
        wrong=len(wrong),
        wrong_by_extension_alone=sum(not by_extension(sent) for sent in files),
        left_in_copies=len(leaks),
        slowest_refusal_seconds=round(slowest, 2),
        slowest_verdict_seconds=round(max(seconds for *_, seconds in found), 2),
        largest_child_mb=most,
        refusals=dict(Counter(said[:40] for _, said, _, _ in found if said != TAKEN)),
    )
    assert wrong == [], "\n".join(wrong)
    assert leaks == []
    assert slowest <= LONGEST_REFUSAL
    assert most <= LIMITS.memory // MEGABYTE
    assert not FULL or len(files) >= 120
