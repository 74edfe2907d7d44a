"""What goes into a PDF and what cannot: no file, no network, no program of somebody else, no endless rendering (security.md 12.3)."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reporting import pdf
from reporting.pdf import child
from tat import confined
from tests.reporting.tags import read

pytestmark = pytest.mark.req("DO-1")
LIMITS = replace(pdf.IN_WORKER, cpu_seconds=40, wall_seconds=200)
ONE_SECOND = replace(LIMITS, cpu_seconds=1)
SECRET = "the word of the day is bluestem"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine, and what anybody said to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append(connection.recv(100))

        ear = threading.Thread(target=listen)
        ear.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        stop.set()
        ear.join()


def page(body: str, head: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><title>Paper</title><link rel="stylesheet" href="/static/print.css">'
        f'{head}</head><body><main><h1 data-head="Code" data-copy="Copy 1">Paper</h1>{body}</main></body></html>'
    )


def test_a_paper_reaches_no_file_and_no_server(listener: tuple[str, list[bytes]], tmp_path: Path) -> None:
    address, heard = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    hostile = f"""
        <link rel="attachment" href="file://{secret}"><a rel="attachment" href="file://{secret}">a</a>
        <img src="{address}/a.png" alt="a"><object data="{address}/b.svg"></object><img src="file://{secret}" alt="c">
        <img alt="d" src="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg'&gt;&lt;image href='{address}/c.png'/&gt;">
        <p style="background: url({address}/d.png)">Text</p><style>@import url("{address}/e.css");</style>
        <link rel="stylesheet" href="//127.0.0.1/f.css"><img src="/static/../tat/settings.py" alt="g">"""

    made = pdf.render(page(hostile, f'<link rel="attachment" href="file://{secret}">'), LIMITS)

    assert heard == []
    with pikepdf.open(BytesIO(made.content)) as found:
        assert "/Names" not in found.Root and "/AF" not in found.Root
        streams = [each.read_bytes() for each in found.objects if isinstance(each, pikepdf.Stream)]
    assert not [stream for stream in streams if SECRET.encode() in stream or b"INSTALLED_APPS" in stream]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/static/print.css",
        "https://paper.invalid/static/print.css",
        "http://paper.invalid/static/../tat/settings.py",
        "http://paper.invalid/static/%2e%2e/tat/settings.py",
        "http://paper.invalid/static/site.js",
        "http://paper.invalid/print.css",
        "http://paper.invalid/static/vendor",
        "data:text/css,*{}",
        "",
    ],
)
def test_only_our_static_files_of_three_kinds_are_fetched(address: str) -> None:
    with pytest.raises(child.NotOurs):
        child.static_file(address, pdf.STATIC)

    assert child.static_file("http://paper.invalid/static/print.css", pdf.STATIC) == pdf.STATIC / "print.css"


def test_the_child_knows_no_secret_and_its_proxy_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")

    given = confined.environment(str(tmp_path))

    assert not {"SECRET_KEY", "DATABASE_URL", "FIELD_KEY_FILE", "REDIS_URL"} & set(given)
    assert {given[name] for name in given if "proxy" in name.lower()} == {confined.CLOSED_PROXY}
    assert given["HOME"] == given["TMPDIR"] == str(tmp_path)


def test_a_long_word_takes_no_minute_and_is_printed_whole() -> None:
    word = "x" * 5_000
    cell = f'<table><caption>t</caption><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>{word}</td></tr></tbody></table>'

    made = pdf.render(page(cell + f'<p class="said">{word}</p>'), replace(LIMITS, cpu_seconds=15))

    assert read(made.content).document.text.count("x") >= 10_000


def test_markup_that_somebody_typed_is_print() -> None:
    typed = "<div style='display:flex'>" * 10 + "<script>alert(1)</script> {{ 7*7 }} \ufffd \u202eabc"

    made = pdf.render(page(f'<p class="said">{escape(typed)}</p>'), LIMITS)

    text = read(made.content).document.text
    assert "<divstyle='display:flex'>" in text and "<script>alert(1)</script>" in text and "{{7*7}}" in text


def test_what_takes_too_long_or_is_too_long_is_ended_in_words() -> None:
    with pytest.raises(pdf.PdfTooBig, match="more time or memory than is allowed"):
        pdf.render(page("<p>word</p>" * 60_000), ONE_SECOND)
    with pytest.raises(pdf.PdfTooLong, match="more than 300 pages"):
        pdf.render(page('<p class="page-break">a</p>' * (pdf.MOST_PAGES + 1)), LIMITS)


def test_a_machine_without_pango_says_the_line_to_type() -> None:
    with pytest.raises(pdf.PdfUnavailable, match=r"Type: .*pango"):
        pdf._result(pdf.NO_PANGO, b"")
    with pytest.raises(pdf.PdfTooBig):
        pdf._result(-9, b"")
    with pytest.raises(pdf.PdfFailed, match=r"code 1"):
        pdf._result(1, b"")
