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
  (number integer, source_id text, state text, email text, full_name text, position text) on commit drop
"""
COPY = "copy staff_raw from stdin with (format csv, force_not_null (source_id, state, email, full_name, position))"
TWICE = """
select min(number), max(number) from staff_raw where source_id <> '' group by source_id having count(*) > 1 order by 1 limit 1
"""
LOOKS = r"""
select count(*), count(*) filter (where r.email !~ '@'),
       count(u.id), count(*) filter (where r.full_name <> u.full_name
                          and r.full_name = regexp_replace(u.full_name, '^(\S+) (\S+)$', '\2 \1'))
  from staff_raw r left join tat_user u on u.district_id = %(district)s and u.source_id = r.source_id and r.source_id <> ''
"""
# Hand edits win: a field of `by_hand` keeps what stands, and so does whatever an account made by hand says before it is joined to the list.
COMPARE = r"""
with again as (select email from staff_raw where email <> '' group by email having count(*) > 1),
linked as (
  select r.*, own.id as own_id, held.id as held_id, again.email is not null as twice,
         case when own.id is null and held.district_id = %(district)s and held.ended_at is null
               and (held.source_id = '' or (held.full_name = r.full_name and listed.source_id is null)) then held.id end as met_id
    from staff_raw r
    left join tat_user own on own.district_id = %(district)s and own.source_id = r.source_id and r.source_id <> ''
    left join tat_user held on held.email = r.email
    left join staff_raw listed on listed.source_id = held.source_id and held.source_id <> ''
    left join again on again.email = r.email),
matched as (
  select l.*, u.id as user_id, met_id is not null as is_met, case when held_id is distinct from u.id then held_id end as holder,
         u.email as email_now, u.full_name as name_now, u.position as position_now, u.ended_at, coalesce(u.by_hand, '{}') as by_hand
    from linked l left join tat_user u on u.id = coalesce(own_id, met_id)),
wished as (
  select m.*,
         case when is_met or 'email' = any(by_hand) then email_now else email end as email_next,
         case when (is_met and name_now <> '') or 'full_name' = any(by_hand) then name_now else full_name end as name_next,
         case when is_met or position = '' or 'position' = any(by_hand) then coalesce(position_now, '') else position end as position_next
    from matched m),
judged as (
  select w.*,
         case when source_id = '' then 'no_id' when full_name = '' then 'no_name' when state = 'gone' then ''
              when length(source_id) > 255 or length(email) > 254 or length(full_name) > 150 or length(position) > 150 then 'too_long'
              when email = '' then 'no_mail' when email !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then 'bad_mail'
              when twice then 'same_mail'
              when holder is not null and (user_id is null or email_next <> email_now) then 'taken_mail'
              when user_id is null and state <> '' then 'disabled_there' else '' end as why,
         array_remove(array[case when email_next <> email then 'email' end, case when name_next <> full_name then 'full_name' end,
                            case when position <> '' and position_next <> position then 'position' end], null) as held
    from wished w),
decided as (
  select j.*,
         case when why <> '' then 'refused'
              when state <> '' then case when user_id is not null and ended_at is null then 'ended' end
              when user_id is null then 'new'
              when ended_at is not null then 'back'
              when is_met or (email_next, name_next, position_next) is distinct from (email_now, name_now, position_now) then 'changed'
              when held <> '{}' then 'kept' end as kind
    from judged j)
insert into tat_staffline (staff_import_id, kind, number, source_id, email, full_name, position, user_id, was, kept, why)
select %(staff_import)s, kind, number, left(source_id, 255), case when user_id is null then email else email_next end,
       case when user_id is null then full_name else name_next end, case when user_id is null then position else position_next end, user_id,
       case when user_id is not null then jsonb_build_object('email', email_now, 'full_name', name_now, 'position', position_now) end,
       nullif(held, '{}'), why
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
# The superintendent's own account, and that of who imports, are ended by hand alone.
GUARDED = """
update tat_staffline l set kind = 'refused', why = case when l.user_id = %(by)s then 'oneself' else 'guarded' end
 where l.staff_import_id = %(staff_import)s and l.kind = 'ended'
   and (l.user_id = %(by)s or exists (
         select from tat_appointment a where a.user_id = l.user_id and a.role = %(role)s and a.from_on <= %(day)s
            and (a.until_on is null or a.until_on >= %(day)s)))
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
    _judge_whole(district, reading)
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


def _judge_whole(district: District, reading: Reading) -> None:
    """Raise Unfit where the file as a whole cannot be meant: nobody of staff, numbers that stand twice, columns that are swapped."""
    counts = reading.counts
    dropped = sum(counts[name] for name in DROPPED)
    if counts["others"] > max(counts["staff"], dropped - counts["others"]):
        raise words.refused(words.ROLES_SWAPPED, name=reading.name)
    if not counts["staff"]:
        raise words.refused(words.NO_STAFF, name=reading.name, others=dropped)
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        if twice := cursor.fetchone():
            raise words.refused(words.ID_TWICE, first=twice[0], second=twice[1])
        cursor.execute(LOOKS, {"district": district.pk})
        rows, no_mail, matched, turned = cursor.fetchone()
    if no_mail * 2 > rows:
        raise words.refused(words.MAIL_SWAPPED)
    if turned * 2 > matched:
        raise words.refused(words.NAMES_SWAPPED)


def _compare(row: StaffImport, reading: Reading, at: datetime) -> dict[str, int]:
    """Write the differences. Gives how many of each kind. Raises Unfit where too many people would end."""
    values = {"staff_import": row.pk, "district": row.district_id, "by": row.by_id, "role": Role.SUPERINTENDENT.value}
    values["day"] = local_date(at)
    with connection.cursor() as cursor:
        cursor.execute(FROM_LIST, [row.district_id])
        (before,) = cursor.fetchone()
        cursor.execute("set local plan_cache_mode = force_custom_plan")
        cursor.execute("analyze staff_raw")
        cursor.execute(COMPARE, values)
        if row.mode == Mode.BULK:
            cursor.execute(MISSING, values)
        cursor.execute(GUARDED, values)
        cursor.execute(COUNTED, [row.pk])
        counts: Counter[str] = Counter(dict(cursor.fetchall()))
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
