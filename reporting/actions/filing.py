"""The annual filing: a school year opened, rosters frozen and the packet made, proof per recipient, the Board told (105 ILCS 128/45(b))."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from reporting.actions.papers import issue_packet
from reporting.documents.rosters import editions_in_force, rosters, without_procedure
from reporting.models import Filing, FilingRecipient
from reporting.workflow import FilingFacts, as_json, board_problems, freeze_problems, proof_problems
from tat import audit, clock, obligations
from tat.models import Agency, Designation, District, Obligation, SchoolYear, User
from tat.obligations import Opening, yearly
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date, wall_time
from tat.workflow import Blocked

NOON = datetime.min.time().replace(hour=12)
RULE_OF = {Agency.Kind.LAW_ENFORCEMENT: "FILE-LE", Agency.Kind.ROE: "FILE-ROE"}
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
        _start(filing, RULE_OF.values(), by=by, at=at, triggered_at=min(at, opens_at(school_year)), anchor=school_year.starts_on)
        _log("filing_opened", filing, by=by, at=at)
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
    lost = [(filing, rule) for rule in (*RULE_OF.values(), BOARD) for filing in _without(rule)]
    for filing, rule in lost:
        opened_at, anchor = (at, None) if rule == BOARD else (min(at, opens_at(filing.school_year)), filing.school_year.starts_on)
        _start(filing, [rule], by=None, at=at, triggered_at=opened_at, anchor=anchor)
        if done_at := _done_at(filing, rule):
            obligations.meet_all(rule, _about(filing), at=at, by=None, proof_ref=f"filing:{filing.id}", occurred_at=done_at)
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
    filed = [row.filed_at for row in filing.recipients.select_related("agency") if RULE_OF[Agency.Kind(row.agency.kind)] == rule]
    known = [moment for moment in filed if moment]
    return max(known) if filed and len(known) == len(filed) else None


def opens_at(school_year: SchoolYear) -> datetime:
    """When the filing of a school year opens by itself: at the first reminder that its duty has."""
    return yearly.opens_at("FILE-LE", school_year)


@transaction.atomic
def freeze(*, filing: Filing, by: User, agencies: Iterable[uuid.UUID]) -> Filing:
    """Freeze every team's roster and the procedure in force, name the recipients, and issue the packet. It is not undone.

    Raises Blocked with what stands in the way, PermissionDenied, Http404 outside the district.
    """
    at = clock.now()
    locked = _locked(filing, by, at)
    today = local_date(at)
    chosen = list(recipients_of(locked.district, today).filter(pk__in=list(agencies)))
    listed = rosters(locked.district, today)
    facts = FilingFacts(locked.state, listed, without_procedure(locked.district, today), frozenset(agency.kind for agency in chosen))
    if problems := freeze_problems(facts):
        raise Blocked(problems)
    locked.roster, locked.frozen_at, locked.frozen_by, locked.state = as_json(listed), at, by, State.FROZEN
    locked.save(update_fields=["roster", "frozen_at", "frozen_by", "state"])
    locked.editions.set(editions_in_force(locked.district, today))
    FilingRecipient.objects.bulk_create(FilingRecipient(filing=locked, agency=agency, name=agency.name) for agency in chosen)
    locked.packet = issue_packet(locked, by=by, at=at)
    locked.save(update_fields=["packet"])
    _log("filing_frozen", locked, by=by, at=at)
    return locked


@transaction.atomic
def record_proof(*, filing: Filing, recipient_id: uuid.UUID, by: User, filed_at: datetime, method: str, receipt: str) -> FilingRecipient:
    """Record when and how one recipient got the packet (UTC, as stated). With all of a kind in, its duty is met; late stays late.

    Raises Blocked with what is wrong, Http404 for a recipient of another filing.
    """
    at = clock.now()
    locked = _locked(filing, by, at)
    recipient = FilingRecipient.objects.select_related("agency").filter(filing=locked, pk=recipient_id).first()
    if recipient is None:
        raise Http404
    already = recipient.filed_at is not None
    if problems := proof_problems(frozen_at=locked.frozen_at, already=already, filed_at=filed_at, receipt=receipt, at=at):
        raise Blocked(problems)
    recipient.filed_at, recipient.method, recipient.receipt = filed_at, method, receipt.strip()
    recipient.recorded_by, recipient.recorded_at = by, at
    recipient.save(update_fields=["filed_at", "method", "receipt", "recorded_by", "recorded_at"])
    _settle(locked, recipient, by, at)
    _log("filing_proven", locked, by=by, at=at, occurred_at=filed_at, detail=f"recipient:{recipient.id}")
    return recipient


def _settle(filing: Filing, recipient: FilingRecipient, by: User, at: datetime) -> None:
    """Meet the duty of the kind whose last proof this is; with no proof missing, the filing is filed and the Board waits."""
    rows = list(filing.recipients.select_related("agency"))
    same = [row.filed_at for row in rows if row.agency.kind == recipient.agency.kind]
    filed = [moment for moment in same if moment]
    if len(filed) == len(same):
        rule = RULE_OF[Agency.Kind(recipient.agency.kind)]
        obligations.meet_all(rule, _about(filing), at=at, by=by, proof_ref=f"recipient:{recipient.id}", occurred_at=max(filed))
    if all(row.filed_at for row in rows):
        filing.state = State.FILED
        filing.save(update_fields=["state"])
        _start(filing, [BOARD], by=by, at=at, triggered_at=at)


@transaction.atomic
def tell_board(*, filing: Filing, by: User, told_on: date) -> Filing:
    """Record the day on which the Board was told (4:190-AP2). Raises Blocked with what is wrong."""
    at = clock.now()
    locked = _locked(filing, by, at)
    today = local_date(at)
    if problems := board_problems(state=locked.state, already=locked.board_told_on, told_on=told_on, today=today):
        raise Blocked(problems)
    locked.board_told_on = told_on
    locked.save(update_fields=["board_told_on"])
    obligations.meet_all(
        BOARD, _about(locked), at=at, by=by, proof_ref=f"filing:{locked.id}", occurred_at=min(at, wall_time(told_on, NOON))
    )
    _log("filing_board_told", locked, by=by, at=at, occurred_at=wall_time(told_on, NOON))
    return locked


def recipients_of(district: District, day: date) -> QuerySet[Agency]:
    """The offices of the directory that can receive a filing on that local day."""
    in_use = Q(ended_on=None) | Q(ended_on__gt=day)
    return Agency.objects.filter(in_use, district=district, kind__in=Agency.RECEIVES_FILING).order_by("kind", "name")


def check_may_file(by: User, district: District, at: datetime) -> None:
    """Raise PermissionDenied unless the person files for this district, by office or by a designation."""
    if by.district_id != district.pk or not may_file(scope_of(by, at)):
        raise PermissionDenied


def may_file(scope: Scope) -> bool:
    """Whether this person files: the superintendent, whoever is designated for one of its duties today, or got one handed over."""
    if may(scope, Permission.FILE_ANNUAL):
        return True
    rules, today = [*RULE_OF.values(), BOARD], local_date(scope.at)
    given = Designation.objects.held_on(today).filter(designee=scope.user_id, district=scope.district_id or 0, rules__overlap=rules)
    handed = Obligation.objects.open().filter(actor=scope.user_id, district=scope.district_id or 0, rule__in=rules)
    return given.filter(acts_for=Role.SUPERINTENDENT).exists() or handed.exists()


def _locked(filing: Filing, by: User, at: datetime) -> Filing:
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


def _about(filing: Filing) -> tuple[str, uuid.UUID]:
    return ("filing", filing.id)


def _start(
    filing: Filing, rules: Iterable[str], *, by: User | None, at: datetime, triggered_at: datetime, anchor: date | None = None
) -> None:
    openings = [
        Opening(
            rule_code=rule,
            about=_about(filing),
            trigger_ref=f"filing:{filing.id}",
            triggered_at=triggered_at,
            district=filing.district,
            anchor=anchor,
        )
        for rule in rules
    ]
    obligations.start_all(openings, at=at, by=by)


def _log(action: str, filing: Filing, *, by: User | None, at: datetime, occurred_at: datetime | None = None, detail: str = "") -> None:
    audit.record(action, by=by, at=at, about=_about(filing), district_id=filing.district_id, occurred_at=occurred_at, detail=detail)
