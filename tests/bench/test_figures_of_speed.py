"""What `./run bench` makes of what it measured: ratios, missed goals, and a table with nothing but what lies in the JSON."""

import json
import time
from pathlib import Path
from random import Random

import pytest

from bench import report
from bench.inside.names import FIRSTS, LASTS, drawn, pools
from bench.inside.owe import OFTEN, RUNG
from bench.inside.spent import SqlClock
from bench.rounds import REQUESTS, Side, Taken, alternate, ratio
from bench.sweep import SIZES
from tat.statutes import RULES

RESULTS = sorted(report.RESULTS.glob("*.json"))
GOAL = {"ratio": 4.0, "statements": 10}


def test_a_ratio_is_the_median_of_the_rounds_with_its_quartiles() -> None:
    assert ratio([2, 8, 9, 40, 6], [1, 2, 3, 10, 2]) == {"ratio": 3.0, "quartiles": [3.0, 4.0]}


def test_a_process_that_came_in_a_round_counts_from_its_beginning() -> None:
    spent = iter([{1: 5.0}, {1: 6.0, 2: 0.5}])
    taken = Taken()
    taken.run(Side(ask=lambda: None, spent=lambda: next(spent)))
    assert taken.cpu == [1.5 / REQUESTS]


def test_both_sides_answer_as_often_and_take_turns_in_going_first() -> None:
    asked: list[str] = []
    sides = [Side(ask=lambda name=name: asked.append(name), spent=dict) for name in ("page", "floor")]
    alternate(*sides)
    assert asked.count("page") == asked.count("floor")
    rounds = [asked[at] for at in range(len(asked) - 9 * 2 * REQUESTS, len(asked), 2 * REQUESTS)]
    assert rounds == ["floor", "page"] * 4 + ["floor"]


def test_a_goal_that_is_reached_exactly_is_met_and_one_more_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    met = report.row("home", GOAL, ratio=4.0, statements=10, target={}, floor={})
    missed = report.row("home", GOAL, ratio=4.01, statements=11, target={}, floor={})
    assert (met["missed"], missed["missed"]) == ([], ["ratio", "statements"])
    assert capsys.readouterr().out.count("MISSED") == 1


def test_a_line_of_the_table_has_milliseconds_and_the_bare_cipher_where_they_were_measured() -> None:
    figures = {"ratio": 40.0, "quartiles": [30.0, 50.0], "milliseconds": 3.1, "cipher": 9.5}
    slow = report.row("a name", {"milliseconds": 3.0}, **figures, target={}, floor={})
    assert "| milliseconds ≤ 3 | 40.0 [30.0–50.0], 3.1 ms; 9.5 of the cipher alone **missed: milliseconds** |" in report.line(slow, "")


def test_a_line_of_the_table_has_microseconds_of_each_duty_where_they_were_measured() -> None:
    figures = {"ratio": 1.4, "quartiles": [1.3, 1.5], "microseconds": 51.0}
    slow = report.row("sweep", {"ratio": 1.5, "microseconds": 50.0}, **figures, target={}, floor={})
    words = "| ratio ≤ 1.5, microseconds ≤ 50 | 1.4 [1.3–1.5], 51.0 µs each **missed: microseconds** |"
    assert words in report.line(slow, "")


def test_the_duties_that_are_swept_climb_four_ladders_and_a_tenth_of_them_is_due() -> None:
    assert {RULES[rule].escalation[0] for rule in OFTEN} == {"X1", "X2", "X5", "X7"}
    assert set(RUNG) == set(OFTEN) and all(size % 100 == 0 for size in SIZES)


def test_names_are_as_often_the_same_as_in_a_state() -> None:
    chance, pools_ = Random(1), pools()
    assert [len(set(pool)) for pool in pools_] == [FIRSTS, LASTS]
    for pool, low, high in zip(pools_, (0.20, 0.09), (0.24, 0.11), strict=True):
        commonest = set(pool[:100])
        share = sum(drawn(chance, pool) in commonest for _ in range(20_000)) / 20_000
        assert low < share < high


def test_a_statement_is_timed_without_what_compiles_it() -> None:
    clock = SqlClock()
    assert clock(lambda *_words: time.sleep(0.002) or "rows", "select 1", [], False, {}) == "rows"
    assert clock.wall >= 0.002 > clock.cpu


def test_the_table_says_what_lies_in_the_json_and_nothing_else() -> None:
    assert report.readme() == report.README.read_text(), "run `./run bench`; the table is not written by hand"


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_every_figure_has_commit_date_load_and_both_sides(path: Path) -> None:
    found = json.loads(path.read_text())
    assert len(found["commit"]) == 40 and found["date"] and len(found["load_average"]["before"]) == 3
    assert found["changed_since_commit"] is False
    for row in found["rows"]:
        assert row["goal"] and {"target", "floor"} <= row.keys()


def test_a_line_of_the_table_has_what_a_long_paper_took_of_its_worker() -> None:
    taken = report.row(
        "a paper", {"cpu_seconds": 80, "unseen": 0}, seconds=31.5, cpu_seconds=24.1, megabytes=340.2, unseen=1, target={}, floor={}
    )
    assert "| cpu seconds ≤ 80, unseen ≤ 0 | 31.5 s, 24.1 s of CPU, 340.2 MB **missed: unseen** |" in report.line(taken, "")
