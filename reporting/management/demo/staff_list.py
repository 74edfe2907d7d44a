"""Staff lists of the demonstration: one that was applied, and the next one, whose differences wait for a decision. Invented people."""

import csv
import io
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile

from reporting.management.demo.school import account
from tat.actions.accounts import AccountGiven, change_account
from tat.actions.staff_import import apply_import, read_staff
from tat.models import User

HEAD = ("sourcedId", "enabledUser", "role", "givenName", "familyName", "email")
NEW = (("Thea", "Marlowe", "teacher"), ("Anselm", "Pruitt", "aide"), ("Yara", "Quimby", "teacher"), ("Otto", "Delacroix", "administrator"))
NEXT = (("Ruth", "Vandermeer", "teacher"), ("Caspian", "Holt", "counselor"))
JOINED = 5
"""How many accounts that were made by hand the list joins to itself."""


def make_staff_lists() -> None:
    """Join some accounts made by hand to a list and make a few more; then read the next list, and leave it."""
    chief = User.objects.get(email=account("superintendent"))
    joined = list(User.objects.filter(district=chief.district, position="Teacher").order_by("full_name", "pk")[:JOINED])
    known = [_row(f"B{person.pk}", *person.full_name.split(" ", 1), "teacher", person.email) for person in joined]
    found = read_staff(by=chief, files=[_users([*known, *map(_new, NEW)])], mode="bulk")
    assert found is not None
    apply_import(by=chief, import_id=found.pk)
    typed = User.objects.get(email=_new(NEW[0])[-1])
    given = AccountGiven(email=typed.email, full_name=typed.full_name, position="Dean of Students")
    change_account(by=chief, user_id=typed.pk, given=given)
    changed = [_new(NEW[0]), (*_new(NEW[1])[:4], "Pruitt-Lane", _new(NEW[1])[-1]), _new(NEW[2])]
    broken = _row("N90", "Bram", "Okafor", "teacher", "")
    pupils = [_row(f"S{n}", "Pupil", str(n), "student", "") for n in range(30)]
    read_staff(by=chief, files=[_users([*known, *changed, *map(_new, NEXT), broken, *pupils])], mode="bulk")


def _new(person: tuple[str, str, str]) -> tuple[str, ...]:
    first, last, role = person
    return _row(f"N{first}{last}", first, last, role, account(f"{first}.{last}".lower()))


def _row(number: str, first: str, last: str, role: str, mail: str) -> tuple[str, ...]:
    return number, "true", role, first, last, mail


def _users(rows: Iterable[tuple[str, ...]]) -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return SimpleUploadedFile("users.csv", out.getvalue().encode())
