"""One district with a case at every stage, made by the people's own acts, and a browser for everybody who knocks."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import get_resolver, reverse

from cases.actions.attachments import add_attachments
from cases.actions.briefs import BriefGiven, usual_end, write_brief
from cases.actions.circle import grant_access, record_conflict
from cases.actions.closing import carried_duties
from cases.actions.conflicts import stand
from cases.actions.danger import determine_danger
from cases.actions.emergencies import EmergencyAsked, ask_in_emergency, open_what_was_asked
from cases.actions.imminence import Determining
from cases.actions.interviews import Conversation, record_interview
from cases.actions.parties import PartyGiven, add_parties
from cases.actions.portal_tests import open_year as open_portal_year
from cases.actions.protected import ProtectedGiven, record_protected
from cases.actions.target_plans import OfferGiven, TargetWords, record_target_offer, save_target_plan
from cases.actions.transfer_answers import accept_transfer
from cases.actions.transfers import TransferGiven, ask_transfer
from cases.models import Brief, Case, CaseGrant, EmergencyOpening, Interview, Party, PlanStrategy, ProtectedStatement
from reporting import pdf
from reporting.actions.filing import freeze, open_year
from reporting.actions.filing_sources import EditionGiven, add_edition
from reporting.actions.papers import issue_case_file, make_pdf
from reporting.actions.police_information import name_reader
from reporting.actions.statistics import print_statistics
from reporting.actions.year_calendar import print_calendar
from reporting.models import IssuedDocument, PictureCopy
from tat import clock
from tat.actions.exhibits import EditionGiven as ExhibitGiven
from tat.actions.exhibits import add_edition as add_exhibit
from tat.actions.exports import ask_export
from tat.actions.roster_checks import ask_for_check
from tat.actions.training_files import add_training_files
from tat.models import (
    Agency,
    Building,
    Heartbeat,
    Notice,
    Obligation,
    PortalLogin,
    PortalYear,
    ReadingAlert,
    SchoolOfficial,
    SchoolYear,
    StaffImport,
    User,
)
from tests.access import people
from tests.access.expected import Cell, in_a_case
from tests.access.knock import Answer, knock
from tests.access.marks import mark, plant
from tests.access.table import (
    ANSWERS_QUESTIONS,
    ASKED_TO_TAKE,
    ASKS,
    BRIEF_PAGES,
    CASES,
    DUTIES,
    NAMED_IN_BRIEF,
    NOTE_AUTHOR,
    NOTE_READERS,
    OPENING_PAGES,
    READS_BRIEF,
    READS_POLICE,
    RECORD_PAGES,
    TIP_PAGES,
    TRANSFER_PAGES,
)
from tests.cases.assessed import a_determination
from tests.cases.managed import adopted, classified, closed, contacted, drafted, updated
from tests.cases.named import an_acting_lead, designated
from tests.cases.offers import a_service, an_answer, an_offer
from tests.cases.offices import a_login, recipients
from tests.cast import Cast, a_case, a_cast, a_report, an_opinion
from tests.reporting.audited import with_papers
from tests.reporting.disposed import proposed
from tests.reporting.matters import a_request
from tests.reporting.pictured import a_copy
from tests.reporting.police import told_by_police
from tests.reporting.reviewed import planned
from tests.reporting.systems import directed, handed_over
from tests.tat.channels import a_channel
from tests.tat.test_training import trained
from tests.uploads.samples import a_picture
from triage.actions.consultations import ask_team
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.reports import receive_report, review_report
from triage.actions.tips import TipGiven, receive_tip
from triage.actions.triage import begin_triage, convene_tat, give_opinion, step_aside
from triage.models import LowLevelNote, Report, TriageSeat

BUILT_ON, KNOCKED_ON = "2026-09-10 08:00", "2026-09-14 08:00"
SEPARATION = "SUB-5f"
HANDED = ("handed", "elsewhere")
WITH_PAPERS = ("managed", "restricted", "elsewhere")
WITH_DANGER = ("assessment", "managed")
WITH_PROTECTED = WITH_TARGETS = ("managed", "restricted")
EXHIBIT = ExhibitGiven(exhibit="E5", title="E5", adopted_on=date(2026, 8, 1), papers=[a_picture()])
WITH_REFERRALS = ("managed", "restricted", "elsewhere")
NO_CODE, NO_ID, TIP_FORM = "CHS-26-ZZZZ", uuid.UUID(int=7), uuid.UUID(int=9)


@dataclass
class World:
    """Cases and people by the names of the table."""

    cast: Cast
    people: dict[str, User]
    note: LowLevelNote
    cases: dict[str, Case] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    duties: dict[str, Obligation] = field(default_factory=dict)
    papers: dict[str, IssuedDocument] = field(default_factory=dict)
    reports: dict[str, Obligation] = field(default_factory=dict)
    strategies: dict[str, PlanStrategy] = field(default_factory=dict)
    talks: dict[str, Interview] = field(default_factory=dict)
    statements: dict[str, ProtectedStatement] = field(default_factory=dict)
    targets: dict[str, Party] = field(default_factory=dict)
    pictures: dict[str, PictureCopy] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    tip: Any = None
    briefs: dict[str, Brief] = field(default_factory=dict)
    service: Any = None
    finding_id: uuid.UUID = NO_ID
    direction_id: uuid.UUID = NO_ID
    designation_id: uuid.UUID = NO_ID
    matter: Any = None
    disposal: Any = None
    information: Any = None
    check_id: uuid.UUID = NO_ID
    acting_id: uuid.UUID = NO_ID
    channel_id: uuid.UUID = NO_ID
    year_ref: uuid.UUID = NO_ID
    edition_id: uuid.UUID = NO_ID
    draw_id: uuid.UUID = NO_ID
    training_id: uuid.UUID = NO_ID
    consultation_id: uuid.UUID = NO_ID
    filing_id: uuid.UUID = NO_ID
    meeting_id: uuid.UUID = NO_ID
    opening_id: uuid.UUID = NO_ID
    official_id: uuid.UUID = NO_ID
    alert_id: uuid.UUID = NO_ID
    request_id: uuid.UUID = NO_ID
    transfer: Any = None

    def address(self, name: str, case: str = "") -> str:
        """The address of that name for one of the cases; without a case, or with one that is not there."""
        if name.startswith("tip_"):
            of_tip = {"code": self.tip.code, "place": "bluestem-bend-chs", "form_key": TIP_FORM, "number": 1}
            return reverse(name, kwargs={word: of_tip[word] for word in arguments(name)})
        if name == "party_history":
            subject = self.cases[case].party_set.filter(role="subject").first() if case else None
            return reverse(name, kwargs={"code": self._argument("code", case), "party_id": subject.pk if subject else NO_ID})
        return reverse(name, kwargs={word: self._argument(word, case) for word in arguments(name)})

    def code(self, case: str) -> str:
        """The code of a case; empty for a list."""
        return self.cases[case].code if case else ""

    def code_on_record(self, cell: Cell) -> str:
        """The code that a view leaves on record: of the case, of the tip, or none for a list."""
        if cell.name in RECORD_PAGES:
            return (self.disposal if cell.name.startswith("disposal_") else self.matter).code
        return (
            self.tip.code if cell.name in TIP_PAGES else self.code((BRIEF_PAGES | TRANSFER_PAGES | OPENING_PAGES).get(cell.name, cell.case))
        )

    def secrets_shown(self, cell: Cell) -> set[str]:
        """The marks of what is shown to fewer people than the case is, on the one page of each that may carry it."""
        if cell.name == "case_reporter":
            return {mark(cell.case, "reporter")}
        if cell.name == "case_raw_tip":
            return {mark(cell.case, "tip")}
        if cell.name == "protected_open":
            return {mark(cell.case, "protected")}
        if cell.name in ("case_targets", "target_plan", "target_papers") and cell.case in self.targets and keeps_target_plans(cell):
            return {mark(cell.case, "target")}
        if (cell.name, cell.person) == ("case_triage", "triage member"):
            return {mark(cell.case, "sealed")}  # her own
        if cell.name in ("case_transfer", "paper_html") and cell.case in HANDED:
            return {mark(cell.case, "transfer")}
        if cell.name in TRANSFER_PAGES and cell.person in ASKED_TO_TAKE:
            return {mark(TRANSFER_PAGES[cell.name], "transfer")}
        if cell.name in ("case_briefs", "brief_find") and cell.case in self.briefs:
            return {mark(cell.case, "brief")}
        if cell.name in BRIEF_PAGES and cell.person in READS_BRIEF:
            return {mark(BRIEF_PAGES[cell.name], "brief")}
        if cell.name == "consultation_detail" and cell.person in (*ANSWERS_QUESTIONS, ASKS):
            return {mark("question")}
        if cell.name in ("low_note_list", "low_note_detail") and cell.person in NOTE_READERS:
            return {mark("note")}
        return set()

    def absent(self, person: str, name: str, method: str) -> Answer:
        """What this person is told of a case that is not there; asked once."""
        if (person, name, method) not in self.answers:
            self.answers[person, name, method] = knock(self.browsers[person], method, self.address(name))
        return self.answers[person, name, method]

    def lead(self, case: str) -> User:
        """The principal of the case's building."""
        return self.people["principal of another building" if case == "elsewhere" else "principal"]

    def _argument(self, word: str, case: str) -> Any:
        plain = {
            "form": "report",
            "ref": "new",
            "team_id": self.cast.team.pk,
            "year": 2027,
            "check_code": "ABCD-EFGH-JKLM",
            "number": 1,
            "page": 1,
        }
        plain |= {"note_id": self.note.pk, "indicator": "IND-01", "secret": "never-made", "proof": "never-sent"}
        plain |= {"acting_id": self.acting_id, "seat_ref": self.cast.seat(self.cast.teacher).ref}
        plain |= {
            "finding_id": self.finding_id,
            "direction_id": self.direction_id,
            "designation_id": self.designation_id,
            "day_id": 0,
            "office_id": 0,
            "absence_id": 0,
            "session_id": 0,
            "pk": 0,
        }
        plain |= {"check_id": self.check_id, "channel_id": self.channel_id, "year_ref": self.year_ref}
        plain |= {"kind": "access", "team_ref": self.cast.team.ref, "exhibit": "E5", "edition_id": self.edition_id}
        plain |= {"filter_id": NO_ID}
        plain |= {"guide": "principal", "texts": "letters"}
        plain |= {"alert_id": self.alert_id, "request_id": self.request_id}
        plain |= {"opening_id": self.opening_id, "grant_id": 0, "official_id": self.official_id, "hold_id": NO_ID, "provider_id": "none"}
        plain |= {"packet_id": NO_ID, "reader_id": 0}
        plain |= {"draw_id": self.draw_id}
        plain |= {"training_id": self.training_id, "consultation_id": self.consultation_id}
        plain |= {"filing_id": self.filing_id, "meeting_id": self.meeting_id, "ending": "csv", "procedure_id": NO_ID}
        if word in plain:
            return plain[word]
        if word == "matter_id":
            return self.matter.pk
        if word == "information_id":
            return self.information.pk
        if word == "disposal_id":
            return self.disposal.pk
        if word == "service_id":
            return self.service.pk
        if word in OUTSIDE:
            return OUTSIDE[word]().pk
        if word == "transfer_id":
            return self.transfer.pk
        if word == "code":
            return self.cases[case].code if case else NO_CODE
        rows = {
            "obligation_id": self.duties,
            "paper_id": self.papers,
            "picture_id": self.pictures,
            "report_id": self.reports,
            "strategy_id": self.strategies,
            "brief_id": self.briefs,
            "interview_id": self.talks,
            "statement_id": self.statements,
            "party_id": self.targets,
            "recipient_id": {},
            "entry_id": {},
        }
        case = case or ("assessment" if word == "brief_id" else "")
        if word in rows:
            return rows[word][case].pk if case in rows[word] else NO_ID
        raise LookupError(f"tests/access/world.py does not know what to put for “{word}” in an address.")


