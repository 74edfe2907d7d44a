"""The demonstration's district in the database, behind a server, with a browser for each person."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, Page

from cases.actions.addressing import addressable, seats_around
from cases.actions.attachments import add_attachments
from cases.actions.briefs import BriefGiven, usual_end, write_brief
from cases.actions.emergencies import EmergencyAsked, ask_in_emergency, open_what_was_asked
from cases.actions.imminence import edition_in_force
from cases.actions.indicators import change_indicator, stop_indicator
from cases.actions.notes import add_note
from cases.actions.portal_tests import open_year as open_portal_year
from cases.actions.protected import ProtectedGiven, record_protected
from cases.actions.questioning import QuestioningGiven, record_questioning
from cases.actions.referrals import ReferralGiven, add_referral
from cases.actions.services import stop_service
from cases.actions.strategies import StrategyWords, add_strategies
from cases.models import Brief, Case, EmergencyOpening, Interview, PlanStrategy, ProtectedStatement, Service, Transfer
from reporting import pdf
from reporting.actions.filing import freeze, open_year, recipients_of
from reporting.actions.filing_proofs import ProofGiven, record_proof
from reporting.actions.filing_sources import EditionGiven, add_edition
from reporting.actions.kits import name_kit_holder_by
from reporting.actions.papers import issue_case_file, make_pdf
from reporting.actions.reviews import open_year as open_review_year
from reporting.actions.statistics import print_statistics
from reporting.actions.year_calendar import print_calendar
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.contagion import make_contagion
from reporting.management.demo.exercises import make_exercise
from reporting.management.demo.learning import make_learning
from reporting.management.demo.named import make_designations
from reporting.management.demo.notes import make_notes
from reporting.management.demo.outside import make_outside
from reporting.management.demo.records import make_records
from reporting.management.demo.review import make_review
from reporting.management.demo.school import account, make_school
from reporting.management.demo.staff_list import make_staff_lists
from reporting.management.demo.system import make_system
from reporting.management.demo.teams import make_teams
from reporting.management.demo.tips import make_tips
from reporting.models import (
    AuditDraw,
    Direction,
    DisposalCase,
    EnvironmentalFinding,
    Filing,
    FilingRecipient,
    IssuedDocument,
    PictureCopy,
    PoliceInformation,
    ProcedureEdition,
    RecordsMatter,
    ReviewMeeting,
    Tombstone,
)
from tat import clock
from tat.actions.exhibits import EditionGiven as ExhibitGiven
from tat.actions.exhibits import add_edition as add_exhibit
from tat.actions.exports import ask_export
from tat.actions.feeds import make_address, secret_of
from tat.actions.mail_choices import secret_for
from tat.models import (
    Agency,
    Building,
    ExhibitEdition,
    ExportRequest,
    Heartbeat,
    Obligation,
    PortalYear,
    ReadingAlert,
    ReportingMechanism,
    RosterCheck,
    SchoolYear,
    Seat,
    StaffImport,
    Team,
    TrainingFile,
    User,
)
from tat.statutes import local_date
from tests.browser.disposals import dispose, police_told, prepare
from tests.browser.visits import A_TIP, MORE, PAGES
from tests.reporting.audited import with_papers
from tests.reporting.filed import an_edition_file
from tests.reporting.pictured import a_copy, begun
from tests.uploads.samples import a_picture
from triage.actions.tips import TipGiven, form_digest, receive_tip
from triage.models import Consultation, LowLevelNote, Tip

SEPARATION = "SUB-5f"
DUTY = {"sms_assess": "BAT-LE"}
TIP_FORM = uuid.UUID(int=9)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Shown:
    """The server, the cases by their keys in the demonstration, and one page of the browser for each person."""

    base: str
    browser: Browser
    cases: dict[str, Case]
    years: list[SchoolYear]
    pages: dict[tuple[str, bool], Page] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def page(self, person: str, *, width: int = 390, scheme: str = "light", javascript: bool = True) -> Page:
        """This person's page, so wide and so lit; signed in already."""
        if (person, javascript) not in self.pages:
            context = self.browser.new_context(java_script_enabled=javascript)
            if person:
                context.add_cookies([{"name": "session", "value": self.cookie(person), "url": self.base}])
            page = self.pages[person, javascript] = context.new_page()
            page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda fault: self.said.append(str(fault)))
        page = self.pages[person, javascript]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        return page

    def cookie(self, person: str) -> str:
        """A session of this person."""
        client = Client()
        client.force_login(User.objects.get(email=account(person)), backend=BACKEND)
        return client.cookies["session"].value

    def address(self, name: str, at: str = "") -> str:
        """The address of that name, for a case or a year."""
        (found, *_), *_ = get_resolver().reverse_dict.getlist(name)[0]
        return reverse(name, kwargs={word: self._argument(word, at) for word in found[1]})

    def _argument(self, word: str, at: str) -> Any:
        plain: dict[str, Callable[[], Any]] = {
            "code": lambda: Tip.objects.get(form_key=form_digest(TIP_FORM.hex)).code if at == A_TIP else self.cases[at].code,
            "place": lambda: "bluestem-bend-chs",
            "form_key": lambda: TIP_FORM,
            "number": lambda: 1,
            "draw_id": lambda: AuditDraw.objects.get().pk,
            "page": lambda: 1,
            "session_id": lambda: 1,
            "picture_id": lambda: PictureCopy.objects.get(case=self.cases[at]).pk,
            "recipient_id": lambda: FilingRecipient.objects.get(scan_display__isnull=False).pk,
            "proof": lambda: secret_for(User.objects.get(email=account("teacher.chs"))),
            "secret": lambda: secret_of(make_address(by=User.objects.get(email=account("principal.chs")))),
            "note_id": lambda: LowLevelNote.objects.earliest("recorded_at").pk,
            "brief_id": lambda: Brief.objects.get().pk,
            "check_code": lambda: "ABCD-EFGH-JKLM",
            "service_id": lambda: Service.objects.filter(active=True).earliest("name").pk,
            "year": lambda: self.years[int(at)].starts_on.year,
            "team_id": lambda: Team.objects.earliest("pk").pk,
            "paper_id": lambda: IssuedDocument.objects.get(case=self.cases[at]).pk,
            "strategy_id": lambda: PlanStrategy.objects.filter(case=self.cases[at], strategy=SEPARATION).latest("recorded_at").pk,
            "interview_id": lambda: Interview.objects.filter(case=self.cases[at], held=True).earliest("recorded_at").pk,
            "party_id": lambda: self.cases[at].party_set.get(role="target").pk,
            "statement_id": lambda: ProtectedStatement.objects.get(case=self.cases[at]).pk,
            "transfer_id": lambda: Transfer.objects.get(case=self.cases[at]).pk,
            "report_id": lambda: Obligation.objects.get(about_id=self.cases[at].pk, rule="CPD-ISP").pk,
            "finding_id": lambda: EnvironmentalFinding.objects.earliest("recorded_on").pk,
            "kind": lambda: at,
            "packet_id": lambda: self.cases[at].preparedpacket_set.get().pk,
            "opening_id": lambda: EmergencyOpening.objects.get().pk,
            "alert_id": lambda: ReadingAlert.objects.get().pk,
            "request_id": lambda: ExportRequest.objects.get().pk,
            "filing_id": lambda: Filing.objects.get(school_year=self.years[int(at)]).pk,
            "meeting_id": lambda: ReviewMeeting.objects.get(school_year=self.years[int(at)]).pk,
            "matter_id": lambda: RecordsMatter.objects.filter(kind=at).latest("recorded_at").pk,
            "information_id": lambda: PoliceInformation.objects.get().pk,
            "disposal_id": lambda: (
                Tombstone.objects.get().matter_id if at == "done" else DisposalCase.objects.latest("recorded_at").matter_id
            ),
            "direction_id": lambda: Direction.objects.get().pk,
            "building_id": lambda: Building.objects.get(code="CHS").pk,
            "user_id": lambda: User.objects.get(email=account("principal.chs")).pk,
            "import_id": lambda: StaffImport.objects.latest("read_at").pk,
            "agency_id": lambda: Agency.objects.filter(kind="law_enforcement").earliest("name").pk,
            "year_id": lambda: PortalYear.objects.earliest("opened_on").pk,
            "seat_ref": lambda: Seat.objects.get(user__email=account("teacher.chs")).ref,
            "document_id": lambda: Filing.objects.get(school_year=self.years[int(at)]).packet_id,
            "procedure_id": lambda: ProcedureEdition.objects.exclude(annex=None).earliest("adopted_on").pk,
            "ending": lambda: "xlsx",
            "office_id": lambda: 0,
            "team_ref": lambda: Team.objects.earliest("pk").ref,
            "year_ref": lambda: SchoolYear.objects.filter(starts_on__lte=local_date(clock.now())).latest("starts_on").ref,
            "check_id": lambda: RosterCheck.objects.filter(signed_at__isnull=at == "open").earliest("signed_at", "opened_at").pk,
            "channel_id": lambda: ReportingMechanism.objects.get(code="CHS-PHONE").pk,
            "exhibit": lambda: "E3",
            "guide": lambda: "principal",
            "texts": lambda: "letters",
            "edition_id": lambda: ExhibitEdition.objects.get(display__isnull=False).pk,
            "training_id": lambda: TrainingFile.objects.get().training_id,
            "consultation_id": lambda: Consultation.objects.get(answered_at__isnull=at != "answered").pk,
            "obligation_id": lambda: Obligation.objects.filter(about_id=self.cases[at].pk, rule=DUTY.get(at, "TAT-CLS"))[0].pk,
            "entry_id": lambda: Obligation.objects.get(about_id=self.cases[at].pk, rule="BAT-SIRS").pk,
        }
        return plain[word]()


