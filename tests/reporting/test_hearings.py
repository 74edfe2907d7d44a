"""A hearing on a record: conference, officer, hearing, decision, each with its days, then the time for an appeal (23 IAC 375.90)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from reporting.actions.hearings import reconcile_hearings
from reporting.actions.record_duties import reconcile
from reporting.models import RecordsMatter
from reporting.models.records import ABOUT
from tat import clock
from tat.models import Obligation, ObligationEvent, User
from tat.statutes import local_date
from tests.cast import Cast, signed_in
from tests.reporting.matters import a_matter, custodian, recorded, stepped
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]


@pytest.fixture
def keeper(cast: Cast) -> User:
    return custodian(cast)


def duty(matter: RecordsMatter, rule: str) -> Obligation:
    return Obligation.objects.filter(about_kind=ABOUT, about_id=matter.pk, rule=rule).latest("triggered_at")


def due(matter: RecordsMatter, rule: str) -> date:
    found = duty(matter, rule).due_at()
    assert found
    return local_date(found)


def page(by: User, matter: RecordsMatter) -> str:
    return flat(signed_in(by).get(f"/records/{matter.pk}/").content.decode())


def test_each_step_has_its_days_and_the_last_starts_the_time_for_an_appeal(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    matter = a_matter(cast, keeper, "hearing", "2026-09-14")
    assert due(matter, "CHL-CONF") == date(2026, 10, 5)  # the fifteenth of school and business days, whichever ends first
    assert f'href="/records/{matter.pk}/"' in signed_in(keeper).get("/").content.decode()
    assert "/heard/" not in page(keeper, matter) and "/confer/" in page(keeper, matter)
    at("2026-09-21 15:00")
    missing = stepped(keeper, matter, "confer", on="2026-09-21")
    assert missing.status_code == 200 and "Choose what came of it." in flat(missing.content.decode())
    assert stepped(keeper, matter, "confer", on="2026-09-21", outcome="unresolved", text="Both parents.").status_code == 302
    assert duty(matter, "CHL-CONF").state == "met" and due(matter, "CHL-HRG") == date(2026, 10, 6)
    here = stepped(keeper, matter, "officer", on="2026-09-21", person="Ira Webb")
    assert here.status_code == 200 and "not employed in the attendance center" in flat(here.content.decode())
    assert stepped(keeper, matter, "officer", on="2026-09-21", person="Ira Webb", elsewhere="on").status_code == 302
    sooner = stepped(keeper, matter, "postpone", on="2026-09-21", until_on="2026-10-01", text="By phone.")
    assert sooner.status_code == 200 and "no later than the day that stands" in flat(sooner.content.decode())
    assert stepped(keeper, matter, "postpone", on="2026-09-21", until_on="2026-10-16", text="By phone, both agree.").status_code == 302
    assert due(matter, "CHL-HRG") == date(2026, 10, 16)
    at("2026-10-14 17:00")
    assert stepped(keeper, matter, "heard", on="2026-10-14", text="Court reporter; transcript in the office.").status_code == 302
    assert due(matter, "CHL-DEC") == date(2026, 10, 28)
    at("2026-10-20 12:00")
    assert stepped(keeper, matter, "rule", on="2026-10-20", outcome="change", text="The date is put right.").status_code == 302
    appeal = duty(matter, "CHL-APP")
    assert (appeal.state, appeal.legal_due_at is not None) == ("open", True)
    assert stepped(keeper, matter, "letter", what="appealed", on="2026-10-20", method="letter").status_code == 302
    assert "Forward the papers by" in page(keeper, matter)
    assert stepped(keeper, matter, "letter", what="forwarded", on="2026-10-20", method="certified").status_code == 302
    assert duty(matter, "CHL-APP").state == "met" and "The Regional Superintendent decides by" in page(keeper, matter)
    assert not Obligation.objects.open().about(ABOUT, matter.pk).exists()
    assert reconcile(reconcile_hearings) == 0


def test_what_the_conference_resolves_or_the_parents_take_back_is_over(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    settled, back = a_matter(cast, keeper, "hearing", "2026-09-14"), a_matter(cast, keeper, "hearing", "2026-09-14")
    assert stepped(keeper, settled, "confer", on="2026-09-14", outcome="resolved", text="The entry is mended.").status_code == 302
    assert stepped(keeper, back, "withdraw", on="2026-09-14").status_code == 302
    assert [duty(each, "CHL-CONF").state for each in (settled, back)] == ["met", "superseded"]
    assert not Obligation.objects.open().filter(about_kind=ABOUT).exists() and reconcile(reconcile_hearings) == 0


def test_a_late_conference_is_said_to_be_late_and_a_lost_duty_is_started_again(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    matter = a_matter(cast, keeper, "hearing", "2026-09-14")
    at("2026-10-12 09:00")
    assert "Past its time" in page(keeper, matter)
    assert stepped(keeper, matter, "confer", on="2026-10-09", outcome="unresolved", text="Late.").status_code == 302
    assert duty(matter, "CHL-CONF").was_late()
    ObligationEvent.objects.filter(obligation__rule="CHL-HRG").delete()
    Obligation.objects.filter(rule="CHL-HRG").delete()
    assert reconcile(reconcile_hearings) == 1 and due(matter, "CHL-HRG") == date(2026, 10, 24)
    assert reconcile(reconcile_hearings) == 0


def test_what_is_missing_in_a_request_is_said_beside_its_field_and_nobody_else_reads_it(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    answer = recorded(cast, keeper, "hearing", "2026-09-14", ground="")
    said = flat(answer.content.decode())
    assert answer.status_code == 200 and "Choose on which ground" in said and "The entry of May" in said
    matter = a_matter(cast, keeper, "hearing", "2026-09-14")
    assert signed_in(cast.counselor).get(f"/records/{matter.pk}/").status_code == 404
    assert signed_in(cast.principal).get("/records/new/hearing/").status_code == 404
    assert clock.now() and RecordsMatter.objects.count() == 1
