"""A designee, and an acting lead, named by the superintendent's own act."""

from datetime import timedelta

from cases.actions.acting_leads import ActingGiven, name_acting_lead
from cases.actions.designations import DesignationGiven, make_designation
from tat import clock
from tat.models import ActingLead, Designation, User
from tests.cast import Cast


def designated(cast: Cast, person: User, *rules: str) -> Designation:
    """Acts for the principal of our building from today on."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    place = {"acts_for": "principal", "building": cast.building, "designee": person, "rules": rules}
    given = DesignationGiven(**place, from_on=today, until_on=None, words="Named in writing.", paper="Office safe")
    return make_designation(by=cast.superintendent, given=given)


def an_acting_lead(cast: Cast, person: User, ground: str, days: int = 14) -> ActingLead:
    """Leads in the place of our building's principal from today on, for so many days."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    given = {"building": cast.building, "person": person, "ground": ground, "reason": "As the principal told the office."}
    return name_acting_lead(by=cast.superintendent, given=ActingGiven(**given, from_on=today, until_on=today + timedelta(days=days)))
