"""A reporting channel of the cast's building, recorded by the act itself."""

from datetime import date

from tat.actions.mechanisms import ChannelGiven, record_channel
from tat.models import ReportingMechanism, User
from tests.cast import Cast


def a_channel(cast: Cast, by: User | None = None, **changes: object) -> ReportingMechanism:
    given = {
        "name": "Tip telephone",
        "reach": "815-555-0134",
        "owner": cast.report_taker,
        "backup": cast.counselor,
        "hours": "School days 7:30 to 16:00",
        "since": date(2026, 8, 1),
        "kind": "phone",
        "building_id": cast.building.pk,
    }
    return record_channel(by=by or cast.principal, given=ChannelGiven(**(given | changes)))
