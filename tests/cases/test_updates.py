"""Updates at least every thirty days: their content, their clock, and the change that each seat must open."""

import pytest
from django.core import mail

from cases.actions.changes import tell_team
from cases.actions.notes import add_note
from cases.actions.reconcile import missing
from cases.gates import GateReply
from cases.models import CaseUpdate, GateAnswer
from cases.workflow.updates import DayZero, Mark, counts_from
from reporting.counts import figures
from tat import clock, home, notices
from tat.actions.deliver import deliver_waiting
from tat.models import LogEntry, Notice, Obligation
from tat.permissions import scope_of
from tat.workflow import Blocked
from tests.cases.managed import adopted, classified, drafted, local, planned, running, updated
from tests.cast import a_case, a_cast, signed_in
from tests.typed import form_of, send

pytestmark = pytest.mark.django_db
FULL = {"status_of_subject": "Comes every day; asked two teachers.", "level_fits": "yes"}
GATES = {"gate_danger": "no", "reason_danger": "Asked the principal.", "gate_firearm": "no", "gate_abuse": "no"}


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def text(answer):
    return " ".join(answer.content.decode().split())


def write(client, case, **typed):
    page = f"/cases/{case.code}/updates/"
    return send(client, page, f"{page}save/", **{**FULL, **GATES, **typed})


@pytest.mark.req("PL-7")
@pytest.mark.parametrize(
    ("written", "legal", "target"),
    [
        ("2026-11-25 10:00", "2026-12-25 23:59", "2026-12-24 23:59"),
        ("2026-10-02 23:30", "2026-11-01 23:59", "2026-10-30 23:59"),
        ("2027-01-30 10:00", "2027-03-01 23:59", "2027-03-01 23:59"),
    ],
)
def test_examples_32_to_34_the_next_days_count_from_the_updates_local_date(cast, at, written, legal, target):
    case = planned(cast)
    at(written)
    update = updated(cast, case)
    row = running(case)
    assert row.trigger_ref == f"update:{update.id}"
    assert (local(row.legal_due_at), local(row.target_due_at)) == (legal, target)


@pytest.mark.req("PL-7")
def test_an_update_meets_the_running_days_and_starts_the_next(cast, at):
    case = planned(cast)
    first = running(case)
    at("2026-10-01 09:00")
    update = updated(cast, case)
    first.refresh_from_db()
    case.refresh_from_db()
    assert (first.state, first.proof_ref, first.was_late()) == ("met", f"update:{update.id}", False)
    assert (running(case).triggered_at, case.last_update_at) == (update.recorded_at, update.recorded_at)
    assert local(running(case).legal_due_at) == "2026-10-31 23:59"


@pytest.mark.req("PL-7")
def test_a_late_update_stays_late(cast, at):
    case = planned(cast)
    first = running(case)
    at("2026-10-16 09:00")
    updated(cast, case)
    first.refresh_from_db()
    assert (first.state, first.was_late()) == ("met", True)
    assert local(running(case).legal_due_at) == "2026-11-15 23:59"


@pytest.mark.req("PL-7")
def test_a_district_that_shortened_the_days_is_asked_sooner(cast, at):
    cast.district.update_days = 10
    cast.district.save()
    case = planned(cast)
    at("2026-09-20 09:00")
    updated(cast, case)
    assert local(running(case).legal_due_at) == "2026-09-30 23:59"


@pytest.mark.req("PL-7")
def test_an_update_says_how_the_subject_is_and_whether_the_level_fits(cast):
    case = planned(cast)
    for wrong in ({"status_of_subject": " "}, {"level_fits": ""}):
        with pytest.raises(Blocked):
            updated(cast, case, **wrong)
    with pytest.raises(Blocked, match="1 unmet"):
        updated(cast, classified(cast, subject_name="Avery Stone"))
    assert CaseUpdate.objects.count() == 0


@pytest.mark.req("PL-7")
def test_each_update_leaves_one_line_in_the_log(cast):
    case = planned(cast)
    before = LogEntry.objects.count()
    update = updated(cast, case, is_change=True, gates={"drugs": GateReply("yes")})
    (line,) = LogEntry.objects.order_by("seq")[before:]
    assert (line.action, line.actor_id, line.detail) == ("update_submitted", cast.counselor.pk, f"update:{update.id}")


@pytest.mark.req("PL-7")
def test_the_gates_are_asked_and_a_yes_that_stood_starts_nothing_twice(cast):
    case = planned(cast)
    yes = {"firearm": GateReply("yes"), "danger": GateReply("no", "Asked the principal.")}
    updated(cast, case, gates=yes)
    started = Obligation.objects.filter(about_id=case.id, rule="FIR-LE")
    assert (started.count(), GateAnswer.objects.filter(case=case, moment="update").count()) == (1, 2)
    updated(cast, case, gates=yes)
    assert (started.count(), GateAnswer.objects.filter(case=case, moment="update").count()) == (1, 4)


