"""The outage kit: each night the active cases at High and Imminent as one locked file for one named person of each district."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.access import excluded_people, visible_to
from cases.levels import Level
from cases.models import Case
from cases.workflow import Stage
from reporting import pdf
from reporting.documents import STYLESHEET
from reporting.documents.outage_kit import kit_html
from reporting.models import KitHolder
from reporting.pdf.locked import locked
from tat import audit, clock
from tat.models import DataKey, District, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.workflow import refuse
from triage.receipts import words_of

WORDS = 8
"""Of about 1,900: 87 bits of chance."""
NO_ACCOUNT = "That is no active account of this district."
ONESELF = "Name somebody else: whoever names the holder does not hold the envelope too."


@transaction.atomic
def name_kit_holder(*, district: District, holder: User) -> str:
    """From now on the district's kit is for this person, under a new passphrase, which is returned this once.

    For an administrator's command, so in the system's name. Raises ValueError for a person of another district.
    """
    if holder.district_id != district.pk or not holder.is_active:
        raise ValueError(NO_ACCOUNT)
    return _name(district, holder, by=None, at=clock.now())


@transaction.atomic
def name_kit_holder_by(*, by: User, holder: User | None) -> str:
    """As `name_kit_holder`, by the superintendent; never for oneself: a kit holds many cases, so two people take part in it.

    Raises PermissionDenied, Unfit.
    """
    at, district = clock.now(), _district_of(by)
    refuse(
        ("who", _(NO_ACCOUNT), holder is None or holder.district_id != district.pk or not holder.is_active),
        ("who", _(ONESELF), holder == by),
    )
    assert holder is not None
    return _name(district, holder, by=by, at=at)


@transaction.atomic
def end_kit(*, by: User) -> bool:
    """No kit is written any more. False where none was. Raises PermissionDenied."""
    at, district = clock.now(), _district_of(by)
    gone, _rows = KitHolder.objects.filter(district=district).delete()
    if gone:
        audit.record("kit_ended", by=by, at=at, district_id=district.pk)
    return bool(gone)


def holder_of(scope: Scope) -> KitHolder | None:
    """Who holds the envelope of the reader's district."""
    return KitHolder.objects.filter(district_id=scope.district_id or 0).select_related("holder").first()


def is_written() -> bool:
    """Whether this installation writes kits at all."""
    return bool(settings.OUTAGE_KIT_DIR)


def _district_of(by: User) -> District:
    if by.district_id is None or not may(scope_of(by, clock.now()), Permission.NAME_KIT_HOLDER):
        raise PermissionDenied
    return District.objects.select_for_update(no_key=True).get(pk=by.district_id)


def _name(district: District, holder: User, *, by: User | None, at: datetime) -> str:
    passphrase = " ".join(secrets.choice(words_of("en")) for _ in range(WORDS))
    KitHolder.objects.filter(district=district).delete()
    KitHolder.objects.create(district=district, holder=holder, key=DataKey.objects.mint(), passphrase=passphrase, named_at=at)
    audit.record("kit_holder_named", by=by, at=at, district_id=district.pk, detail=f"user {holder.pk}")
    return passphrase


def write_kits() -> int:
    """Write each district's kit over yesterday's. Returns how many; none where OUTAGE_KIT_DIR is not set."""
    if not settings.OUTAGE_KIT_DIR:
        return 0
    rows = KitHolder.objects.filter(holder__is_active=True).select_related("district", "holder", "key")
    return sum(_write(row) for row in rows.order_by("district__slug"))


def _write(row: KitHolder) -> bool:
    """Each case in it is a look of its holder; the file is there when that is written down, and not otherwise."""
    at = clock.now()
    cases = _cases(row, at)
    html = kit_html(row.district, cases, row.holder.full_name, at, STYLESHEET)
    content = locked(pdf.render(html, pdf.IN_WORKER).content, row.passphrase)  # outside a transaction: it takes its time
    with transaction.atomic():
        for case in cases:
            audit.record_access(row.holder, kind="paper", page="outage_kit", ref=(case.id, case.code), at=at)
        digest, whose = audit.digest_of([case.code for case in cases]), f"user {row.holder_id}"
        audit.record("kit_written", by=None, at=at, district_id=row.district_id, count=len(cases), digest=digest, detail=whose)
        _replace(Path(settings.OUTAGE_KIT_DIR) / f"outage-kit-{row.district.slug}.pdf", content)
    return True


def _cases(row: KitHolder, at: datetime) -> list[Case]:
    """None of an exercise, none from which its holder is excluded, and a restricted one only where its holder may see it anyway."""
    active = Case.objects.open().filter(district=row.district, practice=False)
    active = active.filter(Q(level__in=[Level.HIGH, Level.IMMINENT]) | Q(stage=Stage.CONTAINMENT))
    seen = set(visible_to(row.holder, at).filter(restricted=True).values_list("pk", flat=True))
    found = [case for case in active.select_related("building", "key").order_by("code") if not case.restricted or case.pk in seen]
    return [case for case in found if row.holder_id not in excluded_people(case, at)]


def _replace(path: Path, content: bytes) -> None:
    """Whole or not there: under another name first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(part, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(content)
        os.fsync(out.fileno())
    part.rename(path)
