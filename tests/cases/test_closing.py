"""Closing a case: what is unmet comes first, then who carries on what stays open, then the basis."""

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.closing import ClosingGiven, carried_duties, close_case
from cases.actions.duties import start_duty
from cases.actions.facts import gather
from cases.actions.locks import Unfit
from cases.actions.notes import add_note
from cases.actions.stamps import stamp
from cases.gates import GateReply
from cases.models import Case, Closing, NotificationEntry
from tat import clock, home
from tat.models import LogEntry, Obligation, Standing
from tat.permissions import scope_of
from tat.workflow import Blocked
from tests.cases.managed import adopted, assessed, change, classified, closed, drafted, planned, running, signed, updated
from tests.cases.target_plans import two_targets, written
from tests.cast import a_case, signed_in
from tests.typed import form_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def text(answer):
    return " ".join(answer.content.decode().split())


def told_of_the_threat(cast):
    """A case with its update, in which a target was reached by a notice of the threat."""
    case, at = planned(cast), clock.now()
    updated(cast, case)
    NotificationEntry.objects.create(case=case, recipient="NTF-TGT", outcome="reached", told_at=at, **stamp(cast.counselor, at))
    return case


def unmet(cast, case, **changes):
    with pytest.raises(Unfit) as refused:
        closed(cast, case, **changes)
    assert Case.objects.get(pk=case.pk).stage != "closed"
    return refused.value.by_field


@pytest.mark.req("PL-8")
def test_a_resolved_case_closes_and_its_updates_stop(cast, at):
    case = planned(cast)
    at("2026-10-01 10:00")
    updated(cast, case)
    days = running(case)
    row = closed(cast, case)
    days.refresh_from_db()
    assert (case.stage, case.closed_reason, case.closed_at) == ("closed", "resolved", row.recorded_at)
    assert (days.state, row.kind, row.basis) == ("superseded", "closed", "Three calm months; the grievance is settled.")
    assert case.circle == "tat"


@pytest.mark.req("PL-8")
def test_every_sentence_that_holds_a_case_is_said_at_once_beside_its_field(cast):
    case = planned(cast)
    found = unmet(cast, case, reason="", basis="", no_longer_poses_threat=False)
    assert set(found) == {"no_longer_poses_threat", "reason", "last_update_given"}
    assert "has not stated that the subject no longer poses a threat" in found["no_longer_poses_threat"]
    assert "The last update is missing" in found["last_update_given"]


@pytest.mark.req("PL-8")
def test_without_a_basis_or_with_a_reason_of_another_level_it_stays_open(cast):
    case = planned(cast)
    updated(cast, case)
    assert "The basis is missing" in unmet(cast, case, basis=" ")["basis"]
    assert "Routine/No Known Concern" in unmet(cast, case, reason="routine")["reason"]
    assert "No reason for closing" in unmet(cast, case, reason="left")["reason"]


@pytest.mark.req("PL-8")
def test_an_open_duty_that_holds_the_case_keeps_it_open(cast):
    case = planned(cast)
    updated(cast, case, gates={"questioning": GateReply("yes")})
    assert "still open: “Notify the parent or guardian before the student is questioned”." in unmet(cast, case)["duties_met"]


@pytest.mark.req("PL-8")
def test_an_overdue_update_holds_the_case_and_a_running_one_does_not(cast, at):
    case = planned(cast)
    updated(cast, case)
    at("2026-10-20 10:00")
    assert "“Write the case update”" in unmet(cast, case)["duties_met"]
    updated(cast, case)
    closed(cast, case, fort_notes={"T": "The break came between."})
    assert case.stage == "closed"


@pytest.mark.req("PL-8")
def test_a_late_update_asks_for_a_sentence_on_why(cast, at):
    case = planned(cast)
    at("2026-10-20 10:00")
    updated(cast, case)
    assert "FORT, Timely" in unmet(cast, case)["fort_shown"]
    row = closed(cast, case, fort_notes={"T": "The break came between."})
    assert row.fort_notes == {"T": "The break came between."}


