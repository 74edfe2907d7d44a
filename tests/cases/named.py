"""A designee, named by the superintendent's own act."""

from cases.actions.designations import DesignationGiven, make_designation
from tat import clock
from tat.models import Designation, User
from tests.cast import Cast


def designated(cast: Cast, person: User, *rules: str) -> Designation:
    """Acts for the principal of our building from today on."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    place = {"acts_for": "principal", "building": cast.building, "designee": person, "rules": rules}
    given = DesignationGiven(**place, from_on=today, until_on=None, words="Named in writing.", paper="Office safe")
    return make_designation(by=cast.superintendent, given=given)
