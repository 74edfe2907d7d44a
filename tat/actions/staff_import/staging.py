"""A staff list compared with the accounts that are here: one COPY into a table of the transaction, then judged and compared in sets.

What nothing is to be done about is not written anywhere; an unchanged file writes no row.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from psycopg import DataError

from tat import clock
from tat.actions.district_doors import locked_district
from tat.actions.staff_import import words
from tat.actions.staff_import.containers import parts_of
from tat.actions.staff_import.reading import Mode, Reading, StaffRow, read
from tat.models import Building, District, StaffImport, StaffLine, User
from tat.permissions import scope_of
from tat.roles import Role
from tat.statutes import local_date
from tat.statutes.limits import LARGEST_DROP
from tat.statutes.rcdts import canonical
from tat.workflow import Unfit

Kind, State = StaffLine.Kind, StaffImport.State
LINE_KINDS = tuple(Kind.values)
DROPPED = ("pupils", "guardians", "others")
BLOCK = 5000
MOST_UNKNOWN = 20
"""Schools without a building that are named; the rest is counted with them."""
RAW = """
create temporary table staff_raw
  (number integer, source_id text, state text, email text, full_name text, position text, why text) on commit drop
"""
COPY = "copy staff_raw from stdin with (format csv, force_not_null (source_id, state, email, full_name, position, why))"
# Hand edits win: a field of `by_hand` keeps what stands, and so does whatever an account made by hand says before it is joined to the list.
COMPARE = r"""
with linked as (
  select r.*, own.id as own_id, held.id as held_id,
         own.id is null and held.district_id = %(district)s and held.ended_at is null
           and (held.source_id = '' or (held.full_name = r.full_name and listed.source_id is null)) is true as is_met,
         own.email as own_email, own.full_name as own_name, own.position as own_position, own.ended_at, own.by_hand,
         held.email as held_email, held.full_name as held_name, held.position as held_position, held.by_hand as held_by_hand
    from staff_raw r
    left join tat_user own on own.district_id = %(district)s and own.source_id = r.source_id and r.source_id <> ''
    left join tat_user held on held.email = r.email and held.id is distinct from own.id
    left join staff_raw listed on own.id is null and listed.source_id = held.source_id and held.source_id <> ''),
matched as (
  select number, source_id, state, email, full_name, position, why, ended_at, is_met is true as is_met,
         case when is_met then held_id else own_id end as user_id, case when not is_met or is_met is null then held_id end as holder,
         case when is_met then held_email else own_email end as email_now, case when is_met then held_name else own_name end as name_now,
         case when is_met then held_position else own_position end as position_now,
         coalesce(case when is_met then held_by_hand else by_hand end, '{}') as by_hand
    from linked),
wished as (
  select m.*,
         case when is_met or 'email' = any(by_hand) then email_now else email end as email_next,
         case when is_met or 'full_name' = any(by_hand) then name_now else full_name end as name_next,
         case when is_met or position = '' or 'position' = any(by_hand) then coalesce(position_now, '') else position end as position_next
    from matched m),
judged as (
  select w.*,
         case when w.why <> '' or state = 'gone' then w.why
              when email = any(%(twice)s) then 'same_mail'
              when holder is not null and (user_id is null or email_next <> email_now) then 'taken_mail'
              when user_id is null and state <> '' then 'disabled_there' else '' end as because,
         case when user_id is not null then
           array_remove(array[case when email_next <> email then 'email' end, case when name_next <> full_name then 'full_name' end,
                              case when position <> '' and position_next <> position then 'position' end], null) end as held
    from wished w),
decided as (
  select j.*,
         case when because <> '' then 'refused'
              when state <> '' then case when user_id is not null and not is_met and ended_at is null then 'ended' end
              when user_id is null then 'new'
              when ended_at is not null then 'back'
              when is_met or (email_next, name_next, position_next) is distinct from (email_now, name_now, position_now) then 'changed'
              when held <> '{}' then 'kept' end as kind
    from judged j)
insert into tat_staffline (staff_import_id, kind, number, source_id, email, full_name, position, user_id, was, kept, why)
select %(staff_import)s, kind, number, left(source_id, 255), case when user_id is null then email else email_next end,
       case when user_id is null then full_name else name_next end, case when user_id is null then position else position_next end, user_id,
       case when user_id is not null then jsonb_build_object('email', email_now, 'full_name', name_now, 'position', position_now) end,
       nullif(held, '{}'), because
  from decided where kind is not null order by number
"""
MISSING = """
insert into tat_staffline (staff_import_id, kind, number, source_id, email, full_name, position, user_id, why)
select %(staff_import)s, 'ended', 0, u.source_id, u.email, u.full_name, u.position, u.id, ''
  from tat_user u
 where u.district_id = %(district)s and u.source_id <> '' and u.ended_at is null
   and not exists (select from staff_raw r where r.source_id = u.source_id)
   and not exists (select from tat_staffline l where l.staff_import_id = %(staff_import)s and l.user_id = u.id)
"""
# The superintendent's own account, and that of who imports, are ended by hand alone; somebody else's list does not change the former.
GUARDED = """
update tat_staffline l set kind = 'refused', why = case when l.user_id = %(by)s then 'oneself' else 'guarded' end
 where l.staff_import_id = %(staff_import)s and l.kind in ('ended', 'changed', 'back')
   and ((l.kind = 'ended' and l.user_id = %(by)s) or ((l.kind = 'ended' or not %(by_chief)s) and l.user_id in (
         select a.user_id from tat_appointment a
          where a.role = %(role)s and a.from_on <= %(day)s and (a.until_on is null or a.until_on >= %(day)s))))
