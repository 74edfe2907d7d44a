"""The outage kit: one locked file for one named person, with what that person may have, and a line in the log for it."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from cases.models import Case
from reporting.tasks import write_outage_kits
from tat.models import AccessEntry, LogEntry, Standing, User
from tests.cases.managed import classified, planned
from tests.cast import Cast, as_practice
from tests.reporting.tags import read, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-4")]
At = Callable[[str], datetime]


@pytest.fixture
def kits(settings: Any, tmp_path: Path) -> Path:
    settings.OUTAGE_KIT_DIR = str(tmp_path / "kits")
    return tmp_path / "kits"


def named(cast: Cast, person: User) -> str:
    out = StringIO()
    call_command("name_kit_holder", cast.district.slug, to=person.email, stdout=out)
    return out.getvalue().strip().splitlines()[-1].strip()


def text_of(path: Path, passphrase: str) -> str:
    """The words of the pages without spaces, opened with the passphrase."""
    plain = BytesIO()
    with pikepdf.open(path, password=passphrase) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        pdf.save(plain, encryption=False)
    return read(plain.getvalue()).document.text


def test_active_cases_at_high_and_imminent_are_in_it_for_the_named_person_alone(cast: Cast, kits: Path, at: At) -> None:
    at("2026-09-14 08:00")
    high, moderate, aside, practice = planned(cast, "high"), classified(cast), classified(cast, "high"), classified(cast, "imminent")
    as_practice(practice, cast.principal)
    _exclude(aside, cast.superintendent, at("2026-09-21 08:00"))
    assert write_outage_kits() == 0, "nobody is named yet"
    words = named(cast, cast.superintendent)
    assert len(words.split()) == 8 and words not in str(LogEntry.objects.values_list("detail", flat=True))
    assert (write_outage_kits(), write_outage_kits()) == (1, 1)
    (path,) = kits.iterdir()
    assert path.name == f"outage-kit-{cast.district.slug}.pdf" and path.stat().st_mode & 0o077 == 0
    sealed = path.read_bytes()
    assert high.code.encode() not in sealed and b"Outage kit" not in sealed
    for wrong in ("", words + "x"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path, password=wrong)
    text = text_of(path, words)
    for said in (high.code, "What is in place", f"For {cast.superintendent.full_name} alone"):
        assert squeezed(said) in text
    assert not [case.code for case in (moderate, aside, practice) if case.code in text]
    looks = AccessEntry.objects.filter(page="outage_kit", user_id=cast.superintendent.pk)
    assert list(looks.values_list("code", flat=True)) == [high.code] * 2, "one for each night's kit"
    assert list(LogEntry.objects.filter(action="kit_written").values_list("count", flat=True)) == [1, 1]


def test_a_restricted_case_is_in_it_only_for_whom_it_is_open_to_and_a_new_envelope_ends_the_old_one(cast: Cast, kits: Path, at: At) -> None:
    at("2026-09-14 08:00")
    case = classified(cast, "high")
    Case.objects.filter(pk=case.pk).update(restricted=True)
    old = named(cast, cast.superintendent)
    write_outage_kits()
    path = kits / f"outage-kit-{cast.district.slug}.pdf"
    assert squeezed("No active case is at High Level or Imminent.") in text_of(path, old)
    named(cast, cast.superintendent)
    write_outage_kits()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path, password=old)
    User.objects.filter(pk=cast.superintendent.pk).update(is_active=False)
    assert write_outage_kits() == 0
    with pytest.raises(CommandError, match="no active account of this district"):
        named(cast, cast.superintendent)


def _exclude(case: Case, person: User, at: datetime) -> None:
    """As a recorded conflict does."""
    about = {"about_kind": "case", "about_id": case.pk}
    Standing.objects.create(person=person, capacity=Standing.Capacity.EXCLUDED, from_at=case.opened_at, by=person, **about)