@pytest.mark.req("PL-8")
def test_what_stays_open_is_carried_on_by_a_named_owner(cast):
    case = planned(cast)
    updated(cast, case, gates={"battery": GateReply("yes")})
    Obligation.objects.filter(about_id=case.id, rule="BAT-LE").update(state="met", met_at=clock.now(), next_step_at=None)
    now = clock.now()
    start_duty("FIR-SIRS", case, trigger_ref="facts:of-the-school", triggered_at=now, at=now, by=cast.principal)
    duty, ours = sorted(carried_duties(case, clock.now()), key=lambda row: row.rule)
    assert (duty.rule, ours.rule) == ("BAT-SIRS", "FIR-SIRS")
    assert "Name who carries it" in unmet(cast, case)[f"owner_{duty.id}"]
    for person in (cast.outsider, cast.counselor, cast.principal):  # the superintendent's own, whom the case is not open to
        assert "cannot carry" in unmet(cast, case, owners={duty.id: person})[f"owner_{duty.id}"]
    assert "cannot carry" in unmet(cast, case, owners={ours.id: cast.superintendent})[f"owner_{ours.id}"]
    closed(cast, case, owners={duty.id: cast.superintendent, ours.id: cast.counselor})
    duty.refresh_from_db()
    assert (duty.state, duty.actor) == ("open", cast.superintendent)
    carrying = Standing.objects.filter(about_id=case.id, capacity="carrier", until_at=None)
    assert [row.person for row in carrying] == [cast.counselor]
    assert home.is_theirs(scope_of(cast.superintendent, clock.now()), duty)


@pytest.mark.req("PL-8")
def test_a_target_who_was_told_is_told_of_the_closing(cast):
    case = told_of_the_threat(cast)
    assert "has not been told that the case closes" in unmet(cast, case)["target_told"]
    assert closed(cast, case, target_told="By phone, October 1.").target_told == "By phone, October 1."


@pytest.mark.req("PL-5", "PL-8")
def test_a_watch_item_ends_with_its_outcome_first(cast):
    case = classified(cast, found="SP")
    drafted(cast, case, "SUB-1a PRE-5")
    adopted(cast, case)
    updated(cast, case)
    assert "Strategies for precipitating events still open: 1" in unmet(cast, case)["watch_items_ended"]
    change(cast, case, "PRE-5", status="done", outcome="The day passed quietly.")
    closed(cast, case)
    assert case.stage == "closed"


@pytest.mark.req("PL-8")
def test_example_46_low_with_a_referral_waits_until_somebody_saw_it_work(cast):
    case = classified(cast, "low", measures=True)
    drafted(cast, case, "SUB-1a SUB-4a TGT-3")
    adopted(cast, case)
    updated(cast, case)
    assert "RSP-LOW-5" in unmet(cast, case)["referral_watched"]
    change(cast, case, "SUB-4a", outcome="Goes every day; the counselor says it helps.")
    closed(cast, case)
    assert case.stage == "closed"


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(("level", "reason"), [("low", "low_no_action"), ("routine", "routine")])
def test_examples_36_and_46_low_without_measures_and_routine_close_on_their_level(cast, level, reason):
    case = classified(cast, level)
    closed(cast, case, reason=reason, basis="", no_longer_poses_threat=False)
    assert (case.stage, case.closed_reason) == ("closed", reason)
    assert not Obligation.objects.filter(about_id=case.id, rule="UPD-30").exists()


@pytest.mark.req("PL-8", "AS-7")
def test_a_case_waits_for_every_position_and_for_its_level(cast):
    case = assessed(cast)
    assert "no classification in force" in unmet(cast, case)["classified"]
    signed(cast, case, "moderate")
    case.refresh_from_db()
    case.classification_set.update(complete_at=None)
    case.classification_set.get().positions.filter(seat=cast.seat(cast.officer)).update(void_at=clock.now())
    assert "Seats without a position on the classification: 1" in unmet(cast, case)["positions_in"]


@pytest.mark.req("PL-8")
def test_the_lead_closes_and_nobody_else(cast):
    case = planned(cast)
    updated(cast, case)
    given = ClosingGiven(reason="resolved", basis="x", no_longer_poses_threat=True, owners={})
    with pytest.raises(PermissionDenied):
        close_case(case=case, by=cast.counselor, given=given)
    before = LogEntry.objects.count()
    close_case(case=case, by=cast.principal, given=given)
    (line,) = LogEntry.objects.order_by("seq")[before:]
    assert (line.action, line.actor_id, line.detail) == ("case_closed", cast.principal.pk, "resolved")


