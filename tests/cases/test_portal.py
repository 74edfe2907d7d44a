"""The State Police's portal: its agreement, its logins, and the yearly test of each before the first student day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from cases.actions import portal_tests
from cases.actions.danger import determine_danger
from cases.actions.portal import add_login, end_login
from cases.actions.portal_tests import TriedGiven, record_test
from tat import clock
from tat.models import Designation, LogEntry, Obligation, PortalAgreement, PortalLogin, PortalTest, PortalYear
from tat.workflow import Blocked
from tests.cases.assessed import a_determination
from tests.cases.offices import a_login, a_user_agreement
from tests.cast import Cast, a_case, a_person, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-2")]
At = Callable[[str], datetime]
PAGE = "/portal/"
FIRST_DAY = date(2027, 8, 18)


@pytest.fixture(autouse=True)
def summer(at: At) -> datetime:
    return at("2027-06-19 08:01")


@pytest.fixture
def chief(cast: Cast) -> Client:
    return signed_in(cast.superintendent)


def text(answer: HttpResponse) -> str:
    return flat(answer.content.decode())


def shown(client: Client, address: str = PAGE) -> str:
    return text(client.get(address))


def duty_of(cast: Cast) -> Obligation:
    return Obligation.objects.get(rule="PORTAL-TEST", district=cast.district)


def tried(client: Client, login: PortalLogin, day: str, worked: str = "worked", note: str = "") -> HttpResponse:
    typed = {"tested_on": day, "worked": worked, "note": note}
    prefix = f"t{login.id.hex[:6]}-"
    return send(client, PAGE, f"{PAGE}logins/{login.pk}/test/", **{prefix + name: value for name, value in typed.items()})


def test_the_yearly_test_opens_sixty_days_before_school_and_is_due_before_the_first_student_day(at: At, cast: Cast, chief: Client) -> None:
    at("2027-06-18 07:59")
    assert portal_tests.reconcile() == 0
    at("2027-06-18 08:01")
    assert (portal_tests.reconcile(), portal_tests.reconcile()) == (1, 0)
    duty = duty_of(cast)
    end = datetime(2027, 8, 17, 23, 59, 59, tzinfo=clock.CENTRAL)
    assert (duty.legal_due_at, duty.target_due_at) == (None, end) and not duty.cited
    assert (duty.actor_role, duty.last_step, duty.building) == ("superintendent", "due-60d", None)
    assert duty.next_step_at == datetime(2027, 7, 18, 8, tzinfo=clock.CENTRAL), "thirty days before"
    year = PortalYear.objects.get()
    assert f'href="{PAGE}years/{year.pk}/"' in shown(chief, f"/duties/{duty.pk}/")
    assert "Nobody has a login yet, so nothing can be tested" in shown(chief, f"{PAGE}years/{year.pk}/")
    Obligation.objects.filter(pk=duty.pk).update(rule="PORTAL-GONE")
    assert portal_tests.reconcile() == 1 and duty_of(cast).trigger_ref == duty.trigger_ref


def test_it_is_met_by_a_test_of_every_login_that_worked(cast: Cast, chief: Client) -> None:
    portal_tests.reconcile()
    send(chief, PAGE, f"{PAGE}logins/add/", **{"login-person": str(cast.principal.pk), "login-since_on": "2027-06-01"})
    mine, other = PortalLogin.objects.get(), a_login(cast, cast.outsider)
    tried(chief, mine, "2027-06-18")
    tried(chief, mine, "2027-06-19")
    assert duty_of(cast).state == "open"
    silent = tried(chief, other, "2027-06-19", "failed")
    assert "Write what did not work" in text(silent) and PortalTest.objects.count() == 2
    tried(chief, other, "2027-06-19", "failed", "Locked out.")
    assert duty_of(cast).state == "open" and "Did not work" in shown(chief) and "Locked out." in shown(chief)
    tried(chief, other, "2027-06-19")
    duty = duty_of(cast)
    assert (duty.state, duty.was_late(), duty.proof_ref) == ("met", False, f"portal_test:{PortalTest.objects.latest('recorded_at').pk}")
    told = LogEntry.objects.filter(action="portal_tested").values_list("detail", flat=True)
    assert sorted(told) == ["failed", "worked", "worked", "worked"]


def test_late_stays_late_and_a_day_that_has_not_come_proves_nothing(at: At, cast: Cast, chief: Client) -> None:
    portal_tests.reconcile()
    login = a_login(cast)
    ahead = tried(chief, login, "2027-06-20")
    assert ahead.status_code == 200 and not PortalTest.objects.exists()
    with pytest.raises(Blocked):
        record_test(login_id=login.pk, by=cast.superintendent, given=TriedGiven(tested_on=date(2027, 6, 20), worked=True))
    at("2027-08-18 09:00")
    chief = signed_in(cast.superintendent)
    tried(chief, login, "2027-08-18")
    duty = duty_of(cast)
    assert (duty.state, duty.was_late()) == ("met", True)


def test_a_login_that_ends_is_not_waited_for_and_none_at_all_proves_nothing(at: At, cast: Cast, chief: Client) -> None:
    portal_tests.reconcile()
    mine, other = a_login(cast), a_login(cast, cast.outsider)
    tried(chief, mine, "2027-06-19")
    end_login(login_id=other.pk, by=cast.superintendent, until_on=date(2027, 6, 19))
    assert duty_of(cast).state == "open", "the last day counts"
    at("2027-06-20 09:00")
    assert portal_tests.reconcile() == 1 and duty_of(cast).state == "met"
    with pytest.raises(Blocked):
        add_login(district=cast.district, by=cast.superintendent, person_id=cast.principal.pk, since_on=date(2027, 6, 20))


def test_the_agreement_keeps_no_copies_unless_its_terms_say_so_and_earlier_ones_stay(cast: Cast, chief: Client) -> None:
    typed = {"agreement-agreed_on": "2027-06-01", "agreement-signed_by": "Ursula Kemp, Superintendent"}
    send(chief, PAGE, f"{PAGE}agreement/", **typed)
    assert PortalAgreement.objects.get().keeps_copies is False and "are not kept" in shown(chief)
    bare = send(chief, PAGE, f"{PAGE}agreement/", **typed, **{"agreement-keeps_copies": "on"})
    assert "Write what the agreement says about copies" in text(bare)
    stale = {**typed, "agreement-seen": "0", "agreement-terms": "One copy may be kept.", "agreement-keeps_copies": "on"}
    refused = send(chief, PAGE, f"{PAGE}agreement/", **stale)
    assert "Somebody recorded an agreement meanwhile" in text(refused) and "One copy may be kept." in text(refused)
    send(chief, PAGE, f"{PAGE}agreement/", **(stale | {"agreement-seen": "1"}))
    assert list(PortalAgreement.objects.order_by("number").values_list("keeps_copies", flat=True)) == [False, True]
    assert "Recorded earlier" in shown(chief)


def test_the_worksheet_says_who_can_file_and_whether_a_copy_may_be_kept(at: At, cast: Cast) -> None:
    at("2026-09-14 14:02")
    case = a_case(cast, "assessment")
    determine_danger(case=case, by=cast.principal, given=a_determination("yes"))
    page = f"/duties/{Obligation.objects.get(about_id=case.id, rule='CPD-ISP').pk}/worksheet/"
    lead = signed_in(cast.principal)
    assert "None recorded" in shown(lead, page) and "No copy of the portal’s report is kept here." in shown(lead, page)
    a_login(cast)
    a_user_agreement(cast, terms="One copy may be kept.", keeps_copies=True)
    seen = shown(lead, page)
    assert "Dana Whitlow" in seen and "signed" in seen and "lets copies of the portal’s report be kept" in seen


def test_the_portal_is_the_superintendents_and_a_designees_for_the_test(cast: Cast) -> None:
    portal_tests.reconcile()
    login = a_login(cast)
    given = TriedGiven(tested_on=date(2027, 6, 19), worked=True)
    for person in (cast.principal, cast.sysadmin):
        assert signed_in(person).get(PAGE).status_code == 403
        with pytest.raises(PermissionDenied):
            record_test(login_id=login.pk, by=person, given=given)
    deputy = a_person(cast.district, "deputy", "Odo Lang", "Assistant Superintendent")
    words: dict[str, Any] = {"district": cast.district, "acts_for": "superintendent", "by": cast.superintendent}
    Designation.objects.create(designee=deputy, rules=["PORTAL-TEST"], from_on=date(2027, 6, 1), **words)
    client = signed_in(deputy)
    assert "Record the test" in shown(client) and "Record the login" not in shown(client)
    tried(client, login, "2027-06-19")
    assert duty_of(cast).met_by == deputy
