"""Levels and signatures as a court would read them: what a signature covers, when a level goes up or down, who still has to speak."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client

from cases.actions.asked_again import answer_after_raise
from cases.actions.classification import classify
from cases.actions.closing import ClosingGiven, close_case
from cases.actions.findings import FindingGiven, add_finding
from cases.actions.gaps import GapGiven, add_gap
from cases.actions.parties import PartyGiven
from cases.actions.positions import FACTS_CHANGED, GIVEN, NEWER, NO_SEAT, WHO_STANDS_IN, WHY, PositionGiven, take_position
from cases.actions.raising import RaiseGiven, raise_level
from cases.actions.signing import position_holds, signature_holds, signed_words, valid_positions
from cases.gates import GateReply
from cases.models import Case, Classification, Finding, Party, Position
from tat import clock
from tat.models import Obligation
from tat.statutes import RULES, local_date
from tat.workflow import Blocked
from tests.cases.assessed import a_finding, a_level, assessed, complete, concur, latest, open_rules, others, rows, signed
from tests.cast import Cast, a_case, a_seat, away, signed_in
from triage.actions.meetings import record_meeting

pytestmark = pytest.mark.django_db
PASSWORD = "prairie-dock-lantern"


def fresh(case: Case) -> Case:
    return Case.objects.select_related("key", "team", "building", "district").get(pk=case.pk)


def a_raise(level: str = "high", **changes: object) -> RaiseGiven:
    return RaiseGiven(**{"level": level, "rationale": "A message of this morning names a day.", **changes})


def sign_page(case: Case, place: str = "position") -> str:
    return f"/cases/{case.code}/classification/{place}/"


def sent(client: Client, path: str, **fields: object) -> object:
    return client.post(path, {"idempotency_key": str(uuid.uuid4()), **fields})


@pytest.mark.req("AS-5")
@pytest.mark.parametrize(
    ("level", "measures", "stage"),
    [("routine", False, "assessment"), ("low", False, "assessment"), ("low", True, "management"), ("moderate", False, "management")],
)
def test_a_signature_never_closes_a_case_and_leads_to_a_plan_only_where_the_level_needs_one(
    cast: Cast, level: str, measures: bool, stage: str
) -> None:
    case = signed(cast, level, measures=measures)
    assert (case.stage, case.level, case.closed_at) == (stage, level, None)
    assert ("PLAN" in open_rules(case)) is (stage == "management")


@pytest.mark.req("AS-5", "OB-3")
def test_the_classification_is_due_ten_business_days_after_convening(cast: Cast, at) -> None:
    at("2026-09-14 10:00")
    case = a_case(cast, "assessment")
    (duty,) = rows(case, "TAT-CLS")
    assert duty.actor_id is None and duty.target_due_at.astimezone(clock.CENTRAL).date() == date(2026, 9, 28)
    assert "SIG" not in open_rules(case)


@pytest.mark.req("AS-5")
def test_every_other_seat_has_two_business_days_for_its_position_and_an_outstanding_one_holds_the_closing(cast: Cast, at) -> None:
    at("2026-09-14 10:00")
    case = signed(cast, "routine")
    duties = rows(case, "SIG")
    assert {duty.actor_id for duty in duties} == {person.pk for person in others(cast)}
    assert {duty.target_due_at.astimezone(clock.CENTRAL).date() for duty in duties} == {date(2026, 9, 16)}
    with pytest.raises(Blocked) as held:
        close_case(case=case, by=cast.principal, given=ClosingGiven(reason="routine", owners={}))
    assert any("Seats without a position on the classification: 5." in sentence for sentence in held.value.problems)
    complete(cast, case)
    assert rows(case, "SIG") == [] and latest(case).complete_at is not None
    came = list(cast.team.seats.filter(kind="core").values_list("pk", flat=True))
    record_meeting(case=case, by=cast.principal, held_at=clock.now(), attended=came, police="present")
    close_case(case=case, by=cast.principal, given=ClosingGiven(reason="routine", owners={}))
    assert fresh(case).stage == "closed"


@pytest.mark.req("AS-5")
def test_a_level_goes_down_only_with_every_position_in_and_ends_no_duty_that_runs(cast: Cast) -> None:
    case = signed(cast, "high")
    complete(cast, case)
    before = open_rules(case)
    classify(case=case, by=cast.principal, given=a_level("low"))
    assert fresh(case).level == "high" and latest(case).in_force_at is None
    for member in others(cast)[:-1]:
        concur(cast, case, member)
    assert fresh(case).level == "high"
    concur(cast, case, others(cast)[-1], stance="dissent", reason="The message of Tuesday is not explained.")
    assert fresh(case).level == "low" and latest(case).in_force_at is not None
    assert before - {"SIG"} <= open_rules(case)
    assert Classification.objects.filter(case=case).count() == 2


@pytest.mark.req("AS-5")
def test_the_lead_raises_alone_and_at_once(cast: Cast) -> None:
    case = signed(cast, "moderate")
    raise_level(case=case, by=cast.principal, given=a_raise())
    assert fresh(case).level == "high" and {"LVL-LE", "LVL-ADM", "LVL-CON", "LVL-CRI"} <= open_rules(case)


@pytest.mark.req("AS-5")
def test_one_seat_asks_for_a_raise_and_any_second_seat_puts_it_in_force(cast: Cast) -> None:
    case = signed(cast, "moderate")
    raise_level(case=case, by=cast.teacher, given=a_raise())
    raise_level(case=case, by=cast.teacher, given=a_raise())
    assert fresh(case).level == "moderate" and "LVL-LE" not in open_rules(case)
    asked = latest(case)
    assert (asked.kind, asked.in_force_at) == ("raise", None)
    raise_level(case=case, by=cast.officer, given=a_raise())
    assert fresh(case).level == "high" and latest(case) == asked and asked.positions.count() == 2
    with pytest.raises(Blocked):
        raise_level(case=case, by=cast.teacher, given=a_raise("moderate"))


@pytest.mark.req("AS-5", "IN-5")
def test_the_gates_are_asked_again_after_a_raise_which_itself_waits_for_nothing(cast: Cast, at) -> None:
    at("2026-09-14 10:00")
    case = signed(cast, "moderate")
    at("2026-09-15 10:00")
    raise_level(case=case, by=cast.principal, given=a_raise())
    page, client = f"/cases/{case.code}/classification/", signed_in(cast.teacher)
    assert "were not asked since" in client.get(page).content.decode()
    given = sent(client, f"/cases/{case.code}/gates/answer/", **{"gates-firearm": "yes", "gates-danger": "no", "gates-danger_reason": ""})
    assert given.status_code == 200 and "were not asked since" in client.get(page).content.decode()
    given = sent(
        client, f"/cases/{case.code}/gates/answer/", **{"gates-firearm": "yes", "gates-danger": "no", "gates-danger_reason": "Asked today."}
    )
    assert given.status_code == 302 and "FIR-LE" in open_rules(case)
    assert "were not asked since" not in client.get(page).content.decode()
    with pytest.raises(Blocked):
        answer_after_raise(case=a_case(cast, "triage"), by=cast.principal, replies={"firearm": GateReply("no")})


@pytest.mark.req("AS-5")
def test_a_signature_covers_what_the_rows_say_and_a_row_changed_behind_it_shows(cast: Cast) -> None:
    case = signed(cast, "moderate")
    position = concur(cast, case, cast.teacher)
    given = latest(case)
    assert len(bytes(given.signed_hash)) == 32 and signature_holds(given) and position_holds(position)
    words = signed_words(given, given.recorded_at)
    assert {"case", "edition", "classification", "signed_by", "findings", "gaps", "heard"} <= set(words)
    assert words["edition"][0] == case.edition and "factors" in words["edition"][1]
    Finding.objects.filter(case=case, factor="S-02").update(status="not_observed")
    assert not signature_holds(Classification.objects.get(pk=given.pk))
    assert not position_holds(Position.objects.get(pk=position.pk))


@pytest.mark.req("AS-5")
@pytest.mark.parametrize("change", ["finding", "gap"])
def test_a_new_fact_voids_the_positions_taken_before_it_and_never_the_leads_signature(cast: Cast, change: str) -> None:
    case = signed(cast, "moderate")
    concur(cast, case, cast.teacher)
    concur(cast, case, cast.officer, stance="dissent", reason="High fits better.")
    given = latest(case)
    if change == "finding":
        add_finding(case=case, by=cast.counselor, given=a_finding(text="A second message, of today."))
    else:
        day = local_date(clock.now()) + timedelta(days=3)
        add_gap(case=case, by=cast.counselor, given=GapGiven(what="Who else saw it?", owner=cast.counselor, due_on=day))
    assert [each.recorded_by_id for each in valid_positions(given)] == [cast.principal.pk]
    assert given.positions.exclude(void_at=None).count() == 2
    assert {duty.actor_id for duty in rows(case, "SIG")} == {person.pk for person in others(cast)}
    assert signature_holds(Classification.objects.get(pk=given.pk))
    complete(cast, case)
    assert latest(case).complete_at is not None
    add_finding(case=case, by=cast.counselor, given=a_finding(text="And a third."))
    assert given.positions.filter(void_at=None).count() == 6


@pytest.mark.req("AS-5")
def test_a_dissent_needs_its_reasons_an_absence_who_stands_in_and_the_back_up_may_still_sign(cast: Cast) -> None:
    case = signed(cast, "moderate")
    for stance, reason, sentence in (("dissent", " ", WHY), ("absent", "", WHO_STANDS_IN)):
        with pytest.raises(Blocked) as wrong:
            concur(cast, case, cast.teacher, stance=stance, reason=reason, by=cast.principal if stance == "absent" else None)
        assert wrong.value.problems == (sentence,)
    away(cast.teacher, by=cast.principal)
    concur(cast, case, cast.teacher, stance="absent", reason="On leave since Monday; R. Voss stands in.", by=cast.principal)
    concur(cast, case, cast.teacher, by=cast.backup)
    standing = latest(case).positions.get(seat=cast.seat(cast.teacher), void_at=None)
    assert (standing.stance, standing.recorded_by_id) == ("concur", cast.backup.pk)
    with pytest.raises(Blocked) as late:
        concur(cast, case, cast.teacher, by=cast.backup)
    assert late.value.problems == (GIVEN,)


@pytest.mark.req("AS-5")
def test_a_member_who_loses_the_seat_while_signing_signs_nothing_and_keeps_what_was_typed(cast: Cast, at) -> None:
    at("2026-09-14 10:00")
    case = signed(cast, "moderate")
    cast.teacher.set_password(PASSWORD)
    cast.teacher.save()
    client, seat = signed_in(cast.teacher), cast.seat(cast.teacher).pk
    assert 'name="position-seat"' in client.get(f"/cases/{case.code}/classification/").content.decode()
    why = "The second message is not explained."
    fields = {"classification": latest(case).pk, "seat": seat, "stance": "dissent", "reason": why, "password": PASSWORD}
    typed = {f"position-{name}": value for name, value in fields.items()}
    cast.team.seats.filter(pk=seat).update(until_on="2026-09-13")
    gone = sent(client, sign_page(case), **typed)
    assert gone.status_code == 404 and latest(case).positions.count() == 1
    a_seat(cast.team, cast.teacher, "", "EXP-BLD")
    moved = sent(client, sign_page(case), **typed)
    assert moved.status_code == 200 and NO_SEAT in moved.content.decode() and why in moved.content.decode()
    assert latest(case).positions.count() == 1


@pytest.mark.req("AS-5")
def test_a_position_on_facts_or_on_a_classification_that_changed_is_refused_in_a_sentence(cast: Cast) -> None:
    case = signed(cast, "moderate")
    seat, first = cast.seat(cast.teacher).pk, latest(case)
    stale = PositionGiven(seat_id=seat, stance="concur", facts_version=fresh(case).facts_version)
    add_finding(case=case, by=cast.counselor, given=a_finding(text="New words."))
    with pytest.raises(Blocked) as changed:
        take_position(case=case, by=cast.teacher, classification_id=first.pk, given=stale)
    assert changed.value.problems == (FACTS_CHANGED,)
    classify(case=case, by=cast.principal, given=a_level("high"))
    with pytest.raises(Blocked) as newer:
        take_position(case=case, by=cast.teacher, classification_id=first.pk, given=PositionGiven(seat_id=seat, stance="concur"))
    assert newer.value.problems == (NEWER,)


@pytest.mark.req("AS-2")
def test_no_level_is_signed_while_somebody_expected_was_neither_heard_nor_explained(cast: Cast) -> None:
    case = assessed(cast)
    case.interview_set.filter(interviewee="subject").delete()
    with pytest.raises(Blocked) as unheard:
        classify(case=case, by=cast.principal, given=a_level("moderate"))
    assert "The subject has not been heard." in " ".join(unheard.value.problems)
    assert not case.classification_set.exists()


@pytest.mark.req("AS-7")
def test_high_asks_to_offer_a_plan_to_each_target_and_to_say_what_became_of_containment_and_crisis_protocols(cast: Cast) -> None:
    targets = tuple(PartyGiven(role=Party.Role.TARGET, name=name) for name in ("Ada Lund", "Ivo Lund"))
    case = assessed(cast, targets=targets)
    classify(case=case, by=cast.principal, given=a_level("high"))
    about = {duty.trigger_ref for duty in rows(case, "LVL-TGT")}
    assert len(about) == 2 == len(rows(case, "LVL-TGT"))
    at_once = [
        duty for duty in Obligation.objects.open().about("case", case.id) if duty.rule in ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-CRI")
    ]
    assert len(at_once) == 4
    assert all(duty.target_due_at - duty.triggered_at <= timedelta(hours=1) for duty in at_once if duty.rule in ("LVL-ADM", "LVL-LE"))
    assert all(RULES[duty.rule].holds(False) for duty in at_once)


@pytest.mark.req("AS-3", "AS-5")
def test_the_editions_that_a_team_read_stay_with_its_case(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    assert case.edition == "4:190-AP2, May 20, 2024"
    assert case.instrument == "STEP: factors 2026-1, key questions 2026-1"


def unsourced(cast: Cast) -> Case:
    case = assessed(cast)
    given = FindingGiven(domain="S", kind="WS", status="observed", text="Was said to own a knife; nobody remembers who said so.")
    add_finding(case=case, by=cast.teacher, given=given)
    return case


@pytest.mark.req("AS-6")
def test_a_letter_that_cannot_be_shown_is_signed_over_only_with_a_reason_that_prints(cast: Cast) -> None:
    case = unsourced(cast)
    with pytest.raises(Blocked) as blocked:
        classify(case=case, by=cast.principal, given=a_level())
    assert any("Findings without a source: 1." in sentence for sentence in blocked.value.problems)
    why = "Two members heard it; who said it first cannot be found out any more."
    classify(case=case, by=cast.principal, given=a_level(fort_override=why))
    assert latest(case).fort_override == why
    page = signed_in(cast.teacher).get(f"/cases/{case.code}/classification/").content.decode()
    assert why in page
    client = signed_in(cast.principal)
    sent(client, f"/cases/{case.code}/papers/issue/", choice="case_file")
    paper = case.papers.get()
    assert why in client.get(f"/papers/{paper.pk}/").content.decode()
