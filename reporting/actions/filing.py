"""The annual filing: a school year opened, rosters frozen, the packet and its letters made (105 ILCS 128/45(b))."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from reporting.actions.papers import issue_of_filing
from reporting.documents.filing import COVER_LETTER, PACKET, CoverLetter
from reporting.documents.rosters import editions_in_force, rosters, unserved, without_procedure
from reporting.models import Filing, FilingRecipient, FilingSupplement
from reporting.workflow import FilingFacts, as_json, freeze_problems, recipient_problems
from tat import audit, clock, obligations
from tat.models import Agency, Building, Designation, District, Obligation, SchoolYear, User
from tat.obligations import Opening, yearly
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date, wall_time
from tat.statutes.limits import CHICAGO_REGION
from tat.workflow import Blocked, Unfit

NOON = datetime.min.time().replace(hour=12)
RULE_OF = {Agency.Kind.LAW_ENFORCEMENT: "FILE-LE", Agency.Kind.ROE: "FILE-ROE", Agency.Kind.ISBE: "FILE-ROE"}
BOTH = ("FILE-LE", "FILE-ROE")
BOARD = "FILE-BRD"
State = Filing.State


@transaction.atomic
def open_year(*, school_year: SchoolYear, by: User | None) -> Filing:
    """Open the filing of one school year and start its two duties, due before the first student day. Opening twice is harmless.

    `by` None is the reconciliation. Raises PermissionDenied outside the person's district.
    """
    at = clock.now()
    district = school_year.district
    if by:
        check_may_file(by, district, at)
    filing, fresh = Filing.objects.get_or_create(school_year=school_year, defaults={"district": district})
    if fresh:
        start_duties(filing, BOTH, by=by, at=at, triggered_at=min(at, opens_at(school_year)), anchor=school_year.starts_on)
        log("filing_opened", filing, by=by, at=at)
    return filing


def open_coming_years() -> int:
    """Open the filing of every next school year whose first reminder has come; the time is the ladder's. Returns how many."""
    at = clock.now()
    today = local_date(at)
    coming = SchoolYear.objects.filter(starts_on__gt=today, filing=None).select_related("district").order_by("starts_on")
    first = {year.district_id: year for year in reversed(coming)}
    due = [year for year in first.values() if opens_at(year) <= at]
    for year in due:
        open_year(school_year=year, by=None)
    return len(due)


@transaction.atomic
def start_lost() -> int:
    """Start again what a filing asks for and no row stands for, under its own key; what is proven already is done. Gives how many.

    Running it twice changes nothing more. One log entry, with count and digest, where it started something.
    """
    at = clock.now()
    lost = [(filing, rule) for rule in (*BOTH, BOARD) for filing in _without(rule)]
    for filing, rule in lost:
        opened_at, anchor = (at, None) if rule == BOARD else (min(at, opens_at(filing.school_year)), filing.school_year.starts_on)
        start_duties(filing, [rule], by=None, at=at, triggered_at=opened_at, anchor=anchor)
        if done_at := _done_at(filing, rule):
            obligations.meet_all(rule, about_filing(filing), at=at, by=None, proof_ref=f"filing:{filing.id}", occurred_at=done_at)
    if lost:
        keys = sorted(f"{rule}:{filing.id}" for filing, rule in lost)
        audit.record("filings_reconciled", by=None, at=at, count=len(lost), digest=audit.digest_of(keys))
    return len(lost)


def _without(rule: str) -> QuerySet[Filing]:
    """The filings that ask for this duty and have no row of it, ended or not."""
    rows = Obligation.objects.filter(rule=rule, about_kind="filing", about_id=OuterRef("pk"))
    found = Filing.objects.exclude(Exists(rows)).select_related("district", "school_year")
    return found.filter(state=State.FILED) if rule == BOARD else found


def _done_at(filing: Filing, rule: str) -> datetime | None:
    """When the last proof of the duty was given, as stated; None while one is missing."""
    if rule == BOARD:
        return wall_time(filing.board_told_on, NOON) if filing.board_told_on else None
    filed = [row.filed_at for row in filing.filed_with() if RULE_OF[Agency.Kind(row.agency.kind)] == rule]
    known = [moment for moment in filed if moment]
    return max(known) if filed and len(known) == len(filed) else None


def opens_at(school_year: SchoolYear) -> datetime:
    """When the filing of a school year opens by itself: at the first reminder that its duty has."""
    return yearly.opens_at("FILE-LE", school_year)


@transaction.atomic
def freeze(*, filing: Filing, by: User, agencies: Iterable[uuid.UUID]) -> Filing:
    """Freeze every team's roster and the procedure in force, name the recipients, issue the packet and their letters. It is not undone.

    Raises Blocked with what stands in the way, PermissionDenied, Http404 outside the district.
    """
    at = clock.now()
    locked = locked_filing(filing, by, at)
    today = local_date(at)
    chosen = list(recipients_of(locked.district, today).filter(pk__in=list(agencies)))
    facts = facts_of(locked, chosen, today)
    if problems := freeze_problems(facts):
        theirs = recipient_problems(facts)
        raise Unfit({"agencies": " ".join(theirs)}) if problems == theirs else Blocked(problems)
    locked.roster, locked.frozen_at, locked.frozen_by, locked.state = as_json(facts.rosters), at, by, State.FROZEN
    locked.save(update_fields=["roster", "frozen_at", "frozen_by", "state"])
    locked.editions.set(editions_in_force(locked.district, today))
    name_recipients(locked, chosen, by=by, at=at)
    locked.packet = issue_of_filing(PACKET, locked, by=by, at=at)
    locked.save(update_fields=["packet"])
    log("filing_frozen", locked, by=by, at=at)
    return locked


