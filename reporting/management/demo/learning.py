"""What the demonstration's people have read, a certificate, and two questions to teams, one of which waits."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.management.demo.pictures import chat
from tat import clock
from tat.actions.exhibits import EditionGiven, add_edition, record_read
from tat.actions.training_files import add_training_files
from tat.models import Building, Training, User
from tat.statutes import local_date
from triage.actions.consultations import answer_question, ask_team

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_learning.json"


def make_learning() -> None:
    """Editions, reads, a certificate and questions, each act at its time. The clock is afterwards as it was, whatever happens."""
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    moved, real_now = clock.moved_by(), clock.now()

    def on(moment: datetime) -> None:
        clock.offset(moved - max(real_now - moment, timedelta(0)))

    try:
        for each in told["editions"]:
            on(real_now - timedelta(days=each["days"]))
            given = EditionGiven(**{name: each[name] for name in ("exhibit", "title", "text")}, adopted_on=local_date(clock.now()))
            add_edition(by=_person("superintendent"), given=given)
        for each in told["reads"]:
            on(real_now - timedelta(days=each["days"]))
            for exhibit in each["exhibits"]:
                record_read(by=_person(each["by"]), exhibit=exhibit, on=local_date(clock.now()))
        for each in told["questions"]:
            _ask(each, real_now, on)
    finally:
        clock.offset(moved)
    training = Training.objects.filter(topic=Training.Topic.COMMUNITY).latest("recorded_at")
    add_training_files(training_id=training.pk, by=training.recorded_by, given=[replace(chat(), name="Sign-in sheet.png")])


def _ask(told: dict[str, Any], real_now: datetime, on: Callable[[datetime], None]) -> None:
    on(real_now - timedelta(hours=told["hours"]))
    row = ask_team(by=_person(told["by"]), building=Building.objects.get(code=told["at"]), question=told["question"])
    if told.get("answer"):
        on(real_now - timedelta(hours=told["hours"] - 2))
        answer_question(consultation_id=row.pk, by=_person(told["answered_by"]), text=told["answer"])


def _person(short: str) -> User:
    return User.objects.get(email__startswith=f"{short}@")
