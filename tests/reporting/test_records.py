"""Records law through its pages: each duty begins with its fact, is due as the handbook says, and ends by its proof alone."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.family_rules import RuleGiven, record_family_rule
from reporting.actions.record_duties import reconcile
from reporting.models import RecordsMatter
from tat.actions.sweep import sweep
from tat.models import AccessEntry, LogEntry, Notice, Obligation, ObligationEvent, User
from tat.statutes import local_date
from tat.tasks import deliver_notice
from tests.cast import Cast, a_case, signed_in
from tests.reporting.matters import a_matter, custodian, duty_about, personnel_officer, recorded, stepped
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]


@pytest.fixture
def keeper(cast: Cast) -> User:
    return custodian(cast)


def due_on(matter: RecordsMatter) -> date:
    found = duty_about(matter).legal_due_at
    assert found is not None
    return local_date(found)


def shown(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def again(answer: object, *words: str) -> None:
    """The page came back with these words on it."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer["Location"]  # type: ignore[attr-defined, index]
    assert [each for each in words if each not in page] == []


def forced(user: User, matter: RecordsMatter, verb: str, **typed: str) -> object:
    """The answer to a form that the page does not show."""
    fields = {f"{verb}-{name}": value for name, value in typed.items()}
    return signed_in(user).post(f"/records/{matter.pk}/{verb}/", {"idempotency_key": str(uuid.uuid4()), **fields})


# --- Requests: ACC-10 (examples 25 to 27, 59, 60) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "since", "due", "later"),
    [
        ("2026-09-02 10:00", "2026-09-02", "2026-09-17", "2026-09-24"),
        ("2026-12-21 10:00", "2026-12-21", "2027-01-06", "2027-01-13"),
        ("2026-10-13 08:30", "2026-10-10", "2026-10-26", "2026-11-02"),
    ],
    ids=["25", "26", "27"],
)
def test_a_request_is_due_in_ten_business_days_and_once_five_later(
    cast: Cast, keeper: User, at: At, now: str, since: str, due: str, later: str
) -> None:
    at(now)
    matter = a_matter(cast, keeper, "access", since)
    assert (due_on(matter).isoformat(), duty_about(matter).rule, duty_about(matter).state) == (due, "ACC-10", "open")
    again(stepped(keeper, matter, "extend", text="Two buildings keep parts of it."), "Choose one of the reasons that the law lists")
    assert stepped(keeper, matter, "extend", reason="elsewhere", text="Two buildings keep parts of it.").status_code == 302
    assert due_on(matter).isoformat() == later
    assert ObligationEvent.objects.get(obligation=duty_about(matter), kind="extended").reason_code == "elsewhere"
    assert "/extend/" not in shown(keeper, f"/records/{matter.pk}/")
    answer = forced(keeper, matter, "extend", reason="many", text="Once more.")
    again(answer, "The time was extended already, once and for all.")
    assert due_on(matter).isoformat() == later


