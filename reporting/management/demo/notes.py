"""Low-level notes of the demonstration: two on one student, so that one more opens a report, and one on somebody without a name."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.management.demo.school import account
from tat import clock
from tat.models import Building, User
from triage.actions.low_notes import NoteGiven, keep_note

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_notes.json"


def make_notes() -> int:
    """Keep each as its writer did, so long ago as it says; returns how many. The clock is afterwards as it was, whatever happens."""
    told: list[dict[str, Any]] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()
    try:
        for each in told:
            clock.offset(moved - timedelta(hours=each.pop("hours")))
            writer, building = User.objects.get(email=account(each.pop("by"))), Building.objects.get(code=each.pop("at"))
            keep_note(by=writer, given=NoteGiven(harm="no", building=building, **each))
    finally:
        clock.offset(moved)
    return len(told)
