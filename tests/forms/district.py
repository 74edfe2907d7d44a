"""One district with a case, a duty or a filing wherever a form stands, made by the people's own acts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import get_resolver, reverse

from cases.actions.agencies import end_agency
from cases.actions.attachments import add_attachments
from cases.actions.briefs import BriefGiven, write_brief
from cases.actions.circle import record_conflict
from cases.actions.closing import carried_duties
from cases.actions.contagion import ask_after_violence
from cases.actions.containment import record_step
from cases.actions.danger import determine_danger
from cases.actions.duties import waive_duty
from cases.actions.emergencies import EmergencyAsked, ask_in_emergency, open_what_was_asked
from cases.actions.family_rules import RuleGiven, record_family_rule
from cases.actions.gaps import GapGiven, add_gap
from cases.actions.handing import delegate_duty
from cases.actions.imminence import determine_imminence, edition_in_force
from cases.actions.indicators import stop_indicator
from cases.actions.parties import PartyGiven
from cases.actions.releases import ReleaseGiven
from cases.actions.services import stop_service
from cases.actions.target_plans import TargetWords, save_target_plan
from cases.actions.triggers import note_change
from cases.gates import GateReply
from cases.models import Case, EmergencyOpening, PlanStrategy, Service
from reporting.actions.carrying_out import carry_out
from reporting.actions.exercises import ExerciseGiven, start_exercise
from reporting.actions.filing import freeze, open_year
from reporting.actions.filing_proofs import ProofGiven, record_proof
from reporting.actions.filing_sources import EditionGiven, add_edition
from reporting.actions.kits import name_kit_holder_by
from reporting.actions.packet_checks import check_packet, prepare_packet
from reporting.actions.packets import PacketGiven, look_at
from reporting.actions.police_information import name_reader
from reporting.actions.record_steps import StepGiven, take_step
from reporting.actions.records import MatterGiven, open_matter
from reporting.actions.retention import place_hold
from reporting.actions.saved_filters import save_filter
from reporting.actions.sirs import SirsGiven, prepare_sirs
from reporting.actions.sought_cases import Narrowing
from reporting.documents.case_kinds import POLICE_FILE
from reporting.documents.pieces import pieces_of
from reporting.models import Filing, PictureCopy, PoliceInformation, PoliceInformationReader, RecordsMatter, ReviewMeeting, SavedFilter
from tat import clock
from tat.actions.accounts import AccountGiven, change_account
from tat.actions.buildings import BuildingGiven, add_building, close_building
from tat.actions.exports import ask_export
from tat.actions.feeds import make_address
from tat.actions.mail_choices import secret_for
from tat.actions.restores import note_restore
from tat.actions.roster_checks import ask_for_check
from tat.actions.signing_in import ask_release
from tat.actions.staff_import import apply_import, read_staff
from tat.drafts import save_draft
from tat.models import (
    Absence,
    Acknowledgement,
    Agency,
    Appointment,
    ClosedDay,
    Obligation,
    PortalLogin,
    ReadingAlert,
    SchoolOfficial,
    SchoolYear,
    Seat,
    User,
)
from tat.roles import Role
from tat.statutes import local_date
from tests.cases import assessed as middle
from tests.cases.dated import a_date
from tests.cases.families import with_a_target
from tests.cases.handed import asked, ready
from tests.cases.managed import assessed, classified, closed, drafted, planned, updated
from tests.cases.named import an_acting_lead, designated
from tests.cases.offers import a_service, an_offer
from tests.cases.offices import a_login, an_agency, recipients
from tests.cast import SINCE, Cast, Determining, a_case, a_cast, a_person, appoint
from tests.codes import with_app
from tests.forms.rendered import Form
from tests.reporting import reviewed
from tests.reporting.audited import drawn
from tests.reporting.disposed import gone, proposed
from tests.reporting.disposed import ready as ready_disposal
from tests.reporting.matters import custodian, of_each_kind
from tests.reporting.pictured import a_copy, gone_through
from tests.reporting.police import told_by_police
from tests.reporting.systems import directed, handed_over, prevention
from tests.tat.channels import a_channel
from tests.tat.lists import person, users
from tests.tat.test_training import trained
from tests.uploads.samples import a_picture
from triage.actions.consultations import ask_team
from triage.actions.given import ReporterGiven
from triage.actions.inbox import TakingUp, ask_to_set_aside, take_up
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.tips import TipGiven, receive_tip
from triage.models import LowLevelNote, Tip

BUILT_ON, SENT_ON = "2026-09-14 08:00", "2026-09-14 10:00"
PASSWORD = "prairie-dock-lantern"
SEPARATION = "SUB-5f"
DUTIES = {"waived": "IMM-DET", "open": "TAT-CLS", "handed": "TAT-CLS", "stated": "DRG-48", "battery": "BAT-LE", "practice": "CPD-ISP"}


@dataclass
class Forms:
    """Where forms stand, by the names of the table."""

    cast: Cast
    note: LowLevelNote
    cases: dict[str, Case] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    opened: dict[str, Form] = field(default_factory=dict)
    tips: dict[str, Tip] = field(default_factory=dict)
    finding_id: uuid.UUID | None = None
    direction_id: uuid.UUID | None = None
    designation_id: uuid.UUID | None = None
    matters: dict[str, RecordsMatter] = field(default_factory=dict)
    disposals: dict[str, RecordsMatter] = field(default_factory=dict)
    check_id: uuid.UUID | None = None
    acting_id: uuid.UUID | None = None
    opening_id: uuid.UUID | None = None
    alert_id: uuid.UUID | None = None
    request_id: uuid.UUID | None = None
    hold_id: uuid.UUID | None = None
    draw_id: uuid.UUID | None = None
    channel_id: uuid.UUID | None = None
    training_id: uuid.UUID | None = None
    consultation_id: uuid.UUID | None = None
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of each name of the table, what stands in the addresses under /settings/."""

    def address(self, name: str, at: str) -> str:
        """The address of that name for one of the cases, or for the filing of a year."""
        (found, *_), *_ = get_resolver().reverse_dict.getlist(name)[0]
        return reverse(name, kwargs={word: self._argument(word, at) for word in found[1]})

    def query(self, words: str, at: str) -> str:
        """The query of a page on which the form of one date to watch stands open."""
        return words.format(item=self.cases[at].watchitem_set.get().pk) if "{item}" in words else words

    def _argument(self, word: str, at: str) -> Any:
        plain = {"form": "opinion" if at else "report", "ref": "new", "number": 1, "page": 1, "team_id": self.cast.team.pk, "year": at}
        plain |= {"note_id": self.note.pk, "indicator": at, "finding_id": self.finding_id, "direction_id": self.direction_id}
        plain |= {"designation_id": self.designation_id, "opening_id": self.opening_id, "official_id": SchoolOfficial.objects.get().pk}
        plain |= {"filter_id": SavedFilter.objects.latest("saved_at").pk}
        plain |= {"draw_id": self.draw_id, "hold_id": self.hold_id, "alert_id": self.alert_id, "request_id": self.request_id}
        plain |= {"check_id": self.check_id, "channel_id": self.channel_id, "team_ref": self.cast.team.ref}
        plain |= {"training_id": self.training_id, "consultation_id": self.consultation_id, "exhibit": "E1", "texts": "copies"}
        plain |= {"acting_id": self.acting_id, "seat_ref": self.cast.seat(self.cast.officer).ref}
        plain |= {"team_ref": self.cast.other_team.ref if at == "other team" else self.cast.team.ref}
        plain |= {"check_id": self.check_id, "channel_id": self.channel_id}
        plain |= {"year_ref": SchoolYear.objects.get(starts_on__year=2026).ref}
        plain |= self.settings.get(at, self.settings[""])
        if word in plain:
            return int(at) if word == "year" else plain[word]
        if word == "absence_id":
            return Absence.objects.get(user=self.cast.officer).pk
        if word == "day_id":
            return ClosedDay.objects.filter(on__gt="2026-09-14").earliest("on", "kind").pk
        if word == "kind":
            return at
        if word == "matter_id":
            return self.matters[at].pk
        if word == "information_id":
            return PoliceInformation.objects.get().pk
        if word == "reader_id":
            return PoliceInformationReader.objects.get().pk
        if word == "disposal_id":
            return self.disposals[at].pk
        if word == "proof":
            return secret_for(self.cast.teacher)
        if word == "place":
            return "bluestem-bend-chs"
        if at.startswith("tip"):
            return self.tips[at].code
        if word == "code":
            return self.cases[at].code
        if word == "agency_id":
            return Agency.objects.get(kind="law_enforcement", ended_on__isnull=at != "ended").pk
        if word == "grant_id":
            return self.cases[at].grants.get().pk
        if word == "login_id":
            return PortalLogin.objects.get().pk
        if word == "service_id":
            return Service.objects.get(active=at != "stopped").pk
        if word == "strategy_id":
            return PlanStrategy.objects.filter(case=self.cases[at], strategy=SEPARATION).latest("recorded_at").pk
        if word == "party_id":
            return self.cases[at].party_set.get(role="target").pk
        if word == "brief_id":
            return self.cases[at].brief_set.get().pk
        if word == "transfer_id":
            return self.cases[at].transfer_set.get().pk
        if word == "packet_id":
            return self.cases[at].preparedpacket_set.get().pk
        if word == "picture_id":
            return PictureCopy.objects.get(case=self.cases[at]).pk
        if word == "meeting_id":
            return ReviewMeeting.objects.get(school_year__starts_on__year=at).pk
        if word == "recipient_id":
            return Filing.objects.get(school_year__starts_on__year=at).recipients.earliest("agency__kind").pk
        rule = {"report_id": "CPD-ISP", "entry_id": "BAT-SIRS"}.get(word) or DUTIES[at]
        return Obligation.objects.get(about_id=self.cases[at].pk, rule=rule).pk