OUTSIDE: dict[str, Callable[[], Any]] = {
    "document_id": lambda: IssuedDocument.objects.get(kind="filing"),
    "agency_id": lambda: Agency.objects.get(kind="law_enforcement"),
    "login_id": PortalLogin.objects.get,
    "building_id": lambda: Building.objects.get(code="CHS"),
    "user_id": lambda: User.objects.get(email="teacher@bluestem.example"),
    "import_id": StaffImport.objects.get,
    "year_id": PortalYear.objects.get,
}


def arguments(name: str) -> list[str]:
    """The words that an address of this name needs."""
    (found, *_), *_ = get_resolver().reverse_dict.getlist(name)[0]
    return list(found[1])


def build() -> World:
    """The people, then the cases on a Thursday morning, in the order in which they are seated."""
    cast = a_cast()
    everybody = people.everybody(cast)
    world = World(cast, everybody, _kept_note(cast, everybody[NOTE_AUTHOR]))
    for name in CASES:
        world.cases[name] = MAKERS[name](world)
        _let_in_and_keep_out(world, name)
    for name in WITH_PAPERS:
        paper = issue_case_file(case=world.cases[name], by=world.lead(name))
        world.papers[name] = make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)
        add_attachments(case=world.cases[name], by=world.lead(name), given=[a_picture()], caption="A screenshot.")
    world.pictures["managed"] = a_copy(world.cases["managed"], world.lead("managed"))
    talk = Conversation(
        interviewee="subject", started_at=clock.now(), statement="“I was there.”", police_present="yes", criminal_act="unknown"
    )
    record_interview(case=world.cases["restricted"], by=cast.principal, given=talk)
    world.service = a_service(cast)
    for name in WITH_REFERRALS:
        an_answer(cast, an_offer(cast, world.cases[name], by=world.lead(name)), by=world.lead(name))
    for name in WITH_PROTECTED:
        given = ProtectedGiven(basis="consent", basis_note="Signed by the parent on September 9.", text="Told the counselor at noon.")
        world.statements[name] = record_protected(case=world.cases[name], by=cast.counselor, given=given)
    for name in WITH_TARGETS:
        world.targets[name] = _plan_for_a_target(world.cases[name], cast)
    _hand_over(world)
    for name in WITH_DANGER:
        determine_danger(case=world.cases[name], by=cast.principal, given=a_determination("yes"))
    world.filing_id = _file(cast)
    world.draw_id = with_papers(cast.superintendent).pk
    world.meeting_id = _review(cast)
    world.finding_id = handed_over(cast, world.cases["managed"]).pk
    world.direction_id = directed(cast, everybody["prevention team member"]).pk
    world.designation_id = designated(cast, everybody["teacher without a seat"], "MECH-CHK").pk
    world.matter = a_request(cast, everybody["records custodian"])
    world.disposal = proposed(cast, everybody["records custodian"], ())
    world.information = told_by_police(cast)
    name_reader(information_id=world.information.pk, by=cast.principal, person=everybody[READS_POLICE], purpose="safety")
    world.acting_id = an_acting_lead(cast, everybody["FOIA officer"], "concerned").pk
    world.check_id = ask_for_check(team_ref=cast.team.ref, by=cast.principal).pk
    world.channel_id = a_channel(cast).pk
    world.edition_id = add_exhibit(by=cast.superintendent, given=EXHIBIT).pk
    world.training_id = trained(cast.team, cast.principal, cast.counselor).pk
    add_training_files(training_id=world.training_id, by=cast.principal, given=[a_picture()])
    world.consultation_id = ask_team(by=everybody[ASKS], building=cast.building, question=mark("question")).pk
    world.opening_id = _opened(world.cases["managed"], cast.outsider)
    world.official_id = SchoolOfficial.objects.get().pk
    _watched(world)
    world.year_ref = SchoolYear.objects.get(district=cast.district, starts_on__year=2026).ref
    StaffImport.objects.create(district=cast.district, source="staff_csv", mode="bulk", by=cast.superintendent, read_at=clock.now())
    tip = TipGiven(district=cast.district, building=cast.building, what="Heard on the bus.", form_key=TIP_FORM.hex, files=(a_picture(),))
    world.tip = receive_tip(given=tip)
    return world


