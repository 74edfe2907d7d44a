"""Staff lists: read, compared, applied; what is wrong with one changes nothing; pupils are nowhere."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tat.actions import accounts as acts
from tat.actions.accounts import AccountGiven
from tat.actions.staff_import import apply_import, read_staff
from tat.models import LogEntry, StaffImport, StaffLine, User
from tat.roles import Role
from tat.workflow import Unfit
from tests.cast import Cast, a_person, appoint, signed_in
from tests.tat.lists import HEAD, PUPIL, SECRET, person, pupils, table, users, zipped
from tests.typed import flat, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-1")]
ORGS = table(
    [{"sourcedId": "chs", "name": "Cordgrass High School", "type": "school", "identifier": "17-999-0010-26-0001"}],
    ("sourcedId", "name", "type", "identifier"),
)


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def took(cast: Cast, files: list, mode: str = "bulk") -> StaffImport | None:
    """Read and applied."""
    found = read_staff(by=cast.superintendent, files=files, mode=mode)
    return apply_import(by=cast.superintendent, import_id=found.pk) if found else None


def people() -> dict[str, tuple]:
    return {user.source_id: (user.full_name, user.position, user.is_active) for user in User.objects.exclude(source_id="")}


def lines(found: StaffImport) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for line in StaffLine.objects.filter(staff_import=found).order_by("id"):
        known.setdefault(line.kind, []).append(line.why or line.source_id)
    return known


def test_a_list_makes_accounts_that_wait_and_brings_them_up_to_date_and_an_unchanged_one_writes_nothing(cast: Cast) -> None:
    staff = [person(number) for number in range(10)]
    first = [zipped({"orgs.csv": ORGS, "users.csv": b"\xef\xbb\xbf" + table(staff, HEAD[::-1]), "manifest.csv": b"propertyName,value\n"})]
    found = took(cast, first)
    assert found.source == "oneroster11" and found.counts == {"new": 10, "staff": 10, "pupils": 0, "guardians": 0, "others": 0}
    assert people()["T3"] == ("Ada Lund3", "Teacher, Cordgrass High School", False)
    assert not any(user.has_usable_password() for user in User.objects.exclude(source_id=""))
    written = LogEntry.objects.get(action="staff_import_applied")
    assert (written.count, written.actor_id) == (10, cast.superintendent.pk)

    before = StaffImport.objects.count(), LogEntry.objects.count()
    assert took(cast, [zipped({"orgs.csv": ORGS, "users.csv": table(staff)})]) is None
    assert (StaffImport.objects.count(), LogEntry.objects.count(), StaffLine.objects.count()) == (*before, 0)

    acts.enable_accounts(by=cast.superintendent, user_ids=[User.objects.get(source_id="T1").pk])
    changed = [person(0, familyName="Lund-Ruiz"), *staff[1:9]]
    found = read_staff(by=cast.superintendent, files=[zipped({"orgs.csv": ORGS, "users.csv": table(changed)})], mode="bulk")
    assert lines(found) == {"changed": ["T0"], "ended": ["T9"]} and people()["T0"][0] == "Ada Lund0"
    apply_import(by=cast.superintendent, import_id=found.pk)
    assert people()["T0"][0] == "Ada Lund-Ruiz" and people()["T1"][2] is True
    assert User.objects.get(source_id="T9").ended_at is not None

    again = took(cast, [zipped({"orgs.csv": ORGS, "users.csv": table([*changed, staff[9]])})])
    assert again.counts["back"] == 1
    assert User.objects.get(source_id="T9").ended_at is None and people()["T9"][2] is False


def test_what_was_typed_here_stays_and_is_shown_and_accounts_made_by_hand_are_joined_and_never_ended(cast: Cast) -> None:
    met = person(1, givenName="Sol", familyName="Ortiz-Lane", email=cast.counselor.email.upper())
    took(cast, users([person(0), met]))
    cast.counselor.refresh_from_db()
    assert (cast.counselor.source_id, cast.counselor.position, cast.counselor.is_active) == ("T1", "School Counselor", True)
    ada = User.objects.get(source_id="T0")
    given = AccountGiven(email=ada.email, full_name="Ada Lund the Elder", position="Dean of Students")
    acts.change_account(by=cast.superintendent, user_id=ada.pk, given=given)

    found = read_staff(by=cast.superintendent, files=users([person(0), met]), mode="bulk")
    assert lines(found) == {"kept": ["T0", "T1"]}
    page = flat(signed_in(cast.superintendent).get(f"/settings/staff-list/{found.pk}/").content.decode())
    assert "Typed here by hand, and stays: Name, Position" in page
    new_mail = users([person(0, email="ada@bluestem.example"), met])
    took(cast, new_mail)
    ada.refresh_from_db()
    assert (ada.email, ada.full_name, ada.position) == ("ada@bluestem.example", "Ada Lund the Elder", "Dean of Students")
    acts.follow_list(by=cast.superintendent, user_id=ada.pk)
    took(cast, new_mail)
    ada.refresh_from_db()
    assert (ada.full_name, ada.position) == ("Ada Lund0", "Teacher")
    assert User.objects.filter(district=cast.district, ended_at__isnull=False).count() == 0


def test_rows_that_cannot_be_taken_are_refused_one_by_one_with_why(cast: Cast) -> None:
    """An address of somebody else's account, of two rows, no address, no name; and nobody ends who sent the list, or is superintendent."""
    took(cast, users([person(number) for number in range(20)]))
    User.objects.filter(pk=cast.superintendent.pk).update(source_id="chief")
    rows = [
        *(person(number) for number in range(1, 20)),
        person(30, email=cast.principal.email, sourcedId="T31"),
        person(32, email="two@bluestem.example"),
        person(33, email="two@bluestem.example"),
        person(34, email="", username="no-address"),
        person(35, givenName="", familyName=""),
        person(36, email="not an@address"),
        person(37, enabledUser="false"),
        person(38, sourcedId=""),
    ]
    User.objects.filter(pk=cast.principal.pk).update(source_id="elsewhere", full_name="Somebody Else")
    found = read_staff(by=cast.superintendent, files=users(rows), mode="delta")
    assert lines(found) == {
        "refused": ["taken_mail", "same_mail", "same_mail", "no_mail", "no_name", "bad_mail", "disabled_there", "no_id"]
    }
    User.objects.filter(pk=cast.principal.pk).update(source_id="")
    found = read_staff(by=cast.superintendent, files=users(rows[:19]), mode="bulk")
    assert lines(found) == {"ended": ["T0"], "refused": ["oneself"]}
    secretary = a_person(cast.district, "secretary", "Opal Wren", "Secretary")
    appoint(secretary, Role.SECRETARY)
    chief = person(50, sourcedId="chief", email="mine@bluestem.example")
    assert lines(read_staff(by=secretary, files=users([chief]), mode="delta")) == {"refused": ["guarded"]}


