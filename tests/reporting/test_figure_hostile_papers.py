"""Figure F20: papers of cases whose texts are hostile to a printer. Each comes out within 10 seconds and 768 MB, or says that it is to be
split; nothing is asked of anybody, and no file of the machine is in it."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.db import connection, transaction

from cases.actions.interviews import Conversation, record_interview
from cases.actions.plan_facts import current_plan
from cases.models import Case, Interview
from reporting import pdf
from reporting.actions.papers import SHORT_HTML
from reporting.documents import DOCUMENTS, Copy, as_html, new_check_code
from reporting.documents.case_kinds import CASE_FILE
from tat import clock
from tat.confined import MEGABYTE
from tat.forms.text import MOST_CHARACTERS
from tests.cases.managed import planned, updated
from tests.cast import Cast
from tests.hostile.payloads import PAYLOADS
from tests.processes.evidence import FULL, note
from tests.reporting.hostile import LaidOut, Listener, lay_out, listening, write_everywhere

pytestmark = [pytest.mark.req("DO-1"), pytest.mark.slow, pytest.mark.timeout(1200 if FULL else 300)]
SECONDS, MEMORY = 10.0, 768
SECRET = "the word of the day is bluestem"
SENTENCE = "He said it twice, and nobody in the hall answered him before the bell. "
INTERVIEWS, LINES = (200, 3_000) if FULL else (20, 300)
PARAGRAPH = 1_000_000 if FULL else 60_000


def a_word_of_5000_letters(cast: Cast, case: Case) -> None:
    row = current_plan(case)
    assert row
    row.goals = "x" * 5_000
    row.save(update_fields=["goals"])


def that_word_in_every_text(cast: Cast, case: Case) -> None:
    """Sixty of them: only in a full run, and longer than ten seconds."""
    write_everywhere(case, "x" * 5_000)


def a_paragraph_of_a_megabyte(cast: Cast, case: Case) -> None:
    """More than the form takes, as an import or an older form may have left it."""
    row = current_plan(case)
    assert row
    row.goals = (SENTENCE * (PARAGRAPH // len(SENTENCE) + 1))[:PARAGRAPH]
    row.save(update_fields=["goals"])


def a_plan_of_3000_lines(cast: Cast, case: Case) -> None:
    row = current_plan(case)
    assert row
    row.goals = "\n".join(f"Line {number}: check in at 8:05." for number in range(LINES))
    row.save(update_fields=["goals"])


def two_hundred_interviews(cast: Cast, case: Case) -> None:
    for number in range(INTERVIEWS):
        given = Conversation(interviewee="witness", started_at=clock.now(), statement=SENTENCE * 12, police_present="no")
        record_interview(case=case, by=cast.counselor, given=given)
    assert Interview.objects.filter(case=case, held=True).count() >= INTERVIEWS


def the_longest_texts(cast: Cast, case: Case) -> None:
    """Every text as long as the forms let it be."""
    write_everywhere(case, (SENTENCE * 300)[: MOST_CHARACTERS if FULL else 1_500])


def markup_in_every_text(cast: Cast, case: Case) -> None:
    write_everywhere(case, " ".join(PAYLOADS[:: 1 if FULL else 120])[:MOST_CHARACTERS])


HOSTILE: tuple[Callable[[Cast, Case], None], ...] = (
    a_word_of_5000_letters,
    a_paragraph_of_a_megabyte,
    a_plan_of_3000_lines,
    two_hundred_interviews,
    the_longest_texts,
    markup_in_every_text,
    *((that_word_in_every_text,) if FULL else ()),
)
LONGER = {"that_word_in_every_text": pdf.IN_WORKER.cpu_seconds / 2}
"""What may take longer than the goal says, with its seconds: half of the worker's own limit, for some hundred and eighty pages (ADR 47)."""


def printed(case: Case, cast: Cast) -> str:
    by = cast.principal
    copy = Copy(1, by.full_name, by.position, clock.now(), new_check_code(), "")
    return as_html(DOCUMENTS[CASE_FILE].code, case, copy)


