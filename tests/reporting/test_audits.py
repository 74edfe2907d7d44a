"""The audit of case files: drawn again by the same number, held against the procedure, and nobody named."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Classification, Plan
from reporting.actions.audits import print_audit
from reporting.counts.audit_items import ITEMS
from reporting.counts.audited import ASKED, File, audited
from reporting.models import AuditDraw
from tat import clock
from tat.models import AccessEntry, LogEntry, Obligation, Standing
from tat.workflow import Unfit
from tests.cases.managed import closed, planned, updated
from tests.cast import Cast, a_case, an_opinion, as_practice, signed_in
from tests.reporting.audited import drawn, with_papers
from tests.reporting.systems import prevention
from tests.reporting.test_insight import a_case as bare
from tests.typed import flat, send
from triage.actions.triage import give_opinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-3")]
At = Callable[[str], datetime]


def codes(draw: AuditDraw) -> list[str]:
    return list(draw.files.order_by("number").values_list("case__code", flat=True))


def states(case: Case) -> dict[str, str]:
    """Each item's state, by its code, as it is now."""
    case.refresh_from_db()
    return {answer.item: answer.state for answer in audited([case], clock.now())[case.pk]}


def words(case: Case) -> str:
    case.refresh_from_db()
    return " ".join(answer.words for answer in audited([case], clock.now())[case.pk])


def typed(**changes: Any) -> dict[str, Any]:
    return {"seed": "7", "first_on": "2026-07-01", "last_on": "2026-12-31", "size": "2"} | changes


def test_the_same_number_days_and_size_draw_the_same_files_and_another_number_others(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    bare(cast, 40)

    first, again, other = drawn(cast.superintendent, size=8), drawn(cast.superintendent, size=8), drawn(cast.superintendent, seed=8, size=8)

    assert codes(first) == codes(again) and codes(first) != codes(other)
    assert first.population == 40 and len(set(codes(first))) == 8
    assert codes(drawn(cast.superintendent, size=3)) == codes(first)[:3]
    by_hand = sorted(Case.objects.all(), key=lambda case: sha256(f"7:{case.pk}".encode()).digest())
    assert [case.code for case in by_hand[:8]] == codes(first), "the work papers say how: anybody can work it out again"


def test_who_drew_what_and_when_is_in_the_log_and_each_look_leaves_a_trace(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    bare(cast, 3)
    client = signed_in(cast.superintendent)

    answer = send(client, PAGE, DRAW, **typed())

    draw = AuditDraw.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/district/audits/{draw.pk}/"
    entry = LogEntry.objects.get(action="audit_drawn")
    assert (entry.actor_id, entry.about_id, entry.count) == (cast.superintendent.pk, draw.pk, 2) and entry.digest
    assert entry.detail == "seed 7, 2026-07-01 to 2026-12-31"
    shown = flat(client.get(answer["Location"]).content.decode())
    look = AccessEntry.objects.get(page="audit_detail")
    assert look.user_id == cast.superintendent.pk and look.about_id == draw.pk
    assert all(code in shown for code in codes(draw)) and "2 of 3 case files" in shown


PAGE, DRAW = "/district/audits/", "/district/audits/draw/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": "0"}, "Write how many files, from 1 to 100."),
        ({"size": "-1"}, "Write how many files, from 1 to 100."),
        ({"size": "4"}, "There are 3 files of these days. Draw 1 to 3."),
        ({"size": "101"}, "Write how many files, from 1 to 100."),
        ({"size": ""}, "Write how many files, from 1 to 100."),
        ({"seed": "lucky"}, "Write a whole number of up to 15 digits"),
        ({"seed": "1" * 16}, "Write a whole number of up to 15 digits"),
        ({"seed": "-3"}, "Write a whole number of up to 15 digits"),
        ({"last_on": "2026-06-01"}, "The last day is before the first."),
        ({"first_on": "2020-07-01", "last_on": "2021-06-30"}, "No case was opened on these days"),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why_beside_its_field_and_keeps_what_was_typed(
    cast: Cast, at: At, changes: dict[str, str], sentence: str
) -> None:
    at("2026-10-05 09:00")
    bare(cast, 3)
    client = signed_in(cast.superintendent)

    answer = send(client, PAGE, DRAW, **typed(**changes))

    shown = flat(answer.content.decode())
    assert answer.status_code == 200 and sentence in shown and not AuditDraw.objects.exists()
    assert all(f'value="{value}"' in shown for value in typed(**changes).values() if value)


