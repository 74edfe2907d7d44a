"""The certificate of a disposal that was carried out: codes, days, who decided, under which approved certificate; no name of a student."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting.models import RecordsMatter
from tat.models import District

DISPOSAL = "disposal_certificate"


@dataclass(frozen=True)
class DisposalPaper:
    """One disposal with its tombstones."""

    matter: RecordsMatter

    @property
    def district(self) -> District:
        return self.matter.district


def disposal_certificate(about: DisposalPaper, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    stones = list(about.matter.tombstones.order_by("code"))
    return {
        "matter": about.matter,
        "district": about.district,
        "language": "en",
        "at": at,
        "stones": stones,
        "first": stones[0] if stones else None,
        "files": sum({stone.code: len(stone.files) for stone in stones}.values()),
    }
