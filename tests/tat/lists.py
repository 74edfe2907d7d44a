"""Staff lists as other systems write them; invented people only."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = ("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "givenName", "familyName", "email")
HEAD += ("grades", "password")
SECRET, PUPIL = "never-read-this", "Pupilla"


def person(number: int, role: str = "teacher", **cells: str) -> dict[str, str]:
    """A row of users.csv."""
    words = {"sourcedId": f"T{number}", "enabledUser": "true", "orgSourcedIds": "chs", "role": role, "password": SECRET}
    named = {"givenName": "Ada", "familyName": f"Lund{number}", "email": f"ada.lund{number}@bluestem.example", "username": f"alund{number}"}
    return words | named | cells


def pupils(count: int) -> list[dict[str, str]]:
    """Rows of pupils, each with a parent."""
    found = []
    for number in range(count):
        found.append(person(number, "student", sourcedId=f"S{number}", givenName=PUPIL, email=f"pupil{number}@bluestem.example"))
        found.append(person(number, "parent", sourcedId=f"P{number}", givenName=PUPIL, email=f"parent{number}@home.example"))
    return found


def table(rows: Iterable[Mapping[str, str]], head: Sequence[str] = HEAD) -> bytes:
    """A CSV with these columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def zipped(parts: Mapping[str, bytes], name: str = "oneroster.zip") -> SimpleUploadedFile:
    """A zip as it is sent."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for each, content in parts.items():
            packed.writestr(each, content)
    return SimpleUploadedFile(name, out.getvalue())


def users(rows: Iterable[Mapping[str, str]], head: Sequence[str] = HEAD) -> list[SimpleUploadedFile]:
    """users.csv alone, as it is sent."""
    return [SimpleUploadedFile("users.csv", table(rows, head))]
