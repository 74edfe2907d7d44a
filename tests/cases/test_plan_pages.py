"""The plan's pages, opened and sent by people."""

import re
import threading
import uuid

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.plan_facts import current_plan, strategies_of
from cases.actions.strategies import StrategyWords, add_strategies
from cases.models import Plan, PlanStrategy
from tat.models import AccessEntry, LogEntry
from tests.cases.managed import adopted, assessed, classified, closed, drafted, planned, strategy, updated
from tests.cast import a_case, a_cast, signed_in
from tests.processes.evidence import note
from tests.typed import form_of, send

pytestmark = pytest.mark.django_db
FRAME = ('from "tat_heartbeat"', 'from "tat_district"', 'from "tat_user" where "tat_user"."id" =', "select tat_now()")
"""What the middleware and the frame of every page ask: the person, the time, the sweep's last round, the district's name."""
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def page_of(case):
    return f"/cases/{case.code}/plan/"


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(not any(part in each["sql"].lower() for part in FRAME) for each in asked)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user)


@pytest.mark.req("PL-1", "SE-4")
def test_each_page_of_a_plan_takes_eleven_statements_at_most(cast):
    case = classified(cast)
    drafted(cast, case, "SUB-1a SUB-1b SUB-1c TGT-3 ENV-3 PRE-5")
    add_strategies(case=case, by=cast.counselor, codes=["SUB-5d"], words=StrategyWords())
    client, plan = signed_in(cast.principal), page_of(case)
    row = strategy(case, "SUB-5d")
    pages = [plan, f"{plan}?library=S", f"{plan}versions/1/", f"{plan}strategies/{row.id}/", f"{plan}safeguard/{row.id}/"]
    assert {page: count for page in pages if (count := statements(client, page)) > 11} == {}


@pytest.mark.req("PL-7", "PL-8", "SE-4")
def test_the_pages_of_updates_closing_and_reopening_take_ten_statements_at_most(cast):
    case = planned(cast)
    for _ in range(3):
        updated(cast, case)
    client = signed_in(cast.principal)
    counts = {page: statements(client, f"/cases/{case.code}/{page}/") for page in ("updates", "closing")}
    closed(cast, case)
    counts |= {page: statements(client, f"/cases/{case.code}/{page}/") for page in ("reopening", "plan")}
    assert {page: count for page, count in counts.items() if count > 10} == {}


@pytest.mark.req("PL-1", "PL-2", "PL-7")
def test_the_page_shows_who_carries_it_each_letter_and_the_days_that_run(cast, at):
    case = planned(cast)
    at("2026-09-19 09:00")
    said = words(signed_in(cast.teacher).get(page_of(case)))
    for part in ("Case plan: Rowan Teller", "Today, day 5", "Gather information", "Stay aware of surroundings", "Rung 1 of 5", "Version 1"):
        assert part in said
    assert "Due Wednesday, October 14, 2026; target Wednesday, October 14, 2026" in said


@pytest.mark.req("PL-1", "PL-2")
def test_an_adopted_plan_is_read_and_its_form_opens_by_a_link_or_over_what_was_left_unsaved(cast):
    case = planned(cast)
    page, member = page_of(case), signed_in(cast.teacher)
    said = words(member.get(page))
    assert f"{page}save/" not in said and "<dt>Case manager</dt>" in said
    assert f'href="{page}?words#who"' in said and f"{page}save/" in words(member.get(f"{page}?words"))
    member.post(f"/cases/{case.code}/drafts/plan/", {"goals": "A place in the band."})
    left = words(member.get(page))
    assert f"{page}save/" in left and "A place in the band." in left


@pytest.mark.req("PL-1")
def test_a_letter_with_findings_and_no_strategy_is_pointed_out(cast):
    case = classified(cast, found="SE")
    drafted(cast, case, "SUB-1a")
    said = words(signed_in(cast.teacher).get(page_of(case)))
    assert "There are findings under Environment. Choose at least one strategy for it." in said
    assert "There are findings under Subject." not in said
    assert "There are findings but no strategy under Environment" in said


@pytest.mark.req("PL-1", "PL-2")
def test_words_are_saved_and_the_plan_is_adopted_with_the_password(cast):
    case = classified(cast)
    drafted(cast, case)
    page, member, lead = page_of(case), signed_in(cast.teacher), with_password(cast.principal)
    saved = send(member, page, f"{page}save/", goals="A place in the band.")
    assert (saved.status_code, current_plan(case).goals) == (302, "A place in the band.")
    refused = send(lead, page, f"{page}adopt/", password="wrong")
    assert (refused.status_code, current_plan(case).state) == (200, "draft")
    assert "That password does not match. Nothing was signed." in words(refused)
    assert "wrong" not in words(refused)
    assert send(lead, page, f"{page}adopt/", password=PASSWORD).status_code == 302
    assert current_plan(case).adopted_by == cast.principal


