"""What a staff list holds: rows of staff, one by one; rows of pupils and guardians are counted by their role and read no further.

OneRoster 1.1 has the role in users.csv, OneRoster 1.2 in roles.csv; a CSV of staff needs none. A column of passwords is never asked for.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from tat.actions.staff_import import words
from tat.actions.staff_import.columns import NOWHERE, Names, header_of, numbered, places, plain
from tat.actions.staff_import.containers import Part
from tat.models import StaffImport

Source, Mode = StaffImport.Source, StaffImport.Mode
STAFF: dict[str, str | Promise] = {
    "administrator": _l("Administrator"),
    "aide": _l("Aide"),
    "counselor": _l("Counselor"),
    "districtadministrator": _l("District administrator"),
    "principal": _l("Principal"),
    "proctor": _l("Proctor"),
    "siteadministrator": _l("School administrator"),
    "systemadministrator": _l("System administrator"),
    "teacher": _l("Teacher"),
}
PUPILS, GUARDIANS = frozenset({"student"}), frozenset({"guardian", "parent", "relative"})
DROPPED = dict.fromkeys(PUPILS, "pupils") | dict.fromkeys(GUARDIANS, "guardians")
OTHERS = "others"
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
STATUS = {"": "", "active": "", "tobedeleted": "gone", "inactive": "gone"}
ENABLED = {"": "", "true": "", "1": "", "yes": "", "false": "disabled", "0": "disabled", "no": "disabled"}
USERS, ROLES, ORGS, ENROLLMENTS, MANIFEST = "users.csv", "roles.csv", "orgs.csv", "enrollments.csv", "manifest.csv"
OF_USERS: Names = {"id": ("sourcedId",), "given": ("givenName",), "family": ("familyName",), "mail": ("email",)}
ALSO_OF_USERS: Names = {
    "role": ("role",),
    "status": ("status",),
    "enabled": ("enabledUser",),
    "username": ("username",),
    "org": ("primaryOrgSourcedId", "orgSourcedIds"),
    "called": ("preferredGivenName",),
    "called_family": ("preferredFamilyName",),
}
OF_ROLES: Names = {"user": ("userSourcedId",), "role": ("role",), "org": ("orgSourcedId",)}
OF_ENROLLMENTS: Names = {"user": ("userSourcedId",), "role": ("role",), "org": ("schoolSourcedId",)}
OF_ORGS: Names = {"id": ("sourcedId",), "name": ("name",)}
OF_STAFF: Names = {"mail": ("email", "e-mail", "email address", "mail")}
OF_NAMES: Names = {"given": ("first name", "given name", "first"), "family": ("last name", "family name", "last", "surname")}
ALSO_OF_STAFF: Names = {
    "id": ("staff id", "id", "employee id", "employee number", "number"),
    "name": ("name", "full name"),
    "position": ("position", "title", "job title"),
    "role": ("role",),
    "org": ("school", "building"),
}


class StaffRow(NamedTuple):
    """One row of staff. `state`: "" in service, "gone" or "disabled" as the other system says; `position` "" where it says none.

    `why` is the code of the sentence that refuses the row for what it says itself.
    """

    number: int
    source_id: str
    state: str
    email: str
    full_name: str
    position: str
    why: str


@dataclass
class Reading:
    """What is read. `rows` is read once; then `counts` has the rows of pupils, guardians and others that were dropped."""

    source: str
    mode: str
    name: str
    rows: Iterator[StaffRow]
    counts: Counter[str]
    schools: list[tuple[str, str]] = field(default_factory=list)
    """Name and number of each school of the file."""
    twice: set[str] = field(default_factory=set)
    """E-mail addresses that more than one row has."""


@dataclass
class Roles:
    """Of each person of roles.csv: the first role of staff with its place, and whether a pupil or guardian; names of the places."""

    staff: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    positions: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, source_id: str) -> str:
        """The role in OneRoster 1.2. A pupil who helps out is a pupil; a parent who teaches is staff."""
        if source_id in self.staff and self.dropped.get(source_id) != "pupils":
            return self.staff[source_id][0]
        return self.dropped.get(source_id) or (KNOWN if source_id in self.known else "")

    def position(self, role: str, source_id: str, orgs: str) -> str:
        """The role with the school: the first one of the row, else that of another file. "" where no role is said."""
        org = orgs.partition(",")[0].strip() or self.staff.get(source_id, ("", ""))[1]
        if (role, org) not in self.positions:
            self.positions[role, org] = _position(str(STAFF.get(role, "")), self.names.get(org, ""))
        return self.positions[role, org]


def read(parts: Mapping[str, Part], mode: str, known: Callable[[], frozenset[str]]) -> Reading:
    """Begin to read. `mode` holds where no manifest says otherwise; `known` gives the numbers of accounts that are here.

    Raises Unfit, here or while the rows are read, with what is wrong.
    """
    part = parts.get(USERS) or (next(iter(parts.values())) if len(parts) == 1 else None)
    if part is None:
        raise words.refused(words.NO_USERS)
    header = header_of(part)
    if part.name != USERS and not {"sourcedid", "givenname"} <= set(header):
        found = Reading(Source.STAFF_CSV, mode, part.name, iter(()), Counter())
        found.rows = judged(_staff(part, header, found.counts), found.twice)
        return found
    told = _manifest(parts.get(MANIFEST)).get("file.users", "")
    is_12 = "role" not in header
    if is_12 and ROLES not in parts:
        raise words.refused(words.NO_ROLES)
    source = Source.ONEROSTER_12 if is_12 else Source.ONEROSTER_11
    found = Reading(source, told if told in Mode.values else mode, part.name, iter(()), Counter())
    orgs = _cells(parts, ORGS, OF_ORGS, {"type": ("type",), "identifier": ("identifier",)})
    found.schools = [(row["name"], row["identifier"] or row["id"]) for row in orgs if row["type"].strip().lower() in ("", "school")]
    roles = _roles(parts, is_12, known() if is_12 and found.mode == Mode.DELTA else frozenset())
    roles.names = {row["id"].strip(): " ".join(row["name"].split()) for row in orgs}
    found.rows = judged(_users(part, len(header), found.counts, roles), found.twice)
    return found


def judged(rows: Iterator[tuple[int, str, str, str, str, str]], twice: set[str]) -> Iterator[StaffRow]:
    """Each row with why it is refused, as far as it says so itself. Raises Unfit for a number that stands twice, or hardly any address."""
    numbers: dict[str, int] = {}
    mails: set[str] = set()
    count = without = 0
    for row in rows:
        number, source_id, state, mail, name, position = row
        if source_id and numbers.setdefault(source_id, number) != number:
            raise words.refused(words.ID_TWICE, first=numbers[source_id], second=number)
        if mail in mails:
            twice.add(mail)
        mails.add(mail)
        count += 1
        without += "@" not in mail and state != "gone"
        fits = len(source_id) <= 255 and len(mail) <= 254 and len(name) <= 150 and len(position) <= 150
        sound = source_id and (state == "gone" or (name and fits and MAIL.fullmatch(mail)))
        yield StaffRow(*row, "" if sound else _why(source_id, mail, name))
    if without * 2 > count:
        raise words.refused(words.MAIL_SWAPPED)


def _why(source_id: str, mail: str, name: str) -> str:
    if not source_id:
        return "no_id"
    if not name:
        return "no_name"
    if not mail:
        return "no_mail"
    return "too_long" if MAIL.fullmatch(mail) else "bad_mail"


def _manifest(part: Part | None) -> dict[str, str]:
    if part is None:
        return {}
    return {row[0].strip().lower(): row[1].strip().lower() for row in part.rows() if len(row) > 1}


def _cells(parts: Mapping[str, Part], name: str, needed: Names, also: Names) -> list[dict[str, str]]:
    if name not in parts:
        return []
    at = places(parts[name], needed, also)
    return [{word: row[place] for word, place in at.items()} for _number, row in numbered(parts[name], len(header_of(parts[name])))]


def _roles(parts: Mapping[str, Part], is_12: bool, known: frozenset[str]) -> Roles:
    """From roles.csv who is staff; from enrollments.csv where somebody teaches of whom no other file says a place."""
    found = Roles(known=known)
    if is_12:
        _add(parts[ROLES], OF_ROLES, found.staff, found.dropped)
    if ENROLLMENTS in parts:
        taught: dict[str, tuple[str, str]] = {}
        _add(parts[ENROLLMENTS], OF_ENROLLMENTS, taught, {})
        for user, (role, org) in taught.items():
            held = found.staff.get(user)
            if not is_12 or (held and not held[1]):
                found.staff[user] = (held[0] if held else role, org)
    return found


def _add(part: Part, needed: Names, staff: dict[str, tuple[str, str]], dropped: dict[str, str]) -> None:
    at = places(part, needed, {"status": ("status",)})
    user, role, org, status = at["user"], at["role"], at["org"], at["status"]
    for _number, row in numbered(part, len(header_of(part))):
        if STATUS.get(row[status].strip().lower()) == "gone":
            continue
        word, person = plain(row[role]), row[user].strip()
        if word in STAFF:
            staff.setdefault(person, (word, row[org].strip()))
        elif word in DROPPED and dropped.get(person) != "pupils":
            dropped[person] = DROPPED[word]


def _users(part: Part, width: int, counts: Counter[str], roles: Roles) -> Iterator[tuple[int, str, str, str, str, str]]:
    at = places(part, OF_USERS, ALSO_OF_USERS)
    id_at, role_at, mail_at, given_at, family_at, org_at = (at[word] for word in ("id", "role", "mail", "given", "family", "org"))
    status_at, enabled_at, username_at = at["status"], at["enabled"], at["username"]
    called_at, called_family_at = at["called"], at["called_family"]
    states: dict[tuple[str, str], str] = {}
    for number, row in numbered(part, width):
        source_id = row[id_at].strip()
        role = plain(row[role_at]) if role_at != NOWHERE else roles.of(source_id)
        if role not in STAFF and role != KNOWN:
            counts[DROPPED.get(role) or (role if role in ("pupils", "guardians") else OTHERS)] += 1
            continue
        said = row[status_at], row[enabled_at]
        if said not in states:
            states[said] = _state(part.name, number, *said)
        mail = row[mail_at] or (row[username_at] if "@" in row[username_at] else "")
        name = f"{row[called_at] or row[given_at]} {row[called_family_at] or row[family_at]}"
        counts["staff"] += 1
        position = roles.position(role, source_id, row[org_at])
        yield number, source_id, states[said], mail.strip().lower(), " ".join(name.split()), position


KNOWN = "known"
"""Stands for the role of somebody who has an account here, of whom a file of changes says no role."""


def _position(role: str, school: str) -> str:
    return f"{role}, {school}" if role and school else role


def _state(name: str, number: int, status: str, enabled: str) -> str:
    """Raises Unfit where another column stands under the name of one of these two."""
    gone, disabled = STATUS.get(status.strip().lower()), ENABLED.get(enabled.strip().lower())
    if gone is None:
        raise words.refused(words.NOT_THERE, row=number, name=name, column="status", known="active, tobedeleted")
    if disabled is None:
        raise words.refused(words.NOT_THERE, row=number, name=name, column="enabledUser", known="true, false")
    return gone or disabled


def _staff(part: Part, header: list[str], counts: Counter[str]) -> Iterator[tuple[int, str, str, str, str, str]]:
    """A CSV of staff: an address and a name; a number, a position, a role and a school where they are there."""
    has_name = not {"name", "fullname"}.isdisjoint(header)
    at = places(part, OF_STAFF if has_name else {**OF_STAFF, **OF_NAMES}, {**OF_NAMES, **ALSO_OF_STAFF} if has_name else ALSO_OF_STAFF)
    for number, row in numbered(part, len(header)):
        cell = {word: " ".join(row[place].split()) for word, place in at.items()}
        role, mail = plain(cell["role"]), cell["mail"].lower()
        if role in DROPPED:
            counts[DROPPED[role]] += 1
            continue
        counts["staff"] += 1
        name = cell["name"] or f"{cell['given']} {cell['family']}".strip()
        position = _position(cell["position"] or str(STAFF.get(role, "")), cell["org"])
        yield number, cell["id"] or (f"mail:{mail}" if mail else ""), "", mail, name, position
