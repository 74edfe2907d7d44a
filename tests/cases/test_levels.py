"""The five levels: what each brings, and the duties its signing starts."""

import pytest

from cases.levels import AT_ONCE, LEVELS, Bring, Level, is_lower, may_close_at_classification, obligations_for, requires_plan
from tat.statutes import RULES

ROUTINE, LOW, MODERATE, HIGH, IMMINENT = Level


@pytest.mark.req("AS-7")
@pytest.mark.parametrize(
    ("level", "further", "measures", "codes"),
    [
        (ROUTINE, False, False, ()),
        (ROUTINE, True, False, ()),
        (LOW, False, False, ()),
        (LOW, True, True, ("PLAN",)),
        (MODERATE, False, False, ("LVL-CONS", "PLAN")),
        (MODERATE, True, True, ("LVL-CONS", "PLAN", "LVL-NTF")),
        (HIGH, False, False, ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-TGT", "LVL-CRI", "PLAN")),
        (HIGH, True, False, ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-TGT", "LVL-CRI", "PLAN", "LVL-NTF")),
        (IMMINENT, False, True, ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-TGT", "LVL-CRI", "PLAN")),
    ],
)
def test_examples_45_and_68_signing_a_level_starts_its_duties(level, further, measures, codes):
    assert obligations_for(level, further, measures) == codes


@pytest.mark.req("AS-7")
def test_every_duty_of_a_level_is_in_the_law():
    named = {code for rule in LEVELS.values() for code in rule.obligations} | {"LVL-NTF"}
    assert named <= set(RULES)
    assert all(RULES[code].holds_case for code in named)


@pytest.mark.req("AS-7")
def test_a_level_given_as_text_counts_the_same():
    assert obligations_for("high", False, False)[:5] == AT_ONCE
    assert obligations_for("low", True, True) == ("PLAN",)


@pytest.mark.req("AS-5")
def test_levels_stand_in_the_procedures_order():
    assert list(LEVELS) == list(Level)
    assert is_lower("routine", "low") and is_lower(MODERATE, HIGH)
    assert not is_lower(HIGH, HIGH) and not is_lower(IMMINENT, LOW)


@pytest.mark.req("AS-5")
@pytest.mark.parametrize("level", Level)
def test_each_level_has_three_criteria_and_a_summary(level):
    rule = LEVELS[level]
    assert rule.level == level
    assert len(rule.criteria) == 3
    assert all(heading and text for heading, text in rule.criteria)
    assert rule.summary.endswith(".")
    assert set(rule.brings) <= set(Bring)


@pytest.mark.req("AS-7")
def test_what_a_level_brings_agrees_with_what_it_requires():
    for level, rule in LEVELS.items():
        assert rule.requires_plan == rule.brings.get(Bring.PLAN, "").startswith("required"), level
        assert ("LVL-CON" in rule.obligations) == (rule.brings.get(Bring.CONTAINMENT) == "required"), level
        assert rule.requires_considering_law_enforcement == rule.brings.get(Bring.LAW_ENFORCEMENT, "").startswith("consider"), level
        assert ("LVL-LE" in rule.obligations) == (rule.brings.get(Bring.LAW_ENFORCEMENT) == "immediate"), level


@pytest.mark.req("AS-7")
def test_example_36_routine_closes_and_low_with_monitoring_is_managed():
    assert may_close_at_classification(ROUTINE, measures=True)
    assert not requires_plan(ROUTINE, measures=True)
    assert may_close_at_classification(LOW, measures=False) and not requires_plan(LOW, measures=False)
    assert requires_plan(LOW, measures=True) and not may_close_at_classification("low", measures=True)
    assert not may_close_at_classification(MODERATE, measures=False)