def test_practice_merged_restricted_and_conflicting_cases_are_never_drawn(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    plain, practice, restricted, conflict, duplicate = bare(cast, 5)
    as_practice(practice, cast.principal)
    Case.objects.filter(pk=restricted.pk).update(restricted=True)
    Case.objects.filter(pk=duplicate.pk).update(stage="merged", merged_into=plain)
    excluded(cast, conflict)

    draw = drawn(cast.superintendent)

    assert (codes(draw), draw.population, draw.left_out) == ([plain.code], 1, 2)
    with pytest.raises(Unfit):
        drawn(cast.superintendent, size=2)


def excluded(cast: Cast, case: Case) -> None:
    """The superintendent is kept out of a case by a conflict."""
    about = {"about_kind": "case", "about_id": case.pk, "capacity": Standing.Capacity.EXCLUDED}
    Standing.objects.create(person=cast.superintendent, from_at=clock.now() - timedelta(minutes=1), **about)


def test_a_file_that_is_restricted_later_is_shown_no_more_and_its_copies_are_not_there(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    one, other = bare(cast, 2)
    draw = with_papers(cast.superintendent, size=2)
    client, address = signed_in(cast.superintendent), f"/district/audits/{draw.pk}/"
    assert client.get(f"{address}papers/1/").status_code == client.get(f"{address}papers/1/file.pdf").status_code == 200

    Case.objects.filter(pk=other.pk).update(restricted=True)
    shown = flat(client.get(address).content.decode())

    assert one.code in shown and other.code not in shown and "1 file of this sample is not shown to you" in shown
    assert client.get(f"{address}papers/1/").status_code == client.get(f"{address}papers/1/file.pdf").status_code == 404
    with pytest.raises(PermissionDenied):
        print_audit(draw=draw, by=cast.superintendent)


def test_only_the_superintendent_draws_and_reads(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    bare(cast, 2)
    draw = drawn(cast.superintendent)
    for person in (cast.principal, cast.counselor, prevention(cast), cast.sysadmin):
        with pytest.raises(PermissionDenied):
            drawn(person)
        answers = [signed_in(person).get(address).status_code for address in ("/district/audits/", f"/district/audits/{draw.pk}/")]
        assert answers == [403, 403], person.position


def test_a_case_that_followed_the_procedure_lacks_nothing(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = planned(cast)
    found = states(case)

    assert {code for code, state in found.items() if state == "missing"} == set(), words(case)
    kept = {code for code, state in found.items() if state == "kept"}
    assert {"IMM", "TRI", "INT", "DNG", "PLN"} <= kept, found
    assert found["UPD"] == "waiting" and found["END"] == found["SEP"] == "not_asked"
    updated(cast, case)
    closed(cast, case)
    assert states(case)["END"] == states(case)["UPD"] == states(case)["SIG"] == "kept", words(case)


def test_what_goes_wrong_is_said_in_words(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = planned(cast)
    at("2026-10-26 09:00")
    assert states(case)["UPD"] == "missing" and "1 is past due and open." in words(case)

    Classification.objects.filter(case=case).update(complete_at=None)
    Obligation.objects.filter(about_id=case.pk, rule="SIG").update(state="superseded", met_at=None)
    Plan.objects.filter(case=case).update(engager=None)
    case.interview_set.all().update(interviewee="collateral")
    Case.objects.filter(pk=case.pk).update(determined_at=None)
    found = states(case)
    said = words(case)

    assert {code for code in ("UPD", "SIG", "PLN", "INT", "IMM") if found[code] != "missing"} == set(), found
    for sentence in ("Not every seat has taken a position.", "names no case manager", "no interview is recorded", "No answer on imminence"):
        assert sentence in said


def test_a_case_closed_at_triage_is_kept_by_unanimity_of_two_and_not_of_one(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "triage")
    assert states(case)["TRI"] == "waiting"
    for seat in case.panel.select_related("member"):
        give_opinion(case=case, by=seat.member, given=an_opinion())
    found = states(case)
    assert case.stage == "closed" and (found["TRI"], found["END"], found["INT"]) == ("kept", "kept", "not_asked")

    one_member, unsure = File(case, panel={1: ["none"]}), File(case, panel={1: ["unsure"], 2: ["none", "low_addressed", "unsure"]})
    (of_triage,) = [item for item in ITEMS if item.code == "TRI"]
    assert [ASKED["TRI"](of_triage, file).words for file in (one_member, unsure)] == [
        "Only 1 member was on the panel.",
        "1 opinion is missing or does not concur.",
    ]


def test_the_audit_reads_as_much_for_thirty_files_as_for_one_and_opens_no_key(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    planned(cast)
    cases = [*bare(cast, 29), *Case.objects.filter(planned_at__isnull=False)]

    now = clock.now()

    def statements(cases: list[Case]) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert all(len(answers) == len(ITEMS) for answers in audited(cases, now).values())
        return [each["sql"] for each in asked]

    one, many = statements(cases[-1:]), statements(cases)

    assert len(one) == len(many) == 10 and not [sql for sql in many if "tat_datakey" in sql]


def test_the_page_and_the_papers_name_nobody(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = planned(cast)
    draw = with_papers(cast.superintendent, first_on=date(2026, 9, 1))
    client = signed_in(cast.superintendent)
    pages = [client.get(f"/district/audits/{draw.pk}/{rest}").content.decode() for rest in ("", "papers/1/")]

    names = [party.person.name for party in case.party_set.select_related("person__key") if party.person]
    assert names and case.code in pages[0] and case.code in pages[1]
    for shown in pages:
        assert not [name for name in names if name in shown]
        assert cast.counselor.full_name not in shown and f"/cases/{case.code}" not in shown
