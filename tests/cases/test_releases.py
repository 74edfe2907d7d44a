"""The record of release: entered by hand with its basis, in order, never changed, printed as its own part of the full copy."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.actions.families import families_of
from cases.actions.notifications import record_notice
from cases.actions.releases import ReleaseGiven, record_release
from cases.models import Case, Disclosure
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import Obligation
from tests.cases.families import FATHER, MONDAY, an_emergency, an_order, party, post, refused, rights_passed, with_a_target
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, signed_in
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("NT-3")]
At = Callable[[str], datetime]
GOOD = {
    "what": "A copy of the last update, two pages.",
    "person": "Greta Holm",
    "capacity": "Registrar of the next school",
    "purpose": "The student is transferred.",
    "basis": "next_school",
    "released_at": "2026-09-14T09:00",
}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def a_release(cast: Cast, case: Case, **changes: Any) -> Disclosure:
    words = {name: value for name, value in GOOD.items() if name != "released_at"}
    given = words | {"released_at": clock.now() - timedelta(hours=1)} | changes
    return record_release(case=case, by=cast.principal, given=ReleaseGiven(**given))


def page(cast: Cast, case: Case) -> str:
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/releases/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def printed(cast: Cast, case: Case) -> str:
    paper = issue_case_file(case=case, by=cast.principal)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", b"".join(files.open_chunks(paper.html)).decode()))


def test_a_release_is_entered_by_its_page_and_stands_in_order_with_those_of_notices(cast: Cast) -> None:
    case = with_a_target(cast)
    record_notice(case=case, by=cast.principal, given=an_emergency())
    whose = party(case, "target").pk
    assert post(signed_in(cast.counselor), case, "releases/record", **GOOD, whose=whose).status_code == 302
    row = Disclosure.objects.get(notice=None)
    assert (row.whose_id, row.basis, row.recorded_name) == (whose, "next_school", "Sol Ortiz-Lane")
    shown = page(cast, case)
    for words in ("Greta Holm", "about Ana Lund", "Records custodian of the student’s next school", "Dispatcher", "A message that names"):
        assert words in shown, words
    assert shown.index("Greta Holm") < shown.index("Dispatcher, county sheriff")
    assert "from the ledger of notices" in shown


def test_no_basis_no_release_and_each_missing_word_has_its_sentence(cast: Cast) -> None:
    case = with_a_target(cast)
    client, good = signed_in(cast.principal), GOOD | {"whose": party(case).pk}
    for wrong, sentence in (
        ({"basis": ""}, "No basis, no release."),
        ({"basis": "because"}, 'class="error"'),
        ({"what": ""}, "Write what was released"),
        ({"person": " "}, "Write to whom it was released."),
        ({"purpose": ""}, "Write for which purpose."),
        ({"released_at": ""}, "Write when it was released."),
        ({"released_at": "2026-09-14T15:00"}, "This time has not come yet."),
        ({"basis": "emergency"}, "Write the articulable and significant threat."),
        ({"basis": "court_order"}, "Write where the consent or the order is kept"),
        ({"whose": ""}, "Choose the student whom it names."),
        ({"whose": party(with_a_target(cast)).pk}, 'class="error"'),
        ({"purpose": "x" * 2001}, 'class="error"'),
    ):
        answer = post(client, case, "releases/record", **(good | wrong))
        text = answer.content.decode()
        assert (answer.status_code, sentence in text) == (200, True), wrong
        assert all(str(value) in text for name, value in good.items() if name not in wrong), wrong
    assert not Disclosure.objects.exists()


def test_an_emergency_release_by_hand_starts_the_parents_notice_too(cast: Cast) -> None:
    case = with_a_target(cast)
    row = a_release(cast, case, basis="emergency", threat="A message that names a time.", person="Deputy Holm")
    duty = Obligation.objects.open().get(about_id=case.pk, rule="EMR-PG")
    assert duty.trigger_ref == f"release:{row.pk}" and row.whose == party(case)
    assert Obligation.objects.get(about_id=case.pk, rule="EMR-REC").state == Obligation.State.MET
    assert "of Rowan Teller" in signed_in(cast.principal).get(f"/cases/{case.code}/notices/").content.decode()


def test_nothing_is_released_to_whom_an_order_bars_but_by_a_court(cast: Cast) -> None:
    case = with_a_target(cast)
    an_order(cast, case)
    barred = {"person": "jose quandt", "basis": "parent", "whose_id": party(case).pk}
    assert "bars this release" in refused(lambda: a_release(cast, case, **barred))
    assert a_release(cast, case, **(barred | {"whose_id": party(case, "target").pk}))
    assert a_release(cast, case, **(barred | {"basis": "court_order", "consent": "Order 26 MR 8, office"}))
    rights_passed(cast, case)
    assert families_of(case).on(clock.now().date())[0].bars(FATHER)


def test_a_closed_case_still_releases_but_in_no_emergency_and_a_merged_one_does_not(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    assert "Enter the release" in page(cast, case)
    assert a_release(cast, case).case == case
    assert "Reopen it first." in refused(lambda: a_release(cast, case, basis="emergency", threat="A message."))

    ends, goes_on = with_a_target(cast), with_a_target(cast)
    a_release(cast, ends, person="Hanna Brok")
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="Both reports tell of the same words.")
    assert "merged into another" in refused(lambda: a_release(cast, ends))
    assert "Enter the release" not in page(cast, ends)
    assert "Hanna Brok" in page(cast, goes_on)


def test_the_full_copy_prints_the_record_of_release_and_says_nothing_of_an_order(cast: Cast) -> None:
    case = with_a_target(cast)
    record_notice(case=case, by=cast.principal, given=an_emergency(interpreter="Sra. Ibarra"))
    a_release(cast, case, basis="court_order", consent="Order 26 MR 8, office")
    an_order(cast, case)
    text = printed(cast, case)
    part = text[text.index("11. Record of release") : text.index("12. This copy")]
    for words in ("Greta Holm, Registrar of the next school", "Court order", "Order 26 MR 8, office", "A message that names a person"):
        assert words in part, words
    assert "Interpreter or language: Sra. Ibarra." in text and "By phone" in text
    assert "1 entry on who is told in a student’s place." in text
    assert "Quandt" not in text and "26 OP 117" not in text and "protection" not in text


def test_the_page_takes_as_many_statements_with_eight_lines_as_with_one(cast: Cast) -> None:
    case = with_a_target(cast)
    a_release(cast, case)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/releases/"
    few = statements(client, address)
    for role in ("subject", "target"):
        for _ in range(3):
            a_release(cast, case, whose_id=party(case, role).pk)
    record_notice(case=case, by=cast.principal, given=an_emergency())
    assert statements(client, address) == few <= 7