def _watched(world: World) -> None:
    """Somebody read more than the work of an hour explains, and somebody asks for a table of cases."""
    person, asker = world.people["case manager"], world.people["teacher without a seat"]
    alert = {"district": world.cast.district, "kind": "cases", "at": clock.now(), "count": 41}
    world.alert_id = ReadingAlert.objects.create(person=person, **alert).pk
    words = "The Monday round of the open duties."
    world.request_id = ask_export(by=asker, table="duty_export", ending="csv", reason=words).pk


def _plan_for_a_target(case: Case, cast: Cast) -> Party:
    """A target who became known later, with a plan that was offered and answered."""
    at, by = clock.now(), cast.principal
    (party,) = add_parties(case, (PartyGiven(role=Party.Role.TARGET, name="The robotics club", kind="group"),), (), by=by, at=at)
    words = TargetWords(no_contact="Asked not to be called.", supervision="The coach stays.", ends_when="Spring.")
    save_target_plan(case=case, by=by, party_id=party.pk, version=0, words=words)
    offer = OfferGiven(answer="declined", offered_at=at, by_whom="The principal", note="Later, maybe.")
    record_target_offer(case=case, by=by, party_id=party.pk, given=offer)
    return party


def keeps_target_plans(cell: Cell) -> bool:
    """Whether the table lets this person read the plans of targets in this case."""
    return in_a_case("target_plan", "GET", cell.person, cell.case) == 200


