"""The middle of the walk through its pages: findings, questions, gaps, classification, danger, notices."""

import uuid
from typing import Any

import pytest
from django.test import Client

from cases.actions.findings import FindingGiven, add_finding
from cases.models import Case, Classification, DangerDetermination, Finding, InformationGap, LevelMeasure, NotificationEntry, Position
from tat import clock
from tat.models import Obligation, User
from tests.cases.managed import assessed, classified, signed
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "prairie-dock-lantern"


def send(client: Client, case: Case, place: str, **fields: Any) -> Any:
    """Post a form of the case once."""
    return client.post(f"/cases/{case.code}/{place}/", {"idempotency_key": uuid.uuid4(), **fields})


def signer(user: User) -> Client:
    """A browser of somebody who can sign."""
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user)


def wall(at: Any) -> str:
    return at.astimezone(clock.CENTRAL).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.req("AS-1")
def test_a_finding_is_added_beside_its_letter_and_a_wrong_one_keeps_what_was_typed(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.psychologist)
    wrong = send(client, case, "assessment/finding", domain="S", **{"S-text": "Said it twice.", "S-kind": "WS"})
    assert wrong.status_code == 200 and "Said it twice." in wrong.content.decode()
    good = {"S-text": "Said it twice.", "S-kind": "WS", "S-status": "observed", "S-source": "interview", "S-basis": "fact"}
    assert send(client, case, "assessment/finding", domain="S", **good).status_code == 302
    assert Finding.objects.get(case=case).text == "Said it twice."
    assert (
        send(client, case, "assessment/none-found", domain="T", **{"none-T-reason": "Looked at routes and schedules."}).status_code == 302
    )
    page = client.get(f"/cases/{case.code}/assessment/").content.decode()
    assert "Said it twice." in page and "Looked at routes and schedules." in page


@pytest.mark.req("AS-4")
def test_the_pathway_needs_its_basis(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.psychologist)
    fields = {"pathway-stage": "idea", "pathway-direction": "stalled", "pathway-grievance": "unknown"}
    assert send(client, case, "assessment/pathway", **fields).status_code == 200
    assert send(client, case, "assessment/pathway", **fields, **{"pathway-basis": "Words only."}).status_code == 302
    assert case.pathwaystage_set.get().basis == "Words only."


@pytest.mark.req("AS-2", "AS-3")
def test_unknown_opens_a_gap_that_is_closed_with_how(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.psychologist)
    fields = {"KQ04-reading": "unknown", "KQ04-owner": cast.teacher.pk, "KQ04-due_on": "2099-01-04"}
    assert send(client, case, "questions/answer", question="KQ04", **fields).status_code == 302
    gap = InformationGap.objects.get(case=case)
    assert gap.owner == cast.teacher and gap.question == "KQ04"
    assert send(client, case, "gaps/close", gap_id=gap.pk, **{f"{gap.pk}-how": ""}).status_code == 200
    assert send(client, case, "gaps/close", gap_id=gap.pk, **{f"{gap.pk}-how": "Asked the parent."}).status_code == 302
    late = send(client, case, "gaps/close", gap_id=gap.pk, **{f"{gap.pk}-how": "Asked the neighbor too."})
    page = late.content.decode()
    assert late.status_code == 409 and "Asked the neighbor too." in page and "Asked the parent." in page
    assert InformationGap.objects.get(pk=gap.pk).closed_how == "Asked the parent."
    assert send(client, case, "gaps/close", gap_id="nonsense").status_code == 404
    assert send(client, case, "questions/answer", question="KQ99").status_code == 404
    new = {"gap-what": "Access to a weapon", "gap-owner": cast.teacher.pk, "gap-due_on": "2099-01-04"}
    assert send(client, case, "gaps/add", **new).status_code == 302
    assert InformationGap.objects.filter(case=case, closed_at=None).count() == 1


@pytest.mark.req("AS-5")
def test_the_lead_signs_with_the_password_and_each_seat_takes_its_position(cast: Cast) -> None:
    case = assessed(cast)
    lead = signer(cast.principal)
    level = {
        "level": "moderate",
        "rationale": "Risk cannot be ruled out; no steps toward harm were found.",
        "police_considered": "no",
        "police_considered_reason": "Talked over with the officer.",
        "further_intervention": "no",
        "further_intervention_reason": "The plan is enough.",
        "gate_danger": "no",
        "gate_danger_reason": "Asked of the principal today.",
        "fort_R": "The smallest steps that are enough.",
        "fort_T": "Each step as soon as people could be reached.",
    }
    wrong = send(lead, case, "classification/sign", password="wrong", **level)
    assert "That password does not match. Nothing was signed." in wrong.content.decode()
    assert not Classification.objects.filter(case=case).exists()
    done = send(lead, case, "classification/sign", password=PASSWORD, **level)
    assert done.status_code == 302, done.content.decode()[-4000:]
    current = Classification.objects.get(case=case)
    seat = cast.seat(cast.psychologist)
    position = {"position-classification": current.pk, "position-seat": seat.pk, "position-stance": "concur", "position-password": PASSWORD}
    assert send(signer(cast.psychologist), case, "classification/position", **position).status_code == 302
    absent = {"absent-classification": current.pk, "absent-seat": cast.seat(cast.officer).pk, "absent-password": PASSWORD}
    away = {"absent-reason": "On leave since Monday; nobody stands in."}
    assert send(lead, case, "classification/position", **absent, **away).status_code == 302
    assert set(Position.objects.filter(classification=current).values_list("stance", flat=True)) >= {"concur", "absent"}
    page = lead.get(f"/cases/{case.code}/classification/").content.decode()
    assert "Ines Castell" in page and "Outstanding" in page


