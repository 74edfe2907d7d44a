"""One paper of each kind as it is kept: made by the people's own acts, inside a transaction that is never committed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from cases.actions.briefs import BriefGiven, usual_end, write_brief
from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.releases import ReleaseGiven
from reporting import pdf
from reporting.actions.audits import print_audit
from reporting.actions.carrying_out import carry_out
from reporting.actions.disposal_papers import print_disposal
from reporting.actions.exercises import EndGiven, ExerciseGiven, decide, end_exercise, start_exercise
from reporting.actions.filing_proofs import ProofGiven, record_proof
from reporting.actions.filing_supplements import make_supplement
from reporting.actions.letters import LetterGiven, make_letter
from reporting.actions.packets import PacketGiven
from reporting.actions.papers import issue_case_file, make_pdf
from reporting.actions.sirs import SirsGiven, prepare_sirs
from reporting.actions.statistics import print_statistics
from reporting.actions.target_papers import print_target_plan
from reporting.actions.year_calendar import print_calendar
from reporting.documents.case_kinds import BRIEF, CASE_FILE, ISP, PACKET, PARENT_FILES, PARTS, POLICE_FILE, SIRS
from reporting.documents.choices import choices_of
from reporting.documents.letter_kinds import SPANISH, TO_SUBJECTS_FAMILY
from reporting.documents.letter_kinds import TITLES as LETTERS
from reporting.documents.pieces import pieces_of
from reporting.documents.target_plan import TARGET_PLANS
from reporting.models import IssuedDocument
from tat import clock, files
from tat.models import LogEntry, Seat
from tat.statutes import local_date
from tests.access.conftest import move_clock
from tests.cases.families import with_a_target
from tests.cases.managed import closed, planned, updated
from tests.cases.outside import duty_of, reported
from tests.cases.target_plans import answered, target, two_targets, written
from tests.cast import Cast, a_case, a_cast
from tests.reporting.audited import drawn
from tests.reporting.checked import let_go
from tests.reporting.disposed import gone
from tests.reporting.disposed import ready as ready_disposal
from tests.reporting.filed import frozen
from tests.reporting.matters import custodian
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
    code: str
    edition: str


def made(paper: IssuedDocument) -> IssuedDocument:
    """The paper with its PDF, as the worker makes it."""
    return make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)


def of_a_case(cast: Cast) -> Iterator[IssuedDocument]:
    """A case from its report to its closing, with a brief: its file, each part of it that is a paper, and the brief."""
    case = planned(cast)
    words = {
        "know": "He sits alone by the north door.",
        "do": "Say his name.",
        "turn_to": "Sol Ortiz-Lane, room 112.",
        "why": "Lunch duty.",
    }
    write_brief(case=case, by=cast.principal, given=BriefGiven(**words, until_on=usual_end(clock.now()), people=(cast.outsider.pk,)))
    updated(cast, case)
    closed(cast, case)
    for choice in choices_of(case):
        yield made(issue_case_file(case=case, by=cast.principal, choice=choice.key))


def of_reports_outside(cast: Cast) -> Iterator[IssuedDocument]:
    """A case with a clear and present danger and an attack on a teacher: the two worksheets."""
    case = reported(cast.principal, battery="yes")
    yes = DangerGiven(answer="yes", determined_at=clock.now(), facts="He said he would be back with it.", subject_is_student=True)
    determine_danger(case=case, by=cast.principal, given=yes)
    kinds = {"attack": "battery", "attacked": "teacher", "grounds": "school", "done_by": "student", "injury": "none"}
    given = SirsGiven(happened_at=clock.now(), narrative="A student struck a teacher once.", **kinds)
    prepare_sirs(duty=duty_of(case, "BAT-SIRS"), by=cast.superintendent, given=given)
    for choice in choices_of(case):
        if choice.kind in (ISP, SIRS):
            yield made(issue_case_file(case=case, by=cast.principal, choice=choice.key))


def of_a_filing(cast: Cast) -> Iterator[IssuedDocument]:
    """A year's filing, filed: packet, letter, notice to the Board; then a supplement, as one member has left since."""
    filing = frozen(cast)
    for recipient in filing.filed_with():
        record_proof(
            filing=filing,
            recipient_id=recipient.pk,
            by=cast.superintendent,
            given=ProofGiven(filed_at=clock.now(), method="by_hand", receipt="R. Dunne"),
        )
    Seat.objects.filter(team=cast.team, user=cast.counselor).update(until_on=local_date(clock.now()) - timedelta(days=1))
    row = make_supplement(filing=filing, by=cast.superintendent, agencies=[each.agency_id for each in filing.filed_with()])
    filing.refresh_from_db()
    letter = filing.filed_with()[0].letter
    for paper in (filing.packet, letter, filing.board_notice, row.packet):
        assert paper
        yield made(paper)


def letters(cast: Cast) -> Iterator[IssuedDocument]:
    """Each letter in each language, made by a member of the team with a paragraph of its own."""
    case = with_a_target(cast)
    for kind in LETTERS:
        code, language = kind.removesuffix(SPANISH), "es" if kind.endswith(SPANISH) else "en"
        about = case.party_set.get(role="subject" if code == TO_SUBJECTS_FAMILY else "target")
        own = "Hablamos con cada persona que estuvo." if language == "es" else "We talked with everybody who was there."
        given = LetterGiven(code=code, party_id=about.pk, language=language, own_words=own, names_subject="no")
        yield made(make_letter(case=case, by=cast.counselor, given=given))


