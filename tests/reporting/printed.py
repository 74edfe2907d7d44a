"""One paper of each kind as it is kept: made by the people's own acts, inside a transaction that is never committed."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.actions.releases import ReleaseGiven
from reporting import pdf
from reporting.actions.exercises import EndGiven, ExerciseGiven, decide, end_exercise, start_exercise
from reporting.actions.letters import LetterGiven, make_letter
from reporting.actions.packets import PacketGiven, look_at, release_packet
from reporting.actions.papers import issue_case_file, make_pdf
from reporting.actions.target_papers import print_target_plan
from reporting.actions.year_calendar import print_calendar
from reporting.documents.pieces import pieces_of
from reporting.models import IssuedDocument
from tat import clock, files
from tat.models import LogEntry
from tests.access.conftest import move_clock
from tests.cases.managed import closed, planned, updated
from tests.cases.target_plans import answered, target, two_targets, written
from tests.cast import Cast, a_case, a_cast
from tests.reporting.filed import frozen
from tests.reporting.reviewed import planned as planned_review


@dataclass
class Printed:
    """What is kept of one paper, and the digest that the log carries."""

    kind: str
    html: str
    content: bytes
    sha256: bytes
    logged: bytes
    pages: int


def a_case_file(cast: Cast) -> IssuedDocument:
    """A case from its report to its closing, printed."""
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    paper = issue_case_file(case=case, by=cast.principal)
    return make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)


def a_packet(cast: Cast) -> IssuedDocument:
    """The packet of a year's filing."""
    packet = frozen(cast).packet
    assert packet
    return packet


def a_letter(cast: Cast) -> IssuedDocument:
    """A letter in Spanish to the subject's parents, made by a member of the team."""
    case = a_case(cast)
    about = case.party_set.get(role="subject")
    given = LetterGiven(code="letter_pgs", party_id=about.pk, language="es", addressee="Marisol Teller", own_words="Hablamos con Rowan.")
    return make_pdf(paper_id=make_letter(case=case, by=cast.counselor, given=given).pk, limits=pdf.IN_WORKER)


def a_release(cast: Cast) -> IssuedDocument:
    """A packet for the police: who it is, what was reported."""
    case = a_case(cast)
    keys = [piece.key for piece in pieces_of(case).offered]
    given = ReleaseGiven(what="", person="Sgt. Imre Vance", purpose="To find the student.", basis="emergency", threat="Words with a day.")
    seen = look_at(case=case, given=PacketGiven(release=given, keys=keys), at=clock.now())
    paper = release_packet(case=case, by=cast.principal, given=PacketGiven(release=given, keys=keys, looked=seen.digest))
    return make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)


def a_target_plan(cast: Cast) -> IssuedDocument:
    """A target's plan, printed for the target."""
    case = a_case(cast, "assessment", targets=two_targets())
    written(cast, case, told="There was a threat.", told_at=clock.now(), told_by="The principal", ends_when="After winter break.")
    answered(cast, case)
    return make_pdf(paper_id=print_target_plan(case=case, by=cast.counselor, party_id=target(case).pk).pk, limits=pdf.IN_WORKER)


def a_calendar(cast: Cast) -> IssuedDocument:
    """The calendar of the school year that runs, with a review that is planned."""
    year = planned_review(cast).school_year
    return make_pdf(paper_id=print_calendar(school_year=year, by=cast.superintendent).pk, limits=pdf.IN_WORKER)


def an_exercise(cast: Cast) -> IssuedDocument:
    """The record of an exercise that the principal led for the counselor, with a decision on its first part."""
    given = ExerciseGiven(scenario="EXE-LOW", building=cast.building.pk, players=[cast.counselor.pk])
    case = start_exercise(team_ref=cast.team.ref, by=cast.principal, given=given).case
    decide(case=case, by=cast.counselor, number=1, words="The driver is called back; nobody is asked before the facts are read.")
    end_exercise(case=case, by=cast.principal, given=EndGiven(lessons="Write down who said what, and when."))
    return make_pdf(paper_id=case.papers.get().pk, limits=pdf.IN_WORKER)


MAKERS = {
    "annual_calendar": a_calendar,
    "case_file": a_case_file,
    "exercise": an_exercise,
    "filing": a_packet,
    "letter_pgs_es": a_letter,
    "release_packet": a_release,
    "target_plan": a_target_plan,
}


def printed(kind: str, owner: Any) -> Printed:
    """A paper of that kind; the clock stays on Monday, September 14, 2026, until the caller moves it back."""
    with transaction.atomic():
        move_clock(owner, "2026-09-14 08:00")
        made = MAKERS[kind](a_cast())
        assert made.state == "ready", made.failure
        logged = bytes(LogEntry.objects.get(action="paper_made").digest)
        kept = stored(made.html).decode(), stored(made.file), bytes(made.sha256 or b"")
        transaction.set_rollback(True)
    return Printed(kind, *kept, logged, made.pages or 0)


def stored(file: Any) -> bytes:
    return b"".join(files.open_chunks(file))
