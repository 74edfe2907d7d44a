"""The numbers that a district sets itself, within what the product allows: shorter clocks, never longer ones."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tat import audit, clock
from tat.models import District, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.workflow import Blocked

NUMBERS = ("update_days", "target_minutes", "note_threshold", "note_window_days")
CHANGED = "Somebody changed these numbers meanwhile. Yours are still here; look at what stands now, then save again."


def token_of(district: District) -> str:
    """What a form carries of the numbers that it was written on."""
    return ".".join(str(getattr(district, name)) for name in NUMBERS)


@transaction.atomic
def set_clocks(*, district: District, by: User, seen: str, numbers: Mapping[str, int]) -> District:
    """Set the district's numbers. They hold for what begins from now on; a clock that runs keeps its due time.

    Raises PermissionDenied, Blocked where somebody changed them since `seen`, ValidationError for a number out of its bounds.
    """
    at = clock.now()
    if by.district_id != district.pk or not may(scope_of(by, at), Permission.EDIT_GUIDANCE):
        raise PermissionDenied
    locked = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    if token_of(locked) != seen:
        raise Blocked((CHANGED,))
    changed = [name for name in NUMBERS if getattr(locked, name) != numbers[name]]
    for name in changed:
        setattr(locked, name, numbers[name])
    locked.clean_fields(exclude=[field.name for field in District._meta.fields if field.name not in NUMBERS])
    if changed:
        locked.save(update_fields=changed)
        audit.record("clocks_set", by=by, at=at, district_id=locked.pk, changed=changed, detail=token_of(locked))
    return locked
