"""Two people answer, take back or move a request at the same moment: one of them does it, and nothing is half done."""

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.notes import add_note
from cases.actions.transfer_answers import accept_transfer, refuse_transfer
from cases.actions.transfers import ask_transfer, withdraw_transfer
from cases.models import Case, Transfer
from tat import clock
from tat.models import Appointment, Obligation, Seat
from tat.workflow import Blocked
from tests.cases.handed import asked, asking, ready
from tests.cast import Cast, a_case, a_cast, appoint
from tests.triage.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("PL-8")]
TIMES = 4


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    found = a_cast()
    ready(found)
    return found


def is_whole(row: Transfer) -> bool:
    """Case, duties and request say the same, whichever act was first."""
    row.refresh_from_db()
    case = Case.objects.get(pk=row.case_id)
    place = row.to_building_id if row.state == "accepted" else row.from_building_id
    duties = Obligation.objects.open().about("case", case.pk)
    answers = Obligation.objects.about("case", case.pk).filter(rule="TRF-ANS")
    return (
        case.building_id == place
        and {duty.building_id for duty in duties} == {place}
        and not answers.filter(state="open").exists()
        and row.answered_at is not None
    )


def test_an_acceptance_and_a_withdrawal_at_once_leave_one_of_them(cast: Cast) -> None:
    for _ in range(TIMES):
        case = a_case(cast, "assessment")
        row = asked(cast, case)
        raised = at_once(
            lambda row=row: accept_transfer(transfer_id=row.pk, by=cast.outsider),
            lambda row=row, case=case: withdraw_transfer(case=case, by=cast.principal, transfer_id=row.pk),
        )
        assert len(raised) == 1 and is_whole(row), raised


def test_two_answers_at_once_leave_one_of_them(cast: Cast) -> None:
    appoint(cast.superintendent, "principal", cast.other_building)
    for second in (accept_transfer, lambda **given: refuse_transfer(**given, reason="Not here.")) * 2:
        row = asked(cast, a_case(cast, "assessment"))
        raised = at_once(
            lambda row=row: accept_transfer(transfer_id=row.pk, by=cast.outsider),
            lambda row=row, second=second: second(transfer_id=row.pk, by=cast.superintendent),
        )
        assert [type(each) for each in raised] == [Blocked] and is_whole(row), raised


def test_an_act_that_waited_while_the_case_moved_is_answered_as_after_the_move(cast: Cast) -> None:
    """Never as if there were no such case: the lock finds the row in its new building."""
    for _ in range(TIMES):
        case = a_case(cast, "assessment")
        row = asked(cast, case)
        raised = at_once(
            lambda row=row: accept_transfer(transfer_id=row.pk, by=cast.outsider),
            lambda case=case: add_note(case=case, by=cast.counselor, text="Seen at lunch.", is_change=False),
        )
        assert {type(each) for each in raised} <= {PermissionDenied} and is_whole(row), raised


def test_two_requests_at_once_leave_one(cast: Cast) -> None:
    for _ in range(TIMES):
        case = a_case(cast, "assessment")
        ask = lambda case=case: ask_transfer(case=case, by=cast.principal, given=asking(cast))  # noqa: E731
        raised = at_once(ask, ask)
        assert [type(each) for each in raised] == [Blocked]
        assert (case.transfer_set.count(), Obligation.objects.filter(about_id=case.pk, rule="TRF-ANS").count()) == (1, 1)


def test_an_office_that_ends_while_its_holder_accepts_is_judged_whole(cast: Cast) -> None:
    """Before or after the office ended: never a case that is the other building's with nobody let in."""
    office = Appointment.objects.get(user=cast.outsider)
    today = clock.now().astimezone(clock.CENTRAL).date()
    seat = Seat.objects.get(team=cast.other_team, user=cast.outsider)
    for _ in range(TIMES):
        row = asked(cast, a_case(cast, "assessment"))

        def leave() -> None:
            Appointment.objects.filter(pk=office.pk).update(user=cast.superintendent)
            Seat.objects.filter(pk=seat.pk).update(user=cast.superintendent)

        at_once(lambda row=row: accept_transfer(transfer_id=row.pk, by=cast.outsider), leave)
        row.refresh_from_db()
        assert row.state == "asked" or is_whole(row)
        Appointment.objects.filter(pk=office.pk).update(user=cast.outsider, from_on=today)
        Seat.objects.filter(pk=seat.pk).update(user=cast.outsider)
