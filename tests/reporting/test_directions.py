"""Directions of the prevention team: given to teams, acknowledged by each lead, replaced or withdrawn, never lost."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from reporting.actions.direction_duties import lead_buildings, reconcile
from reporting.actions.directions import acknowledge_direction, withdraw_direction
from reporting.models import Direction, DirectionTeam
from tat import emails
from tat.actions.sweep import sweep
from tat.models import Building, District, LogEntry, Notice, Obligation, ObligationEvent, Team, User
from tat.obligations import waive
from tat.roles import Role
from tat.workflow import Blocked
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_person, a_seat, appoint, away, signed_in
from tests.reporting.systems import directed, handed_over, prevention
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-9"), pytest.mark.req("SE-3")]
At = Callable[[str], datetime]
MONDAY = "2026-09-14 09:00"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


@pytest.fixture
def helper(cast: Cast) -> User:
    return prevention(cast)


def shown(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def row_of(direction: Direction, team: Team) -> DirectionTeam:
    return direction.given_to.select_related("direction__key").get(team=team)


def acknowledged(direction: Direction, team: Team, by: User, answer: str = "") -> DirectionTeam:
    return acknowledge_direction(direction_id=direction.pk, row_id=row_of(direction, team).pk, by=by, answer=answer)


def duty(direction: Direction, team: Team) -> Obligation:
    return Obligation.objects.get(rule="DIR-ACK", about_id=direction.pk, team=team)


def sentences(act: Callable[[], object]) -> str:
    with pytest.raises(Blocked) as caught:
        act()
    return " ".join(map(str, caught.value.problems))


def test_each_lead_gets_one_duty_until_the_end_of_the_day_and_acknowledges_by_name_and_time(cast: Cast, helper: User, at: At) -> None:
    typed = {"title": "Stairs", "text": "Say who stands there.", "teams": [str(cast.team.pk), str(cast.other_team.pk)]}
    answer = send(signed_in(helper), "/directions/", "/directions/give/", **typed, due_on="2026-09-21")
    direction = Direction.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/directions/{direction.pk}/"
    mine = duty(direction, cast.team)
    assert Obligation.objects.filter(rule="DIR-ACK").count() == 2
    assert (mine.building, mine.code, mine.legal_due_at) == (cast.building, "", None)
    assert mine.due_at() == datetime.fromisoformat("2026-09-21T23:59:59-05:00")

    home = shown(cast.principal, "/")
    assert "Acknowledge a direction of the prevention team" in home and f'href="/directions/{direction.pk}/"' in home
    assert "Acknowledge a direction" not in shown(cast.counselor, "/")

    at("2026-09-15 10:05")
    page = f"/directions/{direction.pk}/"
    assert send(signed_in(cast.principal), page, f"{page}acknowledge/", **{"answer-answer": "We need one more adult."}).status_code == 302
    row = row_of(direction, cast.team)
    assert (row.acknowledged_by, row.acknowledged_name, row.answer) == (cast.principal, "Dana Whitlow", "We need one more adult.")
    assert (duty(direction, cast.team).state, duty(direction, cast.other_team).state) == ("met", "open")
    assert duty(direction, cast.team).proof_ref == row.ref

    seen = shown(helper, page)
    assert "Dana Whitlow, Building Principal" in seen and "We need one more adult." in seen
    assert "Switchgrass:" in seen and "Waiting to be acknowledged" in seen
    for person in (helper, cast.superintendent):
        district = shown(person, "/district/")
        assert "Switchgrass:" in district and "Cordgrass High:" not in district


def test_a_lead_reads_the_own_team_alone_and_nobody_else_acknowledges(cast: Cast, helper: User) -> None:
    direction = directed(cast, helper)
    acknowledged(direction, cast.team, cast.principal, "Ours to say.")
    page = f"/directions/{direction.pk}/"
    theirs = shown(cast.outsider, page)
    assert "Switchgrass" in theirs and "Cordgrass High" not in theirs and "Ours to say." not in theirs
    assert "Cordgrass High" not in shown(cast.outsider, "/directions/")
    for person in (cast.counselor, cast.report_taker, cast.sysadmin):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).get("/directions/").status_code == 403
    for person in (cast.principal, cast.counselor, cast.superintendent, helper):
        with pytest.raises(PermissionDenied):
            acknowledged(direction, cast.other_team, person)
    assert signed_in(cast.superintendent).post(f"{page}acknowledge/", {}).status_code == 404
    assert acknowledged(direction, cast.other_team, cast.outsider).acknowledged_at


def test_who_stands_in_for_an_absent_lead_acknowledges(cast: Cast, helper: User, at: At) -> None:
    a_seat(cast.team, cast.consultant, "", "EXP-ADM", kind="backup", covers=cast.seat(cast.principal))
    direction = directed(cast, helper)
    page = f"/directions/{direction.pk}/"
    assert signed_in(cast.consultant).get(page).status_code == 404
    away(cast.principal, cast.superintendent, days=10)
    at("2026-09-19 08:01")
    sweep()
    assert cast.consultant.pk in duty(direction, cast.team).escalated_to
    assert send(signed_in(cast.consultant), page, f"{page}acknowledge/").status_code == 302
    assert row_of(direction, cast.team).acknowledged_by == cast.consultant


def test_an_acknowledgement_stands_once(cast: Cast, helper: User) -> None:
    direction = directed(cast, helper)
    page, client = f"/directions/{direction.pk}/", signed_in(cast.principal)
    stale = form_of(client.get(page), f"{page}acknowledge/")
    acknowledged(direction, cast.team, cast.principal, "First.")
    assert "acknowledged for the team meanwhile" in sentences(lambda: acknowledged(direction, cast.team, cast.principal, "Second."))
    answer = client.post(f"{page}acknowledge/", stale | {"answer-answer": "Typed with care, then too late."})
    assert answer.status_code == 200 and "Typed with care, then too late." in answer.content.decode()
    assert row_of(direction, cast.team).answer == "First."


def test_a_direction_is_withdrawn_with_a_reason_and_its_open_duties_end(cast: Cast, helper: User) -> None:
    direction = directed(cast, helper)
    acknowledged(direction, cast.team, cast.principal)
    page = f"/directions/{direction.pk}/"
    assert "Write why it is withdrawn" in send(signed_in(helper), page, f"{page}withdraw/", **{"withdraw-why": " "}).content.decode()
    assert send(signed_in(helper), page, f"{page}withdraw/", **{"withdraw-why": "The stairs are closed."}).status_code == 302
    assert (duty(direction, cast.team).state, duty(direction, cast.other_team).state) == ("met", "superseded")
    assert "The stairs are closed." in shown(cast.outsider, page) and "acknowledge/" not in shown(cast.outsider, page)
    assert "withdrawn or replaced" in sentences(lambda: acknowledged(direction, cast.other_team, cast.outsider))
    assert "withdrawn or replaced" in sentences(lambda: withdraw_direction(direction_id=direction.pk, by=helper, why="Again."))
    assert "Switchgrass:" not in shown(helper, "/district/")


def test_a_new_direction_takes_the_place_of_an_earlier_one_and_says_so(cast: Cast, helper: User) -> None:
    first = directed(cast, helper)
    asked = f"/directions/?replaces={first.pk}"
    fields = form_of(signed_in(helper).get(asked), "/directions/give/")
    assert fields["title"] == ["Adults on the stairs"] and fields["replaces"] == [str(first.pk)]
    assert send(signed_in(helper), asked, "/directions/give/", text="Say it by Friday.", due_on="2026-09-18").status_code == 302
    second = Direction.objects.get(replaces=first)
    first.refresh_from_db()
    assert first.withdrawn_at and first.text == "Look at your stairs and say who stands there in the breaks."
    assert (duty(first, cast.team).state, duty(second, cast.team).state) == ("superseded", "open")
    assert f"/directions/{second.pk}/" in shown(cast.principal, f"/directions/{first.pk}/")
    assert "It stands in the place of" in shown(cast.principal, f"/directions/{second.pk}/")
    assert "withdrawn or replaced" in sentences(lambda: directed(cast, helper, replaces=first.pk))
    third = directed(cast, helper, title="Doors", teams=[cast.team.pk], replaces=second.pk)
    assert f"/directions/{third.pk}/" not in shown(cast.outsider, f"/directions/{second.pk}/")
    assert "It is withdrawn." in shown(cast.outsider, f"/directions/{second.pk}/")


def test_only_the_prevention_team_gives_and_withdraws(cast: Cast, helper: User) -> None:
    direction = directed(cast, helper)
    for person in (cast.superintendent, cast.principal, cast.sysadmin):
        with pytest.raises(PermissionDenied):
            directed(cast, person)
        with pytest.raises(PermissionDenied):
            withdraw_direction(direction_id=direction.pk, by=person, why="No.")
        assert signed_in(person).post("/directions/give/", {}).status_code == 403
    far = a_person(District.objects.create(name="Far CUSD 1", slug="far"), "far", "Wim Ash", "Safety")
    appoint(far, Role.SVP_TEAM)
    with pytest.raises(Http404):
        withdraw_direction(direction_id=direction.pk, by=far, why="No.")
    assert "Choose at least one team." in sentences(lambda: directed(cast, far))
    assert signed_in(far).get(f"/directions/{direction.pk}/").status_code == 404


def test_what_is_missing_gets_its_sentence_and_what_was_typed_stays(cast: Cast, helper: User) -> None:
    good = {"title": "Stairs", "text": "Say who stands there.", "due_on": "2026-09-21"}
    for wrong, sentence in (
        ({"title": ""}, "Write in a few words what the direction is about."),
        ({"text": ""}, "Write what the teams should do."),
        ({"teams": []}, "Choose at least one team."),
        ({"due_on": ""}, "Write by which day each lead acknowledges it."),
        ({"due_on": "2026-09-13"}, "This day is past."),
        ({"answers": "3b0b7c1c-95d8-4b6a-9d0e-0d6a5d4e6f00"}, "This finding is not on the district"),
        ({"replaces": "no"}, "Open the page again"),
    ):
        answer = send(signed_in(helper), "/directions/", "/directions/give/", **(good | wrong))
        page = answer.content.decode()
        assert (answer.status_code, sentence in page) == (200, True), wrong
        assert all(value in page for name, value in good.items() if name not in wrong), wrong
    assert not Direction.objects.exists()


def test_a_direction_that_answers_a_finding_names_it_to_those_who_read_it(cast: Cast, helper: User) -> None:
    finding = handed_over(cast, a_case(cast, "assessment"))
    link = f"/directions/?answers={finding.pk}#new"
    assert link in shown(helper, f"/district/system/{finding.pk}/")
    typed = {"title": "Stairs", "text": "Say who.", "due_on": "2026-09-21"}
    assert send(signed_in(helper), link, "/directions/give/", **typed).status_code == 302
    direction = Direction.objects.get(answers=finding)
    page = f"/directions/{direction.pk}/"
    assert f"/district/system/{finding.pk}/" in shown(cast.principal, page)
    assert f"/district/system/{finding.pk}/" not in shown(cast.outsider, page)
    assert page in shown(helper, f"/district/system/{finding.pk}/") and page not in shown(cast.principal, f"/district/system/{finding.pk}/")


def test_a_duty_lost_to_a_fault_is_rebuilt_and_none_is_doubled(cast: Cast, helper: User) -> None:
    direction = directed(cast, helper)
    assert reconcile() == 0
    lost, due = duty(direction, cast.other_team), duty(direction, cast.other_team).due_at()
    ObligationEvent.objects.filter(obligation=lost).delete()
    Notice.objects.filter(obligation=lost).delete()
    lost.delete()
    assert (reconcile(), reconcile()) == (1, 0)
    assert duty(direction, cast.other_team).due_at() == due
    acknowledged(direction, cast.team, cast.principal)
    Obligation.objects.filter(pk=duty(direction, cast.team).pk).update(state="open", met_at=None, met_by=None)
    assert (reconcile(), reconcile()) == (1, 0)
    assert duty(direction, cast.team).state == "met"
    withdraw_direction(direction_id=direction.pk, by=helper, why="Closed.")
    Obligation.objects.filter(pk=duty(direction, cast.other_team).pk).update(state="open")
    assert (reconcile(), reconcile()) == (1, 0)
    assert duty(direction, cast.other_team).state == "superseded"
    assert LogEntry.objects.filter(action="directions_reconciled").count() == 3


def test_a_duty_put_aside_with_a_reason_is_shown_as_that_and_may_still_be_acknowledged(cast: Cast, helper: User, at: At) -> None:
    direction = directed(cast, helper)
    moment = at("2026-09-15 09:00")
    waive(duty(direction, cast.team), reason="Our building has no stairs at all.", at=moment, by=cast.principal)
    assert "Put aside with a reason, not acknowledged" in shown(helper, f"/directions/{direction.pk}/")
    assert reconcile() == 0
    assert acknowledged(direction, cast.team, cast.principal, "We have none.").answer == "We have none."
    at("2026-09-23 09:00")
    assert "Not acknowledged, past its day" in shown(helper, "/directions/")


def test_mail_names_the_kind_of_duty_and_nothing_that_was_written(cast: Cast, helper: User, at: At) -> None:
    direction = directed(cast, helper, title="Zugzwang", text="Quorum on the stairs.")
    moment = at("2026-09-18 09:00")
    sweep()
    notice = Notice.objects.filter(obligation=duty(direction, cast.team), recipient=cast.principal).latest("created_at")
    mail = emails.of_duty(notice, duty(direction, cast.team), moment)
    assert mail.subject == "Acknowledge a direction of the prevention team: 3 days left"
    said = f"{mail.subject} {mail.body}"
    assert "Zugzwang" not in said and "Quorum" not in said and "Cordgrass" not in said and "Due September 21, 2026" in said
    assert not LogEntry.objects.filter(detail__icontains="Zugzwang").exists()


def test_the_lead_of_a_team_of_two_buildings_is_the_principal_who_sits_on_it(cast: Cast, helper: User, at: At) -> None:
    extra = Building.objects.create(district=cast.district, name="Annex", code="ANX", rcdts="17-999-0010-26-0009", kind="alternative")
    cast.other_team.buildings.add(extra)
    second = a_person(cast.district, "annex", "Ona Wirth", "Program Principal")
    appoint(second, Role.PRINCIPAL, extra)
    found = lead_buildings([cast.team, cast.other_team], at(MONDAY))
    assert found == {cast.team.pk: cast.building, cast.other_team.pk: cast.other_building}
    direction = directed(cast, helper)
    assert Obligation.objects.filter(rule="DIR-ACK", about_id=direction.pk).count() == 2
    assert "Acknowledge it for" not in shown(second, f"/directions/{direction.pk}/")
    assert "Acknowledge it for" in shown(cast.outsider, f"/directions/{direction.pk}/")


def test_the_list_takes_as_many_statements_with_twenty_directions_as_with_two(cast: Cast, helper: User) -> None:
    directed(cast, helper)
    directed(cast, helper, due_on=date(2026, 9, 16))
    pages = [(helper, "/directions/"), (cast.principal, "/directions/"), (helper, "/district/")]
    few = [statements(signed_in(person), address) for person, address in pages]
    for number in range(18):
        directed(cast, helper, title=f"Number {number}")
    assert [statements(signed_in(person), address) for person, address in pages] == few
    assert max(few[:2]) <= 12
    directed(cast, helper, title="The twenty-first")
    assert "Show earlier ones" in shown(helper, "/directions/")
