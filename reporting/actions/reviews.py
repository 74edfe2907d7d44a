"""The annual review of safety plans: opened, planned, invited to, held, reported; each recorded by name and time (105 ILCS 128/25)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from reporting.actions.review_duties import ABOUT, HOLD, INVITE, NOON, REPORT, Review, bring_up_to_date, open_review, read
from reporting.models import ReviewCorrection, ReviewDay, ReviewInvitation, ReviewMeeting, ReviewReport
from tat import audit, clock, home, obligations
from tat.calendar import date_words
from tat.models import Obligation, SchoolYear, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date, wall_time
from tat.workflow import Blocked

Kind, Side = ReviewInvitation.Kind, ReviewReport.Side
NO_DAY = _l("Write the day for which the meeting is planned.")
SAME_DAY = _l("The meeting is planned for this day already.")
WHY_MOVED = _l("Write why the meeting is moved, so that the record tells it.")
HELD_ALREADY = _l("The meeting is recorded as held. Its day does not change any more.")
AFTER_INVITING = _l("Invitations were sent on %(day)s, which is not before this day. Check both days.")
NOBODY = _l("Choose at least one building, or write at least one office that was invited.")
NOT_PLANNED = _l("Plan the meeting first; then record who was invited to it.")
NOT_YET = _l("This day has not come yet. Enter the day on which it happened.")
AFTER_MEETING = _l("This is not before the day of the meeting, %(day)s. An invitation goes out before it.")
BUILDING = _l("This building is invited already, or it is not of this district.")
NONE_KIND = _l("Choose the emergency medical service or the other education bodies. The others are always invited.")
NONE_WHY = _l("Write why there is nobody of this kind to invite.")
KIND_KNOWN = _l("An invitation of this kind is recorded already.")
HOLD_FIRST = _l("Plan the meeting first, also where it was held already. Then record that it was held.")
MINUTES = _l("Write where the minutes lie.")
BEFORE_INVITED = _l("An invitation was sent on %(day)s, which is not before this day. Check both days.")
HELD_THEN = _l("The meeting is recorded as held on this day already.")
WHY_CORRECTED = _l("Write why the day was wrong. What was recorded before stays in view.")
AFTER_REPORT = _l("The report was sent on %(day)s. The meeting cannot have been later.")
NOT_HELD = _l("The meeting is not recorded as held yet. The report comes after it.")
BEFORE_HELD = _l("The meeting was held on %(day)s. The report of it cannot be earlier.")
SIDES = _l("Choose to whom the report was sent.")
SENT_ALREADY = _l("That it was sent there is recorded already.")
SIGNED = _l("Write who signed the page.")


@dataclass(frozen=True, kw_only=True)
class InvitationsGiven:
    """Invitations of one day: ids of buildings, and the office by kind where one was invited."""

    sent_on: date
    buildings: Sequence[int] = ()
    offices: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def open_year(*, school_year: SchoolYear, by: User) -> ReviewMeeting:
    """Open the review of a school year before its first reminder does. Raises PermissionDenied outside the person's district."""
    at = clock.now()
    if by.district_id != school_year.district_id or not may(scope_of(by, at), Permission.FILE_ANNUAL):
        raise PermissionDenied
    return open_review(school_year=school_year, by=by, at=at)