def test_oneroster_12_takes_roles_from_their_own_file_and_changes_alone_end_whom_they_name(cast: Cast) -> None:
    head = [name for name in HEAD if name not in ("role", "orgSourcedIds")]
    roles = [
        {"userSourcedId": "T0", "role": "principal", "orgSourcedId": "chs"},
        {"userSourcedId": "T1", "role": "teacher", "orgSourcedId": ""},
    ]
    roles += [
        {"userSourcedId": "T1", "role": "parent"},
        {"userSourcedId": "S0", "role": "student"},
        {"userSourcedId": "S0", "role": "aide"},
    ]
    enrolled = [{"userSourcedId": "T1", "role": "teacher", "schoolSourcedId": "chs"}, {"userSourcedId": "S0", "role": "student"}]
    parts = {
        "orgs.csv": ORGS,
        "roles.csv": table(roles, ("userSourcedId", "role", "orgSourcedId")),
        "enrollments.csv": table(enrolled, ("schoolSourcedId", "userSourcedId", "role")),
        "users.csv": table([person(0), person(1), *pupils(1)], head),
    }
    found = took(cast, [zipped(parts)])
    assert found.source == "oneroster12" and found.counts["pupils"] == 1 and found.counts["others"] == 1
    assert people() == {
        "T0": ("Ada Lund0", "Principal, Cordgrass High School", False),
        "T1": ("Ada Lund1", "Teacher, Cordgrass High School", False),
    }
    manifest = b"propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,delta\n"
    more = {
        "manifest.csv": manifest,
        "roles.csv": table(roles[:0], ("userSourcedId", "role", "orgSourcedId")),
        "users.csv": table([person(1, familyName="Lundgren", status="active")], head),
    }
    found = took(cast, [zipped(more)])
    assert found.mode == "delta" and {**found.counts, "staff": 1} == {"changed": 1, "staff": 1, "pupils": 0, "guardians": 0, "others": 0}
    assert people()["T1"] == ("Ada Lundgren", "Teacher, Cordgrass High School", False)
    gone = table([person(1, status="tobedeleted")], head)
    with pytest.raises(Unfit, match="1 unmet"):
        took(cast, [zipped(more | {"users.csv": gone})])


