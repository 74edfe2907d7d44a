"""The annual filing by its pages, from readiness to the Board; and the district in numbers for who may see them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from reporting import pdf
from reporting.actions.filing import start_lost
from reporting.actions.filing_proofs import ProofGiven, record_proof
from reporting.actions.papers import make_pdf
from reporting.models import Filing
from tat import clock
from tat.models import LogEntry, Obligation, Seat
from tat.roles import Role
from tests.cast import Cast, a_case, a_person, appoint, signed_in
from tests.reporting.filed import PROCEDURE, an_edition, frozen, nobody_available, offices, opened
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-7")]
At = Callable[[str], datetime]
PAGE = "/filing/2027/"


@pytest.fixture
def chief(at: At, cast: Cast) -> Client:
    at("2027-08-02 09:00")
    return signed_in(cast.superintendent)


def text(answer: HttpResponse) -> str:
    return flat(answer.content.decode())


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text(answer)


def sent(client: Client, verb: str, **typed: Any) -> HttpResponse:
    return send(client, PAGE, f"{PAGE}{verb}/", **typed)


def proof(client: Client, filing: Filing, kind: str, **typed: Any) -> HttpResponse:
    row = filing.recipients.get(agency__kind=kind)
    fields = {f"r{row.id.hex[:6]}-{name}": value for name, value in typed.items()}
    return sent(client, f"proof/{row.id}", **fields)


def test_a_year_is_filed_from_readiness_to_the_board(at: At, cast: Cast, chief: Client) -> None:
    send(chief, "/filing/", f"{PAGE}open/")
    assert "16 days left" in shown(chief) and "Seat someone" in shown(chief)
    nobody_available(cast)
    sent(chief, "procedure/add", **{"edition-title": "4:190-AP2", "edition-adopted_on": "2026-07-20", "edition-text": PROCEDURE})
    for kind, name in (("law_enforcement", "Bluestem Bend Police Department"), ("roe", "Regional Office of Education 99")):
        send(chief, "/agencies/", "/agencies/add/", kind=kind, name=name, contact="Records desk, by hand")

    frozen = sent(chief, "freeze")

    filing = Filing.objects.get()
    assert (frozen.status_code, filing.state) == (302, "frozen")
    make_pdf(paper_id=filing.packet_id, limits=pdf.IN_WORKER)
    packet = chief.get(f"{PAGE}packet.pdf")
    assert b"".join(packet.streaming_content).startswith(b"%PDF-") and "filing-2027" in packet["Content-Disposition"]
    _later(at, cast, chief, "2027-08-10 10:00")
    for kind in ("law_enforcement", "roe"):
        proof(chief, filing, kind, filed_at="2027-08-10T09:30", method="by_hand", receipt="Signed by R. Dunne, 9:30 AM")
    filing.refresh_from_db()
    assert filing.state == "filed" and "Filed with every recipient" in shown(chief)
    sent(chief, "board", **{"board-told_on": "2027-08-10"})
    filing.refresh_from_db()
    assert filing.board_told_on and not Obligation.objects.open().filter(about_kind="filing").exists()


def test_the_button_that_freezes_is_off_with_its_reason_while_something_is_unsettled(cast: Cast, chief: Client) -> None:
    opened(cast)

    page = shown(chief)

    assert 'aria-disabled="true" aria-describedby="why-not"' in page and 'href="#to-settle"' in page
    assert "No office is entered yet." in page and 'form="freeze"' not in page


def test_freezing_what_is_not_ready_is_refused_in_words_and_changes_nothing(cast: Cast, chief: Client) -> None:
    filing = opened(cast)
    an_edition(cast)
    chosen = offices(cast)

    refused = sent(chief, "freeze", **{"freeze-agencies": [str(each) for each in chosen]})

    filing.refresh_from_db()
    assert (refused.status_code, filing.state) == (200, "preparing")
    assert "Seat someone, or state that none is available to serve" in text(refused)
    assert "Choose the police and the regional office." in text(sent(chief, "freeze", **{"freeze-agencies": []}))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"filed_at": "2027-08-20T09:00", "receipt": "R-1"}, "This time has not come yet."),
        ({"filed_at": "2027-08-01T09:00", "receipt": "R-1"}, "before the packet was made"),
        ({"filed_at": "2027-08-10T09:00", "receipt": ""}, "Write the number of the receipt, or who signed for it."),
    ],
)
def test_a_wrong_proof_is_refused_beside_its_field_and_kept(at: At, cast: Cast, chief: Client, typed: dict[str, str], words: str) -> None:
    filing = _ready(cast)
    sent(chief, "freeze")
    _later(at, cast, chief, "2027-08-10 10:00")

    refused = text(proof(chief, filing, "roe", method="email", **typed))

    assert words in refused and '<details class="more" open>' in refused
    assert not [value for value in typed.values() if value and f'value="{value}"' not in refused]
    assert not filing.recipients.filter(filed_at__isnull=False).exists()


def test_a_proof_after_the_first_student_day_is_taken_and_stays_late(at: At, cast: Cast, chief: Client) -> None:
    filing = _ready(cast)
    sent(chief, "freeze")
    _later(at, cast, chief, "2027-08-20 10:00")

    proof(chief, filing, "roe", filed_at="2027-08-20T09:00", method="email", receipt="Answer of 9:05 AM")

    page = shown(chief)
    assert "Late" in page and "Answer of 9:05 AM" in page
    assert Obligation.objects.get(rule="FILE-ROE").was_late()


def test_a_member_who_left_shows_as_a_difference_and_the_filing_stands(at: At, cast: Cast, chief: Client) -> None:
    filing = _ready(cast)
    sent(chief, "freeze")
    _later(at, cast, chief, "2027-10-02 10:00")
    Seat.objects.filter(user=cast.psychologist).update(until_on="2027-10-01")

    page = shown(chief)

    assert "Teams or procedure differ from what was filed." in page and cast.psychologist.full_name in page
    filing.refresh_from_db()
    assert cast.psychologist.full_name in str(filing.roster)


def _later(at: At, cast: Cast, chief: Client, moment: str) -> None:
    """Another day, after a new sign-in."""
    at(moment)
    chief.logout()
    chief.force_login(cast.superintendent)


def _ready(cast: Cast) -> Filing:
    nobody_available(cast)
    an_edition(cast)
    offices(cast)
    return opened(cast)


@pytest.mark.req("SE-3")
def test_the_superintendent_reads_true_counts_and_the_prevention_team_fewer_than_five(at: At, cast: Cast) -> None:
    at("2026-09-14 08:00")
    helper = a_person(cast.district, "prevention", "Remy Tennant", "Assistant Superintendent")
    appoint(helper, Role.SVP_TEAM)
    cases = [a_case(cast), a_case(cast, "triage"), a_case(cast, "assessment", subject_name="Ira Quade")]
    at("2026-09-14 12:00")

    exact, hidden = shown(signed_in(cast.superintendent), "/district/"), shown(signed_in(helper), "/district/")

    assert "<dt>Open cases</dt><dd>3<" in exact and "fewer than 5" not in exact.split("<tfoot")[0].split("<table")[1]
    assert "are past due in the district." in exact or "is past due in the district." in exact
    assert "fewer than 5" in hidden and "<dd>3<" not in hidden and "past due in the district" not in hidden
    for page in (exact, hidden):
        assert not [case.code for case in cases if case.code in page] and "Rowan Teller" not in page


def test_the_district_says_that_nothing_is_past_due(at: At, cast: Cast) -> None:
    at("2026-09-14 08:00")
    page = shown(signed_in(cast.superintendent), "/district/")

    assert "Nothing is past due in any building." in page and "<dd>none yet" in page


@pytest.mark.req("OB-4")
def test_a_duty_of_the_filing_lost_to_a_fault_comes_back_with_its_due_time_and_its_proof(at: At, cast: Cast) -> None:
    at("2027-08-03 10:00")
    filing = frozen(cast)
    police = filing.recipients.earliest("agency__kind")
    told = clock.now()
    given = ProofGiven(filed_at=told, method="by_hand", receipt="R. Dunne")
    record_proof(filing=filing, recipient_id=police.pk, by=cast.superintendent, given=given)
    rows = Obligation.objects.filter(about_id=filing.pk)
    kept = set(rows.values_list("rule", "trigger_ref", "legal_due_at", "state", "done_at"))
    for row in rows:
        row.notices.all().delete()
        row.events.all().delete()
        row.delete()
    assert (start_lost(), start_lost()) == (2, 0)
    assert set(rows.values_list("rule", "trigger_ref", "legal_due_at", "state", "done_at")) == kept
    assert LogEntry.objects.filter(action="filings_reconciled").count() == 1