def load(base: str, browser: Browser) -> Shown:
    """The district, those of its cases that are looked at, a paper of one and the filings of two years."""
    make_school(clock.now().astimezone(clock.CENTRAL).date())
    wanted = {visit.at for visit in (*PAGES.values(), *MORE.values())} - {A_TIP}
    told = [plan for plan in plans() if plan["key"] in wanted]
    found = Shown(base, browser, {}, list(SchoolYear.objects.order_by("-starts_on")[:2]))
    for plan in told:
        make_cases([plan])
        found.cases[plan["key"]] = Case.objects.exclude(pk__in=[case.pk for case in found.cases.values()]).get()
    make_notes()
    make_tips()
    make_system(found.cases)
    make_contagion(found.cases)
    make_designations()
    make_records()
    make_teams()
    make_learning()
    make_outside(found.cases)
    make_review()
    make_staff_lists()
    make_exercise(running=True)
    found.cases["practice"] = Case.objects.get(practice=True)
    school = Team.objects.earliest("pk").buildings.earliest("pk")
    words = "He said it in the hall."
    receive_tip(given=TipGiven(district=school.district, building=school, what=words, form_key=TIP_FORM.hex, files=(a_picture(),)))
    as_file = ExhibitGiven(exhibit="E5", title="E5", adopted_on=local_date(clock.now()), papers=[a_picture()])
    add_exhibit(by=User.objects.get(email=account("superintendent")), given=as_file)
    dispose(found)
    prepare(found.cases["ready"])
    police_told()
    _separate(found.cases["late_update"])
    _before_a_questioning(found)
    _papers(found)
    _told(found.cases["ready"])
    _open_in_emergency(found.cases["ready"])
    _watched()
    _indicators()
    _help(found.cases["late_update"])
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": clock.now()})
    return found


