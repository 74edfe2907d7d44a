"""Retention of closed cases and holds: when the years end, what stands against disposal, and that nothing is deleted (handbook 9.8)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cases.actions.releases import ReleaseGiven, record_release
from cases.models import Case, Party, Person
from reporting.actions.carrying_out import carry_out
from reporting.actions.disposals import agree
from reporting.actions.retention import ScheduleGiven, enter_schedule
from reporting.models import Disposal, LegalHold, RecordReview, RetentionSchedule
from reporting.workflow import ADULT, PERSONNEL, STUDENT, RetentionFacts, disposal_problems
from tat import clock
from tat.models import AccessEntry, LogEntry
from tat.workflow import Blocked
from tests.cast import Cast, signed_in
from tests.reporting.disposed import certified, closed, foia_officer, proposed
from tests.reporting.matters import a_request, custodian, personnel_officer
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4")]
At = Callable[[str], datetime]
PAGE, HOLD = "/records/retention/", "/records/retention/hold/"
DAY = date(2032, 6, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"ends_on": DAY}, ""),
        ({"ends_on": date(2032, 6, 2)}, "have not ended"),
        ({"ends_on": None}, "left for good is not recorded"),
        ({"closed": False}, "is open"),
        ({"holds": 1}, "is held"),
        ({"duties": 1}, "A duty"),
        ({"requests": True}, "A request"),
        ({"record_class": ADULT, "ends_on": None}, "until the district has an approved schedule"),
        ({"record_class": PERSONNEL, "ends_on": None}, "until the district has an approved schedule"),
        ({"record_class": PERSONNEL, "ends_on": date(2032, 6, 2)}, "have not ended"),
        ({"record_class": ADULT}, ""),
    ],
)
def test_each_thing_stands_against_a_disposal_by_itself(changed: dict[str, object], said: str) -> None:
    facts = RetentionFacts(**({"closed": True, "record_class": STUDENT, "ends_on": date(2032, 5, 31), "day": DAY} | changed))  # type: ignore[arg-type]
    found = disposal_problems(facts)
    assert len(found) == bool(said) and said in "".join(found)


def listed(cast: Cast, keeper: object) -> str:
    return flat(signed_in(keeper).get(PAGE).content.decode())  # type: ignore[arg-type]


def test_the_years_count_from_the_day_the_student_left_for_good_the_latest_governs(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, keeper = closed(cast, subject_name="Ivo Quandt"), custodian(cast)
    assert "left for good is not recorded" in listed(cast, keeper) and "Ivo" not in listed(cast, keeper)
    page, act = f"/cases/{case.code}/record-review/", f"/cases/{case.code}/record-review/left/"
    assert send(signed_in(cast.principal), page, act, **{"left-on": "2026-09-15", "left-note": "Moved away."}).status_code == 200
    for day in ("2026-06-01", "2026-08-31"):
        assert (
            send(signed_in(cast.principal), page, act, **{"left-on": day, "left-note": "Withdrawn; form in the office."}).status_code == 302
        )
    assert "kept until August 31, 2031" in listed(cast, keeper) and "have not ended" in listed(cast, keeper)
    assert RecordReview.objects.filter(case=case, kind="left").count() == 2
    at("2031-08-31 09:00")
    assert "Nothing stands against it." in listed(cast, keeper)
    assert Case.objects.filter(pk=case.pk).exists() and AccessEntry.objects.filter(page="retention_list", user_id=keeper.pk).exists()


def test_a_hold_and_an_open_request_stand_against_it_until_they_end(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, keeper = closed(cast, subject_name="Rowan Teller"), custodian(cast)
    a_request(cast, keeper)
    assert "A request, court order or challenge" in listed(cast, keeper)
    browser = signed_in(keeper)
    for typed in ({"case": "CHS-26-ZZZZ", "reason": "A lawsuit was announced by letter."}, {"case": case.code, "reason": "Short."}):
        assert send(browser, PAGE, HOLD, **typed).status_code == 200
    assert send(browser, PAGE, HOLD, case=case.code.lower(), reason="A lawsuit was announced by letter.").status_code == 302
    row = LegalHold.objects.get()
    assert "It is held" in listed(cast, keeper)
    assert "A lawsuit was announced" in flat(signed_in(cast.principal).get(f"/cases/{case.code}/record-review/").content.decode())
    assert send(browser, PAGE, f"{PAGE}{row.pk}/lift/", reason="Over.").status_code == 200
    assert send(browser, PAGE, f"{PAGE}{row.pk}/lift/", reason="The lawsuit was settled in June.").status_code == 302
    row.refresh_from_db()
    assert row.lifted_by == keeper and "It is held" not in listed(cast, keeper)
    acts = LogEntry.objects.filter(code=case.code, action__startswith="hold_").order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["hold_placed", "hold_lifted"]


def test_a_restricted_case_is_not_the_custodians_and_the_page_is_nobodys_else(cast: Cast) -> None:
    case, keeper = closed(cast), custodian(cast)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert case.code not in listed(cast, keeper)
    assert send(signed_in(keeper), PAGE, HOLD, case=case.code, reason="A lawsuit was announced by letter.").status_code == 200
    assert not LegalHold.objects.exists()
    assert [signed_in(each).get(PAGE).status_code for each in (cast.principal, cast.superintendent, cast.counselor)] == [403] * 3


def about_an_adult(cast: Cast, affiliation: str) -> Case:
    case = closed(cast, subject_name="Otto Lund")
    Party.objects.filter(case=case, role="subject").update(affiliation=affiliation)
    Person.objects.filter(parties__case=case, parties__role="subject").update(affiliation=affiliation)
    return case


def test_a_file_about_an_adult_counts_by_the_districts_approved_schedule_and_about_an_employee_by_its_own(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    keeper, officer = custodian(cast), personnel_officer(cast)
    worker, visitor = about_an_adult(cast, "employee_current"), about_an_adult(cast, "contractor_vendor_visitor")
    Case.objects.filter(pk=worker.pk).update(restricted=True)
    assert visitor.code in listed(cast, keeper) and "until the district has an approved schedule" in listed(cast, keeper)
    assert worker.code not in listed(cast, keeper)
    assert worker.code in listed(cast, officer) and visitor.code not in listed(cast, officer) and "Otto" not in listed(cast, officer)
    act = f"{PAGE}schedule/"
    typed = {"schedule-years": "7", "schedule-number": "14:053", "schedule-approved_on": "2026-03-02"}
    mixed = send(signed_in(officer), PAGE, act, **typed, **{"schedule-record_class": "adult_other"})
    assert mixed.status_code == 200 and not RetentionSchedule.objects.exists()
    assert send(signed_in(keeper), PAGE, act, **typed).status_code == 200
    assert send(signed_in(officer), PAGE, act, **typed, **{"schedule-record_class": "personnel"}).status_code == 302
    assert (
        send(signed_in(keeper), PAGE, act, **(typed | {"schedule-record_class": "adult_other", "schedule-years": "3"})).status_code == 302
    )
    assert "kept until September 14, 2033" in listed(cast, officer) and "kept until September 14, 2029" in listed(cast, keeper)
    assert "Schedule 14:053" in listed(cast, officer) and LogEntry.objects.filter(action="schedule_entered").count() == 2
    at("2029-09-14 09:00")
    assert "Nothing stands against it." in listed(cast, keeper) and "have not ended" in listed(cast, officer)


def test_an_employees_file_is_held_and_disposed_of_by_the_personnel_officer_alone(cast: Cast, at: At, settings: Any, tmp_path: Any) -> None:
    at("2026-09-14 09:00")
    settings.CHECKPOINT_DIR = str(tmp_path)
    keeper, officer, worker = custodian(cast), personnel_officer(cast), about_an_adult(cast, "employee_current")
    typed = {"record_class": "personnel", "years": 1, "number": "14:053", "approved_on": date(2026, 3, 2)}
    enter_schedule(by=officer, given=ScheduleGiven(**typed))
    assert send(signed_in(keeper), PAGE, HOLD, case=worker.code, reason="A lawsuit was announced by letter.").status_code == 200
    assert send(signed_in(officer), PAGE, HOLD, case=worker.code, reason="A lawsuit was announced by letter.").status_code == 302
    assert "It is held" in listed(cast, officer)
    assert send(signed_in(officer), PAGE, f"{PAGE}{LegalHold.objects.get().pk}/lift/", reason="The lawsuit was settled.").status_code == 302
    at("2027-09-14 09:00")
    matter = proposed(cast, officer, [worker], record_class="personnel")
    assert signed_in(keeper).get(f"/records/disposals/{matter.pk}/").status_code == 404
    certified(officer, matter)
    for person in (cast.superintendent, foia_officer(cast)):
        agree(matter_id=matter.pk, by=person)
    Disposal.objects.update(planned_on=date(2027, 9, 14))
    (stone,) = carry_out(matter_id=matter.pk, by=officer)  # no family is told: it is no student record
    assert (stone.record_class, stone.kept_until, stone.told_on) == ("personnel", date(2027, 9, 14), None)


def test_no_family_has_a_file_that_is_about_no_student(cast: Cast) -> None:
    case = about_an_adult(cast, "employee_current")
    words = {"what": "A copy.", "person": "Somebody", "purpose": "To read it.", "released_at": clock.now()}
    with pytest.raises(Blocked) as found:
        record_release(case=case, by=cast.principal, given=ReleaseGiven(basis="parent", **words))
    assert "about no student" in " ".join(found.value.problems)
    assert record_release(case=case, by=cast.principal, given=ReleaseGiven(basis="employee", **words)).basis == "employee"
