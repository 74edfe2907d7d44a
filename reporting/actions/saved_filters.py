"""The filters that a person keeps under names of their own: saved, read, removed. Nobody else ever reads them."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.actions.sought_cases import Narrowing, narrowing
from reporting.models import SavedFilter
from tat import audit, clock
from tat.models import DataKey, User
from tat.workflow import refuse

MOST_FILTERS = 20
NAME, TAKEN = "Write what to call this filter.", "You have a filter of this name. Choose another, or remove the old one first."
NOTHING = "Nothing is chosen that this filter would keep. Choose a stage, a level, a building, your part, or what is overdue."
FULL = "You keep 20 filters, and more do not fit. Remove one first."
LOST = "The building is not, or no longer, one of yours. Choose another."


def filters_of(user_id: int) -> list[SavedFilter]:
    """The filters of this person, in the order in which they were saved."""
    return list(SavedFilter.objects.filter(owner_id=user_id).select_related("key").order_by("saved_at", "pk"))


def kept(row: SavedFilter, places: Mapping[int, str]) -> Narrowing:
    """What a saved filter narrows to today, where `places` are the person's buildings."""
    building = str(row.building_id) if row.building_id else ""
    fields = {"show": row.show, "stage": row.stage, "level": row.level, "building": building, "part": row.part}
    return narrowing(fields | {"overdue": "on" if row.overdue else ""}, places)


@transaction.atomic
def save_filter(*, by: User, name: str, narrow: Narrowing) -> SavedFilter:
    """Keep a filter under this name. Raises Unfit."""
    at, name = clock.now(), " ".join(name.split())
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    held = filters_of(by.pk)
    taken = any(each.name.casefold() == name.casefold() for each in held)
    refuse(
        ("name", _(NAME), not name),
        ("name", _(TAKEN), taken),
        ("name", _(FULL), len(held) >= MOST_FILTERS),
        ("building", _(LOST), narrow.lost),
        ("show", _(NOTHING), not narrow.narrows()),
    )
    fields = {"show": narrow.show, "stage": narrow.stage, "level": narrow.level, "part": narrow.part, "overdue": narrow.overdue}
    key = DataKey.objects.mint()
    row = SavedFilter.objects.create(owner=by, key=key, name=name, building_id=narrow.building, saved_at=at, **fields)
    audit.record("filter_saved", by=by, at=at, about=("filter", row.pk), district_id=by.district_id, changed=sorted(narrow.chosen()))
    return row


@transaction.atomic
def remove_filter(*, by: User, filter_id: uuid.UUID) -> bool:
    """Take one of the own filters away, its key with it; False where there is none."""
    row = SavedFilter.objects.select_for_update(of=("self",)).select_related("key").filter(pk=filter_id, owner=by).first()
    if row is None:
        return False
    row.delete()
    row.key.delete()
    audit.record("filter_removed", by=by, at=clock.now(), about=("filter", filter_id), district_id=by.district_id)
    return True