def test_a_plain_list_of_staff_is_read_by_its_columns_and_somebody_who_ends_loses_the_seats(cast: Cast) -> None:
    head = ("E-mail address", "Title", "Last name", "First name", "School")
    rows = [
        {"First name": f"Ada {n}", "Last name": "Lund", "E-mail address": f"a{n}@bluestem.example", "Title": "Nurse", "School": "CHS"}
        for n in range(9)
    ]
    mine = {"First name": "Ines", "Last name": "Castell", "E-mail address": cast.psychologist.email, "Title": "School Psychologist"}
    took(cast, [SimpleUploadedFile("staff.csv", table([*rows, mine], head))])
    assert people()["mail:a3@bluestem.example"] == ("Ada 3 Lund", "Nurse, CHS", False)
    took(cast, [SimpleUploadedFile("staff.csv", table(rows, head))])
    cast.psychologist.refresh_from_db()
    assert cast.psychologist.ended_at and not cast.psychologist.is_active
    assert str(cast.seat(cast.psychologist).until_on) == "2026-09-14"
    with pytest.raises(Unfit):
        took(cast, [SimpleUploadedFile("staff.csv", table(rows[:6], head))])


def bomb() -> SimpleUploadedFile:
    return zipped({"users.csv": b",".join(name.encode() for name in HEAD) + b"\n" + b"0" * 30_000_000})


def torn(*, head: bool) -> SimpleUploadedFile:
    """A zip whose directory is whole, and whose file is not: its own head, or what was packed."""
    sent = bytearray(zipped({"users.csv": table([person(n) for n in range(400)])}).read())
    at = 0 if head else 60
    sent[at : at + 8] = b"\xff" * 8
    return SimpleUploadedFile("oneroster.zip", bytes(sent))