def _hand_over(world: World) -> None:
    """One case of ours is the other building's by now; one of theirs is offered to us, and nobody has answered."""
    words = {"reason": "It goes there.", "concern": "What it is about.", "in_place": "A check-in.", "coming_up": "A list on Friday."}
    given = TransferGiven(building_id=world.cast.other_building.pk, **words)
    taken = ask_transfer(case=world.cases["handed"], by=world.cast.principal, given=given)
    accept_transfer(transfer_id=taken.pk, by=world.cast.outsider)
    offered = TransferGiven(building_id=world.cast.building.pk, **words)
    world.transfer = ask_transfer(case=world.cases["elsewhere"], by=world.cast.outsider, given=offered)


def _brief(world: World, name: str) -> Brief:
    """Written before anybody it names was kept out of the case."""
    people = tuple(world.people[each].pk for each in NAMED_IN_BRIEF)
    given = BriefGiven(know="Know it.", do="Do it.", turn_to="Turn there.", why="Because.", until_on=usual_end(clock.now()), people=people)
    return write_brief(case=world.cases[name], by=world.lead(name), given=given)


def _kept_note(cast: Cast, author: User) -> LowLevelNote:
    given = NoteGiven(harm="no", building=cast.building, nature=mark("note"), name=f"Wim {mark('note')}", location=mark("note"))
    return keep_note(by=author, given=given)


