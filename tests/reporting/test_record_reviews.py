"""The review of a student temporary record: every four years or on a change of attendance center, met by a note alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from cases.actions.closing import carried_duties
from cases.models import Affiliation, Case, Party
from reporting.actions.record_reviews import reconcile
from reporting.models import RecordReview
from tat import clock
from tat.models import LogEntry, Notice, Obligation
from tat.statutes import local_date
from tests.cases.handed import accepted, ready
from tests.cases.managed import closed, planned, updated
from tests.cases.test_releases import GOOD, a_release
from tests.cast import Cast, a_case, signed_in
from tests.reporting.matters import custodian
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]


def post(cast: Cast, case: Case, verb: str, **typed: Any) -> Any:
    page = f"/cases/{case.code}/record-review/"
    prefix = {"done": "review", "moved": "moved"}[verb]
    return send(signed_in(cast.principal), page, f"{page}{verb}/", **{f"{prefix}-{name}": value for name, value in typed.items()})


def reviews(case: Case) -> list[tuple[str, str]]:
    rows = Obligation.objects.about("case", case.pk).filter(rule="TMP-REV").order_by("recorded_at")
    return [(row.state, local_date(row.legal_due_at).isoformat() if row.legal_due_at else "") for row in rows]


def test_it_is_due_four_years_after_the_last_review_or_when_the_student_changes_the_school(cast: Cast, at: At) -> None:
    at("2026-08-20 09:00")  # example 58
    case = a_case(cast)
    assert "August 20, 2030" in flat(signed_in(cast.principal).get(f"/cases/{case.code}/record-review/").content.decode())
    assert (post(cast, case, "done", on="2026-08-20", note="Nothing out of date.").status_code, reviews(case)) == (302, [])
    assert post(cast, case, "moved", on="2028-08-15").status_code == 302
    assert reviews(case) == [("open", "2028-08-15")]
    other = a_case(cast)
    post(cast, other, "done", on="2026-08-20", note="Nothing out of date.")
    at("2030-05-21 09:00")
    assert reconcile() == 0
    at("2030-05-23 09:00")
    assert (reconcile(), reconcile()) == (1, 0)
    assert reviews(other) == [("open", "2030-08-20")] and reviews(case) == [("open", "2028-08-15")]


def test_a_review_with_its_note_meets_it_and_the_next_four_years_begin(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast)
    post(cast, case, "moved", on="2026-09-21")
    for wrong, sentence in (({"note": " "}, "Write what was looked at"), ({"on": "2026-09-15"}, "This day has not come yet")):
        page = post(cast, case, "done", **({"on": "2026-09-14", "note": "Looked at all of it."} | wrong)).content.decode()
        assert sentence in page and ("Looked at all of it." in page or "note" in wrong)
    assert reviews(case) == [("open", "2026-09-21")]
    at("2026-09-22 09:00")
    assert post(cast, case, "done", on="2026-09-22", note="Looked at all of it.").status_code == 302
    duty, row = Obligation.objects.get(rule="TMP-REV"), RecordReview.objects.get(kind="reviewed")
    assert (duty.state, duty.was_late(), duty.proof_ref, row.recorded_name) == ("met", True, row.ref, "Dana Whitlow")
    assert "The file was reviewed since" in post(cast, case, "moved", on="2026-09-20").content.decode()
    assert "September 22, 2030" in flat(signed_in(cast.principal).get(f"/cases/{case.code}/record-review/").content.decode())
    assert LogEntry.objects.filter(action="record_reviewed", code=case.code).count() == 1


def test_a_transfer_a_lost_row_and_an_employee(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    moved, staff = planned(cast), a_case(cast, subject_name="Otto Lund")
    subject = staff.party_set.select_related("person").get(role=Party.Role.SUBJECT)
    assert subject.person is not None
    subject.person.affiliation = Affiliation.EMPLOYEE_CURRENT
    subject.person.save(update_fields=["affiliation"])
    ready(cast)
    accepted(cast, moved)
    assert (reconcile(), reconcile()) == (1, 0)
    assert reviews(moved) == [("open", "2026-09-14")] and Obligation.objects.get(rule="TMP-REV").building == cast.other_building
    at("2030-09-14 09:00")
    assert (reconcile(), reviews(staff)) == (0, [])
    page = flat(signed_in(cast.principal).get(f"/cases/{staff.code}/record-review/").content.decode())
    assert "this file is no student temporary record" in page


def test_the_custodian_sees_code_and_date_and_no_case(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    keeper, case = custodian(cast), a_case(cast)
    post(cast, case, "moved", on="2026-09-21")
    page = flat(signed_in(keeper).get("/records/").content.decode())
    assert case.code in page and "due September 21, 2026" in page and f"/cases/{case.code}/" not in page
    for address in (f"/cases/{case.code}/record-review/", f"/cases/{case.code}/"):
        assert signed_in(keeper).get(address).status_code == 404
    assert signed_in(cast.counselor).get(f"/cases/{case.code}/record-review/").status_code == 403


def test_a_case_closes_while_its_review_waits_and_the_review_is_carried(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = planned(cast)
    post(cast, case, "moved", on="2026-10-21")
    updated(cast, case)
    (duty,) = carried_duties(case, clock.now())
    assert duty.rule == "TMP-REV"
    closed(cast, case, owners={duty.id: cast.principal})
    assert reviews(case) == [("open", "2026-10-21")]
    assert post(cast, case, "done", on="2026-09-14", note="Looked at all of it.").status_code == 302
    assert reviews(case) == [("met", "2026-10-21")]


@pytest.mark.req("NT-3")
def test_each_release_opens_and_meets_its_entry_in_one_act_and_sends_nothing(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    custodian(cast)
    case = a_case(cast)
    row = a_release(cast, case)
    duty = Obligation.objects.get(rule="REL-LOG", about_id=case.pk)
    assert (duty.state, duty.was_late(), duty.proof_ref, duty.trigger_ref) == ("met", False, f"release:{row.pk}", f"release:{row.pk}")
    assert not Notice.objects.filter(obligation=duty, state__in=["waiting", "sent"]).exists()


@pytest.mark.req("NT-3")
@pytest.mark.parametrize(("notice_on", "late"), [("2026-09-11", False), ("2026-09-15", True)])
def test_a_release_that_a_law_requires_has_its_written_notice_before_or_stands_as_late(
    cast: Cast, at: At, notice_on: str, late: bool
) -> None:
    at("2026-09-15 09:00")
    case, client = a_case(cast), signed_in(cast.principal)
    page = f"/cases/{case.code}/releases/"
    typed = GOOD | {"basis": "required_by_law"}
    refused = send(client, page, f"{page}record/", **typed).content.decode()
    assert "Write on which day the parents had the written notice" in refused and "Greta Holm" in refused
    assert send(client, page, f"{page}record/", **typed, notice_on=notice_on).status_code == 302
    duty = Obligation.objects.get(rule="REL-PRE", about_id=case.pk)
    assert (duty.state, duty.was_late()) == ("met", late)
