"""The annual review of safety plans by its pages: planned, invited to, held, reported; due times, late ones, wrong input (128/25)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from reporting.actions.review_duties import reconcile
from reporting.models import ReviewDay, ReviewInvitation, ReviewMeeting, ReviewReport
from tat.calendar import end_of_day
from tat.models import Designation, LogEntry, Obligation, ObligationEvent
from tat.roles import Role
from tests.cast import SINCE, Cast, signed_in
from tests.reporting.reviewed import OFFICES, held, invited, opened, planned
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-8")]
At = Callable[[str], datetime]


@pytest.fixture
def chief(at: At, cast: Cast) -> Client:
    at("2026-08-14 09:00")
    return signed_in(cast.superintendent)


def page_of(meeting: ReviewMeeting) -> str:
    return f"/district/review/{meeting.pk}/"


def text(answer: HttpResponse) -> str:
    return flat(answer.content.decode())


def sent(client: Client, meeting: ReviewMeeting, verb: str, **typed: Any) -> HttpResponse:
    """A form of the page, its fields by their own names."""
    fields = {f"{verb}-{name}": value for name, value in typed.items()}
    return send(client, page_of(meeting), f"{page_of(meeting)}{verb}/", **fields)


def duty(rule: str) -> Obligation:
    return Obligation.objects.get(rule=rule)


def later(at: At, cast: Cast, moment: str) -> Client:
    at(moment)
    return signed_in(cast.superintendent)


@pytest.mark.req("OB-1")
def test_a_year_is_reviewed_from_its_plan_to_its_report_by_the_pages(at: At, cast: Cast, chief: Client) -> None:
    assert reconcile() == 1 and reconcile() == 0
    meeting = ReviewMeeting.objects.get()
    assert duty("REV-MTG").due_at() == end_of_day(date(2026, 9, 30)) and duty("REV-MTG").legal_due_at is None
    sent(chief, meeting, "plan", planned_on="2026-09-30")
    assert duty("REV-INV").legal_due_at == end_of_day(date(2026, 8, 31))  # worked example 51
    assert page_of(meeting) in text(chief.get("/"))

    chief = later(at, cast, "2026-08-31 15:00")
    sent(chief, meeting, "invite", sent_on="2026-08-28", fire="", ems="", education="", police=OFFICES["police"])
    assert duty("REV-INV").state == "open"
    sent(chief, meeting, "nobody", kind="ems", why="The fire department runs the ambulances.")
    sent(chief, meeting, "invite", sent_on="2026-08-31", fire=OFFICES["fire"], education=OFFICES["education"])

    assert (duty("REV-INV").state, duty("REV-INV").was_late()) == ("met", False)  # the last day counts
    assert "went out 30 days before the meeting" in text(chief.get(page_of(meeting)))
    chief = later(at, cast, "2026-10-01 09:00")
    sent(chief, meeting, "hold", held_on="2026-09-30", minutes="Board office, binder of 2026")
    assert (duty("REV-MTG").state, duty("REV-MTG").was_late()) == ("met", False)
    assert duty("REV-RPT").target_due_at == end_of_day(date(2026, 10, 14))
    chief = later(at, cast, "2026-10-20 09:00")
    sent(chief, meeting, "report", sides=["participants"], sent_on="2026-10-09", signed_by="Superintendent")
    assert duty("REV-RPT").is_overdue(datetime.fromisoformat("2026-10-20T14:00+00:00"))
    sent(chief, meeting, "report", sides=["regional"], sent_on="2026-10-19", signed_by="Superintendent")

    assert (duty("REV-RPT").state, duty("REV-RPT").was_late()) == ("met", True)  # the second side was late
    assert reconcile() == 0 and "Done late" in text(chief.get(page_of(meeting)))
    acts = set(LogEntry.objects.filter(about_kind="review").values_list("action", flat=True))
    assert {"review_opened", "review_planned", "review_invited", "review_nobody", "review_held", "review_reported"} <= acts


def test_an_earlier_day_makes_the_invitations_due_earlier_and_a_later_one_leaves_them_as_they_are(cast: Cast, chief: Client) -> None:
    meeting = planned(cast)

    assert "Write why the meeting is moved" in text(sent(chief, meeting, "plan", planned_on="2026-09-21", why=""))
    sent(chief, meeting, "plan", planned_on="2026-10-14", why="The fire chief is away.")
    stays = duty("REV-INV")
    assert stays.legal_due_at == end_of_day(date(2026, 8, 31))
    assert "moved to Wednesday, October 14, 2026; the due time stays" in " ".join(stays.explanation)
    sent(chief, meeting, "plan", planned_on="2026-09-21", why="The hall is free earlier.")

    moved = duty("REV-INV")
    assert moved.legal_due_at == end_of_day(date(2026, 8, 22))
    event = ObligationEvent.objects.filter(obligation=moved, kind="corrected").latest("at")
    assert (event.old_due_at, event.new_due_at) == (stays.legal_due_at, moved.legal_due_at)
    assert ReviewDay.objects.count() == 3 and "The hall is free earlier." in text(chief.get(page_of(meeting)))


def test_a_day_that_is_past_is_taken_and_its_invitations_say_that_they_are_late(at: At, cast: Cast) -> None:
    chief = later(at, cast, "2026-11-02 09:00")
    meeting = opened(cast)

    answer = sent(chief, meeting, "plan", planned_on="2026-10-20")

    assert "they are late, and are recorded all the same" in text(chief.get(answer["Location"]))
    invited(cast, meeting, "2026-10-05")
    assert (duty("REV-INV").state, duty("REV-INV").was_late()) == ("met", True)
    assert "Less than 30 days" in text(chief.get(page_of(meeting)))


def _plain(cast: Cast) -> ReviewMeeting:
    return planned(cast, "2026-09-10")


def _invited(cast: Cast) -> ReviewMeeting:
    return invited(cast, planned(cast, "2026-09-10"), "2026-09-04")


def _held(cast: Cast) -> ReviewMeeting:
    return held(cast, planned(cast, "2026-09-10"), "2026-09-10")


@pytest.mark.parametrize(
    ("make", "verb", "typed", "words"),
    [
        (_plain, "invite", {"sent_on": "2026-09-16", "police": "Police"}, "This day has not come yet."),
        (_plain, "invite", {"sent_on": "2026-09-10", "police": "Police"}, "An invitation goes out before it."),
        (_plain, "invite", {"sent_on": "2026-09-01", "buildings": []}, "Choose at least one building"),
        (_plain, "nobody", {"kind": "police", "why": "No police here."}, "The others are always invited."),
        (_plain, "hold", {"held_on": "2026-09-17", "minutes": "Binder"}, "This day has not come yet."),
        (_plain, "hold", {"held_on": "2026-09-10", "minutes": ""}, "Write where the minutes lie."),
        (_invited, "hold", {"held_on": "2026-09-03", "minutes": "Binder"}, "An invitation was sent on Friday, September 4, 2026"),
        (_invited, "plan", {"planned_on": "2026-09-02", "why": "Earlier."}, "which is not before this day"),
        (_held, "report", {"sent_on": "2026-09-09", "signed_by": "Board"}, "cannot be earlier"),
        (_held, "correct", {"held_on": "2026-09-16", "why": "Wrong."}, "This day has not come yet."),
        (_held, "correct", {"held_on": "2026-09-10", "why": "Wrong."}, "recorded as held on this day already"),
        (_held, "report", {"sent_on": "2026-09-16", "signed_by": "Board"}, "This day has not come yet."),
        (_held, "report", {"sides": [], "sent_on": "2026-09-12", "signed_by": "Board"}, "Choose to whom the report was sent."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    at: At, cast: Cast, make: Any, verb: str, typed: dict[str, Any], words: str
) -> None:
    chief = later(at, cast, "2026-09-15 09:00")
    meeting = make(cast)
    before = (ReviewDay.objects.count(), ReviewInvitation.objects.count(), ReviewReport.objects.count(), meeting.held_on)

    refused = sent(chief, meeting, verb, **typed)

    assert refused.status_code == 200 and words in text(refused)
    assert not [value for value in typed.values() if value and value != "police" and str(value) not in text(refused)]
    meeting.refresh_from_db()
    assert before == (ReviewDay.objects.count(), ReviewInvitation.objects.count(), ReviewReport.objects.count(), meeting.held_on)


def test_a_wrong_day_of_holding_is_corrected_by_an_entry_of_its_own_and_the_old_one_stays_in_view(at: At, cast: Cast) -> None:
    chief = later(at, cast, "2026-09-15 09:00")
    meeting = held(cast, planned(cast, "2026-09-12"), "2026-09-12")
    told = duty("REV-RPT").target_due_at

    assert "Write why the day was wrong" in text(sent(chief, meeting, "correct", held_on="2026-09-10", why=""))
    sent(chief, meeting, "correct", held_on="2026-09-10", why="The minutes say Thursday.")

    assert (duty("REV-RPT").target_due_at, told) == (end_of_day(date(2026, 9, 24)), end_of_day(date(2026, 9, 26)))
    assert duty("REV-INV").legal_due_at == end_of_day(date(2026, 8, 11))
    page = text(chief.get(page_of(meeting)))
    assert "Held on Thursday, September 10, 2026" in page and "Recorded first as held on Saturday, September 12, 2026" in page
    sent(chief, meeting, "correct", held_on="2026-09-14", why="It was the second evening.")
    assert duty("REV-RPT").target_due_at == end_of_day(date(2026, 9, 24))  # later moves nothing
    assert "cannot be earlier" in text(sent(chief, meeting, "report", sent_on="2026-09-13", signed_by="Board"))
    meeting.refresh_from_db()
    assert meeting.held_on == date(2026, 9, 12) and reconcile() == 0
    acts = LogEntry.objects.filter(about_kind="review", about_id=meeting.pk, action="review_corrected")
    assert acts.count() == 2


def test_the_report_is_not_taken_before_the_meeting_nor_the_meeting_before_its_plan(cast: Cast, chief: Client) -> None:
    meeting = opened(cast)
    for verb in ("invite", "hold", "report"):
        answer = chief.post(f"{page_of(meeting)}{verb}/", {"idempotency_key": f"k-{verb}", f"{verb}-sent_on": "2026-08-01"})
        assert answer.status_code in (200, 400)

    assert not ReviewInvitation.objects.exists() and not ReviewReport.objects.exists()
    meeting.refresh_from_db()
    assert meeting.held_on is None


def test_a_lost_duty_is_rebuilt_with_its_key_and_what_was_proven_is_met(cast: Cast, chief: Client) -> None:
    meeting = invited(cast, planned(cast), "2026-08-12")
    Obligation.objects.filter(rule="REV-MTG").update(rule="LOST")
    ObligationEvent.objects.filter(obligation=duty("REV-INV")).delete()
    duty("REV-INV").delete()

    assert reconcile() == 3

    rebuilt = duty("REV-INV")
    assert (rebuilt.state, rebuilt.trigger_ref, rebuilt.legal_due_at) == ("met", meeting.ref, end_of_day(date(2026, 8, 31)))
    assert duty("REV-MTG").state == "open" and reconcile() == 0


@pytest.mark.req("TM-9")
def test_who_is_designated_records_what_the_designation_names_and_nobody_else_finds_the_page(at: At, cast: Cast, chief: Client) -> None:
    meeting = planned(cast)
    helper = signed_in(cast.teacher)
    assert [signed_in(who).get(page_of(meeting)).status_code for who in (cast.principal, cast.teacher, cast.outsider)] == [404] * 3
    Designation.objects.create(
        district=cast.district,
        acts_for=Role.SUPERINTENDENT,
        designee=cast.teacher,
        rules=["REV-INV"],
        from_on=SINCE,
        by=cast.superintendent,
    )

    sent(helper, meeting, "invite", sent_on="2026-08-13", police=OFFICES["police"])

    assert ReviewInvitation.objects.filter(recorded_by=cast.teacher, kind="police").exists()
    assert "review_plan" not in text(helper.get(page_of(meeting)))
    assert helper.post(f"{page_of(meeting)}plan/", {"plan-planned_on": "2026-10-01"}).status_code == 403
