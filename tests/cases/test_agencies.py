"""The directory of agencies: by whom it is kept, what of it stands on the pages where somebody calls, and the reciprocal agreement."""

from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from cases.actions import agreements
from cases.actions.agencies import NUMBER, AgencyGiven, add_agency, change_agency, end_agency
from cases.actions.agreements import AgreementGiven, record_agreement
from cases.actions.duties import start_duty
from reporting.models import FilingRecipient
from tat import clock
from tat.models import Agency, Designation, LogEntry, Obligation, ReciprocalAgreement
from tat.models.phones import NotANumber, dialed, kept_number
from tat.workflow import Blocked
from tests.cases.offices import an_agency
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_person, signed_in
from tests.reporting.filed import frozen
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1")]
At = Callable[[str], datetime]
PAGE = "/agencies/"
GOOD = {"kind": "law_enforcement", "name": "Bluestem Bend Police", "phone_always": "(217) 555-0142", "phone": "217.555.0143 ext 7"}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


@pytest.fixture
def chief(cast: Cast) -> Client:
    return signed_in(cast.superintendent)


def shown(client: Client, address: str = PAGE) -> str:
    return text(client.get(address))


def text(answer: HttpResponse) -> str:
    return flat(answer.content.decode())


def police(cast: Cast, **changes: Any) -> Agency:
    return an_agency(cast.district, cast.superintendent, **changes)


def recip(cast: Cast) -> list[Obligation]:
    return list(Obligation.objects.filter(rule="RECIP", district=cast.district).order_by("recorded_at"))


@pytest.mark.parametrize(
    ("typed", "kept", "link"),
    [
        ("(217) 555-0142", "217-555-0142", "+12175550142"),
        ("+1 217.555.0142", "217-555-0142", "+12175550142"),
        ("2175550142 ext 12", "217-555-0142 ext. 12", "+12175550142;ext=12"),
        ("217-555-0142x7", "217-555-0142 ext. 7", "+12175550142;ext=7"),
        (" 988 ", "988", "988"),
    ],
)
def test_a_number_is_kept_as_a_telephone_dials_it(typed: str, kept: str, link: str) -> None:
    assert (kept_number(typed), dialed(kept)) == (kept, link)


@pytest.mark.parametrize("typed", ["1-800-25-ABUSE", "555-0142", "117-555-0142", "217-055-0142", "217-555-01421", "call 911", "911 x2"])
def test_what_no_telephone_dials_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        kept_number(typed)


def test_the_superintendent_keeps_the_directory_by_its_pages(cast: Cast, chief: Client) -> None:
    assert PAGE in shown(chief, "/district/") and "no local law enforcement agency is entered" in shown(chief)
    wrong = send(chief, PAGE, f"{PAGE}add/", **(GOOD | {"phone_always": "555-0142", "email": "the desk"}))
    assert (wrong.status_code, Agency.objects.count()) == (200, 0)
    assert "can be dialed from here" in text(wrong) and 'value="555-0142"' in text(wrong) and "the desk" in text(wrong)
    assert send(chief, PAGE, f"{PAGE}add/", **(GOOD | {"buildings": [str(cast.building.pk)]})).status_code == 302
    row = Agency.objects.get()
    assert (row.phone_always, row.phone, list(row.buildings.all())) == ("217-555-0142", "217-555-0143 ext. 7", [cast.building])
    page = shown(chief)
    assert 'href="tel:+12175550142"' in page and 'href="tel:+12175550143;ext=7"' in page
    assert "Switchgrass Middle School: no local law enforcement" in page and "Cordgrass High School: no local" not in page
    one = f"{PAGE}{row.pk}/"
    send(chief, one, f"{one}check/")
    row.refresh_from_db()
    assert row.checked_by == cast.superintendent
    send(chief, one, f"{one}change/", phone_always="217-555-0199")
    row.refresh_from_db()
    assert (row.phone_always, row.checked_at, row.version) == ("217-555-0199", None, 2), "a new number is called again"
    send(chief, one, f"{one}end/", ended_on="2026-09-14")
    assert "Not used any more" in shown(chief) and Agency.objects.get().ended_on == date(2026, 9, 14)
    send(chief, one, f"{one}resume/")
    assert Agency.objects.get().ended_on is None
    done = LogEntry.objects.filter(action__startswith="agency").order_by("seq").values_list("action", flat=True)
    assert list(done) == ["agency_added", "agency_checked", "agency_changed", "agency_ended", "agency_resumed"]


