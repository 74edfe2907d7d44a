"""The import of a staff list, beside COPY of the file as it is and one merge that judges nothing; the accounts are emptied after each."""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection, connections, transaction

from bench.inside.names import drawn, pools
from bench.inside.sweeps import Swept
from bench.rounds import ratio
from tat.actions.staff_import import apply_import, read_staff
from tat.models import District, StaffImport, StaffLine, User
from tat.uploads.sealing import SealedSpool, SealedUpload

HEAD = (
    *("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName"),
    *("middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password"),
)
ROLES = ("teacher", "teacher", "teacher", "aide", "administrator")
SCHOOLS = 20
RAW = f"create temporary table raw_users ({', '.join(f'{name.lower()} text' for name in HEAD)}) on commit drop"
MERGE = """
insert into tat_user (password, is_superuser, email, full_name, position, district_id, is_active, source_id)
select '!', false, email, givenname || ' ' || familyname, role, %s, false, sourcedid from raw_users
on conflict (email) do update set full_name = excluded.full_name, position = excluded.position, source_id = excluded.source_id
 where (tat_user.full_name, tat_user.position, tat_user.source_id)
       is distinct from (excluded.full_name, excluded.position, excluded.source_id)
"""
EMPTY = ("delete from tat_user where source_id <> ''", "delete from tat_staffline", "vacuum analyze tat_user")


def the_file(people: int) -> bytes:
    """users.csv with the columns of OneRoster 1.1; the same at every call."""
    chance, (firsts, lasts) = Random(5), pools()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for n in range(people):
        first, last = drawn(chance, firsts), drawn(chance, lasts)
        mail = f"{first}.{last}.{n}@bench.example".lower()
        who = (f"T{n:07}", "", "", "true", f"O{n % SCHOOLS}", ROLES[n % len(ROLES)], f"{first[:1]}{last}{n}".lower(), "", first, last)
        writer.writerow((*who, "", f"{n}", mail, "", "", "", "", "a-password"))
    return out.getvalue().encode()


def sent(users: bytes) -> SealedUpload:
    """A zip as it arrives: too large for memory, and sealed on the disk."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("orgs.csv", "sourcedId,name,type\n" + "".join(f"O{n},School {n},school\n" for n in range(SCHOOLS)))
        parts.writestr("users.csv", users)
    spool = SealedSpool()
    spool.write(packed.getvalue())
    return SealedUpload(spool, "oneroster.zip", len(packed.getvalue()))


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def raw(users: bytes, district: District) -> None:
    """What is the least that brings the file into the table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW)
        with cursor.copy("copy raw_users from stdin with (format csv, header)") as copy:
            copy.write(users)
        cursor.execute(MERGE, [district.pk])


def imported(chief: User, upload: SealedUpload) -> StaffImport | None:
    """Read, compared, applied."""
    found = read_staff(by=chief, files=[upload], mode="bulk")
    return apply_import(by=chief, import_id=found.pk) if found else None


def compare(rounds: int, mine: Callable[[], object], floor: Callable[[], object], after: tuple[str, ...], people: int) -> dict[str, Any]:
    """Both sides in alternating rounds; one that does not end with so many people ends the run."""
    sides = [(Swept(), mine), (Swept(), floor)]
    for number in range(rounds):
        for one, work in sides if number % 2 else sides[::-1]:
            as_owner(*after)
            one.run(work)
            if User.objects.exclude(source_id="").count() != people:
                raise SystemExit("Not everybody of the file is there; nothing is measured.")
    (target, _mine), (base, _floor) = sides
    return {**ratio(target.cpu, base.cpu), "target": target.told(people), "floor": base.told(people)}


def main(people: int, rounds: int) -> None:
    connection.ensure_connection()
    chief = User.objects.get(email__startswith="superintendent@")
    assert chief.district is not None
    users, district = the_file(people), chief.district
    upload = sent(users)
    found = {"new": compare(rounds, lambda: imported(chief, upload), lambda: raw(users, district), EMPTY, people)}
    as_owner(*EMPTY)
    imported(chief, upload)
    before = _last_write()
    answers: list[object] = []
    unchanged = compare(rounds, lambda: answers.append(imported(chief, upload)), lambda: raw_again(users), (), people)
    rows = StaffLine.objects.count() + sum(each is not None for each in answers) + (0 if _last_write() == before else people)
    print(json.dumps(found | {"unchanged": unchanged | {"rows": rows}}))


AGAIN = """
update tat_user u set full_name = r.givenname || ' ' || r.familyname, email = r.email
  from raw_users r
 where u.source_id = r.sourcedid and (u.full_name, u.email) is distinct from (r.givenname || ' ' || r.familyname, r.email)
"""


def raw_again(users: bytes) -> None:
    """The file once more, where it says what the accounts say."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW)
        with cursor.copy("copy raw_users from stdin with (format csv, header)") as copy:
            copy.write(users)
        cursor.execute(AGAIN)
        if cursor.rowcount:
            raise SystemExit("The merge wrote rows of an unchanged file; nothing is measured.")


def _last_write() -> object:
    """The newest transaction that wrote an account."""
    with connection.cursor() as cursor:
        cursor.execute("select max(xmin::text::bigint) from tat_user")
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
