"""The subject has left: what is recorded, what it does not end, and the written notice before records follow (23 IAC 375.70)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.circle import grant_access
from cases.actions.departures import record_departure
from cases.actions.reconcile import reconcile
from cases.models import Case, Departure
from tat import clock
from tat.models import LogEntry, Notice, Obligation
from tests.cases.families import refused, rights_passed
from tests.cases.handed import leaving, left
from tests.cases.managed import closed, local, planned, running, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-8")]
At = Callable[[str], datetime]
FRIDAY = date(2026, 9, 18)
FOLLOW = {"records": "follow", "release_on": FRIDAY}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


@pytest.fixture
def case(cast: Cast) -> Case:
    return planned(cast)


def page(cast: Cast, case: Case) -> str:
    return " ".join(signed_in(cast.counselor).get(f"/cases/{case.code}/transfer/").content.decode().split())


def notices(case: Case) -> list[Obligation]:
    return list(Obligation.objects.about("case", case.pk).filter(rule="REL-PRE").order_by("recorded_at"))


def test_that_the_subject_left_closes_nothing_and_updates_go_on(cast: Cast, case: Case, at: At) -> None:
    due = running(case).due_at()
    left(cast, case)
    case.refresh_from_db()
    assert (case.stage, running(case).due_at()) == ("management", due)
    assert notices(case) == []
    at("2026-10-12 09:00")
    updated(cast, case)
    assert local(running(case).legal_due_at) == "2026-11-11 23:59"
    assert LogEntry.objects.filter(action="departure_recorded", about_id=case.pk).count() == 1


def test_the_page_records_it_and_shows_it_with_its_stamp(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/transfer/"
    typed = {
        "left-left_on": "2026-09-11",
        "left-where_to": "Far High School",
        "left-monitoring": "goes_on",
        "left-monitor": cast.social_worker.pk,
        "left-source": "consent",
        "left-source_note": "The mother, in writing, on September 10.",
        "left-records": "not_asked",
    }
    assert send(client, address, f"{address}left/", **typed).status_code == 302
    words = page(cast, case)
    assert "Far High School" in words and "Mika Feld, School Social Worker" in words and "The mother, in writing" in words
    assert "Consent of the parents" in words and "Sol Ortiz-Lane, School Counselor" in words


def test_each_thing_that_is_missing_is_said_and_everything_typed_stays(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/transfer/"
    typed = {"left-left_on": "2026-09-14", "left-where_to": "Kept words.", "left-monitoring": "goes_on", "left-records": "follow"}
    words = " ".join(send(client, address, f"{address}left/", **typed).content.decode().split())
    assert "Choose who goes on monitoring" in words and "Choose the lawful source." in words
    assert "from which day on the records may follow" in words and "Kept words." in words
    assert "has not come yet" in refused(lambda: left(cast, case, left_on=date(2026, 9, 15)))
    assert "why monitoring has ended" in refused(lambda: left(cast, case, monitoring="ended"))
    assert "attorney" in refused(lambda: left(cast, case, source="other"))
    assert "somebody who works on this case" in refused(lambda: left(cast, case, monitor=cast.outsider))
    assert "only after the parents" in refused(lambda: left(cast, case, records="follow", release_on=date(2026, 9, 14)))
    late = {"records": "follow", "release_on": date(2026, 9, 10), "notice_on": date(2026, 9, 11), "notice_method": "letter"}
    assert "before the records follow" in refused(lambda: left(cast, case, **late))
    assert "how the notice was given" in refused(lambda: left(cast, case, notice_on=date(2026, 9, 11)))
    assert "on which day the notice" in refused(lambda: left(cast, case, notice_method="letter"))
    assert not case.departure_set.exists()


def test_records_that_are_to_follow_start_the_written_notice_before_them(cast: Cast, case: Case) -> None:
    first = left(cast, case, **FOLLOW)
    (duty,) = notices(case)
    assert (duty.trigger_ref, duty.state, local(duty.legal_due_at)) == (f"departure:{first.pk}", "open", "2026-09-18 00:00")
    assert "Due before the records follow" in page(cast, case)
    second = left(cast, case, **FOLLOW, notice_on=date(2026, 9, 14), notice_method="letter")
    (duty,) = notices(case)
    assert (duty.state, duty.proof_ref, duty.was_late()) == ("met", f"departure:{second.pk}", False)
    assert second.replaces == first and "Letter by mail" in page(cast, case)


def test_another_day_or_no_records_takes_the_notices_place(cast: Cast, case: Case) -> None:
    left(cast, case, **FOLLOW)
    left(cast, case, records="follow", release_on=date(2026, 9, 25))
    assert [(duty.state, local(duty.legal_due_at)) for duty in notices(case)] == [
        ("superseded", "2026-09-18 00:00"),
        ("open", "2026-09-25 00:00"),
    ]
    left(cast, case, records="none")
    assert {duty.state for duty in notices(case)} == {"superseded"}


def test_a_lost_notice_is_rebuilt_and_none_is_doubled(cast: Cast, case: Case) -> None:
    left(cast, case, **FOLLOW)
    left(cast, case, **FOLLOW)
    assert reconcile() == 0
    (duty,) = [each for each in notices(case) if each.state == "open"]
    duty.events.all().delete()
    Notice.objects.filter(obligation=duty).delete()
    duty.delete()
    assert reconcile() == 1 and reconcile() == 0
    assert local(notices(case)[-1].legal_due_at) == "2026-09-18 00:00"


def test_an_entry_written_on_an_older_one_is_answered_with_both_and_nothing_is_lost(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/transfer/"
    stale = form_of(client.get(address), f"{address}left/")
    left(cast, case, where_to="Another school")
    typed = {
        "left-left_on": "2026-09-11",
        "left-where_to": "Far High School",
        "left-monitoring": "ended",
        "left-ended_why": "The family moved abroad.",
        "left-records": "none",
    }
    answer = client.post(f"{address}left/", {**stale, **typed})
    words = answer.content.decode()
    assert answer.status_code == 409 and "Another school" in words and "The family moved abroad." in words
    assert case.departure_set.count() == 1
    assert client.post(f"{address}left/", form_of(answer, f"{address}left/")).status_code == 302
    assert case.departure_set.count() == 2 and Departure.objects.get(case=case, replaces__isnull=False).where_to == "Far High School"


def test_the_team_records_it_and_who_is_let_in_to_read_does_not(cast: Cast, case: Case) -> None:
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now().replace(year=2027), reason="consultant")
    with pytest.raises(PermissionDenied):
        record_departure(case=case, by=cast.consultant, given=leaving(cast))
    assert record_departure(case=case, by=cast.psychologist, given=leaving(cast)).pk


def test_the_notice_goes_to_the_student_once_the_rights_have_passed(cast: Cast, case: Case) -> None:
    assert "The written notice goes to: The parents or guardians." in page(cast, case)
    rights_passed(cast, case)
    assert "The student (rights have passed" in page(cast, case)


@pytest.mark.parametrize(
    ("reason", "lacks", "so", "then"),
    [
        ("left_district_monitoring_ended", "not recorded since when", {}, "monitoring has ended, and that is not on record"),
        ("transferred_with_notice", "not recorded which", {}, "no written notice to the parents is on record"),
        ("transferred_with_notice", "not recorded which", {"where_to": ""}, "not recorded which"),
    ],
)
def test_a_reason_that_names_the_leaving_asks_for_its_record(
    cast: Cast, case: Case, reason: str, lacks: str, so: dict[str, object], then: str
) -> None:
    updated(cast, case)
    assert lacks in refused(lambda: closed(cast, case, reason=reason))
    left(cast, case, **so)
    assert then in refused(lambda: closed(cast, case, reason=reason))
    ended = {"monitoring": "ended", "ended_why": "The other district goes on.", "where_to": "Far High School"}
    left(cast, case, **ended, notice_on=date(2026, 9, 14), notice_method="hand")
    closed(cast, case, reason=reason)
    assert (case.stage, case.closed_reason) == ("closed", reason)


def test_a_reason_without_the_leaving_asks_nothing_of_it(cast: Cast, case: Case) -> None:
    updated(cast, case)
    closed(cast, case)
    assert case.closed_reason == "resolved"
    assert "closed" in refused(lambda: left(cast, case))


def test_the_page_takes_as_many_statements_with_four_entries_as_with_one(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/transfer/"
    left(cast, case)
    few = statements(client, address)
    for _ in range(3):
        left(cast, case)
    assert statements(client, address) == few <= 11