CONFERRED = {"what": "conferred", "outcome": "unresolved"}
APPOINTED = {"what": "officer", "person": "Ira Webb", "elsewhere": True}
HEARINGS = {"conferred": [CONFERRED], "with an officer": [CONFERRED, APPOINTED]}
HEARINGS["heard"] = [CONFERRED, APPOINTED, {"what": "heard", "text": "Court reporter."}]


def _a_hearing(cast: Cast, keeper: User, steps: list[dict[str, Any]]) -> RecordsMatter:
    """A request for a hearing with what was done in it since."""
    today = local_date(clock.now())
    words = {"student": "Rowan Teller", "person": "Ana Teller", "ground": "accuracy", "asks": "The entry of May."}
    matter = open_matter(kind="hearing", by=keeper, given=MatterGiven(since_on=today, building=cast.building, **words))
    for step in steps:
        take_step(matter_id=matter.pk, by=keeper, given=StepGiven(on=today, **step))
    return matter


def _disposals(cast: Cast, keeper: User) -> dict[str, RecordsMatter]:
    """One with a case in it and another that could be put in, one that can be carried out, and one that is."""
    done = ready_disposal(cast, keeper, [gone(cast, subject_name="Wim Aske")])
    carry_out(matter_id=done.pk, by=keeper)
    found = {"done": done, "ready": ready_disposal(cast, keeper, [gone(cast, subject_name="Olin Tate")])}
    waits, here = gone(cast, subject_name="Perry Voss"), gone(cast, subject_name="Juno Birk")
    waits.code, here.code = "CHS-21-WAIT", "CHS-21-HERE"
    Case.objects.bulk_update([waits, here], ["code"])
    return {"open": proposed(cast, keeper, [here]), **found}


