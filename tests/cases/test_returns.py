"""The return after a separation: when one ends that was in effect, a date to watch enters itself, once (handbook 7.3)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cases.actions.dates import end_date
from cases.actions.plan import Stale
from cases.actions.strategies import FreeStrategy, StrategyWords, add_strategies, change_strategy
from cases.models import Case, PlanStrategy, ReassessmentTrigger, WatchItem
from cases.safeguard import CODES
from cases.watching import When
from tat import clock, home
from tat.models import LogEntry, Seat, User
from tat.permissions import scope_of
from tests.cases.dated import alerts
from tests.cases.managed import adopted, change, classified, closed, drafted, strategy, updated
from tests.cast import Cast, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-3", "PL-5")]
At = Callable[[str], datetime]
ANSWERS = {code: f"Answer to {code}." for code in CODES}
SUSPENDED = "SUB-5d"
RETURN = "The return after: Suspension"
ENDED = {"status": "done", "outcome": "Five days are over."}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


def separated(cast: Cast, **words: Any) -> Case:
    """A managed case with a suspension in effect, which the social worker carries."""
    case = classified(cast)
    drafted(cast, case, lower_rungs="Talks and a contract did not hold.")
    given = StrategyWords(**({"status": "active", "owner": cast.social_worker} | words))
    add_strategies(case=case, by=cast.counselor, codes=[SUSPENDED], words=given, answers=ANSWERS)
    adopted(cast, case)
    case.refresh_from_db()
    return case


def ended(cast: Cast, case: Case, **words: Any) -> PlanStrategy:
    return change(cast, case, SUSPENDED, **(ENDED | words))


def returns(case: Case) -> list[WatchItem]:
    return list(WatchItem.objects.filter(case=case).order_by("recorded_at"))


def on_home(user: User) -> set[str]:
    return {row.rule for row in home.rows_for(scope_of(user, clock.now()))}


def test_a_suspension_that_ends_by_its_page_is_a_date_to_watch_on_that_day(cast: Cast) -> None:
    case = separated(cast)
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/plan/strategies/{strategy(case, SUSPENDED).pk}/"
    assert "the return enters the dates to watch" in client.get(address).content.decode()
    assert send(client, address, f"{address}change/", **ENDED).status_code == 302
    (item,) = returns(case)
    assert (item.kind, item.when, item.from_on, item.owner) == ("P-08", When.EXACT, date(2026, 9, 14), cast.social_worker)
    assert (item.event, item.effect, item.mitigation) == (RETURN, "", "")
    assert (item.recorded_by, item.separation.strategy) == (cast.counselor, SUSPENDED)
    said = flat(client.get(f"/cases/{case.code}/dates/").content.decode())
    assert RETURN in said and "Transition: return" in said and f'href="#d-{item.pk}"' in said and "?change=" in said
    (duty,) = alerts(case)
    assert duty.actor == cast.social_worker and "WATCH" in on_home(cast.social_worker)
    assert LogEntry.objects.filter(action="date_added", code=case.code, detail=f"date:{item.pk}", actor_id=cast.counselor.pk).count() == 1
    assert ReassessmentTrigger.objects.filter(case=case, kind="separation", ref__endswith=":done").count() == 1


@pytest.mark.parametrize(
    ("reentry", "day"), [("2026-10-05", "2026-10-05"), ("2026-09-14", "2026-09-14"), ("2026-09-11", "2026-09-14"), (None, "2026-09-14")]
)
def test_the_re_entry_meeting_is_the_day_where_it_is_still_to_come(cast: Cast, reentry: str | None, day: str) -> None:
    case = separated(cast)
    ended(cast, case, status="dropped", reentry_on=date.fromisoformat(reentry) if reentry else None)
    assert [item.from_on.isoformat() for item in returns(case)] == [day]


def test_the_day_is_the_districts_own_and_not_that_of_greenwich(cast: Cast, at: At) -> None:
    case = separated(cast)
    at("2026-09-15 22:30")
    ended(cast, case)
    assert [item.from_on for item in returns(case)] == [date(2026, 9, 15)]


def test_what_was_never_in_effect_or_is_no_separation_has_no_return(cast: Cast) -> None:
    case = separated(cast, status="planned")
    ended(cast, case)
    change(cast, case, "SUB-1a", **ENDED)
    home_schooling = StrategyWords(status="active")
    add_strategies(case=case, by=cast.counselor, codes=["SUB-3f"], words=home_schooling)
    change(cast, case, "SUB-3f", **ENDED)
    assert returns(case) == []


def test_one_that_goes_back_to_planned_has_not_ended(cast: Cast) -> None:
    case = separated(cast)
    change(cast, case, SUSPENDED, status="planned")
    assert returns(case) == []


def test_the_same_separation_has_one_return_however_often_it_is_ended(cast: Cast) -> None:
    case = separated(cast)
    row = strategy(case, SUSPENDED)
    ended(cast, case)
    ended(cast, case, status="dropped", outcome="Three days were enough.")
    with pytest.raises(Stale):
        change_strategy(case=case, by=cast.principal, strategy_id=row.pk, version=row.version, words=StrategyWords(**ENDED))
    change(cast, case, SUSPENDED, status="active", rhythm="in the next version of the plan")
    assert strategy(case, SUSPENDED).pk != row.pk
    ended(cast, case)
    (item,) = returns(case)
    assert item.separation == row and len(alerts(case)) == 1


def test_one_that_ends_anew_weeks_later_or_whose_return_was_ended_is_watched_again(cast: Cast, at: At) -> None:
    case = separated(cast)
    ended(cast, case)
    change(cast, case, SUSPENDED, status="active")
    at("2026-10-05 10:00")
    ended(cast, case)
    first, second = returns(case)
    assert (first.from_on, second.from_on) == (date(2026, 9, 14), date(2026, 10, 5))
    end_date(case=case, by=cast.counselor, item_id=second.pk, outcome="Came back calmly.")
    change(cast, case, SUSPENDED, status="active")
    ended(cast, case)
    assert len(returns(case)) == 3


def test_two_separations_have_a_return_each(cast: Cast) -> None:
    case = separated(cast)
    stays = FreeStrategy(label="Stays at home for five days", domain="S", rung=5, is_separation=True)
    (free,) = add_strategies(case=case, by=cast.counselor, codes=(), words=StrategyWords(status="active"), free=stays, answers=ANSWERS)
    ended(cast, case)
    change_strategy(case=case, by=cast.counselor, strategy_id=free.pk, version=free.version, words=StrategyWords(**ENDED))
    assert [item.event for item in returns(case)] == [RETURN, "The return after: Stays at home for five days"]


def test_an_emergency_removal_that_ends_before_the_plan_is_adopted_is_watched_too(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case)
    add_strategies(case=case, by=cast.counselor, codes=[SUSPENDED], words=StrategyWords(emergency_at=clock.now()))
    ended(cast, case)
    assert [item.owner for item in returns(case)] == [cast.counselor]


def test_without_an_owner_the_case_manager_looks_after_it_and_where_that_one_left_who_ended_it(cast: Cast) -> None:
    for seat_until, owner in ((None, cast.counselor), (date(2026, 9, 13), cast.teacher)):
        case = separated(cast, owner=None)
        Seat.objects.filter(user=cast.counselor).update(until_on=seat_until)
        row = strategy(case, SUSPENDED)
        change_strategy(case=case, by=cast.teacher, strategy_id=row.pk, version=row.version, words=StrategyWords(**ENDED))
        assert [item.owner for item in returns(case)] == [owner]


def test_a_return_keeps_no_case_from_closing(cast: Cast) -> None:
    case = separated(cast)
    ended(cast, case)
    updated(cast, case)
    closed(cast, case)
    assert case.stage == "closed" and RETURN in signed_in(cast.counselor).get(f"/cases/{case.code}/dates/").content.decode()
    assert [duty.state for duty in alerts(case)] == ["superseded"]