@transaction.atomic
def plan_review(*, meeting_id: uuid.UUID, by: User, planned_on: date | None, why: str = "") -> ReviewMeeting:
    """Plan the meeting or move it. The first plan opens the invitations' duty; an earlier day moves its due time earlier, a later one is
    recorded and the due time stays (design 5). A day that is past is taken: then the invitations are late.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, HOLD, at)
    meeting, last = review.meeting, review.planned_on
    if meeting.held_on:
        raise Blocked((str(HELD_ALREADY),))
    sent = max((row.sent_on for row in review.invitations if row.sent_on), default=None)
    refuse(
        ("planned_on", str(NO_DAY), planned_on is None),
        ("planned_on", str(SAME_DAY), planned_on is not None and planned_on == last),
        ("planned_on", _said(AFTER_INVITING, sent), bool(sent and planned_on and planned_on <= sent)),
        ("why", str(WHY_MOVED), last is not None and not why.strip()),
    )
    assert planned_on is not None
    ReviewDay.objects.create(meeting=meeting, planned_on=planned_on, why=why.strip() if last else "", **stamp(by, at))
    _settle(meeting, at=at, by=by, moved_to=planned_on if last else None)
    _log("review_moved" if last else "review_planned", meeting, by=by, at=at)
    return meeting


@transaction.atomic
def record_invitations(*, meeting_id: uuid.UUID, by: User, given: InvitationsGiven) -> ReviewMeeting:
    """Record invitations that were sent on one day. Once everyone the law names is invited, the duty is met; the last day counts.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, INVITE, at)
    meeting = review.meeting
    if review.day is None:
        raise Blocked((str(NOT_PLANNED),))
    offices = {kind: words.strip() for kind, words in given.offices.items() if words.strip()}
    free = {building.pk for building in review.buildings} & set(review.missing)
    refuse(
        ("buildings", str(NOBODY), not given.buildings and not offices),
        ("buildings", str(BUILDING), not set(given.buildings) <= free),
        ("sent_on", str(NOT_YET), given.sent_on > local_date(at)),
        ("sent_on", _said(AFTER_MEETING, review.day), given.sent_on >= review.day),
    )
    said = {"meeting": meeting, "sent_on": given.sent_on, **stamp(by, at)}
    rows = [ReviewInvitation(kind=Kind.PRINCIPAL, building_id=pk, **said) for pk in given.buildings]
    rows += [ReviewInvitation(kind=Kind(kind), office=words, **said) for kind, words in offices.items()]
    ReviewInvitation.objects.bulk_create(rows)
    _settle(meeting, at=at, by=by)
    _log("review_invited", meeting, by=by, at=at, occurred_at=_noon(given.sent_on, at))
    return meeting


@transaction.atomic
def record_nobody(*, meeting_id: uuid.UUID, by: User, kind: str, why: str) -> ReviewMeeting:
    """Record that there is no separate emergency medical service, or no other education body, to invite, and why.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, INVITE, at)
    refuse(
        ("kind", str(NONE_KIND), kind not in (Kind.EMS, Kind.EDUCATION)),
        ("kind", str(KIND_KNOWN), kind not in review.missing),
        ("why", str(NONE_WHY), not why.strip()),
    )
    ReviewInvitation.objects.create(meeting=review.meeting, kind=Kind(kind), none_because=why.strip(), **stamp(by, at))
    _settle(review.meeting, at=at, by=by)
    _log("review_nobody", review.meeting, by=by, at=at)
    return review.meeting


@transaction.atomic
def hold_review(*, meeting_id: uuid.UUID, by: User, held_on: date, minutes: str) -> ReviewMeeting:
    """Record that the meeting was held and where its minutes lie; the report's duty opens. An earlier day than the planned one counts for
    the invitations. Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, HOLD, at)
    meeting, planned = review.meeting, review.planned_on
    if meeting.held_on or planned is None:
        raise Blocked((str(HELD_ALREADY if meeting.held_on else HOLD_FIRST),))
    sent = max((row.sent_on for row in review.invitations if row.sent_on), default=None)
    refuse(
        ("held_on", str(NOT_YET), held_on > local_date(at)),
        ("held_on", _said(BEFORE_INVITED, sent), bool(sent and held_on <= sent)),
        ("minutes", str(MINUTES), not minutes.strip()),
    )
    meeting.held_on, meeting.minutes, meeting.held_recorded_at, meeting.held_recorded_by = held_on, minutes.strip(), at, by
    meeting.save(update_fields=["held_on", "minutes", "held_recorded_at", "held_recorded_by"])
    _settle(meeting, at=at, by=by, moved_to=held_on if held_on != planned else None)
    _log("review_held", meeting, by=by, at=at, occurred_at=_noon(held_on, at))
    return meeting


