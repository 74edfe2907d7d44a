"""The start of a duty was stated wrongly: an earlier time moves it earlier, a later one is shown and moves nothing (handbook 8.1, 8.2)."""

from datetime import timedelta

import pytest

from cases.gates import GateReply
from cases.models import Note
from tat.models import LogEntry, Obligation, ObligationEvent
from tests.cast import a_case, a_report, signed_in
from tests.typed import send
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1"), pytest.mark.req("OB-3")]
HOURS_48 = timedelta(hours=48)


@pytest.fixture
def duty(cast, at):
    """A drug violation that the principal has known of since Saturday evening, as was stated on Monday (worked example 15)."""
    known = at("2026-09-12 20:00")
    at("2026-09-14 08:00")
    given = a_report(cast, gates={"drugs": GateReply("yes")}, reported_at=known)
    return Obligation.objects.get(rule="DRG-48", about_id=receive_report(by=cast.principal, given=given).case_id)


def restate(user, duty, **typed):
    page = f"/duties/{duty.pk}/"
    return send(signed_in(user), page, f"{page}start/", **typed)


def test_an_earlier_time_moves_it_earlier_and_both_stay_in_view(cast, at, duty):
    assert duty.legal_due_at == at("2026-09-14 20:00")
    at("2026-09-14 09:00")
    why = "The nurse had told me on Friday already."
    assert restate(cast.principal, duty, started_at="2026-09-11T18:00", why=why).status_code == 302
    duty.refresh_from_db()
    assert duty.legal_due_at == at("2026-09-13 18:00") and duty.legal_due_at - duty.triggered_at == HOURS_48
    event = duty.events.get(kind=ObligationEvent.Kind.CORRECTED)
    assert (event.old_due_at, event.by) == (at("2026-09-14 20:00"), cast.principal)
    at("2026-09-14 09:10")
    page = signed_in(cast.principal).get(f"/duties/{duty.pk}/").content.decode()
    assert "The start was corrected from" in page and "<s>" in page and "late" in page
    assert why in Note.objects.get(case_id=duty.about_id).text
    assert LogEntry.objects.filter(action="duty_restated", about_id=duty.about_id).count() == 1


def test_a_later_time_is_recorded_and_the_due_time_stays(cast, at, duty):
    before = duty.legal_due_at
    assert restate(cast.counselor, duty, started_at="2026-09-13T12:00", why="It was Sunday.").status_code == 302
    duty.refresh_from_db()
    assert duty.legal_due_at == before and "the due time stays" in " ".join(duty.explanation)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"started_at": "2026-09-15T09:00", "why": "Wrong day."}, "not come yet"),
        ({"started_at": "2026-09-12T20:00", "why": "Wrong day."}, "the time that stands already"),
        ({"started_at": "2026-09-12T19:00", "why": " "}, "why the time was wrong"),
        ({"started_at": "", "why": "Wrong day."}, "when it began"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(cast, duty, typed, sentence):
    answer = restate(cast.principal, duty, **typed)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not duty.events.filter(kind=ObligationEvent.Kind.CORRECTED).exists()


def test_only_a_stated_start_is_mended_and_only_by_who_may_write_in_the_case(cast, duty):
    acted = Obligation.objects.get(rule="TRI-DONE", about_id=a_case(cast, "triage", subject_name="Avery Stone").pk, actor=cast.counselor)
    for user, row in ((cast.counselor, acted), (cast.superintendent, duty), (cast.report_taker, duty)):
        page = signed_in(user).get(f"/duties/{row.pk}/").content.decode()
        assert f"/duties/{row.pk}/start/" not in page
        assert signed_in(user).post(f"/duties/{row.pk}/start/", {"why": "Mine."}).status_code in (403, 404)
