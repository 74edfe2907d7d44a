"""What the police told the school of a student."""

from typing import Any

from reporting.actions.police_information import PoliceTold, keep_information
from reporting.models import PoliceInformation
from tat import clock
from tat.statutes import local_date
from tests.cast import Cast

CANARY = "Detained on Saturday behind the feed store."


def told_by_police(cast: Cast, **changes: Any) -> PoliceInformation:
    """Kept by the principal."""
    words = {"student": "Rowan Teller", "agency": "County sheriff, Sgt. Imre Vance", "basis": "detained", "text": CANARY}
    given = {"building": cast.building, "received_on": local_date(clock.now())} | words | changes
    return keep_information(by=cast.principal, given=PoliceTold(**given))