"""
TURNED = r"""
select count(*) from tat_staffline
 where staff_import_id = %s and kind = 'changed' and full_name = regexp_replace(was ->> 'full_name', '^(\S+) (\S+)$', '\2 \1')
   and full_name <> was ->> 'full_name'
"""
COUNTED = "select kind, count(*) from tat_staffline where staff_import_id = %s group by kind"
FROM_LIST = "select count(*) from tat_user where district_id = %s and source_id <> '' and ended_at is null"


@transaction.atomic
def read_staff(*, by: User, files: Sequence[UploadedFile], mode: str) -> StaffImport | None:
    """Read a staff list and keep what it would change; a list that waited before is replaced. None where it would change nothing.

    `mode` says whether it lists everybody or changes only, where no manifest in it does. Nothing is applied. Raises PermissionDenied, or
    Unfit with why the whole file is not taken; then nothing was kept.
    """
    at = clock.now()
    district = locked_district(by, at)
    if mode not in Mode.values:
        raise Unfit({"mode": str(words.MODE)})
    reading = read(parts_of(files), mode, lambda: _known(district))
    _copy(reading)
    _judge_roles(reading)
    StaffImport.objects.filter(district=district, state=State.WAITING).update(state=State.DISCARDED, decided_by=by, decided_at=at)
    StaffLine.objects.filter(staff_import__district=district).delete()
    row = StaffImport(district=district, source=reading.source, mode=reading.mode, by=by, read_at=at)
    counts = _compare(row, reading, at)
    row.counts = counts | {name: reading.counts[name] for name in ("staff", *DROPPED)}
    row.unknown_schools = _unknown_schools(district, reading.schools)
    if not counts:
        return None
    row.save(force_insert=True)
    return row


def _known(district: District) -> frozenset[str]:
    return frozenset(User.objects.filter(district=district).exclude(source_id="").values_list("source_id", flat=True))


def _copy(reading: Reading) -> None:
    """The rows of staff, and nothing else, into a table that ends with the transaction."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("drop table if exists staff_raw")
            cursor.execute(RAW)
            with cursor.copy(COPY) as copy:
                rows = iter(reading.rows)
                while block := list(islice(rows, BLOCK)):
                    copy.write(_text(block))
    except DataError:
        raise words.refused(words.UNKEEPABLE) from None


def _text(rows: Iterable[StaffRow]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _judge_roles(reading: Reading) -> None:
    """Raise Unfit where the file has nobody of staff, or no roles where they should stand."""
    counts = reading.counts
    dropped = sum(counts[name] for name in DROPPED)
    if counts["others"] > max(counts["staff"], dropped - counts["others"]):
        raise words.refused(words.ROLES_SWAPPED, name=reading.name)
    if not counts["staff"]:
        raise words.refused(words.NO_STAFF, name=reading.name, others=dropped)


def _compare(row: StaffImport, reading: Reading, at: datetime) -> dict[str, int]:
    """Write the differences. Gives how many of each kind. Raises Unfit where names are swapped or too many people would end."""
    values = {"staff_import": row.pk, "district": row.district_id, "by": row.by_id, "role": Role.SUPERINTENDENT.value}
    values |= {"day": local_date(at), "twice": sorted(reading.twice - {""})}
    values["by_chief"] = Role.SUPERINTENDENT in scope_of(row.by, at).offices
    with connection.cursor() as cursor:
        cursor.execute(FROM_LIST, [row.district_id])
        (before,) = cursor.fetchone()
        cursor.execute(COMPARE, values)
        if row.mode == Mode.BULK:
            cursor.execute(MISSING, values)
        cursor.execute(GUARDED, values)
        cursor.execute(COUNTED, [row.pk])
        counts: Counter[str] = Counter(dict(cursor.fetchall()))
        cursor.execute(TURNED, [row.pk])
        (turned,) = cursor.fetchone()
    if turned * 2 > reading.counts["staff"] - counts[Kind.NEW] - counts[Kind.REFUSED]:
        raise words.refused(words.NAMES_SWAPPED)
    if counts[Kind.ENDED] * 100 > before * LARGEST_DROP:
        raise words.refused(words.DROP, ended=counts[Kind.ENDED], all=before, most=LARGEST_DROP)
    return {kind: counts[kind] for kind in LINE_KINDS if counts[kind]}


def _unknown_schools(district: District, schools: Sequence[tuple[str, str]]) -> list[str]:
    """Names of the file's schools that no building has as its name or its code; buildings are entered by hand."""
    buildings = list(Building.objects.filter(district=district).values_list("name", "rcdts"))
    names, codes = {name.casefold() for name, _code in buildings}, {code for _name, code in buildings}
    unknown = [name.strip()[:200] for name, code in schools if name.strip().casefold() not in names and canonical(code) not in codes]
    return unknown[:MOST_UNKNOWN]


def why_of(line: StaffLine, sentences: Mapping[str, object] = words.REFUSED) -> str:
    """The sentence of a row that is refused."""
    return str(sentences.get(line.why, ""))
