"""What the annual review asks: to hold it, to invite, to report; derived from its facts, so that a fault loses none (105 ILCS 128/25)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Count

from reporting.models import ReviewInvitation, ReviewMeeting
from reporting.workflow import Invited, invited_on, uninvited
from tat import audit, clock, obligations
from tat.models import Building, Obligation, SchoolYear, User
from tat.obligations import Opening, yearly
from tat.statutes import RULES, local_date, wall_time
from tat.statutes.yearly import on_or_after

ABOUT = "review"
ALL = HOLD, INVITE, REPORT = "REV-MTG", "REV-INV", "REV-RPT"
NOON = time(12)


@dataclass(frozen=True)
class Review:
    """A meeting with its facts as they stand. `days` are the days planned, `held_days` those recorded as the day it was held, both with
    the first one first; `buildings` those of its district.
    """

    meeting: ReviewMeeting
    days: list[date]
    held_days: list[date]
    first_planned_at: datetime | None
    invitations: list[ReviewInvitation]
    reports: dict[str, date]
    buildings: list[Building]

    @property
    def planned_on(self) -> date | None:
        return self.days[-1] if self.days else None

    @property
    def held_on(self) -> date | None:
        """The day it was held, as the last correction says."""
        return self.held_days[-1] if self.held_days else None

    @property
    def day(self) -> date | None:
        """The day it was held, else the day for which it is planned."""
        return self.held_on or self.planned_on

    @property
    def invited(self) -> list[Invited]:
        return [Invited(row.kind, row.building_id, row.sent_on) for row in self.invitations]

    @property
    def missing(self) -> tuple[str | int, ...]:
        return uninvited(self.invited, [building.pk for building in self.buildings])

    @property
    def invited_on(self) -> date | None:
        """The day of the last invitation that the law asks for, once all are recorded."""
        return invited_on(self.invited, [building.pk for building in self.buildings])

    @property
    def reported_on(self) -> date | None:
        """The day on which the second side got the report."""
        return max(self.reports.values()) if len(self.reports) == 2 else None

    @property
    def counted_from(self) -> date | None:
        """The day from which the invitations count back: the earliest one ever planned, or held (design 5: later moves nothing)."""
        return min([*self.days, *self.held_days]) if self.days else None


def read(meetings: Sequence[ReviewMeeting]) -> list[Review]:
    """The facts of these meetings; the same number of statements for any number of them."""
    rows = ReviewMeeting.objects.filter(pk__in=[each.pk for each in meetings]).select_related("district", "school_year")
    found = rows.prefetch_related("days", "corrections", "invitations__building", "reports").order_by("school_year__starts_on", "id")
    places: dict[int, list[Building]] = {}
    for building in Building.objects.filter(district__in={each.district_id for each in meetings}).order_by("name", "id"):
        places.setdefault(building.district_id, []).append(building)
    return [_read(each, places.get(each.district_id, [])) for each in found]


def _read(meeting: ReviewMeeting, buildings: list[Building]) -> Review:
    days = sorted(meeting.days.all(), key=lambda row: row.recorded_at)
    corrected = sorted(meeting.corrections.all(), key=lambda row: row.recorded_at)
    invitations = sorted(meeting.invitations.all(), key=lambda row: (row.recorded_at, str(row.id)))
    return Review(
        meeting=meeting,
        days=[row.planned_on for row in days],
        held_days=[meeting.held_on, *(row.held_on for row in corrected)] if meeting.held_on else [],
        first_planned_at=days[0].recorded_at if days else None,
        invitations=invitations,
        reports={row.side: row.sent_on for row in meeting.reports.all()},
        buildings=buildings,
    )


def target_day(school_year: SchoolYear) -> date:
    """The October 1 of the year, before which the review is held (product target)."""
    month_day = RULES[HOLD].clock.month_day
    assert month_day is not None
    return on_or_after(school_year.starts_on, month_day)


def opens_at(school_year: SchoolYear) -> datetime:
    """When the review of a school year opens by itself: at the first reminder that its duty has."""
    return yearly.opens_at(HOLD, school_year, anchor=target_day(school_year))


def bring_up_to_date(review: Review, *, at: datetime, by: User | None) -> None:
    """Start what its facts ask and meet what they prove. Twice is harmless. The calling action writes the log."""
    rows = obligations.start_all(openings(review), at=at, by=by)
    _meet(review, {row.rule: row for row in rows}, at=at, by=by)


def openings(review: Review) -> list[Opening]:
    """The duties that the facts of a meeting ask for."""
    meeting = review.meeting
    found = [_opening(review, HOLD, meeting.opened_at, target_day(meeting.school_year))]
    if review.first_planned_at and review.counted_from:
        found.append(_opening(review, INVITE, review.first_planned_at, review.counted_from))
    if review.held_days and meeting.held_recorded_at:
        found.append(_opening(review, REPORT, min(meeting.held_recorded_at, wall_time(min(review.held_days), NOON)), None))
    return found


def _opening(review: Review, rule: str, triggered_at: datetime, anchor: date | None) -> Opening:
    meeting = review.meeting
    return Opening(
        rule_code=rule,
        about=(ABOUT, meeting.id),
        trigger_ref=meeting.ref,
        triggered_at=triggered_at,
        district=meeting.district,
        anchor=anchor,
    )


def _meet(review: Review, rows: dict[str, Obligation], *, at: datetime, by: User | None) -> list[str]:
    """Meet the open duties whose proof is in; late is reckoned from the day on which it was done."""
    done = {HOLD: review.held_on, INVITE: review.invited_on, REPORT: review.reported_on}
    ended = []
    for rule, duty in rows.items():
        on = done[rule]
        if duty.state == Obligation.State.OPEN and on is not None:
            obligations.meet(duty, at=at, by=by, proof_ref=review.meeting.ref, occurred_at=min(at, wall_time(on, NOON)))
            ended.append(f"{rule} {review.meeting.ref}")
    return ended


def open_review(*, school_year: SchoolYear, by: User | None, at: datetime) -> ReviewMeeting:
    """The review of a school year with its duty; opening twice is harmless. The calling action is the transaction."""
    meeting, fresh = ReviewMeeting.objects.get_or_create(
        school_year=school_year, defaults={"district": school_year.district, "opened_at": at}
    )
    if fresh:
        (review,) = read([meeting])
        bring_up_to_date(review, at=at, by=by)
        audit.record("review_opened", by=by, at=at, about=(ABOUT, meeting.id), district_id=meeting.district_id)
    return meeting


def reconcile() -> int:
    """Open the reviews whose time has come; start or end the duties that a fault has lost. Twice, or two at once, is harmless."""
    at = clock.now()
    running = SchoolYear.objects.filter(review_meeting=None, ends_on__gte=local_date(at)).select_related("district").order_by("starts_on")
    due = [year for year in running if opens_at(year) <= at]
    for year in due:
        with transaction.atomic():
            open_review(school_year=year, by=None, at=at)
    return len(due) + _mend(at)


def _mend(at: datetime) -> int:
    """One log entry, with count and digest, where something was missing or left over."""
    with transaction.atomic():
        reviews = read(_unfinished())
        changed = [*_started(reviews, at), *_ended(reviews, at)]
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("reviews_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _unfinished() -> list[ReviewMeeting]:
    """The meetings that lack one of their ended duties."""
    ended = Obligation.objects.filter(about_kind=ABOUT, rule__in=ALL).exclude(state=Obligation.State.OPEN)
    finished = ended.values("about_id").annotate(n=Count("id")).filter(n=len(ALL))
    return list(ReviewMeeting.objects.exclude(pk__in=finished.values("about_id")))


def _rows(reviews: Iterable[Review]) -> dict[tuple[object, str], Obligation]:
    found = Obligation.objects.filter(about_kind=ABOUT, about_id__in=[each.meeting.pk for each in reviews], rule__in=ALL)
    return {(row.about_id, row.rule): row for row in found.select_related("district")}


def _started(reviews: Sequence[Review], at: datetime) -> list[str]:
    known = _rows(reviews)
    missing = [one for each in reviews for one in openings(each) if (one.about[1], one.rule_code) not in known]
    if missing:
        obligations.start_all(missing, at=at)
    return [f"{one.rule_code} {one.trigger_ref}" for one in missing]


def _ended(reviews: Sequence[Review], at: datetime) -> list[str]:
    known = _rows(reviews)
    found: list[str] = []
    for each in reviews:
        own = {rule: row for (about, rule), row in known.items() if about == each.meeting.pk}
        found += _meet(each, own, at=at, by=each.meeting.held_recorded_by)
    return found
