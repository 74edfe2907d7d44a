"""Wrong input in the forms of plan, updates, closing, notes and circle: a sentence beside the field, all else kept, nothing saved."""

import html
import re

import pytest
from django.db import connection

from cases.actions.closing import carried_duties, owner_field
from cases.actions.plan_facts import current_plan
from cases.actions.strategies import StrategyWords, add_strategies
from cases.gates import GateReply
from cases.models import CaseUpdate, Closing, Note, PlanStrategy
from tat import clock
from tat.models import LogEntry, Obligation
from tests.cases.managed import classified, closed, drafted, planned, strategy, updated
from tests.cast import a_case, signed_in
from tests.typed import form_of, send

pytestmark = pytest.mark.django_db
LONG = "x" * 20_001
NUL = "before\x00after"
LOST = b"lost \xed\xa0\x80 half"
CANNOT_KEEP = "This text has a character in it that cannot be kept."
TOO_LONG = "is the most that fits (here|in one note)|are the most that fit (here|in one note)"
UNREADABLE = "Write the date like 10/14/2026."
ODD_YEAR = "Check the year: it is before 1900 or after 2199."
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def said(answer):
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def refused(client, page, action, good, wrong):
    """What is not as it must be where each wrong value is sent alone with what is right: {field: problem}."""
    problems = {}
    for field, typed, sentence in wrong:
        before = LogEntry.objects.count()
        answer = send(client, page, action, **(good | {field: typed}))
        text = said(answer)
        if answer.status_code != 200:
            problems[field, sentence] = answer.status_code
        elif not re.search(sentence, text):
            problems[field, sentence] = "no sentence"
        elif not beside(field, answer.content.decode()):
            problems[field, sentence] = "not beside the field"
        elif lost := [value for name, value in good.items() if name != field and isinstance(value, str) and value not in text]:
            problems[field, sentence] = f"lost {lost}"
        elif LogEntry.objects.count() != before:
            problems[field, sentence] = "something was saved"
    return problems


def beside(field, page):
    """Whether a block that is marked as wrong holds this field."""
    return re.search(rf'class="field bad".{{0,300}}(for|name|id)="?(id_[a-z_]*?)?{re.escape(field)}', page, re.DOTALL)


def texts(*names):
    """Each of these fields with NUL and with too much."""
    return [(name, NUL, CANNOT_KEEP) for name in names] + [(name, LONG, TOO_LONG) for name in names]


@pytest.mark.req("AS-8")
def test_a_note_that_cannot_be_kept_is_refused(cast):
    case = a_case(cast, "assessment")
    page = f"/cases/{case.code}/"
    wrong = [*texts("text"), ("text", "   ", "Write the note first.")]
    assert refused(signed_in(cast.counselor), page, f"{page}notes/add/", {}, wrong) == {}
    assert Note.objects.count() == 0


@pytest.mark.req("PR-1")
def test_letting_somebody_in_asks_for_a_person_a_reason_and_a_day_to_come(cast):
    case = a_case(cast, "assessment")
    page = f"/cases/{case.code}/access/"
    good = {"person": str(cast.consultant.pk), "reason": "consultant", "until": "2026-12-24"}
    wrong = [
        ("person", "", "Choose a person."),
        ("person", "999999999", "on the list|Choose"),
        ("person", "9" * 30, "on the list|Choose"),
        ("person", NUL, "on the list|Choose"),
        ("reason", "friend", "on the list|Choose"),
        ("until", "", "Write the last day of access."),
        ("until", "2026-09-13", "The last day of access has passed. Choose a later one."),
        ("until", "2026-02-30", UNREADABLE),
        ("until", "9999-12-31", ODD_YEAR),
        ("until", NUL, UNREADABLE),
    ]
    assert refused(signed_in(cast.principal), page, f"{page}grant/", good, wrong) == {}


@pytest.mark.req("PR-1")
def test_a_person_in_conflict_is_not_let_in_and_the_page_says_why_beside_the_name(cast):
    case = a_case(cast, "assessment")
    page, lead = f"/cases/{case.code}/access/", signed_in(cast.principal)
    assert send(lead, page, f"{page}conflict/", person="").status_code == 200
    assert send(lead, page, f"{page}conflict/", person=str(cast.teacher.pk)).status_code == 302
    good = {"person": str(cast.teacher.pk), "reason": "named", "until": "2026-12-24"}
    assert refused(lead, page, f"{page}grant/", good, [("person", str(cast.teacher.pk), "A conflict beats every grant")]) == {}


