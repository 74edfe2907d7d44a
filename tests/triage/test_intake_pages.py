"""The intake page: everything typed is kept, three answers are enough, and nothing stands between an emergency and action."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Party
from tat import clock
from tat.models import AccessEntry, Draft, Obligation
from tests.cast import NATURE, NOT_IMMINENT, a_case, a_report, appoint, signed_in
from tests.typed import form_of, send
from triage.actions.reports import receive_report
from triage.models import Report, ReporterIdentity

pytestmark = pytest.mark.django_db
OTHER_NATURE = "On Monday a drawing of a locker on fire was found under the bleachers."
NEW, SAVE, ADD = "/reports/new/", "/reports/new/save/", "/reports/new/target/"


def log(client, **typed):
    return send(client, NEW, SAVE, **{"nature": NATURE, **typed})


def words(answer):
    return answer.content.decode()


@pytest.mark.req("IN-1")
def test_three_answers_save_a_report(cast):
    answer = log(signed_in(cast.principal))
    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("case_imminence", args=[report.case.code]))
    assert (report.facts.nature, report.received_by, report.received_name) == (NATURE, cast.principal, "Dana Whitlow, Building Principal")
    assert report.reviewed_by == cast.principal


MIDDLEWARE, MOST = 2, 25
"""The account and the present instant; and what the sending of a report may ask after them."""


@pytest.mark.req("IN-1")
def test_a_whole_report_is_saved_in_twenty_five_statements(cast):
    typed = {
        "location": "Bus 12",
        "means": ["oral"],
        "subject_name": "Rowan Teller",
        "target-0-name": "Ana Lund",
        "witnesses": "2",
        "witness-0-name": "Jo Pell",
        "witness-1-name": "Kim Park",
        "reporter_name": "Wren Abara",
    }
    client = signed_in(cast.principal)
    fields = form_of(client.get(NEW), SAVE) | {"nature": NATURE, **typed}
    with CaptureQueriesContext(connection) as asked:
        assert client.post(SAVE, fields).status_code == 302
    statements = [each["sql"] for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(statements) <= MIDDLEWARE + MOST, "\n".join(statements)


@pytest.mark.req("IN-1")
def test_every_block_is_kept_as_typed(cast):
    typed = {
        "location": "Bus 12", "observed_by": "The driver", "means": ["oral", "written"], "weapon": "mentioned", "quotation": "“tomorrow”",
        "subject_name": "Rowan Teller", "subject_affiliation": "student_current", "subject_whereabouts": "With the counselor",
        "target-0-name": "Ana Lund", "target-0-aware": "yes", "reporter_name": "Wren Abara",
        "reporter_contact": "555-0123", "reporter_keep": "on",
    }  # fmt: skip
    log(signed_in(cast.principal), **typed)
    report = Report.objects.get()
    subject, target = Party.objects.get(role="subject"), Party.objects.get(role="target")
    assert (report.facts.location, report.facts.means, report.facts.weapon) == ("Bus 12", ["oral", "written"], "mentioned")
    assert (subject.shown_name(), subject.whereabouts, subject.person.affiliation) == (
        "Rowan Teller",
        "With the counselor",
        "student_current",
    )
    assert (target.shown_name(), target.aware) == ("Ana Lund", "yes")
    assert (report.reporter.name, report.reporter.contact, report.reporter.keep_from_subject) == ("Wren Abara", "555-0123", True)


@pytest.mark.req("IN-1")
def test_another_target_keeps_the_page_and_everything_typed(cast):
    client = signed_in(cast.principal)
    typed = {"nature": NATURE, "target-0-name": "Ana Lund", "means": ["oral", "visual"], "reported_at": "nonsense"}
    page = client.post(ADD, {**form_of(client.get(NEW), SAVE), **typed})
    fields = form_of(page, SAVE)
    assert (fields["nature"], fields["target-0-name"], fields["means"], fields["targets"]) == (
        [NATURE],
        ["Ana Lund"],
        ["oral", "visual"],
        ["2"],
    )
    assert "target-1-name" in fields and "things to mend" not in words(page) and not Report.objects.exists()
    now = f"{clock.now().astimezone(clock.CENTRAL):%Y-%m-%dT%H:%M}"
    client.post(SAVE, {**fields, "reported_at": now, "reviewed_at": "", "target-1-name": "The band", "target-1-kind": "group"})
    assert sorted(party.shown_name() for party in Party.objects.filter(role="target")) == ["Ana Lund", "The band"]


@pytest.mark.req("IN-1")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nature": ""}, "Write at least one sentence about what was said or done."),
        ({"nature": "x" * 20_001}, "20001 characters long"),
        ({"nature": "x" * 200_000}, "200000 characters long"),
        ({"nature": " \n "}, "Write at least one sentence about what was said or done."),
        ({"weapon": "cannon"}, "Choose one of the answers listed here."),
        ({"means": ["oral", "telepathy"]}, "Choose one of the answers listed here."),
        ({"subject_account": "999999"}, "Choose one of the answers listed here."),
        ({"target-0-kind": "<b>"}, "Choose one of the answers listed here."),
        ({"abuse": "perhaps"}, "Choose one of the answers listed here."),
        ({"indicators": ["IND-99"]}, "Choose one of the answers listed here."),
        ({"nature": "a\x00b"}, "a character in it that cannot be kept"),
        ({"subject_name": "n" * 201}, "201 characters long"),
        ({"target-0-name": "n" * 201}, "201 characters long"),
        ({"received_by": ""}, "Write who received the report."),
        ({"reported_at": ""}, "Write when the report reached you."),
        ({"reported_at": "soon"}, "Write the date and the time like"),
        ({"reported_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"reported_at": "2026-09-14T09:00", "reviewed_at": "2026-09-14T08:00"}, "The review time is before the report time. Check both."),
        ({"occurred_at": "2026-03-08T02:30"}, "does not exist, because the clocks go forward"),
        ({"occurred_at": "2025-11-02T01:30"}, "This time happens twice"),
        ({"occurred_at": "2026-09-13T10:00", "occurred_until": "2026-09-13T09:00"}, "The end of the time is before its start."),
        ({"reported_at": "2026-09-13T09:00", "reviewed_at": "", "occurred_at": "2026-09-13T10:00"}, "It is reported before it happened."),
        ({"determination": "no"}, "A reason is needed for “no” as much as for “yes”."),
        ({"determination": "no", "danger": "yes", "rationale": "calm"}, "You said above that somebody is, or might be, in danger."),
        ({"channel": "carrier pigeon"}, "Choose one of the answers listed here."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(cast, at, typed, sentence):
    at("2026-09-14 14:02")
    answer = log(signed_in(cast.principal), background="He moved here in May.", **typed)
    assert answer.status_code == 200 and sentence in words(answer), words(answer)[:200]
    assert form_of(answer, SAVE)["background"] == ["He moved here in May."]
    assert not Report.objects.exists() and not Case.objects.exists()


@pytest.mark.req("IN-1")
def test_the_hour_that_happens_twice_is_asked_for(cast, at):
    at("2026-09-14 14:02")
    client = signed_in(cast.principal)
    asked = log(client, occurred_at="2025-11-02T01:30")
    client.post(SAVE, {**form_of(asked, SAVE), "occurred_at_fold": "1"})
    assert Report.objects.get().facts.occurred_at.isoformat() == "2025-11-02T07:30:00+00:00"


@pytest.mark.req("IN-6")
def test_the_same_form_sent_twice_makes_one_report(cast):
    client = signed_in(cast.principal)
    typed = {**form_of(client.get(NEW), SAVE), "nature": NATURE}
    first, second = client.post(SAVE, typed), client.post(SAVE, typed)
    assert (first.status_code, second.status_code, first.url == second.url, Report.objects.count()) == (302, 302, True, 1)
    assert client.post(SAVE, {**typed, "nature": "Another text"}).status_code == 409


@pytest.mark.req("IN-6")
def test_a_draft_is_kept_shown_again_and_gone_once_the_report_is_saved(cast):
    client = signed_in(cast.principal)
    page = client.get(NEW)
    assert 'data-draft="/drafts/report/new/"' in words(page)
    client.post(
        "/drafts/report/new/", {**form_of(page, SAVE), "nature": "Half a sent", "target-0-name": "Ana Lund"}, headers={"X-Draft": "1"}
    )
    again = client.get(NEW)
    fields = form_of(again, SAVE)
    assert "This is the draft that you left." in words(again) and "to mend" not in words(again)
    assert (fields["nature"], fields["target-0-name"]) == (["Half a sent"], ["Ana Lund"])
    client.post(SAVE, {**fields, "nature": NATURE})
    assert not Draft.objects.exists() and form_of(client.get(NEW), SAVE)["nature"] == [""]
    assert form_of(signed_in(cast.counselor).get(NEW), SAVE)["nature"] == [""]


@pytest.mark.req("IN-4")
def test_danger_now_leads_to_containment_with_whatever_is_typed(cast):
    client = signed_in(cast.report_taker)
    typed = {"then": "containment", "nature": "", "reported_at": "soon", "subject_name": "Rowan\x00Teller", "received_by": "x" * 400}
    answer = log(client, **typed)
    case = Case.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("case_containment", args=[case.code]))
    page = client.get(answer.url)
    assert page.status_code == 200 and "Act first" in words(page)
    assert Party.objects.get(role="subject").shown_name() == "RowanTeller"
    assert set(Obligation.objects.open().values_list("rule", flat=True)) == {"IMM-SEO", "IMM-LE", "RPT-REV"}


@pytest.mark.req("IN-4")
def test_an_empty_emergency_form_is_enough(cast):
    for person in (cast.principal, cast.officer, cast.superintendent):
        client = signed_in(person)
        answer = client.post(SAVE, {"idempotency_key": str(uuid.uuid4()), "then": "containment"})
        assert (answer.status_code, client.get(answer.url).status_code) == (302, 200)


@pytest.mark.req("IN-4")
def test_danger_yes_and_save_declares_without_a_search_in_front(cast):
    a_case(cast)
    answer = log(signed_in(cast.principal), subject_name="Rowan Teller", danger="yes")
    assert Case.objects.filter(stage="containment").count() == 1 and "containment" in answer.url


@pytest.mark.req("IN-4")
def test_each_determination_leads_on(cast):
    client = signed_in(cast.principal)
    no = log(client, determination="no", rationale=NOT_IMMINENT, indicators=["IND-03"])
    later = log(client, nature=OTHER_NATURE, determination="no", rationale=NOT_IMMINENT, then="later")
    assert no.url.endswith("/triage/") and later.url.endswith("/imminence/")
    found = Case.objects.get(determined_at__isnull=False).imminencedetermination_set.get()
    assert (found.indicators["IND-03"], found.indicators["IND-01"], bool(found.indicators_edition)) == ("observed", "unknown", True)


@pytest.mark.req("IN-4")
def test_a_report_taker_is_not_offered_no_and_may_not_send_it(cast):
    client = signed_in(cast.report_taker)
    assert 'value="no" id="id_determination' not in words(client.get(NEW))
    refused = log(client, determination="no", rationale="calm")
    assert refused.status_code == 200 and not Report.objects.exists()


@pytest.mark.req("IN-1")
def test_what_a_report_taker_reads_is_what_happens_then(cast):
    client = signed_in(cast.report_taker)
    page = words(client.get(NEW))
    assert "first on your Home" not in page and "The principal and the Triage Team are asked to read it and decide." in page
    assert "then decide" not in page and "Save the report" in page
    mine = words(signed_in(cast.principal).get(NEW))
    assert "first on your Home, with a target of 15 minutes" in mine and "Save the report, then decide" in mine
    answer = log(client)
    assert "The principal and the Triage Team take it from here." in words(client.get(answer.url))


@pytest.mark.req("IN-1")
def test_two_reports_in_one_case_are_told_apart(cast):
    case = a_case(cast)
    address = reverse("case_report", args=[case.code])
    assert "(1 of 1)" not in words(signed_in(cast.principal).get(address))
    receive_report(by=cast.counselor, given=a_report(cast, into=case.pk))
    page = words(signed_in(cast.principal).get(address))
    assert "(1 of 2)" in page and "(2 of 2)" in page


@pytest.mark.req("IN-3")
def test_a_name_on_record_is_shown_before_saving_and_nothing_is_lost(cast):
    case = a_case(cast)
    client = signed_in(cast.counselor)
    page = log(client, subject_name="teller, rowan", background="Kept.")
    assert page.status_code == 200 and Case.objects.count() == 1 and f"Add it to the open case {case.code}" in words(page)
    fields = form_of(page, SAVE)
    assert (fields["nature"], fields["background"]) == ([NATURE], ["Kept."])
    unanswered = client.post(SAVE, fields)
    assert unanswered.status_code == 200 and 'href="#id_into_0"' in words(unanswered) and 'id="id_into_0"' in words(unanswered)
    answer = client.post(SAVE, {**fields, "into": f"case:{case.id}"})
    assert (answer.status_code, Case.objects.count(), case.reports.count()) == (302, 1, 2)
    assert AccessEntry.objects.filter(kind="search", user_id=cast.counselor.pk).exists()


@pytest.mark.req("IN-3")
def test_a_new_case_may_be_about_the_same_person_or_another(cast):
    case = a_case(cast)
    person = Party.objects.get(case=case, role="subject").person_id
    client = signed_in(cast.principal)
    for choice, same in ((f"same:{person}", True), ("new", False)):
        page = log(client, subject_name="Rowan Teller")
        client.post(SAVE, {**form_of(page, SAVE), "into": choice})
        newest = Case.objects.order_by("-opened_at").first()
        assert newest.pk != case.pk and (Party.objects.get(case=newest, role="subject").person_id == person) is same


@pytest.mark.req("IN-3")
def test_a_choice_that_was_not_offered_opens_nothing(cast):
    case = a_case(cast)
    person = Party.objects.get(case=case, role="subject").person_id
    appoint(cast.outsider, "report_taker", cast.building)
    outsider = signed_in(cast.outsider)
    for name, into in (("Kim", f"case:{case.id}"), ("Lou", f"same:{person}"), ("Max", "case:nonsense"), ("Uma", "same:nonsense")):
        assert log(outsider, nature=f"{name}.", subject_name=name, searched=name, into=into).status_code == 302
    assert case.reports.count() == 1 and Party.objects.filter(person_id=person).count() == 1


@pytest.mark.req("IN-3")
def test_a_record_that_may_not_be_shown_names_only_the_lead_and_only_to_those_who_review(cast):
    case = a_case(cast)
    outsider, taker = signed_in(cast.outsider), signed_in(cast.report_taker)
    hinted = log(outsider, subject_name="Rowan Teller")
    assert "An earlier record exists for this name." in words(hinted) and "D. Whitlow" in words(hinted)
    assert case.code not in words(hinted) and str(case.id) not in words(hinted)
    assert "Where does the report belong?" not in words(hinted) and Case.objects.count() == 1
    assert AccessEntry.objects.get(user_id=cast.outsider.pk, kind="search").digest
    assert outsider.post(SAVE, form_of(hinted, SAVE)).status_code == 302 and Case.objects.count() == 2
    assert log(taker, subject_name="Rowan Teller").status_code == 302


@pytest.mark.req("IN-3")
def test_a_restricted_case_and_one_with_a_conflict_leave_no_hint(cast):
    from cases.actions.circle import record_conflict
    from cases.actions.parties import PartyGiven

    employee = PartyGiven(role="subject", name="Lou Employee", affiliation="employee_current")
    receive_report(by=cast.principal, given=a_report(cast, subject=employee))
    assert log(signed_in(cast.outsider), subject_name="Lou Employee").status_code == 302
    case = a_case(cast, subject_name="Kim Park")
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    assert log(signed_in(cast.teacher), nature=OTHER_NATURE, subject_name="Kim Park").status_code == 302


def test_who_may_open_the_intake_page(cast):
    for person in (cast.principal, cast.counselor, cast.officer, cast.report_taker, cast.superintendent, cast.backup):
        assert signed_in(person).get(NEW).status_code == 200
    for person in (cast.consultant, cast.sysadmin):
        assert signed_in(person).get(NEW).status_code == 403
    assert signed_in(cast.principal).get(SAVE).status_code == 405


def test_someone_who_cannot_see_the_case_is_told_that_it_is_saved(cast):
    answer = log(signed_in(cast.officer))
    page = signed_in(cast.officer).get(reverse("case_detail", args=[Case.objects.get().code]))
    assert (answer.url, page.status_code) == ("/", 404)


def test_two_schools_ask_which(cast):
    appoint(cast.outsider, "report_taker", cast.building)
    client = signed_in(cast.outsider)
    asked, known = words(client.get(NEW)), words(signed_in(cast.principal).get(NEW))
    assert "Which school?" in asked and "Which school?" not in known
    assert "S. Ortiz-Lane" in known and "S. Ortiz-Lane" not in asked
    log(client, building=cast.building.pk)
    assert Case.objects.get().building == cast.building
    assert log(signed_in(cast.principal), building=cast.other_building.pk).status_code == 200


@pytest.mark.req("IN-1")
def test_the_reporting_party_opens_by_a_press_for_those_who_call_back_and_is_recorded(cast):
    case = a_case(cast)
    page = signed_in(cast.principal).get(reverse("case_report", args=[case.code]))
    address = reverse("case_reporter", args=[case.code])
    assert "Wren Abara" not in words(page) and address in words(page)
    opened = signed_in(cast.counselor).post(address)
    assert "Wren Abara" in words(opened) and AccessEntry.objects.filter(user_id=cast.counselor.pk, page="case_reporter").exists()
    assert signed_in(cast.principal).get(address).status_code == 405
    taker = receive_report(by=cast.report_taker, given=a_report(cast)).case
    assert signed_in(cast.report_taker).post(reverse("case_reporter", args=[taker.code])).status_code == 403
    assert signed_in(cast.outsider).post(address).status_code == 404


@pytest.mark.req("IN-4")
def test_opening_the_page_of_the_report_is_the_review(cast):
    case = receive_report(by=cast.report_taker, given=a_report(cast)).case
    address = reverse("case_report", args=[case.code])
    signed_in(cast.report_taker).get(address)
    assert Report.objects.get().reviewed_at is None
    inbox = signed_in(cast.counselor).get(reverse("report_inbox"))
    assert case.code in words(inbox)
    signed_in(cast.counselor).get(address)
    assert Report.objects.get().reviewed_by == cast.counselor
    assert "Every report has been opened." in words(signed_in(cast.counselor).get(reverse("report_inbox")))
    assert signed_in(cast.officer).get(reverse("report_inbox")).status_code == 403


@pytest.mark.parametrize("name", ["case_report", "case_imminence", "case_containment", "case_triage", "case_interviews", "case_records"])
@pytest.mark.parametrize("stage", ["intake", "containment", "triage", "closed", "assessment"])
def test_every_page_of_the_first_half_opens_at_every_stage(cast, stage, name):
    case = a_case(cast, stage)
    page = signed_in(cast.principal).get(reverse(name, args=[case.code]))
    assert page.status_code == 200 and case.code in words(page)
    assert signed_in(cast.outsider).get(reverse(name, args=[case.code])).status_code == 404


@pytest.mark.req("IN-6")
def test_half_a_character_sent_by_hand_breaks_nothing(cast):
    client = signed_in(cast.principal)
    form = {name: values[0] for name, values in form_of(client.get(NEW), SAVE).items() if values and name != "nature"}
    body = f"{urlencode(form)}&nature=half%ED%A0%80full"
    assert client.post(SAVE, body, content_type="application/x-www-form-urlencoded").status_code == 302
    assert Report.objects.get().facts.nature.startswith("half\ufffd")


def test_marks_and_pictures_are_kept_as_typed(cast):
    typed = "“Tomorrow” \u202ereversed\u202c \u05d0\u05d1 🙂 e\u0301 \u200d<b>"
    log(signed_in(cast.principal), nature=typed, location=typed)
    facts = Report.objects.get().facts
    assert (facts.nature, facts.location) == (typed, typed)


def test_hostile_text_is_shown_as_text(cast):
    typed = dict.fromkeys(("nature", "location", "subject_name", "target-0-name"), "<script>alert(1)</script>")
    log(signed_in(cast.principal), **typed)
    page = signed_in(cast.principal).get(reverse("case_report", args=[Case.objects.get().code]))
    assert "<script>alert" not in words(page) and "&lt;script&gt;" in words(page)


def test_no_reporter_is_kept_where_none_was_given(cast):
    log(signed_in(cast.principal))
    assert not ReporterIdentity.objects.exists()
    assert Report.objects.get().reported_at > clock.now() - timedelta(minutes=2)
