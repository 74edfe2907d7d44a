"""The register of reporting channels: recorded, changed, ended, and tested by a message (4:190-AP2; handbook 8.7)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tat import audit, clock
from tat.actions.mechanism_doors import channel_read, keeps, may_test
from tat.actions.mechanism_duties import ABOUT, end_duties, is_broken, name_again, settle_test, start_first
from tat.actions.school_years import DAY_BEGINS
from tat.actions.stamps import stamp
from tat.models import Building, District, MechanismCheck, ReportingMechanism, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date, wall_time
from tat.workflow import Blocked, refuse

Kind, Outcome = ReportingMechanism.Kind, MechanismCheck.Outcome
NAME = "Write what people call this channel."
REACH = "Write where a message goes: the number, the address, the room."
OWNER = "Choose who looks after it."
SAME = "Choose somebody else as back-up: the owner cannot stand in for the owner."
HOURS = "Write when somebody watches it."
SINCE = "Write since when it is offered."
NOT_YET = "This day has not come yet. Record the channel when it is offered."
PLACE = "Choose the building, or the whole district."
ENDED = "This channel has ended. Its entry can still be read."
ENDED_DAY = "Write the last day on which it was offered."
ENDED_EARLY = "It was not offered yet on this day. Correct the day."
ENDED_NOT_YET = "This day has not come yet. End the channel on its last day."
WHY = "Write why it has ended, and what people use in its place."
OVERTAKEN = "Somebody changed this entry meanwhile. Read what stands now above, and save again."
SENT = "Write when the test message was sent."
SENT_NOT_YET = "This time has not come yet. Write when the test message was sent."
SENT_EARLY = "The channel was not offered yet at that time. Correct the time."
ARRIVED = "Write when the test message arrived."
ARRIVED_NOT_YET = "This time has not come yet. Write when the test message arrived."
BACKWARDS = "It cannot have arrived before it was sent. Check both times."
LOST = "It did not arrive, so there is no time of arrival. Leave that time empty, or choose how it went anew."
RESULT = "Write who read it, or what was wrong."
MENDED = "The test before this one failed. Write what was mended since."


@dataclass(frozen=True, kw_only=True)
class ChannelGiven:
    """A channel as it is typed; `since` is a local date. `building_id` None is the whole district."""

    name: str
    reach: str
    owner: User | None
    backup: User | None
    hours: str
    since: date | None
    kind: str = ""
    building_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageGiven:
    """A test message as it is typed; times in UTC."""

    sent_at: datetime | None
    outcome: str
    received_at: datetime | None
    result: str
    mended: str = ""


@transaction.atomic
def record_channel(*, by: User, given: ChannelGiven) -> ReportingMechanism:
    """Put a channel into the register; its first check is due within a month. Raises PermissionDenied, Blocked with what is missing."""
    at = clock.now()
    scope = scope_of(by, at)
    building = _place(scope, given.building_id)
    refuse(("kind", _("Choose what kind of channel it is."), given.kind not in Kind.values), *_wrong(given, at))
    assert by.district is not None
    District.objects.select_for_update(no_key=True).get(pk=by.district.pk)
    code = _free_code(by.district, building, given.kind)
    changed = {"changed_by": by, "changed_at": at, "recorded_at": at}
    place = {"district": by.district, "building": building, "kind": given.kind, "code": code}
    row = ReportingMechanism.objects.create(**place, **_words(given), **changed)
    start_first(row, at=at, by=by)
    _log("channel_recorded", row, by=by, at=at)
    return row


@transaction.atomic
def change_channel(*, channel_id: uuid.UUID, by: User, version: int, given: ChannelGiven) -> ReportingMechanism:
    """Change who looks after it, when, and how it is reached. Raises Http404, PermissionDenied, Blocked."""
    at = clock.now()
    row = _locked(scope_of(by, at), channel_id)
    if not keeps(scope_of(by, at), row):
        raise PermissionDenied
    if row.ended_on is not None:
        raise Blocked((_(ENDED),))
    if row.version != version:
        raise Blocked((_(OVERTAKEN),))
    refuse(*_wrong(given, at))
    words = _words(given)
    changed = [name for name, value in words.items() if getattr(row, name) != value]
    for name, value in {**words, "version": version + 1, "changed_by": by, "changed_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=[*words, "version", "changed_by", "changed_at"])
    name_again(row, at=at, by=by)
    _log("channel_changed", row, by=by, at=at, changed=changed)
    return row


@transaction.atomic
def end_channel(*, channel_id: uuid.UUID, by: User, ended_on: date | None, why: str) -> ReportingMechanism:
    """It is offered no more; what it still owed ends. Raises Http404, PermissionDenied, Blocked with what is missing."""
    at = clock.now()
    row = _locked(scope_of(by, at), channel_id)
    if not keeps(scope_of(by, at), row):
        raise PermissionDenied
    if row.ended_on is not None:
        raise Blocked((_(ENDED),))
    refuse(
        ("ended_on", _(ENDED_DAY), ended_on is None),
        ("ended_on", _(ENDED_NOT_YET), ended_on is not None and ended_on > local_date(at)),
        ("ended_on", _(ENDED_EARLY), ended_on is not None and ended_on < row.since),
        ("why", _(WHY), not why.strip()),
    )
    row.ended_on, row.ended_why, row.changed_by, row.changed_at = ended_on, why.strip(), by, at
    row.version += 1
    row.save(update_fields=["ended_on", "ended_why", "changed_by", "changed_at", "version"])
    end_duties(row, at=at, by=by)
    _log("channel_ended", row, by=by, at=at)
    return row


@transaction.atomic
def record_test(*, channel_id: uuid.UUID, by: User, given: MessageGiven) -> MechanismCheck:
    """Enter a test message into the log. It ends the check that was due and starts the next; one that failed asks to be mended today.

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = scope_of(by, at)
    row = _locked(scope, channel_id)
    if not may_test(scope, row):
        raise PermissionDenied
    if row.ended_on is not None:
        raise Blocked((_(ENDED),))
    refuse(*_wrong_test(row, given, at))
    words = {"sent_at": given.sent_at, "received_at": given.received_at, "outcome": given.outcome}
    texts = {"result": given.result.strip(), "mended": given.mended.strip()}
    check = MechanismCheck.objects.create(mechanism=row, **words, **texts, **stamp(by, at))
    settle_test(row, check, at=at, by=by)
    _log("channel_tested", row, by=by, at=at, occurred_at=given.sent_at, detail=f"{check.ref} {check.outcome}")
    return check


