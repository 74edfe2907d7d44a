"""Every field of the five blocks (handbook 3.1): kept as typed, shown on the page of the report, printed in the case file."""

import pytest
from django.urls import reverse

from cases.actions.danger import determine_danger
from cases.models import Case, Party
from reporting.actions.papers import issue_case_file
from tat.models import Obligation
from tests.cases import assessed as middle
from tests.cast import NATURE, a_case, signed_in
from tests.reporting.printed import stored
from tests.typed import form_of, send
from triage.models import Report, ReporterIdentity

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-1")]
NEW, SAVE, WITNESS = "/reports/new/", "/reports/new/save/", "/reports/new/witness/"
TEXTS = {
    "nature": "He said it at the lockers.", "quotation": "“Wait until Friday.”", "details": "A quarrel came before it.",
    "background": "He moved here in May.", "artifacts": "A drawing; the counselor holds it.", "location": "Bus 12",
    "observed_by": "The driver", "weapons_note": "A folding knife, at home", "subject_name": "Rowan Teller",
    "subject_contact": "555-0188", "subject_relationship": "In the same class as the target", "subject_whereabouts": "In the office",
    "target-0-name": "Ana Lund", "target-0-contact": "555-0144", "target-0-relationship": "Sat beside him until March",
    "witness-0-name": "Jo Pell", "witness-0-contact": "555-0166", "witness-1-name": "Kim Park", "witness-1-contact": "kim@example.org",
}  # fmt: skip
CHOSEN = {
    "means": (["oral", "visual"], "Spoken, Picture or gesture"), "place_kind": ("conveyance", "On a school bus"),
    "threat_form": ("indirect", "Indirect"), "weapon": ("mentioned", "Mentioned or shown in a picture"),
    "end_unknown": ("on", "it is not known until when"), "subject_affiliation": ("student_current", "Student, current"),
    "subject_age_group": ("minor", "Under 18"), "subject_enrollment": ("district", "In another school of the district"),
    "target-0-affiliation": ("parent_guardian_family", "Parent, guardian or family"),
    "witness-0-affiliation": ("employee_former", "Employee, former"), "witness-1-role": ("recipient", "Received or observed it"),
    "target-0-aware": ("yes", "Knows of it"), "target-0-safe_now": ("no", "No"), "channel": ("tip_line", "Tip line"),
}  # fmt: skip
REPORTER = {"reporter_name": "Wren Abara", "reporter_contact": "555-0123", "reporter_relationship": "A cousin of the subject",
            "reporter_wishes": "Call only after school"}  # fmt: skip


def words(answer):
    return answer.content.decode()


def log(client, **typed):
    return send(client, NEW, SAVE, **{"nature": NATURE, **typed})


def with_two_witnesses(client):
    """The form after its button was pressed twice."""
    once = form_of(client.post(WITNESS, form_of(client.get(NEW), SAVE)), SAVE)
    return form_of(client.post(WITNESS, once), SAVE)


def everything(cast):
    """A report with every field of the five blocks, through its page; gives its case."""
    client = signed_in(cast.principal)
    fields = {**with_two_witnesses(client), **TEXTS, **REPORTER, **{name: typed for name, (typed, _shown) in CHOSEN.items()}}
    answer = client.post(SAVE, fields)
    assert answer.status_code == 302, words(answer)
    return Case.objects.get()


def printed(cast, case):
    return stored(issue_case_file(case=case, by=cast.principal).html).decode()


def test_everything_typed_stands_on_the_page_and_in_print_and_who_reported_stands_in_neither(cast):
    case = everything(cast)
    page, paper = words(signed_in(cast.principal).get(reverse("case_report", args=[case.code]))), printed(cast, case)
    for shown in (*TEXTS.values(), *(shown for _typed, shown in CHOSEN.values())):
        assert shown in page, shown
        assert shown in paper or shown == "Tip line", shown
    assert "Came in: Tip line." in paper
    assert [text for text in REPORTER.values() if text in page or text in paper] == []
    opened = words(signed_in(cast.principal).post(reverse("case_reporter", args=[case.code])))
    assert [text for text in REPORTER.values() if text not in opened] == []


def test_what_was_left_blank_is_not_shown(cast):
    case = a_case(cast)
    page, paper = words(signed_in(cast.principal).get(reverse("case_report", args=[case.code]))), printed(cast, case)
    for term in ("Form of the threat", "Details", "What exists, and who holds it", "Age:", "Enrolled:", "Contact:", "Protected by law"):
        assert term not in page and term not in paper


def test_witnesses_and_recipients_are_parties_of_the_case_and_are_to_be_heard(cast):
    case = everything(cast)
    kept = Party.objects.filter(case=case).exclude(role="reporting_party").order_by("role")
    assert [(each.role, each.shown_name()) for each in kept] == [
        ("recipient", "Kim Park"),
        ("subject", "Rowan Teller"),
        ("target", "Ana Lund"),
        ("witness", "Jo Pell"),
    ]
    assert "Jo Pell" in words(signed_in(cast.principal).get(reverse("case_interviews", args=[case.code])))


def test_a_block_for_a_witness_keeps_the_page_and_what_is_typed_and_an_empty_one_is_no_party(cast):
    client = signed_in(cast.principal)
    page = client.get(NEW)
    assert "witness-0-name" not in form_of(page, SAVE)
    again = client.post(WITNESS, {**form_of(page, SAVE), "nature": NATURE, "target-0-name": "Ana Lund", "reported_at": "nonsense"})
    fields = form_of(again, SAVE)
    assert (fields["nature"], fields["target-0-name"], fields["witness-0-name"], fields["witnesses"]) == (
        [NATURE],
        ["Ana Lund"],
        [""],
        ["1"],
    )
    assert "to mend" not in words(again)
    log(client, witnesses="1")
    assert not Party.objects.filter(role="witness").exists()


