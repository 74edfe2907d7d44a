"""An annual review as a superintendent records it, step by step."""

from datetime import date

from reporting.actions.reviews import InvitationsGiven, hold_review, open_year, plan_review, record_invitations, record_report
from reporting.models import ReviewMeeting
from tat.models import SchoolYear
from tests.cast import Cast

OFFICES = {
    "police": "Bluestem Bend Police Department",
    "fire": "Bend Fire District",
    "ems": "Tallgrass Ambulance",
    "education": "Prairie Special Education Cooperative",
}


def opened(cast: Cast, year: int = 2026) -> ReviewMeeting:
    """The review of that year, opened."""
    return open_year(school_year=SchoolYear.objects.get(district=cast.district, starts_on__year=year), by=cast.superintendent)


def planned(cast: Cast, on: str = "2026-09-30", year: int = 2026) -> ReviewMeeting:
    """With its day."""
    return plan_review(meeting_id=opened(cast, year).pk, by=cast.superintendent, planned_on=date.fromisoformat(on))


def invited(cast: Cast, meeting: ReviewMeeting, on: str = "2026-08-31") -> ReviewMeeting:
    """With everybody the law names, in one letter."""
    places = (cast.building.pk, cast.other_building.pk)
    given = InvitationsGiven(sent_on=date.fromisoformat(on), buildings=places, offices=OFFICES)
    return record_invitations(meeting_id=meeting.pk, by=cast.superintendent, given=given)


def held(cast: Cast, meeting: ReviewMeeting, on: str) -> ReviewMeeting:
    """With its minutes."""
    words = "Board office, binder of 2026"
    return hold_review(meeting_id=meeting.pk, by=cast.superintendent, held_on=date.fromisoformat(on), minutes=words)


def reported(cast: Cast, meeting: ReviewMeeting, on: str) -> ReviewMeeting:
    """The page sent to both sides."""
    sides = ("participants", "regional")
    return record_report(
        meeting_id=meeting.pk, by=cast.superintendent, sides=sides, sent_on=date.fromisoformat(on), signed_by="Superintendent"
    )
