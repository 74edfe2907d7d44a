"""What follows a packet: the proof of each recipient, the notice to the Board, and the day on which it was told (105 ILCS 128/45(b))."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from reporting.actions.filing import BOARD, NOON, RULE_OF, State, about_filing, locked_filing, log, start_duties
from reporting.actions.papers import issue_of_filing
from reporting.documents.filing import BOARD_NOTICE
from reporting.models import Filing, FilingRecipient
from reporting.workflow import board_problems, proof_problems
from tat import clock, files, obligations
from tat.actions.papers_shown import ONLY_SHOWN, cannot_be_shown
from tat.models import Agency, DataKey, StoredFile, User
from tat.statutes import local_date, wall_time
from tat.uploads import Keepable, keep
from tat.workflow import Blocked, refuse


@dataclass(frozen=True, kw_only=True)
class ProofGiven:
    """The proof as it is entered: when it was filed (UTC, as stated), how, which receipt, and its scan where there is one."""

    filed_at: datetime
    method: str
    receipt: str
    scan: Keepable | None = None


def record_proof(*, filing: Filing, recipient_id: uuid.UUID, by: User, given: ProofGiven) -> FilingRecipient:
    """Record when and how one recipient got the packet. With all of a kind in, the filing's duty is met; late stays late.

    A supplement has no duty: none is known (handbook 8.5). If the act fails, no byte of the scan stays.
    Raises Blocked with what is wrong, Http404 for a recipient of another filing.
    """
    with files.all_or_none() as made, transaction.atomic():
        return _recorded(filing, recipient_id, by, given, made)


def _recorded(filing: Filing, recipient_id: uuid.UUID, by: User, given: ProofGiven, made: list[StoredFile | None]) -> FilingRecipient:
    at = clock.now()
    locked = locked_filing(filing, by, at)
    recipient = FilingRecipient.objects.select_related("agency", "supplement").filter(filing=locked, pk=recipient_id).first()
    if recipient is None:
        raise Http404
    already = recipient.filed_at is not None
    made_at = recipient.supplement.made_at if recipient.supplement else locked.frozen_at
    if problems := proof_problems(frozen_at=made_at, already=already, filed_at=given.filed_at, receipt=given.receipt, at=at):
        raise Blocked(problems)
    refuse(("scan", str(ONLY_SHOWN), given.scan is not None and cannot_be_shown([given.scan])))
    if given.scan:
        recipient.scan, recipient.scan_display = keep(given.scan, key=DataKey.objects.mint(), at=at)
        made += [recipient.scan, recipient.scan_display]
    recipient.filed_at, recipient.method, recipient.receipt = given.filed_at, given.method, given.receipt.strip()
    recipient.recorded_by, recipient.recorded_at = by, at
    recipient.save(update_fields=["filed_at", "method", "receipt", "scan", "scan_display", "recorded_by", "recorded_at"])
    if recipient.supplement is None:
        _settle(locked, recipient, by, at)
    log("filing_proven", locked, by=by, at=at, occurred_at=given.filed_at, detail=f"recipient:{recipient.id}")
    return recipient


def _settle(filing: Filing, recipient: FilingRecipient, by: User, at: datetime) -> None:
    """Meet the duty of the kind whose last proof this is; with no proof missing, the filing is filed and the Board gets its notice."""
    rows = list(filing.filed_with())
    rule = RULE_OF[Agency.Kind(recipient.agency.kind)]
    same = [row.filed_at for row in rows if RULE_OF[Agency.Kind(row.agency.kind)] == rule]
    filed = [moment for moment in same if moment]
    if len(filed) == len(same):
        obligations.meet_all(rule, about_filing(filing), at=at, by=by, proof_ref=f"recipient:{recipient.id}", occurred_at=max(filed))
    if all(row.filed_at for row in rows):
        filing.state, filing.board_notice = State.FILED, issue_of_filing(BOARD_NOTICE, filing, by=by, at=at)
        filing.save(update_fields=["state", "board_notice"])
        start_duties(filing, [BOARD], by=by, at=at, triggered_at=at)


@transaction.atomic
def tell_board(*, filing: Filing, by: User, told_on: date) -> Filing:
    """Record the day on which the Board was told (4:190-AP2). Raises Blocked with what is wrong."""
    at = clock.now()
    locked = locked_filing(filing, by, at)
    today = local_date(at)
    if problems := board_problems(state=locked.state, already=locked.board_told_on, told_on=told_on, today=today):
        raise Blocked(problems)
    locked.board_told_on = told_on
    locked.save(update_fields=["board_told_on"])
    obligations.meet_all(
        BOARD, about_filing(locked), at=at, by=by, proof_ref=f"filing:{locked.id}", occurred_at=min(at, wall_time(told_on, NOON))
    )
    log("filing_board_told", locked, by=by, at=at, occurred_at=wall_time(told_on, NOON))
    return locked