@pytest.mark.req("AS-5")
def test_a_position_is_refused_in_words_though_its_form_is_gone_or_its_seat_was_not_chosen(cast: Cast) -> None:
    case = assessed(cast)
    signed(cast, case, "moderate", everybody=False)
    current, seat = Classification.objects.get(case=case), cast.seat(cast.psychologist)
    position = {"position-classification": current.pk, "position-seat": seat.pk, "position-stance": "concur", "position-password": PASSWORD}
    client = signer(cast.psychologist)
    assert send(client, case, "classification/position", **position).status_code == 302
    again = send(client, case, "classification/position", **position)
    assert "This seat has its position already. It stands as it was signed." in again.content.decode()

    absent = {"absent-classification": current.pk, "absent-reason": "On leave.", "absent-password": PASSWORD}
    page = send(signer(cast.principal), case, "classification/position", **absent).content.decode()
    assert 'id="absent-errors"' in page and "On leave." in page


@pytest.mark.req("AS-5")
def test_the_lead_raises_a_level_at_once(cast: Cast) -> None:
    case = classified(cast)
    lead = signer(cast.principal)
    fields = {"raise-level": "high", "raise-rationale": "New words today, with a date.", "raise-password": PASSWORD}
    more = {"raise-further_intervention": "yes", "raise-further_intervention_reason": "A date was named."}
    assert send(lead, case, "classification/raise", **fields, **more).status_code == 302
    case.refresh_from_db()
    assert case.level == "high"
    assert Obligation.objects.open().filter(about_id=case.id, rule="LVL-LE").exists()


@pytest.mark.req("OB-2")
def test_a_yes_to_danger_is_read_back_and_then_starts_its_24_hours(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.principal)
    at = wall(clock.now())
    fields = {
        "answer": "yes",
        "subject_is_student": "yes",
        "capacity": "administrator",
        "determined_at": at,
        "facts": "A picture and a name.",
    }
    asked = send(client, case, "danger/determine", **fields)
    assert "You record that" in asked.content.decode()
    assert not DangerDetermination.objects.filter(case=case).exists()
    assert send(client, case, "danger/determine", confirmed="yes", **fields).status_code == 302
    found = DangerDetermination.objects.get(case=case)
    duty = Obligation.objects.get(about_id=case.id, rule="CPD-ISP")
    assert (duty.legal_due_at - found.determined_at).total_seconds() == 24 * 3600
    correction = {"correction-determination": found.pk, "correction-determined_at": at}
    assert send(client, case, "danger/correct", **correction).status_code == 200
    assert client.get(f"/cases/{case.code}/danger/").status_code == 200


@pytest.mark.req("NT-1", "AS-7")
def test_the_ledger_and_the_measures_of_high_are_recorded_on_one_page(cast: Cast) -> None:
    case = classified(cast, "high")
    client = signed_in(cast.principal)
    at = wall(clock.now())
    assert send(client, case, "notices/record").status_code == 200
    told = {"recipient": "NTF-LE", "outcome": "reached", "told_at": at, "person": "Dispatcher", "capacity": "Dispatcher", "method": "phone"}
    more = {"content": "What was said and where the subject is.", "discloses_student": "no"}
    answer = send(client, case, "notices/record", **told, **more)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert NotificationEntry.objects.filter(case=case, recipient="NTF-LE").exists()
    assert not Obligation.objects.open().filter(about_id=case.id, rule="LVL-LE").exists()
    held = {"LVL-CON-answer": "done", "LVL-CON-done_at": at, "LVL-CON-by_whom": "The family", "LVL-CON-note": "At home with both parents."}
    assert send(client, case, "notices/measure", rule="LVL-CON", **held).status_code == 302
    assert send(client, case, "notices/measure", rule="LVL-TGT").status_code == 404  # a target's plan is on a page of its own
    assert send(client, case, "notices/measure", rule="nonsense").status_code == 404
    assert LevelMeasure.objects.get(case=case).rule == "LVL-CON"
    assert "Dispatcher" in client.get(f"/cases/{case.code}/notices/").content.decode()


@pytest.mark.req("AS-1")
def test_of_many_findings_the_newest_of_each_kind_stand_near_and_the_rest_is_one_step_away(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client, place = signed_in(cast.psychologist), f"/cases/{case.code}/assessment/"

    def shown(page: str) -> list[int]:
        return [number for number in range(21) if f"Seen on day {number}." in page]

    for number in range(21):
        if number == 20:
            assert shown(client.get(place).content.decode()) == list(range(20))  # few: all of them
        words = {"domain": "S", "status": "observed", "kind": "WS" if number else "PF", "source": "interview" if number != 1 else ""}
        add_finding(case=case, by=cast.teacher, given=FindingGiven(text=f"Seen on day {number}.", **words))
    near = client.get(place).content.decode()
    assert shown(near) == [0, 1, 19, 20] and "A source is still missing" in near  # one without a source is never out of sight
    assert "Show every finding under Subject" in near and "Show every finding under Target" not in near
    every = client.get(f"{place}?all=1").content.decode()
    assert shown(every) == list(range(21)) and "Show every finding" not in every
