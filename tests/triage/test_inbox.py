"""Public tips as the team decides on them: opened, taken up, set aside by two, asked about; one by one and together."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.conflicts import stand
from cases.models import Case, Party
from tat import clock
from tat.models import AccessEntry, LogEntry, Obligation, User
from tat.workflow import Blocked
from tests.cast import Cast, a_case, signed_in
from tests.typed import form_of, send
from triage.actions.given import ReporterGiven
from triage.actions.inbox import TakingUp, take_up
from triage.actions.tips import TipGiven, answer_team, receive_tip
from triage.models import Report, ReporterIdentity, SetAside, Tip

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-2")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def morning(at: At) -> None:
    at("2026-09-14 10:00")


def a_tip(cast: Cast, **changes: Any) -> Tip:
    given = {
        "district": cast.district,
        "building": cast.building,
        "what": "He said “on Friday they will see.”",
        "who": "Rowan Teller",
        "form_key": uuid.uuid4().hex,
    }
    return receive_tip(given=TipGiven(**{**given, **changes}))


def page_of(tip: Tip) -> str:
    return f"/reports/{tip.code}/"


def take_it_up(person: User, tip: Tip, **typed: Any) -> Any:
    return send(signed_in(person), page_of(tip), "/reports/take-up/", **typed)


def open_reviews() -> int:
    return Obligation.objects.open().filter(rule="RPT-REV").count()


def test_the_first_look_is_on_record_and_the_reporter_reads_that_it_was_read(cast: Cast) -> None:
    tip = a_tip(cast)
    assert signed_in(cast.counselor).get(page_of(tip)).status_code == 200
    assert signed_in(cast.principal).get(page_of(tip)).status_code == 200
    tip.refresh_from_db()
    assert (tip.status, tip.opened_by) == ("read", cast.counselor)
    assert LogEntry.objects.filter(action="tip_opened").count() == 1
    assert AccessEntry.objects.filter(code=tip.code, kind="tip").count() == 2
    assert open_reviews() == 1  # read is not decided


def test_taken_up_it_opens_a_case_with_its_own_report_and_the_decision_on_imminence_waits(cast: Cast) -> None:
    tip = a_tip(cast, weapon="yes")
    answer = take_it_up(cast.principal, tip)
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.code}/imminence/"
    report = Report.objects.get()
    tip.refresh_from_db()
    assert (report.case, report.state, report.channel, report.reviewed_by) == (case, "in_case", "form", cast.principal)
    assert (report.facts.nature, report.facts.weapon) == (tip.what, "mentioned")
    assert [party.shown_name() for party in Party.objects.filter(case=case, role="subject")] == ["Rowan Teller"]
    assert (tip.status, open_reviews()) == ("taken_up", 0)
    assert Obligation.objects.open().filter(rule="IMM-DET", about_id=case.pk).count() == 1
    assert signed_in(cast.principal).get(f"/cases/{case.code}/report/").status_code == 200


def test_what_is_on_record_under_the_name_is_shown_first_and_the_tip_is_added_to_the_open_case(cast: Cast) -> None:
    case = a_case(cast, "triage")
    tip = a_tip(cast)
    browser = signed_in(cast.principal)
    asked = send(browser, page_of(tip), "/reports/take-up/")
    assert f"Add it to the open case {case.code}" in asked.content.decode()
    assert Case.objects.count() == 1
    typed = form_of(asked, "/reports/take-up/") | {"into": f"case:{case.pk}"}
    assert browser.post("/reports/take-up/", typed).status_code == 302
    tip.report.refresh_from_db()
    assert (tip.report.case, Case.objects.count()) == (case, 1)
    case.refresh_from_db()
    assert case.facts_version > 1


def test_a_tip_is_taken_up_once_however_often_it_is_sent(cast: Cast) -> None:
    tip = a_tip(cast)
    take_it_up(cast.principal, tip)
    again = signed_in(cast.counselor).post(
        "/reports/take-up/", {"idempotency_key": str(uuid.uuid4()), "tip": tip.code, "subject_name": "", "into": ""}, follow=True
    )
    assert "This tip is in a case or set aside by now." in again.content.decode()
    assert Case.objects.count() == 1


def test_tips_of_a_burst_are_taken_up_together_into_one_case_each_with_its_own_report(cast: Cast) -> None:
    tips = [a_tip(cast, crowded=True) for _ in range(4)]
    assert open_reviews() == 1
    browser = signed_in(cast.principal)
    page = browser.post("/reports/together/", {"tip": [tip.code for tip in tips]})
    assert "4 tips, reviewed together" in page.content.decode()
    typed = {"idempotency_key": str(uuid.uuid4()), "tip": [tip.code for tip in tips[:3]], "subject_name": "Rowan Teller"}
    assert browser.post("/reports/take-up/", typed).status_code == 302
    assert (Case.objects.count(), Report.objects.filter(case=Case.objects.get()).count(), open_reviews()) == (1, 3, 1)
    typed = {"idempotency_key": str(uuid.uuid4()), "tip": tips[3].code, "subject_name": ""}
    assert browser.post("/reports/take-up/", typed).status_code == 302
    assert open_reviews() == 0


def test_a_tip_is_set_aside_by_two_members_with_a_reason_and_stays_on_record(cast: Cast) -> None:
    tip = a_tip(cast, what="The soup is cold.")
    answer = send(signed_in(cast.principal), page_of(tip), "/reports/set-aside/", reason="It is about lunch.")
    assert answer.status_code == 302
    tip.report.refresh_from_db()
    assert (tip.report.state, open_reviews()) == ("reviewed", 1)
    own = signed_in(cast.principal).post("/reports/agree/", {"idempotency_key": str(uuid.uuid4()), "tip": tip.code}, follow=True)
    assert "A second member of the Triage Team has to agree" in own.content.decode()
    assert send(signed_in(cast.counselor), page_of(tip), "/reports/agree/").status_code == 302
    tip.report.refresh_from_db()
    aside = SetAside.objects.get()
    assert (tip.report.state, open_reviews(), aside.by, aside.agreed_by) == ("set_aside", 0, cast.principal, cast.counselor)
    assert (aside.reason, Tip.objects.count()) == ("It is about lunch.", 1)
    assert signed_in(cast.principal).get(page_of(tip)).status_code == 200


def test_no_reason_sets_nothing_aside(cast: Cast) -> None:
    tip = a_tip(cast)
    answer = send(signed_in(cast.principal), page_of(tip), "/reports/set-aside/", reason="  ")
    assert "Write the reason." in answer.content.decode()
    assert not SetAside.objects.exists()


def test_what_was_set_aside_can_still_be_taken_up(cast: Cast) -> None:
    tip = a_tip(cast)
    send(signed_in(cast.principal), page_of(tip), "/reports/set-aside/", reason="It is about lunch.")
    send(signed_in(cast.counselor), page_of(tip), "/reports/agree/")
    assert take_it_up(cast.principal, tip).status_code == 302
    tip.report.refresh_from_db()
    assert tip.report.state == "in_case"


def test_a_question_goes_out_without_a_name_and_its_answer_waits_until_it_is_opened(cast: Cast) -> None:
    tip = a_tip(cast)
    send(signed_in(cast.counselor), page_of(tip), f"{page_of(tip)}ask/", text="Which bus was it?")
    tip.refresh_from_db()
    assert tip.status == "question"
    take_it_up(cast.principal, tip)
    assert open_reviews() == 0
    assert answer_team(tip=tip, text="Bus 12.")
    case = Case.objects.get()
    waits = Obligation.objects.open().get(rule="RPT-REV")
    assert (waits.about_id, waits.code) == (case.pk, case.code)
    page = signed_in(cast.counselor).get(page_of(tip)).content.decode()
    assert "Bus 12." in page
    assert open_reviews() == 0


def test_a_reporter_who_adds_and_adds_is_kept_ten_times_an_hour(cast: Cast) -> None:
    tip = a_tip(cast)
    assert [answer_team(tip=tip, text=f"More {number}.") for number in range(11)] == [True] * 10 + [False]


def test_finished_is_told_only_of_what_is_decided(cast: Cast) -> None:
    tip = a_tip(cast)
    key = {"idempotency_key": str(uuid.uuid4())}
    early = signed_in(cast.principal).post(f"{page_of(tip)}finish/", key, follow=True)
    assert "before the reporter is told that it is finished" in early.content.decode()
    take_it_up(cast.principal, tip)
    assert send(signed_in(cast.principal), page_of(tip), f"{page_of(tip)}finish/").status_code == 302
    tip.refresh_from_db()
    assert tip.status == "finished"


@pytest.mark.req("PR-5")
def test_the_name_of_who_sent_it_is_opened_on_purpose_and_on_record(cast: Cast) -> None:
    tip = a_tip(cast, reporter=ReporterGiven(name="Wren Abara", contact="555-0100"))
    assert "Wren Abara" not in signed_in(cast.principal).get(page_of(tip)).content.decode()
    opened = send(signed_in(cast.principal), page_of(tip), f"{page_of(tip)}reporter/")
    assert "Wren Abara" in opened.content.decode()
    assert LogEntry.objects.filter(action="reporter_opened", code=tip.code).count() == 1
    take_it_up(cast.principal, tip)
    assert ReporterIdentity.objects.get().party.role == Party.Role.REPORTING


def test_the_first_reader_passes_a_tip_on_to_the_school_whose_clock_begins(cast: Cast) -> None:
    tip = a_tip(cast, building=None, about_staff="unsure")
    assert signed_in(cast.principal).get(page_of(tip)).status_code == 404
    answer = send(signed_in(cast.superintendent), page_of(tip), f"{page_of(tip)}pass-on/", school=str(cast.building.pk))
    assert answer.status_code == 302
    waits = Obligation.objects.open().get(rule="RPT-REV")
    assert (waits.building, waits.team, waits.actor) == (cast.building, cast.team, None)
    assert signed_in(cast.principal).get(page_of(tip)).status_code == 200
    assert signed_in(cast.superintendent).get(page_of(tip)).status_code == 404


def test_whom_a_tip_of_a_school_is_escalated_to_reads_the_duty_and_is_not_sent_to_a_page_that_stays_shut(cast: Cast) -> None:
    tip = a_tip(cast)
    duty = Obligation.objects.open().get(rule="RPT-REV")
    duty.escalated_to = [cast.superintendent.pk]
    duty.save(update_fields=["escalated_to"])
    to_the_tip, to_the_duty = f'href="{page_of(tip)}"', f'href="/duties/{duty.pk}/"'
    for page in ("/", f"/duties/{duty.pk}/"):
        assert to_the_tip not in signed_in(cast.superintendent).get(page).content.decode(), page
        assert to_the_tip in signed_in(cast.principal).get(page).content.decode(), page
    assert to_the_duty in signed_in(cast.superintendent).get("/").content.decode()


def test_a_case_that_the_first_reader_opens_waits_for_the_school_to_open_its_report(cast: Cast) -> None:
    tip = a_tip(cast, about_staff="yes", who="Coach Boyce")
    answer = take_it_up(cast.superintendent, tip, subject_name="Tobin Boyce", subject_account=str(cast.teacher.pk))
    assert answer["Location"] == "/"
    case = Case.objects.get()
    assert case.restricted
    assert Obligation.objects.open().filter(rule="RPT-REV", about_id=case.pk).count() == 1
    assert signed_in(cast.teacher).get(f"/cases/{case.code}/").status_code == 404
    assert signed_in(cast.principal).get(f"/cases/{case.code}/report/").status_code == 200
    assert signed_in(cast.superintendent).get(f"/cases/{case.code}/").status_code == 404


def test_who_is_shut_out_of_the_case_loses_its_tip(cast: Cast) -> None:
    tip = a_tip(cast)
    take_it_up(cast.principal, tip)
    case = Case.objects.get()
    assert signed_in(cast.counselor).get(page_of(tip)).status_code == 200
    stand(case, cast.counselor, "excluded", by=cast.principal, at=clock.now())
    assert signed_in(cast.counselor).get(page_of(tip)).status_code == 404
    assert signed_in(cast.psychologist).get(page_of(tip)).status_code == 403


def test_the_inbox_asks_as_much_for_thirty_tips_as_for_three(cast: Cast) -> None:
    for _ in range(3):
        a_tip(cast)
    browser = signed_in(cast.principal)
    browser.get("/reports/")
    counts = []
    for more in (0, 27):
        for _ in range(more):
            a_tip(cast)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/reports/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count('name="tip"') == 25
    assert "?after=" in page


def test_two_members_who_take_it_up_at_once_make_one_case(cast: Cast) -> None:
    tip = a_tip(cast)
    take_up(tips=[tip], by=cast.principal, given=TakingUp(subject_name="Rowan Teller"))
    with pytest.raises(Blocked):
        take_up(tips=[tip], by=cast.counselor, given=TakingUp(subject_name="Rowan Teller"))
    assert Case.objects.count() == 1
