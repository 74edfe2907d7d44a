"""A closed case opens again: into assessment, with its history, and with new days."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import access
from cases.actions.reopening import reopen, reopen_into
from cases.models import Classification, Closing
from tat import clock
from tat.models import LogEntry, Obligation
from tat.workflow import Blocked
from tests.cases.managed import classified, closed, local, planned, running, signed, updated
from tests.cast import a_case, signed_in
from tests.typed import send

pytestmark = pytest.mark.django_db
NEW = "A classmate showed a new message with the same name."


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def case(cast):
    """A case that was managed and closed as resolved."""
    found = planned(cast)
    updated(cast, found)
    closed(cast, found)
    return found


@pytest.mark.req("PL-8", "PL-7")
def test_example_35_the_days_and_the_classification_count_from_the_reopening(cast, case, at):
    assert not Obligation.objects.open().filter(about_id=case.id).exists()
    at("2026-12-03 10:00")
    row = reopen(case=case, by=cast.principal, reason=NEW)
    days, level = running(case), running(case, "TAT-CLS")
    assert (local(days.legal_due_at), local(days.target_due_at)) == ("2027-01-02 23:59", "2026-12-31 23:59")
    assert (level.legal_due_at, local(level.target_due_at)) == (None, "2026-12-17 16:00")
    assert {days.trigger_ref, level.trigger_ref} == {f"closing:{row.id}"}


@pytest.mark.req("PL-8")
def test_no_level_is_in_force_until_the_case_is_classified_anew_and_history_stays(cast, case):
    reopen(case=case, by=cast.principal, reason=NEW)
    case.refresh_from_db()
    assert (case.stage, case.level, case.closed_at, case.closed_reason, case.circle) == ("assessment", "", None, "", "tat")
    assert (Classification.objects.filter(case=case).count(), Closing.objects.filter(case=case).count()) == (1, 2)
    signed(cast, case, "moderate")
    case.refresh_from_db()
    assert (case.stage, case.level) == ("management", "moderate")
    assert not Obligation.objects.open().filter(about_id=case.id, rule="PLAN").exists()
    assert running(case).trigger_ref.startswith("closing:")


@pytest.mark.req("PL-8")
def test_reopening_needs_a_reason_and_a_closed_case(cast, case):
    with pytest.raises(Blocked, match="1 unmet"):
        reopen(case=case, by=cast.principal, reason=" ")
    reopen(case=case, by=cast.principal, reason=NEW)
    with pytest.raises(Blocked, match="1 unmet"):
        reopen(case=case, by=cast.principal, reason=NEW)


@pytest.mark.req("PL-8")
def test_the_principal_opens_a_case_again_and_a_member_does_not(cast, case):
    with pytest.raises(PermissionDenied):
        reopen(case=case, by=cast.counselor, reason=NEW)
    before = LogEntry.objects.count()
    reopen(case=case, by=cast.principal, reason=NEW)
    (line,) = LogEntry.objects.order_by("seq")[before:]
    assert (line.action, line.actor_id) == ("case_reopened", cast.principal.pk)


@pytest.mark.req("PL-8")
def test_without_a_plan_no_update_is_due(cast):
    found = classified(cast, "low")
    closed(cast, found, reason="low_no_action")
    reopen(case=found, by=cast.principal, reason=NEW)
    assert not Obligation.objects.filter(about_id=found.id, rule="UPD-30").exists()
    assert running(found, "TAT-CLS")


@pytest.mark.req("PL-8")
def test_a_report_added_to_the_case_opens_it_without_another_reason(cast, case):
    with transaction.atomic():
        at = clock.now()
        locked = access.locked_for_system(case.id)
        row = reopen_into(locked, "reopen", by=cast.principal, at=at, report_added=True)
    assert (locked.stage, row.kind, row.basis) == ("assessment", "reopened", "")


@pytest.mark.req("PL-8", "TR-2")
def test_only_a_case_closed_at_triage_goes_back_to_triage(cast, case):
    at_triage = a_case(cast, "closed")
    with transaction.atomic():
        at = clock.now()
        locked = access.locked_for_system(at_triage.id)
        reopen_into(locked, "reopen_at_triage", by=cast.principal, at=at, reason=NEW)
        assert (locked.stage, locked.circle, locked.triage_at) == ("triage", "triage", at)
        assert not Obligation.objects.open().filter(about_id=locked.id, rule="TAT-CLS").exists()
        with pytest.raises(Blocked, match="1 unmet"):
            reopen_into(access.locked_for_system(case.id), "reopen_at_triage", by=cast.principal, at=at, reason=NEW)


@pytest.mark.req("PL-8", "TR-3")
def test_a_case_closed_at_triage_may_go_to_the_full_team(cast):
    found = a_case(cast, "closed")
    reopen(case=found, by=cast.principal, reason=NEW)
    found.refresh_from_db()
    assert (found.stage, found.circle) == ("assessment", "tat")


@pytest.mark.req("PL-8")
def test_the_page_says_what_happens_then_and_takes_the_reason(cast, case):
    client, page = signed_in(cast.principal), f"/cases/{case.code}/reopening/"
    said = text(client.get(page))
    assert "The plan stands. The days until the next update count from today." in said
    refused = send(client, page, f"{page}reopen/", reason="")
    assert "Write the reason." in text(refused)
    answer = send(client, page, f"{page}reopen/", reason=NEW)
    assert answer.url == f"/cases/{case.code}/"
    assert "Case opened again." in text(client.get(answer.url))
    assert NEW in text(client.get(f"/cases/{case.code}/closing/"))


@pytest.mark.req("PL-8")
def test_a_member_finds_no_form(cast, case):
    assert "reopening/reopen/" not in text(signed_in(cast.counselor).get(f"/cases/{case.code}/reopening/"))