def carried(content: bytes) -> bytes:
    """Everything in a PDF, its streams opened."""
    with pikepdf.open(BytesIO(content)) as paper:
        streams = [each.read_bytes() for each in paper.objects if isinstance(each, pikepdf.Stream)]
    opened = [content, *streams]
    for stream in streams:
        with suppress(zlib.error):
            opened.append(zlib.decompress(stream))
    return b"\n".join(opened)


def acts(content: bytes) -> list[str]:
    """What in it would act, carries a file or leads outside."""
    found = []
    with pikepdf.open(BytesIO(content)) as paper:
        found += [word for word in ("/OpenAction", "/AA", "/AF", "/AcroForm") if word in paper.Root]
        names = paper.Root.get("/Names", {})
        found += [word for word in ("/JavaScript", "/EmbeddedFiles") if word in names]
        for page in paper.pages:
            for each in page.get("/Annots", []):
                action = each.get("/A", {})
                if action.get("/S") in ("/URI", "/Launch", "/JavaScript", "/SubmitForm", "/GoToR"):
                    found.append(f"{action.get('/S')} {action.get('/URI', '')}")
    return found


def verdict(done: LaidOut) -> str:
    """What its reader is told: ready, or the sentence."""
    return "ready" if not done.code else str(pdf.failure(done.code))


def wrong_with(name: str, done: LaidOut, ear: Listener) -> list[str]:
    found = [] if done.code == 0 or "plit it" in verdict(done) else [verdict(done)]
    found += [f"{done.cpu_seconds:.1f} s"] if done.cpu_seconds > LONGER.get(name, SECONDS) and done.code == 0 else []
    found += [f"{done.megabytes} MB"] if done.megabytes > MEMORY else []
    found += ["asked somebody"] if ear.knocks else []
    if done.code == 0:
        found += acts(done.content) + (["carries the secret"] if SECRET.encode() in carried(done.content) else [])
    return [f"{name}: {each}" for each in found]


@pytest.mark.django_db
def test_f20_hostile_texts_are_printed_in_time_or_named_too_long(cast: Cast, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    case = planned(cast)
    updated(cast, case)
    wrong, measured = [], {}
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = 0")  # a paper may take a minute
    with listening() as ear:
        for make in HOSTILE:
            with transaction.atomic():
                make(cast, case)
                html = (
                    printed(case, cast).replace("foreign.invalid", ear.address.removeprefix("http://")).replace("/etc/passwd", str(secret))
                )
                transaction.set_rollback(True)
            done = lay_out(html, pdf.IN_REQUEST if len(html) < SHORT_HTML else pdf.IN_WORKER)
            wrong += wrong_with(make.__name__, done, ear)
            measured[make.__name__] = {
                "html_kb": len(html) // 1024,
                "seconds": round(done.seconds, 1),
                "cpu_seconds": round(done.cpu_seconds, 1),
                "megabytes": done.megabytes,
                "answer": verdict(done),
            }
        knocks = len(ear.knocks)
        naive = unguarded(ear, secret)
    note(
        "F20",
        "<= 10 s, <= 768 MB, 0 outbound, 0 local files, or a clear “split it”",
        papers=measured,
        outbound=knocks,
        wrong=wrong,
        naive=naive,
    )
    assert wrong == [], "\n".join(wrong)
    assert naive["outbound"] and naive["local_file"]


def unguarded(ear: Listener, secret: Path) -> dict[str, object]:
    """What a build does that puts texts into the paper as they are and lets the library fetch."""
    from weasyprint import HTML

    before = len(ear.knocks)
    texts = f'<img src="{ear.address}/a.png"><link rel=attachment href="file://{secret}"><style>@import "{ear.address}/b.css";</style>'
    content = HTML(string=f"<!doctype html><title>x</title><p>{texts}</p>").write_pdf()
    assert content
    return {
        "what": "the same texts unescaped, the library's own fetcher",
        "outbound": len(ear.knocks) - before,
        "local_file": SECRET.encode() in carried(content),
    }


def test_the_limit_of_memory_is_the_requests() -> None:
    assert pdf.IN_REQUEST.memory == MEMORY * MEGABYTE
