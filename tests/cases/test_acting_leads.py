"""Acting leads: the superintendent names who leads while a principal is absent or concerned; what it opens, and that it closes again."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cases.access import can, door, visible_to
from cases.actions.circle import record_conflict
from cases.actions.conflicts import restrict
from cases.actions.delegates import submitters
from cases.models import Case
from tat import clock
from tat.models import Appointment, Obligation
from tat.obligations.roster import roster
from tat.roles import Permission
from tests.cases.named import an_acting_lead, designated
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-6")]
At = Callable[[str], datetime]
PAGE = "/teams/acting/"


def sees(cast: Cast, case: Case) -> bool:
    return visible_to(cast.backup, clock.now()).filter(pk=case.pk).exists()


def name(cast: Cast, **changes: object) -> object:
    typed = {"who": cast.backup.email, "building": str(cast.building.pk), "ground": "absent", "reason": "On leave."}
    days = {"from_on": "2026-09-14", "until_on": "2026-09-18"}
    return send(signed_in(cast.superintendent), PAGE, f"{PAGE}put/", **(typed | days | changes))


def test_in_the_place_of_an_absent_principal_the_building_is_led_until_the_last_day(cast: Cast, at: At) -> None:
    at("2026-09-14 10:00")
    case, hidden = a_case(cast, "assessment"), a_case(cast, "assessment", subject_name="Kim Park")
    restrict(hidden, by=cast.principal, at=clock.now())
    assert not sees(cast, case)
    for sentence, answer in (
        ("The last day lies before the first", name(cast, until_on="2026-09-13")),
        ("You cannot name yourself", name(cast, who=cast.superintendent.email)),
        ("is the principal of the building", name(cast, who=cast.principal.email)),
        ("Write the last day", name(cast, until_on="")),
    ):
        assert answer.status_code == 200 and sentence in flat(answer.content.decode()), sentence
    assert name(cast).status_code == 302
    assert "is named for this building" in name(cast, who=cast.consultant.email).content.decode()
    way = door(cast.backup, clock.now())
    assert sees(cast, case) and sees(cast, hidden) and can(way, Permission.CLASSIFY, case) and can(way, Permission.CLASSIFY, hidden)
    assert visible_to(cast.principal, clock.now()).filter(pk=case.pk).exists(), "being away takes nothing from the principal"
    duty = Obligation.objects.get(rule="TAT-CLS", about_id=case.pk)
    assert cast.backup.pk in roster([duty], clock.now()).actors(duty)
    assert cast.backup in submitters(case, clock.now(), student=True)
    assert submitters(case, clock.now(), student=False) == [cast.principal], "the report on anybody else stays with the principal (8.2)"
    designated(cast, cast.backup, "CPD-ISP")
    assert cast.backup in submitters(case, clock.now(), student=False)
    assert "Acting lead" in signed_in(cast.counselor).get(f"/teams/{cast.team.pk}/").content.decode()
    at("2026-09-19 00:01")
    assert not sees(cast, case) and not sees(cast, hidden)
    assert "Acting lead" not in signed_in(cast.counselor).get(f"/teams/{cast.team.pk}/").content.decode()


def test_in_a_case_that_concerns_the_principal_somebody_leads_without_the_superintendent_seeing_it(cast: Cast, at: At) -> None:
    at("2026-09-14 10:00")
    other, first = a_case(cast, "assessment", subject_name="Kim Park"), a_case(cast, "assessment")
    record_conflict(case=first, by=cast.counselor, person=cast.principal)
    assert not visible_to(cast.principal, clock.now()).filter(pk=first.pk).exists()
    row = an_acting_lead(cast, cast.backup, "concerned")
    assert sees(cast, first) and not sees(cast, other), "that case alone"
    assert can(door(cast.backup, clock.now()), Permission.CLASSIFY, first) and not Appointment.objects.filter(user=cast.backup).exists()
    page = signed_in(cast.superintendent).get(PAGE).content.decode()
    assert "Robin Voss" in page and first.code not in page
    second = a_case(cast, "assessment", subject_name="Ash Reyes")
    record_conflict(case=second, by=cast.counselor, person=cast.principal)
    assert sees(cast, second), "a case that concerns the principal later is led too"
    record_conflict(case=second, by=cast.counselor, person=cast.backup)
    assert not sees(cast, second), "a conflict beats the naming"
    at("2026-09-15 10:00")
    answer = send(signed_in(cast.superintendent), PAGE, f"{PAGE}{row.pk}/end/")
    assert answer.status_code == 302 and not sees(cast, first)
    assert "Robin Voss" in signed_in(cast.superintendent).get(f"{PAGE}?show=ended").content.decode()
    for person in (cast.principal, cast.counselor):
        assert signed_in(person).get(PAGE).status_code == 403
