"""Reassess, or say why not: what asks for a new look, by an act or by a member, and what answers it (handbook 7.8)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.dates import record_date
from cases.actions.pathway import set_pathway
from cases.actions.raising import RaiseGiven, raise_level
from cases.actions.reconcile import reconcile
from cases.actions.rounds import start_round
from cases.actions.triggers import note_change, note_trigger, say_why_not
from cases.actions.updates import UpdateGiven, submit_update
from cases.gates import GateReply
from cases.models import Case, ReassessmentTrigger
from tat import clock
from tat.models import Obligation
from tests.cases.dated import a_date
from tests.cases.families import post, refused
from tests.cases.managed import assessed, closed, planned, signed, updated
from tests.cases.offers import an_answer, an_offer
from tests.cases.test_case_pages import statements
from tests.cases.test_reconcile import lose
from tests.cast import Cast, a_report, signed_in
from tests.typed import form_of
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-7")]
At = Callable[[str], datetime]
WORDS = "On Tuesday the target found a message on her locker."
REASON = "The message was about the dance; two teachers saw it."


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def running(case: Case) -> list[Obligation]:
    return list(Obligation.objects.open().about("case", case.id).filter(rule="REASSESS"))


def kinds(case: Case) -> list[str]:
    return list(case.reassessmenttrigger_set.order_by("recorded_at").values_list("kind", flat=True))


def noted(cast: Cast, case: Case, kind: str = "contact", by: Any = None) -> ReassessmentTrigger:
    return note_change(case=case, by=by or cast.counselor, kind=kind, words=WORDS)


def page(cast: Cast, case: Case, by: Any = None) -> str:
    return " ".join(signed_in(by or cast.principal).get(f"/cases/{case.code}/reassess/").content.decode().split())


def an_update(cast: Cast, case: Case, gates: dict[str, GateReply] | None = None, **changes: Any) -> None:
    given = UpdateGiven(**({"status_of_subject": "Calm all week.", "level_fits": "yes"} | changes))
    submit_update(case=case, by=cast.teacher, given=given, gates=gates)


def test_what_a_member_notes_waits_for_the_lead_until_the_next_day_and_is_answered_with_a_reason(cast: Cast, at: At) -> None:
    case = planned(cast)
    assert post(signed_in(cast.counselor), case, "reassess/note", kind="contact", words=WORDS).status_code == 302
    (duty,) = running(case)
    assert duty.target_due_at == at("2026-09-15 16:00")
    at("2026-09-14 10:00")
    found = ReassessmentTrigger.objects.get()
    assert "Target reports contact".casefold() in page(cast, case).casefold() and WORDS in page(cast, case, cast.counselor)

    address = f"/cases/{case.code}/reassess/"
    client = signed_in(cast.principal)
    body = {**form_of(client.get(address), f"{address}why-not/"), f"{found.pk}-reason": REASON}
    assert client.post(f"{address}why-not/", body).status_code == 302
    found.refresh_from_db()
    assert (found.answer, found.reason, found.answered_words) == ("why_not", REASON, "Dana Whitlow, Building Principal")
    assert running(case) == [] and REASON in page(cast, case)
    assert Obligation.objects.get(pk=duty.pk).state == "met"


@pytest.mark.parametrize("level", ["high", "imminent"])
def test_at_high_and_imminent_it_is_due_the_same_day(cast: Cast, at: At, level: str) -> None:
    case = planned(cast, "high")
    if level == "imminent":
        raise_level(case=case, by=cast.principal, given=RaiseGiven(level="imminent", rationale="A date and a way in are known."))
    noted(cast, case)
    assert running(case)[0].target_due_at == at("2026-09-14 16:00")


def test_only_the_lead_says_why_not_and_nobody_notes_before_a_level_stands(cast: Cast) -> None:
    case = planned(cast)
    found = noted(cast, case)
    client = signed_in(cast.counselor)
    assert "Say why not" not in page(cast, case, cast.counselor) and "The lead of the team answers." in page(cast, case, cast.counselor)
    refusing = client.post(f"/cases/{case.code}/reassess/why-not/", {"trigger_id": str(found.pk), f"{found.pk}-reason": REASON})
    assert refusing.status_code == 403 and len(running(case)) == 1
    early = assessed(cast)
    assert "There is no level in force yet" in refused(lambda: noted(cast, early))
    assert note_trigger(early, "report", ref="report:1", by=None, at=clock.now()) is None
    assert "Something happened" not in page(cast, early)


def test_the_team_asks_from_the_second_member_on(cast: Cast) -> None:
    case = planned(cast)
    noted(cast, case, "asked")
    noted(cast, case, "asked")
    assert running(case) == [] and "One member asks." in page(cast, case)
    noted(cast, case, "asked", by=cast.psychologist)
    assert len(running(case)) == 1 and "One member asks." not in page(cast, case)
    lose(case, "REASSESS")
    assert reconcile() == 1 and len(running(case)) == 1


def test_a_round_a_signed_level_and_a_raise_answer_everything_that_is_open(cast: Cast) -> None:
    case = planned(cast)
    noted(cast, case)
    noted(cast, case, "order")
    start_round(case=case, by=cast.counselor, why="Two things happened within a day.")
    assert running(case) == [] and set(ReassessmentTrigger.objects.values_list("answer", flat=True)) == {"round"}
    noted(cast, case)
    raise_level(case=case, by=cast.principal, given=RaiseGiven(level="high", rationale="A date is known now.", further_intervention=True))
    assert running(case) == [] and ReassessmentTrigger.objects.filter(answer="classified").count() == 1


def test_a_level_signed_lower_answers_it_too(cast: Cast) -> None:
    case = planned(cast, "high")
    noted(cast, case, "protective")
    signed(cast, case, "moderate")
    assert running(case) == [] and ReassessmentTrigger.objects.get().answer == "classified"


def test_what_happens_in_the_case_enters_itself_once(cast: Cast) -> None:
    case = planned(cast)
    set_pathway(case=case, by=cast.teacher, stage="idea", direction="forward", basis="Two peers, Monday.", grievance="yes")
    assert kinds(case) == []  # the first stage is the assessment's own
    last = case.pathwaystage_set.latest("recorded_at")
    set_pathway(case=case, by=cast.teacher, stage="planning", direction="forward", basis="A map.", grievance="yes", seen=last.pk)
    last = case.pathwaystage_set.latest("recorded_at")
    set_pathway(case=case, by=cast.teacher, stage="idea", direction="back", basis="Map torn up.", grievance="yes", seen=last.pk)
    an_update(cast, case, level_fits="no")
    an_update(cast, case, gates={"firearm": GateReply(answer="yes")})
    danger = DangerGiven(answer="yes", determined_at=clock.now(), facts="Named a day.", subject_is_student=True)
    determine_danger(case=case, by=cast.principal, given=danger)
    receive_report(by=cast.principal, given=a_report(cast, into=case.pk, nature="Said it again on the bus."))
    assert kinds(case) == ["pathway", "level", "weapon", "danger", "report"]
    assert len(running(case)) == 5
    case.refresh_from_db()
    assert note_trigger(case, "level", ref=ReassessmentTrigger.objects.get(kind="level").ref, by=None, at=clock.now()) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        ReassessmentTrigger.objects.filter(kind="weapon").update(kind="level", ref=ReassessmentTrigger.objects.get(kind="level").ref)


@pytest.mark.req("PL-2", "PL-5")
def test_a_precipitating_event_that_came_and_help_that_was_declined_ask_for_a_new_look(cast: Cast) -> None:
    case = planned(cast)
    item = a_date(cast, case, on_day=date(2026, 9, 15))
    said = {"item_id": item.pk, "occurrence_on": date(2026, 9, 15), "text": "The counselor went along."}
    record_date(case=case, by=cast.counselor, kind="before", **said)
    an_answer(cast, an_offer(cast, case))
    assert kinds(case) == []
    record_date(case=case, by=cast.counselor, kind="after", **said)
    offer = an_offer(cast, case)
    an_answer(cast, offer, "declined")
    an_answer(cast, offer, "declined", words="Said it again.")
    assert kinds(case) == ["event", "referral"] and len(running(case)) == 2


def test_a_missed_update_asks_once_and_a_lost_duty_is_rebuilt(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-10-14 23:59")
    assert reconcile() == 0
    at("2026-10-15 00:00")
    assert reconcile() == 1 and reconcile() == 0
    found = ReassessmentTrigger.objects.get()
    assert (found.kind, found.recorded_by, found.written_by) == ("update", None, "The system")
    lose(case, "REASSESS")
    assert reconcile() == 1 and len(running(case)) == 1
    an_update(cast, case)
    assert len(running(case)) == 1  # the update came late; whether to look again is still asked


def test_closing_answers_what_is_open_and_a_closed_case_takes_nothing(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    found = noted(cast, case)
    closed(cast, case)
    assert ReassessmentTrigger.objects.get().answer == "closed" and running(case) == []
    assert "closed" in refused(lambda: noted(cast, case))
    assert "closed" in refused(lambda: say_why_not(case=case, by=cast.principal, trigger_id=found.pk, reason=REASON))


def test_two_answers_are_one_and_what_the_second_wrote_stays_on_the_page(cast: Cast) -> None:
    case = planned(cast)
    found = noted(cast, case)
    address, client = f"/cases/{case.code}/reassess/", signed_in(cast.principal)
    body = {**form_of(client.get(address), f"{address}why-not/"), f"{found.pk}-reason": REASON}
    say_why_not(case=case, by=cast.principal, trigger_id=found.pk, reason="Seen by two teachers.")
    answer = client.post(f"{address}why-not/", body).content.decode()
    assert "Somebody answered this meanwhile." in answer and REASON in answer
    found.refresh_from_db()
    assert found.reason == "Seen by two teachers."


def test_wrong_input_is_refused_beside_its_field_and_kept(cast: Cast) -> None:
    case = planned(cast)
    client = signed_in(cast.counselor)
    for typed, words in (({"kind": "", "words": WORDS}, "Choose what happened."), ({"kind": "order", "words": " "}, "Write in a sentence")):
        answer = post(client, case, "reassess/note", **typed)
        assert answer.status_code == 200 and words in answer.content.decode()
    assert "level" in refused(lambda: noted(cast, assessed(cast), "update"))
    assert "Choose what happened." in refused(lambda: noted(cast, case, "update"))
    stranger = client.post(f"/cases/{case.code}/reassess/why-not/", {"trigger_id": "x"})
    assert stranger.status_code == 403 and signed_in(cast.principal).post(f"/cases/{case.code}/reassess/why-not/").status_code in (
        404,
        409,
        400,
    )
    assert not ReassessmentTrigger.objects.exists()


def test_the_page_takes_as_many_statements_with_thirty_as_with_one(cast: Cast) -> None:
    case = planned(cast)
    noted(cast, case)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/reassess/"
    few = statements(client, address)
    for _ in range(30):
        noted(cast, case)
    assert statements(client, address) == few <= 8
