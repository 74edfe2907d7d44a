"""A staff list applied as one act: only what differs is written, what was typed here stays, and who has left stays on record."""

import uuid
from datetime import datetime

from django.db import connection, transaction
from django.http import Http404

from tat import audit, clock
from tat.actions.accounts import end_people, nobodys_password
from tat.actions.district_doors import locked_district
from tat.actions.staff_import import words
from tat.models import District, StaffImport, StaffLine, User
from tat.workflow import Blocked

Kind, State = StaffLine.Kind, StaffImport.State
# Somebody may have made or changed an account by hand since the list was compared: its address is looked for once more.
TAKEN_SINCE = """
update tat_staffline l set kind = 'refused', why = 'taken_mail'
  from tat_user u
 where l.staff_import_id = %(staff_import)s and l.kind in ('back', 'changed')
   and u.email = l.email and u.id is distinct from l.user_id
"""
CHANGE = """
update tat_user u
   set source_id = l.source_id, ended_at = null,
       email = case when 'email' = any(u.by_hand) then u.email else l.email end,
       full_name = case when 'full_name' = any(u.by_hand) then u.full_name else l.full_name end,
       position = case when 'position' = any(u.by_hand) then u.position else l.position end,
       by_hand = case when u.source_id = '' then coalesce(l.kept, '{}') else u.by_hand end
  from tat_staffline l
 where l.staff_import_id = %(staff_import)s and l.kind in ('changed', 'back') and u.id = l.user_id and u.district_id = %(district)s
   and (u.source_id, u.ended_at, u.email, u.full_name, u.position) is distinct from
       (l.source_id, null, case when 'email' = any(u.by_hand) then u.email else l.email end,
        case when 'full_name' = any(u.by_hand) then u.full_name else l.full_name end,
        case when 'position' = any(u.by_hand) then u.position else l.position end)
"""
ADD = """
insert into tat_user (password, is_superuser, email, full_name, position, district_id, is_active, source_id)
select %(never)s, false, l.email, l.full_name, l.position, %(district)s, false, l.source_id
  from tat_staffline l
 where l.staff_import_id = %(staff_import)s and l.kind = 'new'
on conflict (email) do nothing
"""
NOT_ADDED = """
update tat_staffline l set kind = 'refused', why = 'taken_mail'
 where l.staff_import_id = %(staff_import)s and l.kind = 'new'
   and not exists (select from tat_user u where u.district_id = %(district)s and u.source_id = l.source_id)
"""


@transaction.atomic
def apply_import(*, by: User, import_id: uuid.UUID) -> StaffImport:
    """Write what the list changes; new accounts wait until somebody enables them. Raises PermissionDenied, Http404, Blocked."""
    at = clock.now()
    district = locked_district(by, at)
    row = _waiting(district, import_id)
    values = {"staff_import": row.pk, "district": district.pk, "never": nobodys_password()}
    lines = StaffLine.objects.filter(staff_import=row)
    if not lines.exists():
        raise Blocked((str(words.LOST),))
    with connection.cursor() as cursor:
        done = {}
        for name, statement in (("late", TAKEN_SINCE), ("changed", CHANGE), ("added", ADD)):
            cursor.execute(statement, values)
            done[name] = cursor.rowcount
        late, written = done["late"], done["changed"] + done["added"]
        if done["added"] < row.counts.get(Kind.NEW, 0):
            cursor.execute(NOT_ADDED, values)
            late += cursor.rowcount
    written += end_people(lines.filter(kind=Kind.ENDED).values_list("user_id", flat=True), at)
    if late:
        row.counts |= {kind: lines.filter(kind=kind).count() for kind in Kind.values}
    _decide(row, State.APPLIED, by, at)
    audit.record("staff_import_applied", by=by, at=at, about=("staff_import", row.pk), district_id=district.pk, count=written)
    return row


@transaction.atomic
def discard_import(*, by: User, import_id: uuid.UUID) -> StaffImport:
    """Leave everything as it is. Raises PermissionDenied, Http404, Blocked."""
    at = clock.now()
    district = locked_district(by, at)
    row = _waiting(district, import_id)
    StaffLine.objects.filter(staff_import=row).delete()
    _decide(row, State.DISCARDED, by, at)
    audit.record("staff_import_discarded", by=by, at=at, about=("staff_import", row.pk), district_id=district.pk)
    return row


def _waiting(district: District, import_id: uuid.UUID) -> StaffImport:
    row = StaffImport.objects.filter(district=district, pk=import_id).first()
    if row is None:
        raise Http404
    if row.state != State.WAITING:
        raise Blocked((str(words.GONE),))
    return row


def _decide(row: StaffImport, state: str, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at", "counts"])
