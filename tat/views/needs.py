"""One row of Home or Duties: what waits, how long, where it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.addresses import address
from tat.models import Building, District, Obligation
from tat.models.obligations import Clocked
from tat.permissions import Scope, may
from tat.roles import Permission, Role
from tat.statutes import RULES, ClockKind, local_date
from tat.templatetags.moments import at_clock, day, short, time_left

# Rule -> words of the row, words of its button, URL name of the page where it is done (by the case's code).
PLACES: dict[str, tuple[Any, Any, str]] = {
    "RPT-REV": (_l("Open a new report"), _l("Read it"), "case_report"),
    "ACT-TAT": (_l("Bring the report to the Triage Team"), _l("Go to triage"), "case_triage"),
    "IMM-DET": (_l("Decide whether a threat is imminent"), _l("Decide"), "case_imminence"),
    "IMM-SEO": (_l("Start the crisis plan"), _l("Open containment"), "case_containment"),
    "IMM-LE": (_l("Tell law enforcement of the imminent threat"), _l("Open containment"), "case_containment"),
    "TRI-DONE": (_l("Give your triage opinion"), _l("Give my opinion"), "case_triage"),
    "TAT-CONV": (_l("Convene the full team"), _l("Record the meeting"), "case_triage"),
    "TAT-CLS": (_l("Assess and classify"), _l("Go on with the assessment"), "case_assessment"),
    "SIG": (_l("Take your position on the classification"), _l("Read and sign"), "case_classification"),
    "LVL-ADM": (_l("Tell school administration"), _l("Record the notice"), "case_notices"),
    "LVL-LE": (_l("Tell local law enforcement"), _l("Record the notice"), "case_notices"),
    "OFF-FIR": (_l("Tell the principal’s office of the firearm"), _l("Open the report"), "case_report"),
    "FIR-LE": (_l("Tell law enforcement of the firearm"), _l("Record the notice"), "case_notices"),
    "FIR-PG": (_l("Tell the student’s parents of the firearm"), _l("Record the notice"), "case_notices"),
    "GUN-PG": (_l("Reach the parents about the gun-violence threat"), _l("Record the notice"), "case_notices"),
    "FIR-LE2": (_l("Tell law enforcement of the verified firearm incident"), _l("Record the notice"), "case_notices"),
    "DRG-LE2": (_l("Tell law enforcement of the verified drug incident"), _l("Record the notice"), "case_notices"),
    "DRG-48": (_l("Report the drug violation to police or sheriff"), _l("Record the notice"), "case_notices"),
    "BAT-LE": (_l("Tell law enforcement of the battery on personnel"), _l("Record the notice"), "case_notices"),
    "SAFE-LE": (_l("Tell law enforcement: safety is threatened"), _l("Record the notice"), "case_notices"),
    "OTH-LE": (_l("Tell law enforcement of another threat"), _l("Record the notice"), "case_notices"),
    "OTH-DCFS": (_l("Call DCFS now"), _l("Record the call"), "case_notices"),
    "LVL-NTF": (_l("Tell those who must know"), _l("Record the notices"), "case_notices"),
    "LVL-CON": (_l("Record how the subject is contained"), _l("Record it"), "case_notices"),
    "LVL-TGT": (_l("Offer the target a safety plan"), _l("Record the offer"), "case_targets"),
    "LVL-CRI": (_l("Crisis protocols: activated, or why not"), _l("Record it"), "case_notices"),
    "LVL-CONS": (_l("Was law enforcement considered?"), _l("Answer"), "case_classification"),
    "EMR-PG": (_l("Tell the parents, or the eligible student, what was released"), _l("Record the notice"), "case_notices"),
    "EMR-REC": (_l("Record the emergency release"), _l("Record it"), "case_notices"),
    "PLAN": (_l("Adopt the case plan"), _l("Open the plan"), "case_plan"),
    "UPD-30": (_l("30-day update"), _l("Write the update"), "case_updates"),
    "CHK-IN": (_l("Planned contact"), _l("Record the contact"), "case_contacts"),
    "CPD-ISP": (_l("Report to the State Police"), _l("Open the worksheet"), ""),
    "REASSESS": (_l("Reassess, or say why not"), _l("Decide"), "case_reassess"),
    "WATCH": (_l("Look after a date to watch"), _l("Open the dates"), "case_dates"),
    "SWEEP-48": (_l("Check the case after an act of violence elsewhere"), _l("Answer"), "case_dates"),
    "GLASS-REV": (_l("A case was opened in an emergency: was it proper?"), _l("Read and judge"), ""),
    "TRF-ANS": (_l("Answer whether your building takes a case"), _l("Read and answer"), ""),
    "REL-PRE": (_l("Send the written notice before records follow"), _l("Record the notice"), "case_transfer"),
    "FIR-SIRS": (_l("Enter the firearm incident in SIRS"), _l("Open the worksheet"), ""),
    "DRG-SIRS": (_l("Enter the drug incident in SIRS"), _l("Open the worksheet"), ""),
    "BAT-SIRS": (_l("Enter the attack on school personnel in SIRS"), _l("Open the worksheet"), ""),
    "Q-STU": (_l("Tell the parent before the questioning"), _l("Answer the block"), "case_questioning"),
    "DIR-ACK": (_l("Acknowledge a direction of the prevention team"), _l("Read it"), ""),
    "ACC-10": (_l("Answer a request for a student record"), _l("Open the request"), ""),
    "PRR-7": (_l("Answer a request for a personnel record"), _l("Open the request"), ""),
    "CRT-5": (_l("Answer a court order, after the notice to the parents"), _l("Open the order"), ""),
    "CHL-CONF": (_l("Hold the informal conference on a challenge"), _l("Open the request"), ""),
    "CHL-HRG": (_l("Hold the hearing on a challenge"), _l("Open the request"), ""),
    "CHL-DEC": (_l("Send the hearing officer’s decision"), _l("Open the request"), ""),
    "CHL-APP": (_l("Watch the time for a parent’s appeal"), _l("Open the challenge"), ""),
    "DSP-CERT": (_l("Send the disposal certificate"), _l("Open the disposal"), ""),
    "TMP-REV": (_l("Review the student temporary record"), _l("Open the review"), "case_record_review"),
    "RECIP": (_l("Put the reciprocal agreement with the police on file"), _l("Record it"), ""),
    "PORTAL-TEST": (_l("Test every login to the State Police portal"), _l("Record the tests"), ""),
    "TEAM-CHK": (_l("Check and sign the roster of the team"), _l("Open the roster"), ""),
    "TRN-INIT": (_l("Have the new member trained by an expert"), _l("Open the training log"), ""),
    "TRN-REF": (_l("Refresh the member’s training"), _l("Open the training log"), ""),
    "TRN-STAFF": (_l("Train all staff for the year"), _l("Open the training log"), ""),
    "TRN-COMM": (_l("Show the school community how to recognize and report a concern"), _l("Open the training log"), ""),
    "TRN-TAKE": (_l("Name and train the people who take reports"), _l("Open the training log"), ""),
    "MECH-CHK": (_l("Test the reporting channel"), _l("Record a test"), ""),
    "MECH-FIX": (_l("Mend the reporting channel"), _l("Record what was mended"), ""),
    "FILE-LE": (_l("File with local law enforcement"), _l("Open the filing"), ""),
    "FILE-ROE": (_l("File with the regional office"), _l("Open the filing"), ""),
    "FILE-BRD": (_l("Tell the School Board of the filing"), _l("Open the filing"), ""),
    "REV-MTG": (_l("Hold the annual review of safety plans"), _l("Open the review"), ""),
    "REV-INV": (_l("Invite everyone to the annual review"), _l("Record the invitations"), ""),
    "REV-RPT": (_l("Send the report of the annual review"), _l("Record it"), ""),
}
# Rule -> words and button of the same row for those who see that it waits for a named colleague.
OF_A_COLLEAGUE: dict[str, tuple[Any, Any]] = {
    "TRI-DONE": (_l("Triage opinion of %(name)s"), _l("Open triage")),
    "WATCH": (_l("Date to watch of %(name)s"), _l("Open the dates")),
    "SIG": (_l("Position of %(name)s on the classification"), _l("Open the classification")),
}
BEGAN: dict[str, Any] = {
    "CPD-ISP": _l("Determined %(at)s"),
    "EMR-PG": _l("Released %(at)s"),
    "RPT-REV": _l("Came %(at)s"),
    "SIG": _l("Asked %(at)s"),
    "SWEEP-48": _l("Asked %(at)s"),
    "DIR-ACK": _l("Given %(at)s"),
    "GLASS-REV": _l("Opened %(at)s"),
    "ACC-10": _l("Received %(at)s"),
    "PRR-7": _l("Received %(at)s"),
    "CRT-5": _l("Received %(at)s"),
    "CHL-APP": _l("Decision sent %(at)s"),
    "CHL-CONF": _l("Received %(at)s"),
    "CHL-HRG": _l("Conference held %(at)s"),
    "CHL-DEC": _l("Hearing ended %(at)s"),
    "DSP-CERT": _l("Proposed %(at)s"),
    "REV-INV": _l("Planned %(at)s"),
    "REV-RPT": _l("Held %(at)s"),
}


@dataclass(frozen=True)
class Need:
    """What the tag `need_row` draws."""

    late: bool
    left: str
    left_note: str
    title: str
    url: str
    code: str
    why: str
    go: str
    go_url: str
    pressing: bool
    started_at: datetime | None
    due_at: datetime | None
    start_words: str
    due_words: str


A_TIP = "report"
"""What a duty is about while no case holds the tip: its page has its own door."""
OWN_PAGES: dict[str, str] = {
    "direction": "direction_detail",
    "filing": "filing_of",
    "review": "review_detail",
    "records": "record_detail",
    "agency": "agency_detail",
    "portal_year": "portal_year",
    "mechanism": "mechanism_detail",
    "roster_check": "roster_check",
    "school_year": "staff_training",
    "team": "team_training",
}
"""What a duty is about that belongs to no case: the page where it is done has its own door, by the id of that thing."""


def opens_page(scope: Scope, row: Obligation) -> bool:
    """Whether the row leads this person past the duty to the page where it is done. A tip opens to who reviews the reports of its building,
    one of the district's own to the superintendent's office and to whom it names; whom it was only escalated to stays on the duty's page.
    """
    if row.about_kind != A_TIP:
        return may(scope, Permission.VIEW_CASE)
    if row.building_id is None:
        return Role.SUPERINTENDENT in scope.offices or row.actor_id == scope.user_id
    return row.building_id in scope.principal_of or row.team_id in scope.triage_of


def place_of(rule: str) -> str:
    """The URL name of the page where a duty of that rule is done: a page of its case, else the duty's own."""
    return PLACES.get(rule, ("", "", ""))[2] or "duty_detail"