@transaction.atomic
def correct_held(*, meeting_id: uuid.UUID, by: User, held_on: date, why: str) -> ReviewMeeting:
    """Say on which day it was really held, with the reason; the day that was recorded stays in view. An earlier day moves what counts from
    it earlier; a later one is recorded, and due times stay. What has ended stays as it ended, late or in time.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, HOLD, at)
    meeting = review.meeting
    if review.held_on is None:
        raise Blocked((str(NOT_HELD),))
    sent = max((row.sent_on for row in review.invitations if row.sent_on), default=None)
    reported = min(review.reports.values(), default=None)
    refuse(
        ("held_on", str(NOT_YET), held_on > local_date(at)),
        ("held_on", str(HELD_THEN), held_on == review.held_on),
        ("held_on", _said(BEFORE_INVITED, sent), bool(sent and held_on <= sent)),
        ("held_on", _said(AFTER_REPORT, reported), bool(reported and held_on > reported)),
        ("why", str(WHY_CORRECTED), not why.strip()),
    )
    ReviewCorrection.objects.create(meeting=meeting, held_on=held_on, why=why.strip(), **stamp(by, at))
    duty = duties_of(meeting).get(REPORT)
    if duty is not None:
        obligations.correct(duty, triggered_at=_noon(held_on, at), at=at, by=by)
    _settle(meeting, at=at, by=by, moved_to=held_on)
    _log("review_corrected", meeting, by=by, at=at, occurred_at=_noon(held_on, at))
    return meeting


@transaction.atomic
def record_report(*, meeting_id: uuid.UUID, by: User, sides: Sequence[str], sent_on: date, signed_by: str) -> ReviewMeeting:
    """Record that the one-page report was sent to one side or both. With both its duty is met; late stays late.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    review = _locked(meeting_id, by, REPORT, at)
    held = review.held_on
    if held is None:
        raise Blocked((str(NOT_HELD),))
    refuse(
        ("sides", str(SIDES), not sides or not set(sides) <= set(Side.values)),
        ("sides", str(SENT_ALREADY), bool(set(sides) & set(review.reports))),
        ("sent_on", str(NOT_YET), sent_on > local_date(at)),
        ("sent_on", _said(BEFORE_HELD, held), sent_on < held),
        ("signed_by", str(SIGNED), not signed_by.strip()),
    )
    said = {"meeting": review.meeting, "sent_on": sent_on, "signed_by": signed_by.strip(), **stamp(by, at)}
    ReviewReport.objects.bulk_create(ReviewReport(side=Side(side), **said) for side in dict.fromkeys(sides))
    _settle(review.meeting, at=at, by=by)
    _log("review_reported", review.meeting, by=by, at=at, occurred_at=_noon(sent_on, at))
    return review.meeting


def may_do(scope: Scope, duty: Obligation) -> bool:
    """Whether this person acts for the Board in that duty: the superintendent, and whoever is designated for it."""
    return scope.district_id == duty.district_id and (may(scope, Permission.FILE_ANNUAL) or home.is_theirs(scope, duty))


def duties_of(meeting: ReviewMeeting) -> dict[str, Obligation]:
    """Its duties by their rule."""
    return {row.rule: row for row in Obligation.objects.about(ABOUT, meeting.pk).select_related("district")}


def _locked(meeting_id: uuid.UUID, by: User, rule: str, at: datetime) -> Review:
    """The review of the person's district, its row locked; whoever acts in that duty, or holds the whole review, may go on."""
    rows = ReviewMeeting.objects.select_for_update(of=("self",)).filter(district=by.district_id or 0, pk=meeting_id)
    meeting = rows.first()
    if meeting is None:
        raise Http404
    scope, duties = scope_of(by, at), duties_of(meeting)
    if not any(may_do(scope, duties[asked]) for asked in (rule, HOLD) if asked in duties):
        raise PermissionDenied
    (review,) = read([meeting])
    return review


def _settle(meeting: ReviewMeeting, *, at: datetime, by: User, moved_to: date | None = None) -> None:
    """The duties after an act; a move of the day is said on the duty of the invitations."""
    duty = duties_of(meeting).get(INVITE) if moved_to else None
    if duty is not None and moved_to is not None:
        obligations.move_event(duty, to=moved_to, at=at, by=by)
    (review,) = read([meeting])
    bring_up_to_date(review, at=at, by=by)


def _said(sentence: object, day: date | None) -> str:
    return str(sentence) % {"day": date_words(day)} if day else ""


def _noon(day: date, at: datetime) -> datetime:
    return min(at, wall_time(day, NOON))


def _log(action: str, meeting: ReviewMeeting, *, by: User, at: datetime, occurred_at: datetime | None = None) -> None:
    audit.record(action, by=by, at=at, about=(ABOUT, meeting.pk), district_id=meeting.district_id, occurred_at=occurred_at)


__all__ = [
    "InvitationsGiven",
    "correct_held",
    "duties_of",
    "hold_review",
    "may_do",
    "open_year",
    "plan_review",
    "record_invitations",
    "record_nobody",
    "record_report",
]