def _separate(case: Case) -> None:
    """The plan is written anew, with a suspension that waits for its safeguard."""
    lead = User.objects.get(email=account("principal.chs"))
    add_strategies(case=case, by=lead, codes=[SEPARATION], words=StrategyWords(owner=lead))


def _told(case: Case) -> None:
    """A note to every seat, and a brief to the school's office."""
    lead, office = (User.objects.get(email=account(person)) for person in ("principal.chs", "office.chs"))
    seats = [seat.pk for seat in addressable(case, seats_around(case, clock.now()))]
    add_note(case=case, by=lead, text="The bus driver calls back on Tuesday.", is_change=False, seats=seats)
    words = {"know": "He sits by the north door.", "do": "Say his name.", "turn_to": "Room 112.", "why": "Lunch duty at that door."}
    write_brief(case=case, by=lead, given=BriefGiven(**words, until_on=usual_end(clock.now()), people=(office.pk,)))


def _before_a_questioning(found: Shown) -> None:
    """The block is answered and lacks something; and something was said to the counselor."""
    lead, counselor = (User.objects.get(email=account(short)) for short in ("principal.chs", "counselor.chs"))
    for act in ("A telephone was taken from a locker.", "A telephone was taken from the second locker."):
        record_questioning(case=found.cases["signatures"], by=lead, given=QuestioningGiven(applies=True, age=15, act=act))
    said = ProtectedGiven(basis="consent", basis_note="The mother, in writing.", text="What the counselor was told. " * 60)
    record_protected(case=found.cases["ready"], by=counselor, given=said)


