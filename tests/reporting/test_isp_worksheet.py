"""The worksheet of the report to the State Police: its lines, its proof, an attempt, and who may do what (handbook 8.2, 11)."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases.actions.circle import record_conflict
from cases.actions.conflicts import stand
from cases.actions.danger import correct_danger, determine_danger
from cases.actions.parties import PartyGiven
from cases.models import Affiliation, Case, Party
from reporting.actions.agencies import AttemptGiven, ProofGiven, attempt_report, prove_report
from reporting.models import AgencyAttempt, AgencyReport
from tat import clock
from tat.models import AccessEntry, Designation, Draft, LogEntry, Obligation, User
from tat.workflow import Blocked
from tests.cases.assessed import a_determination
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-2")]
NUMBER = "ISP-2026-114"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CENTRAL)


def determined(cast: Cast, *, student: bool = True, **changes: Any) -> tuple[Case, Obligation]:
    """A case with a determination that starts the 24 hours now."""
    case = a_case(cast, "assessment", **changes)
    determine_danger(case=case, by=cast.principal, given=a_determination("yes", subject_is_student=student))
    return case, Obligation.objects.get(about_id=case.id, rule="CPD-ISP")


def a_proof(by: User, **changes: Any) -> ProofGiven:
    return ProofGiven(**({"confirmation": NUMBER, "submitted_at": clock.now(), "submitted_by": by} | changes))


def designate(cast: Cast, person: User, **changes: Any) -> Designation:
    """Named in writing for this report, from the first of September on."""
    given = {"acts_for": "principal", "building": cast.building, "rules": ["CPD-ISP"], "from_on": date(2026, 9, 1)}
    return Designation.objects.create(district=cast.district, designee=person, by=cast.superintendent, **(given | changes))


def a_designee(cast: Cast) -> User:
    person = a_person(cast.district, "designee", "Renata Holm", "Assistant Principal, second post")
    designate(cast, person)
    return person


def sheet(client: Client, duty: Obligation) -> Any:
    return client.get(f"/duties/{duty.pk}/worksheet/")


def send(client: Client, duty: Obligation, verb: str, key: Any = None, **fields: Any) -> Any:
    return client.post(f"/duties/{duty.pk}/worksheet/{verb}/", {"idempotency_key": key or uuid.uuid4(), **fields})


def typed(user: User, **changes: Any) -> dict[str, Any]:
    """The proof as the form sends it."""
    at = clock.now().astimezone(clock.CENTRAL)
    return {"confirmation": NUMBER, "submitted_at": f"{at:%Y-%m-%dT%H:%M}", "submitted_by": user.pk} | changes


def test_the_proof_ends_the_duty_and_says_by_how_much_it_was_early(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case, duty = determined(cast)
    at("2026-09-15 06:54")
    answer = send(signed_in(cast.principal), duty, "proof", **typed(cast.principal))
    assert (answer.status_code, answer["Location"]) == (302, f"/duties/{duty.pk}/worksheet/")
    duty.refresh_from_db()
    report = AgencyReport.objects.get(obligation=duty)
    assert (duty.state, duty.was_late()) == ("met", False)
    assert duty.proof_ref == f"agency_report:{report.pk}"
    assert (report.confirmation, report.submitted_by, report.recorded_name) == (NUMBER, cast.principal, "Dana Whitlow")
    assert LogEntry.objects.filter(action="report_proven", about_id=case.id).count() == 1
    page = sheet(signed_in(cast.principal), duty).content.decode()
    assert NUMBER in page and "Record the proof and close this duty" not in page


def test_a_proof_in_time_that_is_entered_late_is_on_time_and_a_late_one_stays_late_for_ever(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast)
    _, other = determined(cast, subject_name="Ellis Marrow")
    at("2026-09-16 10:00")
    prove_report(duty=duty, by=cast.principal, given=a_proof(cast.principal, submitted_at=local("2026-09-15 08:59")))
    prove_report(duty=other, by=cast.principal, given=a_proof(cast.principal, submitted_at=local("2026-09-15 09:01")))
    assert (duty.was_late(), other.was_late()) == (False, True)
    correct = Obligation.objects.get(pk=other.pk)
    determination = other.trigger_ref.removeprefix("danger:")
    correct_danger(
        case=Case.objects.get(pk=other.about_id),
        by=cast.principal,
        determination_id=uuid.UUID(determination),
        determined_at=local("2026-09-14 12:00"),
        reason="The clock in the office was wrong.",
    )
    correct.refresh_from_db()
    assert correct.was_late()
    assert "Late" in sheet(signed_in(cast.principal), other).content.decode()


def test_a_determination_entered_two_days_later_opens_overdue_and_its_proof_is_late(cast: Cast, at) -> None:
    at("2026-09-16 10:00")
    case = a_case(cast, "assessment")
    given = a_determination("yes", determined_at=local("2026-09-14 09:00"))
    determine_danger(case=case, by=cast.principal, given=given)
    duty = Obligation.objects.get(about_id=case.id, rule="CPD-ISP")
    assert duty.legal_due_at == local("2026-09-15 09:00") and duty.is_overdue(clock.now())
    answer = send(signed_in(cast.principal), duty, "proof", **typed(cast.principal))
    assert "It stays late." in signed_in(cast.principal).get(answer["Location"]).content.decode() or answer.status_code == 302
    duty.refresh_from_db()
    assert duty.was_late()


def test_of_somebody_who_is_no_student_the_principal_alone_submits(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast, student=False)
    named = a_designee(cast)
    with pytest.raises(PermissionDenied):
        prove_report(duty=duty, by=named, given=a_proof(named))
    with pytest.raises(Blocked):
        prove_report(duty=duty, by=cast.principal, given=a_proof(named))
    assert sheet(signed_in(named), duty).status_code == 404
    assert send(signed_in(named), duty, "proof", **typed(named)).status_code == 404
    assert prove_report(duty=duty, by=cast.principal, given=a_proof(cast.principal)).submitted_by == cast.principal


def test_an_acting_lead_submits_for_a_student_and_for_others_only_where_expressly_named(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case, duty = determined(cast, student=False)
    lead = a_person(cast.district, "acting", "Vera Stamm", "Assistant Superintendent")
    stand(case, lead, "lead", by=cast.superintendent, at=clock.now())
    page = sheet(signed_in(lead), duty)
    assert page.status_code == 200 and "Record the proof and close this duty" not in page.content.decode()
    assert "expressly named" in page.content.decode()
    assert send(signed_in(lead), duty, "proof", **typed(lead)).status_code == 403
    designate(cast, lead)
    assert send(signed_in(lead), duty, "proof", **typed(lead)).status_code == 302
    assert AgencyReport.objects.get(obligation=duty).submitted_by == lead


def test_a_designee_opens_the_worksheet_of_a_student_and_nothing_else_of_the_case(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case, duty = determined(cast)
    named = a_designee(cast)
    client = signed_in(named)
    page = sheet(client, duty)
    assert page.status_code == 200
    words = page.content.decode()
    assert "Rowan Teller" in words and f"/cases/{case.code}/" not in words and "Wren Abara" not in words
    assert client.get(f"/cases/{case.code}/").status_code == 404
    assert AccessEntry.objects.filter(user_id=named.pk, page="isp_worksheet", code=case.code).count() == 1
    assert send(client, duty, "proof", **typed(named)).status_code == 302
    assert AgencyReport.objects.get(obligation=duty).submitted_by == named
    assert sheet(client, duty).status_code == 200


def test_a_designation_that_has_ended_or_is_for_another_report_or_building_opens_nothing(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast)
    for number, changes in enumerate(({"until_on": date(2026, 9, 13)}, {"rules": ["FIR-LE"]}, {"building": cast.other_building})):
        person = a_person(cast.district, f"designee{number}", "Renata Holm", "Dean")
        designate(cast, person, **changes)
        assert sheet(signed_in(person), duty).status_code == 404
        with pytest.raises(PermissionDenied):
            prove_report(duty=duty, by=person, given=a_proof(person))


def test_a_designee_in_conflict_and_a_designee_of_a_restricted_case_are_kept_out(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case, duty = determined(cast)
    named = a_designee(cast)
    record_conflict(case=case, by=cast.principal, person=named)
    with pytest.raises(PermissionDenied):
        prove_report(duty=duty, by=named, given=a_proof(named))
    employee = PartyGiven(role=Party.Role.SUBJECT, name="Otis Varga", affiliation=Affiliation.EMPLOYEE_CURRENT)
    _, other = determined(cast, subject=employee)
    with pytest.raises(PermissionDenied):
        prove_report(duty=other, by=named, given=a_proof(named))
    assert {sheet(signed_in(named), each).status_code for each in (duty, other)} == {404}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"confirmation": "  "}, "confirmation"),
        ({"submitted_at": None}, "submitted_at"),
        ({"submitted_at": "2026-09-14 08:59"}, "submitted_at"),
        ({"submitted_at": "2026-09-14 10:01"}, "submitted_at"),
        ({"submitted_by": None}, "submitted_by"),
    ],
)
def test_a_proof_with_a_piece_missing_or_a_time_that_cannot_be_is_refused_beside_its_field(cast: Cast, at, changes, field) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast)
    at("2026-09-14 10:00")
    wrong = {
        name: local(value) if isinstance(value, str) and value.strip() and name == "submitted_at" else value
        for name, value in changes.items()
    }
    with pytest.raises(Blocked) as refused:
        prove_report(duty=duty, by=cast.principal, given=a_proof(cast.principal, **wrong))
    assert list(refused.value.by_field) == [field]
    duty.refresh_from_db()
    assert duty.state == "open" and not AgencyReport.objects.exists()


def test_the_same_proof_twice_is_one_and_another_one_after_it_is_refused(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast)
    given = a_proof(cast.principal)
    first = prove_report(duty=duty, by=cast.principal, given=given)
    assert prove_report(duty=duty, by=cast.principal, given=given) == first
    with pytest.raises(Blocked):
        prove_report(duty=duty, by=cast.principal, given=a_proof(cast.principal, confirmation="ISP-2026-999"))
    assert AgencyReport.objects.get().confirmation == NUMBER
    assert LogEntry.objects.filter(action="report_proven").count() == 1


def test_a_form_sent_twice_is_taken_once(cast: Cast) -> None:
    _, duty = determined(cast)
    client, key = signed_in(cast.principal), uuid.uuid4()
    fields = typed(cast.principal)
    answers = [send(client, duty, "proof", key, **fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert AgencyReport.objects.filter(obligation=duty).count() == 1


def test_an_attempt_is_kept_and_the_clock_runs_on(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case, duty = determined(cast)
    at("2026-09-14 11:00")
    before = Obligation.objects.get(pk=duty.pk)
    fields = {
        "attempt-attempted_at": "2026-09-14T10:50",
        "attempt-what_happened": "The portal answers “maintenance”; called the help desk.",
    }
    answer = send(signed_in(cast.principal), duty, "attempt", **fields)
    assert answer.status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.legal_due_at, duty.next_step_at) == ("open", before.legal_due_at, before.next_step_at)
    assert AgencyAttempt.objects.get(obligation=duty).attempted_at == local("2026-09-14 10:50")
    assert duty.events.filter(kind="attempted").count() == 1
    assert LogEntry.objects.filter(action="report_attempted", about_id=case.id).count() == 1
    assert "The portal answers" in sheet(signed_in(cast.principal), duty).content.decode()
    prove_report(duty=duty, by=cast.principal, given=a_proof(cast.principal))
    with pytest.raises(Blocked):
        attempt_report(duty=duty, by=cast.principal, given=AttemptGiven(attempted_at=clock.now(), what_happened="Once more."))


def test_an_attempt_needs_its_words_and_a_time_that_has_come(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    _, duty = determined(cast)
    for given in (
        AttemptGiven(attempted_at=clock.now(), what_happened=" "),
        AttemptGiven(attempted_at=None, what_happened="Tried."),
        AttemptGiven(attempted_at=clock.now() + timedelta(minutes=2), what_happened="Tried."),
        AttemptGiven(attempted_at=clock.now() - timedelta(days=1), what_happened="Tried."),
    ):
        with pytest.raises(Blocked):
            attempt_report(duty=duty, by=cast.principal, given=given)
    with pytest.raises(PermissionDenied):
        attempt_report(duty=duty, by=cast.counselor, given=AttemptGiven(attempted_at=clock.now(), what_happened="Tried."))
    assert not AgencyAttempt.objects.exists()


WRONG = {
    "future": {"submitted_at": "2099-01-01T10:00"},
    "a time that does not exist": {"submitted_at": "2026-03-08T02:30"},
    "an hour that comes twice": {"submitted_at": "2026-11-01T01:30"},
    "no time": {"submitted_at": "soon"},
    "too long": {"confirmation": "9" * 101},
    "NUL": {"confirmation": "ISP\x00"},
    "nobody": {"submitted_by": "0"},
    "not a number": {"submitted_by": "Dana"},
    "before the determination": {"submitted_at": "2026-01-05T10:00"},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_in_the_proof_get_a_sentence_and_keep_what_was_typed(cast: Cast, name: str) -> None:
    _, duty = determined(cast)
    fields = typed(cast.principal, note="Typed with care.") | WRONG[name]
    answer = send(signed_in(cast.principal), duty, "proof", **fields)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'role="alert"' in page and 'aria-invalid="true"' in page
    assert "Typed with care." in page or NUMBER in page
    duty.refresh_from_db()
    assert duty.state == "open"


def test_the_lines_follow_the_portal_and_what_is_missing_says_where_it_is_added(cast: Cast) -> None:
    case, duty = determined(cast)
    page = sheet(signed_in(cast.principal), duty).content.decode()
    order = [
        "Reporting school",
        "Reported by",
        "Subject’s name",
        "Parent or guardian",
        "Date and time",
        "Determination made",
        "Behaviors and",
    ]
    places = [page.index(f'<span class="k">{words}') for words in order]
    assert places == sorted(places)
    assert "Not in the case yet" in page and f"/cases/{case.code}/notices/" in page
    assert "Said twice that Friday is the last day" in page
    assert "Wren Abara" not in page


def test_descriptors_have_names_that_no_draft_keeps_and_no_form_sends(cast: Cast) -> None:
    case, duty = determined(cast)
    client = signed_in(cast.principal)
    page = sheet(client, duty).content.decode()
    before_the_forms = page.index('id="descriptor_hair"')
    assert before_the_forms < page.index(f"/duties/{duty.pk}/worksheet/proof/")
    client.post(f"/cases/{case.code}/drafts/anything/", {"descriptor_hair": "Brown, short", "kept": "yes"})
    assert all("descriptor_hair" not in draft.body for draft in Draft.objects.all())
    send(client, duty, "proof", descriptor_hair="Brown, short", **typed(cast.principal))
    report = AgencyReport.objects.get(obligation=duty)
    assert "Brown" not in report.note + report.confirmation


def test_the_worksheet_of_another_duty_is_not_there_and_the_team_reads_but_does_not_submit(cast: Cast) -> None:
    case, duty = determined(cast)
    other = Obligation.objects.filter(about_id=case.id, rule="TAT-CLS").first()
    assert sheet(signed_in(cast.principal), other).status_code == 404
    assert sheet(signed_in(cast.outsider), duty).status_code == 404
    page = sheet(signed_in(cast.psychologist), duty)
    assert page.status_code == 200 and "Record the proof and close this duty" not in page.content.decode()
    assert send(signed_in(cast.psychologist), duty, "proof", **typed(cast.psychologist)).status_code == 403
    assert send(signed_in(cast.outsider), duty, "attempt").status_code == 404


def test_the_page_of_the_duty_leads_to_the_worksheet_for_those_who_may_open_it(cast: Cast) -> None:
    _, duty = determined(cast)
    named = a_designee(cast)
    for person in (cast.principal, cast.psychologist, named):
        assert f"/duties/{duty.pk}/worksheet/" in signed_in(person).get(f"/duties/{duty.pk}/").content.decode()