def facts_of(filing: Filing, chosen: Iterable[Agency], today: date) -> FilingFacts:
    """What freezing is judged by, with these recipients, on that local day."""
    district, listed = filing.district, list(chosen)
    return FilingFacts(
        state=filing.state,
        rosters=rosters(district, today),
        without_procedure=without_procedure(district, today),
        unserved=unserved(district),
        chosen=frozenset(agency.kind for agency in listed),
        office=files_with(district)[1],
        unaddressed=unaddressed(listed),
        uploaded_pages=sum(edition.pages or 0 for edition in editions_in_force(district, today)),
    )


def name_recipients(
    filing: Filing, chosen: Iterable[Agency], *, by: User, at: datetime, supplement: FilingSupplement | None = None
) -> None:
    """A row for each recipient, with the letter that goes to it. The calling action is the transaction and writes the log."""
    FilingRecipient.objects.bulk_create(
        FilingRecipient(
            filing=filing,
            supplement=supplement,
            agency=agency,
            name=agency.name,
            letter=issue_of_filing(COVER_LETTER, CoverLetter(filing, agency, supplement), by=by, at=at),
        )
        for agency in chosen
    )


def files_with(district: District) -> tuple[str, str]:
    """The kinds of office that receive a district's filing: the police, and the regional office or, in Chicago, the State Board."""
    in_chicago = Building.objects.filter(district=district, rcdts__startswith=CHICAGO_REGION).exists()
    return Agency.Kind.LAW_ENFORCEMENT, Agency.Kind.ISBE if in_chicago else Agency.Kind.ROE


def recipients_of(district: District, day: date) -> QuerySet[Agency]:
    """The offices of the directory that can receive a filing on that local day."""
    in_use = Q(ended_on=None) | Q(ended_on__gt=day)
    return Agency.objects.filter(in_use, district=district, kind__in=files_with(district)).order_by("kind", "name")


def has_address(agency: Agency) -> bool:
    """Whether a letter to it can be written."""
    return bool(agency.contact or agency.address or agency.email)


def unaddressed(agencies: Iterable[Agency]) -> tuple[str, ...]:
    """Names of those to which no letter can be written."""
    return tuple(agency.name for agency in agencies if not has_address(agency))


def likely(offices: Iterable[Agency]) -> list[Agency]:
    """Whom a filing goes to unless somebody chooses otherwise: all with an address, and of a kind without one those that there are."""
    listed = list(offices)
    reached = {office.kind for office in listed if has_address(office)}
    return [office for office in listed if has_address(office) or office.kind not in reached]


def check_may_file(by: User, district: District, at: datetime) -> None:
    """Raise PermissionDenied unless the person files for this district, by office or by a designation."""
    if by.district_id != district.pk or not may_file(scope_of(by, at)):
        raise PermissionDenied


def may_file(scope: Scope) -> bool:
    """Whether this person files: the superintendent, whoever is designated for one of its duties today, or got one handed over."""
    if may(scope, Permission.FILE_ANNUAL):
        return True
    rules, today = [*BOTH, BOARD], local_date(scope.at)
    given = Designation.objects.held_on(today).filter(designee=scope.user_id, district=scope.district_id or 0, rules__overlap=rules)
    handed = Obligation.objects.open().filter(actor=scope.user_id, district=scope.district_id or 0, rule__in=rules)
    return given.filter(acts_for=Role.SUPERINTENDENT).exists() or handed.exists()


def locked_filing(filing: Filing, by: User, at: datetime) -> Filing:
    """The filing, locked, for who files. Raises Http404 outside the district, PermissionDenied."""
    row = (
        Filing.objects.select_for_update(of=("self",))
        .select_related("district", "school_year")
        .filter(district_id=by.district_id or 0, pk=filing.pk)
        .first()
    )
    if row is None:
        raise Http404
    check_may_file(by, row.district, at)
    return row


def about_filing(filing: Filing) -> tuple[str, uuid.UUID]:
    """What its duties are about."""
    return ("filing", filing.id)


def start_duties(
    filing: Filing, rules: Iterable[str], *, by: User | None, at: datetime, triggered_at: datetime, anchor: date | None = None
) -> None:
    """Start these duties of a filing; twice is harmless. `anchor` is the local day before which they are due."""
    openings = [
        Opening(
            rule_code=rule,
            about=about_filing(filing),
            trigger_ref=f"filing:{filing.id}",
            triggered_at=triggered_at,
            district=filing.district,
            anchor=anchor,
        )
        for rule in rules
    ]
    obligations.start_all(openings, at=at, by=by)


def log(action: str, filing: Filing, *, by: User | None, at: datetime, occurred_at: datetime | None = None, detail: str = "") -> None:
    """One line about the filing."""
    audit.record(action, by=by, at=at, about=about_filing(filing), district_id=filing.district_id, occurred_at=occurred_at, detail=detail)