def test_two_people_editing_one_office_overwrite_nothing(cast: Cast, chief: Client) -> None:
    row = police(cast)
    one = f"{PAGE}{row.pk}/"
    stale = chief.get(one)
    given = AgencyGiven(name=row.name, phone_always="217-555-0177")
    change_agency(district=cast.district, by=cast.superintendent, agency_id=row.pk, version=1, given=given)
    del stale
    answer = send(chief, one, f"{one}change/", version="1", phone_always="217-555-0188")
    row.refresh_from_db()
    assert (answer.status_code, row.phone_always) == (409, "217-555-0177")
    assert "217-555-0188" in text(answer) and "217-555-0177" in text(answer)


def test_the_district_reads_it_and_the_superintendent_alone_writes(cast: Cast) -> None:
    row = police(cast)
    reader = signed_in(cast.report_taker)
    page = shown(reader, f"{PAGE}{row.pk}/")
    assert "217-555-0142" in page and "<form" not in page.split("<main")[1] and "Bluestem Bend Police Department" in shown(reader)
    for by in (cast.principal, cast.sysadmin):
        with pytest.raises(PermissionDenied):
            add_agency(district=cast.district, by=by, kind="roe", given=AgencyGiven(name="Ours"))
    assert reader.post(f"{PAGE}{row.pk}/end/", {"ended_on": "2026-09-14"}).status_code == 403
    with pytest.raises(Blocked) as refused:
        add_agency(district=cast.district, by=cast.superintendent, kind="dcfs", given=AgencyGiven(name="DCFS", phone="ask"))
    assert NUMBER in refused.value.problems


def test_the_reciprocal_agreement_is_a_duty_until_it_is_on_file(cast: Cast, chief: Client) -> None:
    send(chief, PAGE, f"{PAGE}add/", **GOOD)
    row = Agency.objects.get()
    (duty,) = recip(cast)
    assert (duty.state, duty.due_at(), duty.next_step_at, duty.about_id) == ("open", None, None, row.pk), "only listed"
    assert duty.trigger_ref == f"agency:{row.pk}" and f'href="{PAGE}{row.pk}/"' in shown(chief, f"/duties/{duty.pk}/")
    one, verb = f"{PAGE}{row.pk}/", f"{PAGE}{row.pk}/agreement/"
    ahead = send(chief, one, verb, **{"agreement-agreed_on": "2026-09-15", "agreement-kept_at": "Folder 7"})
    assert "Folder 7" in text(ahead) and not ReciprocalAgreement.objects.exists()
    turned = {"agreement-agreed_on": "2025-08-04", "agreement-renewed_on": "2024-08-04", "agreement-kept_at": "Folder 7"}
    assert "renewed on or after" in text(send(chief, one, verb, **turned))
    send(chief, one, verb, **(turned | {"agreement-renewed_on": ""}))
    duty.refresh_from_db()
    assert (duty.state, duty.proof_ref) == ("met", f"agreement:{ReciprocalAgreement.objects.get().pk}")
    assert agreements.reconcile() == 0 and "Reciprocal agreement on file" in shown(chief)


def test_a_lost_duty_of_the_agreement_comes_back_and_an_ended_agency_leaves_none(cast: Cast) -> None:
    first = police(cast)
    Obligation.objects.filter(rule="RECIP").update(rule="RECIP-GONE")
    assert (agreements.reconcile(), agreements.reconcile()) == (1, 0)
    assert [duty.about_id for duty in recip(cast)] == [first.pk]
    end_agency(district=cast.district, by=cast.superintendent, agency_id=first.pk, ended_on=date(2026, 9, 14))
    agreements.reconcile()
    assert [duty.state for duty in recip(cast)] == ["superseded"]
    second = police(cast, name="Prairie County Sheriff")
    assert [(duty.about_id, duty.state) for duty in recip(cast)] == [(first.pk, "superseded"), (second.pk, "open")]


def test_whoever_is_designated_records_the_agreement_and_nobody_else(cast: Cast) -> None:
    row = police(cast)
    given = AgreementGiven(agreed_on=date(2025, 8, 4), kept_at="Folder 7")
    with pytest.raises(PermissionDenied):
        record_agreement(agency_id=row.pk, by=cast.principal, given=given)
    deputy = a_person(cast.district, "deputy", "Odo Lang", "Assistant Superintendent")
    words = {"district": cast.district, "acts_for": "superintendent", "by": cast.superintendent, "from_on": date(2026, 9, 1)}
    Designation.objects.create(designee=deputy, rules=["RECIP"], **words)
    assert record_agreement(agency_id=row.pk, by=deputy, given=given).recorded_by == deputy