@pytest.mark.req("PL-1")
def test_only_the_lead_finds_the_signature(cast):
    case = classified(cast)
    drafted(cast, case)
    assert "plan/adopt/" not in words(signed_in(cast.teacher).get(page_of(case)))
    answer = signed_in(cast.teacher).post(f"{page_of(case)}adopt/", {"password": "x", "version": "1", "idempotency_key": uuid.uuid4()})
    assert answer.status_code == 403
    assert signed_in(cast.outsider).get(page_of(case)).status_code == 404


@pytest.mark.req("PL-1")
def test_a_stale_edit_shows_both_texts_and_overwrites_nothing(cast):
    case = classified(cast)
    drafted(cast, case)
    page = page_of(case)
    first, second = signed_in(cast.counselor), signed_in(cast.teacher)
    typed = form_of(first.get(page), f"{page}save/")
    assert send(second, page, f"{page}save/", goals="The teacher's goal.").status_code == 302
    answer = first.post(f"{page}save/", {**typed, "goals": "The counselor's goal."})
    said = words(answer)
    assert answer.status_code == 409
    assert "The teacher&#x27;s goal." in said
    assert "The counselor&#x27;s goal." in said
    assert "Tobin Boyce saved it at" in said
    assert current_plan(case).goals == "The teacher's goal."
    again = form_of(answer, f"{page}save/")
    assert again["goals"] == ["The counselor's goal."]
    assert first.post(f"{page}save/", again).status_code == 302
    assert current_plan(case).goals == "The counselor's goal."


@pytest.mark.req("PL-1")
@pytest.mark.parametrize("typed", ["one\x00two", "x" * 20_001], ids=["NUL", "too long"])
def test_what_cannot_be_kept_is_refused_beside_its_field_and_all_else_is_kept(cast, typed):
    case = classified(cast)
    page = page_of(case)
    answer = send(signed_in(cast.teacher), page, f"{page}save/", goals=typed, contact_plan="Daily, by the social worker.")
    assert answer.status_code == 200
    assert "Daily, by the social worker." in words(answer)
    assert 'href="#id_goals"' in words(answer)
    assert Plan.objects.count() == 0


@pytest.mark.req("PL-1")
def test_an_end_before_the_start_is_refused_beside_the_field(cast):
    case = classified(cast)
    page = f"{page_of(case)}?library=S"
    typed = {"chosen": ["SUB-1a"], "starts_on": "2026-10-14", "due_on": "2026-10-13", "rhythm": "daily at noon"}
    answer = send(signed_in(cast.teacher), page, f"{page_of(case)}strategies/add/", **typed)
    said = words(answer)
    assert answer.status_code == 200
    assert "This day lies before the day on which it starts." in said
    assert "daily at noon" in said
    assert re.search(r'value="SUB-1a"[^>]*checked', said)
    assert PlanStrategy.objects.count() == 0


