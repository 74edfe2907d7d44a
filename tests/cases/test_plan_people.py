"""The people of a plan in force: positions of the seats, handing over; and what a strategy says of itself."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from cases.actions.circle import grant_access
from cases.actions.plan import Stale, save_plan
from cases.actions.plan_facts import current_plan, plan_facts, read_plan
from cases.actions.plan_people import hand_over_plan, take_plan_position
from cases.actions.strategies import StrategyWords, add_strategies
from cases.models import Case, Handover, Plan, PlanPosition
from cases.safeguard import CODES
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import Notice, Obligation, Standing
from tests.cases.families import post, refused
from tests.cases.managed import adopted, change, classified, drafted, planned, strategy, words
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_person, signed_in
from tests.typed import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-1"), pytest.mark.req("PL-2")]
At = Callable[[str], datetime]
WHY = "The daily check is too much for a student who asked for one person."


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def page(cast: Cast, case: Case) -> str:
    return " ".join(signed_in(cast.principal).get(f"/cases/{case.code}/plan/people/").content.decode().split())


def printed(cast: Cast, case: Case) -> str:
    paper = issue_case_file(case=case, by=cast.principal)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", b"".join(files.open_chunks(paper.html)).decode()))


def test_each_seat_takes_its_position_on_the_plan_in_force_and_it_prints(cast: Cast) -> None:
    case = planned(cast)
    assert page(cast, case).count("No position yet") == 6
    client = signed_in(cast.teacher)
    assert post(client, case, "plan/people/position", "plan/people", **{"position-stance": "concur"}).status_code == 302
    answer = post(client, case, "plan/people/position", "plan/people", **{"position-stance": "dissent"})
    assert answer.status_code == 200 and "A dissent needs its reasons." in answer.content.decode()
    typed = {"position-stance": "dissent", "position-reason": WHY}
    assert post(client, case, "plan/people/position", "plan/people", **typed).status_code == 302
    assert PlanPosition.objects.count() == 2 and page(cast, case).count("Dissents") == 1 and WHY in page(cast, case)
    text = printed(cast, case)
    assert "Positions of the seats" in text and WHY in text and "Version 1: I concur." in text


def test_a_position_is_on_what_was_read_and_only_a_seat_has_one(cast: Cast) -> None:
    case = planned(cast)
    first = current_plan(case)
    client, address = signed_in(cast.teacher), f"/cases/{case.code}/plan/people/"
    typed = form_of(client.get(address), f"{address}position/") | {"position-stance": "dissent", "position-reason": WHY}
    drafted(cast, case, "SUB-1b")
    adopted(cast, case)
    answer = client.post(f"{address}position/", typed).content.decode()
    assert "This version is not in force any more." in answer and WHY in answer
    assert "not in force" in refused(lambda: take_plan_position(case=case, by=cast.teacher, plan_id=first.pk, stance="concur"))
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    plan = current_plan(case)
    assert "holds a seat" in refused(lambda: take_plan_position(case=case, by=cast.consultant, plan_id=plan.pk, stance="concur"))
    assert "Your position" not in signed_in(cast.consultant).get(address).content.decode()
    assert not PlanPosition.objects.exists()


def test_handing_over_moves_what_waits_and_keeps_who_carried_it_before(cast: Cast, at: At) -> None:
    case = planned(cast)
    typed = {"handover-capacity": "case_manager", "handover-person": cast.psychologist.pk, "handover-reason": "On leave from Friday."}
    assert post(signed_in(cast.principal), case, "plan/people/hand-over", "plan/people", **typed).status_code == 302
    row = Handover.objects.get()
    assert (row.before, row.person, row.recorded_name) == (cast.counselor, cast.psychologist, "Dana Whitlow")
    assert current_plan(case).case_manager == cast.psychologist
    standing = Standing.objects.filter(about_id=case.id, capacity="case_manager", until_at=None)
    assert [each.person for each in standing] == [cast.psychologist]
    shown = page(cast, case)
    assert f"from {cast.counselor.full_name} to {cast.psychologist.full_name}" in shown and "On leave from Friday." in shown
    assert "On leave from Friday." in printed(cast, case)
    update = Obligation.objects.open().get(rule="UPD-30", about_id=case.id)
    assert not Notice.objects.filter(obligation=update, recipient=cast.counselor).exists()


def test_an_open_form_of_the_plan_meets_the_handover_instead_of_undoing_it(cast: Cast) -> None:
    case = planned(cast)
    token = current_plan(case).token
    hand_over_plan(case=case, by=cast.principal, capacity="case_manager", person=cast.psychologist, reason="On leave.")
    with pytest.raises(Stale):
        save_plan(case=case, by=cast.counselor, version=token, words=words(cast))
    drafted(cast, case, "SUB-1b", case_manager=cast.psychologist)
    hand_over_plan(case=case, by=cast.principal, capacity="case_manager", person=cast.teacher, reason="Back to the team.")
    assert set(Plan.objects.filter(case=case).values_list("case_manager", flat=True)) == {cast.teacher.pk}


def test_nobody_without_a_seat_carries_a_plan_and_only_the_lead_hands_it_over(cast: Cast) -> None:
    case = planned(cast)

    def over(**changes: object) -> str:
        given = {"capacity": "engager", "person": cast.teacher, "reason": "On leave."} | changes
        return refused(lambda: hand_over_plan(case=case, by=cast.principal, **given))

    stranger = a_person(cast.district, "new@bluestem.example", "Nell Sorby", "Tutor")
    assert "holds no seat of this team" in over(person=stranger)
    assert "carries it already" in over(person=cast.social_worker)
    assert "Choose to whom" in over(person=None) and "Choose what" in over(capacity="lead") and "Write why" in over(reason=" ")
    assert "No plan is in force" in refused(
        lambda: hand_over_plan(case=classified(cast), by=cast.principal, capacity="engager", person=cast.teacher, reason="x")
    )
    assert signed_in(cast.counselor).post(f"/cases/{case.code}/plan/people/hand-over/").status_code == 403
    assert not Handover.objects.exists()


def test_a_case_manager_without_a_seat_is_pointed_out(cast: Cast, at: At) -> None:
    case = planned(cast)
    cast.team.seats.filter(user=cast.counselor).update(until_on=date(2026, 9, 14))
    at("2026-09-15 09:00")
    assert "Holds no seat of this team: hand it over" in page(cast, case)


def test_the_page_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    case = planned(cast)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/plan/people/"
    few = statements(client, address)
    plan = current_plan(case)
    for person in (cast.psychologist, cast.teacher, cast.counselor):
        take_plan_position(case=case, by=person, plan_id=plan.pk, stance="concur")
        hand_over_plan(case=case, by=cast.principal, capacity="case_manager", person=person, reason="In turn.")
    assert statements(client, address) == few <= 10


def test_a_strategy_says_what_it_is_for_and_why_no_lower_rung_is_enough(cast: Cast) -> None:
    case = classified(cast)
    said = {"purpose": "crisis", "lower_why": "Two talks changed nothing."}
    add_strategies(case=case, by=cast.counselor, codes=["SUB-5a"], words=StrategyWords(**said))
    row = strategy(case, "SUB-5a")
    assert (row.purpose, row.lower_why, row.rung) == ("crisis", "Two talks changed nothing.", 3)
    assert plan_facts(read_plan(case, clock.now()), clock.now())["rungs_skipped_unexplained"] == 0
    change(cast, case, "SUB-5a", lower_why="")
    assert plan_facts(read_plan(case, clock.now()), clock.now())["rungs_skipped_unexplained"] == 1
    change(cast, case, "SUB-5a", purpose="prevention", lower_why="Two talks changed nothing.")
    shown = signed_in(cast.counselor).get(f"/cases/{case.code}/plan/").content.decode()
    assert "Longer-term prevention" in shown and "Two talks changed nothing." in shown
    assert "Lower rungs: Two talks changed nothing." in printed(cast, case)
    assert "Choose what it is for" in refused(lambda: change(cast, case, "SUB-5a", purpose="other"))


@pytest.mark.req("PL-3")
def test_a_separation_has_its_re_entry_meeting_and_nothing_else_has(cast: Cast) -> None:
    case = classified(cast)
    answers = dict.fromkeys(CODES, "Answered.")
    add_strategies(case=case, by=cast.counselor, codes=["SUB-5d", "SUB-1a"], words=StrategyWords(), answers=answers)
    meeting = {"reentry_on": date(2026, 9, 21), "reentry_note": "Parents, dean and counselor, room 12."}
    change(cast, case, "SUB-5d", starts_on=date(2026, 9, 15), **meeting)
    shown = " ".join(signed_in(cast.counselor).get(f"/cases/{case.code}/plan/").content.decode().split())
    assert "re-entry meeting Monday, September 21, 2026" in shown or "re-entry meeting September 21, 2026" in shown
    assert "room 12" in printed(cast, case)
    assert "re-entry meeting" in refused(lambda: change(cast, case, "SUB-1a", **meeting))
    assert "before the day on which" in refused(lambda: change(cast, case, "SUB-5d", reentry_on=date(2026, 9, 14)))
    page = f"/cases/{case.code}/plan/strategies/{strategy(case, 'SUB-1a').pk}/"
    assert "Re-entry" not in signed_in(cast.counselor).get(page).content.decode()