def build() -> Forms:
    """The people and their passwords, then the cases, then the filings."""
    cast = a_cast()
    given = NoteGiven(harm="no", building=cast.building, nature="He sat alone at lunch again.", name="Ana Lund")
    found = Forms(cast, keep_note(by=cast.officer, given=given))
    make_address(by=cast.counselor)
    User.objects.update(password=make_password(PASSWORD))
    for role in Cast.__dataclass_fields__:
        person = getattr(found.cast, role)
        if isinstance(person, User):
            person.refresh_from_db()
            found.browsers[role] = Client(raise_request_exception=False)
            found.browsers[role].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    helper = prevention(cast)
    found.browsers["helper"] = Client(raise_request_exception=False)
    found.browsers["helper"].force_login(helper, backend="allauth.account.auth_backends.AuthenticationBackend")
    found.browsers["anonymous"] = Client(raise_request_exception=False)
    ready(cast)
    for name, make in MAKERS.items():
        case = make(found.cast)
        found.cases[name] = Case.objects.get(pk=case.pk)
    _file(found.cast)
    _review(found.cast)
    chief, district = found.cast.superintendent, found.cast.district
    stop_indicator(district=district, by=chief, edition=edition_in_force(district.pk), code="IND-08")
    a_service(found.cast)
    stop_service(district=district, by=chief, service_id=a_service(found.cast, name="Nobody answers there").pk)
    found.finding_id = handed_over(cast, found.cases["draft"]).pk
    found.direction_id = directed(cast, helper).pk
    found.designation_id = designated(cast, cast.consultant, "MECH-CHK").pk
    back = {"mail_returned_at": clock.now(), "mail_returned_code": "5.1.1", "mail_returned_email": cast.social_worker.email}
    User.objects.filter(pk=cast.social_worker.pk).update(**back)
    keeper = custodian(cast)
    User.objects.filter(pk=keeper.pk).update(password=make_password(PASSWORD))
    keeper.refresh_from_db()
    found.browsers["keeper"] = Client(raise_request_exception=False)
    found.browsers["keeper"].force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    found.matters = of_each_kind(cast, keeper)
    found.draw_id = drawn(cast.superintendent).pk
    found.hold_id = place_hold(by=keeper, case=found.cases["report"].code, reason="A lawsuit was announced.").pk
    for name, steps in HEARINGS.items():
        found.matters[name] = _a_hearing(cast, keeper, steps)
    told = told_by_police(cast)
    name_reader(information_id=told.pk, by=cast.principal, person=cast.counselor, purpose="safety")
    found.disposals = _disposals(cast, keeper)
    found.check_id = ask_for_check(team_ref=cast.other_team.ref, by=cast.outsider).pk
    Absence.objects.create(user=cast.officer, from_on="2026-10-05", until_on="2026-10-09", by=cast.officer)
    found.acting_id = an_acting_lead(cast, cast.consultant, "concerned").pk
    asked = EmergencyAsked(asked=found.cases["open"].code, reason="A sibling in our building is named.")
    open_what_was_asked(request=ask_in_emergency(by=cast.outsider, given=asked))
    found.opening_id = EmergencyOpening.objects.get().pk
    _watch(found)
    save_filter(by=cast.principal, name="What is late", narrow=Narrowing(overdue=True))
    found.channel_id = a_channel(cast).pk
    found.training_id = trained(cast.team, cast.principal, cast.counselor).pk
    found.consultation_id = ask_team(by=cast.teacher, building=cast.building, question="Who tells the bus driver?").pk
    Acknowledgement.objects.filter(recorded_by=cast.social_worker).delete()
    _set_up(found)
    _send_tips(found)
    save_draft(found.cast.counselor, "report", "new", {"nature": ["Two students heard it."]}, clock.now())
    return found


