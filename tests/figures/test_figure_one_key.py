"""Figure F7: fifty people's worth of impatience. One report's form sent fifty times at once is one report; with a key for each
sending, as without keys, it is fifty."""

import threading
import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from cases.models import Case
from tests.cast import NATURE, Cast, a_cast, signed_in
from tests.processes.evidence import note
from tests.typed import form_of
from triage.models import Report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NEW, SAVE, THREADS = "/reports/new/", "/reports/new/save/", 50


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return a_cast()


def at_once(client: Client, forms: list[dict[str, Any]]) -> list[HttpResponse]:
    """The forms sent by one person's browser, all at the same moment."""
    gate, answers = threading.Barrier(len(forms)), []

    def send(form: dict[str, Any]) -> None:
        mine = Client()
        mine.cookies = client.cookies
        gate.wait(60)
        answers.append(mine.post(SAVE, form))
        connections.close_all()

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.req("IN-1")
def test_f7_one_report_sent_fifty_times_at_once_is_one_report(cast: Cast) -> None:
    client = signed_in(cast.principal)
    typed = {**form_of(client.get(NEW), SAVE), "nature": NATURE}
    answers = Counter((answer.status_code, answer.get("Location")) for answer in at_once(client, [typed] * THREADS))
    rows = Report.objects.count(), Case.objects.count()
    changed, back = client.post(SAVE, {**typed, "nature": "Another text."}), client.post(SAVE, typed)
    after = Report.objects.count()
    fresh = {**typed, "nature": "Something that nobody has told of yet, so that the search finds nothing."}
    without = at_once(client, [{**fresh, "idempotency_key": str(uuid.uuid4())} for _ in range(THREADS)])
    naive = Report.objects.count() - after
    note(
        "F7",
        "50 identical submits at once: 1 row, one answer for all; a changed body 409; the back button adds nothing",
        submits=THREADS,
        rows=rows[0],
        different_answers=len(answers),
        changed_body=changed.status_code,
        rows_after_the_back_button=after,
        naive={"what": "a key for each sending, as without keys", "submits": len(without), "rows": naive},
    )
    assert rows == (1, 1) and list(answers.values()) == [THREADS]
    assert (changed.status_code, back.status_code, back["Location"], after) == (409, 302, next(iter(answers))[1], 1)
    assert naive > 1
