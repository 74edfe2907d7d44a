"""Cases handed to another building, made by the people's own acts: asked, accepted, refused."""

from typing import Any

from cases.actions.departures import DepartureGiven, record_departure
from cases.actions.transfer_answers import accept_transfer
from cases.actions.transfers import TransferGiven, ask_transfer
from cases.models import Case, Departure, Transfer
from tat import clock
from tat.models import Obligation, User
from tests.cast import Cast, a_person, a_seat
from tests.kept import kept

LINES = {
    "concern": "Words in the hall about an unnamed classmate.",
    "in_place": "A check-in each morning with the counselor.",
    "coming_up": "A team list is posted on Friday.",
}
WHY = "The student changes to the other school on Monday."


@kept
def ready(cast: Cast) -> dict[str, User]:
    """The other building's team as it has to be to take a case: two members of triage, and a social worker."""
    people = {
        "receiver_counselor": a_person(cast.district, "receiver.counselor", "Malik Osgood", "School Counselor"),
        "receiver_worker": a_person(cast.district, "receiver.worker", "Bo Nakagawa", "School Social Worker"),
    }
    a_seat(cast.other_team, people["receiver_counselor"], "CNS", "EXP-CNS", triage=True)
    a_seat(cast.other_team, people["receiver_worker"], "SWK", "EXP-CNS")
    return people


def asking(cast: Cast, **changes: Any) -> TransferGiven:
    given = {"building_id": cast.other_building.pk, "reason": WHY, **LINES}
    return TransferGiven(**(given | changes))


def asked(cast: Cast, case: Case, **changes: Any) -> Transfer:
    """The principal asks the other building."""
    return ask_transfer(case=case, by=cast.principal, given=asking(cast, **changes))


def accepted(cast: Cast, case: Case, **changes: Any) -> Transfer:
    """And the other building's principal takes the case."""
    row = accept_transfer(transfer_id=asked(cast, case, **changes).pk, by=cast.outsider)
    case.refresh_from_db()
    return row


def answer_duty(case: Case) -> Obligation:
    """The latest duty to answer."""
    return Obligation.objects.about("case", case.pk).filter(rule="TRF-ANS").latest("recorded_at")


def leaving(cast: Cast, **changes: Any) -> DepartureGiven:
    """The subject left today; nobody has asked for records, and monitoring goes on."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    given = {
        "left_on": today,
        "where_to": "Far High School",
        "monitoring": "goes_on",
        "monitor": cast.counselor,
        "source": "contact",
        "records": "not_asked",
    }
    return DepartureGiven(**(given | changes))


def left(cast: Cast, case: Case, **changes: Any) -> Departure:
    """Recorded by the counselor, on the entry that governs."""
    latest = case.departure_set.order_by("-recorded_at").first()
    return record_departure(case=case, by=cast.counselor, given=leaving(cast, **({"seen": latest.pk if latest else None} | changes)))