def _watch(found: Forms) -> None:
    """Unusual reading to settle, a table to let out, a restore to confirm, and somebody who holds the outage kit."""
    cast = found.cast
    alert = {"district": cast.district, "kind": "cases", "at": clock.now(), "count": 41}
    found.alert_id = ReadingAlert.objects.create(person=cast.teacher, **alert).pk
    found.request_id = ask_export(by=cast.principal, table="duty_export", ending="csv", reason="The Monday round of duties.").pk
    note_restore(name="by other means", backup_at=clock.now(), witnessed=(), journal=())
    name_kit_holder_by(by=cast.superintendent, holder=cast.principal)


def _set_up(found: Forms) -> None:
    """Buildings without a case, one of them closed; accounts that wait, one of them changed by hand; a staff list to decide on."""
    cast, chief = found.cast, found.cast.superintendent
    buildings = [
        add_building(by=chief, given=BuildingGiven(name=name, letters=name[:3].upper(), rcdts=f"17-999-0010-26-500{n}", kind="other"))
        for n, name in enumerate(("Yard", "Zinc shop"))
    ]
    cast.other_team.buildings.add(*buildings)
    close_building(by=chief, building_id=buildings[1].pk, closed_on=clock.now().astimezone(clock.CENTRAL).date())
    listed = read_staff(by=chief, files=users([person(number) for number in range(3)]), mode="bulk")
    apply_import(by=chief, import_id=listed.pk)
    accounts = list(User.objects.exclude(source_id="").order_by("pk"))
    words = AccountGiven(email=accounts[0].email, full_name="Ada the Elder", position="Dean")
    change_account(by=chief, user_id=accounts[0].pk, given=words)
    row = read_staff(by=chief, files=users([person(4)]), mode="delta")
    office = Appointment.objects.get(user=cast.report_taker)
    second = appoint(a_person(cast.district, "second", "Opal Wren", "Secretary to the Superintendent"), Role.SECRETARY).user
    ask_release(by=second, user_id=with_app(cast.psychologist).pk)
    found.settings = {
        "": {"building_id": cast.building.pk, "user_id": cast.consultant.pk, "office_id": 0, "import_id": row.pk},
        "annex": {"building_id": buildings[0].pk},
        "barn": {"building_id": buildings[1].pk},
        "listed": {"user_id": accounts[0].pk},
        "waiting": {"user_id": accounts[1].pk},
        "lost": {"user_id": with_app(cast.backup).pk},
        "asked": {"user_id": cast.psychologist.pk},
        "holder": {"user_id": cast.report_taker.pk, "office_id": office.pk},
    }


