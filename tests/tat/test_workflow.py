"""A move says what stands in its way; the refusal carries those sentences and keeps them out of its own text."""

from dataclasses import dataclass

from tat.workflow import Blocked, Move


@dataclass(frozen=True)
class Facts:
    reason: str = ""
    position: str = ""


def reason_given(facts: Facts) -> str:
    return "" if facts.reason else "A reason is missing (AP2). Write one."


def position_given(facts: Facts) -> str:
    return "" if facts.position else "A position is missing (AP2). Ask for it."


MOVE = Move(
    name="close_case", sources=frozenset({"management"}), target="closed", permission="close", checks=(reason_given, position_given)
)


def test_the_unmet_checks_are_named_in_their_order_and_a_met_move_is_free() -> None:
    assert MOVE.problems(Facts()) == ("A reason is missing (AP2). Write one.", "A position is missing (AP2). Ask for it.")
    assert MOVE.problems(Facts(reason="resolved")) == ("A position is missing (AP2). Ask for it.",)
    assert MOVE.problems(Facts("resolved", "concur")) == ()


def test_a_move_starts_only_from_its_sources() -> None:
    assert MOVE.starts_from("management")
    assert not MOVE.starts_from("closed")


def test_a_refusal_carries_the_sentences_and_its_text_names_only_their_number() -> None:
    refusal = Blocked(MOVE.problems(Facts()))
    assert refusal.problems == MOVE.problems(Facts())
    assert str(refusal) == "blocked: 2 unmet"
    assert "reason" not in repr(refusal)
