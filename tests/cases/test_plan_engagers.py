"""A second member who keeps in touch with the subject: named, adopted, handed over, left out, moved and printed (4:190-AP2)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from cases.actions.locks import Unfit
from cases.actions.moving import carriers_gone
from cases.actions.on_record import on_record
from cases.actions.plan import adopt_plan, save_plan
from cases.actions.plan_facts import current_plan
from cases.actions.plan_people import hand_over_plan
from cases.actions.strategies import StrategyWords, add_strategies
from cases.models import Case, Handover, Plan
from tat import clock, home
from tat.models import Obligation, Standing, User
from tat.obligations.roster import roster
from tat.permissions import scope_of
from tests.cases.families import post, refused
from tests.cases.handed import accepted, ready
from tests.cases.managed import adopted, classified, drafted, planned, token, words
from tests.cases.test_plan_pages import statements
from tests.cases.test_plan_people import printed
from tests.cast import Cast, a_person, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-2")]
At = Callable[[str], datetime]
ALSO, SECOND = "Also keeps in touch", "second_engager"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def in_touch(case: Case) -> set[User]:
    """Who keeps in touch with the subject now."""
    rows = Standing.objects.filter(about_id=case.pk, capacity="engager", until_at=None)
    return {row.person for row in rows.select_related("person")}


def with_two(cast: Cast, **changes: User) -> Case:
    """A plan in force in which the psychologist keeps in touch beside the social worker."""
    case = classified(cast)
    drafted(cast, case, **({SECOND: cast.psychologist} | changes))
    adopted(cast, case)
    case.refresh_from_db()
    return case


def gives_up_seat(cast: Cast, person: User) -> None:
    cast.team.seats.filter(user=person).update(until_on=date(2026, 9, 14))


def shown(person: User, case: Case, place: str = "plan/") -> str:
    return " ".join(signed_in(person).get(f"/cases/{case.code}/{place}").content.decode().split())


def over(cast: Cast, case: Case, capacity: str, person: User) -> Handover:
    return hand_over_plan(case=case, by=cast.principal, capacity=capacity, person=person, reason="On leave from Friday.")


def test_both_stand_for_the_case_while_the_plan_is_in_force(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case, second_engager=cast.psychologist)
    assert in_touch(case) == set()
    adopted(cast, case)
    assert in_touch(case) == {cast.social_worker, cast.psychologist}
    named = {(row["name"], row["as"]) for row in on_record(case, clock.now())["standing"]}
    assert {(person.full_name, "engager") for person in (cast.social_worker, cast.psychologist)} <= named
    assert shown(cast.principal, case, "access/").count("Keeps in touch with the subject") >= 2


def test_a_duty_of_who_keeps_in_touch_waits_for_both(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case, monitoring="periodic_active", contact_days=7, second_engager=cast.psychologist)
    adopted(cast, case)
    duty = Obligation.objects.open().get(about_id=case.pk, actor_role="engager")
    both = (cast.social_worker, cast.psychologist)
    assert set(roster([duty], clock.now()).holders(duty)) == {person.pk for person in both}
    assert all(duty in home.rows_for(scope_of(person, clock.now())) for person in both)


def test_one_plan_with_nobody_else_is_whole(cast: Cast) -> None:
    case = planned(cast)
    assert (current_plan(case).second_engager, in_touch(case)) == (None, {cast.social_worker})
    assert ALSO not in shown(cast.teacher, case, "plan/versions/1/") and ALSO not in printed(cast, case)


def test_a_stranger_to_the_team_is_refused_beside_the_field_by_name(cast: Cast) -> None:
    case = classified(cast)
    for stranger in (cast.outsider, cast.backup):
        with pytest.raises(Unfit) as refusal:
            save_plan(case=case, by=cast.counselor, version="", words=words(cast, second_engager=stranger))
        assert list(refusal.value.by_field) == [SECOND]
        assert f"{stranger.full_name} holds no seat of this team" in refusal.value.by_field[SECOND]
    assert not Plan.objects.exists()


def test_one_person_does_not_keep_in_touch_twice_and_the_page_says_so_beside_the_field(cast: Cast) -> None:
    case = classified(cast)
    page, worker = f"/cases/{case.code}/plan/", str(cast.social_worker.pk)
    client = signed_in(cast.teacher)
    answer = send(client, page, f"{page}save/", engager=worker, second_engager=worker)
    field = answer.context["form"][SECOND]
    assert [f"{cast.social_worker.full_name} keeps in touch already" in each for each in field.errors] == [True]
    assert current_plan(case) is None
    other = str(cast.psychologist.pk)
    assert send(client, page, f"{page}save/", engager=worker, second_engager=other).status_code == 302
    assert current_plan(case).second_engager == cast.psychologist
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(case=case).update(second_engager=cast.social_worker)


def test_who_left_the_team_keeps_the_plan_from_being_adopted_and_the_page_says_so(cast: Cast, at: At) -> None:
    case = classified(cast)
    drafted(cast, case, second_engager=cast.psychologist)
    gives_up_seat(cast, cast.psychologist)
    at("2026-09-15 09:00")
    said = refused(lambda: adopt_plan(case=case, by=cast.principal, version=token(case)))
    assert "The second member named to keep in touch with the subject no longer holds a seat of this team" in said
    page = shown(cast.principal, case)
    assert f"Who also keeps in touch, {cast.psychologist.full_name}, holds no seat of this team." in page
    assert "The second member named to keep in touch" in page
    save_plan(case=case, by=cast.counselor, version=current_plan(case).token, words=words(cast))
    assert adopted(cast, case).state == "adopted"


def test_the_next_draft_is_a_copy_and_who_is_left_out_of_it_stands_no_longer(cast: Cast) -> None:
    case = with_two(cast)
    add_strategies(case=case, by=cast.teacher, codes=["ENV-3"], words=StrategyWords())
    draft = current_plan(case)
    assert (draft.number, draft.state, draft.second_engager) == (2, "draft", cast.psychologist)
    save_plan(case=case, by=cast.counselor, version=draft.token, words=words(cast))
    assert in_touch(case) == {cast.social_worker, cast.psychologist}
    plan = adopted(cast, case)
    assert in_touch(case) == {cast.social_worker}
    assert Standing.objects.get(about_id=case.pk, person=cast.psychologist, capacity="engager").until_at == plan.adopted_at
    assert ALSO in shown(cast.teacher, case, "plan/versions/1/") and ALSO not in shown(cast.teacher, case, "plan/versions/2/")


def test_a_stale_edit_and_a_draft_left_unsaved_show_the_second_one_too(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case)
    page, first = f"/cases/{case.code}/plan/", signed_in(cast.counselor)
    typed = form_of(first.get(page), f"{page}save/") | {SECOND: str(cast.psychologist.pk)}
    assert first.post(f"/cases/{case.code}/drafts/plan/", typed).status_code in (200, 302)
    assert first.get(page).context["form"][SECOND].value() == str(cast.psychologist.pk)
    send(signed_in(cast.teacher), page, f"{page}save/", second_engager=str(cast.officer.pk))
    answer = first.post(f"{page}save/", typed)
    assert answer.status_code == 409
    assert (f"{ALSO} (optional)", cast.psychologist.full_name) in answer.context["yours"]
    assert (f"{ALSO} (optional)", cast.officer.full_name) in answer.context["theirs"]


def test_the_second_place_is_handed_over_and_who_keeps_in_touch_already_is_refused(cast: Cast) -> None:
    case = with_two(cast)
    assert "carries it already" in refused(lambda: over(cast, case, SECOND, cast.psychologist))
    for capacity, person in ((SECOND, cast.social_worker), ("engager", cast.psychologist)):
        assert f"{person.full_name} keeps in touch already" in refused(lambda to=person, of=capacity: over(cast, case, of, to))
    stranger = a_person(cast.district, "new@bluestem.example", "Nell Sorby", "Tutor")
    assert "holds no seat of this team" in refused(lambda: over(cast, case, SECOND, stranger))
    typed = {"handover-capacity": SECOND, "handover-person": cast.teacher.pk, "handover-reason": "On leave from Friday."}
    assert post(signed_in(cast.principal), case, "plan/people/hand-over", "plan/people", **typed).status_code == 302
    row = Handover.objects.get()
    assert (row.before, row.person, in_touch(case)) == (cast.psychologist, cast.teacher, {cast.social_worker, cast.teacher})
    page = shown(cast.principal, case, "plan/people/")
    assert f"from {cast.psychologist.full_name} to {cast.teacher.full_name}" in page
    assert f"Now: {cast.teacher.full_name}" in page and f"Now: {cast.social_worker.full_name}" in page
    over(cast, case, "engager", cast.psychologist)
    assert in_touch(case) == {cast.psychologist, cast.teacher}


def test_an_empty_second_place_is_taken_by_handing_it_over(cast: Cast) -> None:
    case = planned(cast)
    page = shown(cast.principal, case, "plan/people/")
    assert "Also keeps in touch with the subject" in page and "Nobody yet: one is named" in page
    over(cast, case, SECOND, cast.psychologist)
    assert (Handover.objects.get().before, current_plan(case).second_engager) == (None, cast.psychologist)
    assert in_touch(case) == {cast.social_worker, cast.psychologist}


def test_without_somebody_in_touch_there_is_no_second_place_to_hand_over(cast: Cast) -> None:
    case = planned(cast)
    Plan.objects.filter(case=case).update(engager=None)
    assert "Choose what is handed over" in refused(lambda: over(cast, case, SECOND, cast.psychologist))
    assert "Also keeps in touch" not in shown(cast.principal, case, "plan/people/")
    over(cast, case, "engager", cast.teacher)
    assert in_touch(case) == {cast.teacher}


@pytest.mark.parametrize(("capacity", "second"), [("engager", None), (SECOND, "officer")])
def test_a_draft_names_each_of_them_once_after_a_handover(cast: Cast, capacity: str, second: str | None) -> None:
    """The draft had moved the next person up, or in beside, before the lead handed over."""
    case = with_two(cast, second_engager=cast.officer) if second else planned(cast)
    moved = {"engager": cast.teacher, SECOND: cast.officer} if second else {SECOND: cast.teacher}
    drafted(cast, case, "SUB-1b", **moved)
    over(cast, case, capacity, cast.teacher)
    draft = current_plan(case)
    assert (draft.state, draft.engager, draft.second_engager) == ("draft", cast.teacher, None)


def test_a_transfer_ends_the_second_standing_and_asks_for_a_plan_anew(cast: Cast) -> None:
    receivers = ready(cast)
    case = with_two(cast)
    accepted(cast, case)
    assert in_touch(case) == set() and carriers_gone(case, clock.now())
    assert f"Who also keeps in touch, {cast.psychologist.full_name}" in shown(cast.outsider, case)
    new = {"case_manager": receivers["receiver_counselor"], "engager": receivers["receiver_worker"]}
    Plan.objects.filter(case=case).update(**new)
    assert carriers_gone(case, clock.now())
    Plan.objects.filter(case=case).update(second_engager=None)
    assert not carriers_gone(case, clock.now())


def test_it_is_shown_and_printed_without_one_statement_more(cast: Cast) -> None:
    case = planned(cast)
    client, places = signed_in(cast.principal), ("plan/", "plan/versions/1/", "plan/people/", "access/", "")
    one = {place: statements(client, f"/cases/{case.code}/{place}") for place in places}
    over(cast, case, SECOND, cast.psychologist)
    assert {place: statements(client, f"/cases/{case.code}/{place}") for place in places} == one
    for place in ("plan/", "plan/versions/1/", "plan/people/"):
        assert ALSO in shown(cast.principal, case, place)
    text = printed(cast, case)
    assert f"{ALSO} {cast.psychologist.full_name}, {cast.psychologist.position}" in text
