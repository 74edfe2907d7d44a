"""Setting a district up: its facts, buildings, accounts and offices; who may, what is refused, what the page says is missing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tat.actions import accounts, offices
from tat.actions.accounts import AccountGiven
from tat.actions.buildings import BuildingGiven, add_building, close_building
from tat.actions.offices import OfficeGiven
from tat.models import Building, LogEntry, User
from tat.roles import Role
from tat.statutes.rcdts import canonical, same_district
from tat.workflow import Blocked, Unfit
from tests.cast import Cast, a_case, a_person, appoint, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-1")]


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


@pytest.fixture
def secretary(cast: Cast) -> User:
    found = a_person(cast.district, "secretary", "Opal Wren", "Secretary to the Superintendent")
    appoint(found, Role.SECRETARY)
    return found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("17 999 0010 26 0001", "17-999-0010-26-0001"),
        ("179990010260001", "17-999-0010-26-0001"),
        ("17-999-301c-00-0001", "17-999-301C-00-0001"),
        ("15-016-2990-25-201C", "15-016-2990-25-201C"),
        ("7-999-0010-26-0001", ""),
        ("17-999-30AC-00-0001", ""),
        ("17-999-301C-00-201C", ""),
        ("179990010260001 2", ""),
        ("", ""),
    ],
)
def test_a_code_is_text_with_its_zeros_and_one_letter_at_most(typed: str, kept: str) -> None:
    assert canonical(typed) == kept
    assert same_district("17-999-0010-26-0001", "17 999 0010 26 0000") and not same_district("17-999-0010-26-0001", "17-998-0010-26-0001")


def test_a_secretary_enters_changes_and_closes_a_building_and_what_is_wrong_stays_typed(cast: Cast, secretary: User) -> None:
    browser = signed_in(secretary)
    page, words = "/settings/buildings/", {"name": "Prairie School", "letters": "prs", "kind": "elementary"}
    wrong = send(browser, page, f"{page}add/", **words, rcdts="17-999-0010-26-001")
    assert (
        "Write the RCDTS code as the State prints it" in flat(wrong.content.decode())
        and 'value="17-999-0010-26-001"' in wrong.content.decode()
    )
    taken = send(browser, page, f"{page}add/", **words, rcdts=cast.building.rcdts)
    assert "Another building has this code." in taken.content.decode()
    assert send(browser, page, f"{page}add/", **words, rcdts="17-999-0010-26-201c").status_code == 302
    row = Building.objects.get(code="PRS")
    assert row.rcdts == "17-999-0010-26-201C"

    a_case(cast)
    with pytest.raises(Unfit, match="1 unmet"):
        close_building(by=secretary, building_id=cast.building.pk, closed_on=cast.seat(cast.principal).from_on)
    one = f"{page}{row.pk}/"
    assert "has not come yet" in flat(send(browser, one, f"{one}close/", **{"close-closed_on": "2026-09-15"}).content.decode())
    assert send(browser, one, f"{one}close/", **{"close-closed_on": "2026-09-14"}).status_code == 302
    assert "Prairie School" not in signed_in(cast.superintendent).get("/cases/new/").content.decode()
    assert signed_in(cast.principal).get(page).status_code == 403
    acts = list(LogEntry.objects.filter(action__startswith="building_").order_by("seq").values_list("action", "code"))
    assert acts == [("building_added", "PRS"), ("building_closed", "PRS")]


def test_the_page_says_in_order_what_is_missing(cast: Cast, secretary: User) -> None:
    add_building(by=secretary, given=BuildingGiven(name="Prairie School", letters="PRS", rcdts="17-998-0010-26-0001", kind="other"))
    page = "/settings/district/"
    facts = {"name": "Bluestem Bend CUSD 999", "rcdts": "17-999-0010-26-0001", "kind": "unit", "office": "roe"}
    assert "This is a school’s code." in send(signed_in(secretary), page, f"{page}save/", **facts).content.decode()
    before = flat(signed_in(secretary).get("/settings/").content.decode())
    assert send(signed_in(secretary), page, f"{page}save/", **facts | {"rcdts": "179990010260000"}).status_code == 302
    after = flat(signed_in(secretary).get("/settings/").content.decode())
    assert "RCDTS code is not entered" in before and "RCDTS code is not entered" not in after
    lacks = ("of Prairie School does not begin as", "Prairie School has no principal", "No team serves Prairie School", "No police agency")
    places = [after.find(words) for words in lacks[:3]]
    assert -1 not in places and places == sorted(places)


def test_an_account_waits_until_it_is_enabled_and_ends_with_its_seats_and_comes_back_without_them(cast: Cast, secretary: User) -> None:
    browser, page = signed_in(secretary), "/settings/people/"
    new = {"add-full_name": "Thea Marlowe", "add-position": "Teacher", "add-email": "Thea@bluestem.example"}
    assert "has this e-mail address" in send(browser, page, f"{page}add/", **new | {"add-email": cast.teacher.email}).content.decode()
    assert send(browser, page, f"{page}add/", **new).status_code == 302
    thea = User.objects.get(email="thea@bluestem.example")
    assert not thea.is_active and not thea.has_usable_password()
    assert send(browser, f"{page}?show=waiting", f"{page}enable/", people=[str(thea.pk)]).status_code == 302
    thea.refresh_from_db()
    assert thea.is_active

    left, case = signed_in(cast.psychologist), a_case(cast, "assessment")
    assert left.get(f"/cases/{case.code}/").status_code == 200
    accounts.end_account(by=secretary, user_id=cast.psychologist.pk)
    assert left.get(f"/cases/{case.code}/").status_code == 302
    accounts.enable_accounts(by=secretary, user_ids=[cast.psychologist.pk])
    assert left.get("/").status_code == 302, "what was signed in before is signed out"
    seat = cast.seat(cast.psychologist)
    assert str(seat.until_on) == "2026-09-14" and LogEntry.objects.filter(action="account_ended").count() == 1


def test_nobody_ends_the_own_account_and_a_secretary_neither_touches_the_superintendents_nor_gives_offices(
    cast: Cast, secretary: User
) -> None:
    for act in (accounts.end_account, accounts.disable_account):
        with pytest.raises(Blocked):
            act(by=secretary, user_id=secretary.pk)
        with pytest.raises(PermissionDenied):
            act(by=secretary, user_id=cast.superintendent.pk)
        with pytest.raises(PermissionDenied):
            act(by=cast.principal, user_id=cast.teacher.pk)
    given = AccountGiven(email="mine@bluestem.example", full_name="Ursula Kemp", position="Superintendent")
    with pytest.raises(PermissionDenied):
        accounts.change_account(by=secretary, user_id=cast.superintendent.pk, given=given)
    office = OfficeGiven(role=Role.SUPERINTENDENT, building_id=None, from_on=cast.seat(cast.principal).from_on)
    with pytest.raises(PermissionDenied):
        offices.give_office(by=secretary, user_id=secretary.pk, given=office)
    taker = OfficeGiven(role=Role.REPORT_TAKER, building_id=cast.building.pk, from_on=cast.seat(cast.principal).from_on)
    row = offices.give_office(by=cast.superintendent, user_id=cast.teacher.pk, given=taker)
    with pytest.raises(Unfit):
        offices.give_office(by=cast.superintendent, user_id=cast.teacher.pk, given=taker)
    offices.end_office(
        by=cast.superintendent, user_id=cast.teacher.pk, office_id=row.pk, until_on=cast.district.school_years.first().ends_on
    )


def test_the_list_of_people_costs_the_same_for_few_and_for_many_and_finds_by_a_part_of_the_name(cast: Cast, secretary: User) -> None:
    browser = signed_in(secretary)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/settings/people/").status_code == 200
        return len(seen)

    asked()
    few = asked()
    User.objects.bulk_create(
        User(email=f"p{n}@x.example", full_name=f"Zed {n:03}", position="Aide", district=cast.district) for n in range(120)
    )
    assert asked() == few
    page = browser.get("/settings/people/")
    following = page.context["after"]
    second = browser.get("/settings/people/", {"after": following})
    names = [row.full_name for row in (*page.context["rows"], *second.context["rows"])]
    assert names == sorted(names) and len(set(names)) == 100
    found = send(browser, "/settings/people/", "/settings/people/find/", **{"find-words": "ed 07"})
    assert [row.full_name for row in found.context["rows"]] == [f"Zed 07{n}" for n in range(10)]


@pytest.mark.req("OB-4")
def test_the_second_contact_is_named_by_page_and_is_not_the_superintendent(cast: Cast, secretary: User) -> None:
    client, page, action = signed_in(secretary), "/settings/district/", "/settings/district/second/"
    assert "Nobody is named yet." in flat(client.get(page).content.decode())
    refused = send(client, page, action, **{"second-who": cast.superintendent.email})
    assert refused.status_code == 200 and "The superintendent is told first anyway." in flat(refused.content.decode())
    assert send(client, page, action, **{"second-who": cast.consultant.email}).status_code == 302
    cast.district.refresh_from_db()
    assert cast.district.second_contact == cast.consultant and cast.consultant.full_name in client.get(page).content.decode()
    entry = LogEntry.objects.get(action="second_contact_set")
    assert (entry.actor_name, entry.detail) == (secretary.full_name, str(cast.consultant.pk))