@pytest.mark.req("PL-1")
def test_a_form_sent_twice_adds_its_strategy_once(cast):
    case = classified(cast)
    client, address = signed_in(cast.teacher), f"{page_of(case)}strategies/add/"
    typed = {**form_of(client.get(f"{page_of(case)}?library=S"), address), "chosen": ["SUB-1a"]}
    answers = [client.post(address, typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (PlanStrategy.objects.count(), LogEntry.objects.filter(action="strategy_added").count()) == (1, 1)


@pytest.mark.req("PL-1")
def test_a_strategy_is_changed_on_its_own_page_and_ends_with_a_sentence(cast):
    case = planned(cast)
    row = strategy(case, "TGT-3")
    page = f"{page_of(case)}strategies/{row.id}/"
    client = signed_in(cast.counselor)
    refused = send(client, page, f"{page}change/", status="done")
    assert "Write how it ended" in words(refused)
    assert send(client, page, f"{page}change/", status="done", outcome="The target feels safe.").status_code == 302
    assert strategy(case, "TGT-3").status == "done"
    assert "The target feels safe." in words(client.get(page_of(case)))


@pytest.mark.req("PL-1")
def test_a_stale_strategy_shows_both_texts(cast):
    case = planned(cast)
    row = strategy(case, "TGT-3")
    page = f"{page_of(case)}strategies/{row.id}/"
    client = signed_in(cast.counselor)
    typed = form_of(client.get(page), f"{page}change/")
    send(signed_in(cast.teacher), page, f"{page}change/", outcome="By the teacher.")
    answer = client.post(f"{page}change/", {**typed, "outcome": "By the counselor."})
    assert answer.status_code == 409
    assert "By the teacher." in words(answer)
    assert form_of(answer, f"{page}change/")["outcome"] == ["By the counselor."]
    assert strategy(case, "TGT-3").outcome == "By the teacher."


@pytest.mark.req("PL-1")
def test_a_strategy_of_another_case_or_of_an_earlier_version_opens_nothing(cast):
    case, other = planned(cast), planned(cast, subject_name="Avery Stone")
    client = signed_in(cast.counselor)
    elsewhere, earlier = strategy(other, "TGT-3"), strategy(case, "TGT-3")
    assert client.get(f"{page_of(case)}strategies/{elsewhere.id}/").status_code == 404
    drafted(cast, case, "SUB-1b")
    assert client.get(f"{page_of(case)}strategies/{earlier.id}/").status_code == 302


@pytest.mark.req("PL-1")
def test_earlier_versions_stay_readable(cast):
    case = planned(cast)
    drafted(cast, case, "SUB-1b", goals="A second goal.")
    adopted(cast, case)
    client = signed_in(cast.teacher)
    first, second = (words(client.get(f"{page_of(case)}versions/{number}/")) for number in (1, 2))
    assert "Calm now, belonging later." in first
    assert "A later version has taken its place." in first
    assert "A second goal." in second
    assert "Build rapport" not in first
    assert client.get(f"{page_of(case)}versions/3/").status_code == 404


@pytest.mark.req("PL-1")
def test_what_was_left_unsaved_stands_in_the_form_again(cast):
    case = classified(cast)
    client = signed_in(cast.teacher)
    form = form_of(client.get(page_of(case)), f"{page_of(case)}save/")
    client.post(f"/cases/{case.code}/drafts/plan/", {**form, "goals": "Half a sentence"})
    said = words(client.get(page_of(case)))
    assert "Half a sentence" in said
    assert "This is the draft that you left." in said
    assert "Half a sentence" not in words(signed_in(cast.counselor).get(page_of(case)))
    send(client, page_of(case), f"{page_of(case)}save/", goals="A whole sentence.")
    assert "This is the draft that you left." not in words(client.get(page_of(case)))


@pytest.mark.req("PL-1", "SE-4")
def test_reading_the_plan_is_a_view_on_record_and_a_closed_case_has_no_form(cast):
    case = a_case(cast, "closed")
    before = AccessEntry.objects.filter(about_id=case.id).count()
    said = words(signed_in(cast.principal).get(page_of(case)))
    assert AccessEntry.objects.filter(about_id=case.id).count() == before + 1
    assert "plan/save/" not in said
    assert "plan/strategies/add/" not in said


@pytest.mark.req("PL-1")
def test_what_was_assessed_and_not_classified_can_be_planned_but_not_adopted(cast):
    case = assessed(cast)
    drafted(cast, case)
    lead = with_password(cast.principal)
    answer = send(lead, page_of(case), f"{page_of(case)}adopt/", password=PASSWORD)
    assert "this step starts elsewhere" in words(answer)
    assert current_plan(case).state == "draft"


@pytest.mark.req("PL-1")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("editors", [10, pytest.param(50, marks=pytest.mark.full)])
def test_of_many_editors_of_one_plan_nobody_is_silently_lost(transactional_db, editors):
    cast = a_cast()
    case = classified(cast)
    drafted(cast, case)
    page, member = page_of(case), signed_in(cast.teacher)
    typed = form_of(member.get(page), f"{page}save/")
    answers = {}

    def edit(number):
        client = Client()
        client.cookies = member.cookies
        mine = {**typed, "goals": f"Goal number {number}.", "idempotency_key": str(uuid.uuid4())}
        answers[number] = client.post(f"{page}save/", mine)
        connections.close_all()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(editors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = [number for number, answer in answers.items() if answer.status_code == 302]
    told = [number for number, answer in answers.items() if answer.status_code == 409 and f"Goal number {number}." in words(answer)]
    kept = f"Goal number {saved[0]}." in words(member.get(page))
    note(
        "F8",
        "50 editors of one plan: 0 silently lost",
        editors=editors,
        saved=len(saved),
        told=len(told),
        silently_lost=editors - len(saved) - len(told) + (not kept),
    )
    assert kept and (len(saved), len(saved) + len(told)) == (1, editors)
    assert strategies_of(case, current_plan(case))