def test_the_grant_closes_it_and_a_late_one_stays_late(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-02 10:00")
    kept, late = a_matter(cast, keeper, "access", "2026-09-02"), a_matter(cast, keeper, "access", "2026-09-02")
    at("2026-09-17 17:00")
    again(stepped(keeper, kept, "answer", what="denied", on="2026-09-17", method="letter"), "Write why. The letter says it too.")
    again(
        stepped(keeper, kept, "answer", what="granted", on="2026-09-18", method="letter", text="All of it."),
        "This day has not come yet",
        "All of it.",
    )
    again(stepped(keeper, kept, "answer", what="granted", on="2026-09-17", text="All of it."), "Choose how.")
    assert stepped(keeper, kept, "answer", what="granted", on="2026-09-17", method="in_person", text="All of it.").status_code == 302
    met = duty_about(kept)
    assert (met.state, met.was_late(), met.met_by, met.proof_ref) == ("met", False, keeper, kept.steps.get().ref)
    at("2026-09-18 08:00")
    assert "/extend/" not in shown(keeper, f"/records/{late.pk}/")
    stepped(keeper, late, "answer", what="denied", on="2026-09-18", method="email", text="It is not ours.")
    assert (duty_about(late).state, duty_about(late).was_late()) == ("met", True)
    assert "Done, late" in shown(keeper, "/records/?show=all") and late.code not in shown(keeper, "/records/")


def test_example_59_a_parent_whose_rights_have_passed_is_held_until_there_is_another_basis(cast: Cast, keeper: User, at: At) -> None:
    at("2027-02-11 09:00")  # example 59
    matter = a_matter(cast, keeper, "access", "2027-02-11", passed_on="2027-02-10", passed_why="eighteen")
    page = shown(keeper, f"/records/{matter.pk}/")
    assert "The rights passed to the student on February 10, 2027" in page and "held" in page
    again(stepped(keeper, matter, "answer", what="granted", on="2027-02-11", method="letter"), "only on another basis")
    assert duty_about(matter).state == "open"
    own = "With the student’s own consent of February 11."
    assert stepped(keeper, matter, "answer", what="granted", on="2027-02-11", method="letter", text=own).status_code == 302
    day_before = a_matter(cast, keeper, "access", "2027-02-09", passed_on="2027-02-12", passed_why="eighteen")
    assert stepped(keeper, day_before, "answer", what="granted", on="2027-02-11", method="letter").status_code == 302
    again(
        recorded(cast, keeper, "access", "2027-02-09", capacity="eligible", passed_on="2027-02-10", passed_why="eighteen"),
        "had not passed yet",
    )


def test_example_60_who_is_barred_and_who_is_fifteen_are_denied_and_the_other_parent_is_granted(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")  # example 60
    paper = "Prairie County, until May 2027"
    again(recorded(cast, keeper, "access", "2026-09-14", barred="yes"), "Write which court and paper", "Ana Teller")
    barred = a_matter(cast, keeper, "access", "2026-09-14", person="Ivo Teller", barred="yes", order=paper)
    other = a_matter(cast, keeper, "access", "2026-09-14", building=cast.building.pk)
    student = a_matter(cast, keeper, "access", "2026-09-14", person="Rowan Teller", capacity="student")
    for matter, words in (
        (barred, "An order of protection bars this person"),
        (student, "A student under 18 may see the permanent record only"),
    ):
        again(stepped(keeper, matter, "answer", what="granted", on="2026-09-14", method="letter", text="Here."), words)
        assert words in shown(keeper, f"/records/{matter.pk}/")
        assert stepped(keeper, matter, "answer", what="denied", on="2026-09-14", method="letter", text="105 ILCS 10/5").status_code == 302
        assert duty_about(matter).state == "met"
        assert LogEntry.objects.filter(about_id=matter.pk, action="records_step_taken", detail="denied").count() == 1
    assert stepped(keeper, other, "answer", what="granted", on="2026-09-14", method="in_person").status_code == 302
    assert paper not in shown(keeper, f"/records/{other.pk}/") and "Ivo" not in shown(keeper, f"/records/{other.pk}/")


def test_an_order_that_a_case_has_on_file_stops_a_request_that_says_there_is_none(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment")
    subject = case.party_set.get(role="subject")
    before = a_matter(cast, keeper, "access", "2026-09-14", person="Ivo Teller")
    order = RuleGiven(party_id=subject.pk, kind="order", person="Ivo Teller", source="Prairie County", from_on=date(2026, 9, 1))
    record_family_rule(case=case, by=cast.principal, given=order)
    answer = recorded(cast, keeper, "access", "2026-09-14", person="Mr. Ivo Teller")
    again(answer, "An order is on file with the district that may bar this person")
    assert case.code not in answer.content.decode() and "Prairie" not in answer.content.decode()
    again(stepped(keeper, before, "answer", what="granted", on="2026-09-14", method="letter"), "An order is on file with the district")
    assert recorded(cast, keeper, "access", "2026-09-14").status_code == 302


# --- PRR-7 (example 28), CRT-5 (29), CHL-APP (30), DSP-CERT (56) ------------------------------------------------------


def test_an_employees_request_is_the_personnel_officers_alone(cast: Cast, keeper: User, at: At) -> None:
    at("2026-11-09 09:00")
    officer = personnel_officer(cast)
    matter = a_matter(cast, officer, "personnel", "2026-11-09")
    assert (due_on(matter).isoformat(), duty_about(matter).rule) == ("2026-11-19", "PRR-7")
    assert f'href="/records/{matter.pk}/"' in shown(officer, "/")
    for person in (keeper, cast.principal, cast.superintendent):
        assert signed_in(person).get(f"/records/{matter.pk}/").status_code == 404
        assert signed_in(person).get("/records/new/personnel/").status_code in (403, 404)
    assert signed_in(officer).get("/records/new/access/").status_code == 404
    assert stepped(officer, matter, "extend", reason="employer", text="The file is with the auditor.").status_code == 302
    assert due_on(matter).isoformat() == "2026-11-26"
    assert stepped(officer, matter, "answer", what="granted", on="2026-11-09", method="email").status_code == 302
    assert duty_about(matter).state == "met"


def test_a_court_order_waits_five_school_days_and_for_the_notice(cast: Cast, keeper: User, at: At) -> None:
    at("2026-11-20 11:00")  # example 29
    matter = a_matter(cast, keeper, "order", "2026-11-20")
    duty = duty_about(matter)
    assert (duty.rule, duty.building, duty.due_at()) == ("CRT-5", cast.building, None)
    assert duty.not_before_at and local_date(duty.not_before_at) == date(2026, 12, 2)
    assert f'href="/records/{matter.pk}/"' in shown(cast.principal, "/")
    given = {"on": "2026-11-20", "method": "letter", "text": "Two pages."}
    assert "Not before Wed, Dec 2" in shown(cast.principal, "/")
    assert "/comply/" not in shown(cast.principal, f"/records/{matter.pk}/")
    again(forced(cast.principal, matter, "comply", **given), "Tell the parents first", "Two pages.")
    again(stepped(cast.principal, matter, "notice", person="Ana Teller", at="2026-11-21T09:00", method="certified"), "has not come yet")
    assert stepped(cast.principal, matter, "notice", person="Ana Teller", at="2026-11-20T10:15", method="certified").status_code == 302
    again(forced(cast.principal, matter, "comply", **given), "on December 2, 2026 at the earliest")
    at("2026-12-02 08:01")
    sweep()
    sweep()
    assert Notice.objects.filter(obligation=duty, step="not-before").count() == 1
    assert stepped(cast.principal, matter, "comply", **given | {"on": "2026-12-02"}).status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.proof_ref) == ("met", matter.steps.get(what="complied").ref)
    assert signed_in(cast.outsider).get(f"/records/{matter.pk}/").status_code == 404


def test_a_subpoena_by_a_clerk_or_an_attorney_is_kept_and_opens_nothing(cast: Cast, keeper: User, at: At) -> None:
    at("2026-11-20 11:00")
    for signer in ("clerk", "attorney"):
        matter = a_matter(cast, cast.principal, "order", "2026-11-20", signer=signer)
        page = shown(keeper, f"/records/{matter.pk}/")
        assert "it is no order" in page and "/comply/" not in page
    again(recorded(cast, keeper, "order", "2026-11-20", signer=""), "Choose who signed", "26-CV-0417")
    assert not Obligation.objects.filter(rule="CRT-5").exists() and reconcile() == 0
    assert matter.code in shown(keeper, "/records/?show=all") and matter.code not in shown(keeper, "/records/")


def test_after_a_decision_on_a_challenge_the_time_for_an_appeal_is_watched(cast: Cast, keeper: User, at: At) -> None:
    at("2026-12-10 15:00")  # example 30
    quiet, appealed = a_matter(cast, keeper, "challenge", "2026-12-10"), a_matter(cast, keeper, "challenge", "2026-12-10")
    assert (due_on(quiet).isoformat(), duty_about(quiet).rule) == ("2027-01-25", "CHL-APP")
    assert f'href="/records/{quiet.pk}/"' in shown(keeper, "/")
    again(stepped(keeper, quiet, "letter", what="no_appeal", on="2026-12-10"), "The time for an appeal has not ended")
    again(stepped(keeper, appealed, "letter", what="forwarded", on="2026-12-10", method="letter"), "No appeal is recorded")
    at("2027-01-26 08:00")
    assert stepped(keeper, appealed, "letter", what="appealed", on="2027-01-25", method="letter").status_code == 302
    assert duty_about(appealed).state == "open" and "Forward the papers by" in shown(keeper, f"/records/{appealed.pk}/")
    assert "Monday, February 8, 2027" in shown(keeper, f"/records/{appealed.pk}/")
    assert stepped(keeper, appealed, "letter", what="forwarded", on="2027-01-26", method="certified").status_code == 302
    assert "The Regional Superintendent decides by" in shown(keeper, f"/records/{appealed.pk}/")
    assert stepped(keeper, appealed, "letter", what="decided", on="2027-01-26", method="letter", text="Upheld.").status_code == 302
    assert stepped(keeper, quiet, "letter", what="no_appeal", on="2027-01-26").status_code == 302
    assert [(duty_about(each).state, duty_about(each).was_late()) for each in (quiet, appealed)] == [("met", False), ("met", False)]


def test_a_disposal_has_its_certificate_sixty_days_before_and_deletes_nothing(cast: Cast, keeper: User, at: At) -> None:
    at("2027-03-10 09:00")  # example 56
    matter = a_matter(cast, keeper, "disposal", planned_on="2027-05-15")
    assert (due_on(matter).isoformat(), duty_about(matter).rule) == ("2027-03-16", "DSP-CERT")
    again(recorded(cast, keeper, "disposal", planned_on="2027-05-08"), "60 days before", "14:052")
    again(stepped(keeper, matter, "certificate", what="approved", on="2027-03-10", text="C-1"), "not recorded as sent")
    at("2027-03-16 16:00")
    assert stepped(keeper, matter, "certificate", what="sent", on="2027-03-16", method="certified").status_code == 302
    assert duty_about(matter).state == "open"
    at("2027-04-02 10:00")
    assert stepped(keeper, matter, "certificate", what="approved", on="2027-04-01", text="C-27-114").status_code == 302
    assert (duty_about(matter).state, duty_about(matter).was_late()) == ("met", False)
    assert RecordsMatter.objects.filter(pk=matter.pk).exists() and duty_about(matter).proof_ref == matter.steps.get(what="approved").ref


# --- Who may, what leaks, what is lost --------------------------------------------------------------------------------


def test_nobody_else_reads_it_and_who_is_told_of_its_clock_sees_no_name(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-02 10:00")
    matter = a_matter(cast, keeper, "access", "2026-09-02", building=cast.building.pk)
    page = f"/records/{matter.pk}/"
    for person in (cast.counselor, cast.outsider, cast.superintendent, cast.sysadmin):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"{page}answer/", {}).status_code == 404
    theirs = shown(cast.principal, page)
    assert "Names and content are for who keeps these records" in theirs and "Teller" not in theirs and "whole file" not in theirs
    assert signed_in(cast.principal).post(f"{page}answer/", {}).status_code == 403
    assert matter.code not in shown(cast.principal, "/records/?show=all")
    assert AccessEntry.objects.filter(page="record_detail", about_id=matter.pk, code=matter.code).exists()


def test_what_does_not_apply_is_said_by_the_keeper_and_confirmed_by_a_second_person(cast: Cast, keeper: User, at: At) -> None:
    at("2026-12-10 15:00")
    matter = a_matter(cast, keeper, "challenge", "2026-12-10")
    duty = f"/duties/{duty_about(matter).pk}/"
    assert f'href="/records/{matter.pk}/"' in shown(keeper, duty)
    reason = "The parent has taken the challenge back in writing."
    assert send(signed_in(keeper), duty, f"{duty}waive/", reason=reason).status_code == 302
    assert duty_about(matter).state == "open"
    assert send(signed_in(cast.principal), duty, f"{duty}confirm/").status_code == 302
    assert duty_about(matter).state == "waived" and "Not applicable" in shown(keeper, "/records/?show=all")
    again(forced(keeper, matter, "letter", what="appealed", on="2026-12-10", method="letter"), "This matter has ended already")


def test_a_request_that_is_taken_back_ends_without_an_answer(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-02 10:00")
    matter = a_matter(cast, keeper, "access", "2026-09-02")
    assert stepped(keeper, matter, "answer", what="withdrawn", on="2026-09-02").status_code == 302
    assert duty_about(matter).state == "superseded" and "Withdrawn" in shown(keeper, f"/records/{matter.pk}/")


def test_mail_log_and_address_carry_the_code_alone(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-02 10:00")
    matter = a_matter(cast, keeper, "access", "2026-09-02")
    at("2026-09-16 09:00")
    sweep()
    for notice in Notice.objects.filter(obligation=duty_about(matter), state="waiting"):
        deliver_notice(str(notice.pk))
    assert mail.outbox and {message.subject for message in mail.outbox} == {f"{matter.code.removeprefix('REC-')}: something needs you"}
    said = " ".join([*(message.body for message in mail.outbox), *map(repr, LogEntry.objects.values_list("code", "detail", "changed"))])
    assert "Teller" not in said and "request" not in said.lower()


def test_a_duty_lost_to_a_fault_is_rebuilt_and_none_is_doubled(cast: Cast, keeper: User, at: At) -> None:
    at("2027-03-10 09:00")
    made = [a_matter(cast, keeper, "access", "2027-03-08"), a_matter(cast, keeper, "disposal", planned_on="2027-06-15")]
    before = [duty_about(each).due_at() for each in made]
    ObligationEvent.objects.all().delete()
    Notice.objects.all().delete()
    Obligation.objects.filter(about_kind="records").delete()
    assert (reconcile(), reconcile()) == (2, 0)
    assert [duty_about(each).due_at() for each in made] == before


def test_the_list_costs_the_same_for_three_as_for_thirty(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-02 10:00")
    counted = []
    for number in (3, 22):
        for _ in range(number):
            a_matter(cast, keeper, "access", "2026-09-02")
        client = signed_in(keeper)
        client.get("/records/")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/records/").content.decode()
        counted.append(len(seen))
    assert counted[0] == counted[1] and page.count("REC-") == 20 and "Show earlier ones" in page


# --- Who explains the record (105 ILCS 10/5(b)) -----------------------------------------------------------------------


def test_where_a_professional_was_to_be_present_the_request_is_not_done_without_the_name(cast: Cast, keeper: User, at: At) -> None:
    at("2026-09-14 09:00")
    matter = a_matter(cast, keeper, "access", "2026-09-14", professional="school")
    assert "parts of the record need explaining" in shown(keeper, f"/records/{matter.pk}/")
    given = {"what": "granted", "on": "2026-09-14", "method": "in_person"}
    for more in ({}, {"without": "on"}):
        again(stepped(keeper, matter, "answer", **given, **more), "Name who explained the record")
    assert duty_about(matter).state == "open"
    assert stepped(keeper, matter, "answer", **given, person="Dr. Ada Roe, School Psychologist").status_code == 302
    assert duty_about(matter).state == "met" and "Dr. Ada Roe, School Psychologist" in shown(keeper, f"/records/{matter.pk}/")


def test_who_asked_for_a_professional_may_do_without_and_a_permanent_record_or_a_denial_needs_none(
    cast: Cast, keeper: User, at: At
) -> None:
    at("2026-09-14 09:00")
    given = {"what": "granted", "on": "2026-09-14", "method": "in_person"}
    asked = a_matter(cast, keeper, "access", "2026-09-14", professional="requester")
    again(stepped(keeper, asked, "answer", **given), "Name who explained the record")
    assert stepped(keeper, asked, "answer", **given, without="on").status_code == 302
    permanent = a_matter(cast, keeper, "access", "2026-09-14", professional="school", record="permanent")
    assert stepped(keeper, permanent, "answer", **given).status_code == 302
    denied = a_matter(cast, keeper, "access", "2026-09-14", professional="school")
    assert stepped(keeper, denied, "answer", **given | {"what": "denied", "text": "No such record."}).status_code == 302
