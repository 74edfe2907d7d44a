"""Tables of more than a few cases: asked for with a reason, let out by a second person, taken along once."""

import hashlib
import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions.reading import watchers
from tat.actions.stamps import stamp
from tat.models import DataKey, ExportRequest, User
from tat.models.obligations import SHORTEST_REASON
from tat.notices.watch import EXPORT, EXPORT_DECIDED, end_watch, tell_watch
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes.limits import CASES_TAKEN_ALONE, EXPORT_STANDS
from tat.workflow import refuse

TABLES = {"duty_export": _l("Open duties"), "sirs_export": _l("SIRS entries")}
"""Tables that hold codes of cases, by the names of their addresses."""
ENDINGS = {"csv": "CSV", "xlsx": "XLSX"}
REASON = "Write what you need the table for, in {least} characters or more, without a word of a case."
WHICH = "Choose which table you want to take along."
WAITS = "You have asked for this table already. Somebody else lets it out."
NOBODY = "Nobody else watches over exports in your district today. The superintendent names a records custodian (People and accounts)."
DECIDED = "This was decided already. Nothing was changed."
OVER = "The asking has run out. Whoever needs the table asks anew."
DECIDE = "Choose whether the table may be taken along."


@transaction.atomic
def ask_export(*, by: User, table: str, ending: str, reason: str) -> ExportRequest:
    """Ask a second person for a table. Raises PermissionDenied without a district, Unfit with what is missing."""
    at = clock.now()
    if by.district is None:
        raise PermissionDenied
    others = watchers(by.district_id, at, beside=by.pk)
    refuse(
        ("table", _(WHICH), table not in TABLES or ending not in ENDINGS),
        ("reason", _(REASON).format(least=SHORTEST_REASON), len(reason.strip()) < SHORTEST_REASON),
        ("", _(WAITS), standing_request(by, table, ending, at) is not None),
        ("", _(NOBODY), not others),
    )
    row = ExportRequest(
        district=by.district, key=DataKey.objects.mint(), table=table, ending=ending, until_at=at + EXPORT_STANDS, **stamp(by, at)
    )
    row.reason = reason.strip()
    row.save(force_insert=True)
    tell_watch(others, step=EXPORT, ref=row.pk, at=at)
    _log("export_asked", row, by, at)
    return row


@transaction.atomic
def decide_export(*, by: User, request_id: uuid.UUID, let_out: bool | None) -> ExportRequest:
    """Let a table out, or not; never one that the person asked for. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    scope = scope_of(by, at)
    if not may(scope, Permission.WATCH_READING):
        raise PermissionDenied
    row = asked_by_others(scope).select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None:
        raise Http404
    refuse(("", _(DECIDED), row.decided_at is not None))
    refuse(("", _(OVER), row.until_at <= at))
    refuse(("let_out", _(DECIDE), let_out is None))
    row.decided_at, row.decided_by, row.let_out, row.until_at = at, by, let_out, at + EXPORT_STANDS
    row.decided_name, row.decided_position = by.full_name, by.position
    row.save(update_fields=["decided_at", "decided_by", "let_out", "until_at", "decided_name", "decided_position"])
    end_watch([row.pk], step=EXPORT)
    tell_watch([row.recorded_by_id], step=EXPORT_DECIDED, ref=row.pk, at=at)
    _log("export_let_out" if let_out else "export_refused", row, by, at)
    return row


@transaction.atomic
def take_export(*, by: User, table: str, ending: str, cases: int, content: bytes, at: datetime) -> ExportRequest:
    """The table goes out, before a byte of it is sent: how many cases and the digest of the file are kept.

    Raises PermissionDenied where nobody let it out, or it was taken already.
    """
    found = standing_request(by, table, ending, at)
    row = ExportRequest.objects.select_for_update().filter(pk=found.pk, taken_at=None).first() if found else None
    if row is None or not row.let_out:
        raise PermissionDenied
    row.taken_at, row.cases, row.sha256 = at, cases, hashlib.sha256(content).digest()
    row.save(update_fields=["taken_at", "cases", "sha256"])
    _log("export_taken", row, by, at, count=cases, digest=row.sha256)
    return row


def asks_a_second(cases: int) -> bool:
    """Whether so many cases in one table ask for a second person."""
    return cases > CASES_TAKEN_ALONE


def standing_request(by: User, table: str, ending: str, at: datetime) -> ExportRequest | None:
    """What the person has asked for and may still be let out, or was let out and may still be taken; not what was refused."""
    rows = ExportRequest.objects.filter(recorded_by=by, table=table, ending=ending, taken_at=None, until_at__gt=at)
    return rows.exclude(let_out=False).order_by("-recorded_at").first()


def asked_by_others(scope: Scope) -> QuerySet[ExportRequest]:
    """What others of the district have asked for."""
    return ExportRequest.objects.filter(district_id=scope.district_id or 0).exclude(recorded_by_id=scope.user_id).select_related("key")


def asked_by(scope: Scope) -> QuerySet[ExportRequest]:
    """What the person has asked for."""
    return ExportRequest.objects.filter(recorded_by_id=scope.user_id).select_related("key")


def _log(action: str, row: ExportRequest, by: User, at: datetime, *, count: int | None = None, digest: bytes = b"") -> None:
    about = ("export", row.pk)
    detail = f"{row.table}.{row.ending}"
    audit.record(action, by=by, at=at, about=about, district_id=row.district_id, count=count, digest=digest, detail=detail)
