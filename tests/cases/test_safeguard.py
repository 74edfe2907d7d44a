"""The separation safeguard: suspension, expulsion and termination wait for SEP-1 to SEP-8 (4:190-AP2-E5)."""

import datetime

import pytest

from cases.actions.plan import Stale, adopt_plan, save_plan
from cases.actions.plan_facts import answers_of, current_plan, is_unsafeguarded
from cases.actions.safeguards import answer_safeguard
from cases.actions.strategies import FreeStrategy, StrategyWords, add_strategies
from cases.models import PlanStrategy, SafeguardAnswer
from cases.safeguard import CODES
from tat import clock
from tat.workflow import Blocked
from tests.cases.managed import adopted, change, classified, drafted, planned, strategy, token, words
from tests.cast import signed_in
from tests.typed import send

pytestmark = pytest.mark.django_db
ALL = {code: f"Answer to {code}." for code in CODES}
SUSPENDED = "SUB-5d"


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


@pytest.fixture
def case(cast):
    """A draft with a suspension that is planned and not answered."""
    found = classified(cast)
    drafted(cast, found, lower_rungs="Talks and a contract did not hold.")
    add_strategies(case=found, by=cast.counselor, codes=[SUSPENDED], words=StrategyWords())
    return found


def answered(cast, case, answers, by=None):
    row = strategy(case, SUSPENDED)
    return answer_safeguard(case=case, by=by or cast.counselor, strategy_id=row.id, version=row.version, answers=answers)


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.req("PL-3")
def test_example_47_a_suspension_without_every_answer_cannot_become_active(cast, case):
    answered(cast, case, {code: said for code, said in ALL.items() if code != "SEP-4"})
    with pytest.raises(Blocked) as refused:
        change(cast, case, SUSPENDED, status="active")
    assert "no answer to SEP-4." in refused.value.problems[0]
    assert "take the step out of the plan" in refused.value.problems[0]
    answered(cast, case, {"SEP-4": "The counselor, by phone each week."})
    assert change(cast, case, SUSPENDED, status="active").status == "active"


@pytest.mark.req("PL-3")
@pytest.mark.parametrize("code", ["SUB-5d", "SUB-5e"])
def test_every_separation_of_the_exhibit_waits_for_its_safeguard(cast, code):
    found = classified(cast)
    with pytest.raises(Blocked):
        add_strategies(case=found, by=cast.counselor, codes=[code], words=StrategyWords(status="active"))
    (row,) = add_strategies(case=found, by=cast.counselor, codes=[code], words=StrategyWords(status="active"), answers=ALL)
    assert (row.is_separation, row.status, len(answers_of(found, row))) == (True, "active", 8)


@pytest.mark.req("PL-3")
def test_a_separation_in_free_words_waits_as_well_and_distancing_only_offers_it(cast):
    found = classified(cast)
    home = FreeStrategy(label="Stays at home for five days", domain="S", rung=5, is_separation=True)
    with pytest.raises(Blocked):
        add_strategies(case=found, by=cast.counselor, codes=(), words=StrategyWords(status="active"), free=home)
    (row,) = add_strategies(case=found, by=cast.counselor, codes=["SUB-3f"], words=StrategyWords(status="active"))
    assert (row.is_separation, row.offers_safeguard, row.status) == (False, True, "active")
    answer_safeguard(case=found, by=cast.counselor, strategy_id=row.id, version=row.version, answers={"SEP-5": "The aunt."})
    assert answers_of(found, row)["SEP-5"].answer == "The aunt."


@pytest.mark.req("PL-3")
def test_each_answer_keeps_the_name_and_the_date(cast, case, at):
    answered(cast, case, {"SEP-1": "Weekly talks."})
    at("2026-09-15 09:00")
    answered(cast, case, {"SEP-2": "The clinic.", "SEP-1": "Weekly talks."}, by=cast.social_worker)
    given = answers_of(case, strategy(case, SUSPENDED))
    assert [(given[code].recorded_name, given[code].recorded_at.day) for code in ("SEP-1", "SEP-2")] == [
        ("Sol Ortiz-Lane", 14),
        ("Mika Feld", 15),
    ]


