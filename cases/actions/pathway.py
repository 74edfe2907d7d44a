"""Where on the Pathway to Violence, which way, and on what basis; every change is kept."""

from django.db import transaction

from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.models import Case, PathwayStage
from tat import clock
from tat.models import User

STAGE = "Choose the stage that was seen, or “No movement seen”."
DIRECTION = "Choose which way it moves; “Not known” is an answer."
BASIS = "Write what it rests on: what was seen or said, when, and by whom (handbook 5.4)."


@transaction.atomic
def set_pathway(*, case: Case, by: User, stage: str, direction: str, basis: str) -> PathwayStage:
    """Record the stage as the team sees it now; the earlier ones stay. Raises Blocked without a stage, a direction or a basis."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    refuse(
        ("stage", STAGE, stage not in PathwayStage.Stage.values),
        ("direction", DIRECTION, direction not in PathwayStage.Direction.values),
        ("basis", BASIS, not basis.strip()),
    )
    found = PathwayStage.objects.create(case=locked, stage=stage, direction=direction, basis=basis.strip(), **stamp(by, at))
    touch_facts(locked)
    log_case("pathway_set", locked, by=by, at=at, detail=f"pathway:{found.id}")
    return found
