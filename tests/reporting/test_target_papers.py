"""A target's plan on paper: for the target, with nobody else's name, apart from the papers of the case."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases.models import Case
from reporting.actions.target_papers import NOTHING, print_target_plan
from reporting.documents.record import record_part
from reporting.models import IssuedDocument
from tat import clock, files
from tat.models import LogEntry
from tat.workflow import Blocked
from tests.cases.target_plans import OTHER, ROUTE, TARGET, answered, target, two_targets, written
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, send
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-4"), pytest.mark.req("DO-1")]
At = Callable[[str], datetime]
SUBJECT, REPORTER = "Rowan Teller", "Wren Abara"


@pytest.fixture
def case(cast: Cast, at: At) -> Case:
    at("2026-09-14 10:00")
    return a_case(cast, "assessment", targets=two_targets())


def issued(cast: Cast, case: Case) -> IssuedDocument:
    return print_target_plan(case=case, by=cast.counselor, party_id=target(case).pk)


def words(paper: IssuedDocument) -> str:
    return re.sub(r"<[^>]+>", " ", flat(b"".join(files.open_chunks(paper.html)).decode()))


def test_it_says_to_the_target_what_is_done_and_names_nobody_else_of_the_case(cast: Cast, case: Case) -> None:
    told = f"That {SUBJECT} wrote to {OTHER}; Teller was heard. {REPORTER} told us."
    written(cast, case, told=told, told_at=clock.now(), told_by="Dana Whitlow", on_contact="Keep what rowan teller writes, Ana.")
    answered(cast, case, "TGT-6")
    answered(cast, case, "TGT-4", "declined", note="Keeps the usual way.")
    said = words(issued(cast, case))
    assert TARGET in said and ROUTE in said and "Mika Feld, School Social Worker" in said and "Ana." in said
    assert not [part for part in ("Rowan", "rowan", "Teller", "Marchetti", "Wren", "Abara") if part in said]
    assert "[subject of concern] wrote to [target]" in said
    assert "support systems" in said and "Vary routine" not in said and "Keeps the usual way." not in said


def test_why_nobody_keeps_in_touch_and_what_the_parents_know_stay_with_the_team(cast: Cast, case: Case) -> None:
    why = {
        "contact": None,
        "channel": "",
        "rhythm": "",
        "no_contact": "She asked for it.",
        "parents": "not_told",
        "parents_note": "An aunt.",
    }
    written(cast, case, **why)
    said = words(issued(cast, case))
    assert ROUTE in said and "She asked." not in said and "An aunt." not in said


def test_it_stands_in_no_list_of_the_cases_papers_and_the_cases_log_tells_nothing_of_it(cast: Cast, case: Case) -> None:
    version = written(cast, case)
    before = LogEntry.objects.filter(about_id=case.pk).count(), LogEntry.objects.filter(code=case.code).count()
    paper = issued(cast, case)
    assert paper.html.key_id == version.plan.key_id != case.key_id
    assert (LogEntry.objects.filter(about_id=case.pk).count(), LogEntry.objects.filter(code=case.code).count()) == before
    client = signed_in(cast.principal)
    assert paper.check_code not in client.get(f"/cases/{case.code}/papers/").content.decode()
    assert paper.check_code in client.get(f"/cases/{case.code}/targets/{target(case).pk}/papers/").content.decode()
    assert paper.check_code not in client.get(f"/cases/{case.code}/targets/{target(case, OTHER).pk}/papers/").content.decode()
    read = Case.objects.select_related("key", "district", "building", "team").get(pk=case.pk)
    assert record_part(read)["copies"] == []
    assert "genuine" in Client().get(f"/check/{paper.check_code}/").content.decode()


def test_who_keeps_no_such_plan_neither_prints_nor_opens_it(cast: Cast, case: Case) -> None:
    written(cast, case)
    paper, address = issued(cast, case), f"/cases/{case.code}/targets/{target(case).pk}/papers/"
    for person, status in ((cast.counselor, 200), (cast.officer, 403), (cast.outsider, 404)):
        client = signed_in(person)
        assert [client.get(each).status_code for each in (address, f"/papers/{paper.pk}/")] == [status, status], person.position
    with pytest.raises(PermissionDenied):
        print_target_plan(case=case, by=cast.officer, party_id=target(case).pk)


def test_it_is_printed_by_its_page_and_not_before_something_is_written(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/targets/{target(case).pk}/papers/"
    assert "Issue a copy" not in client.get(address).content.decode()
    with pytest.raises(Blocked) as refused:
        issued(cast, case)
    assert refused.value.problems == (NOTHING,)
    written(cast, case, supports="Ask for the teller of stories in the library.")
    shown = client.get(address).content.decode()
    assert "These words may be part of a name." in shown and "teller" in shown
    assert [send(client, address, f"{address}issue/").status_code for _ in range(2)] == [302, 302]
    assert list(IssuedDocument.objects.order_by("copy_number").values_list("kind", "copy_number")) == [
        ("target_plan", 1),
        ("target_plan", 2),
    ]


def test_copies_of_a_merged_case_are_listed_where_the_plan_is_gone_on_with(cast: Cast, case: Case) -> None:
    written(cast, case)
    paper, goes_on = issued(cast, case), a_case(cast, "assessment")
    merge_cases(duplicate=case, survivor=goes_on, by=cast.principal, reason="One concern, told twice.")
    goes_on.refresh_from_db()
    address = f"/cases/{goes_on.code}/targets/{target(goes_on).pk}/papers/"
    assert paper.check_code in signed_in(cast.principal).get(address).content.decode()
    case.refresh_from_db()
    with pytest.raises(Blocked):
        issued(cast, case)
