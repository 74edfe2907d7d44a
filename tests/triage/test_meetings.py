"""The full team's meeting and crisis responses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from cases.models import CrisisResponse, Meeting
from tat import clock
from tat.models import LogEntry, Obligation
from tat.workflow import Blocked
from tests.cast import a_case, signed_in
from tests.typed import form_of, send
from triage.actions.meetings import record_meeting, start_crisis_response
from triage.workflow import FEW, MET_BEFORE

pytestmark = pytest.mark.django_db


def conv(case):
    return Obligation.objects.get(about_id=case.id, rule="TAT-CONV")


@pytest.mark.req("TR-3")
def test_the_meeting_with_its_seats_meets_the_duty_to_convene(cast):
    case = a_case(cast, "assessment")
    held_at = clock.now() - timedelta(seconds=30)
    came = [cast.seat(user).pk for user in (cast.principal, cast.psychologist, cast.officer, cast.backup)]
    meeting = record_meeting(case=case, by=cast.principal, held_at=held_at, attended=came, police="present")
    assert sorted(meeting.attended) == sorted(came)
    assert sorted(meeting.absent) == sorted(cast.seat(user).pk for user in (cast.counselor, cast.teacher, cast.social_worker))
    assert (conv(case).state, conv(case).done_at) == ("met", held_at)
    assert LogEntry.objects.filter(action="meeting_recorded").count() == 1


@pytest.mark.req("TR-3")
def test_a_thin_meeting_needs_a_reason(cast):
    case = a_case(cast, "assessment")
    thin = [cast.seat(user).pk for user in (cast.principal, cast.officer, cast.teacher)]
    given = {"case": case, "by": cast.principal, "held_at": clock.now(), "attended": thin, "police": "present"}
    with pytest.raises(Blocked) as refused:
        record_meeting(**given)
    assert refused.value.problems == (FEW,)
    record_meeting(**given, shortfall_reason="The counselors were at a training; the psychologist joins tomorrow.")
    assert Meeting.objects.count() == 1


def test_what_is_no_meeting_is_refused(cast):
    case, triage = a_case(cast, "assessment"), a_case(cast, "triage", subject_name="Kim Park")
    now, seats = clock.now(), [cast.seat(user).pk for user in (cast.principal, cast.counselor, cast.teacher)]
    wrong = [
        (triage, now, seats, "neither"),
        (case, now + timedelta(hours=1), seats, "neither"),
        (case, now - timedelta(days=1), seats, "neither"),
        (case, now, [], "neither"),
        (case, now, seats, "maybe"),
    ]
    for about, held_at, attended, police in wrong:
        with pytest.raises(Blocked) as refused:
            record_meeting(
                case=about, by=cast.principal, held_at=held_at, attended=attended, police=police, shortfall_reason="Few could come."
            )
        assert len(refused.value.problems) == 1
    with pytest.raises(PermissionDenied):
        record_meeting(case=case, by=cast.officer, held_at=now, attended=seats, police="present")


@pytest.mark.req("TR-4")
def test_a_crisis_response_leaves_the_case_in_triage(cast):
    case = a_case(cast, "triage")
    response = start_crisis_response(case=case, by=cast.counselor, kind="counseling", started_at=clock.now() - timedelta(minutes=5))
    case.refresh_from_db()
    assert (case.stage, response.started_by, LogEntry.objects.latest("seq").action) == (
        "triage",
        "Sol Ortiz-Lane",
        "crisis_response_started",
    )
    with pytest.raises(Blocked):
        start_crisis_response(case=case, by=cast.counselor, kind="dance", started_at=clock.now())
    with pytest.raises(Blocked):
        start_crisis_response(case=case, by=cast.counselor, kind="safety", started_at=clock.now() + timedelta(hours=1))
    with pytest.raises(Http404):
        start_crisis_response(case=case, by=cast.officer, kind="safety", started_at=clock.now())


@pytest.mark.req("TR-3", "TR-4")
def test_the_page_records_both(cast, at):
    at("2026-10-14 10:50")
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    page, meeting, crisis = (reverse(name, args=[case.code]) for name in ("case_triage", "meeting_record", "triage_crisis"))
    seats = [cast.seat(user).pk for user in (cast.principal, cast.officer)]
    thin = send(client, page, meeting, attended=seats, police="present")
    assert thin.status_code == 200 and "Fewer came than the lead and two seats" in thin.content.decode()
    early = send(client, page, meeting, attended=seats, police="present", shortfall_reason="Kept.", held_at="2026-10-13T09:00")
    assert MET_BEFORE in early.content.decode() and form_of(early, meeting)["shortfall_reason"] == ["Kept."]
    for wrong in ({"attended": ["999999"]}, {"police": "army"}):
        assert "Choose one of the answers listed here." in send(client, page, meeting, **wrong).content.decode()
    nobody = send(client, page, meeting, police="present")
    assert "Mark who came, seat by seat." in nobody.content.decode()
    good = [cast.seat(user).pk for user in (cast.principal, cast.officer, cast.counselor)]
    assert send(client, page, meeting, attended=good, police="present").status_code == 302 and conv(case).state == "met"
    empty = send(client, page, crisis, started_at="2026-10-14T10:00")
    assert empty.status_code == 200 and "Choose one." in empty.content.decode()
    assert send(client, page, crisis, kind="safety", started_at="2026-10-14T10:00").status_code == 302
    assert CrisisResponse.objects.get().kind == "safety" and "More supervision or security" in client.get(page).content.decode()