def _send_tips(found: Forms) -> None:
    """One to decide, with its reporter's name; one that a second member is asked about; one in a case; one that the superintendent has."""
    cast = found.cast
    for name in ("tip", "tip to agree on", "tip taken up", "tip with the district"):
        building = None if name == "tip with the district" else cast.building
        given = TipGiven(
            district=cast.district,
            building=building,
            what="He said it twice.",
            who="Ivo Quandt",
            reporter=ReporterGiven(name="Wren Abara"),
            form_key=uuid.uuid4().hex,
        )
        found.tips[name] = receive_tip(given=given)
    ask_to_set_aside(tips=[found.tips["tip to agree on"]], by=cast.counselor, reason="It is about lunch.")
    take_up(tips=[found.tips["tip taken up"]], by=cast.principal, given=TakingUp())


def _ready(cast: Cast) -> Case:
    """Determined, so that triage may begin."""
    case = a_case(cast)
    determine_imminence(case=case, by=cast.principal, given=Determining(answer="no", rationale="Named nobody, and sits with an adult."))
    return case


def _waived(cast: Cast) -> Case:
    """One of its duties is said not to apply; another person may confirm."""
    case = a_case(cast)
    duty = Obligation.objects.get(about_id=case.pk, rule=DUTIES["waived"])
    waive_duty(duty=duty, by=cast.counselor, reason="It was done before the case was opened here.")
    return case


def _stated(cast: Cast) -> Case:
    """A drug violation became known at a stated time."""
    return a_case(cast, gates={"drugs": GateReply("yes")})


def _handed(cast: Cast) -> Case:
    """Its classification was handed to the psychologist."""
    case = a_case(cast, "assessment")
    duty = Obligation.objects.get(about_id=case.pk, rule=DUTIES["handed"])
    delegate_duty(duty=duty, by=cast.principal, to=cast.psychologist, reason_code="closer")
    return case


def _contained(cast: Cast) -> Case:
    """A threat is imminent; the police have been called."""
    case = a_case(cast, "containment")
    record_step(case=case, by=cast.principal, step="police")
    return case


def _open(cast: Cast) -> Case:
    """The full team is convened; a gap is open, a danger is determined and a brief is written."""
    case = a_case(cast, "assessment")
    today = clock.now().astimezone(clock.CENTRAL).date()
    add_gap(case=case, by=cast.counselor, given=GapGiven(what="Access to a weapon is not known", owner=cast.counselor, due_on=today))
    determine_danger(case=case, by=cast.principal, given=middle.a_determination("yes"))
    people = (cast.report_taker.pk,)
    brief = BriefGiven(know="Know it.", do="Do it.", turn_to="Turn there.", why="Because.", until_on=today, people=people)
    write_brief(case=case, by=cast.principal, given=brief)
    return case


