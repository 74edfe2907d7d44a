"""A film sent to a started web and fetched again: the web does not grow with it, and no plain byte of it lies anywhere on the disk."""

import hashlib
import http.client
import os
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cases.models import Attachment
from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor
from tests.cast import a_case, a_cast
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import PASSWORD, answers, visitor
from tests.processes.evidence import FULL, note, reach
from tests.processes.loops import Sink, running, until
from tests.uploads.samples import box, film

pytestmark = [
    pytest.mark.processes,
    pytest.mark.slow,
    pytest.mark.req("IN-2"),
    pytest.mark.timeout(900 if FULL else 300),
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the processes' memory and open files are read from /proc"),
]
MEGABYTE = 1024 * 1024
MOST_GROWTH = 64
CANARY = b"plain bytes of a film, kept nowhere "
PIECE = (CANARY * (MEGABYTE // len(CANARY) + 1))[:MEGABYTE]


def pieces(megabytes: int) -> Iterator[bytes]:
    """A film of so many megabytes, made as it is sent."""
    start = film(b"isom", media=0)[: -len(box(b"mdat", b""))]
    yield start + (8 + megabytes * MEGABYTE).to_bytes(4, "big") + b"mdat"
    for _ in range(megabytes):
        yield PIECE


def multipart(fields: dict[str, list[str]], boundary: bytes) -> tuple[bytes, bytes]:
    """What stands before the file and after it."""
    before = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary, name.encode(), value.encode())
        for name, values in fields.items()
        for value in values
    )
    head = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n' % boundary
    return before + head, b"\r\n--%s--\r\n" % boundary


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in task.read_text().split() for each in family(int(child))]
    return found


def peak(pid: int) -> int:
    """The most memory that any of the web's processes ever had, in megabytes."""
    most = 0
    for each in family(pid):
        status = Path(f"/proc/{each}/status").read_text()
        most = max(most, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024)  # type: ignore[index]
    return most


def open_files_with_the_canary(pid: int) -> list[str]:
    """Regular files that the web holds open, deleted ones included, in which the film can be read."""
    found = []
    for each in family(pid):
        for descriptor in Path(f"/proc/{each}/fd").iterdir():
            try:
                is_file = os.path.isfile(descriptor) and not os.readlink(descriptor).startswith("/dev")
                if is_file and CANARY in descriptor.read_bytes():
                    found.append(os.readlink(descriptor))
            except OSError:
                continue
    return found


def send(port: int, person: Visitor, address: str, megabytes: int, halfway: Callable[[], None]) -> http.client.HTTPResponse:
    """Send the film through the page's own form."""
    form = person.get(address).form(f"{address}add/")
    boundary = b"a-line-between-parts"
    before, after = multipart(form.fields, boundary)
    size = len(before) + len(after) + sum(len(piece) for piece in pieces(megabytes))
    request = urllib.request.Request(f"http://localhost:{port}{address}add/")
    next(each for each in person.opener.handlers if hasattr(each, "cookiejar")).cookiejar.add_cookie_header(request)
    line = http.client.HTTPConnection("localhost", port, timeout=300)
    line.putrequest("POST", f"{address}add/")
    for name, value in {
        "Cookie": request.get_header("Cookie") or "",
        "Content-Length": str(size),
        "Content-Type": f"multipart/form-data; boundary={boundary.decode()}",
    }.items():
        line.putheader(name, value)
    line.endheaders(before)
    for number, piece in enumerate(pieces(megabytes)):
        line.send(piece)
        if number == megabytes // 2:
            halfway()
    line.send(after)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def fetched(person: Visitor, url: str) -> str:
    """The SHA-256 of what the address gives."""
    digest = hashlib.sha256()
    with person.opener.open(url, timeout=300) as answer:
        while piece := answer.read(MEGABYTE):
            digest.update(piece)
    return digest.hexdigest()


def test_f19_a_film_passes_through_the_web_in_pieces(
    shared_database: None, move: Callable[[str], datetime], valkey: Valkey, sink: Sink, tmp_path: Path
) -> None:
    move("2026-09-14 08:00")
    megabytes, port, media = reach("FILM_MEGABYTES", 60, 499), free_port(), tmp_path / "media"
    cast = a_cast()
    case = a_case(cast, "assessment")
    address, seen = f"/cases/{case.code}/attachments/", []
    with running(tmp_path, sink, valkey.url(), MEDIA_ROOT=str(media), TMPDIR=str(tmp_path), CLAMDSCAN="") as loops:
        loops.web(port)
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        web, person = loops.running["web"].pid, visitor(port, cast.principal)
        person.get(address)
        before = peak(web)

        began = time.perf_counter()
        answer = send(port, person, address, megabytes, lambda: seen.extend(open_files_with_the_canary(web)))
        sent_in = time.perf_counter() - began
        assert (answer.status, answer.headers["Location"]) == (302, address)
        after_upload = peak(web)

        person.get("/account/reauthenticate/")
        person.send("/account/reauthenticate/", {"password": PASSWORD})
        digest = fetched(person, f"http://localhost:{port}{address}1/original/")
        after = peak(web)
    row = Attachment.objects.get(case=case)
    whole = hashlib.sha256()
    for piece in pieces(megabytes):
        whole.update(piece)
    lying = [path.name for path in tmp_path.rglob("*") if path.is_file() and CANARY in path.read_bytes()]
    note(
        "F19-streaming",
        "a video of 500 MB: the web grows by at most 64 MB, no plain byte on the disk",
        megabytes=megabytes,
        peak_before_mb=before,
        peak_after_upload_mb=after_upload,
        peak_after_download_mb=after,
        upload_seconds=round(sent_in, 1),
        plain_files=len(lying) + len(seen),
    )
    assert bytes(row.original.sha256).hex() == digest == whole.hexdigest()
    assert (seen, lying) == ([], [])
    assert after - before <= MOST_GROWTH
