"""Need-to-know briefs: who may be named, who opens one, what is on record of it, and that nothing of it leaves the product."""

import threading
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from cases.actions.brief_reading import open_brief
from cases.actions.briefs import (
    ASIDE,
    ELSEWHERE,
    IN_CONFLICT,
    LEFT,
    NOBODY,
    PAST,
    TOO_FAR,
    TOO_LONG,
    BriefGiven,
    withdraw_brief,
    write_brief,
)
from cases.actions.circle import record_conflict
from cases.actions.classification import LevelGiven, classify
from cases.actions.conflicts import stand
from cases.actions.locks import CLOSED, MERGED, Unfit
from cases.gates import GateReply
from cases.models import Brief, BriefReader, Case, NotificationEntry, Recipient
from tat import clock
from tat.actions.deliver import deliver_waiting
from tat.models import AccessEntry, District, LogEntry, Notice, Obligation, User
from tat.statutes import local_date
from tat.workflow import Blocked
from tests.cases.managed import assessed
from tests.cast import Cast, a_case, a_cast, a_person, as_practice, signed_in

pytestmark = pytest.mark.django_db
KNOW, DO, TURN_TO = "He sits alone by the north door at lunch.", "Say his name and ask about band.", "Sol Ortiz-Lane, room 112."
WHY = "They have lunch duty at that door."


@pytest.fixture
def aide(cast: Cast) -> User:
    """Somebody of the district who has no seat, no office and no case."""
    return a_person(cast.district, "lunch.aide", "Ottilie Brandt", "Lunch Aide")


def given(*people: User, **changes: Any) -> BriefGiven:
    until_on = local_date(clock.now()) + timedelta(days=30)
    words: dict[str, Any] = {"know": KNOW, "do": DO, "turn_to": TURN_TO, "why": WHY, "until_on": until_on}
    return BriefGiven(**{**words, "people": tuple(each.pk for each in people), **changes})


def written(cast: Cast, case: Case, *people: User, **changes: Any) -> Brief:
    return write_brief(case=case, by=cast.principal, given=given(*people, **changes))


def refused(cast: Cast, case: Case, *people: User, **changes: Any) -> dict[str, str]:
    with pytest.raises(Unfit) as wrong:
        written(cast, case, *people, **changes)
    return wrong.value.by_field


def status(person: User, brief: Brief) -> int:
    return signed_in(person).get(f"/briefs/{brief.pk}/").status_code


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ledger(case: Case) -> list[tuple[str, str, str, str]]:
    rows = NotificationEntry.objects.filter(case=case, recipient="NTF-STF")
    return [(row.person, row.outcome, row.method, row.recorded_name) for row in rows]