@pytest.mark.req("PL-1")
def test_words_of_the_plan_that_cannot_be_kept_are_refused(cast):
    case = classified(cast)
    page = f"/cases/{case.code}/plan/"
    good = {"goals": "A place in the band.", "contact_plan": "Daily, at lunch.", "monitoring": "active"}
    wrong = [
        *texts("goals", "facts_relied_on", "least_intrusive", "lower_rungs"),
        ("contact_plan", "x" * 2001, TOO_LONG),
        ("monitoring", "weekly", "on the list|Choose"),
        ("case_manager", "999999", "Choose somebody who is on the list."),
        ("case_manager", str(cast.outsider.pk), "Choose somebody who is on the list."),
        ("engager", NUL, "Choose somebody who is on the list."),
        ("second_engager", str(cast.outsider.pk), "Choose somebody who is on the list."),
    ]
    assert refused(signed_in(cast.teacher), page, f"{page}save/", good, wrong) == {}
    assert current_plan(case) is None


@pytest.mark.req("PL-1", "PL-3")
def test_a_strategy_added_wrongly_is_refused(cast):
    case = classified(cast)
    page = f"/cases/{case.code}/plan/"
    good = {"chosen": "SUB-5d", "rhythm": "daily at noon", "SEP-1": "The social worker calls each day."}
    wrong = [
        ("chosen", "SUB-99", "on the list|Choose"),
        ("due_on", "2026-13-01", UNREADABLE),
        ("starts_on", "0026-10-01", f"{ODD_YEAR}|{UNREADABLE}"),
        ("owner", str(cast.outsider.pk), "Choose somebody who is on the list."),
        ("rhythm", "x" * 501, TOO_LONG),
        ("free_label", "x" * 301, TOO_LONG),
        ("free_rung", "9", "on the list|Choose"),
        ("emergency_at", "2026-09-15T10:00", "This time has not come yet."),
        ("emergency_at", "2026-03-08T02:30", "does not exist|did not happen|never|skip"),
        ("emergency_at", "2025-11-02T01:30", "This time happens twice"),
        ("emergency_at", "noon", "Write the date and the time like"),
        *texts("SEP-2", "SEP-8"),
    ]
    assert refused(signed_in(cast.teacher), f"{page}?library=S", f"{page}strategies/add/", good, wrong) == {}
    nothing = {name: value for name, value in good.items() if name != "chosen"}
    answer = send(signed_in(cast.teacher), f"{page}?library=S", f"{page}strategies/add/", **nothing)
    assert "Choose at least one strategy, or write one in your own words." in said(answer)
    assert "daily at noon" in said(answer)
    assert PlanStrategy.objects.count() == 0


@pytest.mark.req("PL-1")
def test_a_letter_that_is_none_opens_nothing(cast):
    case = classified(cast)
    page, member = f"/cases/{case.code}/plan/", signed_in(cast.teacher)
    typed = form_of(member.get(f"{page}?library=S"), f"{page}strategies/add/")
    assert member.post(f"{page}strategies/add/", {**typed, "domain": NUL}).status_code == 404
    assert member.get(f"{page}?library=%00").status_code == 200


@pytest.mark.req("PL-1", "PL-3")
def test_a_strategy_changed_wrongly_is_refused(cast):
    case = classified(cast)
    drafted(cast, case)
    add_strategies(case=case, by=cast.counselor, codes=["SUB-5d"], words=StrategyWords())
    row = strategy(case, "SUB-5d")
    page = f"/cases/{case.code}/plan/strategies/{row.id}/"
    good = {"rhythm": "on Mondays", "outcome": "Half a sentence."}
    wrong = [
        ("status", "paused", "on the list|Choose"),
        ("outcome", "x" * 2001, TOO_LONG),
        ("outcome", NUL, CANNOT_KEEP),
        ("starts_on", "yesterday", UNREADABLE),
        ("owner", "0", "Choose somebody who is on the list."),
        ("emergency_at", "2027-01-01T10:00", "This time has not come yet."),
    ]
    assert refused(signed_in(cast.counselor), page, f"{page}change/", good, wrong) == {}
    turned = send(signed_in(cast.counselor), page, f"{page}change/", **good, starts_on="2026-10-14", due_on="2026-10-13")
    assert "This day lies before the day on which it starts." in said(turned)


@pytest.mark.req("PL-1")
@pytest.mark.parametrize("version", ["", "one", NUL, "-1", "9" * 40])
def test_a_version_that_nobody_rendered_overwrites_nothing(cast, version):
    case = planned(cast)
    row = strategy(case, "TGT-3")
    page = f"/cases/{case.code}/plan/strategies/{row.id}/"
    answer = send(signed_in(cast.counselor), page, f"{page}change/", outcome="Typed.", version=version)
    assert answer.status_code in (200, 409)
    assert "Typed." in said(answer)
    assert strategy(case, "TGT-3").outcome == ""


