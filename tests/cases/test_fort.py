"""FORT: what the record shows for each letter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.fort import FortFacts, Interval, evidence, intervals, missing, spoken

REPORTED = datetime(2026, 9, 21, 13, 5, tzinfo=UTC)
WHOLE = FortFacts(
    subject_heard=True,
    subject_account=True,
    parents_heard=True,
    language_or_disability_asked=True,
    findings=14,
    findings_sourced=14,
    findings_dated=13,
    quotations=2,
    corroborated=5,
    opinions_marked=3,
    responses_explained=True,
    highest_rung=5,
    separation_chosen=True,
    safeguard_complete=True,
)


def letter(facts, which):
    return next(found for found in evidence(facts) if found.letter == which)


@pytest.mark.req("AS-6")
def test_a_whole_record_shows_the_four_letters():
    assert [found.letter for found in evidence(WHOLE)] == ["F", "O", "R", "T"]
    assert all(found.shown and found.settled and found.title and found.question.endswith("?") for found in evidence(WHOLE))
    assert missing(WHOLE) == ()


@pytest.mark.req("AS-6")
def test_an_empty_record_says_what_is_missing():
    empty = FortFacts()
    assert not letter(empty, "F").shown
    assert letter(empty, "F").sentences == ("No word of the parents is recorded.",)
    assert letter(empty, "O").shown and letter(empty, "T").shown
    assert missing(empty) == ("No sentence yet on why the chosen responses are proportionate. Write one (FORT, Reasonable).",)


@pytest.mark.req("AS-6")
def test_fair_takes_the_interview_or_the_reason_for_none():
    unheard = replace(WHOLE, subject_heard=False)
    assert letter(unheard, "F").asked_elsewhere == ("The subject has not been heard, and no reason is written.",)
    reasoned = replace(unheard, subject_not_heard_reason=True)
    assert letter(reasoned, "F").shown
    assert "The reason why the subject was not heard is written." in letter(reasoned, "F").sentences
    assert letter(WHOLE, "F").sentences[0] == "The subject was heard."


@pytest.mark.req("AS-6")
def test_objective_counts_sources_and_dates():
    found = letter(replace(WHOLE, findings_sourced=12), "O")
    assert found.sentences[0] == "Findings: 14; with a source: 12; with a date: 13."
    assert (found.shown, found.asked_elsewhere) == (False, ("Findings without a source: 2.",))


@pytest.mark.req("AS-6")
def test_reasonable_asks_for_a_note_and_more_plainly_from_rung_four():
    mild = letter(replace(WHOLE, responses_explained=False, highest_rung=3), "R")
    steep = letter(replace(WHOLE, responses_explained=False, highest_rung=4), "R")
    assert "proportionate" in mild.missing[0]
    assert "rung 4 or 5" in steep.missing[0]
    assert not letter(replace(WHOLE, safeguard_complete=False), "R").shown
    assert letter(replace(WHOLE, separation_chosen=False, safeguard_complete=False), "R").shown


@pytest.mark.req("AS-6")
def test_a_sentence_by_name_settles_a_letter_but_does_not_show_it():
    facts = replace(WHOLE, responses_explained=False, statements=frozenset({"R"}))
    assert (letter(facts, "R").shown, letter(facts, "R").settled) == (False, True)
    assert missing(facts) == ()


@pytest.mark.req("AS-6")
def test_timely_asks_why_an_interval_passed_its_target():
    moments = {"reported": REPORTED, "imminence": REPORTED + timedelta(minutes=30), "convened": REPORTED + timedelta(minutes=82)}
    late = replace(WHOLE, intervals=intervals(moments, late=["convened"]))
    assert letter(late, "T").sentences == ("Report to determination 30 min.", "Determination to full team 52 min, over its target.")
    assert missing(late) == ("Determination to full team took longer than its target. Say why (FORT, Timely).",)
    told = replace(late, intervals=intervals(moments, late=["convened"], explained=["convened"]))
    assert letter(told, "T").shown


@pytest.mark.req("AS-6")
def test_unknown_moments_are_left_out():
    assert intervals({}) == () == intervals({"reported": REPORTED, "reviewed": None})
    (only,) = intervals({"plan": REPORTED + timedelta(days=3), "reported": REPORTED, "triage": None})
    assert (only.start, only.end, only.late, only.explained) == ("reported", "plan", False, False)


@pytest.mark.req("AS-6")
def test_a_step_before_the_one_it_follows_reads_as_such():
    assert Interval("reported", "imminence", timedelta(hours=-3)).sentence == "Determination 3 h before report."


@pytest.mark.req("AS-6")
@pytest.mark.parametrize(
    ("elapsed", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=30), "30 days"),
    ],
)
def test_a_duration_is_spoken_in_its_own_unit(elapsed, words):
    assert spoken(elapsed) == words
