"""Public tips of the demonstration: one that nobody has opened, one with a question, one about staff, and one that names no school."""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.management.demo.school import account
from tat import clock
from tat.models import Building, District, User
from triage.actions.inbox import ask_reporter, open_tip
from triage.actions.tips import TipGiven, receive_tip

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_tips.json"


def make_tips() -> int:
    """Send each as somebody did, so many minutes ago; returns how many. The clock is afterwards as it was, whatever happens."""
    told: list[dict[str, Any]] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()
    try:
        for each in told:
            clock.offset(moved - timedelta(minutes=each.pop("minutes")))
            _send(each)
    finally:
        clock.offset(moved)
    return len(told)


def _send(each: dict[str, Any]) -> None:
    building = Building.objects.filter(code=each.pop("at")).first()
    read_by, question = each.pop("read_by", ""), each.pop("question", "")
    given = TipGiven(district=District.objects.get(), building=building, form_key=uuid.uuid4().hex, **each)
    tip = receive_tip(given=given)
    if read_by:
        reader = User.objects.get(email=account(read_by))
        open_tip(tip=tip, by=reader)
        ask_reporter(tip=tip, by=reader, text=question)