@pytest.mark.req("PL-1")
def test_a_strategy_sent_from_an_earlier_version_reaches_its_copy_or_shows_both(cast):
    case = planned(cast)
    row = strategy(case, "TGT-3")
    page = f"/cases/{case.code}/plan/strategies/{row.id}/"
    member = signed_in(cast.counselor)
    first, second = (form_of(member.get(page), f"{page}change/") for _ in range(2))
    drafted(cast, case, "SUB-1b")
    assert strategy(case, "TGT-3").id != row.id
    assert member.post(f"{page}change/", {**first, "outcome": "The target sits elsewhere."}).status_code == 302
    assert strategy(case, "TGT-3").outcome == "The target sits elsewhere."
    answer = member.post(f"{page}change/", {**second, "outcome": "Another sentence."})
    assert answer.status_code == 409
    assert "Another sentence." in said(answer) and "The target sits elsewhere." in said(answer)
    assert strategy(case, "TGT-3").outcome == "The target sits elsewhere."


@pytest.mark.req("PL-3")
def test_answers_of_the_safeguard_that_cannot_be_kept_are_refused(cast):
    case = classified(cast)
    drafted(cast, case)
    add_strategies(case=case, by=cast.counselor, codes=["SUB-5d"], words=StrategyWords())
    page = f"/cases/{case.code}/plan/safeguard/{strategy(case, 'SUB-5d').id}/"
    good = {"SEP-1": "The social worker calls each day.", "SEP-4": "The counselor, weekly."}
    assert refused(signed_in(cast.counselor), page, f"{page}answer/", good, texts("SEP-2", "SEP-5")) == {}
    assert strategy(case, "SUB-5d").answered == []


@pytest.mark.req("PL-2")
def test_a_plan_that_changed_meanwhile_is_not_signed(cast):
    case = classified(cast)
    drafted(cast, case)
    cast.principal.set_password(PASSWORD)
    cast.principal.save()
    page, lead = f"/cases/{case.code}/plan/", signed_in(cast.principal)
    typed = form_of(lead.get(page), f"{page}adopt/")
    drafted(cast, case, "SUB-1b")
    for version in (typed["version"], "", NUL, "x" * 5000):
        answer = lead.post(f"{page}adopt/", {**typed, "version": version, "password": PASSWORD})
        assert answer.status_code in (200, 409)
        assert PASSWORD not in said(answer)
        assert current_plan(case).state == "draft"
    assert CANNOT_KEEP in said(lead.post(f"{page}adopt/", {**typed, "password": NUL}))


@pytest.mark.req("PL-7")
def test_an_update_that_cannot_be_kept_is_refused(cast):
    case = planned(cast)
    page = f"/cases/{case.code}/updates/"
    good = {
        "status_of_subject": "Calm, seen daily.",
        "coming_up": "A court date.",
        "level_fits": "yes",
        "gate_danger": "no",
        "reason_danger": "Nobody was named.",
        "gate_firearm": "no",
        "gate_abuse": "no",
    }
    wrong = [
        *texts("status_of_subject", "responses", "new_information", "target_contact"),
        ("status_of_subject", " ", "Write how the subject is doing."),
        ("level_fits", "maybe", "on the list|Choose"),
        ("gate_danger", "perhaps", "on the list|Choose"),
        ("gate_abuse", "", "Answer it: yes, no, or not known yet."),
        ("reason_danger", "", "A reason is needed for “no” as much as for “yes”."),
        ("reason_danger", "x" * 2001, TOO_LONG),
    ]
    assert refused(signed_in(cast.counselor), page, f"{page}save/", good, wrong) == {}
    assert CaseUpdate.objects.count() == 0


