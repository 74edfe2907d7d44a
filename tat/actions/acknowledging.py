"""The yearly acknowledgement of who opens cases: what it says, for whom, and that it was taken on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions.school_years import begun, year_of, years_of
from tat.actions.stamps import stamp
from tat.actions.training import members_of
from tat.models import Acknowledgement, RosterCheck, SchoolYear, Team, User
from tat.models.acknowledgements import standing_acknowledgements
from tat.permissions import Scope, scope_of
from tat.statutes import local_date
from tat.workflow import Blocked, refuse

CHANGED = "The words have changed since you opened this page. Read what stands here now, and confirm again."
CONFIRM = _l("Tick this before you go on. It is part of what everybody takes on who opens a case.")
CONFIDENTIAL: tuple[Any, ...] = (
    _l("I open a case only for the work of the team, and look at no more than that work needs."),
    _l("I tell what I learn here only to those who need to know it, and only what they need."),
    _l("Nothing of a case leaves this record with me but the papers that the law or its plan needs, and no screen stays open."),
    _l("Where I, or somebody close to me, am the subject or the target, I say so and step aside."),
    _l("I know that each look at a case is recorded, and that this holds after I leave the team."),
)
TOGETHER: tuple[Any, ...] = (
    _l("I bring what my own field knows, listen to the others, and write down facts before judgments."),
    _l("I tell the team in time what it needs, within the law, and say openly where I see it otherwise."),
    _l("I do in time what waits for me, or say early that I cannot."),
)


@dataclass(frozen=True)
class Statement:
    """What is read and taken on. `processes` are team and process, as its principal signed them last; empty where none is signed."""

    confidential: tuple[str, ...]
    together: tuple[str, ...]
    processes: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of it as it reads, to be kept."""
        built = [_("Confidentiality"), *self.confidential, "", _("Working together"), *self.together]
        for team, process in self.processes:
            built += ["", _("How reports are taken in and looked at: %(team)s") % {"team": team}, process]
        return "\n".join(built)

    @property
    def mark(self) -> str:
        """A digest of what was read: the acknowledgement covers that and nothing else."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def statement_for(scope: Scope) -> Statement:
    """What this person takes on: the same for all, and the process of the teams in which the person works."""
    mine = Q(id__in=list(scope.seated_in | scope.triage_of)) | Q(buildings__in=list(scope.principal_of))
    teams = Team.objects.filter(mine, district_id=scope.district_id or 0)
    signed = RosterCheck.objects.filter(team__in=teams, signed_at__isnull=False).order_by("team_id", "-signed_at").distinct("team_id")
    rows = sorted(signed.values_list("team__name", "process"))
    return Statement(tuple(map(str, CONFIDENTIAL)), tuple(map(str, TOGETHER)), tuple(rows))


def year_asked(district_id: int, at: datetime) -> SchoolYear | None:
    """For which school year somebody acknowledges now: a day of the summer belongs to the year to come, where that is entered."""
    years = years_of(district_id)
    return year_of(years, local_date(at)) or begun(years, local_date(at))


@transaction.atomic
def acknowledge(*, by: User, seen: str, confidential: bool, together: bool) -> Acknowledgement:
    """Take it on for the school year, with the words as they read; a second time in one year changes nothing.

    Raises PermissionDenied for an account of no district, Blocked with what is not confirmed or has changed meanwhile.
    """
    at = clock.now()
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    scope = scope_of(by, at)
    if scope.district_id is None:
        raise PermissionDenied
    statement = statement_for(scope)
    refuse(("confidential", str(CONFIRM), not confidential), ("together", str(CONFIRM), not together))
    if seen != statement.mark:
        raise Blocked((_(CHANGED),))
    year = year_asked(scope.district_id, at)
    earlier = Acknowledgement.objects.filter(recorded_by=by, school_year=year).order_by("-recorded_at").first()
    if earlier and (year or scope.acknowledged):
        return earlier
    made = Acknowledgement.objects.create(district_id=scope.district_id, school_year=year, text=statement.text, **stamp(by, at))
    audit.record("acknowledged", by=by, at=at, about=("acknowledgement", made.pk), district_id=scope.district_id)
    return made


def who_has_acknowledged(team: Team, at: datetime, people: Sequence[User] | None = None) -> list[tuple[User, datetime | None]]:
    """The members and back-ups of today, each with when they acknowledged for the running school year (UTC), or None."""
    found = members_of(team, at) if people is None else people
    known = standing_acknowledgements([each.pk for each in found], team.district_id, local_date(at))
    return [(each, known.get(each.pk)) for each in found]
