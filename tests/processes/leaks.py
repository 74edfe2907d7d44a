"""What a running system says at its edges while people type into it: gathered here, searched by the figure."""

import http.client
import os
import random
import socket
import string
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pikepdf
from celery import current_app
from redis import Redis

from cases.models import Case
from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor
from tests.uploads.samples import picture

LETTERS = random.Random(1717)
REPORT = (
    *("nature", "background", "location", "observed_by", "quotation"),
    *("subject_name", "subject_whereabouts", "target-0-name", "reporter_name", "reporter_contact"),
)
BREAK = {"X-Break": "1"}
TOLD_A_TASK = "zqtoldataskitsword"
"""What the test itself hands to a task in place of an id: no log may quote it."""


def canary() -> str:
    return "zq" + "".join(LETTERS.choices(string.ascii_lowercase, k=14))


@dataclass
class Edges:
    """What was gathered where."""

    words: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    errors: list[bytes] = field(default_factory=list)
    temporary: list[bytes] = field(default_factory=list)
    commands: set[bytes] = field(default_factory=set)
    traffic: list[bytes] = field(default_factory=list)

    def new(self) -> str:
        self.words.add(word := canary())
        return word


class Watcher(threading.Thread):
    """Reads every file of a temporary folder, and how every process was started, again and again."""

    def __init__(self, folder: Path, edges: Edges) -> None:
        super().__init__(daemon=True)
        self.folder, self.edges, self.ended = folder, edges, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            for folder, _folders, names in os.walk(self.folder):  # a folder that goes meanwhile is passed over
                for name in names:
                    with suppress(OSError):
                        self.edges.temporary.append(name.encode() + (Path(folder) / name).read_bytes())
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    self.edges.commands.add(path.read_bytes())


@contextmanager
def listening_to(valkey: Valkey, edges: Edges) -> Iterator[None]:
    """Every command that anybody sends there."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(urlsplit(valkey.url()).path)
        line.sendall(b"MONITOR\r\n")
        line.settimeout(0.2)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                with suppress(TimeoutError):
                    edges.traffic.append(line.recv(1 << 20))

        ear = threading.Thread(target=listen, daemon=True)
        ear.start()
        yield
        ended.set()
        ear.join(5)


def raw(person: Visitor, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """One request with this person's cookies and headers of one's own."""
    parts = urlsplit(person.base)
    jar = next(handler.cookiejar for handler in person.opener.handlers if hasattr(handler, "cookiejar"))
    line = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=60)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} | {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", **kind})
    answer = line.getresponse()
    found = answer.status, answer.read()
    line.close()
    return found


def a_report_typed(person: Visitor, edges: Edges) -> Case:
    """With a word of its own in every text; then a note, and a draft of another."""
    person.get("/reports/new/")
    page = person.send("/reports/new/save/", {name: edges.new() for name in REPORT})
    assert page.status == 200, page.status
    case = Case.objects.latest("opened_at")
    person.get(f"/cases/{case.code}/")
    edges.addresses.add(person.page.url)
    person.send("/notes/add/", {"text": edges.new()})
    edges.addresses.add(person.page.url)
    token = person.page.form("/notes/add/").fields["csrfmiddlewaretoken"][0]
    draft = urlencode({"csrfmiddlewaretoken": token, "text": edges.new()}).encode()
    assert raw(person, "POST", f"/cases/{case.code}/drafts/note/", draft, X_Draft="1")[0] == 200
    return case


def a_file_sent(person: Visitor, case: Case, edges: Edges) -> None:
    """A picture with a word in its name, in its caption and in its EXIF."""
    person.get(f"/cases/{case.code}/attachments/")
    form = person.page.form("/attachments/add/")
    fields = {**{name: values[0] for name, values in form.fields.items() if values}, "caption": edges.new()}
    name, content = edges.new(), picture("JPEG", exif=True)
    parts = [f'--zz\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    parts.append(f'--zz\r\nContent-Disposition: form-data; name="files"; filename="{name}.jpg"\r\n'.encode())
    parts.append(b"Content-Type: image/jpeg\r\n\r\n" + content + edges.new().encode() + b"\r\n--zz--\r\n")
    status, _page = raw(person, "POST", form.action, b"".join(parts), Content_Type="multipart/form-data; boundary=zz")
    assert status == 302, status


def a_tip_told(port: int, edges: Edges) -> None:
    """By nobody in particular, through the public form."""
    teller = Visitor(f"http://localhost:{port}")
    teller.get("/tip/bluestem-bend-chs/")
    page = teller.send("/send/", {"what": edges.new(), "who": edges.new(), "school": "CHS"})
    edges.addresses.add(page.url)
    assert page.status == 200


def made_to_fail(person: Visitor, case: Case, edges: Edges) -> None:
    """The web in the middle of an act, pages that are not there, a form that cannot be read; and a task."""
    words = urlencode({"text": edges.new(), "nature": edges.new()}).encode()
    asked = [
        ("POST", f"/cases/{case.code}/notes/add/", words, BREAK),
        ("GET", f"/cases/{case.code}/", b"", BREAK),
        ("POST", "/reports/new/save/", words, BREAK),
        ("POST", "/account/login/", urlencode({"login": edges.new(), "password": edges.new()}).encode(), {}),
        ("POST", "/reports/new/save/", b"--zz\r\n" + words, {"Content-Type": "multipart/form-data; boundary=zz"}),
        ("POST", f"/cases/{case.code}/notes/add/", words + b"&a=" * 2_000, {}),
        ("GET", f"/cases/{case.code}/nowhere/", b"", {}),
    ]
    for method, path, body, headers in asked:
        status, page = raw(person, method, path, body, **{name.replace("-", "_"): value for name, value in headers.items()})
        assert (status == 500) == ("X-Break" in headers), (path, status)
        if status in (400, 404, 500):
            edges.errors.append(page)
    current_app.send_task("tat.tasks.deliver_notice", args=[TOLD_A_TASK], retry=False, queue="notices")


def a_paper_printed(person: Visitor, case: Case) -> None:
    person.get(f"/cases/{case.code}/papers/")
    person.send("/papers/issue/")
    assert person.page.status == 200, person.page.status


def in_valkey(valkey: Valkey) -> list[bytes]:
    """Every key with what stands behind it, whatever its kind."""
    readers: dict[str, Callable[[Any, bytes], Any]] = {
        "string": lambda server, key: server.get(key),
        "hash": lambda server, key: server.hgetall(key),
        "list": lambda server, key: server.lrange(key, 0, -1),
        "set": lambda server, key: server.smembers(key),
        "zset": lambda server, key: server.zrange(key, 0, -1),
    }
    with Redis.from_url(valkey.url()) as server:
        found = []
        for number in range(16):
            server.select(number)
            found += [key + repr(readers[server.type(key).decode()](server, key)).encode() for key in server.scan_iter()]
    return found


def metadata_of(papers: list[bytes]) -> list[bytes]:
    """What a PDF says of itself: its dictionary, its XMP, the names of its destinations."""
    found = []
    for content in papers:
        with pikepdf.open(BytesIO(content)) as paper:
            found += [repr(dict(paper.docinfo)).encode(), str(paper.Root.get("/Lang", "")).encode()]
            if "/Metadata" in paper.Root:
                found.append(paper.Root.Metadata.read_bytes())
    return found