def _opened(case: Case, by: User) -> uuid.UUID:
    """Opened in an emergency on Thursday; by Monday it is closed to that person again."""
    stored = ask_in_emergency(by=by, given=EmergencyAsked(asked=case.code, reason="A sibling in our building is named."))
    open_what_was_asked(request=stored)
    return EmergencyOpening.objects.get(case=case).pk


def _file(cast: Cast) -> uuid.UUID:
    """The filing of next year, frozen, with its packet; and a copy of that year's calendar."""
    chief, district = cast.superintendent, cast.district
    filing = open_year(school_year=SchoolYear.objects.get(district=district, starts_on__year=2027), by=chief)
    given = EditionGiven(title="4:190-AP2", adopted_on=date(2026, 7, 20), text="The procedure.")
    add_edition(district=district, by=chief, given=given)
    offices = recipients(district, chief)
    a_login(cast)
    open_portal_year(school_year=filing.school_year, at=clock.now())
    filing = freeze(filing=filing, by=chief, agencies=offices)
    make_pdf(paper_id=filing.packet_id, limits=pdf.IN_WORKER)
    make_pdf(paper_id=print_calendar(school_year=filing.school_year, by=chief).pk, limits=pdf.IN_WORKER)
    make_pdf(paper_id=print_statistics(district=district, by=chief).pk, limits=pdf.IN_WORKER)
    return filing.pk


def _review(cast: Cast) -> uuid.UUID:
    """The review of next year's safety plans, planned."""
    return planned(cast, "2027-09-20", year=2027).pk


def settle(world: World) -> None:
    """Monday: what went by since, and every person's browser."""
    people.as_time_went_by(world.cast, world.people)
    Notice.objects.filter(state="waiting").update(state="sent", sent_at=clock.now())
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": clock.now()})
    for name, person in world.people.items():
        world.browsers[name] = Client(raise_request_exception=False)
        world.browsers[name].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    world.browsers[people.ANONYMOUS] = Client(raise_request_exception=False)
    people.leave(world.people["member who left"])
    for name, case in world.cases.items():
        world.cases[name] = Case.objects.get(pk=case.pk)
        plant(name, case)
        world.duties[name] = _duty(case, DUTIES[name][0], world.cast.principal)
        if name in WITH_DANGER:
            world.reports[name] = _duty(case, "CPD-ISP", world.cast.principal)
        talk = Interview.objects.filter(case=case).order_by("-held").first()
        if talk:
            world.talks[name] = talk
        row = PlanStrategy.objects.filter(case=case, strategy=SEPARATION).order_by("recorded_at").last()
        if row:
            world.strategies[name] = row


def _duty(case: Case, rule: str, lead: User) -> Obligation:
    """The case's duty of that rule; of several, the lead's own."""
    rows = sorted(Obligation.objects.filter(about_id=case.pk, rule=rule), key=lambda row: row.actor_id != lead.pk)
    if not rows:
        held = Obligation.objects.filter(about_id=case.pk).values_list("rule", flat=True)
        raise LookupError(f"{case.stage} has no duty {rule}; it has {sorted(held)}.")
    return rows[0]