@pytest.mark.req("PL-8")
def test_a_closing_that_cannot_be_kept_is_refused(cast, at):
    case = planned(cast)
    updated(cast, case)
    page = f"/cases/{case.code}/closing/"
    good = {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"}
    wrong = [
        *texts("basis"),
        ("basis", "", "The basis is missing."),
        ("reason", "", "Choose why the case closes."),
        ("reason", "suspended", "on the list|Choose"),
        ("reason", NUL, "on the list|Choose"),
    ]
    unstated = {name: value for name, value in good.items() if name != "no_longer_poses_threat"}
    answer = send(signed_in(cast.principal), page, f"{page}close/", **unstated)
    assert "The team has not stated that the subject no longer poses a threat." in said(answer)
    assert beside("no_longer_poses_threat", answer.content.decode())
    assert refused(signed_in(cast.principal), page, f"{page}close/", good, wrong) == {}
    assert Closing.objects.count() == 0


@pytest.mark.req("PL-8")
def test_a_duty_is_carried_on_by_somebody_on_the_list(cast):
    case = planned(cast)
    updated(cast, case, gates={"battery": GateReply("yes")})
    duty = carried_duties(case, clock.now())[-1]
    page = f"/cases/{case.code}/closing/"
    good = {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"}
    wrong = [
        (owner_field(duty), "", "Name who carries this on."),
        (owner_field(duty), "999999", "Choose somebody who is on the list."),
        (owner_field(duty), str(cast.outsider.pk), "Choose somebody who is on the list."),
    ]
    assert refused(signed_in(cast.principal), page, f"{page}close/", good, wrong) == {}


@pytest.mark.req("PL-8")
@pytest.mark.parametrize("place", ["reopen", "triage"])
def test_a_reopening_that_cannot_be_kept_is_refused(cast, place):
    case = a_case(cast, "closed")
    page = f"/cases/{case.code}/reopening/"
    wrong = [*texts("reason"), ("reason", "  ", "Write the reason.")]
    answers = {}
    for field, typed, sentence in wrong:
        form = form_of(signed_in(cast.principal).get(page), f"{page}reopen/")
        answer = signed_in(cast.principal).post(f"{page}{place}/", {**form, field: typed})
        answers[typed[:8], sentence] = (answer.status_code, bool(re.search(sentence, said(answer))))
    assert set(answers.values()) == {(200, True)}
    case.refresh_from_db()
    assert case.stage == "closed"


@pytest.mark.req("PL-8", "TR-2")
def test_a_case_closed_at_triage_opens_there_again_with_a_new_panel_and_only_once(cast):
    case = a_case(cast, "closed")
    connection.check_constraints()
    page, lead = f"/cases/{case.code}/reopening/", signed_in(cast.principal)
    typed = {**form_of(lead.get(page), f"{page}reopen/"), "reason": "A new message turned up."}
    answers = [lead.post(f"{page}triage/", typed) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/cases/{case.code}/triage/"] * 2
    case.refresh_from_db()
    assert (case.stage, case.triage_at) == ("triage", Closing.objects.get(case=case, kind="reopened").recorded_at)
    waiting = Obligation.objects.open().about("case", case.id).filter(rule="TRI-DONE")
    assert {row.actor for row in waiting} == {cast.principal, cast.counselor, cast.teacher}
    assert LogEntry.objects.filter(action="case_reopened").count() == 1
    assert signed_in(cast.counselor).post(f"{page}triage/", typed).status_code == 403


@pytest.mark.req("PL-8", "TR-2")
def test_a_case_that_the_full_team_closed_does_not_go_back_to_triage(cast):
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    page, lead = f"/cases/{case.code}/reopening/", signed_in(cast.principal)
    shown = lead.get(page)
    assert "Open it at triage" not in said(shown)
    typed = {**form_of(shown, f"{page}reopen/"), "reason": "New words."}
    assert "Only a case that was closed at triage can go back to triage" in said(lead.post(f"{page}triage/", typed))
    case.refresh_from_db()
    assert case.stage == "closed"


@pytest.mark.req("AS-8", "PL-7", "PL-8")
def test_half_a_character_in_the_bytes_of_a_form_is_no_fault_of_the_server(cast):
    case = planned(cast)
    updated(cast, case)
    lead = signed_in(cast.principal)
    forms = {f"/cases/{case.code}/": "notes/add/", f"/cases/{case.code}/plan/": "save/", f"/cases/{case.code}/updates/": "save/"}
    for page, action in forms.items():
        key = form_of(lead.get(f"{page}?words"), page + action)["idempotency_key"][0].encode()
        names = (b"text", b"goals", b"status_of_subject", b"monitoring", b"case_manager", b"level_fits", b"is_change")
        body = b"&".join([b"idempotency_key=" + key, *(name + b"=" + LOST.replace(b" ", b"+") for name in names)])
        answer = lead.post(page + action, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 302, 409), (page, answer.status_code)


@pytest.mark.req("PL-7", "PL-8")
def test_what_is_sent_twice_happens_once(cast):
    case = planned(cast)
    updated(cast, case)
    lead = signed_in(cast.principal)
    note, access, closing = f"/cases/{case.code}/", f"/cases/{case.code}/access/", f"/cases/{case.code}/closing/"
    acts = {
        (note, "notes/add/"): {"text": "Seen at lunch."},
        (access, "grant/"): {"person": str(cast.consultant.pk), "reason": "consultant", "until": "2026-12-24"},
        (closing, "close/"): {"no_longer_poses_threat": "on", "basis": "Three calm months.", "reason": "resolved"},
    }
    for (page, action), given in acts.items():
        typed = {**form_of(lead.get(page), page + action), **given}
        before = LogEntry.objects.count()
        answers = [lead.post(page + action, typed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302], page
        assert LogEntry.objects.count() == before + 1, page
    assert (Note.objects.count(), Closing.objects.count()) == (1, 1)