def _battery(cast: Cast) -> Case:
    """Somebody of the staff was attacked; the worksheet of SIRS is saved, and waits for its proof."""
    case = a_case(cast, gates={"battery": GateReply("yes")})
    duty = Obligation.objects.get(about_id=case.pk, rule="BAT-SIRS")
    words = {"grounds": "school", "attack": "battery", "attacked": "teacher", "done_by": "student", "injury": "none", "narrative": "Once."}
    prepare_sirs(duty=duty, by=cast.superintendent, given=SirsGiven(**words, happened_at=duty.triggered_at))
    return case


def _draft(cast: Cast) -> Case:
    """A plan ready to adopt, with a separation in it."""
    case = classified(cast)
    drafted(cast, case, f"SUB-1a TGT-3 {SEPARATION}", lower_rungs="They were tried for two weeks.")
    return case


def _high(cast: Cast) -> Case:
    return classified(cast, "high")


def _target(cast: Cast) -> Case:
    """A target, and nothing written for this one's safety yet."""
    return a_case(cast, "assessment", targets=(PartyGiven(role="target", name="Ana Lund"),))


def _target_with_a_plan(cast: Cast) -> Case:
    case = _target(cast)
    words = TargetWords(no_contact="She asked not to be called.", supervision="The coach walks along.")
    save_target_plan(case=case, by=cast.principal, party_id=case.party_set.get(role="target").pk, version=0, words=words)
    return case


def _family(cast: Cast) -> Case:
    """An order about the subject bars a person; of a screenshot a picture is being made for the family."""
    case = a_case(cast)
    today = clock.now().astimezone(clock.CENTRAL).date()
    order = RuleGiven(party_id=case.party_set.get(role="subject").pk, kind="order", person="Ivo Quandt", source="26 OP 17", from_on=today)
    record_family_rule(case=case, by=cast.principal, given=order)
    add_attachments(case=case, by=cast.principal, given=[a_picture()])
    gone_through(case, cast.principal)
    return case


def _closable(cast: Cast) -> Case:
    """Planned and updated, with help that was offered; nothing holds it any more but the basis."""
    case = planned(cast)
    an_offer(cast, case)
    updated(cast, case, no_longer_poses_threat=True)
    return case


def _asked(cast: Cast) -> Case:
    case = planned(cast)
    note_change(case=case, by=cast.counselor, kind="contact", words="A message on her locker, Tuesday.")
    return case


def _closed(cast: Cast) -> Case:
    case = planned(cast)
    updated(cast, case)
    closed(cast, case, owners={duty.pk: cast.counselor for duty in carried_duties(case, clock.now())})
    return case


def _dated(cast: Cast) -> Case:
    """A date is looked after today, and the district asks after an act of violence elsewhere."""
    case = planned(cast)
    a_date(cast, case, on_day=clock.now().astimezone(clock.CENTRAL).date())
    ask_after_violence(district=cast.district, by=cast.superintendent, words="A shooting at a school in another state.")
    return case


def _offered(cast: Cast) -> Case:
    """The other building is asked to take it."""
    case = a_case(cast, "assessment")
    asked(cast, case)
    return case


def _offered_in_conflict(cast: Cast) -> Case:
    """The same, and the principal who is asked is shut out of it."""
    case = a_case(cast, "assessment")
    record_conflict(case=case, by=cast.principal, person=cast.outsider)
    asked(cast, case)
    return case


def _practice(cast: Cast) -> Case:
    """An exercise runs, and its subject is said to pose a clear and present danger."""
    given = ExerciseGiven(scenario="EXE-IMM", building=cast.building.pk, players=[cast.counselor.pk])
    case = start_exercise(team_ref=cast.team.ref, by=cast.principal, given=given).case
    determine_danger(case=case, by=cast.principal, given=middle.a_determination("yes"))
    return case


