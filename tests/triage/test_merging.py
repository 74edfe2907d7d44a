"""Two cases about one concern become one: nothing is lost, nothing is closed, nobody who is kept out gets in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from cases.access import visible_to
from cases.actions.circle import record_conflict
from cases.actions.danger import determine_danger
from cases.actions.imminence import Determining, declare_imminent, determine_imminence
from cases.actions.notes import add_note
from cases.actions.parties import PartyGiven
from cases.actions.reconcile import reconcile
from cases.gates import GateReply
from cases.models import Case, Merging, Party
from tat import clock
from tat.models import LogEntry, Notice, Obligation, Standing
from tat.workflow import Blocked
from tests.cases.assessed import a_determination
from tests.cases.managed import planned
from tests.cast import NOT_IMMINENT, a_case, a_report, an_opinion, appoint, away
from triage.actions.keeping import keep_triage_moving
from triage.actions.merging import merge_cases
from triage.actions.panel import current_panel, remaining
from triage.actions.reports import receive_report, review_reports
from triage.actions.triage import begin_triage, confirm_containment, convene_tat, give_opinion, step_aside
from triage.models import Report, TriageOpinion, TriageSeat

pytestmark = pytest.mark.django_db
WHY = "Both reports tell of the same words in the same hall."


def merged(cast, duplicate, survivor, by=None):
    """The two cases as they stand after the merge."""
    merge_cases(duplicate=duplicate, survivor=survivor, by=by or cast.principal, reason=WHY)
    return Case.objects.get(pk=duplicate.pk), Case.objects.get(pk=survivor.pk)


def blocked(cast, duplicate, survivor, reason=WHY):
    with pytest.raises(Blocked) as refused:
        merge_cases(duplicate=duplicate, survivor=survivor, by=cast.principal, reason=reason)
    return " ".join(refused.value.problems)


def open_rules(case):
    return sorted(Obligation.objects.open().about("case", case.pk).values_list("rule", flat=True))


def sees(user, case):
    return visible_to(user, clock.now()).filter(pk=case.pk).exists()


@pytest.mark.req("PL-8")
def test_the_duplicate_keeps_its_rows_and_points_to_the_one_that_goes_on(cast):
    target = PartyGiven(role="target", name="Ana Lund")
    ends, goes_on = a_case(cast, targets=(target,)), a_case(cast)
    reports, own = Report.objects.count(), Party.objects.filter(case=ends).count()
    ends, goes_on = merged(cast, ends, goes_on)
    assert (ends.stage, ends.merged_into, ends.closed_at, goes_on.stage) == ("merged", goes_on, None, "intake")
    assert (ends.key_id != goes_on.key_id, Report.objects.count(), ends.reports.count()) == (True, reports, 1)
    assert Party.objects.filter(case=ends).count() == own
    assert sorted(goes_on.party_set.values_list("role", flat=True)) == ["reporting_party", "subject", "subject", "target"]
    assert Party.objects.get(case=goes_on, role="target").shown_name() == "Ana Lund"
    row = Merging.objects.get(case=ends)
    assert (row.into, row.reason, row.recorded_by, row.stage_before) == (goes_on, WHY, cast.principal, "intake")


@pytest.mark.req("PR-3")
def test_one_line_in_the_log_names_the_other_by_its_code(cast):
    ends, goes_on = a_case(cast), a_case(cast)
    before = LogEntry.objects.count()
    merged(cast, ends, goes_on)
    entry = LogEntry.objects.latest("seq")
    assert LogEntry.objects.count() == before + 1
    assert (entry.action, entry.about_id, entry.code, entry.detail) == ("case_merged", ends.pk, ends.code, f"into:{goes_on.code}")


@pytest.mark.req("OB-2")
def test_an_overdue_report_to_the_state_police_stays_overdue_with_the_same_due_instant(cast, at):
    now = at("2026-09-14 09:00")
    ends, goes_on = a_case(cast, "assessment"), a_case(cast, "assessment")
    determine_danger(case=ends, by=cast.principal, given=a_determination("yes", determined_at=now - timedelta(hours=30)))
    old = Obligation.objects.get(about_id=ends.pk, rule="CPD-ISP")
    assert old.is_overdue(clock.now())
    merged(cast, ends, goes_on)
    old.refresh_from_db()
    new = Obligation.objects.get(about_id=goes_on.pk, rule="CPD-ISP")
    assert (old.state, new.state, new.carried_from, new.trigger_ref) == ("superseded", "open", old, old.trigger_ref)
    assert (new.legal_due_at, new.target_due_at, new.triggered_at) == (old.legal_due_at, old.target_due_at, old.triggered_at)
    assert new.is_overdue(clock.now()) and new.code == goes_on.code
    assert list(old.events.values_list("kind", "reason_code"))[-1] == ("superseded", "carried")
    assert [event.kind for event in new.events.all()] == ["carried"]


@pytest.mark.req("OB-1")
def test_every_open_duty_goes_on_once_and_those_of_its_own_triage_end(cast):
    gates = {"gun_violence": GateReply("yes"), "abuse": GateReply("yes")}
    no = Determining(answer="no", rationale=NOT_IMMINENT)
    ends, goes_on = a_case(cast, gates=gates, determining=no), a_case(cast, "triage")
    begin_triage(case=ends, by=cast.principal)
    owed, rows = open_rules(ends), Obligation.objects.count()
    asked = owed.count("TRI-DONE")
    assert asked == 3 and len(owed) > asked
    own = open_rules(goes_on)
    ends, goes_on = merged(cast, ends, goes_on)
    assert open_rules(ends) == []
    assert open_rules(goes_on) == sorted([*own, *(rule for rule in owed if rule != "TRI-DONE")])
    assert Obligation.objects.count() == rows + len(owed) - asked
    assert reconcile() == 0


@pytest.mark.req("OB-4")
def test_mail_that_waited_about_the_old_duty_waits_about_the_new(cast):
    ends, goes_on = a_case(cast, gates={"gun_violence": GateReply("yes")}), a_case(cast)
    duty = Obligation.objects.get(about_id=ends.pk, rule="FIR-LE")
    waiting = set(Notice.objects.filter(obligation=duty, state="waiting").values_list("recipient_id", "step"))
    merged(cast, ends, goes_on)
    new = duty.carried_to
    assert waiting and set(Notice.objects.filter(obligation=new, state="waiting").values_list("recipient_id", "step")) == waiting
    assert not Notice.objects.filter(obligation=duty, state="waiting").exists()
    assert (new.next_step_at, new.last_step) == (duty.next_step_at, duty.last_step)


@pytest.mark.req("TM-6")
def test_whoever_is_kept_out_of_one_is_kept_out_of_both(cast):
    ends, goes_on = a_case(cast), a_case(cast)
    record_conflict(case=ends, by=cast.principal, person=cast.teacher)
    record_conflict(case=goes_on, by=cast.principal, person=cast.counselor)
    assert sees(cast.teacher, goes_on) and sees(cast.counselor, ends)
    ends, goes_on = merged(cast, ends, goes_on)
    assert not any(sees(person, case) for person in (cast.teacher, cast.counselor) for case in (ends, goes_on))
    assert sees(cast.principal, goes_on) and sees(cast.principal, ends)


@pytest.mark.req("TM-6")
def test_a_target_who_works_here_is_kept_out_and_a_restricted_case_stays_restricted(cast):
    ends = a_case(cast, targets=(PartyGiven(role="target", name="Tobin Boyce"),))
    goes_on = a_case(cast)
    merged(cast, ends, goes_on)
    assert not sees(cast.teacher, goes_on)
    about_staff = a_case(cast, subject_name="Mika Feld")
    assert about_staff.restricted
    ends, goes_on = merged(cast, about_staff, Case.objects.get(pk=goes_on.pk))
    assert goes_on.restricted and set(Obligation.objects.about("case", goes_on.pk).values_list("restricted", flat=True)) == {True}
    assert sees(cast.principal, goes_on) and not sees(cast.social_worker, goes_on)


@pytest.mark.req("TM-6")
def test_a_named_lead_and_one_who_stepped_aside_are_what_they_were(cast):
    from cases.actions.conflicts import stand

    ends, goes_on = a_case(cast, "triage"), a_case(cast, "triage")
    step_aside(case=ends, by=cast.teacher)
    stand(ends, cast.psychologist, "lead", by=cast.superintendent, at=clock.now())
    ends, goes_on = merged(cast, ends, goes_on)
    assert not sees(cast.teacher, goes_on)
    assert cast.teacher.pk not in {seat.member_id for seat in remaining(current_panel(goes_on))}
    assert Standing.objects.filter(about_id=goes_on.pk, person=cast.psychologist, capacity="lead", until_at=None).exists()


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("ends_at", "goes_on_at", "stage"),
    [
        ("intake", "intake", "intake"),
        ("triage", "intake", "intake"),
        ("intake", "triage", "intake"),
        ("triage", "triage", "triage"),
        ("intake", "assessment", "intake"),
        ("triage", "assessment", "triage"),
        ("assessment", "triage", "triage"),
        ("assessment", "intake", "intake"),
        ("assessment", "assessment", "assessment"),
        ("intake", "containment", "containment"),
        ("triage", "containment", "containment"),
        ("containment", "containment", "containment"),
    ],
)
def test_the_case_that_goes_on_takes_the_earlier_stage(cast, ends_at, goes_on_at, stage):
    ends, goes_on = a_case(cast, ends_at), a_case(cast, goes_on_at)
    circles = {ends.circle, goes_on.circle}
    ends, goes_on = merged(cast, ends, goes_on)
    assert (ends.stage, goes_on.stage) == ("merged", stage)
    assert goes_on.circle == ("tat" if "tat" in circles else "triage")
    assert open_rules(goes_on)


@pytest.mark.req("PL-8")
def test_a_case_that_goes_back_to_triage_has_a_new_panel_whose_opinions_start_anew(cast):
    ends, goes_on = a_case(cast, "triage"), a_case(cast, "assessment")
    ends, goes_on = merged(cast, ends, goes_on)
    seats = current_panel(goes_on)
    assert {seat.panel for seat in seats} == {2} and len(remaining(seats)) == 3
    assert goes_on.triage_at > goes_on.convened_at and open_rules(goes_on).count("TRI-DONE") == 3
    assert not TriageOpinion.objects.filter(seat__in=seats).exists()


@pytest.mark.req("TR-2")
def test_a_panel_cannot_take_back_that_the_full_team_was_convened(cast):
    ends, goes_on = a_case(cast, "triage"), a_case(cast, "assessment")
    _ends, goes_on = merged(cast, ends, goes_on)
    for seat in remaining(current_panel(goes_on)):
        give_opinion(case=goes_on, by=seat.member, given=an_opinion())
    goes_on.refresh_from_db()
    assert (goes_on.stage, goes_on.circle) == ("assessment", "tat")
    assert LogEntry.objects.latest("seq").action == "tat_convened"


@pytest.mark.req("TR-2")
def test_opinions_on_the_duplicate_stay_sealed_until_the_other_seal_opens(cast):
    ends, goes_on = a_case(cast, "triage"), a_case(cast, "triage")
    give_opinion(case=ends, by=cast.counselor, given=an_opinion())
    give_opinion(case=goes_on, by=cast.teacher, given=an_opinion())
    ends, goes_on = merged(cast, ends, goes_on)
    assert not TriageOpinion.objects.filter(opened_at__isnull=False).exists()
    assert goes_on.stage == "triage" and open_rules(goes_on).count("TRI-DONE") == 3  # the teacher is asked again
    for member in (cast.principal, cast.counselor, cast.teacher):
        give_opinion(case=goes_on, by=member, given=an_opinion())
    assert not TriageOpinion.objects.filter(opened_at=None).exists()
    assert Case.objects.get(pk=goes_on.pk).stage == "closed"


@pytest.mark.req("TR-2")
def test_a_contained_case_is_triaged_anew_once_it_is_contained(cast):
    ends, goes_on = a_case(cast), a_case(cast, "triage")
    give_opinion(case=goes_on, by=cast.counselor, given=an_opinion())
    declare_imminent(case=goes_on, by=cast.principal)
    _ends, goes_on = merged(cast, ends, goes_on)
    assert (goes_on.stage, goes_on.stage_before) == ("containment", "intake")
    assert "TRI-DONE" not in open_rules(goes_on)


@pytest.mark.req("IN-4")
def test_two_containments_become_one_and_its_steps_meet_the_duties_of_both(cast):
    from cases.actions.containment import record_step

    ends, goes_on = a_case(cast, "containment"), a_case(cast, "containment")
    _ends, goes_on = merged(cast, ends, goes_on)
    assert open_rules(goes_on).count("IMM-LE") == 2
    record_step(case=goes_on, by=cast.principal, step="police")
    assert "IMM-LE" not in open_rules(goes_on)


@pytest.mark.req("IN-4")
def test_an_undecided_duplicate_leaves_the_decision_to_be_made(cast):
    ends = a_case(cast)
    goes_on = a_case(cast, "triage")
    _ends, goes_on = merged(cast, ends, goes_on)
    assert "IMM-DET" in open_rules(goes_on) and goes_on.determined_at is None
    with pytest.raises(Blocked):
        begin_triage(case=goes_on, by=cast.principal)
    assert keep_triage_moving(case_id=goes_on.pk) == "" and goes_on.imminencedetermination_set.count() == 1
    determine_imminence(case=goes_on, by=cast.principal, given=Determining(answer="no", rationale=NOT_IMMINENT))
    begin_triage(case=goes_on, by=cast.principal)
    assert "IMM-DET" not in open_rules(goes_on) and open_rules(goes_on).count("TRI-DONE") == 3


@pytest.mark.req("PL-8")
def test_the_earlier_report_counts_and_facts_are_newer(cast, at):
    at("2026-09-14 09:00")
    ends = a_case(cast)
    at("2026-09-15 09:00")
    goes_on = a_case(cast)
    version = goes_on.facts_version
    ends, goes_on = merged(cast, ends, goes_on)
    assert (goes_on.reported_at, goes_on.reviewed_at) == (ends.reported_at, ends.reviewed_at)
    assert goes_on.facts_version == version + 1


@pytest.mark.req("PL-8")
def test_a_case_may_be_merged_into_one_that_took_another_before(cast):
    first, second, last = a_case(cast), a_case(cast), a_case(cast)
    merged(cast, first, second)
    merged(cast, Case.objects.get(pk=second.pk), last)
    assert {case.merged_into_id for case in Case.objects.filter(stage="merged")} == {last.pk}
    assert Merging.objects.get(case=first).into_id == second.pk
    assert last.party_set.filter(role="subject").count() == 3


@pytest.mark.req("PL-8")
def test_what_stands_in_the_way_is_said_in_whole_sentences(cast):
    one, other = a_case(cast), a_case(cast)
    assert "No other case is chosen" in blocked(cast, one, one)
    assert "It is not written why" in blocked(cast, one, other, reason="  ")
    assert "is not open" in blocked(cast, one, a_case(cast, "closed"))
    assert "A threat is imminent in the case that is to end" in blocked(cast, a_case(cast, "containment"), other)
    assert "a level or a plan in force" in blocked(cast, planned(cast), other)
    unread = receive_report(by=cast.report_taker, given=a_report(cast)).case
    assert "has not been opened yet" in blocked(cast, unread, other) and "has not been opened yet" in blocked(cast, other, unread)
    practice = receive_report(by=cast.principal, given=a_report(cast, practice=True)).case
    assert "only one of them is practice" in blocked(cast, practice, other)
    merged(cast, one, other)
    assert "“Merged”" in blocked(cast, one, other) and "is not open" in blocked(cast, a_case(cast), Case.objects.get(pk=one.pk))
    assert Case.objects.filter(stage="merged").count() == 1


@pytest.mark.req("PR-1")
def test_only_who_triages_both_may_merge_them(cast):
    ours, theirs = a_case(cast, "assessment"), a_case(cast, "assessment")
    for person, refusal in ((cast.officer, PermissionDenied), (cast.report_taker, Http404), (cast.outsider, Http404)):
        with pytest.raises(refusal):
            merge_cases(duplicate=ours, survivor=theirs, by=person, reason=WHY)
    given = a_report(cast, building=cast.other_building, received_by=cast.outsider)
    elsewhere = receive_report(by=cast.outsider, given=given).case
    for one, other in ((ours, elsewhere), (elsewhere, ours)):
        with pytest.raises(Http404):
            merge_cases(duplicate=one, survivor=other, by=cast.principal, reason=WHY)
    record_conflict(case=theirs, by=cast.principal, person=cast.counselor)
    with pytest.raises(Http404):
        merge_cases(duplicate=ours, survivor=theirs, by=cast.counselor, reason=WHY)
    appoint(cast.principal, "principal", cast.other_building)
    merge_cases(duplicate=elsewhere, survivor=ours, by=cast.principal, reason=WHY)


@pytest.mark.req("PL-8")
def test_the_database_keeps_stage_and_pointer_together(cast):
    one, other = a_case(cast), a_case(cast)
    for change in ({"stage": "merged"}, {"merged_into": other}, {"stage": "merged", "merged_into": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=one.pk).update(**change)


@pytest.mark.req("PL-8")
def test_nothing_is_added_to_a_merged_case(cast):
    ends, goes_on = a_case(cast), a_case(cast)
    ends, goes_on = merged(cast, ends, goes_on)
    for act in (
        lambda: add_note(case=ends, by=cast.principal, text="More.", is_change=False),
        lambda: declare_imminent(case=ends, by=cast.principal),
        lambda: begin_triage(case=ends, by=cast.principal),
        lambda: convene_tat(case=ends, by=cast.principal),
        lambda: confirm_containment(case=ends, by=cast.principal),
        lambda: receive_report(by=cast.principal, given=a_report(cast, into=ends.pk)),
        lambda: determine_danger(case=ends, by=cast.principal, given=a_determination("yes")),
    ):
        with pytest.raises(Blocked):
            act()
    review_reports(case=ends, by=cast.counselor)
    assert open_rules(ends) == []


@pytest.mark.req("TM-3")
def test_an_absent_member_is_replaced_on_the_new_panel(cast):
    ends, goes_on = a_case(cast, "triage"), a_case(cast, "assessment")
    away(cast.teacher, by=cast.superintendent)
    _ends, goes_on = merged(cast, ends, goes_on)
    assert cast.backup.pk in {seat.member_id for seat in remaining(current_panel(goes_on))}
    assert TriageSeat.objects.filter(case=goes_on, panel=2, left="absent").exists()