def _open_in_emergency(case: Case) -> None:
    """The superintendent opened it, and nobody has judged that yet."""
    asked = EmergencyAsked(asked=case.code, reason="A parent called me: the two meet at the game tonight.")
    open_what_was_asked(request=ask_in_emergency(by=User.objects.get(email=account("superintendent")), given=asked))


def _watched() -> None:
    """Unusual reading that nobody has settled, a table that the principal asks for, and the holder of the outage kit."""
    chief, lead = (User.objects.get(email=account(short)) for short in ("superintendent", "principal.chs"))
    nurse = User.objects.get(email=account("nurse.chs"))
    ReadingAlert.objects.create(person=nurse, district=nurse.district, kind="cases", at=clock.now(), count=41)
    ask_export(by=lead, table="duty_export", ending="csv", reason="The Monday round of the building’s open duties.")
    name_kit_holder_by(by=chief, holder=lead)


def _indicators() -> None:
    """The district words one indicator itself, and offers another no longer."""
    chief = User.objects.get(email=account("superintendent"))
    words = "Says or shows that serious harm is meant within days"
    row = change_indicator(district=chief.district, by=chief, edition=edition_in_force(chief.district_id), code="IND-01", text=words)
    stop_indicator(district=chief.district, by=chief, edition=row.edition, code="IND-08")


def _help(case: Case) -> None:
    """An offer to others is open still, and a service is not offered any more."""
    lead, chief = (User.objects.get(email=account(short)) for short in ("principal.chs", "superintendent"))
    today = clock.now().astimezone(clock.CENTRAL).date()
    words = {
        "person": "Two classmates who heard it",
        "service_name": "Talks in the counseling office",
        "why": "They are afraid of the bus.",
    }
    add_referral(case=case, by=lead, given=ReferralGiven(**words, offered_on=today, offered_by="The school counselor"))
    stop_service(district=chief.district, by=chief, service_id=Service.objects.latest("name").pk)


def _papers(found: Shown) -> None:
    lead, chief = (User.objects.get(email=account(short)) for short in ("principal.chs", "superintendent"))
    make_pdf(paper_id=issue_case_file(case=found.cases["ready"], by=lead).pk, limits=pdf.IN_REQUEST)
    open_review_year(school_year=found.years[0], by=chief)
    make_pdf(paper_id=print_calendar(school_year=found.years[0], by=chief).pk, limits=pdf.IN_REQUEST)
    make_pdf(paper_id=print_statistics(district=chief.district, by=chief).pk, limits=pdf.IN_REQUEST)
    today = clock.now().astimezone(clock.CENTRAL).date()
    with_papers(chief, first_on=today - timedelta(days=400), last_on=today, size=5)
    given = EditionGiven(title="4:190-AP2", adopted_on=today, file=an_edition_file())
    add_edition(district=chief.district, by=chief, given=given)
    offices = list(recipients_of(chief.district, today).values_list("pk", flat=True))
    open_portal_year(school_year=found.years[0], at=clock.now())
    filings = [open_year(school_year=year, by=chief) for year in found.years]
    make_pdf(paper_id=freeze(filing=filings[0], by=chief, agencies=offices).packet_id, limits=pdf.IN_REQUEST)
    proof = ProofGiven(filed_at=clock.now(), method="by_hand", receipt="R. Dunne", scan=a_picture())
    record_proof(filing=filings[0], recipient_id=filings[0].recipients.earliest("name").pk, by=chief, given=proof)
    begun(found.cases["ready"], lead)
    add_attachments(case=found.cases["late_update"], by=lead, given=[a_picture()])
    a_copy(found.cases["late_update"], lead)