@pytest.mark.req("PL-8")
def test_a_closed_case_takes_notes_and_nothing_else_and_is_not_closed_twice(cast):
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    assert add_note(case=case, by=cast.counselor, text="A card from the family.", is_change=False).pk
    with pytest.raises(Blocked, match="1 unmet"):
        closed(cast, case)
    assert Closing.objects.count() == 1


@pytest.mark.req("PL-8")
def test_the_page_lists_what_is_unmet_first_and_takes_the_basis(cast):
    case = planned(cast)
    client, page = signed_in(cast.principal), f"/cases/{case.code}/closing/"
    assert "The last update is missing." in text(client.get(page))
    updated(cast, case)
    before = text(client.get(page))
    assert "The last update is missing." not in before
    assert "The last update is given" in before
    typed = {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"}
    answer = send(client, page, f"{page}close/", **typed)
    assert answer.url == page
    after = text(client.get(page))
    for part in ("Case closed.", "Three calm months.", "Resolved, and the subject no longer poses a threat", "Open this case again"):
        assert part in after
    assert "closing/close/" not in after


@pytest.mark.req("PL-8")
def test_the_page_names_each_duty_that_is_carried_on_and_keeps_what_was_typed(cast):
    case = planned(cast)
    updated(cast, case, gates={"battery": GateReply("yes")})
    Obligation.objects.filter(about_id=case.id, rule="BAT-LE").update(state="met", met_at=clock.now(), next_step_at=None)
    (duty,) = carried_duties(case, clock.now())
    client, page = signed_in(cast.principal), f"/cases/{case.code}/closing/"
    typed = {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"}
    assert form_of(client.get(page), f"{page}close/")[f"owner_{duty.id}"] == [str(cast.superintendent.pk)]  # the only one who may
    refused = send(client, page, f"{page}close/", **typed, **{f"owner_{duty.id}": ""})
    assert "Name who carries this on." in text(refused)
    assert form_of(refused, f"{page}close/")["basis"] == ["Three calm months."]
    again = {**form_of(refused, f"{page}close/"), f"owner_{duty.id}": cast.superintendent.pk}
    assert client.post(f"{page}close/", again).status_code == 302
    duty.refresh_from_db()
    assert duty.actor == cast.superintendent


@pytest.mark.req("PL-8")
def test_a_member_reads_the_closing_page_without_its_form(cast):
    case = planned(cast)
    said = text(signed_in(cast.counselor).get(f"/cases/{case.code}/closing/"))
    assert "The last update is missing." in said
    assert "closing/close/" not in said


@pytest.mark.req("PL-8")
def test_a_letter_of_fort_without_evidence_is_asked_for_on_the_page(cast, at):
    case = planned(cast)
    at("2026-10-20 10:00")
    updated(cast, case)
    client, page = signed_in(cast.principal), f"/cases/{case.code}/closing/"
    typed = {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"}
    assert "took longer than its target" in text(client.get(page))
    assert send(client, page, f"{page}close/", **typed).status_code == 200
    assert send(client, page, f"{page}close/", **typed, fort_T="The break came between.").status_code == 302


@pytest.mark.req("PL-8")
def test_beside_the_check_stands_where_it_is_recorded_that_the_target_was_told(cast):
    case = told_of_the_threat(cast)
    page, places = f"/cases/{case.code}/closing/", [f'href="/cases/{case.code}/{place}/"' for place in ("notices", "targets")]
    lead, member = (text(signed_in(person).get(page)) for person in (cast.principal, cast.counselor))
    for said in (lead, member):
        beside = said[said.index("has not been told that the case closes") : said.index("FORT: what the record shows")]
        assert all(place in beside for place in places)
        assert "It does not say that the case closes, so it does not count." in beside
    assert 'href="#id_target_told"' in lead and 'id="id_target_told"' in lead
    assert "#id_target_told" not in member and "The principal, or the acting lead, writes with the closing how and when" in member


@pytest.mark.req("PL-8", "PL-4")
def test_what_a_targets_plan_says_of_the_threat_is_not_read_and_does_not_close_a_case(cast):
    case = a_case(cast, "assessment", targets=two_targets())
    page, note = f"/cases/{case.code}/closing/", "It does not read the plans for targets"
    written(cast, case, told="The threat, and what was done.", told_at=clock.now(), told_by="The counselor")
    facts = gather(case, clock.now())
    assert (facts.target_told_needed, facts.target_told) == (False, False)
    assert note in text(signed_in(cast.principal).get(page)) and note not in text(signed_in(cast.officer).get(page))
