"""What a staff list holds: rows of staff, one by one; rows of pupils and guardians are counted by their role and read no further.

OneRoster 1.1 has the role in users.csv, OneRoster 1.2 in roles.csv; a CSV of staff needs none. A column of passwords is never asked for.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from tat.actions.staff_import import words
from tat.actions.staff_import.columns import Names, header_of, numbered, places, plain
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
    """One row of staff. `state`: "" in service, "gone" or "disabled" as the other system says; `position` "" where it says none."""

    number: int
    source_id: str
    state: str
    email: str
    full_name: str
    position: str


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


@dataclass
class Roles:
    """Of each person of roles.csv: the first role of staff with its place, and whether a pupil or guardian."""

    staff: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)


def read(parts: Mapping[str, Part], mode: str, known: Callable[[], frozenset[str]]) -> Reading:
    """Begin to read. `mode` holds where no manifest says otherwise; `known` gives the numbers of accounts that are here.

    Raises Unfit, here or while the rows are read, with what is wrong.
    """
    counts: Counter[str] = Counter()
    if USERS not in parts and len(parts) > 1:
        raise words.refused(words.NO_USERS)
    part = parts.get(USERS) or next(iter(parts.values()), None)
    if part is None:
        raise words.refused(words.NO_USERS)
    header = header_of(part)
    if part.name != USERS and not {"sourcedid", "givenname"} <= set(header):
        return Reading(Source.STAFF_CSV, mode, part.name, _staff(part, len(header), counts), counts)
    told = _manifest(parts.get(MANIFEST))
    mode = told.get("file.users", mode) if told.get("file.users") in Mode.values else mode
    if "role" not in header and ROLES not in parts:
        raise words.refused(words.NO_ROLES)
    orgs = _cells(parts, ORGS, OF_ORGS, {"type": ("type",), "identifier": ("identifier",)})
    names = {row["id"]: row["name"] for row in orgs}
    is_12 = "role" not in header
    of_roles = _roles(parts, is_12)
    known_here = known() if is_12 and mode == Mode.DELTA else frozenset()
    rows = _users(part, len(header), counts, names, of_roles, known_here)
    schools = [(row["name"], row.get("identifier") or row["id"]) for row in orgs if row.get("type", "school").strip().lower() == "school"]
    return Reading(Source.ONEROSTER_12 if is_12 else Source.ONEROSTER_11, mode, part.name, rows, counts, schools)


def _manifest(part: Part | None) -> dict[str, str]:
    if part is None:
        return {}
    return {row[0].strip().lower(): row[1].strip().lower() for row in part.rows() if len(row) > 1}


def _cells(parts: Mapping[str, Part], name: str, needed: Names, also: Names) -> list[dict[str, str]]:
    if name not in parts:
        return []
    at = places(parts[name], needed, also)
    width = len(header_of(parts[name]))
    return [{word: row[place] for word, place in at.items()} for _number, row in numbered(parts[name], width)]


def _roles(parts: Mapping[str, Part], is_12: bool) -> Roles:
    """From roles.csv who is staff; from enrollments.csv where somebody teaches of whom no other file says a place."""
    found = Roles()
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
    user, role, org, status = at["user"], at["role"], at["org"], at.get("status")
    for _number, row in numbered(part, len(header_of(part))):
        if status is not None and STATUS.get(row[status].strip().lower()) == "gone":
            continue
        word = plain(row[role])
        if word in STAFF:
            staff.setdefault(row[user].strip(), (word, row[org].strip()))
        elif word in DROPPED and dropped.get(row[user]) != "pupils":
            dropped[row[user].strip()] = DROPPED[word]


def _users(
    part: Part, width: int, counts: Counter[str], orgs: Mapping[str, str], roles: Roles, known: frozenset[str]
) -> Iterator[StaffRow]:
    at = places(part, OF_USERS, ALSO_OF_USERS)
    has_role, cell = "role" in at, at.get
    number_at, mail_at = at["id"], at["mail"]
    for number, row in numbered(part, width):
        source_id = row[number_at].strip()
        role = plain(row[at["role"]]) if has_role else _role_in_12(source_id, roles, known)
        if role not in STAFF and role != KNOWN:
            counts[DROPPED.get(role, role if role in ("pupils", "guardians") else OTHERS)] += 1
            continue
        mail = row[mail_at] or (row[at["username"]] if "username" in at and "@" in row[at["username"]] else "")
        org = (
            next((each.strip() for each in _cell(row, cell("org")).split(",") if each.strip()), "")
            or roles.staff.get(source_id, ("", ""))[1]
        )
        given = _cell(row, cell("called")) or row[at["given"]]
        family = _cell(row, cell("called_family")) or row[at["family"]]
        counts["staff"] += 1
        yield StaffRow(
            number,
            source_id,
            _state(part.name, number, _cell(row, cell("status")), _cell(row, cell("enabled"))),
            mail.strip().lower(),
            " ".join(f"{given} {family}".split()),
            "" if role == KNOWN else _position(STAFF[role], orgs.get(org, "")),
        )


KNOWN = "known"
"""Stands for the role of somebody who has an account here, of whom a file of changes says no role."""


def _role_in_12(source_id: str, roles: Roles, known: frozenset[str]) -> str:
    """A pupil who helps out is a pupil; a parent who teaches is staff."""
    if source_id in roles.staff and roles.dropped.get(source_id) != "pupils":
        return roles.staff[source_id][0]
    return roles.dropped.get(source_id) or (KNOWN if source_id in known else "")


def _cell(row: list[str], place: int | None) -> str:
    return row[place] if place is not None else ""


def _position(role: str | Promise, school: str) -> str:
    return f"{role}, {' '.join(school.split())}" if school else str(role)


def _state(name: str, number: int, status: str, enabled: str) -> str:
    """Raises Unfit where another column stands under the name of one of these two."""
    gone, disabled = STATUS.get(status.strip().lower()), ENABLED.get(enabled.strip().lower())
    if gone is None:
        raise words.refused(words.NOT_THERE, row=number, name=name, column="status", known="active, tobedeleted")
    if disabled is None:
        raise words.refused(words.NOT_THERE, row=number, name=name, column="enabledUser", known="true, false")
    return gone or disabled


def _staff(part: Part, width: int, counts: Counter[str]) -> Iterator[StaffRow]:
    """A CSV of staff: an address and a name; a number, a position, a role and a school where they are there."""
    header = header_of(part)
    at = places(part, OF_STAFF | ({} if "name" in header or "fullname" in header else OF_NAMES), ALSO_OF_STAFF)
    for number, row in numbered(part, width):
        role = plain(row[at["role"]]) if "role" in at else ""
        if "role" in at and role in DROPPED:
            counts[DROPPED[role]] += 1
            continue
        mail, name = (
            row[at["mail"]].strip().lower(),
            _cell(row, at.get("name")) or " ".join((_cell(row, at.get("given")), _cell(row, at.get("family")))),
        )
        position = " ".join(_cell(row, at.get("position")).split()) or str(STAFF.get(role, ""))
        counts["staff"] += 1
        yield StaffRow(
            number,
            _cell(row, at.get("id")).strip() or (f"mail:{mail}" if mail else ""),
            "",
            mail,
            " ".join(name.split()),
            _position(position, _cell(row, at.get("org"))) if position else "",
        )