@pytest.mark.req("TM-7")
def test_a_filing_keeps_the_name_of_its_day_and_never_offers_an_ended_office(at: At, cast: Cast) -> None:
    at("2027-08-02 09:00")
    filing = frozen(cast)
    row = Agency.objects.get(kind="law_enforcement")
    given = AgencyGiven(name="Consolidated Police", phone_always=row.phone_always)
    change_agency(district=cast.district, by=cast.superintendent, agency_id=row.pk, version=row.version, given=given)
    end_agency(district=cast.district, by=cast.superintendent, agency_id=row.pk, ended_on=date(2027, 8, 2))
    chief = signed_in(cast.superintendent)
    page = shown(chief, "/filing/2027/")
    assert "Bluestem Bend Police Department" in page and "Consolidated Police" not in page
    assert "Bluestem Bend Police Department" in shown(chief, "/district/")
    send(chief, "/filing/", "/filing/2028/open/") if "/filing/2028/open/" in shown(chief, "/filing/") else None
    assert filing.recipients.get(agency=row).agency.name == "Consolidated Police"


def test_the_migration_gives_recipients_of_old_filings_their_names(at: At, cast: Cast) -> None:
    at("2027-08-02 09:00")
    frozen(cast)
    FilingRecipient.objects.update(name="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("reporting.migrations.0004_recipients_keep_names").NAMES)
    assert {row.name for row in FilingRecipient.objects.all()} == set(Agency.objects.values_list("name", flat=True))


@pytest.mark.req("IN-4")
def test_containment_shows_911_and_the_police_of_the_building_at_one_statement(cast: Cast) -> None:
    case = a_case(cast, "containment")
    page, lead = f"/cases/{case.code}/containment/", signed_in(cast.principal)
    bare = statements(lead, page)
    assert 'href="tel:911"' in shown(lead, page) and "No police agency for Cordgrass High School" in shown(lead, page)
    police(cast, buildings=[cast.building.pk])
    police(cast, name="Somebody else’s police", phone_always="217-555-0199", buildings=[cast.other_building.pk])
    seen = shown(lead, page)
    assert 'href="tel:+12175550142"' in seen and "217-555-0199" not in seen
    assert statements(lead, page) == bare


@pytest.mark.req("IN-6")
def test_the_question_about_abuse_stands_beside_the_number_that_the_product_came_with_until_the_district_has_its_own(cast: Cast) -> None:
    case = a_case(cast, "triage")
    pages = (f"/cases/{case.code}/triage/gates/", "/reports/new/")
    lead = signed_in(cast.counselor)
    for page in pages:
        assert 'href="tel:+18002522873"' in shown(lead, page) and "not an official list" in shown(lead, page)
    given = AgencyGiven(name="DCFS, our line", phone_always="217-555-0123")
    add_agency(district=cast.district, by=cast.superintendent, kind="dcfs", given=given)
    for page in pages:
        assert 'href="tel:+12175550123"' in shown(lead, page) and "18002522873" not in shown(lead, page)


def test_a_duty_that_tells_an_agency_shows_its_number_and_another_asks_nothing_of_the_directory(cast: Cast, chief: Client) -> None:
    case = a_case(cast, "triage")
    police(cast)
    now = clock.now()
    duty = start_duty("BAT-LE", case, trigger_ref=f"case:{case.id}", triggered_at=now, at=now, by=cast.principal)
    page = shown(chief, f"/duties/{duty.pk}/")
    assert 'href="tel:+12175550142"' in page and 'href="tel:911"' in page and case.code in page
    assert "217-555-0142" in shown(signed_in(cast.principal), f"/cases/{case.code}/notices/")
    other = Obligation.objects.filter(about_id=case.pk, rule="TRI-DONE").first()
    assert "Whom to call" not in shown(signed_in(cast.principal), f"/duties/{other.pk}/")


def test_the_list_takes_a_fixed_number_of_statements(cast: Cast, chief: Client) -> None:
    police(cast)
    few = statements(chief, PAGE)
    for number in range(9):
        police(cast, name=f"Police of town {number}")
    assert statements(chief, PAGE) == few <= 6
