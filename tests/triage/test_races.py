"""F9: a closing raced by HTTP, in threads, against a withdrawn opinion, an edit of the facts, a change of members; low-level notes too."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Count
from django.urls import reverse

from cases.concurrence import CONCURRING
from cases.models import Case
from tat.models import LogEntry, Obligation, User
from tests.cast import Cast, a_case, a_cast, an_opinion, signed_in
from tests.processes.evidence import note, reach
from triage.actions.keeping import keep_triage_moving
from triage.actions.low_notes import NoteGiven, keep_note, turn_into_report
from triage.actions.outcome import latest_opinions
from triage.actions.panel import current_panel, remaining
from triage.actions.triage import give_opinion
from triage.models import LowLevelNote, Report, TriageOpinion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Act = Callable[[], object]
RACES = reach("F9_RACES", 40, 1000)


def at_once(*acts: Act) -> list[BaseException]:
    """Run the acts in threads that start together; what they raise."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act: Act) -> None:
        try:
            gate.wait(10)
            act()
        except BaseException as fault:  # handed to the test
            raised.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def sending(user: User, name: str, case: Case, **typed: str) -> Act:
    """A form sent by this person; a fault on the server is raised, a refusal is an answer."""
    client, address = signed_in(user), reverse(name, args=[case.code])
    typed = {"idempotency_key": str(uuid.uuid4()), "sure": "yes", **typed}
    return lambda: client.post(address, typed)


def one_short(cast: Cast) -> Case:
    """A case at triage in which only the teacher's opinion is missing."""
    case = a_case(cast, "triage")
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
    return case


def last_opinion(cast: Cast, case: Case) -> Act:
    return sending(cast.teacher, "opinion_give", case, answer="none", reason="Read it all.")


RIVALS: dict[str, Callable[[Cast, Case], Act]] = {
    "withdrawal": lambda cast, case: sending(cast.counselor, "opinion_give", case, answer="full_tat", reason="No.", sure="full_tat"),
    "facts": lambda cast, case: sending(cast.counselor, "records_record", case, source="discipline", result="none_found"),
    "members": lambda cast, case: sending(cast.counselor, "triage_step_aside", case),
    "convening": lambda cast, case: sending(cast.principal, "tat_convene", case),
    "twice": last_opinion,
}


def broken(case: Case) -> str:
    """Why the end state breaks I1; "" where it holds."""
    now = Case.objects.get(pk=case.pk)
    seats = remaining(current_panel(now))
    given = latest_opinions(seats)
    if now.stage != "closed":
        return ""
    if len(seats) < 2 or len(given) < len(seats):
        return "closed without a seat's opinion"
    if any(each.answer not in CONCURRING or each.facts_version != now.facts_version for each in given.values()):
        return "closed on an opinion that does not concur, or on older facts"
    dissent = TriageOpinion.objects.filter(case=case).exclude(answer__in=CONCURRING)
    return "closed although a member did not concur" if dissent.exists() else ""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return a_cast()


def race(cast: Cast, rival: str) -> str:
    """One race; what went wrong, or ""."""
    case = one_short(cast)
    raised = at_once(last_opinion(cast, case), RIVALS[rival](cast, case))
    ends = LogEntry.objects.filter(about_id=case.id, action__in=["triage_closed", "tat_convened"]).count()
    return broken(case) or (f"{rival}: {raised[0]!r}" if raised else "") or ("ended twice" if ends > 1 else "")


@pytest.mark.req("TR-2")
@pytest.mark.timeout(3600)
def test_no_race_closes_a_case_without_every_members_concurring_opinion(cast):
    faults = [fault for rival in RIVALS for fault in (race(cast, rival) for _ in range(RACES // len(RIVALS))) if fault]
    ended = {stage: Case.objects.filter(stage=stage).count() for stage in ("closed", "assessment", "triage")}
    note("F9-races", "0 cases closed at triage without all, in 1 000 HTTP races", races=RACES, faults=faults, ended=ended)
    assert faults == [] and ended["closed"] and ended["assessment"]


@pytest.mark.req("TR-2")
def test_two_sweeps_at_once_convene_once(cast):
    for _ in range(5):
        case = a_case(cast, "triage")
        Obligation.objects.filter(about_id=case.id, rule="TRI-DONE").update(target_due_at=case.triage_at)
        assert at_once(*[lambda case=case: keep_triage_moving(case_id=case.id)] * 3) == []
        assert LogEntry.objects.filter(about_id=case.id, action="silence_convened").count() == 1
        assert Obligation.objects.filter(about_id=case.id, rule="TAT-CONV").count() == 1


def keeping(cast: Cast, user: User) -> Act:
    given = NoteGiven(harm="no", building=cast.building, nature="He tore up his drawings.", name="Rowan Teller")
    return lambda: keep_note(by=user, given=given)


@pytest.mark.req("IN-3")
def test_low_level_notes_kept_at_once_open_one_report(cast):
    authors = (cast.officer, cast.psychologist, cast.report_taker)
    for round_ in range(1, 6):
        assert at_once(*[keeping(cast, user) for user in authors]) == []
        assert Report.objects.count() == round_
    assert (Case.objects.count(), LogEntry.objects.filter(action="report_from_notes").count()) == (1, 5)
    assert sorted(Report.objects.annotate(n=Count("notes")).values_list("n", flat=True)) == [3] * 5


@pytest.mark.req("IN-3")
def test_a_note_turned_by_two_people_while_the_last_one_is_kept_is_in_one_report(cast):
    for _ in range(5):
        first = keeping(cast, cast.officer)()
        keeping(cast, cast.psychologist)()
        turns = [lambda by=by, note=first: turn_into_report(note=note, by=by) for by in (cast.counselor, cast.principal)]
        assert at_once(*turns, keeping(cast, cast.report_taker)) == []
        assert LowLevelNote.objects.get(pk=first.pk).report_id
        assert not Report.objects.annotate(n=Count("notes")).filter(n=0).exists()