def _let_in_and_keep_out(world: World, name: str) -> None:
    """Grants and standings of this one case, then the conflict, which beats a grant even where one was written past the act."""
    case, lead = world.cases[name], world.lead(name)
    at = clock.now()
    if name == "assessment":
        grant_access(case=case, by=lead, to=world.people["consultant"], until=at + timedelta(days=30), reason="consultant")
        grant_access(
            case=case, by=lead, to=world.people["consultant whose date has passed"], until=at + timedelta(days=1), reason="consultant"
        )
        stand(case, world.people["acting lead"], "lead", by=world.cast.superintendent, at=at)
    if name == "restricted":
        grant_access(case=case, by=lead, to=world.people["personnel officer"], until=at + timedelta(days=30), reason="personnel")
        stand(case, world.people["case manager"], "case_manager", by=lead, at=at)
    if name == "triage":
        step_aside(case=case, by=world.people["member who stepped aside"])
    if name in BRIEF_PAGES.values():
        world.briefs[name] = _brief(world, name)
    record_conflict(case=case, by=lead, person=world.people["member in conflict"])
    _write_a_grant_past_the_act(case, world.people["member in conflict"], lead)


def _write_a_grant_past_the_act(case: Case, person: User, by: User) -> None:
    other = CaseGrant.objects.first()
    if other:
        CaseGrant.objects.create(
            content_object=case,
            user=person,
            permission=other.permission,
            until=clock.now() + timedelta(days=30),
            reason="consultant",
            by=by,
            granted_at=clock.now(),
        )


def _intake(world: World) -> Case:
    return a_case(world.cast, by=world.cast.report_taker, channel="safe2help", raw_tip="A tip as it came in.")


def _reviewed(world: World) -> Case:
    """Taken in by the office, then opened by the principal: handed over."""
    case = _intake(world)
    review_report(report=Report.objects.get(case=case), by=world.cast.principal)
    return case


def _contained(world: World) -> Case:
    """The office says “imminent” while taking the report in: who declares an emergency keeps it in view."""
    given = a_report(world.cast, determining=Determining(answer="yes"))
    return receive_report(by=world.cast.report_taker, given=given).case


def _triage(world: World) -> Case:
    case = a_case(world.cast, "triage")
    give_opinion(case=case, by=world.cast.counselor, given=an_opinion())
    return case


def _triaged(world: World) -> Case:
    """Closed at triage: every member of the panel concurs."""
    case = a_case(world.cast, "triage")
    for seat in TriageSeat.objects.filter(case=case):
        give_opinion(case=case, by=seat.member, given=an_opinion())
    return case


def _assessment(world: World) -> Case:
    return a_case(world.cast, "assessment")


def _managed(world: World) -> Case:
    case = classified(world.cast)
    words = {
        "case_manager": world.people["case manager"],
        "engager": world.people["team member"],
        "lower_rungs": "They were tried for two weeks.",
    }
    drafted(world.cast, case, f"SUB-1a TGT-3 {SEPARATION}", **words)
    adopted(world.cast, case)
    contacted(world.cast, case, by=world.people["case manager"], person="An aunt")
    return case


def _closed(world: World) -> Case:
    """Planned, updated, closed by the lead; what goes on has its owner."""
    case = _managed(world)
    updated(world.cast, case)
    closed(world.cast, case, owners={duty.pk: world.cast.counselor for duty in carried_duties(case, clock.now())})
    return case


def _restricted(world: World) -> Case:
    """About a member of the team: closed to that member, open to the named alone."""
    return a_case(world.cast, "assessment", subject_name=world.people["member who is the subject"].full_name)


def _elsewhere(world: World) -> Case:
    """A case of the other building: nobody of ours sees it."""
    lead = world.cast.outsider
    given = a_report(
        world.cast, building=world.cast.other_building, received_by=lead, determining=Determining(answer="no", rationale="Named nobody.")
    )
    case = receive_report(by=lead, given=given).case
    begin_triage(case=case, by=lead)
    convene_tat(case=case, by=lead)
    return case


def _handed(world: World) -> Case:
    """Managed here, then accepted by the other building; its plan names nobody of that team yet."""
    return _managed(world)


MAKERS = {
    "intake": _intake,
    "reviewed": _reviewed,
    "contained": _contained,
    "triage": _triage,
    "triaged": _triaged,
    "assessment": _assessment,
    "managed": _managed,
    "closed": _closed,
    "restricted": _restricted,
    "elsewhere": _elsewhere,
    "handed": _handed,
}