def _wrong(given: ChannelGiven, at: datetime) -> list[tuple[str, str, bool]]:
    return [
        ("name", _(NAME), not given.name.strip()),
        ("reach", _(REACH), not given.reach.strip()),
        ("owner", _(OWNER), given.owner is None),
        ("backup", _(SAME), given.backup is not None and given.backup == given.owner),
        ("hours", _(HOURS), not given.hours.strip()),
        ("since", _(SINCE), given.since is None),
        ("since", _(NOT_YET), given.since is not None and given.since > local_date(at)),
    ]


def _wrong_test(row: ReportingMechanism, given: MessageGiven, at: datetime) -> list[tuple[str, str, bool]]:
    sent, received, lost = given.sent_at, given.received_at, given.outcome == Outcome.LOST
    begins = wall_time(row.since, DAY_BEGINS)
    to_mend = given.outcome == Outcome.ARRIVED and is_broken(row)
    return [
        ("sent_at", _(SENT), sent is None),
        ("sent_at", _(SENT_NOT_YET), sent is not None and sent > at),
        ("sent_at", _(SENT_EARLY), sent is not None and sent < begins),
        ("outcome", _("Choose how the test went."), given.outcome not in Outcome.values),
        ("received_at", _(LOST), lost and received is not None),
        ("received_at", _(ARRIVED), not lost and received is None),
        ("received_at", _(ARRIVED_NOT_YET), received is not None and received > at),
        ("received_at", _(BACKWARDS), sent is not None and received is not None and received < sent),
        ("result", _(RESULT), not given.result.strip()),
        ("mended", _(MENDED), to_mend and not given.mended.strip()),
    ]


def _words(given: ChannelGiven) -> dict[str, Any]:
    texts = {name: getattr(given, name).strip() for name in ("name", "reach", "hours")}
    return {**texts, "owner": given.owner, "backup": given.backup, "since": given.since}


def _place(scope: Scope, building_id: int | None) -> Building | None:
    """The building for whose principal, or the district for whose superintendent, the channel is kept."""
    if not may(scope, Permission.MANAGE_TEAM):
        raise PermissionDenied
    of_district = Role.SUPERINTENDENT in scope.offices
    if building_id is None and of_district:
        return None
    building = Building.objects.filter(pk=building_id or 0, district_id=scope.district_id or 0).first()
    refuse(("building", _(PLACE), building is None or not (of_district or building.pk in scope.principal_of)))
    return building


def _free_code(district: District, building: Building | None, kind: str) -> str:
    """The building's letters and the kind; from the second of a kind on with its number."""
    plain = f"{building.code if building else 'ALL'}-{kind.upper()}"
    taken = set(ReportingMechanism.objects.filter(district=district, code__startswith=plain).values_list("code", flat=True))
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def _locked(scope: Scope, channel_id: uuid.UUID) -> ReportingMechanism:
    """The channel, its row locked, for whoever reads it. Raises Http404."""
    row = channel_read(scope, channel_id)
    ReportingMechanism.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    return channel_read(scope, channel_id)


def _log(action: str, row: ReportingMechanism, *, by: User | None, at: datetime, **words: Any) -> None:
    audit.record(action, by=by, at=at, about=(ABOUT, row.pk), district_id=row.district_id, **words)
