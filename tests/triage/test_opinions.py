"""Sealed opinions: unanimity closes, the first other opinion convenes, silence convenes, and nobody reads before the seal opens."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.actions.interviews import interview_not_held
from cases.concurrence import Answer
from cases.models import Case, Closing
from tat import clock
from tat.models import LogEntry, Notice, Obligation
from tat.workflow import Blocked
from tests.cast import a_case, a_report, an_opinion, low_and_addressed
from triage.actions.keeping import keep_triage_moving, waiting
from triage.actions.reports import receive_report
from triage.actions.triage import ALL_OPEN, NO_SEAT, NOT_BEGUN, convene_tat, give_opinion
from triage.models import TriageOpinion
from triage.tasks import open_silent_seals
from triage.workflow import NO_DATE, NO_OWNER, PAST_DATE

pytestmark = pytest.mark.django_db
OTHERS = [Answer.LOW_NOT_ADDRESSED, Answer.FULL_TAT, Answer.UNSURE]


def rows(case, rule="TRI-DONE", state="open"):
    return Obligation.objects.filter(about_id=case.id, rule=rule, state=state)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def actions(case):
    return list(LogEntry.objects.filter(about_id=case.id).order_by("seq").values_list("action", flat=True))


@pytest.mark.req("TR-2")
def test_every_member_concurs_and_the_case_closes(cast):
    case = a_case(cast, "triage")
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
        assert fresh(case).stage == "triage"
    give_opinion(case=case, by=cast.teacher, given=an_opinion())
    closed = fresh(case)
    assert (closed.stage, closed.closed_reason, closed.circle) == ("closed", "closed_at_triage", "triage")
    assert rows(case).count() == 0 and not TriageOpinion.objects.filter(opened_at=None).exists()
    assert actions(case)[-3:] == ["opinion_sealed", "opinion_sealed", "triage_closed"]


@pytest.mark.req("TR-2")
def test_example_38_the_higher_disposition_keeps_who_follows_up_and_when(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.principal, given=an_opinion())
    give_opinion(case=case, by=cast.teacher, given=low_and_addressed(cast))
    sooner = low_and_addressed(cast, follow_up_by=cast.teacher, follow_up_on=low_and_addressed(cast).follow_up_on - timedelta(days=7))
    give_opinion(case=case, by=cast.counselor, given=sooner)
    closing = Closing.objects.get(case=case)
    assert (closing.reason, closing.follow_up_by, closing.follow_up_on) == ("closed_at_triage", cast.teacher, sooner.follow_up_on)


@pytest.mark.req("TR-2")
@pytest.mark.parametrize("answer", OTHERS)
def test_example_37_the_first_other_opinion_opens_the_seal_and_convenes_at_once(cast, answer):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    give_opinion(case=case, by=cast.teacher, given=an_opinion(answer))
    now = fresh(case)
    assert (now.stage, now.circle, now.convened_at is None) == ("assessment", "tat", False)
    assert (rows(case).count(), rows(case, state="superseded").count(), rows(case, state="met").count()) == (0, 1, 2)
    assert rows(case, "TAT-CONV").count() == 1 and rows(case, "TAT-CLS").count() == 1
    assert TriageOpinion.objects.filter(opened_at__isnull=False).count() == 2
    with pytest.raises(Blocked) as refused:
        give_opinion(case=case, by=cast.principal, given=an_opinion())
    assert refused.value.problems == (ALL_OPEN,)


@pytest.mark.req("TR-3")
def test_every_member_of_the_team_is_told_that_it_is_convened(cast):
    case = a_case(cast, "assessment")
    told = set(
        Notice.objects.filter(obligation__rule="TAT-CONV", dedup__contains="convened").values_list("recipient__full_name", flat=True)
    )
    assert {"Rae Marsh", "Ines Castell", "Mika Feld", "Sol Ortiz-Lane", "Tobin Boyce"} <= told
    assert case.stage == "assessment"


@pytest.mark.req("TR-3")
@pytest.mark.parametrize(("report", "urgent"), [({}, False), ({"weapon": "seen"}, True), ({"weapon": "mentioned"}, True)])
def test_a_weapon_makes_the_meeting_the_same_day(cast, report, urgent):
    case = a_case(cast, "assessment", **report)
    assert rows(case, "TAT-CONV").get().urgent is urgent


@pytest.mark.req("TR-2")
def test_example_41_the_principal_may_send_any_case_and_nobody_else(cast):
    case = a_case(cast, "triage")
    with pytest.raises(PermissionDenied):
        convene_tat(case=case, by=cast.counselor)
    with pytest.raises(Http404):
        convene_tat(case=case, by=cast.superintendent)
    for _ in range(2):
        convene_tat(case=case, by=cast.principal)
    assert fresh(case).stage == "assessment" and actions(case).count("tat_convened") == 1
    with pytest.raises(Blocked):
        convene_tat(case=a_case(cast, subject_name="Kim Park"), by=cast.principal)


@pytest.mark.req("TR-2")
def test_a_concurring_opinion_may_be_replaced_and_every_version_is_kept(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    give_opinion(case=case, by=cast.counselor, given=low_and_addressed(cast))
    assert TriageOpinion.objects.filter(seat__member=cast.counselor).count() == 2
    give_opinion(case=case, by=cast.counselor, given=an_opinion(Answer.UNSURE))
    assert (fresh(case).stage, TriageOpinion.objects.count()) == ("assessment", 3)


@pytest.mark.req("TR-2")
def test_opinions_on_older_facts_do_not_close_and_are_asked_for_again(cast):
    case = a_case(cast, "triage")
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
    receive_report(by=cast.counselor, given=a_report(cast, into=case.id, nature="He brought it up again."))
    assert sorted(rows(case).values_list("actor__full_name", flat=True)) == ["Dana Whitlow", "Sol Ortiz-Lane", "Tobin Boyce"]
    give_opinion(case=case, by=cast.teacher, given=an_opinion())
    assert fresh(case).stage == "triage"
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
    assert (fresh(case).stage, rows(case).count()) == ("closed", 0)


@pytest.mark.req("TR-2")
def test_an_interview_makes_opinions_stale_and_the_sweep_asks_again_by_the_same_end(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    end = rows(case).first().target_due_at
    interview_not_held(case=case, by=cast.teacher, interviewee="subject", reason="Absent today.")
    assert case.id in waiting(clock.now())
    assert (keep_triage_moving(case_id=case.id), keep_triage_moving(case_id=case.id)) == ("panel_kept", "")
    asked = rows(case).get(actor=cast.counselor)
    assert asked.target_due_at == end and asked.trigger_ref.count(":") == 2


@pytest.mark.req("TR-2")
def test_silence_past_the_clock_convenes(cast, at):
    at("2026-10-14 08:40")
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    at("2026-10-15 15:59")
    assert open_silent_seals() == 0 and fresh(case).stage == "triage"
    at("2026-10-15 16:01")
    assert (open_silent_seals(), open_silent_seals()) == (1, 0)
    assert fresh(case).stage == "assessment"
    entry = LogEntry.objects.filter(about_id=case.id).latest("seq")
    assert (entry.action, entry.actor_id, entry.actor_name) == ("silence_convened", None, "The system")
    assert rows(case, state="superseded").count() == 2


@pytest.mark.req("TR-2")
def test_a_district_may_end_the_day_earlier(cast, at):
    cast.district.day_ends_at = time(15)
    cast.district.save()
    at("2026-10-14 08:40")
    case = a_case(cast, "triage")
    at("2026-10-15 15:01")
    assert open_silent_seals() == 1 and fresh(case).stage == "assessment"


@pytest.mark.req("TR-2")
def test_what_an_opinion_lacks_is_said(cast):
    case = a_case(cast, "triage")
    wrong = [
        an_opinion("nonsense"),
        an_opinion(reason="  "),
        low_and_addressed(cast, addressed_by=""),
        low_and_addressed(cast, follow_up_by=None),
        low_and_addressed(cast, follow_up_on=None),
        low_and_addressed(cast, follow_up_on=clock.now().date() - timedelta(days=3)),
    ]
    said = []
    for given in wrong:
        with pytest.raises(Blocked) as refused:
            give_opinion(case=case, by=cast.counselor, given=given)
        said += refused.value.problems
    assert len(said) == 6 and set(said[-3:]) == {NO_OWNER, NO_DATE, PAST_DATE} and not TriageOpinion.objects.exists()


def test_who_has_no_seat_gives_no_opinion(cast):
    case = a_case(cast, "triage")
    with pytest.raises(Http404):
        give_opinion(case=case, by=cast.officer, given=an_opinion())
    with pytest.raises(Blocked) as refused:
        give_opinion(case=a_case(cast, subject_name="Kim Park"), by=cast.counselor, given=an_opinion())
    assert refused.value.problems == (NOT_BEGUN,)
    begun = a_case(cast, "triage", subject_name="Lee Moss")
    cast.team.seats.filter(user=cast.psychologist).update(triage=True)
    with pytest.raises(Blocked) as refused:
        give_opinion(case=begun, by=cast.psychologist, given=an_opinion())
    assert refused.value.problems == (NO_SEAT,)


@pytest.mark.req("TR-2")
def test_the_log_tells_that_an_opinion_was_sealed_and_nothing_of_it(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=low_and_addressed(cast))
    give_opinion(case=case, by=cast.teacher, given=an_opinion())
    kept = [(row.action, row.detail, row.changed, row.count, bytes(row.digest)) for row in LogEntry.objects.order_by("-seq")[:2]]
    assert kept == [("opinion_sealed", "", [], None, b"")] * 2
    low, none = TriageOpinion.objects.order_by("recorded_at")
    assert (low.seat.member, none.seat.member) == (cast.counselor, cast.teacher)
