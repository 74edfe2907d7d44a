"""The district by school year: true for the superintendent's screen, small counts hidden for everybody else, flat in statements."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from reporting.counts.insight import read
from reporting.counts.timeliness import STEPS
from reporting.counts.volumes import Asked
from reporting.counts.years import Year, year_of, years_of
from reporting.views.insight import HIDDEN
from tat import clock
from tat.models import DataKey, Obligation, User
from tests.cast import Cast, as_practice, signed_in
from tests.cast import a_case as acted
from tests.reporting.systems import prevention
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-3")]
At = Callable[[str], datetime]
PAGE, TABLE = "/district/years/", "/district/years/numbers.csv"


def a_case(cast: Cast, n: int, opened: str = "2026-09-14T15:00:00+00:00", **fields: Any) -> list[Case]:
    """So many rows alike, with nothing but what is counted."""
    at = datetime.fromisoformat(opened)
    key = DataKey.objects.mint()
    plain = {"district": cast.district, "building": cast.building, "team": cast.team, "key": key, "opened_at": at, "reported_at": at}
    first = Case.objects.count()
    return Case.objects.bulk_create(Case(code=f"CHS-26-{first + each:04}", **(plain | fields)) for each in range(n))


def numbers(cast: Cast, exact: bool = True, year: int = 2026) -> Any:
    return read(Asked(cast.district, Year(year)), clock.now(), exact)


def cells(numbers: Any, kind: str) -> dict[str, tuple[object, object]]:
    """A split's rows that are not empty, by label: this year's and last year's."""
    (block,) = [each for each in numbers.splits if each.code == kind]
    return {line.label: (line.this, line.last) for line in block.lines if line.this != 0 or line.last != 0}


def page(user: User, query: str = "") -> str:
    answer = signed_in(user).get(PAGE + query)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def test_a_school_year_begins_on_july_1_by_the_local_day() -> None:
    instants = ("2026-07-01T04:59:59+00:00", "2026-07-01T05:00:00+00:00", "2027-07-01T04:59:59+00:00")
    assert [year_of(datetime.fromisoformat(each)).first for each in instants] == [2025, 2026, 2026]
    assert Year(2026).name == "2026-2027" and Year(2099).name == "2099-2100"
    assert (Year(2026).starts_at, Year(2026).ends_at) == tuple(
        datetime.fromisoformat(each) for each in (instants[1], "2027-07-01T05:00:00+00:00")
    )


