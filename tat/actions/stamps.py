"""The stamp on every entry: name and position frozen at the moment of writing (105 ILCS 10/4(d))."""

from datetime import datetime
from typing import Any

from tat.models import User

SYSTEM = "The system"


def stamp(by: User | None, at: datetime) -> dict[str, Any]:
    """The fields of an entry that say who wrote it and when; `by` None is the system itself."""
    return {
        "recorded_by": by,
        "recorded_name": by.full_name if by else SYSTEM,
        "recorded_position": by.position if by else "",
        "recorded_at": at,
    }
