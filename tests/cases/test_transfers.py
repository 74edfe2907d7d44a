"""A case is handed to another building: asked, answered, and what then stands where."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.access import visible_to
from cases.actions.circle import grant_access, record_conflict
from cases.actions.closing import ClosingGiven, close_case
from cases.actions.conflicts import stand
from cases.actions.imminence import Determining, declare_imminent, determine_imminence
from cases.actions.interviews import Conversation, record_interview
from cases.actions.plan import adopt_plan, save_plan
from cases.actions.plan_facts import current_plan
from cases.actions.positions import PositionGiven, take_position
from cases.actions.reconcile import reconcile
from cases.actions.reopening import reopen
from cases.actions.transfer_answers import accept_transfer, name_acting_lead, refuse_transfer
from cases.actions.transfers import ask_transfer, withdraw_transfer
from cases.actions.updates import UpdateGiven, submit_update
from cases.models import Case, Transfer
from tat import clock, home, obligations
from tat.models import Designation, LogEntry, Notice, Obligation, Seat, Standing, User
from tat.obligations.roster import roster
from tat.permissions import scope_of
from tat.roles import Role
from tests.cases.families import refused
from tests.cases.handed import LINES, WHY, accepted, answer_duty, asked, asking, ready
from tests.cases.managed import assessed, closed, planned, running, signed, token, updated, words
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_person, a_seat, an_opinion, appoint, as_practice, away, signed_in
from tests.typed import send
from triage.actions.merging import merge_cases
from triage.actions.triage import begin_triage, give_opinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-8")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


@pytest.fixture
def receivers(cast: Cast) -> dict[str, User]:
    return ready(cast)


def sees(person: User, case: Case) -> bool:
    return visible_to(person, clock.now()).filter(pk=case.pk).exists()


def may_open(person: User, row: Transfer) -> int:
    return signed_in(person).get(f"/transfers/{row.pk}/").status_code


def at_home(person: User) -> set[str]:
    return {row.rule for row in home.rows_for(scope_of(person, clock.now()))}


def open_rules(case: Case) -> dict[str, datetime | None]:
    return {row.rule: row.due_at() for row in Obligation.objects.open().about("case", case.pk)}


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_a_request_moves_nothing_and_gives_the_receiving_principal_a_duty(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    before = open_rules(case)
    row = asked(cast, case)
    case.refresh_from_db()
    assert (case.building, case.team) == (cast.building, cast.team)
    assert open_rules(case) == before | {"TRF-ANS": answer_duty(case).due_at()}
    assert [rule for rule, _ in row.duties] == sorted(before, key=lambda rule: before[rule].isoformat())
    assert sees(cast.principal, case) and not sees(cast.outsider, case)
    assert "TRF-ANS" in at_home(cast.outsider)
    assert "TRF-ANS" not in at_home(cast.principal) | at_home(receivers["receiver_counselor"]) | at_home(cast.counselor)
    assert LogEntry.objects.filter(action="transfer_asked", about_id=case.pk).count() == 1


def test_the_acting_lead_of_the_handing_building_is_not_asked_and_leads_no_more_afterwards(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    stand(case, cast.superintendent, "lead", by=cast.superintendent, at=clock.now())
    row = ask_transfer(case=case, by=cast.superintendent, given=asking(cast))
    assert "TRF-ANS" not in at_home(cast.superintendent) and "TRF-ANS" in at_home(cast.outsider)
    people = roster([answer_duty(case)], clock.now())
    assert people.actors(answer_duty(case)) == [cast.outsider.pk]
    accept_transfer(transfer_id=row.pk, by=cast.outsider)
    case.refresh_from_db()
    assert not sees(cast.superintendent, case)


def test_who_acts_for_the_principal_in_this_duty_answers(cast: Cast, receivers: dict[str, User]) -> None:
    row = asked(cast, planned(cast))
    deputy = receivers["receiver_worker"]
    words = {"district": cast.district, "building": cast.other_building, "acts_for": "principal", "by": cast.superintendent}
    given = Designation.objects.create(designee=deputy, rules=["CPD-ISP"], from_on=clock.now().date(), **words)
    assert may_open(deputy, row) == 404
    Designation.objects.filter(pk=given.pk).update(rules=["TRF-ANS"])
    assert may_open(deputy, row) == 200
    assert accept_transfer(transfer_id=row.pk, by=deputy).state == "accepted"


def test_the_receiving_principal_reads_what_the_answer_needs_and_no_more(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    row = asked(cast, case)
    page = text(signed_in(cast.outsider).get(f"/transfers/{row.pk}/"))
    assert case.code in page and "Moderate Level" in page and "Dana Whitlow, Building Principal" in page
    assert all(line in page for line in LINES.values())
    assert "Rowan" not in page and "Teller" not in page and WHY not in page and cast.counselor.full_name not in page
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/").status_code == 404
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/transfer/").status_code == 404


def test_nobody_else_is_told_that_there_is_a_request(cast: Cast, receivers: dict[str, User]) -> None:
    row = asked(cast, planned(cast))
    assert may_open(cast.outsider, row) == 200
    others = (cast.principal, cast.counselor, cast.superintendent, *receivers.values())
    assert [may_open(person, row) for person in others] == [404] * len(others)
    for person in others:
        with pytest.raises(Http404):
            accept_transfer(transfer_id=row.pk, by=person)
        with pytest.raises(Http404):
            refuse_transfer(transfer_id=row.pk, by=person, reason="No.")


def test_an_accepted_case_is_the_receiving_teams_from_that_moment(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    before, code = open_rules(case), case.code
    row = accepted(cast, case)
    assert (case.building, case.team, case.code, case.stage) == (cast.other_building, cast.other_team, code, "management")
    assert row.state == "accepted" and answer_duty(case).state == "met"
    assert all(sees(person, case) for person in (cast.outsider, *receivers.values()))
    moved = Obligation.objects.open().about("case", case.pk)
    assert {duty.rule: duty.due_at() for duty in moved if duty.rule in before} == before
    assert {(duty.building_id, duty.team_id) for duty in moved} == {(cast.other_building.pk, cast.other_team.pk)}
    assert "UPD-30" in at_home(cast.outsider) and "UPD-30" not in at_home(cast.principal)
    assert running(case).events.filter(kind="carried", by=cast.outsider).count() == 1
    assert LogEntry.objects.filter(action="transfer_accepted", about_id=case.pk).count() == 1


def test_the_handing_team_reads_until_the_first_update_and_does_nothing(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    accepted(cast, case)
    for person in (cast.principal, cast.counselor, cast.psychologist):
        browser = signed_in(person)
        assert browser.get(f"/cases/{case.code}/").status_code == 200
        assert browser.get(f"/cases/{case.code}/gates/").status_code == 403
    assert not sees(cast.report_taker, case) and not sees(cast.backup, case)
    draft_and_update(cast, case, receivers)
    assert not any(sees(person, case) for person in (cast.principal, cast.counselor, cast.psychologist))


def draft_and_update(cast: Cast, case: Case, receivers: dict[str, User]) -> None:
    given = UpdateGiven(status_of_subject="Arrived; talked with both teachers.", level_fits="yes")
    submit_update(case=case, by=receivers["receiver_counselor"], given=given)


def planned_anew(cast: Cast, case: Case, receivers: dict[str, User]) -> None:
    people = {"case_manager": receivers["receiver_counselor"], "engager": receivers["receiver_worker"]}
    save_plan(case=case, by=cast.outsider, version=current_plan(case).token, words=words(cast, **people))
    adopt_plan(case=case, by=cast.outsider, version=token(case))


def test_the_reading_ends_after_thirty_days_and_with_the_seat(cast: Cast, receivers: dict[str, User], at: At) -> None:
    case = planned(cast)
    accepted(cast, case)
    seat = cast.seat(cast.psychologist)
    seat.until_on = clock.now().date()
    seat.save()
    at("2026-09-15 08:00")
    assert sees(cast.counselor, case) and not sees(cast.psychologist, case)
    at("2026-10-14 14:00")
    assert sees(cast.counselor, case)
    at("2026-10-14 14:10")
    assert not sees(cast.counselor, case) and sees(cast.outsider, case)


def test_the_access_page_names_who_still_reads(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    accepted(cast, case)
    page = text(signed_in(cast.outsider).get(f"/cases/{case.code}/access/"))
    assert "Sol Ortiz-Lane, School Counselor" in page and "handed the case over" in page.lower() and "Malik Osgood" in page
    draft_and_update(cast, case, receivers)
    assert "handed the case over" not in text(signed_in(cast.outsider).get(f"/cases/{case.code}/access/"))


def test_a_plan_of_people_who_hold_no_seat_of_the_new_team_is_due_anew(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    accepted(cast, case)
    duty = running(case, "PLAN")
    assert (duty.building, duty.actor) == (cast.other_building, None)
    page = text(signed_in(cast.outsider).get(f"/cases/{case.code}/plan/"))
    assert "The case manager, Sol Ortiz-Lane, holds no seat of this team." in page
    assert not Standing.objects.filter(about_id=case.pk, capacity__in=["case_manager", "engager"], until_at=None).exists()
    planned_anew(cast, case, receivers)
    duty.refresh_from_db()
    assert duty.state == "met" and "UPD-30" in at_home(receivers["receiver_counselor"])
    assert "holds no seat" not in text(signed_in(cast.outsider).get(f"/cases/{case.code}/plan/"))


def test_positions_that_are_in_stay_and_the_new_seats_are_asked(cast: Cast, receivers: dict[str, User]) -> None:
    case = assessed(cast)
    signed(cast, case, "moderate", everybody=False)
    classification = case.classification_set.get()
    given = PositionGiven(seat_id=cast.seat(cast.counselor).pk, stance="concur")
    take_position(case=case, by=cast.counselor, classification_id=classification.pk, given=given)
    accepted(cast, case)
    assert set(classification.positions.filter(void_at=None).values_list("seat__user", flat=True)) == {cast.principal.pk, cast.counselor.pk}
    asked_now = Obligation.objects.open().about("case", case.pk).filter(rule="SIG")
    core = Seat.objects.filter(team=cast.other_team, kind="core")
    assert {duty.actor_id for duty in asked_now} == {seat.user_id for seat in core}
    ended = Obligation.objects.about("case", case.pk).filter(rule="SIG", state="superseded")
    assert ended.count() == 4 and all(duty.events.filter(reason_code="seat_given_up").exists() for duty in ended)
    assert reconcile() == 0
    for seat in core:
        place = PositionGiven(seat_id=seat.pk, stance="concur")
        take_position(case=case, by=seat.user, classification_id=classification.pk, given=place)
    classification.refresh_from_db()
    assert classification.complete_at


def test_a_named_actors_duty_falls_to_the_same_seat_of_the_new_team(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    duty = running(case)
    obligations.carry(duty, owner=cast.counselor, at=clock.now(), by=cast.principal)
    obligations.acknowledge(duty, at=clock.now(), by=cast.counselor)
    accepted(cast, case)
    duty.refresh_from_db()
    assert (duty.actor, duty.acknowledged_at) == (receivers["receiver_counselor"], None)


def test_a_refusal_needs_its_reason_moves_nothing_and_is_told(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    row = asked(cast, case)
    assert "Write why the case is not taken." in refused(lambda: refuse_transfer(transfer_id=row.pk, by=cast.outsider, reason=" "))
    refuse_transfer(transfer_id=row.pk, by=cast.outsider, reason="The student stays at the high school.")
    case.refresh_from_db()
    assert (case.team, answer_duty(case).state) == (cast.team, "met") and not sees(cast.outsider, case)
    assert Notice.objects.filter(recipient=cast.principal, template="change", about_id=case.pk, opened_at=None).count() == 1
    page = text(signed_in(cast.principal).get(f"/cases/{case.code}/transfer/"))
    assert "The student stays at the high school." in page
    assert not Notice.objects.filter(recipient=cast.principal, template="change", about_id=case.pk, opened_at=None).exists()
    asked(cast, case)
    assert case.transfer_set.count() == 2


def test_both_teams_are_told_of_an_acceptance(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    accepted(cast, case)
    told = set(Notice.objects.filter(template="change", about_id=case.pk).values_list("recipient", flat=True))
    assert told == {cast.principal.pk, *(person.pk for person in receivers.values())}
    client, page = signed_in(cast.principal), f"/cases/{case.code}/transfer/"
    assert f'href="{page}"' in text(client.get("/"))
    client.get(page)
    assert "Open a change in a case" not in text(client.get("/"))


def test_a_request_is_taken_back_once_and_only_before_its_answer(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    row = asked(cast, case)
    assert "waits for its answer already" in refused(lambda: asked(cast, case))
    withdraw_transfer(case=case, by=cast.principal, transfer_id=row.pk)
    assert answer_duty(case).state == "superseded"
    assert "taken back meanwhile" in refused(lambda: accept_transfer(transfer_id=row.pk, by=cast.outsider))
    again = asked(cast, case)
    accept_transfer(transfer_id=again.pk, by=cast.outsider)
    with pytest.raises(PermissionDenied):
        withdraw_transfer(case=case, by=cast.principal, transfer_id=again.pk)
    assert "meanwhile" in refused(lambda: withdraw_transfer(case=case, by=cast.outsider, transfer_id=again.pk))


def test_only_who_leads_the_case_asks(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    with pytest.raises(PermissionDenied):
        ask_transfer(case=case, by=cast.counselor, given=asking(cast))
    with pytest.raises(Http404):
        ask_transfer(case=case, by=cast.outsider, given=asking(cast))
    assert asked(cast, case).state == "asked"


def test_everything_that_is_missing_is_said_beside_its_field_and_names_stay_out_of_the_lines(
    cast: Cast, receivers: dict[str, User]
) -> None:
    case = planned(cast)
    client, page = signed_in(cast.principal), f"/cases/{case.code}/transfer/"
    answer = send(client, page, f"{page}ask/", **{"ask-building": "", "ask-concern": "Kept words."})
    said = text(answer)
    assert "Choose the building that takes the case over." in said and "Kept words." in said and "what keeps people safe now" in said
    assert "Choose another one" in refused(lambda: asked(cast, case, building_id=cast.building.pk))
    for line in ("Teller sits with an adult.", "Rowan sits with an adult.", "An adult sits with rowan teller."):
        assert "has the name of somebody" in refused(lambda line=line: asked(cast, case, in_place=line))
    typed = {"ask-building": cast.other_building.pk, "ask-reason": WHY, **{f"ask-{name}": line for name, line in LINES.items()}}
    assert send(client, page, f"{page}ask/", **typed).status_code == 302
    assert "Take the request back" in text(client.get(page))


def test_a_building_that_is_not_ready_is_refused_with_what_it_lacks(cast: Cast) -> None:
    case = planned(cast)
    lacking = refused(lambda: asked(cast, case))
    assert "Switchgrass Middle School cannot take a case yet. It lacks 2 members designated for triage (it has 1)." in lacking
    cast.outsider.appointments.all().delete()
    assert "a principal in office and 2 members" in refused(lambda: asked(cast, case))
    cast.other_team.buildings.clear()
    assert "No Threat Assessment Team serves Switchgrass" in refused(lambda: asked(cast, case))


def test_containment_and_triage_finish_first_and_a_closed_case_is_opened_again(cast: Cast, receivers: dict[str, User]) -> None:
    assert "contain it finish that first" in refused(lambda: asked(cast, a_case(cast, "containment")))
    assert "Triage Team is deciding" in refused(lambda: asked(cast, a_case(cast, "triage")))
    assert "closed" in refused(lambda: asked(cast, a_case(cast, "closed")))
    unread = a_case(cast, by=cast.report_taker)
    assert "not been opened yet" in refused(lambda: asked(cast, unread))
    assert asked(cast, a_case(cast)).state == "asked"


def test_a_threat_that_became_imminent_holds_the_acceptance_and_not_the_request(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    row = asked(cast, case)
    declare_imminent(case=case, by=cast.principal)
    assert "contain it finish that first" in refused(lambda: accept_transfer(transfer_id=row.pk, by=cast.outsider))
    row.refresh_from_db()
    assert row.state == "asked" and answer_duty(case).state == "open"


def test_a_receiving_principal_in_conflict_is_shut_out_and_the_superintendent_names_who_answers(
    cast: Cast, receivers: dict[str, User]
) -> None:
    case, lead = planned(cast), receivers["receiver_worker"]
    record_conflict(case=case, by=cast.principal, person=cast.outsider)
    row = asked(cast, case)
    assert may_open(cast.outsider, row) == 404 and "TRF-ANS" not in at_home(cast.outsider)
    page = text(signed_in(cast.superintendent).get(f"/transfers/{row.pk}/"))
    assert "Who answers" in page and not any(line in page for line in LINES.values())
    with pytest.raises(Http404):
        accept_transfer(transfer_id=row.pk, by=cast.superintendent)

    def name(person: User, reason: str) -> object:
        return name_acting_lead(transfer_id=row.pk, by=cast.superintendent, person=person, reason=reason)

    assert "cannot answer" in refused(lambda: name(cast.outsider, "Away."))
    assert "does not answer" in refused(lambda: name(lead, ""))
    name(lead, "The principal is a relative.")
    assert answer_duty(case).actor == lead and may_open(lead, row) == 200
    again = text(signed_in(cast.superintendent).get(f"/transfers/{row.pk}/"))
    assert "Bo Nakagawa" in again and "Name who answers" not in again and not any(line in again for line in LINES.values())
    assert "Somebody who can answer" in refused(lambda: name(cast.counselor, "Once more."))
    accept_transfer(transfer_id=row.pk, by=lead)
    case.refresh_from_db()
    assert sees(lead, case) and not sees(cast.outsider, case)
    assert signed_in(lead).get(f"/cases/{case.code}/closing/").status_code == 200
    assert Standing.objects.filter(about_id=case.pk, person=lead, capacity="lead", until_at=None).exists()


def test_the_superintendent_names_nobody_while_the_principal_answers_and_may_once_the_principal_is_away(
    cast: Cast, receivers: dict[str, User]
) -> None:
    row = asked(cast, planned(cast))
    assert may_open(cast.superintendent, row) == 404
    away(cast.outsider, cast.superintendent)
    assert may_open(cast.superintendent, row) == 200 and may_open(cast.outsider, row) == 200


def test_a_restricted_case_is_open_to_the_named_of_the_new_building_and_to_who_asked(cast: Cast, receivers: dict[str, User]) -> None:
    case = a_case(cast, "assessment", subject_name=cast.teacher.full_name)
    assert case.restricted
    row = asked(cast, case)
    assert "TRF-ANS" in at_home(cast.outsider)
    accept_transfer(transfer_id=row.pk, by=cast.outsider)
    case.refresh_from_db()
    assert case.restricted and sees(cast.outsider, case) and sees(receivers["receiver_counselor"], case)
    assert not sees(receivers["receiver_worker"], case)
    assert sees(cast.principal, case) and not sees(cast.counselor, case) and not sees(cast.teacher, case)
    assert signed_in(cast.principal).get(f"/cases/{case.code}/gates/").status_code == 403


def test_one_team_for_two_buildings_stays_and_only_the_building_moves(cast: Cast, receivers: dict[str, User]) -> None:
    cast.team.buildings.add(cast.other_building)
    case = planned(cast)
    row = accepted(cast, case)
    assert (case.building, case.team, row.to_team) == (cast.other_building, cast.team, cast.team)
    assert Standing.objects.filter(about_id=case.pk, capacity="case_manager", until_at=None).get().person == cast.counselor
    assert "PLAN" not in open_rules(case) and "UPD-30" in at_home(cast.counselor)
    assert signed_in(cast.counselor).get(f"/cases/{case.code}/gates/").status_code == 200
    assert sees(cast.outsider, case)


def test_a_principal_of_both_buildings_asks_and_answers(cast: Cast, receivers: dict[str, User]) -> None:
    appoint(cast.principal, Role.PRINCIPAL, cast.other_building)
    case = planned(cast)
    row = asked(cast, case)
    assert "Read and answer" in text(signed_in(cast.principal).get(f"/cases/{case.code}/transfer/"))
    accept_transfer(transfer_id=row.pk, by=cast.principal)
    case.refresh_from_db()
    assert case.building == cast.other_building and signed_in(cast.principal).get(f"/cases/{case.code}/gates/").status_code == 200


def test_a_practice_case_is_handed_over_to_nobody(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    as_practice(case, cast.principal)
    with pytest.raises(PermissionDenied):
        asked(cast, case)
    assert "TRF-ANS" not in at_home(cast.outsider)


def test_a_case_closes_and_opens_again_in_the_new_building_and_shuts_nobody_of_its_team_out(
    cast: Cast, receivers: dict[str, User], at: At
) -> None:
    case = planned(cast)
    assert "Take the request back" in _refused_closing(cast, case)
    row = case.transfer_set.get()
    accept_transfer(transfer_id=row.pk, by=cast.outsider)
    at("2026-10-01 09:00")
    draft_and_update(cast, case, receivers)
    planned_anew(cast, case, receivers)
    given = ClosingGiven(reason="resolved", basis="Three calm months.", no_longer_poses_threat=True, owners={})
    close_case(case=case, by=cast.outsider, given=given)
    team = (cast.outsider, *receivers.values())
    case.refresh_from_db()
    assert case.stage == "closed" and all(sees(person, case) for person in team) and not sees(cast.counselor, case)
    reopen(case=case, by=cast.outsider, reason="A new message was shown.")
    case.refresh_from_db()
    assert case.stage == "assessment" and all(sees(person, case) for person in team)
    assert running(case, "TAT-CLS").building == cast.other_building


def _refused_closing(cast: Cast, case: Case) -> str:
    updated(cast, case)
    asked(cast, case)
    return refused(lambda: closed(cast, case))


def test_a_case_that_waits_for_an_answer_is_no_duplicate_that_ends_and_one_closed_at_triage_asks_no_more(
    cast: Cast, receivers: dict[str, User]
) -> None:
    case, other = a_case(cast), a_case(cast)
    row = asked(cast, case)
    assert "Take that request back first" in refused(
        lambda: merge_cases(duplicate=case, survivor=other, by=cast.principal, reason="Both reports tell of the same words.")
    )
    determine_imminence(case=case, by=cast.principal, given=Determining(answer="no", rationale="Named nobody."))
    begin_triage(case=case, by=cast.principal)
    assert "Triage Team is deciding" in refused(lambda: accept_transfer(transfer_id=row.pk, by=cast.outsider))
    for member in (cast.principal, cast.counselor, cast.teacher):
        give_opinion(case=case, by=member, given=an_opinion())
    row.refresh_from_db()
    assert (row.state, row.answered_by, answer_duty(case).state) == ("withdrawn", cast.teacher, "superseded")


def test_a_grant_by_name_and_a_back_up_of_a_member_in_conflict_hold_after_the_move(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    covering = a_person(cast.district, "receiver.backup", "Cyrus Delacroix", "Assistant Principal")
    seat = Seat.objects.get(team=cast.other_team, user=receivers["receiver_worker"])
    a_seat(cast.other_team, covering, "", "EXP-CNS", kind="backup", covers=seat)
    record_conflict(case=case, by=cast.principal, person=receivers["receiver_worker"])
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=40), reason="consultant")
    accepted(cast, case)
    assert sees(covering, case) and sees(cast.consultant, case) and not sees(receivers["receiver_worker"], case)


def test_a_lost_duty_is_rebuilt_where_it_belongs_and_none_is_doubled(cast: Cast, receivers: dict[str, User]) -> None:
    case, moved = planned(cast), planned(cast)
    row = asked(cast, case)
    accepted(cast, moved)
    assert reconcile() == 0
    of_the_plan = Obligation.objects.filter(rule="PLAN", trigger_ref__startswith="transfer:")
    duties = Obligation.objects.filter(rule="TRF-ANS", about_id=case.pk) | of_the_plan
    for duty in duties:
        duty.events.all().delete()
        Notice.objects.filter(obligation=duty).delete()
    assert duties.delete()[0] == 2
    assert reconcile() == 2
    assert (answer_duty(case).building, answer_duty(case).trigger_ref) == (cast.other_building, f"transfer:{row.pk}")
    assert running(moved, "PLAN").building == cast.other_building
    assert reconcile() == 0


def test_records_stay_one_file_and_what_is_written_later_joins_them(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    key, findings = case.key_id, case.finding_set.count()
    accepted(cast, case)
    talk = Conversation(interviewee="subject", started_at=clock.now(), statement="“I like it here.”", police_present="no")
    record_interview(case=case, by=receivers["receiver_counselor"], given=talk)
    assert (case.key_id, case.finding_set.count(), case.plan_set.get().case_manager) == (key, findings, cast.counselor)


def test_the_case_goes_back_the_same_way(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    accepted(cast, case)
    back = ask_transfer(case=case, by=cast.outsider, given=asking(cast, building_id=cast.building.pk))
    accept_transfer(transfer_id=back.pk, by=cast.principal)
    case.refresh_from_db()
    assert case.team == cast.team and sees(cast.psychologist, case)
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/gates/").status_code == 403


def test_the_duty_leads_who_answers_to_the_request_and_who_asked_to_the_case(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    row = asked(cast, case)
    duty = answer_duty(case)
    assert f"/transfers/{row.pk}/" in text(signed_in(cast.outsider).get(f"/duties/{duty.pk}/"))
    asker = text(signed_in(cast.principal).get(f"/duties/{duty.pk}/"))
    assert f"/cases/{case.code}/transfer/" in asker and "It does not apply here" not in asker


def test_the_pages_take_as_many_statements_with_four_requests_as_with_one(cast: Cast, receivers: dict[str, User]) -> None:
    case = planned(cast)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/transfer/"
    row = asked(cast, case)
    few, at_door = statements(client, address), statements(signed_in(cast.outsider), f"/transfers/{row.pk}/")
    for _ in range(3):
        withdraw_transfer(case=case, by=cast.principal, transfer_id=case.transfer_set.get(state="asked").pk)
        row = asked(cast, case)
    assert statements(client, address) == few <= 12
    assert statements(signed_in(cast.outsider), f"/transfers/{row.pk}/") == at_door <= 7
