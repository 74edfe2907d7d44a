"""After an act of violence elsewhere: who is asked, who answers, and what the district sees of it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases.actions.contagion import CheckGiven, answer_check, ask_after_violence, checks_asked
from cases.actions.reconcile import reconcile
from cases.models import Case, ContagionSweep, SweepAnswer, SweepCheck
from tat import clock, home
from tat.models import Appointment, District, LogEntry, Notice, Obligation, ObligationEvent, User
from tat.permissions import scope_of
from tat.roles import Role
from tests.cases.families import post, refused
from tests.cases.managed import classified, closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import SINCE, Cast, a_case, signed_in
from tests.typed import flat, send
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-5")]
At = Callable[[str], datetime]
WORDS = "A shooting at a school in another state."
DISTRICT = "/district/sweeps/"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


@pytest.fixture
def prevention(cast: Cast) -> User:
    """A member of the prevention team, without a seat."""
    person = User.objects.create(
        email="prevention@bluestem.example", full_name="Royce Tennant", position="Assistant Superintendent", district=cast.district
    )
    Appointment.objects.create(user=person, role=Role.SVP_TEAM, district=cast.district, from_on=SINCE)
    return person


def asked(cast: Cast, by: User | None = None) -> ContagionSweep:
    return ask_after_violence(district=cast.district, by=by or cast.superintendent, words=WORDS)


def answer(case: Case, by: User, **changes: Any) -> SweepAnswer:
    given = {"check_id": checks_asked(case)[0].pk, "kind": "checked", "text": "He had heard of it and was calm."}
    return answer_check(case=case, by=by, given=CheckGiven(**(given | changes)))


def duties(case: Case) -> list[Obligation]:
    return list(Obligation.objects.filter(about_id=case.pk, rule="SWEEP-48").order_by("recorded_at", "id"))


def at_a_level(cast: Cast, level: str, **changes: Any) -> Case:
    """A case that is at this level, whatever led to it."""
    case = a_case(cast, "assessment", **changes)
    Case.objects.filter(pk=case.pk).update(level=level)
    return case


def table(client: Client, query: str = "") -> list[list[str]]:
    """The cells of the latest table of the district's page, line by line."""
    found = re.findall(r"<table.*?</table>", client.get(DISTRICT + query).content.decode(), re.DOTALL)[0]
    rows = re.findall(r"<tr.*?</tr>", found.partition("<tbody")[2], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def test_every_active_case_of_moderate_or_higher_is_asked_for_two_days_and_no_other(cast: Cast) -> None:
    moderate, high = at_a_level(cast, "moderate"), at_a_level(cast, "high")
    low, none, practice = at_a_level(cast, "low"), a_case(cast, "assessment"), at_a_level(cast, "high")
    Case.objects.filter(pk=practice.pk).update(practice=True)
    client = signed_in(cast.superintendent)
    assert send(client, DISTRICT, f"{DISTRICT}ask/", words=WORDS).status_code == 302
    later = at_a_level(cast, "imminent")

    assert {check.case_id for check in SweepCheck.objects.all()} == {moderate.pk, high.pk}
    assert [duties(case) for case in (low, none, practice, later)] == [[], [], [], []]
    (duty,), high_asked = duties(high), SweepCheck.objects.get(case=high)
    assert (duty.triggered_at, duty.due_at()) == (high_asked.recorded_at, high_asked.recorded_at + timedelta(hours=48))
    assert (duty.actor, duty.actor_role, duty.code) == (None, "case manager", high.code)
    entry = LogEntry.objects.get(action="contagion_asked")
    assert (entry.count, len(entry.digest), entry.detail, entry.code) == (2, 32, "", "")
    assert reconcile() == 0


def test_the_district_asks_with_a_sentence_and_nobody_else_may(cast: Cast, prevention: User) -> None:
    for person in (cast.superintendent, prevention):
        answered = send(signed_in(person), DISTRICT, f"{DISTRICT}ask/", words=" ")
        assert answered.status_code == 200 and "Write in one sentence what happened elsewhere" in answered.content.decode()
    too_long = send(signed_in(prevention), DISTRICT, f"{DISTRICT}ask/", words="x" * 501).content.decode()
    assert "500 are the most that fit here" in too_long and "x" * 501 in too_long
    for person in (cast.principal, cast.counselor, cast.sysadmin):
        assert signed_in(person).get(DISTRICT).status_code == 403
        with pytest.raises(PermissionDenied):
            asked(cast, by=person)
    assert not ContagionSweep.objects.exists()
    asked(cast, by=prevention)


def test_the_case_manager_answers_on_the_case_and_goes_on_to_a_date_to_watch(cast: Cast) -> None:
    case = planned(cast)
    asked(cast)
    assert "SWEEP-48" in {row.rule for row in home.rows_for(scope_of(cast.counselor, clock.now()))}
    client, check = signed_in(cast.counselor), SweepCheck.objects.get()
    said = flat(client.get(f"/cases/{case.code}/dates/").content.decode())
    assert WORDS in said and cast.superintendent.full_name in said
    wrong = post(client, case, "dates/answer", **{f"{check.pk}-kind": "", f"{check.pk}-text": "He had heard of it."}).content.decode()
    assert "Choose whether the case was checked" in wrong and "He had heard of it." in wrong
    right = {f"{check.pk}-kind": "checked", f"{check.pk}-text": "He had heard of it and was calm.", f"{check.pk}-watch": "on"}
    answered = post(client, case, "dates/answer", **right)
    assert (answered.status_code, answered["Location"]) == (302, f"/cases/{case.code}/dates/?kind=PRE-6#add")
    assert re.search(r'value="PRE-6"[^>]*checked', client.get(answered["Location"]).content.decode())
    (duty,) = duties(case)
    assert (duty.state, duty.met_by, duty.proof_ref) == (Obligation.State.MET, cast.counselor, f"sweep_answer:{check.answer.pk}")
    assert "He had heard of it and was calm." in client.get(f"/cases/{case.code}/dates/").content.decode()
    assert "answered meanwhile" in refused(lambda: answer(case, cast.principal))


def test_why_no_check_is_needed_is_an_answer_too(cast: Cast) -> None:
    case = planned(cast)
    asked(cast)
    assert "Write what was seen" in refused(lambda: answer(case, cast.counselor, text=" "))
    answer(case, cast.counselor, kind="not_needed", text="The subject moved abroad in August.")
    assert duties(case)[0].state == Obligation.State.MET


def test_a_check_of_another_case_is_not_answered_here(cast: Cast) -> None:
    case, other = planned(cast), planned(cast)
    asked(cast)
    elsewhere = checks_asked(other)[0].pk
    assert "answered meanwhile" in refused(lambda: answer(case, cast.counselor, check_id=elsewhere))
    assert not SweepAnswer.objects.exists()


def test_the_superintendent_sees_true_counts_by_building(cast: Cast, at: At) -> None:
    in_time, late, still_open, ended = (planned(cast) for _ in range(4))
    updated(cast, ended)
    asked(cast)
    answer(in_time, cast.counselor)
    closed(cast, ended)
    at("2026-09-17 09:00")
    answer(late, cast.counselor)
    assert duties(still_open)[0].is_overdue(clock.now())
    client = signed_in(cast.superintendent)
    assert table(client) == [[cast.building.name, "4", "1", "1", "1", "1"], ["District", "4", "1", "1", "1", "1"]]
    page = client.get(DISTRICT).content.decode()
    assert WORDS in page and "Rowan Teller" not in page and in_time.code not in page


def test_the_prevention_team_reads_fewer_than_five_and_cannot_work_it_out(cast: Cast, prevention: User) -> None:
    here = [at_a_level(cast, "moderate") for _ in range(7)]
    asked(cast)
    answer(here[0], cast.counselor)
    lines = table(signed_in(prevention))
    few, hidden = "fewer than 5", "not shown"
    assert lines[0][0] == cast.building.name and few in lines[0] and "1" not in lines[0]
    assert lines[0][1] in ("7", hidden) and lines[0][4] != "6"
    assert [cell for cell in lines[1][1:] if cell.isdigit() and 0 < int(cell) < 5] == []
    chief = signed_in(cast.superintendent)
    assert table(chief)[0] == [cast.building.name, "7", "1", "0", "6", "0"]
    assert table(chief, query="?counts=hidden") == lines


def test_a_check_that_was_lost_comes_back_and_an_answered_one_comes_back_done(cast: Cast) -> None:
    first, second = planned(cast), planned(cast)
    asked(cast)
    answer(second, cast.counselor)
    rows = Obligation.objects.filter(rule="SWEEP-48")
    before = sorted((row.about_id, row.trigger_ref, row.state, row.due_at()) for row in rows)
    Notice.objects.filter(obligation__in=rows).delete()
    ObligationEvent.objects.filter(obligation__in=rows).delete()
    rows.delete()
    assert reconcile() == 2
    assert sorted((row.about_id, row.trigger_ref, row.state, row.due_at()) for row in rows.all()) == before
    assert {first.pk, second.pk} == {row[0] for row in before}


def test_checks_of_a_duplicate_are_answered_in_the_other_case_and_counted_once(cast: Cast) -> None:
    duplicate, survivor = at_a_level(cast, "moderate"), at_a_level(cast, "moderate")
    asked(cast)
    Case.objects.filter(pk=duplicate.pk).update(level="")  # what stands in a classified case does not merge away
    merge_cases(duplicate=duplicate, survivor=survivor, by=cast.principal, reason="Both are about one remark.")
    assert [row.state for row in duties(survivor)] == ["open", "open"]
    assert table(signed_in(cast.superintendent))[0][1:] == ["2", "0", "0", "2", "0"]
    survivor.refresh_from_db()
    for check in checks_asked(survivor):
        answer(survivor, cast.counselor, check_id=check.pk)
    assert table(signed_in(cast.superintendent))[0][1:] == ["2", "2", "0", "0", "0"]
    assert reconcile() == 0


def test_another_district_is_neither_asked_nor_shown(cast: Cast) -> None:
    asked(cast)
    other = District.objects.create(name="Another district", slug="another")
    stranger = User.objects.create(email="elsewhere@other.example", full_name="Ona Reed", position="Superintendent", district=other)
    Appointment.objects.create(user=stranger, role=Role.SUPERINTENDENT, district=stranger.district, from_on=SINCE)
    assert WORDS not in signed_in(stranger).get(DISTRICT).content.decode()
    with pytest.raises(PermissionDenied):
        asked(cast, by=stranger)


def test_the_page_takes_as_many_statements_for_many_as_for_one(cast: Cast) -> None:
    classified(cast)
    asked(cast)
    client = signed_in(cast.superintendent)
    few = statements(client, DISTRICT)
    for _ in range(11):
        asked(cast)
    assert statements(client, DISTRICT) == few <= 7
    page = client.get(DISTRICT).content.decode()
    assert page.count("<table") == 10 and "Earlier ones" in page
    earlier = re.search(r'href="(\?after=[^"]+)"', page)
    assert earlier and client.get(DISTRICT + earlier[1]).content.decode().count("<table") == 2


def test_the_dates_of_a_case_take_as_many_statements_with_three_answers_as_with_one(cast: Cast) -> None:
    case = planned(cast)
    client, counts = signed_in(cast.counselor), []
    for _ in range(3):
        asked(cast)
        answer(case, cast.counselor)
        counts.append(statements(client, f"/cases/{case.code}/dates/"))
    assert counts == counts[:1] * 3
