"""The record of a tabletop exercise: who decided what when, in the order of the script, without a judgment of anybody."""

from datetime import datetime
from typing import Any

from reporting.documents.record import duties_of
from reporting.models import Exercise, ExerciseDecision


def exercise_record(exercise: Exercise, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    return {
        "exercise": exercise,
        "case": exercise.case,
        "players": list(exercise.players.order_by("name", "id")),
        "parts": parts_of(exercise, exercise.ended_at or at),
        "duties": duties_of(exercise.case),
        "training": exercise.training,
        "credited": list(exercise.training.trained.order_by("name", "id")) if exercise.training else [],
    }


def parts_of(exercise: Exercise, until: datetime) -> list[dict[str, Any]]:
    """The parts of the script that came by `until`, in order, each with its time and what was decided."""
    rows = ExerciseDecision.objects.filter(inject__exercise=exercise).select_related("case__key").order_by("recorded_at", "id")
    decided: dict[Any, list[ExerciseDecision]] = {}
    for row in rows:
        decided.setdefault(row.inject_id, []).append(row)
    parts = [(each, each.comes_at(exercise.recorded_at)) for each in exercise.injects.order_by("number")]
    return [{"inject": each, "at": at, "decisions": decided.get(each.pk, [])} for each, at in parts if at <= until]
