"""The ledger: who must be told and in whose place, orders that stop a notice, the identity question and what it leaves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.actions.circle import grant_access
from cases.actions.notifications import record_notice
from cases.actions.parties import PartyGiven
from cases.actions.releases import record_of
from cases.gates import GateReply
from cases.models import Affiliation, Case, Disclosure, NotificationEntry
from tat import clock
from tat.models import Obligation
from tests.cases.families import (
    FATHER,
    MONDAY,
    MOTHER,
    TARGET,
    WRONG_SPELLINGS,
    a_notice,
    a_student_target,
    about_an_adult,
    an_emergency,
    an_order,
    at_a_level,
    party,
    post,
    refused,
    rights_passed,
    typed,
    with_a_target,
)
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, signed_in
from tests.typed import form_of
from triage.actions.gates import answer_at_triage

pytestmark = [pytest.mark.django_db, pytest.mark.req("NT-1"), pytest.mark.req("NT-2"), pytest.mark.req("NT-3")]
At = Callable[[str], datetime]
BARS = "An order about this student bars this."
CONFIRM = "Confirm that this is not the person named in the order."


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def page(cast: Cast, case: Case, query: str = "") -> str:
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/notices/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def fields(cast: Cast, case: Case, query: str = "") -> dict[str, list[str]]:
    """What stands in the form that the page shows."""
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/notices/{query}")
    return form_of(answer, f"/cases/{case.code}/notices/record/")


def open_rules(case: Case) -> set[str]:
    return set(Obligation.objects.open().about("case", case.pk).values_list("rule", flat=True))


# Orders.


@pytest.mark.parametrize("spelling", [FATHER, *WRONG_SPELLINGS])
def test_the_barred_father_is_not_told_in_whatever_spelling(cast: Cast, spelling: str) -> None:
    case = with_a_target(cast)
    an_order(cast, case)
    barred = a_notice(person=spelling, capacity="Father", not_barred=True)

    assert BARS in refused(lambda: record_notice(case=case, by=cast.principal, given=barred))
    assert record_notice(case=case, by=cast.principal, given=a_notice(not_barred=True)).person == MOTHER
    assert [entry.person for entry in case.notificationentry_set.all()] == [MOTHER]


def test_the_refusal_stands_beside_the_name_tells_nothing_of_the_order_and_keeps_what_was_typed(cast: Cast) -> None:
    case = with_a_target(cast)
    an_order(cast, case, person="Ivo Quandt")
    answer = post(signed_in(cast.counselor), case, "notices/record", **typed(a_notice(person="Quandt, IVO", not_barred=True)))
    text = answer.content.decode()

    assert answer.status_code == 200 and BARS in text and 'href="#id_person"' in text
    assert "Quandt, IVO" in text and "What was said, and what the school does." in text
    assert "Ivo Quandt" not in text and "26 OP 117" not in text
    assert not NotificationEntry.objects.exists()


def test_another_name_needs_the_confirmation_that_the_page_asks_only_while_an_order_is_in_force(cast: Cast) -> None:
    case = with_a_target(cast)
    assert "not_barred" not in page(cast, case)
    an_order(cast, case, until_on=date(2026, 9, 14))
    client = signed_in(cast.principal)

    answer = post(client, case, "notices/record", **typed(a_notice()))
    assert answer.status_code == 200 and CONFIRM in answer.content.decode()
    assert post(client, case, "notices/record", **typed(a_notice()), not_barred="on").status_code == 302


def test_the_day_of_the_telling_decides_and_a_run_out_order_asks_nothing_any_more(cast: Cast, at: At) -> None:
    case = with_a_target(cast)
    an_order(cast, case, from_on=date(2026, 9, 14), until_on=date(2026, 9, 16))
    father = {"person": "Jose Quandt", "capacity": "Father", "not_barred": True}
    sunday = clock.now() - timedelta(days=1)
    assert record_notice(case=case, by=cast.principal, given=a_notice(told_at=sunday, **father)).person == "Jose Quandt"

    at("2026-09-17 09:00")
    wednesday = clock.now() - timedelta(days=1)
    assert "not_barred" not in page(cast, case)
    assert BARS in refused(lambda: record_notice(case=case, by=cast.principal, given=a_notice(told_at=wednesday, **father)))
    assert record_notice(case=case, by=cast.principal, given=a_notice(told_at=wednesday)).person == MOTHER
    assert record_notice(case=case, by=cast.principal, given=a_notice(**father)).person == "Jose Quandt"


def test_not_told_is_recorded_in_the_barred_name_and_an_attempt_is_not(cast: Cast) -> None:
    case = with_a_target(cast)
    an_order(cast, case)
    tried = a_notice(outcome="attempted", person="Jose Quandt", not_barred=True)
    assert BARS in refused(lambda: record_notice(case=case, by=cast.principal, given=tried))
    not_told = a_notice(outcome="not_told", person="Jose Quandt", reason="Told the mother instead.", discloses_student="")
    assert record_notice(case=case, by=cast.principal, given=not_told).outcome == "not_told"


def test_an_order_about_one_student_leaves_the_other_family_alone_and_somebody_else_of_that_name_is_confirmed(cast: Cast) -> None:
    case = with_a_target(cast)
    an_order(cast, case, "target")
    father = {"person": "Jose Quandt", "capacity": "Neighbor"}
    of_the_subject = a_notice("NTF-PGS", **father)
    assert record_notice(case=case, by=cast.principal, given=of_the_subject)
    assert BARS in refused(lambda: record_notice(case=case, by=cast.principal, given=a_notice("NTF-PGT", **father, not_barred=True)))
    assert CONFIRM in refused(lambda: record_notice(case=case, by=cast.principal, given=a_notice("NTF-OTH", **father)))
    assert record_notice(case=case, by=cast.principal, given=a_notice("NTF-OTH", **father, not_barred=True))
    assert record_notice(case=case, by=cast.principal, given=a_notice("NTF-OTH", person="Dispatcher"))


def test_an_order_known_from_the_questions_and_not_recorded_is_asked_for(cast: Cast) -> None:
    case = a_case(cast, "triage", targets=(a_student_target(),))
    assert "An order is known" not in page(cast, case)
    answer_at_triage(case=case, by=cast.counselor, replies={"order": GateReply("yes")})
    assert "An order is known, and whom it bars is not recorded." in page(cast, case)
    an_order(cast, case)
    assert "An order is known" not in page(cast, case)


# The student in the place of the parents.


def test_once_the_rights_have_passed_the_list_the_form_and_the_ledger_name_the_student(cast: Cast) -> None:
    case = at_a_level(cast, "high")
    before = page(cast, case)
    assert "Parent/guardian of student subject" in before and "rights have passed" not in before
    rights_passed(cast, case)
    student = "The student (rights have passed: 18 years old, since September 1, 2026)"
    shown = page(cast, case, "?to=NTF-PGS")
    assert shown.count(student) >= 2 and "Parent/guardian of student subject" not in shown
    assert f"Parent/guardian of student target: {TARGET}" in shown
    stands = fields(cast, case, "?to=NTF-PGS")
    assert (stands["recipient"], stands["person"], stands["capacity"]) == (["NTF-PGS"], ["Rowan Teller"], ["The student"])

    mother = a_notice(person="Marisol Quill", capacity="Mother")
    assert "The rights have passed to the student" in refused(lambda: record_notice(case=case, by=cast.principal, given=mother))
    entry = record_notice(case=case, by=cast.principal, given=a_notice(person="Rowan Teller", capacity="The student"))
    assert entry.recipient == "NTF-PGS"
    assert "The student, in the place of the parents" in page(cast, case)


def test_the_words_change_on_the_day_on_which_the_rights_pass_and_back_when_the_entry_is_ended(cast: Cast, at: At) -> None:
    case = at_a_level(cast)
    rights_passed(cast, case, "target", from_on=date(2026, 9, 15))
    assert "rights have passed" not in page(cast, case)
    at("2026-09-15 00:05")
    assert f"The student (rights have passed: 18 years old, since September 15, 2026): {TARGET}" in page(cast, case)


def test_an_adult_as_recorded_at_intake_is_told_without_a_rule(cast: Cast) -> None:
    case = about_an_adult(cast)
    assert "The student (rights have passed: 18 or older, as recorded at intake)" in page(cast, case)
    assert record_notice(case=case, by=cast.principal, given=a_notice())  # nobody put a rule on record: the page asks, nothing is refused


def test_a_student_who_has_the_barred_fathers_name_is_told(cast: Cast) -> None:
    case = with_a_target(cast, subject_name="José Quandt")
    an_order(cast, case)
    told = a_notice(person="José Quandt", capacity="The student", not_barred=True)
    assert BARS in refused(lambda: record_notice(case=case, by=cast.principal, given=told))
    rights_passed(cast, case)
    assert record_notice(case=case, by=cast.principal, given=told)


# The identity question and the record of release.


def test_an_emergency_release_opens_the_parents_notice_and_leaves_one_line_with_threat_and_parties(cast: Cast) -> None:
    case = with_a_target(cast)
    entry = record_notice(case=case, by=cast.principal, given=an_emergency())
    line = Disclosure.objects.get()
    assert (line.notice, line.whose, line.released_at, line.basis) == (entry, party(case), entry.told_at, "emergency")
    assert (line.person, line.capacity) == ("Dispatcher", "Dispatcher, county sheriff")
    assert line.threat == "A message that names a person and a time." and line.purpose.startswith("To find the student")
    assert line.what == entry.content and line.recorded_name == "Dana Whitlow"
    (duty,) = Obligation.objects.open().about("case", case.pk).filter(rule="EMR-PG")
    assert duty.trigger_ref == f"notice:{entry.pk}"
    assert Obligation.objects.get(about_id=case.pk, rule="EMR-REC").state == Obligation.State.MET


def test_the_form_sent_twice_leaves_one_line_and_a_notice_never_two(cast: Cast) -> None:
    case = with_a_target(cast)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/notices/"
    body = form_of(client.get(address), f"{address}record/") | typed(an_emergency())
    assert [client.post(f"{address}record/", body).status_code for _ in range(2)] == [302, 302]
    assert (NotificationEntry.objects.count(), Disclosure.objects.count()) == (1, 1)
    assert Obligation.objects.about("case", case.pk).filter(rule="EMR-PG").count() == 1

    entry = NotificationEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        record_of(entry, None, purpose="Once more.", consent="", by=cast.principal, at=clock.now())


def test_a_release_without_its_answers_writes_neither_entry_nor_line(cast: Cast) -> None:
    case = with_a_target(cast)
    client = signed_in(cast.principal)
    for wrong, sentence in (
        ({"legal_basis": ""}, "needs its legal basis"),
        ({"legal_basis": "school_official"}, 'class="error"'),
        ({"purpose": ""}, "Write for which purpose."),
        ({"release_threat": ""}, "Write the articulable and significant threat."),
        ({"legal_basis": "consent"}, "Write where the consent or the order is kept"),
        ({"legal_basis": "court_order"}, "Write where the consent or the order is kept"),
        ({"purpose": "x" * 2001}, 'class="error"'),
        ({"whose": str(party(with_a_target(cast)).pk)}, 'class="error"'),
    ):
        answer = post(client, case, "notices/record", **typed(an_emergency(), **wrong))
        text = answer.content.decode()
        assert (answer.status_code, sentence in text) == (200, True), wrong
        assert "What was said, and what the school does." in text, wrong
    elsewhere = party(with_a_target(cast)).pk
    assert "Choose the student" in refused(lambda: record_notice(case=case, by=cast.principal, given=an_emergency(whose_id=elsewhere)))
    assert not NotificationEntry.objects.exists() and not Disclosure.objects.exists()
    assert "EMR-PG" not in open_rules(case)


def test_what_stays_in_the_school_circle_or_names_nobody_is_no_release(cast: Cast) -> None:
    case = with_a_target(cast)
    for given in (an_emergency("NTF-SUP"), an_emergency(discloses_student="no"), an_emergency(outcome="attempted")):
        record_notice(case=case, by=cast.principal, given=given)
    assert not Disclosure.objects.exists() and "EMR-PG" not in open_rules(case)


def test_a_release_by_consent_is_a_line_too_and_no_emergency(cast: Cast) -> None:
    case = with_a_target(cast)
    given = an_emergency(legal_basis="consent", release_threat="", consent="Signed form, office, folder 3")
    record_notice(case=case, by=cast.principal, given=given)
    assert Disclosure.objects.get().consent == "Signed form, office, folder 3"
    assert not {"EMR-PG", "EMR-REC"} & open_rules(case)


def test_the_parents_notice_of_a_release_is_proven_by_telling_the_named_students_family_alone(cast: Cast) -> None:
    case = with_a_target(cast)
    record_notice(case=case, by=cast.principal, given=an_emergency(whose_id=party(case, "target").pk))
    duty = Obligation.objects.open().get(about_id=case.pk, rule="EMR-PG")
    assert f"Notify the parents of the emergency release: of {TARGET}" in page(cast, case)
    wrong = a_notice("NTF-PGS", meets=(duty.pk,))
    assert "names another student" in refused(lambda: record_notice(case=case, by=cast.principal, given=wrong))
    rights_passed(cast, case, "target")
    assert f"the student is told in the place of the parents, {TARGET}" in page(cast, case)
    record_notice(case=case, by=cast.principal, given=a_notice("NTF-PGT", person=TARGET, capacity="The student", meets=(duty.pk,)))
    assert "EMR-PG" not in open_rules(case)


# The ledger's own page.


def test_required_considered_and_as_needed_stand_apart_in_words_with_the_districts_mark(cast: Cast) -> None:
    shown = page(cast, at_a_level(cast))
    places = [shown.index(words) for words in ("<h3>Required</h3>", "<h3>To be considered</h3>", "<h3>As needed, or as decided</h3>")]
    assert places == sorted(places)
    at_level = shown[shown.index("At this level") :]
    assert at_level.index("Parent/guardian of student subject") < at_level.index("To be considered") < at_level.index("School security")
    assert "District-defined default" in shown


def test_the_ledger_says_how_by_whom_and_with_which_interpreter(cast: Cast) -> None:
    case = with_a_target(cast)
    fields = typed(a_notice(method="in_person"), interpreter="Sra. Ibarra, Spanish")
    assert post(signed_in(cast.counselor), case, "notices/record", **fields).status_code == 302
    shown = page(cast, case)
    interpreter = "Interpreter or language: Sra. Ibarra, Spanish"
    for words in (MOTHER, "In person", interpreter, "Sol Ortiz-Lane, School Counselor", "Sep 14, 2:02 PM"):
        assert words in shown, words
    row = NotificationEntry.objects.get()
    assert row.interpreter == "Sra. Ibarra, Spanish"


def test_a_time_to_come_and_a_target_of_another_case_are_refused(cast: Cast) -> None:
    case = with_a_target(cast)
    client = signed_in(cast.principal)
    answer = post(client, case, "notices/record", **typed(a_notice(told_at=clock.now() + timedelta(hours=1))))
    assert answer.status_code == 200 and "This time has not come yet." in answer.content.decode()
    other = party(with_a_target(cast), "target").pk
    brother = PartyGiven(role="target", name="Ivo Lund", affiliation=Affiliation.STUDENT_CURRENT)
    two = at_a_level(cast, targets=(a_student_target(), brother))
    assert post(client, two, "notices/record", **typed(a_notice("NTF-PGT")), party=str(other)).status_code == 200
    entry = record_notice(case=two, by=cast.principal, given=a_notice("NTF-PGT", party_id=party(two, "target").pk))
    assert entry.party == party(two, "target")


def test_a_link_writes_ahead_what_it_may_and_no_more(cast: Cast) -> None:
    case = with_a_target(cast)
    stands = fields(cast, case, "?to=NTF-PGT&method=letter&letter=7KQ4-M2XN-9RTD&basis=court_order")
    assert (stands["recipient"], stands["method"], stands["legal_basis"]) == (["NTF-PGT"], ["letter"], ["court_order"])
    assert stands["content"] == ["By letter, check code 7KQ4-M2XN-9RTD."] and stands["discloses_student"] == ["yes"]
    for query in ("?to=<b>&method=pigeon&letter=<script>&basis=because", "?party=7&to=NTF-PGT", "?letter=7KQ4-M2XN-9RTD%0A"):
        stands = fields(cast, case, query)
        assert (stands["method"], stands["content"], stands.get("legal_basis")) == ([""], [""], [""])


def test_what_was_typed_for_a_case_that_was_closed_meanwhile_is_shown(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/notices/"
    body = form_of(client.get(address), f"{address}record/") | typed(a_notice())
    closed(cast, case)
    answer = client.post(f"{address}record/", body)
    text = answer.content.decode()
    assert "This case is closed." in text and "What was said, and what the school does." in text
    assert not NotificationEntry.objects.exists()


def test_a_guest_reads_the_ledger_without_its_neighbours(cast: Cast) -> None:
    case = a_case(cast, "assessment", targets=(a_student_target(),))
    an_order(cast, case)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=3), reason="consultant")
    guest = signed_in(cast.consultant).get(f"/cases/{case.code}/notices/").content.decode()
    assert "The ledger" in guest and "Family and orders" not in guest and "Quandt" not in guest


def test_the_page_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    case = at_a_level(cast, "high")
    client, address = signed_in(cast.principal), f"/cases/{case.code}/notices/"
    record_notice(case=case, by=cast.principal, given=an_emergency())
    few = statements(client, address)
    an_order(cast, case)
    rights_passed(cast, case, "target")
    for _ in range(3):
        record_notice(case=case, by=cast.principal, given=an_emergency())
        record_notice(case=case, by=cast.principal, given=a_notice(not_barred=True))
    assert statements(client, address) <= few <= 16
