"""Who may carry a duty on once its case is closed: a district's office keeps its own, any other goes to who works on the case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cases.actions.members import who_works_on
from cases.models import Case
from tat.models import Obligation, User
from tat.obligations.roster import CLERKS, roster
from tat.statutes import ActorRole

OF_AN_OFFICE = frozenset({ActorRole.SUPERINTENDENT, ActorRole.BOARD, *CLERKS})


def carriers(case: Case, duties: Sequence[Obligation], at: datetime) -> dict[UUID, list[User]]:
    """For each of these open duties who may be named, by name. What is asked of the superintendent, the records custodian or the personnel
    officer stays with who holds that office or is designated for it (handbook 8.1 “Dlg”); whoever has a duty by name may keep it.
    """
    if not duties:
        return {}
    of_the_case = who_works_on(case, at)
    officers = _officers([duty for duty in duties if duty.actor_role in OF_AN_OFFICE], at)
    found = {duty.id: officers.get(duty.id) or of_the_case for duty in duties}
    return {
        duty.id: found[duty.id] if duty.actor is None or duty.actor in found[duty.id] else [*found[duty.id], duty.actor] for duty in duties
    }


def _officers(duties: Sequence[Obligation], at: datetime) -> dict[UUID, list[User]]:
    if not duties:
        return {}
    around = roster(duties, at)
    ids = {duty.id: set(around.holders(duty)) - around.blocked(duty) for duty in duties}
    people = list(User.objects.filter(pk__in=set().union(*ids.values()), is_active=True).order_by("full_name", "pk"))
    return {duty.id: [user for user in people if user.pk in ids[duty.id]] for duty in duties}
