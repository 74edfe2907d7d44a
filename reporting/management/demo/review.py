"""The annual review of the demonstration: planned, invited to and held; its report has gone to the participants and not yet further."""

from collections.abc import Callable
from datetime import date, timedelta

from reporting.actions.reviews import InvitationsGiven, hold_review, open_year, plan_review, record_invitations, record_report
from reporting.management.demo.school import account
from reporting.models import ReviewMeeting
from tat import clock
from tat.models import Building, SchoolYear, User
from tat.statutes import local_date

OFFICES = {
    "police": "Bluestem Bend Police Department; county sheriff",
    "fire": "Bend Fire Protection District",
    "ems": "Tallgrass Ambulance Service",
    "education": "Prairie Special Education Cooperative",
}
OPENED, INVITED, HELD, REPORTED = 70, 52, 12, 5
"""Days before today; the report to the regional superintendent is due two days from now."""


def make_review() -> ReviewMeeting:
    """The review of the school year of today, told from its opening on. The clock is afterwards as it was, whatever happens."""
    chief = User.objects.get(email=account("superintendent"))
    moved, today = clock.moved_by(), local_date(clock.now())

    def ago(days: int) -> date:
        clock.offset(moved - timedelta(days=days))
        return today - timedelta(days=days)

    try:
        return _tell(chief, today, ago)
    finally:
        clock.offset(moved)


def _tell(chief: User, today: date, ago: Callable[[int], date]) -> ReviewMeeting:
    years = SchoolYear.objects.filter(district=chief.district)
    year = years.filter(starts_on__lte=today).order_by("starts_on").last() or years.earliest("starts_on")
    held_on = today - timedelta(days=HELD)
    ago(OPENED)
    meeting = open_year(school_year=year, by=chief)
    plan_review(meeting_id=meeting.pk, by=chief, planned_on=held_on)
    invited_on = ago(INVITED)
    places = tuple(Building.objects.filter(district=chief.district).values_list("pk", flat=True))
    given = InvitationsGiven(sent_on=invited_on, buildings=places, offices=OFFICES)
    record_invitations(meeting_id=meeting.pk, by=chief, given=given)
    ago(HELD)
    hold_review(meeting_id=meeting.pk, by=chief, held_on=held_on, minutes="Board office, binder of the safety plans")
    sent_on = ago(REPORTED)
    return record_report(meeting_id=meeting.pk, by=chief, sides=("participants",), sent_on=sent_on, signed_by="Superintendent")
