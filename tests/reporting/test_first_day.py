"""The first day of a district: each step ticks itself from the facts, and leads only where the reader may go."""

import pytest
from django.test import Client

from cases.views.setting_up import Step
from tat.models import District, SchoolOfficial, Seat
from tests.cases.test_case_pages import statements
from tests.cast import Cast, an_official, signed_in

pytestmark = pytest.mark.django_db


def steps(client: Client) -> dict[str, Step]:
    answer = client.get("/district/first-day/")
    assert answer.status_code == 200
    return {str(row["step"].title): row["step"] for row in answer.context["rows"]}


@pytest.mark.req("PF-5")
def test_a_step_ticks_itself_when_what_it_lacked_is_there(cast: Cast) -> None:
    client = signed_in(cast.superintendent)
    District.objects.filter(pk=cast.district.pk).update(second_contact=None)
    SchoolOfficial.objects.all().delete()
    before = steps(client)
    assert before["Second contact"].lacks and before["Officers as school officials"].lacks
    District.objects.filter(pk=cast.district.pk).update(second_contact=cast.principal)
    an_official(cast.officer, cast.superintendent)
    after = steps(client)
    assert after["Second contact"].lacks == [] == after["Officers as school officials"].lacks
    assert after["Second contact"].there == "Dana Whitlow"


@pytest.mark.req("PF-5")
def test_an_empty_statutory_seat_is_missing_until_it_is_held_or_has_a_reason(cast: Cast) -> None:
    client = signed_in(cast.superintendent)
    assert not [words for words in steps(client)["Seats of the teams"].lacks if cast.team.name in words]
    Seat.objects.filter(team=cast.team, statutory="TCH").update(statutory="")
    (lacking,) = [words for words in steps(client)["Seats of the teams"].lacks if cast.team.name in words]
    assert lacking.endswith("neither held nor empty for a reason: Teacher.")


@pytest.mark.req("PF-5")
def test_the_servers_administrator_reads_it_and_is_led_only_where_the_role_reaches(cast: Cast) -> None:
    assert signed_in(cast.counselor).get("/district/first-day/").status_code == 403
    answer = signed_in(cast.sysadmin).get("/district/first-day/")
    pages = {name for row in answer.context["rows"] for name, _words in row["pages"]}
    assert "restore_list" in pages and not pages & {"district_facts", "account_list", "team_list"}
    assert "Backup" in answer.content.decode()


@pytest.mark.req("PF-5")
def test_it_costs_the_same_however_many_teams_there_are(cast: Cast) -> None:
    client = signed_in(cast.superintendent)
    first = statements(client, "/district/first-day/")
    for n in range(5):
        team = type(cast.team).objects.create(district=cast.district, name=f"Team {n}")
        Seat.objects.create(team=team, statutory="TCH", unavailable_reason="Nobody is there.", from_on="2026-08-01")
    assert statements(client, "/district/first-day/") == first <= 40