@pytest.mark.req("PL-3")
def test_an_emergency_removal_is_active_for_24_hours_without_answers_and_reads_so(cast, case, at):
    removed = clock.now() - datetime.timedelta(hours=1)
    change(cast, case, SUSPENDED, emergency_at=removed)
    row = strategy(case, SUSPENDED)
    assert (row.status, is_unsafeguarded(row)) == ("active", True)
    page = f"/cases/{case.code}/plan/"
    said = text(signed_in(cast.counselor).get(page))
    assert "Unsafeguarded separation" in said
    assert "left: the eight answers are due by Tuesday, September 15, 2026, 1:02 PM." in said
    assert "the eight answers are due by" in text(signed_in(cast.counselor).get(f"{page}versions/1/"))
    assert adopted(cast, case).state == "adopted"
    at("2026-09-15 13:30")
    assert "min late: the eight answers are due by" in text(signed_in(cast.counselor).get(page))


@pytest.mark.req("PL-3")
def test_the_pages_of_a_separation_say_how_it_stands_beside_what_mends_it(cast):
    found = classified(cast)
    client, page = signed_in(cast.counselor), f"/cases/{found.code}/plan/"
    answer = send(client, f"{page}?library=S", f"{page}strategies/add/", chosen=[SUSPENDED], emergency_at="2026-09-14T09:00")
    assert "The removal is recorded as active" in text(client.get(answer.url))
    answer = send(client, f"{page}?library=S", f"{page}strategies/add/", chosen=["SUB-5e"])
    assert "stays planned" in text(client.get(answer.url))
    row = strategy(found, "SUB-5e")
    refused = send(client, f"{page}strategies/{row.id}/", f"{page}strategies/{row.id}/change/", status="active")
    assert 'id="id_status_error"' in text(refused) and "cannot become active yet" in text(refused)


@pytest.mark.req("PL-3")
def test_after_24_hours_without_answers_a_plan_is_not_adopted(cast, case, at):
    change(cast, case, SUSPENDED, emergency_at=clock.now())
    at("2026-09-15 14:30")
    with pytest.raises(Blocked) as refused:
        adopt_plan(case=case, by=cast.principal, version=token(case))
    assert any("its safeguard has no answer yet to SEP-1" in sentence for sentence in refused.value.problems)
    answered(cast, case, ALL)
    assert not is_unsafeguarded(strategy(case, SUSPENDED))
    assert "Unsafeguarded separation" not in text(signed_in(cast.counselor).get(f"/cases/{case.code}/plan/"))
    assert adopted(cast, case, fort_notes={"T": "The family was reached on the second day."}).state == "adopted"


@pytest.mark.req("PL-3")
def test_an_emergency_is_a_separation_that_has_happened(cast, case):
    later = clock.now() + datetime.timedelta(hours=1)
    with pytest.raises(Blocked, match="1 unmet"):
        change(cast, case, SUSPENDED, emergency_at=later)
    with pytest.raises(Blocked, match="1 unmet"):
        change(cast, case, "SUB-1a", emergency_at=clock.now())


@pytest.mark.req("PL-3")
def test_a_planned_separation_does_not_keep_a_plan_from_being_adopted(cast, case):
    assert adopted(cast, case).state == "adopted"
    row = strategy(case, SUSPENDED)
    assert (row.status, row.answered) == ("planned", [])


@pytest.mark.req("PL-3")
def test_an_adopted_plans_answers_stand_and_missing_ones_can_follow(cast, case):
    answered(cast, case, {"SEP-1": "Weekly talks."})
    adopted(cast, case)
    with pytest.raises(Blocked, match="1 unmet"):
        answered(cast, case, {"SEP-1": "Something else."})
    answered(cast, case, {"SEP-2": "The clinic."})
    assert sorted(answers_of(case, strategy(case, SUSPENDED))) == ["SEP-1", "SEP-2"]


