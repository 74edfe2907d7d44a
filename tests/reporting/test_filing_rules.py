"""The rules of the annual filing as plain facts, and small counts hidden (105 ILCS 128/45; handbook 8.5, 11)."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from reporting.counts.suppression import FEWER_THAN_FIVE, NOT_SHOWN, hide_linked, hide_small, part_of
from reporting.workflow import (
    MOST_UPLOADED_PAGES,
    PREPARING,
    EditionLine,
    FilingFacts,
    SeatLine,
    TeamRoster,
    as_json,
    board_problems,
    differences,
    freeze_problems,
    from_json,
    procedure_differences,
    proof_problems,
    seat_words,
    seats_held,
    supplement_problems,
    unsettled,
    warnings,
)
from tat.statutes import EXPERTISE, SEATS

pytestmark = pytest.mark.req("TM-7")
FROZEN_AT = datetime(2027, 8, 2, 14, 14, 30, tzinfo=UTC)
LINES = tuple(SeatLine(code, f"{code} Person", "Post", tuple(EXPERTISE), triage=code in ("ADM", "TCH")) for code in SEATS)
WHOLE = TeamRoster("Cordgrass", ("Cordgrass High School",), LINES)
BOTH = frozenset({"law_enforcement", "roe"})


def without(code: str, *instead: SeatLine) -> TeamRoster:
    return TeamRoster(WHOLE.team, WHOLE.buildings, tuple(line for line in LINES if line.statutory != code) + instead)


def test_an_empty_seat_stops_the_filing_until_its_reason_is_stated() -> None:
    backup_alone = SeatLine("PSY", "Somebody", is_backup=True)
    reason = SeatLine("PSY", reason="None employed; asked on August 2.")

    assert unsettled(WHOLE) == ()
    assert len(unsettled(without("PSY"))) == len(unsettled(without("PSY", backup_alone))) == 1
    assert "state that none is available to serve" in unsettled(without("PSY"))[0]
    assert unsettled(without("PSY", reason)) == ()
    assert seats_held(without("PSY", reason)) == 5


def test_what_does_not_stop_the_filing_is_said_all_the_same() -> None:
    few = TeamRoster("Small", (), (SeatLine("ADM", "One", triage=True), SeatLine("LEO", reason="No officer is available.")))

    said = " ".join(warnings(few))

    assert warnings(WHOLE) == ()
    assert "at least one law enforcement official without exception" in said and "fewer than two members" in said
    assert "(No officer is available.)" in said and said.count("no member brings") == len(EXPERTISE)


def test_the_packet_is_made_once_of_settled_rosters_with_a_procedure_for_both_offices() -> None:
    ready = FilingFacts(rosters=(WHOLE,), chosen=BOTH)

    assert freeze_problems(ready) == ()
    assert "frozen already" in freeze_problems(FilingFacts("frozen", (WHOLE,), (), BOTH))[0]
    missing = freeze_problems(FilingFacts(without_procedure=("Cordgrass",)))
    assert [
        words in each
        for words, each in zip(("no Threat Assessment Team", "no edition", "law enforcement", "Regional"), missing, strict=True)
    ]
    assert len(freeze_problems(FilingFacts(rosters=(without("PSY"),), chosen=BOTH))) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"frozen_at": None}, "not made yet"),
        ({"already": True}, "on file already"),
        ({"filed_at": FROZEN_AT + timedelta(days=3)}, "has not come yet"),
        ({"filed_at": FROZEN_AT - timedelta(minutes=1)}, "before the packet was made"),
        ({"filed_at": FROZEN_AT.replace(second=0)}, ""),
        ({"receipt": "  "}, "receipt is missing"),
    ],
)
def test_a_proof_is_of_a_packet_that_was_made_and_sent(changes: dict[str, object], words: str) -> None:
    given = {
        "frozen_at": FROZEN_AT,
        "already": False,
        "filed_at": FROZEN_AT + timedelta(days=1),
        "receipt": "R-1",
        "at": FROZEN_AT + timedelta(days=2),
    }

    found = proof_problems(**(given | changes))  # type: ignore[arg-type]

    assert bool(found) == bool(words) and words in " ".join(found)


def test_the_board_is_told_once_after_both_proofs_and_not_tomorrow() -> None:
    today = date(2027, 8, 17)

    assert board_problems(state="filed", already=None, told_on=today, today=today) == ()
    assert "Not both filings" in board_problems(state="frozen", already=None, told_on=today, today=today)[0]
    assert "recorded already" in board_problems(state="filed", already=today, told_on=today, today=today)[0]
    assert "has not come yet" in board_problems(state="filed", already=None, told_on=today + timedelta(days=1), today=today)[0]


def test_a_later_change_of_the_roster_is_a_difference_in_words() -> None:
    new = SeatLine("PSY", "New Person")
    moved = TeamRoster("Cordgrass", (), tuple(SeatLine("" if each.statutory == "CNS" else each.statutory, each.name) for each in LINES))
    other = TeamRoster("Switchgrass", (), (SeatLine("ADM", "A", is_backup=True), SeatLine("TCH", "B", is_backup=True, backup_for="C")))

    assert differences((WHOLE,), (WHOLE,)) == ()
    left, came = differences((WHOLE,), (without("PSY", new),))
    assert "PSY Person is on the filed list" in left and "not on the team today" in left
    assert "New Person is on the team" in came
    (words,) = differences((WHOLE,), (moved,))
    assert "CNS Person" in words and words.endswith("is member today.")
    assert len(differences((WHOLE,), (other,))) == 2
    assert [seat_words(line) for line in other.lines] == [f"back-up, {SEATS['ADM'].member}", "back-up for C"]


def test_rosters_are_kept_as_they_were() -> None:
    assert from_json(as_json((WHOLE,))) == (WHOLE,)


@pytest.mark.req("SE-3")
def test_from_what_is_shown_no_small_count_can_be_narrowed() -> None:
    """Every list of three counts from 0 to 8: whoever adds up what is shown still finds 1, 2, 3 and 4 possible for each small one."""
    for counts in product(range(9), repeat=3):
        shown = hide_small(counts)
        small = [place for place, cell in enumerate(shown.cells) if cell == FEWER_THAN_FIVE]
        assert small == [place for place, count in enumerate(counts) if 0 < count < 5]
        assert shown.hides_a_cell == (shown.cells != counts)
        if shown.hides_total or not small:
            continue
        ranges = [range(1, 5) if cell == FEWER_THAN_FIVE else range(5, 25) if cell == NOT_SHOWN else [cell] for cell in shown.cells]
        possible = [each for each in product(*ranges) if sum(each) == shown.total]
        assert all({each[place] for each in possible} == {1, 2, 3, 4} for place in small), (counts, shown)


@pytest.mark.req("SE-3")
def test_three_cases_read_fewer_than_five_and_two_ways_to_split_them_are_not_both_shown() -> None:
    assert hide_small([3, 9, 0]).cells == (FEWER_THAN_FIVE, NOT_SHOWN, 0)
    assert part_of(8, 9) == (NOT_SHOWN, NOT_SHOWN) and part_of(9, 9) == (9, 9)
    first, second = hide_linked([3, 0], [1, 2])
    assert first.hides_total and set(second.cells) == {NOT_SHOWN} and second.total == NOT_SHOWN
    assert hide_linked([8, 9], [10, 7])[1].cells == (10, 7)


def test_a_regional_team_is_asked_for_its_own_seats_and_too_many_uploaded_pages_stop_the_filing() -> None:
    region = TeamRoster("Region Four", ("Cordgrass High School",), (), regional=True)
    assert unsettled(region) and all(sentence.startswith("Region Four: ") for sentence in unsettled(region))
    long = FilingFacts(rosters=(WHOLE,), chosen=BOTH, uploaded_pages=MOST_UPLOADED_PAGES + 1)
    assert freeze_problems(long) == ("The uploaded procedures have 241 pages together; a packet holds 240. Upload less.",)


def test_a_supplement_waits_for_a_filing_a_change_and_a_recipient() -> None:
    asked = {"changes": ["Somebody left."], "chosen": 1, "unaddressed": ()}
    assert "Nothing is filed yet" in supplement_problems(state=PREPARING, **asked)[0]
    assert "There is nothing to add" in supplement_problems(state="frozen", **asked | {"changes": []})[0]
    assert "No recipient is chosen" in supplement_problems(state="frozen", **asked | {"chosen": 0})[0]
    assert supplement_problems(state="frozen", **asked) == ()


def test_an_edition_that_was_not_filed_or_was_replaced_is_said_in_words() -> None:
    old, new = EditionLine("4:190-AP2", date(2026, 7, 1)), EditionLine("4:190-AP2", date(2026, 9, 1))
    assert "was not filed" in procedure_differences((), (old,))[0]
    assert "what was filed is" in procedure_differences((old,), (new,))[0]
    assert procedure_differences((old,), (old,)) == ()