@pytest.mark.req("PL-7")
def test_new_information_counts_as_a_new_fact_and_no_change_does_not(cast):
    case = planned(cast)
    before = case.facts_version
    updated(cast, case)
    case.refresh_from_db()
    assert case.facts_version == before
    updated(cast, case, new_information="A new message.")
    case.refresh_from_db()
    assert case.facts_version == before + 1


@pytest.mark.req("PL-7")
def test_a_change_is_told_to_each_seat_and_stays_on_home_until_opened(cast, at):
    case = planned(cast)
    cast.district.save()
    update = updated(cast, case, is_change=True)
    told = {row.recipient for row in Notice.objects.filter(template="change").select_related("recipient")}
    assert told == {cast.principal, cast.teacher, cast.officer, cast.psychologist, cast.social_worker}
    teacher = signed_in(cast.teacher)
    assert "To open" in text(teacher.get("/"))
    assert "No change; asked the subject" in text(teacher.get(f"/cases/{case.code}/updates/"))
    assert "To open" not in text(teacher.get("/"))
    assert "To open" in text(signed_in(cast.officer).get("/"))
    assert Notice.objects.get(recipient=cast.teacher, template="change").dedup == f"change:update:{update.id}:{cast.teacher.pk}:email"


@pytest.mark.req("PL-7")
def test_the_mail_about_a_change_says_nothing_of_it(cast):
    case = planned(cast)
    Notice.objects.all().delete()
    updated(cast, case, is_change=True, new_information="A secret.")
    notices.mark_opened(cast.officer.pk, case.id, clock.now())
    assert deliver_waiting() == 4
    assert {sent.subject for sent in mail.outbox} == {f"{case.short_code}: something needs you"}
    assert all(sent.body.startswith(f"{case.code}. Sign in: ") for sent in mail.outbox)
    assert cast.officer.email not in {sent.to[0] for sent in mail.outbox}


@pytest.mark.req("PL-7")
def test_a_change_counts_in_the_number_beside_home_and_not_for_people_in_conflict(cast):
    case = planned(cast)
    updated(cast, case, is_change=True)
    scope = scope_of(cast.teacher, clock.now())
    assert [row.code for row in home.changes_for(scope)] == [case.code]
    tell_team(case, ref="note:1", by=cast.counselor, at=clock.now())
    assert home.changes_for(scope).count() == 2
    excluded = scope.__class__(**{**vars(scope), "standing": {"excluded": frozenset({case.id})}})
    assert home.changes_for(excluded).count() == 0


@pytest.mark.req("PL-7")
def test_a_note_marked_as_a_change_stays_on_home_until_the_case_is_opened(cast):
    case = planned(cast)
    add_note(case=case, by=cast.counselor, text="The family moved.", is_change=True)
    add_note(case=case, by=cast.counselor, text="The band meets on Fridays.", is_change=False)
    teacher = signed_in(cast.teacher)
    assert text(teacher.get("/")).count("Open a change in a case") == 1
    teacher.get(f"/cases/{case.code}/updates/")
    assert "To open" in text(teacher.get("/"))
    teacher.get(f"/cases/{case.code}/")
    assert "To open" not in text(teacher.get("/"))


@pytest.mark.req("PL-7")
@pytest.mark.django_db(transaction=True)
def test_pages_that_open_a_change_need_no_transaction_around_them(transactional_db):
    cast = a_cast()
    case = planned(cast)
    add_note(case=case, by=cast.counselor, text="The family moved.", is_change=True)
    updated(cast, case, is_change=True)
    teacher = signed_in(cast.teacher)
    assert [teacher.get(page).status_code for page in (f"/cases/{case.code}/", f"/cases/{case.code}/updates/")] == [200, 200]
    assert home.changes_for(scope_of(cast.teacher, clock.now())).count() == 0


@pytest.mark.req("PL-7")
def test_a_change_at_triage_is_told_to_its_circle_only(cast):
    case = a_case(cast, "triage")
    tell_team(case, ref="note:1", by=cast.counselor, at=clock.now())
    told = set(Notice.objects.filter(template="change").values_list("recipient_id", flat=True))
    assert told == {cast.principal.pk, cast.teacher.pk}


@pytest.mark.req("PL-7")
def test_the_page_takes_an_update_and_says_when_the_next_is_due(cast, at):
    case = planned(cast)
    at("2026-10-15 09:00")
    client = signed_in(cast.counselor)
    before = text(client.get(f"/cases/{case.code}/updates/"))
    assert "Today, day 31" in before
    assert "late" in before
    answer = write(client, case, responses="Check-ins kept.", coming_up="The tryout list.")
    assert answer.url == f"/cases/{case.code}/updates/"
    after = text(client.get(answer.url))
    assert "Update saved." in after
    assert "Due Saturday, November 14, 2026; target Friday, November 13, 2026" in after
    assert "Check-ins kept." in after


@pytest.mark.req("PL-7")
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"level_fits": "no"}, "classification/?again=1#again"),
        ({"gate_danger": "yes"}, "danger/"),
        ({"gate_imminent": "yes"}, "imminence/"),
        ({"gate_abuse": "yes"}, "updates/"),
    ],
)
def test_what_an_update_brings_up_leads_to_the_page_where_it_is_done(cast, typed, place):
    case = planned(cast)
    answer = write(signed_in(cast.counselor), case, **typed)
    assert answer.url == f"/cases/{case.code}/{place}"