class Actor(NamedTuple):
    """Whom a duty asks, as far as its row shows it."""

    pk: int
    full_name: str


@dataclass(frozen=True)
class Running(Clocked):
    """An open duty of a case's record, as far as its row shows it."""

    id: str
    rule: str
    code: str
    district: District
    building: Building
    practice: bool
    actor: Actor | None
    triggered_at: datetime
    legal_due_at: datetime | None
    target_due_at: datetime | None
    state: str = Obligation.State.OPEN
    about_kind: str = "case"

    @property
    def actor_id(self) -> int | None:
        return self.actor.pk if self.actor else None


def need(row: Obligation | Running, at: datetime, *, viewer_id: int | None, through_case: bool, has_button: bool = True) -> Need:
    """The row of one obligation at `at`, as one person sees it.

    `through_case` False leads to the page of the duty, which needs no case access; `has_button` False is for who has nothing to do there.
    """
    title, (button, place) = title_of(row.rule), PLACES.get(row.rule, ("", _("Open"), ""))[1:]
    if row.rule in OF_A_COLLEAGUE and row.actor is not None and row.actor_id != viewer_id:
        title, button = OF_A_COLLEAGUE[row.rule]
        title = title % {"name": row.actor.full_name}
    if row.about_kind == A_TIP:
        place = "tip_detail"
    duty_url = address("duty_detail", row.id)
    go_url = address(place, row.code) if place and row.code and through_case else duty_url
    if isinstance(row, Obligation) and row.about_kind in OWN_PAGES:
        go_url, through_case = address(OWN_PAGES[row.about_kind], row.about_id), True
    due = row.due_at()
    late = row.is_overdue(at)
    return Need(
        late=late,
        left=_left(row, at),
        left_note=_note(row, due, at),
        title=str(title),
        url=duty_url,
        code=row.code,
        why=_why(row, viewer_id),
        go="" if not has_button else str(button) if through_case else str(_("Open the duty")),
        go_url=go_url,
        pressing=late or (row.legal_due_at is None and row.rule in IMMEDIATE) or row.rule == "CPD-ISP",
        started_at=row.triggered_at,
        due_at=due,
        start_words=str(BEGAN.get(row.rule, _l("Began %(at)s"))) % {"at": short(row.triggered_at)},
        due_words=(_("Target %(at)s") if row.legal_due_at is None else _("Due %(at)s")) % {"at": short(due)} if due else "",
    )


