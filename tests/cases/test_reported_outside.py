"""Firearm, drug, battery and safety duties: who owes what, what is seen without a case, the proof without it (handbook 8.1, 8.3, 8.4)."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from cases.models import GateFacts, NotificationEntry
from tat import clock
from tat.models import Agency, Obligation
from tests.cases.outside import (
    SECRET,
    a_designee,
    another_districts_superintendent,
    duty_of,
    enter_facts,
    page_of,
    reported,
    tell,
)
from tests.cast import Cast, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-5")]
NAMES = ("Zephyr", "Quandary", "Marigold", "Thistle", "Friday", "room 204")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CENTRAL)


def words(answer) -> str:
    return flat(answer.content.decode())


def rules_of(case) -> set[str]:
    return set(Obligation.objects.about("case", case.pk).values_list("rule", flat=True))


def by_ledger(user, case, duty, **typed):
    """An entry of the ledger, through its page, that proves this duty."""
    now = clock.now().astimezone(clock.CENTRAL)
    entry = {"recipient": "NTF-LE", "outcome": "reached", "told_at": f"{now:%Y-%m-%dT%H:%M}", "person": "Dispatcher", "method": "phone"}
    entry |= {"content": "What it was.", "discloses_student": "no", "meets": [str(duty.pk)], **typed}
    page = f"/cases/{case.code}/notices/"
    return send(signed_in(user), page, f"{page}record/", **entry)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ("2026-09-12 20:00", "2026-09-14 20:00-05:00"),
        ("2026-10-30 20:00", "2026-11-01 19:00-06:00"),
        ("2027-03-12 20:00", "2027-03-14 21:00-05:00"),
    ],
)
def test_a_drug_violation_is_told_within_48_hours_and_where_verified_by_the_superintendent_at_once(cast: Cast, at, known, due) -> None:
    """Examples 15 and 16."""
    at(known)
    case = reported(cast.principal, drugs="yes", drugs_verified="on")
    principals, superintendents = duty_of(case, "DRG-48"), duty_of(case, "DRG-LE2")
    assert principals.legal_due_at == datetime.fromisoformat(due)
    assert (superintendents.legal_due_at, superintendents.target_due_at - superintendents.triggered_at) == (None, timedelta(minutes=15))
    assert "DRG-SIRS" in rules_of(case)
    assert by_ledger(cast.counselor, case, principals).status_code == 302
    states = dict(Obligation.objects.about("case", case.pk).values_list("rule", "state"))
    assert (states["DRG-48"], states["DRG-LE2"]) == ("met", "open")


def test_a_threat_of_gun_violence_online_starts_the_notices_and_logs_the_attempts(cast: Cast, at) -> None:
    """Example 65: no gun seen, so no FIR-PG; the attempt to reach the parents is enough."""
    at("2026-09-14 10:00")
    case = reported(cast.counselor, gun_violence="yes", firearm="no", place_kind="online")
    assert {"OFF-FIR", "FIR-LE", "GUN-PG"} <= rules_of(case) and not {"FIR-PG", "FIR-LE2", "FIR-SIRS"} & rules_of(case)
    parents = duty_of(case, "GUN-PG")
    signed_in(cast.principal).get(f"/cases/{case.code}/")
    assert by_ledger(cast.principal, case, parents, recipient="NTF-PGS", outcome="attempted", person="Mother").status_code == 302
    parents.refresh_from_db()
    assert parents.state == "met"


@pytest.mark.parametrize("page", ["intake", "triage", "assessment"])
def test_gang_activity_and_alcohol_start_the_principals_duty_and_the_ledger_proves_it(cast: Cast, page: str) -> None:
    case = reported(cast.principal, **({"safety": "yes"} if page == "intake" else {"determination": "no", "rationale": "Named nobody."}))
    client, code = signed_in(cast.principal), case.code
    if page != "intake":
        send(client, f"/cases/{code}/triage/", f"/cases/{code}/triage/begin/")
    if page == "triage":
        places = [reverse(name, args=[code]) for name in ("case_triage_gates", "triage_gates")]
        send(client, *places, **{"gates-safety": "yes"})
    if page == "assessment":
        send(client, f"/cases/{code}/triage/", f"/cases/{code}/triage/convene/")
        send(client, f"/cases/{code}/gates/", f"/cases/{code}/gates/answer/", **{"gates-safety": "yes"})
    duty = duty_of(case, "SAFE-LE")
    assert (duty.legal_due_at, duty.target_due_at) == (None, None)
    assert by_ledger(cast.principal, case, duty).status_code == 302
    duty.refresh_from_db()
    assert duty.state == "met"


def test_the_superintendent_sees_the_facts_of_a_battery_and_nothing_else_of_the_case(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    duty = duty_of(case, "BAT-LE")
    bare = words(page_of(cast.superintendent, duty))
    assert "has not entered the facts" in bare and "Record the call" in bare
    more = {"happened_at": "2026-09-14T10:20", "injury": "none", "injury_note": "Seen by the nurse at 10:30 AM", "complaint": "yes"}
    answer = enter_facts(cast.principal, case, "battery", **more, complaint_at="2026-09-14T10:40")
    assert answer.status_code == 302
    page = words(page_of(cast.superintendent, duty))
    for shown in ("Gym", "10:20 AM", "struck a teacher once", "Teacher", "Seen by the nurse", "Yes, in writing", "10:40 AM", case.code):
        assert shown in page, shown
    assert [word for word in NAMES if word in page] == [] and f"/cases/{case.code}/" not in page
    assert signed_in(cast.superintendent).get(f"/cases/{case.code}/").status_code == 404
    assert signed_in(cast.superintendent).get(f"/cases/{case.code}/incidents/").status_code == 404


def test_the_facts_of_another_rule_are_not_shown_and_a_verified_incident_says_by_which_office(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, firearm="yes", firearm_verified="on", battery="yes")
    enter_facts(cast.principal, case, "firearm", happened_at="2026-09-14T10:00")
    page = words(page_of(cast.superintendent, duty_of(case, "FIR-LE2")))
    assert "A pistol lay in a car." in page and "Pistol" in page and "Building Principal, Monday" in page
    assert "Dana Whitlow" not in page.partition("What happened to it")[0]
    assert "A pistol" not in words(page_of(cast.superintendent, duty_of(case, "BAT-LE")))


def test_facts_that_name_somebody_or_lack_what_the_rule_needs_are_refused_and_kept_on_the_page(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    answer = enter_facts(cast.principal, case, "battery", happened_at="2026-09-14T10:20", what="Quandary struck a teacher.")
    assert answer.status_code == 200 and "write them without names" in words(answer) and "Quandary struck a teacher." in words(answer)
    for wrong in ({"happened_at": "2026-09-14T11:20"}, {"happened_at": ""}, {"personnel": ""}, {"complaint_at": "2026-09-14T10:30"}):
        answer = enter_facts(cast.principal, case, "battery", **{"happened_at": "2026-09-14T10:20", **wrong})
        assert answer.status_code == 200 and 'role="alert"' in answer.content.decode(), wrong
    assert not GateFacts.objects.exists()
    assert enter_facts(cast.outsider, case, "battery").status_code == 404


def test_who_holds_the_duty_by_a_dated_designation_opens_it_and_nobody_else_without_the_case(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    duty = duty_of(case, "BAT-LE")
    assert page_of(a_designee(cast, "BAT-LE"), duty).status_code == 200
    kept_out = [
        a_designee(cast, "BAT-LE", until_on=local("2026-09-13").date()),
        a_designee(cast, "FIR-LE2"),
        a_designee(cast, "BAT-LE", building=cast.other_building),
        a_designee(cast, "BAT-LE", acts_for="principal"),
        another_districts_superintendent(),
        cast.outsider,
    ]
    for person in kept_out:
        assert page_of(person, duty).status_code == 404, person
        assert signed_in(person).post(f"/duties/{duty.pk}/police/", {}).status_code == 404, person


def test_a_restricted_case_shows_the_superintendent_what_the_rule_needs(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes", subject_affiliation="employee_current")
    case.refresh_from_db()
    assert case.restricted
    enter_facts(cast.principal, case, "battery", happened_at="2026-09-14T10:20")
    duty = duty_of(case, "BAT-LE")
    assert case.code in words(signed_in(cast.superintendent).get("/"))
    page = words(page_of(cast.superintendent, duty))
    assert "struck a teacher once" in page and [word for word in NAMES if word in page] == []
    designee = a_designee(cast, "BAT-LE")
    assert page_of(designee, duty).status_code == 200 and tell(designee, duty, told_at="2026-09-14T10:40").status_code == 302
    assert page_of(cast.psychologist, duty_of(case, "BAT-SIRS")).status_code == 404


def test_the_superintendent_tells_the_police_and_the_entry_stands_in_the_ledger_of_the_case(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    duty = duty_of(case, "BAT-LE")
    at("2026-09-14 10:50")
    Agency.objects.create(district=cast.district, kind="law_enforcement", name="Bluestem Bend Police", phone_always="217-555-0142")
    offered = page_of(cast.superintendent, duty).content.decode()
    assert '<option value="Bluestem Bend Police">' in offered and 'list="offices"' in offered
    answer = tell(cast.superintendent, duty, told_at="2026-09-14T10:48", reference="26-10877", note="A patrol car comes.")
    assert answer.status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.was_late(), duty.done_at) == ("met", False, local("2026-09-14 10:48"))
    entry = NotificationEntry.objects.get(case=case)
    assert (entry.recipient, entry.agency, entry.reference, entry.person) == (
        "NTF-LE",
        "Bluestem Bend Police",
        "26-10877",
        "Sgt. Iver Holt",
    )
    assert entry.recorded_by == cast.superintendent
    ledger = words(signed_in(cast.principal).get(f"/cases/{case.code}/notices/"))
    assert "26-10877" in ledger and "A patrol car comes." in ledger
    page = words(page_of(cast.superintendent, duty))
    assert "Record the call" not in page and "26-10877" in page
    again = {"outcome": "reached", "agency": "Police", "person": "Holt", "told_at": "2026-09-14T10:49", "discloses_student": "no"}
    signed_in(cast.superintendent).post(f"/duties/{duty.pk}/police/", {**again, "idempotency_key": str(uuid.uuid4())})
    assert NotificationEntry.objects.count() == 1


def test_a_call_that_was_late_stays_late_and_an_attempt_ends_nothing(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    duty = duty_of(case, "BAT-LE")
    at("2026-09-14 10:52")
    tried = tell(cast.superintendent, duty, outcome="attempted", told_at="2026-09-14T10:50", note="The line was busy.")
    duty.refresh_from_db()
    assert tried.status_code == 302 and duty.state == "open" and duty.events.filter(kind="attempted").count() == 1
    at("2026-09-14 12:00")
    assert tell(cast.superintendent, duty, told_at="2026-09-14T11:30").status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.was_late()) == ("met", True)
    assert sorted(NotificationEntry.objects.values_list("outcome", flat=True)) == ["attempted", "reached"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"told_at": "2026-09-14T11:30"}, "told_at"),
        ({"told_at": "2026-09-14T10:10"}, "told_at"),
        ({"told_at": ""}, "told_at"),
        ({"agency": " "}, "agency"),
        ({"person": ""}, "person"),
        ({"discloses_student": ""}, "discloses_student"),
        ({"discloses_student": "yes"}, "legal_basis"),
        ({"discloses_student": "yes", "legal_basis": "emergency"}, "release_threat"),
    ],
)
def test_a_call_of_the_future_before_the_incident_or_with_a_piece_missing_is_refused(cast: Cast, at, wrong, field) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes")
    enter_facts(cast.principal, case, "battery", happened_at="2026-09-14T10:20")
    duty = duty_of(case, "BAT-LE")
    at("2026-09-14 10:50")
    answer = tell(cast.superintendent, duty, **{"told_at": "2026-09-14T10:25", "note": "Typed with care.", **wrong})
    assert answer.status_code == 200 and f'href="#id_{field}' in answer.content.decode() and "Typed with care." in words(answer)
    duty.refresh_from_db()
    assert duty.state == "open" and not NotificationEntry.objects.exists()
    assert tell(cast.superintendent, duty, told_at="2026-09-14T10:25").status_code == 302


def test_one_call_serves_the_principals_duty_and_the_superintendents_with_two_entries(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, firearm="yes", firearm_verified="on")
    own = {"agency": "Bluestem Bend Police", "reference": "26-10877", "told_at": "2026-09-14T10:41", "person": "Dispatcher Oz"}
    at("2026-09-14 10:44")
    by_ledger(cast.principal, case, duty_of(case, "FIR-LE"), **own)
    duty = duty_of(case, "FIR-LE2")
    page = words(page_of(cast.superintendent, duty))
    assert "One call for both duties?" in page and "26-10877" in page and "Dispatcher Oz" not in page
    first = NotificationEntry.objects.get()
    assert tell(cast.superintendent, duty, same_call=str(first.pk), agency="", person="").status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.was_late(), duty.done_at) == ("met", False, first.told_at)
    assert NotificationEntry.objects.count() == 2
    assert SECRET not in page