@pytest.mark.req("PL-3")
def test_the_next_version_takes_the_answers_along_with_who_gave_them(cast, case):
    answered(cast, case, ALL, by=cast.social_worker)
    adopted(cast, case)
    save_plan(case=case, by=cast.counselor, version=current_plan(case).token, words=words(cast, goals="Another goal."))
    copy = strategy(case, SUSPENDED)
    assert (PlanStrategy.objects.filter(strategy=SUSPENDED).count(), SafeguardAnswer.objects.count()) == (2, 16)
    assert {given.recorded_name for given in answers_of(case, copy).values()} == {"Mika Feld"}
    assert change(cast, case, SUSPENDED, status="active").status == "active"


@pytest.mark.req("PL-3")
def test_two_people_answering_at_once_overwrite_nothing(cast, case):
    row = strategy(case, SUSPENDED)
    answered(cast, case, {"SEP-1": "By the counselor."})
    with pytest.raises(Stale):
        answer_safeguard(case=case, by=cast.teacher, strategy_id=row.id, version=row.version, answers={"SEP-1": "By the teacher."})
    assert answers_of(case, strategy(case, SUSPENDED))["SEP-1"].answer == "By the counselor."


@pytest.mark.req("PL-3")
def test_what_is_no_separation_and_an_empty_form_are_refused(cast, case):
    for code, answers in ((SUSPENDED, {}), ("SUB-1a", ALL)):
        row = strategy(case, code)
        with pytest.raises(Blocked, match="1 unmet"):
            answer_safeguard(case=case, by=cast.counselor, strategy_id=row.id, version=row.version, answers=answers)


@pytest.mark.req("PL-3")
def test_the_library_brings_the_eight_questions_along_and_leads_to_their_page(cast):
    found = classified(cast)
    client, page = signed_in(cast.counselor), f"/cases/{found.code}/plan/"
    assert all(code in text(client.get(f"{page}?library=S")) for code in CODES)
    answer = send(client, f"{page}?library=S", f"{page}strategies/add/", chosen=[SUSPENDED], **{"SEP-1": "Weekly talks."})
    row = strategy(found, SUSPENDED)
    assert answer.url == f"{page}safeguard/{row.id}/"
    said = text(client.get(answer.url))
    assert "1 of 8 answered</h2>" in said
    assert "Sol Ortiz-Lane, School Counselor" in said
    send(client, answer.url, f"{answer.url}answer/", **ALL)
    assert strategy(found, SUSPENDED).answered == sorted(CODES)


@pytest.mark.req("PL-3")
def test_making_a_suspension_active_on_its_page_says_what_is_missing_beside_the_form(cast, case):
    row = strategy(case, SUSPENDED)
    page = f"/cases/{case.code}/plan/strategies/{row.id}/"
    answer = send(signed_in(cast.counselor), page, f"{page}change/", status="active", rhythm="five days")
    said = text(answer)
    assert answer.status_code == 200
    assert "It cannot become active yet" in said
    assert "five days" in said
    assert strategy(case, SUSPENDED).status == "planned"


@pytest.mark.req("PL-3")
def test_a_stale_answer_shows_both(cast, case):
    row = strategy(case, SUSPENDED)
    page = f"/cases/{case.code}/plan/safeguard/{row.id}/"
    answered(cast, case, {"SEP-1": "By the counselor."})
    typed = {"version": row.version, "SEP-1": "By the teacher."}
    answer = send(signed_in(cast.teacher), page, f"{page}answer/", **typed)
    assert answer.status_code == 409
    assert "By the counselor." in text(answer)
    assert "By the teacher." in text(answer)


def test_a_plan_without_a_separation_asks_no_safeguard(cast):
    found = planned(cast)
    row = strategy(found, "SUB-1a")
    assert signed_in(cast.counselor).get(f"/cases/{found.code}/plan/safeguard/{row.id}/").status_code == 302
