"""The annual calendar of the district: what stands on it for whom, how it stands, what is printed, and that it stays flat (handbook 10)."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from reporting import pdf
from reporting.actions.filing import open_year
from reporting.actions.papers import make_pdf
from reporting.actions.review_duties import reconcile
from reporting.models import IssuedDocument, ProcedureEdition
from tat import obligations
from tat.models import Building, Designation, Obligation, SchoolYear, Standing
from tat.roles import Role
from tat.statutes import local_date
from tests.cast import Cast, a_case, signed_in
from tests.reporting.filed import opened as filing_opened
from tests.reporting.reviewed import held, planned
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-8")]
At = Callable[[str], datetime]
PAGE = "/district/calendar/"


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def lines(client: Client, address: str = PAGE) -> list[str]:
    """The rows of the tables, each as its words."""
    return [" ".join(flat(row).replace("<", " <").split("</tr>")[0].split()) for row in shown(client, address).split('<tr role="row">')[2:]]


def line(client: Client, words: str) -> str:
    found = [row for row in lines(client) if words in row]
    assert len(found) == 1, f"{len(found)} lines say “{words}”"
    return found[0]


def a_duty(cast: Cast, rule: str, at: datetime, **place: Any) -> Obligation:
    """A duty as another page opens it."""
    about = uuid.uuid4()
    key = {"about": ("something", about), "trigger_ref": f"something:{about}", "district": cast.district}
    return obligations.start(rule, **key, triggered_at=at, at=at, **place)


def test_the_year_stands_in_order_of_date_with_duties_states_and_what_is_of_others(at: At, cast: Cast) -> None:
    at("2026-08-04 09:00")
    open_year(school_year=SchoolYear.objects.get(starts_on__year=2026), by=cast.superintendent)
    reconcile()
    at("2026-10-20 09:00")
    held(cast, planned(cast, "2026-10-19"), "2026-10-19")
    chief = signed_in(cast.superintendent)

    page = shown(chief)
    days = [part.split('"')[0] for part in page.split('<time datetime="')[1:] if len(part.split('"')[0]) == 10]
    assert days == sorted(days) and days[0] == "2026-08-18" and days[-1] == "2027-07-31"
    assert "Late, open" in line(chief, "with local law enforcement") and "/filing/of/" in line(chief, "with local law enforcement")
    assert "Done late, on Monday, October 19, 2026" in line(chief, "Hold the annual review")
    assert "Not begun, its day is past" in line(chief, "Check and sign the roster") and "105 ILCS 128/45(a)" in page.replace(
        "AP2; 128/45(a)", "105 ILCS 128/45(a)"
    )
    board = line(chief, "The regional office reports to the State Board")
    assert "Oct 1, 2026" in board and "A date of others" in board
    assert "Nov 17, 2026" in line(chief, "Law enforcement drill")
    postings = [row for row in lines(chief) if "Student Online Personal Protection Act" in row]
    assert len(postings) == 2 and all("unverified" in row for row in postings)
    assert "every 30 days at the latest" in page and "once its day is planned" not in page


def test_sirs_entries_are_counted_with_their_two_dates_and_no_case_is_named(at: At, cast: Cast) -> None:
    moment = at("2026-09-14 09:00")
    case = a_case(cast)
    restricted = a_case(cast)
    for each, hidden in ((case, False), (restricted, True)):
        about = {"about": ("case", each.pk), "trigger_ref": f"gate:{uuid.uuid4()}", "code": each.code, "building": each.building}
        rules = {"district": cast.district, "team": cast.team, "restricted": hidden, "triggered_at": moment, "at": moment}
        obligations.start("BAT-SIRS", **about, **rules)

    whole, own = (line(signed_in(who), "Enter the attack on school personnel") for who in (cast.superintendent, cast.principal))

    assert "2 open" in whole and "Jul 30, 2027" in whole and "August 1, 2027" in whole
    assert all('href="/sirs/?year=2026"' in signed_in(who).get(PAGE).content.decode() for who in (cast.superintendent, cast.principal))
    assert "1 open" in own  # a restricted case is not counted for who may not know of it
    assert case.short_code not in shown(signed_in(cast.superintendent)) + shown(signed_in(cast.principal))
    Standing.objects.create(
        about_kind="case",
        about_id=case.pk,
        person=cast.principal,
        capacity=Standing.Capacity.EXCLUDED,
        from_at=moment - timedelta(minutes=1),
    )
    assert "None so far" in line(signed_in(cast.principal), "Enter the attack on school personnel")


def test_a_principal_sees_the_own_building_and_the_district_and_nobody_else_the_page(at: At, cast: Cast) -> None:
    moment = at("2026-09-14 09:00")
    for building, team in ((cast.building, cast.team), (cast.other_building, cast.other_team)):
        a_duty(cast, "MECH-CHK", moment, building=building, team=team)
    filing_opened(cast)

    own, whole = (line(signed_in(who), "Test the reporting channel") for who in (cast.principal, cast.superintendent))

    assert "Cordgrass High School" in own and "Open" in own and "/duties/" in own
    assert "2 open" in whole
    assert "/filing/of/" not in shown(signed_in(cast.principal))
    assert [signed_in(who).get(PAGE).status_code for who in (cast.officer, cast.report_taker, cast.sysadmin)] == [403] * 3


def test_ten_times_the_duties_ask_no_more_of_the_database(at: At, cast: Cast, django_assert_num_queries: Any) -> None:
    moment = at("2026-09-14 09:00")
    chief = signed_in(cast.superintendent)
    reconcile()
    a_duty(cast, "MECH-CHK", moment, building=cast.building)
    chief.get(PAGE)  # what is prepared once a process
    with django_assert_num_queries(QUERIES):
        chief.get(PAGE)
    for number in range(20):
        place = Building.objects.create(
            district=cast.district, name=f"School {number}", code=f"X{chr(65 + number)}", rcdts=f"17-999-0010-26-2{number:03}"
        )
        for rule in ("MECH-CHK", "TEAM-CHK", "TRN-COMM"):
            a_duty(cast, rule, moment + timedelta(days=number), building=place)
    with django_assert_num_queries(QUERIES):
        chief.get(PAGE)


QUERIES = 13


def test_a_district_without_a_school_year_is_told_what_is_missing(at: At, cast: Cast) -> None:
    at("2026-09-14 09:00")
    SchoolYear.objects.all().delete()

    page = shown(signed_in(cast.superintendent))

    assert "No school year is entered." in page and "first and last student day" in page and "/settings/calendar/" in page
    assert signed_in(cast.superintendent).get(f"{PAGE}2026/").status_code == 404


@pytest.mark.req("DO-1")
def test_a_printed_copy_is_kept_names_nobody_and_opens_for_the_superintendent_alone(at: At, cast: Cast) -> None:
    moment = at("2026-09-14 09:00")
    a_duty(cast, "TEAM-CHK", moment, building=cast.building, team=cast.team)
    chief = signed_in(cast.superintendent)

    for _ in range(2):
        send(chief, PAGE, f"{PAGE}2026/print/")

    assert sorted(IssuedDocument.objects.values_list("copy_number", flat=True)) == [1, 2]
    for paper in IssuedDocument.objects.all():
        assert make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER).state == "ready"
    copy = flat(chief.get(f"{PAGE}2026/copies/2/").content.decode())
    assert "Cordgrass High School" in copy and not [name for name in ("Kemp", "Whitlow", "Castell") if name in copy]
    assert b"".join(chief.get(f"{PAGE}2026/copies/2/file.pdf").streaming_content).startswith(b"%PDF-")
    assert signed_in(cast.principal).get(f"{PAGE}2026/copies/2/").status_code == 403
    assert chief.get(f"{PAGE}2026/copies/3/").status_code == 404


@pytest.mark.req("TM-7")
def test_a_duty_of_the_filing_leads_to_the_page_of_its_year(at: At, cast: Cast) -> None:
    at("2027-08-02 09:00")
    filing = filing_opened(cast)
    chief = signed_in(cast.superintendent)

    assert f"/filing/of/{filing.pk}/" in shown(chief, "/")
    assert chief.get(f"/filing/of/{filing.pk}/")["Location"] == "/filing/2027/"
    duty = Obligation.objects.get(rule="FILE-LE")
    assert f"/filing/of/{filing.pk}/" in shown(chief, f"/duties/{duty.pk}/")
    assert [signed_in(who).get(f"/filing/of/{filing.pk}/").status_code for who in (cast.principal, cast.teacher)] == [404, 404]


@pytest.mark.req("TM-9")
def test_who_is_designated_for_the_filing_files_and_nothing_more(at: At, cast: Cast) -> None:
    moment = at("2027-08-02 09:00")
    filing = filing_opened(cast)
    helper = signed_in(cast.teacher)
    assert helper.get("/filing/2027/").status_code == 403
    given = {"acts_for": Role.SUPERINTENDENT, "rules": ["FILE-LE"], "from_on": local_date(moment), "by": cast.superintendent}
    designation = Designation.objects.create(district=cast.district, designee=cast.teacher, until_on=local_date(moment), **given)

    assert f"/filing/of/{filing.pk}/" in shown(helper, "/")
    assert helper.get(f"/filing/of/{filing.pk}/", follow=True).status_code == 200
    typed = {"edition-title": "4:190-AP2", "edition-adopted_on": "2027-07-20", "edition-text": "The procedure."}
    assert send(helper, "/filing/2027/", "/filing/2027/procedure/add/", **typed).status_code == 302 and ProcedureEdition.objects.exists()
    assert helper.post(f"{PAGE}2027/print/").status_code == 403
    designation.until_on = local_date(moment) - timedelta(days=1)
    designation.from_on = local_date(moment) - timedelta(days=9)
    designation.save()
    assert helper.get("/filing/2027/").status_code == 403