def _prepared(cast: Cast) -> Case:
    """A packet for the family that the counselor prepared, and nobody checked."""
    case = with_a_target(cast)
    key = next(piece.key for piece in pieces_of(case).offered if piece.key.startswith("nature"))
    release = ReleaseGiven(what="", person="Marisol Teller", purpose="To read it.", basis="consent", consent="Folder 3")
    given = PacketGiven(face=POLICE_FILE, release=release, keys=[key])
    seen = look_at(case=case, given=given, at=clock.now())
    prepare_packet(case=case, by=cast.counselor, given=replace(given, looked=seen.digest))
    return case


def _found_right(cast: Cast) -> Case:
    """The same, and the principal found it right."""
    case = _prepared(cast)
    check_packet(case=case, by=cast.principal, packet_id=case.preparedpacket_set.get().pk, verdict="right", note="")
    return case


def _pictured(cast: Cast) -> Case:
    """A copy of a picture that the counselor covered and made."""
    case = a_case(cast)
    add_attachments(case=case, by=cast.counselor, given=[a_picture()])
    a_copy(case, cast.counselor)
    return case


MAKERS: dict[str, Callable[[Cast], Case]] = {
    "practice": _practice,
    "report": lambda cast: a_case(cast, channel="safe2help", raw_tip="A tip as it came in."),
    "ready": _ready,
    "waived": _waived,
    "stated": _stated,
    "handed": _handed,
    "contained": _contained,
    "triage": lambda cast: a_case(cast, "triage"),
    "open": _open,
    "assessed": assessed,
    "signed": middle.signed,
    "draft": _draft,
    "battery": _battery,
    "high": _high,
    "family": _family,
    "prepared": _prepared,
    "found right": _found_right,
    "pictured": _pictured,
    "target": _target,
    "target with a plan": _target_with_a_plan,
    "closable": _closable,
    "asked": _asked,
    "closed": _closed,
    "offered": _offered,
    "offered to one in conflict": _offered_in_conflict,
    "closed at triage": lambda cast: a_case(cast, "closed"),
    "dated": _dated,
}


def _review(cast: Cast) -> None:
    """Three reviews: held, planned, opened."""
    reviewed.held(cast, reviewed.planned(cast, "2026-04-15", year=2025), "2026-04-15")
    reviewed.planned(cast, "2026-09-30")
    reviewed.opened(cast, 2027)


def _file(cast: Cast) -> None:
    """Four school years: filed with everybody, frozen, open, not opened yet."""
    chief, district = cast.superintendent, cast.district
    for empty in ("TCH", "CNS", "PSY", "SWK", "LEO"):
        none = "None available to serve; asked in August."
        Seat.objects.create(team=cast.other_team, statutory=empty, unavailable_reason=none, from_on=SINCE)
    SchoolYear.objects.create(district=district, starts_on="2025-08-20", ends_on="2026-05-28")
    SchoolYear.objects.create(district=district, starts_on="2028-08-16", ends_on="2029-05-25")
    given = EditionGiven(title="4:190-AP2", adopted_on=date(2026, 7, 20), text="The procedure.")
    add_edition(district=district, by=chief, given=given)
    offices = recipients(district, chief)
    ended = an_agency(district, chief, name="Sheriff of a county that is gone")
    end_agency(district=district, by=chief, agency_id=ended.pk, ended_on=date(2026, 9, 1))
    a_login(cast, cast.counselor)
    for year in (2025, 2026, 2027):
        filing = open_year(school_year=SchoolYear.objects.get(district=district, starts_on__year=year), by=chief)
        if year < 2027:
            filing = freeze(filing=filing, by=chief, agencies=offices)
        if year == 2025:
            for recipient in filing.recipients.all():
                given = ProofGiven(filed_at=clock.now(), method="hand", receipt="R-1")
                record_proof(filing=filing, recipient_id=recipient.pk, by=chief, given=given)
    newer = EditionGiven(title="4:190-AP2, second reading", adopted_on=date(2026, 8, 1), text="The procedure, with changes.")
    add_edition(district=district, by=chief, given=newer)