def title_of(rule: str) -> Any:
    """What a duty of that rule is called in a list."""
    return PLACES[rule][0] if rule in PLACES else RULES[rule].duty


IMMEDIATE = frozenset(code for code, rule in RULES.items() if rule.clock.kind in (ClockKind.NOW, ClockKind.ASAP))


def _left(row: Obligation | Running, at: datetime) -> str:
    due = row.due_at()
    if due is None:
        first = row.not_before_at if isinstance(row, Obligation) else None
        return _("Not before %(day)s") % {"day": day(first)} if first else _("No due time")
    if due > at and row.rule in IMMEDIATE:
        return _("Immediately")
    return time_left(due, at)


def _note(row: Obligation | Running, due: datetime | None, at: datetime) -> str:
    if due is None:
        return ""
    if row.is_overdue(at):
        return _("was due %(day)s") % {"day": at_clock(due) if local_date(due) == local_date(at) else day(due)}
    return _("target %(at)s") % {"at": short(due)} if row.legal_due_at is None else short(due)


def _why(row: Obligation | Running, viewer_id: int | None) -> str:
    """Where it is, and why it stands here for who did not give rise to it: it was handed over, escalated, or waits for somebody else."""
    of_a_team = isinstance(row, Obligation) and row.about_kind in OWN_PAGES and row.team
    where = of_a_team.name if of_a_team else row.building.name if row.building else row.district.name
    if isinstance(row, Obligation) and row.handed_by_id and row.actor:
        where = _("%(where)s · handed to %(name)s") % {"where": where, "name": row.actor.full_name}
    elif isinstance(row, Obligation) and viewer_id in row.escalated_to:
        where = _("%(where)s · escalated to you") % {"where": where}
    elif row.actor and row.actor_id != viewer_id and row.rule not in OF_A_COLLEAGUE:
        where = _("%(where)s · waits for %(name)s") % {"where": where, "name": row.actor.full_name}
    return _("%(where)s · practice") % {"where": where} if row.practice else where