@pytest.mark.req("PL-7")
def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(cast):
    case = planned(cast)
    client = signed_in(cast.counselor)
    answer = write(client, case, status_of_subject="", level_fits=[], gate_firearm=[], reason_danger="", coming_up="A hearing.")
    said = text(answer)
    assert answer.status_code == 200
    parts = ["Write how the subject is doing.", "Say whether the level still fits.", "Answer it: yes, no", "A reason is needed for"]
    assert all(part in said for part in [*parts, "A hearing."])
    assert CaseUpdate.objects.count() == 0


@pytest.mark.req("PL-7")
def test_an_update_left_unsaved_stands_there_again_and_one_sent_twice_is_one(cast):
    case = planned(cast)
    client, page = signed_in(cast.counselor), f"/cases/{case.code}/updates/"
    typed = {**form_of(client.get(page), f"{page}save/"), **FULL, **GATES}
    client.post(f"/cases/{case.code}/drafts/update/", {**typed, "responses": "Half a sentence"})
    assert "Half a sentence" in text(client.get(page))
    for _ in range(2):
        assert client.post(f"{page}save/", typed).status_code == 302
    assert CaseUpdate.objects.count() == 1
    assert "Half a sentence" not in text(client.get(page))


@pytest.mark.req("PL-7")
def test_without_an_adopted_plan_the_page_has_no_form(cast):
    case = classified(cast)
    drafted(cast, case)
    client, page = signed_in(cast.counselor), f"/cases/{case.code}/updates/"
    assert "updates/save/" not in text(client.get(page))
    adopted(cast, case)
    assert "updates/save/" in text(client.get(page))


@pytest.mark.req("PL-7")
@pytest.mark.parametrize(
    ("marks", "ref"),
    [
        ("plan", "plan:0"),
        ("plan plan", "plan:0"),
        ("plan update plan", "update:1"),
        ("plan update update", "update:2"),
        ("plan closed", None),
        ("plan closed reopened", "reopened:2"),
        ("closed reopened", None),
        ("plan closed reopened update", "update:3"),
        ("", None),
    ],
)
def test_the_days_count_from_the_last_fact_that_starts_them(marks, ref):
    facts = [DayZero(Mark(word), f"{word}:{n}", clock.datetime(2026, 9, n + 1, tzinfo=clock.UTC)) for n, word in enumerate(marks.split())]
    found = counts_from(reversed(facts))
    assert (found.ref if found else None) == ref


def test_nothing_is_missing_after_an_update(cast):
    case = planned(cast)
    updated(cast, case)
    assert missing([case.id], clock.now()) == []


@pytest.mark.req("PL-7")
def test_the_last_year_is_told_at_a_glance_on_the_case_its_plan_and_its_updates(cast, at):
    case = planned(cast)
    assert "No update was due in the last 12 months." in text(signed_in(cast.counselor).get(f"/cases/{case.code}/plan/"))
    at("2026-10-10 09:00")
    updated(cast, case)
    at("2026-11-15 09:00")
    late = "1 of 2 in time in the last 12 months; the longest wait was 36 days."
    for page in ("", "plan/", "updates/"):
        assert late in text(signed_in(cast.counselor).get(f"/cases/{case.code}/{page}")), page
    updated(cast, case)
    at("2027-10-12 09:00")
    page = text(signed_in(cast.counselor).get(f"/cases/{case.code}/updates/"))
    assert "0 of 2 in time in the last 12 months; the longest wait was 331 days." in page


@pytest.mark.req("PL-7")
def test_of_a_year_with_many_updates_the_latest_are_drawn_and_all_are_counted(cast, at):
    case = planned(cast)
    for day in range(1, 31):
        at(f"2026-09-{15 + day // 4:02} {8 + day % 4:02}:00")
        updated(cast, case)
    page = signed_in(cast.counselor).get(f"/cases/{case.code}/updates/")
    beats = page.content.decode().split('<ol class="beats">')[1].split("</ol>")[0]
    assert beats.count("<li") == 26 and "running" in beats.rsplit("<li", 1)[1]
    assert "30 of 30 in time in the last 12 months" in text(page) and "5 earlier ones are counted too." in text(page)


@pytest.mark.req("PL-7", "SE-3")
def test_the_district_counts_the_plans_with_every_update_in_time(cast, at):
    kept, gone = planned(cast), planned(cast, subject_name="Avery Stone")
    at("2026-10-10 09:00")
    updated(cast, kept)
    assert figures(cast.district, clock.now()).evidenced == (2, 2)
    at("2026-10-15 09:00")
    assert figures(cast.district, clock.now()).evidenced == (1, 2)
    updated(cast, gone)
    assert figures(cast.district, clock.now()).evidenced == (1, 2)
    assert "Plans with every update of the last year in time" in text(signed_in(cast.superintendent).get("/district/"))
