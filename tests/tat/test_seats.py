"""Rosters changed on their pages: who may, what is refused in words, what is opened with it, and what any past day still shows."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from cases.access import visible_to
from tat import clock
from tat.models import LogEntry, Obligation, RosterCheck, Seat, SeatVersion, Team, User
from tat.permissions import scope_of
from tests.cast import Cast, a_case, a_person, signed_in
from tests.tat.test_roster_checks import signed
from tests.typed import flat, send
from triage.actions.panel import current_panel

pytestmark = pytest.mark.django_db
At = Callable[[str], datetime]
MONDAY = "2026-09-14 10:00"


def page_of(team: Team) -> str:
    return f"/teams/{team.ref}/roster/"


def seat(cast: Cast, who: str, place: str = "member", by: User | None = None, **changes: object) -> HttpResponse:
    typed = {"who": who, "place": place, "expertise": ["EXP-COM"], "from_on": "2026-09-14"} | changes
    client, page = signed_in(by or cast.principal), page_of(cast.team)
    return send(client, page, f"{page}seat/", **{f"seat-{name}": value for name, value in typed.items()})


def triage(cast: Cast, *people: User) -> HttpResponse:
    page = page_of(cast.team)
    return send(signed_in(cast.principal), page, f"{page}triage/", **{"triage-seats": [str(cast.seat(each).ref) for each in people]})


def end(cast: Cast, user: User, last_on: str = "") -> HttpResponse:
    page = f"/teams/seats/{cast.seat(user).ref}/"
    return send(signed_in(cast.principal), page, f"{page}end/", **{"end-last_on": last_on})


def roster_on(cast: Cast, day: str, team: Team | None = None) -> str:
    return flat(signed_in(cast.superintendent).get(f"/teams/{(team or cast.team).pk}/?on={day}").content.decode())


@pytest.mark.req("TM-2", "TM-4")
def test_seating_opens_the_training_and_the_check_in_one_act_and_access_with_the_first_day(cast: Cast, at: At) -> None:
    at(MONDAY)
    check = RosterCheck.objects.create(district=cast.district, team=cast.team, cause="own", opened_at=clock.now())
    case = a_case(cast, "assessment")
    signed(check, cast.principal)
    before = LogEntry.objects.count()
    assert "Choose whom you mean" in seat(cast, "Noor").content.decode(), "a part of a name is not enough"
    assert not cast.consultant.seats.exists()
    assert seat(cast, "Noor", person=str(cast.consultant.pk), from_on="2026-09-15").status_code == 302
    row = cast.consultant.seats.get()
    assert row.by == cast.principal and row.recorded_at and list(row.versions.values_list("from_on", "triage")) == [(row.from_on, False)]
    assert LogEntry.objects.count() == before + 1 and LogEntry.objects.latest("seq").action == "seat_taken"
    assert not visible_to(cast.consultant, clock.now()).exists(), "the first day is to come"
    assert seat(cast, cast.report_taker.email).status_code == 302
    duty = Obligation.objects.get(rule="TRN-INIT")
    assert (duty.trigger_ref, duty.state) == (f"seat:{cast.report_taker.seats.get().ref}", "open")
    assert RosterCheck.objects.get(signed_at=None).cause == "change"
    at("2026-09-15 00:01")
    assert visible_to(cast.consultant, clock.now()).get() == case
    assert end(cast, cast.consultant).status_code == 302
    assert not visible_to(cast.consultant, clock.now()).exists() and scope_of(cast.consultant, clock.now()).roles() == frozenset()
    assert end(cast, cast.report_taker).status_code == 302
    duty.refresh_from_db()
    assert duty.state == "superseded"
    assert "Alba Quill" in roster_on(cast, "2026-09-14")
    assert "Alba Quill" not in roster_on(cast, "2026-09-15")


@pytest.mark.req("TM-2", "TM-3")
def test_what_may_not_be_is_said_beside_the_field_and_what_was_typed_is_kept(cast: Cast, at: At) -> None:
    at(MONDAY)
    covered = f"backup:{cast.seat(cast.officer).ref}"
    for sentence, answer in (
        ("Tobin Boyce has a place on this team already: teacher", seat(cast, cast.teacher.email)),
        ("Choose which place it is", seat(cast, cast.consultant.email, "TCH")),
        ("A back-up and the member share an area of expertise", seat(cast, cast.consultant.email, covered)),
        ("Choose at least one area of expertise", seat(cast, cast.consultant.email, expertise=[])),
        ("more than a year ahead", seat(cast, cast.consultant.email, from_on="2028-09-14")),
        ("Nobody with an account in this district", seat(cast, "nobody@elsewhere.example")),
        ("Choose at least two members", triage(cast, cast.teacher)),
    ):
        assert answer.status_code == 200 and sentence in flat(answer.content.decode()), sentence
    assert 'value="nobody@elsewhere.example"' in seat(cast, "nobody@elsewhere.example").content.decode()
    assert Seat.objects.filter(team=cast.team).count() == 7
    assert seat(cast, cast.consultant.email, covered, expertise=["EXP-LE"]).status_code == 302
    backup = cast.consultant.seats.get()
    assert (backup.covers, backup.kind, backup.statutory) == (cast.seat(cast.officer), "backup", "LEO")
    page = f"/teams/seats/{cast.seat(cast.officer).ref}/"
    refused = send(signed_in(cast.principal), page, f"{page}change/", **{"change-expertise": ["EXP-BLD"]})
    assert "Noor Haddad brings: Law enforcement" in refused.content.decode()
    assert end(cast, cast.officer, "2026-09-20").status_code == 302
    backup.refresh_from_db()
    assert str(backup.until_on) == "2026-09-20", "a back-up ends with the seat it was named for"
    assert "made longer" in end(cast, cast.officer, "2026-09-30").content.decode()
    assert (
        seat(cast, a_person(cast.district, "second.officer", "Ivo Rand", "Officer").email, "LEO", expertise=["EXP-LE"]).status_code == 302
    )


@pytest.mark.req("TM-2")
def test_an_empty_seat_says_why_whom_somebody_asked_and_when_and_ends_when_somebody_is_seated(cast: Cast, at: At) -> None:
    at(MONDAY)
    page = page_of(cast.team)
    words = {
        "statutory": "PSY",
        "reason": "The cooperative has none to give",
        "asked_whom": "the cooperative’s director",
        "asked_on": "2026-09-10",
    }

    def empty(**changes: str) -> HttpResponse:
        typed = {f"empty-{name}": value for name, value in (words | changes).items()}
        return send(signed_in(cast.principal), page, f"{page}empty/", **typed)

    assert "Choose one of the six seats" in empty().content.decode(), "somebody holds it"
    end(cast, cast.psychologist)
    assert "Write whom you asked" in empty(asked_whom=" ").content.decode()
    assert "not come yet" in empty(asked_on="2026-09-15").content.decode()
    assert empty().status_code == 302
    at("2026-10-05 10:00")
    assert empty(asked_on="2026-10-02").status_code == 302, "asked again"
    october, september = roster_on(cast, "2026-10-05"), roster_on(cast, "2026-09-20")
    assert "Asked the cooperative’s director on Friday, October 2, 2026" in october and "September 10" not in october
    assert "Thursday, September 10, 2026" in september and "Ines Castell" not in september
    assert "Ines Castell" in roster_on(cast, "2026-09-13")
    assert seat(cast, cast.consultant.email, "PSY", from_on="2026-10-12", expertise=["EXP-CNS"]).status_code == 302
    assert "Asked the cooperative" in roster_on(cast, "2026-10-11") and "Asked the cooperative" not in roster_on(cast, "2026-10-12")


@pytest.mark.req("TM-3", "TR-2")
def test_the_principal_alone_designates_the_triage_team_and_a_frozen_panel_stays_as_it_is(cast: Cast, at: At) -> None:
    at(MONDAY)
    case = a_case(cast, "triage")
    action = f"{page_of(cast.team)}triage/"
    assert signed_in(cast.superintendent).post(action, {}).status_code == 403
    assert action not in signed_in(cast.superintendent).get(page_of(cast.team)).content.decode()
    at("2026-09-16 10:00")
    assert triage(cast, cast.counselor, cast.psychologist).status_code == 302
    assert {each.member for each in current_panel(case)} == {cast.principal, cast.counselor, cast.teacher}
    assert visible_to(cast.teacher, clock.now()).get() == case, "a seat on the panel stays"
    at("2026-09-17 10:00")
    later = a_case(cast, "triage", subject_name="Kim Park")
    assert {each.member for each in current_panel(later)} == {cast.counselor, cast.psychologist}
    rows = SeatVersion.objects.filter(seat=cast.seat(cast.teacher)).order_by("id")
    assert [(str(row.from_on), row.triage) for row in rows] == [("2020-08-01", True), ("2026-09-16", False)]
    before, after = (roster_on(cast, day).split("Tobin Boyce")[1].split("</tr>")[0] for day in ("2026-09-15", "2026-09-16"))
    assert ">Yes<" in before and ">No<" in after


@pytest.mark.req("TM-1", "TM-2")
def test_a_team_is_made_and_moved_by_who_keeps_its_buildings_and_its_past_stays(cast: Cast, at: At) -> None:
    at(MONDAY)
    chief, place = signed_in(cast.superintendent), str(cast.other_building.pk)
    typed = {"team-name": "Region Four", "team-buildings": [place], "team-kind": "regional", "team-regional_reason": ""}
    assert "why own staff cannot form a team" in send(chief, "/teams/", "/teams/make/", **typed).content.decode()
    theirs = typed | {"team-regional_reason": "No psychologist works here.", "team-buildings": [place]}
    assert send(signed_in(cast.principal), "/teams/", "/teams/make/", **theirs).status_code == 200, "not the own building"
    assert send(chief, "/teams/", "/teams/make/", **theirs).status_code == 302
    team = Team.objects.get(name="Region Four")
    page = flat(chief.get(f"/teams/{team.pk}/").content.decode())
    assert "No mental health professional is on it" in page and "No school counselor holds a seat" not in page
    assert {"TRN-COMM", "TRN-TAKE"} == set(Obligation.objects.about("team", team.ref).values_list("rule", flat=True))
    at("2026-10-01 10:00")
    chief = signed_in(cast.superintendent)
    both = [str(cast.building.pk), place]
    assert send(chief, page_of(team), f"{page_of(team)}buildings/", **{"serves-buildings": both}).status_code == 302
    assert "Cordgrass High School" in roster_on(cast, "2026-10-01", team)
    before = roster_on(cast, "2026-09-30", team)
    assert "Cordgrass High School" not in before and "Switchgrass Middle" in before
    assert "served no building" in roster_on(cast, "2026-09-13", team)
    mine = {"serves-buildings": [str(cast.building.pk)]}
    assert send(signed_in(cast.principal), page_of(team), f"{page_of(team)}buildings/", **mine).status_code == 302
    assert team.buildings.count() == 2, "a principal neither gives nor takes another’s building"
    Team.objects.exclude(pk=team.pk).get(name="Switchgrass").buildings.clear()
    send(chief, page_of(team), f"{page_of(team)}buildings/", **mine)
    assert "No team serves Switchgrass Middle School" in chief.get("/teams/").content.decode()


@pytest.mark.req("TM-2", "TM-7")
def test_the_list_says_in_words_what_each_team_lacks_in_as_many_statements_for_twenty(cast: Cast) -> None:
    chief = signed_in(cast.superintendent)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = flat(chief.get("/teams/").content.decode())
    assert "No school social worker holds a seat" in page and "No back-up for Dana Whitlow" in page
    for number in range(20):
        team = Team.objects.create(district=cast.district, name=f"Team {number}")
        team.buildings.add(cast.other_building)
    with CaptureQueriesContext(connection) as many:
        assert "Team 19" in chief.get("/teams/").content.decode()
    assert len(many) <= len(few)


@pytest.mark.req("TM-2", "PR-1")
def test_only_who_keeps_the_roster_changes_it(cast: Cast, at: At) -> None:
    at(MONDAY)
    page, own = page_of(cast.team), f"/teams/seats/{cast.seat(cast.teacher).ref}/"
    for person, status in ((cast.outsider, 404), (cast.counselor, 403), (cast.report_taker, 403), (cast.superintendent, 200)):
        assert [signed_in(person).get(each).status_code for each in (page, own)] == [status, status]
    assert seat(cast, cast.consultant.email, by=cast.superintendent).status_code == 302
    assert "Change the roster" not in signed_in(cast.counselor).get(f"/teams/{cast.team.pk}/").content.decode()
    far = a_person(cast.district, "far", "Zia Orr", "Principal")
    User.objects.filter(pk=far.pk).update(is_active=False)
    assert "Nobody with an account" in seat(cast, far.email).content.decode()