@pytest.mark.req("NT-4")
def test_who_is_named_reads_three_lines_and_nothing_else_of_the_case(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    brief = written(cast, case, aide)
    answer = signed_in(aide).get(f"/briefs/{brief.pk}/")
    page = text(answer)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    for words in ("A brief for you", KNOW, DO, TURN_TO, "Dana Whitlow, Building Principal", "Cordgrass High School"):
        assert words in page
    assert "Do not copy, print or forward. Ask the person named above." in page
    assert not [each for each in (case.code, case.short_code, WHY, "Rowan Teller", "/cases/") if each in page.partition("<main")[2]]
    assert case.code not in page and signed_in(aide).get(f"/cases/{case.code}/").status_code == 404


@pytest.mark.req("NT-4")
def test_nobody_opens_a_brief_but_the_people_it_names(cast: Cast, aide: User) -> None:
    brief = written(cast, a_case(cast, "assessment"), aide)
    others = (cast.principal, cast.counselor, cast.superintendent, cast.outsider, cast.consultant, cast.sysadmin)
    assert {person.full_name: status(person, brief) for person in others} == dict.fromkeys((each.full_name for each in others), 404)
    guessed, hidden = signed_in(aide).get(f"/briefs/{uuid.uuid4()}/"), signed_in(cast.counselor).get(f"/briefs/{brief.pk}/")
    assert (guessed.status_code, hidden.status_code, status(aide, brief)) == (404, 404, 200)
    assert not AccessEntry.objects.filter(page="brief_detail").exclude(user_id=aide.pk).exclude(kind="denied").exists()


@pytest.mark.req("NT-4", "OB-6")
def test_the_mail_its_subject_headers_and_link_hold_no_name_no_code_and_no_word_of_it(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    Notice.objects.all().delete()
    brief = written(cast, case, aide)
    assert deliver_waiting() == 1
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Something needs you", [aide.email])
    assert message.body == f"Sign in: http://localhost:8000/briefs/{brief.pk}/\n"
    sent = message.message().as_string().replace(aide.email, "")
    secrets = (case.code, case.short_code, str(case.pk), "Rowan", "Teller", "Brandt", "Whitlow", "Cordgrass", KNOW, DO, TURN_TO, WHY)
    assert [each for each in secrets if each in sent] == []
    row = Notice.objects.get(template="brief")
    assert row.code == "" and case.code not in row.dedup and not [each for each in secrets if each in str(row.__dict__ | {"about_id": ""})]


@pytest.mark.req("NT-4")
def test_of_a_practice_case_nobody_is_told_by_a_brief(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    as_practice(case, cast.principal, cast.counselor)
    Notice.objects.all().delete()
    with pytest.raises(PermissionDenied):
        written(cast, case, aide)
    deliver_waiting()
    assert mail.outbox == []


@pytest.mark.req("NT-4", "PL-7")
def test_a_brief_waits_on_the_home_of_who_has_no_case_until_it_is_opened(cast: Cast, aide: User) -> None:
    brief, browser = written(cast, a_case(cast, "assessment"), aide), signed_in(aide)
    home = text(browser.get("/"))
    assert "One thing needs you" in home and "Read a brief for you" in home and f'href="/briefs/{brief.pk}/"' in home
    assert browser.head(f"/briefs/{brief.pk}/").status_code == 200 and "Read a brief for you" in text(browser.get("/"))
    browser.get(f"/briefs/{brief.pk}/")
    assert "Read a brief for you" not in text(browser.get("/")) and "Nothing needs you" in text(browser.get("/"))
    assert deliver_waiting() >= 0 and not Notice.objects.filter(template="brief", state="sent").exists()


@pytest.mark.req("NT-4", "NT-1")
def test_the_first_opening_stands_in_the_ledger_once_and_each_opening_on_the_list_of_views(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    brief, browser = written(cast, case, aide, cast.report_taker), signed_in(aide)
    assert ledger(case) == []
    for _ in range(2):
        browser.get(f"/briefs/{brief.pk}/")
    assert ledger(case) == [("Ottilie Brandt", "reached", "brief", "The system")]
    entry = NotificationEntry.objects.get(case=case)
    assert (entry.capacity, entry.told_at) == ("Lunch Aide", BriefReader.objects.get(user=aide).opened_at)
    assert entry.content.split("\n") == ["Need-to-know brief by Dana Whitlow, Building Principal.", KNOW, DO, TURN_TO]
    assert BriefReader.objects.get(user=cast.report_taker).opened_at is None
    seen = AccessEntry.objects.filter(about_id=case.pk, page="brief_detail", user_id=aide.pk)
    assert [(each.kind, each.code) for each in seen] == [("brief", case.code)] * 2
    assert "A brief to that person, not the case" in text(signed_in(cast.principal).get(f"/cases/{case.code}/access/"))
    lines = LogEntry.objects.filter(about_id=case.pk, action__startswith="brief_").order_by("seq")
    assert [(line.action, line.actor_id, line.detail) for line in lines] == [
        ("brief_written", cast.principal.pk, f"brief:{brief.pk}"),
        ("brief_opened", aide.pk, f"brief:{brief.pk}"),
    ]


@pytest.mark.req("NT-4", "NT-1")
def test_an_opened_brief_ends_the_duty_of_the_list_where_staff_were_the_last_to_be_told(cast: Cast, aide: User) -> None:
    case = assessed(cast)
    signed_level = LevelGiven(
        level="moderate",
        rationale="It fits what was found.",
        fort_notes={"R": "The smallest steps that are enough."},
        further_intervention=True,
        further_intervention_reason="Lunch and the way home.",
        police_considered=False,
        police_considered_reason="Talked over with the officer.",
        measures=False,
        gates={"danger": GateReply(answer="no", reason="Named nobody.")},
    )
    classify(case=case, by=cast.principal, given=signed_level)
    Recipient.objects.update(moderate="")
    Recipient.objects.filter(code="NTF-STF").update(moderate="yes")
    duty = Obligation.objects.filter(about_id=case.pk, rule="LVL-NTF")
    brief = written(cast, case, aide)
    assert duty.get().state == "open"
    status(aide, brief)
    assert duty.get().state == "met"


@pytest.mark.req("NT-4", "TM-6")
def test_who_is_excluded_after_being_named_finds_nothing_and_the_mail_is_not_sent(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    Notice.objects.all().delete()
    brief = written(cast, case, aide)
    record_conflict(case=case, by=cast.principal, person=aide)
    assert status(aide, brief) == 404 and ledger(case) == []
    assert "Read a brief for you" not in text(signed_in(aide).get("/"))
    assert deliver_waiting() == 0 and mail.outbox == [] and Notice.objects.get(template="brief").state == "withdrawn"
    assert "kept out of the case: cannot open it" in text(signed_in(cast.principal).get(f"/cases/{case.code}/briefs/"))


@pytest.mark.req("NT-4")
def test_who_left_the_district_or_stepped_aside_opens_it_no_more(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    brief = written(cast, case, aide, cast.officer)
    stand(case, cast.officer, "aside", by=cast.officer, at=clock.now())
    elsewhere = District.objects.create(name="Big Bluff CUSD 998", slug="big-bluff")
    assert (status(cast.officer, brief), status(aide, brief)) == (404, 200)
    User.objects.filter(pk=aide.pk).update(district=elsewhere)
    assert status(User.objects.get(pk=aide.pk), brief) == 404
    User.objects.filter(pk=aide.pk).update(district=cast.district, is_active=False)
    assert open_brief(brief_id=brief.pk, by=User.objects.get(pk=aide.pk)) is None


@pytest.mark.req("NT-4")
def test_a_brief_is_read_to_its_last_day_and_leaves_home_with_it(cast: Cast, aide: User, at: Callable[[str], Any]) -> None:
    at("2026-09-14 08:00")
    brief = written(cast, a_case(cast, "assessment"), aide, until_on=date(2026, 9, 15))
    at("2026-09-15 23:58")
    assert status(aide, brief) == 200
    Notice.objects.filter(template="brief").update(opened_at=None)
    at("2026-09-16 00:01")
    assert status(aide, brief) == 404 and "Read a brief for you" not in text(signed_in(aide).get("/"))
    Notice.objects.exclude(template="brief").delete()
    assert deliver_waiting() == 0 and Notice.objects.get().state == "withdrawn"


@pytest.mark.req("NT-4")
def test_a_withdrawn_brief_is_gone_from_home_and_mail_and_what_was_read_stays_on_record(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    brief = written(cast, case, aide, cast.report_taker)
    status(aide, brief)
    other = a_case(cast, "assessment")
    assert withdraw_brief(case=other, by=cast.principal, brief_id=brief.pk) is None
    with pytest.raises(Http404):
        withdraw_brief(case=case, by=cast.outsider, brief_id=brief.pk)
    for _ in range(2):
        withdraw_brief(case=case, by=cast.counselor, brief_id=brief.pk)
    assert [status(person, brief) for person in (aide, cast.report_taker)] == [404, 404] and len(ledger(case)) == 1
    assert "Read a brief for you" not in text(signed_in(cast.report_taker).get("/"))
    assert Notice.objects.get(template="brief", recipient=cast.report_taker).state == "withdrawn"
    assert LogEntry.objects.filter(about_id=case.pk, action="brief_withdrawn").count() == 1


@pytest.mark.req("NT-4")
def test_a_row_of_home_that_a_mail_on_its_way_kept_goes_with_the_next_look(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment")
    brief = written(cast, case, aide)
    withdraw_brief(case=case, by=cast.principal, brief_id=brief.pk)
    Notice.objects.filter(template="brief").update(state="sent")
    assert "Read a brief for you" in text(signed_in(aide).get("/"))
    assert status(aide, brief) == 404 and "Read a brief for you" not in text(signed_in(aide).get("/"))


@pytest.mark.req("NT-4")
def test_a_closed_case_takes_no_new_brief_and_the_ones_there_are_stay_readable(cast: Cast, aide: User) -> None:
    case, into = a_case(cast, "assessment"), a_case(cast, "assessment")
    brief = written(cast, case, aide)
    for fields, sentence in (
        ({"stage": "closed", "closed_at": clock.now(), "closed_reason": "resolved"}, CLOSED),
        ({"stage": "merged", "merged_into": into}, MERGED),
    ):
        Case.objects.filter(pk=case.pk).update(**fields)
        with pytest.raises(Blocked) as blocked:
            written(cast, case, aide)
        assert blocked.value.problems == (sentence,) and status(aide, brief) == 200
    record_conflict(case=into, by=cast.principal, person=aide)
    assert status(aide, brief) == 404


@pytest.mark.req("NT-4", "TM-6")
def test_whom_a_brief_cannot_name_is_said_by_name(cast: Cast, aide: User) -> None:
    case = a_case(cast, "assessment", subject_name="Ines Castell")
    gone = a_person(cast.district, "gone", "Ulla Morin", "Teacher")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    stand(case, cast.officer, "aside", by=cast.officer, at=clock.now())
    stranger = a_person(District.objects.create(name="Big Bluff CUSD 998", slug="big-bluff"), "other", "Ada Lorn", "Teacher")
    assert refused(cast, case) == {"people": NOBODY}
    assert refused(cast, case, aide, cast.psychologist) == {"people": IN_CONFLICT % "Ines Castell"}
    assert refused(cast, case, aide, gone) == {"people": LEFT % "Ulla Morin"}
    assert refused(cast, case, cast.officer) == {"people": ASIDE % "Rae Marsh"}
    assert refused(cast, case, stranger) == refused(cast, case, people=(987_654,)) == {"people": ELSEWHERE}
    assert not Brief.objects.exists() and not Notice.objects.filter(template="brief").exists()


@pytest.mark.req("NT-4", "IN-1")
def test_lines_reason_and_last_day_are_judged_by_the_act_too(cast: Cast, aide: User) -> None:
    case, today = a_case(cast, "assessment"), local_date(clock.now())
    nothing: dict[str, Any] = {"know": " ", "do": "", "turn_to": "", "why": "", "until_on": None}
    assert set(refused(cast, case, aide, **nothing)) == set(nothing)
    assert refused(cast, case, aide, do="x" * 301) == {"do": TOO_LONG}
    assert refused(cast, case, aide, until_on=today - timedelta(days=1)) == {"until_on": PAST}
    assert refused(cast, case, aide, until_on=today + timedelta(days=181)) == {"until_on": TOO_FAR}
    for day in (today, today + timedelta(days=180)):
        assert written(cast, case, aide, until_on=day, know="x" * 300).until_on == day


@pytest.mark.req("NT-4", "PR-1")
def test_only_who_may_notify_writes_a_brief(cast: Cast, aide: User) -> None:
    case = a_case(cast, "triage")
    with pytest.raises(Http404):
        write_brief(case=case, by=cast.psychologist, given=given(aide))
    assert write_brief(case=case, by=cast.counselor, given=given(aide, cast.counselor, aide)).readers.count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("NT-4")
def test_two_openings_at_once_write_one_entry() -> None:
    cast = a_cast()
    case, reader = a_case(cast, "assessment"), cast.report_taker
    brief = written(cast, case, reader)
    gate, answers = threading.Barrier(4), []

    def look() -> None:
        try:
            browser = signed_in(reader)
            gate.wait(10)
            answers.append(browser.get(f"/briefs/{brief.pk}/").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 4 and len(ledger(case)) == 1
    assert LogEntry.objects.filter(about_id=case.pk, action="brief_opened").count() == 1
    assert AccessEntry.objects.filter(about_id=case.pk, page="brief_detail").count() == 4