def test_what_is_wrong_in_a_block_is_said_beside_it(cast):
    client = signed_in(cast.principal)
    answer = client.post(SAVE, {**with_two_witnesses(client), "nature": NATURE, "witness-1-name": "n" * 201, "witness-0-role": "judge"})
    assert answer.status_code == 200 and not Report.objects.exists()
    assert "201 characters long" in words(answer) and "Choose one of the answers listed here." in words(answer)


@pytest.mark.parametrize("typed", [
    {"subject_contact": "555-0188"}, {"subject_affiliation": "student_current"}, {"target-0-contact": "555-0188"},
    {"target-0-kind": "group", "target-0-name": "The band", "target-0-contact": "555-0188"}, {"target-0-relationship": "555-0188"},
])  # fmt: skip
def test_what_is_known_of_somebody_without_a_name_is_not_lost(cast, typed):
    log(signed_in(cast.principal), **typed)
    page = words(signed_in(cast.principal).get(reverse("case_report", args=[Case.objects.get().code])))
    assert ("Student, current" if "subject_affiliation" in typed else "555-0188") in page


def test_a_subject_whom_nobody_knows_is_said_so_and_a_name_beside_it_is_asked_about(cast):
    client = signed_in(cast.principal)
    refused = log(client, subject_unknown="on", subject_name="Rowan Teller")
    assert refused.status_code == 200 and "You wrote a name, and that nobody knows who it is." in words(refused)
    log(client, subject_unknown="on")
    subject = Party.objects.get(role="subject")
    assert (subject.is_unknown, subject.person) == (True, None)
    assert "Nobody knew who it is" in words(client.get(reverse("case_report", args=[Case.objects.get().code])))


def test_an_end_is_known_or_not(cast, at):
    at("2026-09-14 14:02")
    client = signed_in(cast.principal)
    both = {"occurred_at": "2026-09-13T09:00", "occurred_until": "2026-09-13T10:00", "end_unknown": "on"}
    assert "Take one of the two away." in words(log(client, **both))
    log(client, **{**both, "occurred_until": ""})
    assert Report.objects.get().facts.end_unknown


def test_the_fold_over_a_mistake_stands_open_without_a_script(cast):
    page = words(log(signed_in(cast.principal), artifacts="x" * 2001))
    fold = page[: page.index('id="id_artifacts"')].rpartition("<details")[2]
    assert fold.startswith(' class="more" open')


def test_what_a_second_report_says_of_the_same_subject_is_added(cast):
    case = a_case(cast)
    client = signed_in(cast.counselor)
    typed = {"subject_name": "Rowan Teller", "subject_affiliation": "student_current", "subject_whereabouts": "At the bus stop"}
    fields = form_of(log(client, **typed), SAVE)
    assert client.post(SAVE, {**fields, "into": f"case:{case.pk}"}).status_code == 302
    assert "At the bus stop" in words(client.get(reverse("case_report", args=[case.code])))
    assert Party.objects.filter(case=case, role="subject").values("person").distinct().count() == 1


@pytest.mark.req("IN-5")
@pytest.mark.parametrize(("typed", "protected"), [
    ({"firearm": "yes"}, True), ({"gun_violence": "yes"}, True), ({"weapon": "seen"}, True), ({"weapon": "seen", "firearm": "no"}, False),
    ({"reporter_protected": "on"}, True), ({"weapon": "mentioned"}, False), ({}, False),
])  # fmt: skip
def test_who_reported_a_firearm_is_protected_by_itself_and_the_page_says_so(cast, typed, protected):
    log(signed_in(cast.principal), reporter_name="Wren Abara", **typed)
    case = Case.objects.get()
    page = words(signed_in(cast.principal).get(reverse("case_report", args=[case.code])))
    assert (Report.objects.get().reporter_protected, "Protected by law:" in page) == (protected, protected)
    assert ("The law protects who reported this" in printed(cast, case)) is protected


def test_a_determined_danger_protects_who_reported(cast):
    case = a_case(cast, "assessment")
    determine_danger(case=case, by=cast.principal, given=middle.a_determination("yes"))
    page = words(signed_in(cast.principal).get(reverse("case_report", args=[case.code])))
    assert "Protected by law:" in page


def test_an_affiliation_alone_is_kept_of_who_reported(cast):
    log(signed_in(cast.principal), reporter_affiliation="student_former")
    assert ReporterIdentity.objects.get().affiliation == "student_former"


@pytest.mark.req("IN-5")
@pytest.mark.parametrize(("affiliation", "parents"), [("student_current", True), ("unknown", True), ("unaffiliated", False)])
def test_a_subject_without_a_name_who_may_be_a_student_has_parents_to_tell(cast, affiliation, parents):
    log(signed_in(cast.principal), firearm="yes", subject_affiliation=affiliation)
    assert Obligation.objects.filter(rule="FIR-PG").exists() is parents


def test_an_unnamed_member_of_the_staff_makes_the_case_a_restricted_one(cast):
    log(signed_in(cast.superintendent), subject_affiliation="employee_current")
    assert Case.objects.get().restricted


@pytest.mark.req("IN-4")
def test_an_emergency_takes_the_witnesses_as_they_stand(cast):
    client = signed_in(cast.report_taker)
    wrong = {
        "witness-0-name": "Jo\x00 Pell",
        "witness-1-role": "judge",
        "danger_determined": "no",
        "end_unknown": "on",
    }
    assert client.post(SAVE, {**with_two_witnesses(client), **wrong, "then": "containment"}).status_code == 302
    assert [each.shown_name() for each in Party.objects.filter(role="witness")] == ["Jo Pell"]
