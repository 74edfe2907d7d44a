"""Where on the Pathway to Violence, which way, and on what basis; every change is kept."""

import uuid

from django.db import transaction

from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.models import Case, PathwayStage
from cases.step import Grievance
from tat import clock
from tat.models import User

STAGE = "Choose the stage that was seen, or “No movement seen”."
DIRECTION = "Choose which way it moves; “Not known” is an answer."
GRIEVANCE = "Choose whether there is a grievance; “Not known” is an answer. It is asked apart from every stage (handbook 5.4)."
BASIS = "Write what it rests on: what was seen or said, when, and by whom (handbook 5.4)."
CHANGED = "Somebody recorded a stage meanwhile. Your text is still here. Compare it with the one that stands now, and save again."

STAGES = list(PathwayStage.Stage.values)


@transaction.atomic
def set_pathway(
    *, case: Case, by: User, stage: str, direction: str, basis: str, grievance: str, seen: uuid.UUID | None = None
) -> PathwayStage:
    """Record the stage as the team sees it now, and whether there is a grievance; the earlier entries stay.

    `seen` is the entry that stood on the page: raises Overtaken where another stands meanwhile, Blocked where something is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    refuse(
        ("stage", STAGE, stage not in PathwayStage.Stage.values),
        ("direction", DIRECTION, direction not in PathwayStage.Direction.values),
        ("grievance", GRIEVANCE, grievance not in Grievance.values),
        ("basis", BASIS, not basis.strip()),
    )
    latest = locked.pathwaystage_set.order_by("-recorded_at", "-id").first()
    if latest is not None and latest.pk != seen:
        raise Overtaken(CHANGED, latest)
    words = {"stage": stage, "direction": direction, "basis": basis.strip(), "grievance": grievance}
    found = PathwayStage.objects.create(case=locked, **words, **stamp(by, at))
    touch_facts(locked)
    if latest is not None and STAGES.index(stage) > STAGES.index(latest.stage):
        note_trigger(locked, Kind.PATHWAY, ref=f"pathway:{found.id}", by=by, at=at)
    log_case("pathway_set", locked, by=by, at=at, detail=f"pathway:{found.id}")
    return found
