"""The block before a student is questioned with an officer: which talk starts its duty, and which block ends it (105 ILCS 5/22-88)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import questioning
from cases.actions.circle import grant_access
from cases.actions.interviews import Conversation, record_interview
from cases.actions.questioning import QuestioningGiven, record_questioning
from cases.actions.reconcile import reconcile
from cases.gates import GateReply
from cases.models import Case, Interview, Questioning
from cases.workflow import questioning as rules
from reporting.documents.case_file import parties_in, read_parts
from tat import clock
from tat.models import LogEntry, Notice, Obligation, ObligationEvent
from tat.workflow import Blocked
from tests.cases.managed import planned, updated
from tests.cast import a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("AS-2")]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def morning(at):
    return at("2026-09-14 10:00")


def talk(**changes):
    """The subject was heard at 9:30 with an officer in the room."""
    given = {
        "interviewee": "subject",
        "started_at": clock.now() - 30 * MINUTE,
        "statement": "“It was not me.”",
        "police_present": "yes",
        "criminal_act": "yes",
    }
    return Conversation(**(given | changes))


def block(**changes):
    """A complete answer: the mother was reached by telephone 50 minutes ago, and the social worker was there."""
    given = {
        "applies": True,
        "age": 15,
        "act": "Theft of a telephone from a locker.",
        "parent_told": "reached",
        "told_at": clock.now() - 50 * MINUTE,
        "told_how": "By telephone.",
        "told_by": "Dana Whitlow",
        "present": "social_worker",
        "present_name": "Mika Feld",
        "youth_officer": "not_practicable",
    }
    return QuestioningGiven(**(given | changes))


def duties(case):
    return Obligation.objects.filter(about_id=case.id, rule="Q-STU").order_by("recorded_at")


def asked_at(cast, case, **changes):
    """An interview with an officer on record, and its duty."""
    held = record_interview(case=case, by=cast.counselor, given=talk(**changes))
    return held, duties(case).filter(trigger_ref=f"interview:{held.id}").first()


@pytest.fixture
def case(cast):
    return a_case(cast, "assessment")


@pytest.mark.parametrize(("said", "owed"), [("yes", 1), ("unknown", 1), ("no", 0)])
def test_a_talk_with_an_officer_starts_the_duty_and_unknown_is_never_taken_for_no(cast, case, said, owed):
    held, duty = asked_at(cast, case, criminal_act=said)
    assert duties(case).count() == owed
    if duty:
        assert (duty.state, duty.legal_due_at, duty.triggered_at) == ("open", held.started_at, held.started_at)
        assert duty.is_overdue(clock.now())


def test_without_an_officer_nothing_is_asked_whatever_stands_in_the_folded_question(cast, case):
    client, page, save = signed_in(cast.counselor), *(reverse(name, args=[case.code]) for name in ("case_interviews", "interview_record"))
    typed = {"interviewee": "subject", "statement": "“It was not me.”", "police_present": "no", "criminal_act": "yes"}
    assert send(client, page, save, **typed)["Location"] == page
    assert Interview.objects.get().criminal_act == "" and not duties(case).exists()


def test_a_complete_block_ends_the_duty_of_its_talk_on_time_by_the_stated_notice(cast, case):
    held, duty = asked_at(cast, case)
    found = record_questioning(case=case, by=cast.principal, given=block(interview=held))
    duty.refresh_from_db()
    assert (duty.state, duty.proof_ref, duty.done_at, duty.was_late()) == ("met", f"questioning:{found.id}", found.told_at, False)
    entry = LogEntry.objects.get(about_id=case.id, action="questioning_recorded")
    assert (entry.occurred_at, entry.detail) == (found.told_at, f"questioning:{found.id}") and "Theft" not in str(vars(entry))


def test_a_notice_after_the_talk_began_is_late_and_says_so(cast, case):
    held, duty = asked_at(cast, case)
    record_questioning(case=case, by=cast.principal, given=block(interview=held, told_at=held.started_at + MINUTE))
    duty.refresh_from_db()
    assert (duty.state, duty.done_at, duty.was_late()) == ("met", held.started_at + MINUTE, True)
    shown = signed_in(cast.teacher).get(reverse("case_questioning", args=[case.code])).content.decode()
    assert "The notice came after the talk began: late." in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"age": None}, rules.AGE),
        ({"parent_told": "", "told_at": None}, rules.NOTICE),
        ({"parent_told": "no", "told_at": None}, rules.NOTICE),
        ({"present": ""}, rules.PRESENT),
        ({"present": "nobody"}, rules.PRESENT),
        ({"youth_officer": ""}, rules.OFFICER),
        ({"youth_officer": "no"}, rules.OFFICER),
        ({"applies": False, "age": None, "why_not": "The officer came for another matter."}, rules.NOT_ALONE),
        ({"applies": False, "age": 17, "why_not": "Not on school grounds."}, rules.NOT_ALONE),
    ],
)
def test_a_block_that_lacks_something_is_kept_says_what_and_ends_nothing(cast, case, changes, sentence):
    held, duty = asked_at(cast, case)
    record_questioning(case=case, by=cast.counselor, given=block(interview=held, **changes))
    duty.refresh_from_db()
    assert duty.state == "open"
    assert sentence in signed_in(cast.teacher).get(reverse("case_questioning", args=[case.code])).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"applies": False, "age": 18, "parent_told": "", "told_at": None, "present": "", "youth_officer": ""},
        {"exception": "arrest", "exception_why": "Arrested at the door by Officer Hale.", "parent_told": "", "told_at": None, "age": None},
        {"exception": "danger", "exception_why": "A knife in the hand.", "parent_told": "no", "told_at": None, "act": "", "present": ""},
    ],
)
def test_from_18_on_and_with_an_exception_no_notice_is_required_and_the_duty_ends_in_time(cast, case, changes):
    held, duty = asked_at(cast, case)
    record_questioning(case=case, by=cast.counselor, given=block(interview=held, **changes))
    duty.refresh_from_db()
    assert (duty.state, duty.was_late()) == ("met", False)


WRONG = [
    ({"applies": None}, "applies", questioning.APPLIES),
    ({"applies": False, "age": None}, "why_not", questioning.WHY_NOT),
    ({"age": 18}, "age", questioning.ADULT_AGE),
    ({"act": " "}, "act", questioning.ACT),
    ({"told_at": None}, "told_at", questioning.TOLD_AT),
    ({"parent_told": "attempted", "told_at": None}, "told_at", questioning.TOLD_AT),
    ({"told_how": " "}, "told_how", questioning.TOLD_HOW),
    ({"told_by": " "}, "told_by", questioning.TOLD_BY),
    ({"present_name": " "}, "present_name", questioning.NAME),
    ({"present": "a friend"}, "present", questioning.CHOICE),
    ({"parent_told": "perhaps"}, "parent_told", questioning.CHOICE),
    ({"youth_officer": "perhaps"}, "youth_officer", questioning.CHOICE),
    ({"exception": "perhaps"}, "exception", questioning.CHOICE),
    ({"exception": "danger"}, "exception_why", questioning.EXCEPTION_WHY),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_what_contradicts_itself_is_refused_beside_its_field(cast, case, changes, field, sentence):
    with pytest.raises(Blocked) as refused:
        record_questioning(case=case, by=cast.principal, given=block(**changes))
    assert refused.value.by_field == {field: sentence}
    with pytest.raises(Blocked) as refused:
        record_questioning(case=case, by=cast.principal, given=block(told_at=clock.now() + MINUTE))
    assert refused.value.problems == (questioning.NOT_YET,)
    assert not Questioning.objects.exists()


def test_a_block_answered_ahead_stands_for_the_next_talk_of_that_day_and_for_no_other(cast, case, at):
    record_questioning(case=case, by=cast.officer, given=block())
    at("2026-09-14 10:10")
    first, none = asked_at(cast, case, started_at=clock.now() - 5 * MINUTE)
    assert none is None
    client = signed_in(cast.teacher)
    assert "The questioning that began Monday" in client.get(reverse("case_questioning", args=[case.code])).content.decode()
    own = flat(client.get(reverse("case_talk", args=[case.code, first.pk])).content.decode())
    assert "answered Sep 14, 10:00 AM stands for this talk" in own and ": late." not in own
    second, duty = asked_at(cast, case, started_at=clock.now() - MINUTE)
    assert duty.state == "open" and second.started_at == duty.legal_due_at
    assert "No complete block stands for this talk." in flat(client.get(reverse("case_talk", args=[case.code, second.pk])).content.decode())


def test_a_block_of_another_day_or_one_that_is_not_complete_stands_for_nothing(cast, case, at):
    record_questioning(case=case, by=cast.officer, given=block())
    record_questioning(case=case, by=cast.officer, given=block(present="nobody"))
    at("2026-09-14 10:30")
    assert asked_at(cast, case, started_at=clock.now() - MINUTE)[1].state == "open"
    record_questioning(case=case, by=cast.officer, given=block())
    at("2026-11-16 10:00")
    assert asked_at(cast, case)[1].state == "open"


def test_a_block_answered_ahead_whose_notice_came_late_opens_the_duty_and_ends_it_late(cast, case):
    late = clock.now() - 10 * MINUTE
    record_questioning(case=case, by=cast.officer, given=block(told_at=late))
    _held, duty = asked_at(cast, case)
    assert (duty.state, duty.done_at, duty.was_late()) == ("met", late, True)


def test_the_block_of_one_talk_leaves_the_duty_of_another_open(cast, case):
    _first, open_still = asked_at(cast, case)
    second, ends = asked_at(cast, case, started_at=clock.now() - 10 * MINUTE)
    record_questioning(case=case, by=cast.principal, given=block(interview=second))
    assert [Obligation.objects.get(pk=duty.pk).state for duty in (open_still, ends)] == ["open", "met"]


def test_a_block_ends_the_duty_that_a_gate_started_and_one_that_lacks_something_does_not(cast):
    case = planned(cast)
    updated(cast, case, gates={"questioning": GateReply("yes")})
    held, of_the_talk = asked_at(cast, case)
    duty = duties(case).get(trigger_ref__startswith="gate:")
    for given, state in ((block(interview=held, present="nobody"), "open"), (block(interview=held), "met")):
        record_questioning(case=case, by=cast.principal, given=given)
        assert [Obligation.objects.get(pk=each.pk).state for each in (duty, of_the_talk)] == [state, state]
    duty.refresh_from_db()
    assert duty.done_at == Questioning.objects.latest("recorded_at").told_at


def test_only_a_talk_of_the_case_with_an_officer_may_be_named(cast, case):
    plain = record_interview(case=case, by=cast.counselor, given=talk(police_present="no", criminal_act=""))
    other = a_case(cast, "assessment", subject_name="Lee Moss")
    elsewhere = record_interview(case=other, by=cast.counselor, given=talk())
    for named in (plain, elsewhere):
        with pytest.raises(Blocked) as refused:
            record_questioning(case=case, by=cast.principal, given=block(interview=named))
        assert refused.value.by_field == {"interview": questioning.TALK}
    assert duties(other).get().state == "open"


def test_who_may_not_assess_answers_no_block_and_a_closed_case_takes_none(cast, case):
    with pytest.raises(Http404):
        record_questioning(case=case, by=cast.outsider, given=block())
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=1), reason="consultant")
    with pytest.raises(PermissionDenied):
        record_questioning(case=case, by=cast.consultant, given=block())
    closed = a_case(cast, "closed", subject_name="Lee Moss")
    with pytest.raises(Blocked):
        record_questioning(case=closed, by=cast.principal, given=block())
    reader, page = signed_in(cast.consultant), reverse("case_questioning", args=[case.code])
    assert "Record the block" not in reader.get(page).content.decode()


def lose(duty):
    Notice.objects.filter(obligation=duty).delete()
    ObligationEvent.objects.filter(obligation=duty).delete()
    duty.delete()


KEPT = ("rule", "trigger_ref", "triggered_at", "legal_due_at", "explanation", "code", "state", "done_at", "proof_ref")


@pytest.mark.req("SE-2")
@pytest.mark.parametrize("told", [None, -50, -10])
@pytest.mark.parametrize("ahead", [False, True])
def test_a_lost_duty_comes_back_as_it_was_and_one_that_never_was_does_not(cast, case, told, ahead):
    given = None if told is None else block(told_at=clock.now() + told * MINUTE)
    if ahead and given:
        record_questioning(case=case, by=cast.principal, given=given)
    held, duty = asked_at(cast, case)
    if given and not ahead:
        record_questioning(case=case, by=cast.principal, given=block(interview=held, told_at=given.told_at))
    assert (duty is None) == (ahead and told == -50)
    if duty:
        duty.refresh_from_db()
        before = [getattr(duty, name) for name in KEPT]
        lose(duty)
        assert reconcile() == 1
        assert [getattr(duties(case).get(), name) for name in KEPT] == before
    assert reconcile() == 0


def test_the_pages_lead_from_the_talk_to_the_block_and_from_home_too(cast, case):
    client = signed_in(cast.principal)
    page, save, ask, answer = (
        reverse(name, args=[case.code]) for name in ("case_interviews", "interview_record", "case_questioning", "questioning_record")
    )
    assert f'href="{ask}"' in client.get(page).content.decode()
    typed = {"interviewee": "subject", "started_at": "2026-09-14T09:30", "statement": "“It was not me.”", "police_present": "yes"}
    sent = send(client, page, save, **typed, criminal_act="unknown")
    held = Interview.objects.get()
    assert sent["Location"] == f"{ask}?talk={held.id}"
    shown = client.get(sent["Location"])
    assert "the block must be answered before any questioning" in flat(shown.content.decode())
    assert form_of(shown, answer)["interview"] == [str(held.id)]
    assert f'href="{ask}"' in client.get("/").content.decode()
    told = {"parent_told": "attempted", "told_at": "2026-09-14T09:20", "told_how": "Telephone, no answer.", "told_by": "The office"}
    others = {"age": "15", "act": "Theft.", "present": "nurse", "present_name": "Ada Lund", "youth_officer": "yes", "applies": "yes"}
    assert send(client, ask, answer, **told, **others)["Location"] == ask
    assert duties(case).get().state == "met" and Questioning.objects.get().interview == held
    assert (
        "Tried, not reached · Monday, September 14, 2026, 9:20 AM · Telephone, no answer. · The office" in client.get(ask).content.decode()
    )


def test_a_right_block_before_and_a_late_one_are_told_after_the_talk_is_recorded(cast, case):
    client, page, save = signed_in(cast.principal), *(reverse(name, args=[case.code]) for name in ("case_interviews", "interview_record"))
    typed = {"interviewee": "subject", "statement": "“It was not me.”", "police_present": "yes", "criminal_act": "yes"}
    record_questioning(case=case, by=cast.principal, given=block())
    send(client, page, save, started_at="2026-09-14T09:30", **typed)
    assert "The block that was answered before stands for it" in client.get(page).content.decode()
    record_questioning(case=case, by=cast.principal, given=block())
    send(client, page, save, started_at="2026-09-14T08:00", **typed)
    assert "The notice to the parent came after it began: it is late" in client.get(page).content.decode()


def test_the_latest_answer_governs_and_earlier_ones_stay_readable(cast, case, at):
    page, save = (reverse(name, args=[case.code]) for name in ("case_questioning", "questioning_record"))
    record_questioning(case=case, by=cast.officer, given=block(present="nobody", act="Words of the first answer."))
    at("2026-09-14 10:05")
    assert form_of(signed_in(cast.teacher).get(page), save)["act"] == ["Words of the first answer."]  # to be completed
    record_questioning(case=case, by=cast.principal, given=block(act="Words of the second answer."))
    shown = signed_in(cast.teacher).get(page)
    body = shown.content.decode()
    assert (shown.context["now"].row.act, [each.row.act for each in shown.context["earlier"]]) == (
        "Words of the second answer.",
        ["Words of the first answer."],
    )
    assert body.index("Words of the second") < body.index("Words of the first") and rules.PRESENT not in body
    again = form_of(shown, save)
    assert again["act"] == again["told_at"] == [""]  # complete: what comes next is another questioning, with a notice of its own
    record_questioning(case=case, by=cast.officer, given=block(present="nobody"))
    at("2026-09-15 10:00")
    assert form_of(signed_in(cast.teacher).get(page), save)["told_at"] == [""]


@pytest.mark.req("IN-6")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say whether the block applies"),
        ({"applies": "yes", "age": "18"}, "From 18 on the block does not apply"),
        ({"applies": "yes", "age": "fifteen"}, "Write the age in full years, like 15."),
        ({"applies": "yes", "parent_told": "reached"}, "Write when the parent or guardian was told"),
        ({"applies": "yes", "told_at": "2026-09-14T11:00"}, "This time has not come yet."),
        ({"applies": "yes", "exception": "arrest"}, "Write what makes it an arrest or an urgent danger"),
        ({"applies": "yes", "present": "oracle"}, "Choose one of the answers listed here."),
        ({"applies": "no"}, "Write why the block does not apply"),
        ({"applies": "yes", "interview": str(uuid4())}, "Choose one of the answers listed here."),
    ],
)
def test_a_wrong_block_is_said_and_nothing_typed_is_lost(cast, case, typed, sentence):
    client, page, save = signed_in(cast.officer), *(reverse(name, args=[case.code]) for name in ("case_questioning", "questioning_record"))
    kept = {"present_name": "Mika Feld 🙂 <b>", "told_by": "The “office”"}
    wrong = send(client, page, save, **kept, **typed)
    assert wrong.status_code == 200 and sentence in wrong.content.decode() and not Questioning.objects.exists()
    assert {name: form_of(wrong, save)[name] for name in kept} == {name: [words] for name, words in kept.items()}


def test_a_draft_of_the_block_comes_back_as_it_was_left(cast, case):
    client, page, save = signed_in(cast.officer), *(reverse(name, args=[case.code]) for name in ("case_questioning", "questioning_record"))
    client.post(
        f"/cases/{case.code}/drafts/questioning/", {"applies": "yes", "act": "Half a sen", "present": "nurse", "told_at": "2026-09-"}
    )
    left = form_of(client.get(page), save)
    assert [left[name] for name in ("applies", "act", "present", "told_at")] == [["yes"], ["Half a sen"], ["nurse"], ["2026-09-"]]
    assert "errors" not in re.findall(r'class="([a-z]+)', client.get(page).content.decode())
    assert form_of(signed_in(cast.counselor).get(page), save)["act"] == [""]
    held, _duty = asked_at(cast, case)
    begun = form_of(client.get(page), save)
    assert (begun["interview"], begun["act"]) == ([str(held.id)], ["Half a sen"])  # by now it is about the talk that waits for it


def test_the_page_asks_as_often_for_twelve_answers_as_for_one(cast, case):
    client, page = signed_in(cast.counselor), reverse("case_questioning", args=[case.code])
    counts = []
    for more in (1, 11):
        for _ in range(more):
            held = record_interview(case=case, by=cast.counselor, given=talk())
            record_questioning(case=case, by=cast.counselor, given=block(interview=held))
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_the_case_file_prints_the_block_and_not_that_of_a_talk_with_who_reported(cast, case):
    held, _duty = asked_at(cast, case)
    record_questioning(case=case, by=cast.principal, given=block(interview=held, told_at=held.started_at + MINUTE))
    reporter = record_interview(case=case, by=cast.counselor, given=talk(interviewee="reporter"))
    record_questioning(case=case, by=cast.principal, given=block(interview=reporter, present_name="Mother of the reporting party"))
    record_questioning(case=case, by=cast.principal, given=block(present_name="Their mother again"))
    record_interview(case=case, by=cast.counselor, given=talk(interviewee="reporter"))
    read = Case.objects.select_related("key", "district", "building", "team").get(pk=case.pk)
    rows = read_parts(read, parties_in(read), clock.now(), ["assessment"])["assessment"]
    first, second, ahead = rows["questionings"]
    assert ("Criminal act", "Theft of a telephone from a locker.") in first["facts"] and first["late"] and not first["masked"]
    assert [(each["masked"], each["facts"]) for each in (second, ahead)] == [(True, []), (True, [])]