def test_cases_are_split_four_ways_this_year_beside_last_year(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    a_case(cast, 3, level="low")
    a_case(cast, 2, building=cast.other_building, opened="2026-08-20T15:00:00+00:00")
    a_case(cast, 4, opened="2025-11-03T15:00:00+00:00", level="high")
    a_case(cast, 9, opened="2024-11-03T15:00:00+00:00")
    real = acted(cast)  # its subject is a student now
    as_practice(a_case(cast, 1)[0], cast.principal)

    found = numbers(cast)

    assert (found.this, found.last) == (6, 4) and real.opened_at >= Year(2026).starts_at
    assert cells(found, "building") == {cast.building.name: (4, 4), cast.other_building.name: (2, 0)}
    assert cells(found, "level") == {"Not classified": (3, 0), "Low Level": (3, 0), "High Level": (0, 4)}
    assert cells(found, "affiliation") == {"Student, current": (1, 0), "Not known yet": (5, 4)}
    assert cells(found, "month") == {"August": (2, 0), "September": (3, 0), "October": (1, 0), "November": (0, 4)}
    assert [year.first for year in years_of(cast.district, clock.now())] == [2026, 2025, 2024]
    one = read(Asked(cast.district, Year(2026), cast.other_building), clock.now(), True)
    assert (one.this, one.last) == (2, 0) and [line.label for line in one.splits[0].lines] == [cast.other_building.name]


def a_duty(case: Case, rule: str, due: timedelta, done: timedelta | None) -> None:
    """A duty of this case, due and done so long after its report."""
    start = case.reported_at
    state = {"state": "open"} if done is None else {"state": "met", "met_at": start + done, "done_at": start + done}
    times = {"triggered_at": start, "recorded_at": start, "target_due_at": start + due}
    of = {"district": case.district, "building": case.building, "about_kind": "case", "about_id": case.pk}
    Obligation.objects.create(rule=rule, trigger_ref=f"test:{rule}:{case.pk}", actor_role="principal", cited=True, **of, **times, **state)


def test_steps_are_in_time_late_not_there_yet_or_not_needed(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    hour = timedelta(hours=1)
    soon, late, waits = a_case(cast, 3)
    a_case(cast, 1, stage="closed", closed_at=clock.now(), closed_reason="routine")
    for case, hours in ((soon, 1), (late, 5)):
        case.triage_at = case.reported_at + hours * hour
        case.save()
        a_duty(case, "TRI-DONE", 2 * hour, hours * hour)
    a_duty(waits, "RPT-REV", hour, None)
    found = numbers(cast)

    triage = next(step for step, of in zip(found.steps, STEPS, strict=True) if of.code == "triage").this
    assert triage.parts == (1, 1, 1, 1)
    assert (triage.share, triage.median, triage.longest) == ("50 %", "3 h", "5 h")
    assert triage.pieces == ((0.0, 33.3, 0), (33.3, 33.3, 1), (66.7, 33.3, 2))
    assert [line.this for line in found.overdue.lines] == [1]


def test_a_plan_has_full_evidence_when_no_update_of_it_was_late(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    day = timedelta(days=1)
    kept, late, open_late, _without = a_case(cast, 4)
    for case, done in ((kept, 29 * day), (late, 31 * day), (open_late, None)):
        Case.objects.filter(pk=case.pk).update(planned_at=case.reported_at)
        a_duty(case, "UPD-30", (30 if done else 10) * day, done)

    found = numbers(cast)

    assert found.evidence_words == "1 of 3"
    assert [line.this for line in found.evidence.lines] == [1, 2, 1]


def test_who_may_not_see_true_counts_reads_none_of_them(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    a_case(cast, 3, level="low")
    a_case(cast, 11, building=cast.other_building)
    a_case(cast, 5)
    helper = prevention(cast)

    shown = numbers(cast, exact=False)

    assert cells(shown, "building")[cast.other_building.name] == (11, 0) and shown.this == 19
    assert cells(shown, "level")["Low Level"] == ("fewer than 5", 0)
    assert {cell for step in shown.steps for cell in step.this.parts} == {"not shown"}, "a step would tell how many are classified"
    assert "fewer than 5" in page(helper) and "fewer than 5" not in page(cast.superintendent)
    assert "fewer than 5" in page(cast.superintendent, f"?counts={HIDDEN}")
    assert "never-printed" in signed_in(cast.superintendent).get(PAGE).content.decode()
    for person in (helper, cast.superintendent):
        table = b"".join(signed_in(person).get(TABLE).streaming_content)  # type: ignore[attr-defined]
        assert table.startswith(b"\xef\xbb\xbf") and "Low Level,fewer than 5,0" in table.decode()
        assert cast.other_building.name + ",11,0" in table.decode()


def test_a_building_that_begins_like_a_formula_leaves_as_text(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    type(cast.building).objects.filter(pk=cast.building.pk).update(name="=HYPERLINK(1)")
    a_case(cast, 6)

    table = b"".join(signed_in(cast.superintendent).get(TABLE).streaming_content).decode()  # type: ignore[attr-defined]

    assert "'=HYPERLINK(1),6,0" in table


def test_a_year_without_cases_says_so_in_a_sentence(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    empty = page(cast.superintendent)
    assert "No case was opened in 2026-2027 or 2025-2026, so there is nothing to compare." in empty and "<rect" not in empty

    a_case(cast, 2, opened="2025-11-03T15:00:00+00:00")
    assert "No case was opened in 2026-2027; what stands below is the year before." in page(cast.superintendent)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?year=1999", "There are no numbers of that school year."),
        ("?year=soon", "There are no numbers of that school year."),
        ("?year=", "There are no numbers of that school year."),
        ("?year=2026&building=0", "That is no building of this district."),
        ("?year=2026&building=%27%20or%201", "That is no building of this district."),
    ],
)
def test_what_was_edited_by_hand_is_answered_beside_its_field(cast: Cast, at: At, query: str, words: str) -> None:
    at("2026-10-05 09:00")
    a_case(cast, 2)

    shown = page(cast.superintendent, query)

    assert words in shown and "<rect" not in shown
    led_back = signed_in(cast.superintendent).get(TABLE + query)
    assert led_back.status_code == 302 and led_back["Location"].startswith(PAGE)


def test_where_counts_are_hidden_no_building_can_be_asked_for_alone(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    a_case(cast, 7)

    shown = page(prevention(cast), f"?year=2026&building={cast.building.pk}")

    assert "only the whole district is counted" in shown and cast.other_building.name not in shown


def test_the_page_asks_as_much_for_a_thousand_cases_as_for_one_and_opens_no_key(cast: Cast, at: At) -> None:
    at("2026-10-05 09:00")
    client = signed_in(cast.superintendent)
    client.get(PAGE)

    def statements() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(PAGE).status_code == 200
        return [each["sql"] for each in asked]

    a_case(cast, 1)
    one = statements()
    a_case(cast, 999)
    many = statements()

    assert len(one) == len(many) <= 22
    assert len(client.get(PAGE).content) <= 60 * 1024, "ux.md 11"
    assert not [sql for sql in many if "tat_datakey" in sql]
    now = clock.now()
    with CaptureQueriesContext(connection) as asked:
        read(Asked(cast.district, Year(2026)), now, exact=True)
    assert len(asked) == 8
