"""Figure F17, its part of the dump: words of cases, reports, drafts and papers, each its own, looked for in what a thief of the
database, of its dump and of the files would hold. Beside them, what lies plain: every one of those is found by the same search."""

import base64
import os
import random
import re
import string
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from cases.models import Case
from devstack.postgres import binaries
from reporting import pdf
from reporting.actions.papers import issue_case_file, make_pdf
from tat.models import Draft
from tat.vault import SealedJSON, SealedText
from tests.cases.managed import closed, planned, updated
from tests.cast import Cast, a_cast, signed_in
from tests.processes.evidence import FULL, note
from tests.typed import form_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_LEAST = 500 if FULL else 120
FLOORS = ("cases", "triage", "reporting")
NEW, SAVE = "/reports/new/", "/reports/new/save/"
LETTERS = random.Random(17)
BYTES = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return a_cast()


def canary() -> str:
    return "zq" + "".join(LETTERS.choices(string.ascii_lowercase, k=14))


def type_a_report(cast: Cast) -> set[str]:
    """A report through its page with a word of its own in every text, a name and a telephone number among them; and a draft."""
    client = signed_in(cast.principal)
    texts = "nature background location observed_by quotation subject_name subject_whereabouts target-0-name reporter_name reporter_contact"
    typed = {name: canary() for name in texts.split()}
    answer = client.post(SAVE, {**form_of(client.get(NEW), SAVE), **typed})
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.order_by("-opened_at").first()
    drafts = {"/drafts/report/new/": canary(), f"/cases/{case.code}/drafts/note/": canary()}
    for address, word in drafts.items():
        assert client.post(address, {"nature": word, "text": word}, headers={"X-Draft": "1"}).status_code == 200
    assert Draft.objects.count() == len(drafts)
    return {*typed.values(), *drafts.values()}


def plant() -> set[str]:
    """A word of its own behind every sealed text of every row."""
    planted = set()
    for row in rows_with_texts():
        columns = [each for each in row._meta.concrete_fields if isinstance(each, SealedText) and not isinstance(each, SealedJSON)]
        for column in columns:
            planted.add(word := canary())
            setattr(row, column.name, f"{getattr(row, column.name)} {word}".strip())
        if columns:
            row.save(update_fields=[column.name for column in columns])
    return planted


def rows_with_texts() -> Iterator[object]:
    for floor in FLOORS:
        for model in apps.get_app_config(floor).get_models():
            if any(isinstance(field, SealedText) for field in model._meta.concrete_fields):
                yield from model.objects.all()


def print_a_paper(cast: Cast, case: Case) -> None:
    paper = issue_case_file(case=case, by=cast.principal)
    assert make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER).state == "ready"


def dumped() -> bytes:
    """The whole database as its owner dumps it."""
    url = urlsplit(os.environ["MIGRATION_DATABASE_URL"])
    name = connections["default"].settings_dict["NAME"]
    words = [str(binaries() / "pg_dump"), "--no-owner", urlunsplit(url._replace(path="/" + name, scheme="postgresql"))]
    done = subprocess.run(words, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def in_valkey() -> bytes:
    """Every value that the cache and the sessions keep there."""
    line = cache._cache.get_client()
    return b"\n".join(key + b" " + (line.get(key) or b"") for key in line.scan_iter() if line.type(key) == b"string")


def on_disk() -> Iterator[bytes]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def unpacked(dump: bytes) -> Iterator[bytes]:
    """The dump, and what its byte columns hold: as they are, and inflated where they are deflated."""
    yield dump
    for found in BYTES.findall(dump):
        yield (raw := bytes.fromhex(found.decode()))
        with suppress(zlib.error):
            yield zlib.decompress(raw)


def spellings(word: str) -> list[bytes]:
    """A word as bytes, as UTF-16, and within base64 at each of its three places."""
    raw = word.encode()
    shifted = [base64.b64encode(b"\0" * shift + raw)[shift and 4 : -4] for shift in range(3)]
    return [raw, word.encode("utf-16-le"), raw.hex().encode(), *shifted]


def found_in(haystacks: list[bytes], words: set[str]) -> set[str]:
    """Each spelling looked for in everything at once: hundreds of words as one pattern take minutes over a few megabytes."""
    whole = b"\n".join(haystacks)
    return {word for word in words if any(spelling in whole for spelling in spellings(word))}


def lie_plain(owner: object, words: set[str]) -> None:
    """What a build without a vault writes: the same number of words, as text and as bytes."""
    with owner.cursor() as cursor:
        cursor.execute("create table f17_naive (words text, packed bytea)")
        for number, word in enumerate(sorted(words)):
            plain, packed = (word, b"") if number % 2 else ("", zlib.compress(word.encode("utf-16-le")))
            cursor.execute("insert into f17_naive values (%s, %s)", [plain, packed])


@pytest.fixture
def without_a_vault(owner_connection: object) -> Iterator[set[str]]:
    words = {canary() for _ in range(AT_LEAST)}
    lie_plain(owner_connection, words)
    yield words
    with owner_connection.cursor() as cursor:
        cursor.execute("drop table f17_naive")


@pytest.mark.req("PR-5")
def test_f17_no_word_of_a_case_lies_readable_in_dump_files_or_valkey(cast: Cast, without_a_vault: set[str]) -> None:
    words = type_a_report(cast)
    case = planned(cast)
    while len(words) < AT_LEAST:
        words |= plant()
        updated(cast, case)
    print_a_paper(cast, case)
    closed(cast, case, owners={})
    assert sorted(words)[0] in everything_opened()
    haystacks = [*unpacked(dumped()), *on_disk(), in_valkey()]
    found, naive = found_in(haystacks, words), found_in(haystacks, without_a_vault)
    note(
        "F17-dump",
        "0 of 500 canaries in the dump; raw, UTF-16, hexadecimal, base64, inflated",
        canaries=len(words),
        found=len(found),
        bytes_searched=sum(map(len, haystacks)),
        searched=["pg_dump", "files", "Valkey"],
        naive={"what": "a table without a vault in the same dump", "canaries": len(without_a_vault), "found": len(naive)},
    )
    assert (found, naive) == (set(), without_a_vault)
    assert len(words) >= AT_LEAST


def everything_opened() -> str:
    """All sealed texts as the product reads them: the words are there for who has the key."""
    texts = [getattr(row, field.name) for row in rows_with_texts() for field in row._meta.concrete_fields if isinstance(field, SealedText)]
    return "\n".join(map(str, [*texts, *Draft.objects.values_list("id", flat=True), *(draft.body for draft in Draft.objects.all())]))