def lying() -> SimpleUploadedFile:
    """A zip whose directory says less than is in it."""
    sent = zipped({"users.csv": table([person(n) for n in range(400)])}).read()
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        size = packed.infolist()[0].file_size
    return SimpleUploadedFile("oneroster.zip", sent.replace(size.to_bytes(4, "little"), (size // 3).to_bytes(4, "little")))


def renamed(one: str, other: str) -> list[SimpleUploadedFile]:
    """The header says each of two columns by the other's name."""
    swap = {one: other, other: one}
    rows = [person(n) for n in range(9)]
    return users([{swap.get(name, name): value for name, value in row.items()} for row in rows])


TEN = [person(n) for n in range(10)]
BAD = {
    "no column": (users(TEN, [name for name in HEAD if name != "email"]), "users.csv has no column “email”"),
    "mail and name swapped": (renamed("email", "givenName"), "Are two columns of the header swapped?"),
    "names swapped": (renamed("givenName", "familyName"), "First and last names stand the other way round"),
    "role and status swapped": (renamed("role", "orgSourcedIds"), "have no known role under “role”"),
    "enabled and status swapped": (renamed("enabledUser", "username"), "“enabledUser” where only true, false can stand"),
    "thirty in a hundred gone": (users(TEN[:7]), "3 of 10 people of the staff list are not in this file, more than 20 in a hundred"),
    "a number twice": (users([*TEN, person(20, sourcedId="T4")]), "Rows 6 and 12 have the same number in the staff list"),
    "Latin-1": ([SimpleUploadedFile("users.csv", table([person(0, familyName="Núñez")]).decode().encode("latin-1"))], "is not in UTF-8"),
    "a bomb": ([bomb()], "unpacks to more than a hundred times its size"),
    "a directory that lies": ([lying()], "This zip is damaged or not complete"),
    "a torn head": ([torn(head=True)], "This zip is damaged or not complete"),
    "torn words": ([torn(head=False)], "This zip is damaged or not complete"),
    "a path": ([zipped({"../users.csv": table(TEN)})], "has a path in its name"),
    "no zip": ([SimpleUploadedFile("oneroster.zip", b"PK\x03\x04 nothing")], "This zip is damaged"),
    "another kind": ([SimpleUploadedFile("staff.xlsx", b"PK")], "Only zip and CSV files"),
    "a cell too few": (
        [SimpleUploadedFile("users.csv", table(TEN) + b"T99,active\n")],
        "Row 12 of users.csv has 2 cells where the header has 12",
    ),
    "a zero byte": ([SimpleUploadedFile("users.csv", table([person(0, givenName="A\0da")]))], "cannot be kept"),
    "pupils alone": (users(pupils(4)), "No row of users.csv is about staff. Rows of pupils and guardians were counted and not read: 8."),
    "a column twice": ([SimpleUploadedFile("users.csv", table(TEN).replace(b"grades", b"e-mail", 1))], "has the column “email” twice"),
    "empty": ([SimpleUploadedFile("users.csv", b"")], "users.csv is empty"),
    "an endless line": ([SimpleUploadedFile("users.csv", table(TEN) + b"T," * 1_100_000)], "cannot be read from row 12 on"),
    "nothing": ([], "Choose the file"),
}


def test_a_bad_list_gets_a_clear_sentence_and_changes_nothing(cast: Cast) -> None:
    took(cast, users(TEN))
    browser = signed_in(cast.superintendent)
    before = people(), StaffImport.objects.count(), StaffLine.objects.count(), LogEntry.objects.count()
    said = {}
    for name, (files, _sentence) in BAD.items():
        for file in files:
            file.seek(0)
        typed = form_of(browser.get("/settings/staff-list/"), "/settings/staff-list/read/")
        answer = browser.post("/settings/staff-list/read/", {**typed, "list-mode": "bulk", "list-files": files})
        assert answer.status_code == 200, name
        said[name] = flat(answer.content.decode())
        assert (people(), StaffImport.objects.count(), StaffLine.objects.count(), LogEntry.objects.count()) == before, name
    assert [name for name, (_files, sentence) in BAD.items() if sentence not in said[name]] == []


def test_ten_pupils_for_each_teacher_are_counted_and_are_nowhere(cast: Cast, caplog, settings, tmp_path) -> None:
    """They come in a file too large for memory; what is kept of them is how many they were."""
    staff = [person(number) for number in range(1000)]
    files = users([*pupils(15_000), *staff])
    assert files[0].size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    browser = signed_in(cast.superintendent)
    typed = form_of(browser.get("/settings/staff-list/"), "/settings/staff-list/read/")
    answer = browser.post("/settings/staff-list/read/", {**typed, "list-mode": "bulk", "list-files": files}, follow=True)
    page = flat(answer.content.decode())
    assert "Rows of staff: 1000." in page and "15000 of pupils, 15000 of parents and guardians, 0 without a role of staff" in page
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        held = [name for name in tables if _holds(cursor, name)]
    assert held == [] and PUPIL not in page + caplog.text and SECRET not in page
    after = browser.get(answer.redirect_chain[-1][0] + "?show=new&after=WzFd").content.decode()
    assert after.count("An account is made") == 50


def _holds(cursor, name: str) -> bool:
    cursor.execute(f'select exists (select from "{name}" t where t::text ~ %s)', [f"{PUPIL}|{SECRET}|pupil1@|parent1@"])
    return cursor.fetchone()[0]