def releases(cast: Cast) -> Iterator[IssuedDocument]:
    """Who it is and what was reported: single pieces and the whole for the police, the whole for the family."""
    case = a_case(cast)
    keys = [piece.key for piece in pieces_of(case).offered]
    police = {"person": "Sgt. Imre Vance", "purpose": "To find the student.", "basis": "emergency", "threat": "Words with a day."}
    family = {"person": "Marisol Teller", "purpose": "To read it.", "basis": "parent"}
    for face, words in ((PACKET, police), (POLICE_FILE, police), *((face, family) for face in PARENT_FILES)):
        given = PacketGiven(face=face, release=ReleaseGiven(what="", **words), keys=keys)
        yield made(let_go(case, cast.principal, cast.counselor, given))


def target_plans(cast: Cast) -> Iterator[IssuedDocument]:
    """A target's plan, printed for the target in both languages."""
    case = a_case(cast, "assessment", targets=two_targets())
    written(cast, case, told="There was a threat.", told_at=clock.now(), told_by="The principal", ends_when="After winter break.")
    answered(cast, case)
    for kind in TARGET_PLANS:
        yield made(print_target_plan(case=case, by=cast.counselor, party_id=target(case).pk, kind=kind))


def a_calendar(cast: Cast) -> IssuedDocument:
    """The calendar of the school year that runs, with a review that is planned."""
    year = planned_review(cast).school_year
    return made(print_calendar(school_year=year, by=cast.superintendent))


def an_exercise(cast: Cast) -> IssuedDocument:
    """The record of an exercise that the principal led for the counselor, with a decision on its first part."""
    given = ExerciseGiven(scenario="EXE-LOW", building=cast.building.pk, players=[cast.counselor.pk])
    case = start_exercise(team_ref=cast.team.ref, by=cast.principal, given=given).case
    decide(case=case, by=cast.counselor, number=1, words="The driver is called back; nobody is asked before the facts are read.")
    end_exercise(case=case, by=cast.principal, given=EndGiven(lessons="Write down who said what, and when."))
    return made(case.papers.get())


def statistics(cast: Cast) -> IssuedDocument:
    """The district's numbers, with one case in them."""
    a_case(cast)
    return made(print_statistics(district=cast.district, by=cast.superintendent))


def a_disposal(cast: Cast) -> IssuedDocument:
    """The certificate of a disposal of two cases."""
    keeper = custodian(cast)
    matter = ready_disposal(cast, keeper, [gone(cast, subject_name="Ivo Quandt"), gone(cast, subject_name="Wim Aske")])
    with override_settings(CHECKPOINT_DIR=settings.MEDIA_ROOT):
        carry_out(matter_id=matter.pk, by=keeper)
    return made(print_disposal(matter_id=matter.pk, by=keeper))


def an_audit(cast: Cast) -> IssuedDocument:
    """The work papers of a sample of one, a case under management."""
    planned(cast)
    draw = drawn(cast.superintendent)
    return made(print_audit(draw=draw, by=cast.superintendent))


def one(make: Callable[[Cast], IssuedDocument]) -> Callable[[Cast], Iterator[IssuedDocument]]:
    return lambda cast: iter([make(cast)])


MAKERS: dict[Callable[[Cast], Iterator[IssuedDocument]], Sequence[str]] = {
    of_a_case: (CASE_FILE, *PARTS, BRIEF),
    of_reports_outside: (ISP, SIRS),
    one(a_calendar): ("annual_calendar",),
    one(an_exercise): ("exercise",),
    of_a_filing: ("filing", "filing_letter", "filing_board", "filing_supplement"),
    letters: tuple(LETTERS),
    releases: (PACKET, POLICE_FILE, *PARENT_FILES),
    target_plans: TARGET_PLANS,
    one(statistics): ("district_statistics",),
    one(a_disposal): ("disposal_certificate",),
    one(an_audit): ("audit_work_papers",),
}
"""Who makes which kinds: those of one case are made together."""
KINDS = [kind for kinds in MAKERS.values() for kind in kinds]
KEPT: dict[str, Printed] = {}
"""By kind, for all that is asked of a paper in this process."""


def printed(kind: str, owner: Any) -> Printed:
    """A paper of that kind; the clock stays on Monday, September 14, 2026, until the caller moves it back."""
    if kind not in KEPT:
        make = next(make for make, kinds in MAKERS.items() if kind in kinds)
        with transaction.atomic():
            move_clock(owner, "2026-09-14 08:00")
            for paper in make(a_cast()):
                assert paper.state == "ready", paper.failure
                logged = LogEntry.objects.filter(action="paper_made", detail=f"paper:{paper.pk}").get()
                kept = stored(paper.html).decode(), stored(paper.file), bytes(paper.sha256 or b""), bytes(logged.digest)
                KEPT[paper.kind] = Printed(paper.kind, *kept, paper.pages or 0, paper.case.code if paper.case else "", paper.edition)
            transaction.set_rollback(True)
    return KEPT[kind]


def stored(file: Any) -> bytes:
    return b"".join(files.open_chunks(file))
