"""When the panel's opinions close a case, convene the full team, or wait."""

from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import data, integers, sampled_from

from cases.concurrence import CLOSE, CONCURRING, CONVENE, OPEN, Answer, Opinion, PanelSeat, opinion_problems, outcome

START = datetime(2026, 10, 14, 14, 0, tzinfo=UTC)
NONE, LOW, NOT_ADDRESSED, FULL, UNSURE = Answer
THREE = (PanelSeat("a"), PanelSeat("b"), PanelSeat("c"))


def said(*answers, seats="abcdef", version=1, start=START):
    """Opinions in the order given, one a minute, one per seat."""
    return [
        Opinion(seat, answer, version, start + timedelta(minutes=n)) for n, (seat, answer) in enumerate(zip(seats, answers, strict=False))
    ]


@pytest.mark.req("TR-2")
def test_example_37_the_first_unsure_opinion_convenes_at_once():
    all_given = outcome(THREE, said(NONE, LOW, UNSURE), 1)
    assert (all_given.kind, all_given.disposition, all_given.not_given) == (CONVENE, None, ())
    first_of_three = outcome(THREE, said(UNSURE), 1)
    assert (first_of_three.kind, first_of_three.not_given) == (CONVENE, ("b", "c"))


@pytest.mark.req("TR-2")
def test_example_38_two_concurring_opinions_close_with_the_higher_disposition():
    two = THREE[:2]
    closed = outcome(two, said(NONE, LOW), 1)
    assert (closed.kind, closed.disposition, closed.needs_follow_up) == (CLOSE, LOW, True)
    assert outcome(two, said(LOW, NOT_ADDRESSED), 1).kind == CONVENE
    routine = outcome(two, said(NONE, NONE), 1)
    assert (routine.kind, routine.disposition, routine.needs_follow_up) == (CLOSE, NONE, False)


@pytest.mark.req("TR-2")
def test_example_39_one_member_alone_cannot_close():
    alone = outcome(THREE[:1], said(NONE), 1)
    assert alone.kind == CONVENE
    assert "Fewer than two" in alone.why
    seated = outcome((*THREE[:1], PanelSeat("backup")), said(NONE), 1)
    assert (seated.kind, seated.not_given) == (OPEN, ("backup",))


@pytest.mark.req("TR-2")
def test_example_40_a_member_who_steps_aside_leaves_the_count():
    one_left = (*THREE[:2], PanelSeat("c", left=True))
    assert outcome(one_left, said(NONE, NONE), 1).kind == CLOSE
    two_left = (THREE[0], PanelSeat("b", left=True), PanelSeat("c", left=True))
    assert outcome(two_left, said(NONE), 1).kind == CONVENE
    with_backup = (*two_left, PanelSeat("d"))
    assert outcome(with_backup, said(NONE), 1).kind == OPEN
    assert outcome(with_backup, said(NONE, seats="a") + said(NONE, seats="d"), 1).kind == CLOSE


@pytest.mark.req("TR-2")
def test_an_empty_panel_convenes():
    assert outcome((), (), 1).kind == CONVENE


@pytest.mark.req("TR-2")
def test_one_seat_listed_twice_is_one_seat():
    twice = (PanelSeat("a"), PanelSeat("a"))
    assert outcome(twice, said(NONE), 1).kind == CONVENE


@pytest.mark.req("TR-2")
@pytest.mark.parametrize("answers", list(product([NONE, LOW, FULL], repeat=3)))
def test_the_order_of_opinions_changes_nothing(answers):
    kinds = set()
    for order in permutations(range(3)):
        given = [Opinion("abc"[n], answers[n], 1, START + timedelta(minutes=at)) for at, n in enumerate(order)]
        kinds.add(outcome(THREE, given, 1).kind)
    assert kinds == {CONVENE if FULL in answers else CLOSE}


@pytest.mark.req("TR-2")
def test_an_opinion_on_older_facts_does_not_close():
    old = said(NONE, seats="a", version=1)
    new = said(NONE, NONE, seats="bc", version=2)
    waiting = outcome(THREE, old + new, 2)
    assert (waiting.kind, waiting.stale, waiting.not_given) == (OPEN, ("a",), ())
    confirmed = said(NONE, seats="a", version=2, start=START + timedelta(hours=1))
    assert outcome(THREE, old + new + confirmed, 2).kind == CLOSE


@pytest.mark.req("TR-2")
def test_an_opinion_on_facts_from_the_future_does_not_close():
    assert outcome(THREE[:2], said(NONE, NONE, version=3), 2).stale == ("a", "b")


@pytest.mark.req("TR-2")
def test_the_last_version_of_an_opinion_counts_in_whatever_order_they_are_read():
    first = Opinion("a", NONE, 1, START)
    later = Opinion("a", LOW, 1, START + timedelta(minutes=9))
    other = Opinion("b", NONE, 1, START)
    for given in permutations([first, later, other]):
        assert outcome(THREE[:2], given, 1).disposition == LOW


@pytest.mark.req("TR-2")
def test_an_opinion_for_the_full_team_cannot_be_taken_back():
    given = [Opinion("a", FULL, 1, START), Opinion("a", NONE, 2, START + timedelta(hours=1)), Opinion("b", NONE, 2, START)]
    assert outcome(THREE[:2], given, 2).kind == CONVENE
    gone = (PanelSeat("a", left=True), PanelSeat("b"), PanelSeat("c"))
    assert outcome(gone, said(FULL), 1).kind == CONVENE


@pytest.mark.req("TR-2")
def test_an_opinion_of_someone_off_the_panel_counts_for_nothing():
    stranger = said(FULL, seats="x")
    assert outcome(THREE[:2], said(NONE, NONE) + stranger, 1).kind == CLOSE
    assert outcome(THREE, said(NONE, NONE) + said(NONE, seats="x"), 1).not_given == ("c",)


@pytest.mark.req("TR-2")
def test_silence_counts_as_full_team_and_only_then():
    two_of_three = said(NONE, LOW)
    assert outcome(THREE, two_of_three, 1).kind == OPEN
    silent = outcome(THREE, two_of_three, 1, silence=True)
    assert (silent.kind, silent.not_given) == (CONVENE, ("c",))
    assert outcome(THREE[:2], said(NONE, NONE, version=1), 2, silence=True).stale == ("a", "b")
    assert outcome(THREE[:2], said(NONE, NONE, version=1), 2, silence=True).kind == CONVENE
    assert outcome(THREE[:2], said(NONE, NONE), 1, silence=True).kind == CLOSE


@pytest.mark.req("TR-2")
def test_only_two_answers_concur():
    assert {answer for answer in Answer if answer.concurs} == {NONE, LOW} == set(CONCURRING)


@pytest.mark.req("TR-2")
def test_an_opinion_needs_a_conclusion_and_reasons():
    assert opinion_problems("none", reason="The notebook was read.", resource="") == ()
    missing = opinion_problems("", reason=" ", resource="")
    assert [sentence.split(".")[0] for sentence in missing] == ["No conclusion is chosen", "Your reasons are missing"]


@pytest.mark.req("TR-2")
def test_a_low_concern_names_what_deals_with_it():
    assert opinion_problems("low_addressed", reason="Seen weekly.", resource="Counselor, weekly") == ()
    (missing,) = opinion_problems("low_addressed", reason="Seen weekly.", resource=" ")
    assert "being adequately addressed" in missing
    assert opinion_problems("full_tat", reason="Two sources.", resource="") == ()


class Triage(RuleBasedStateMachine):
    """A panel whose members opine, replace, step aside, are replaced by back-ups, while facts and clock move on."""

    @initialize(size=integers(0, 4))
    def begin(self, size):
        self.panel = dict.fromkeys(range(size), False)
        self.opinions, self.facts, self.minute, self.silence = [], 1, 0, False

    @rule(pick=data(), answer=sampled_from([*Answer, *CONCURRING, *CONCURRING]))
    @precondition(lambda self: self.panel)
    def give(self, pick, answer):
        seat = pick.draw(sampled_from(sorted(self.panel)))
        self.minute += 1
        self.opinions.append(Opinion(seat, answer, self.facts, START + timedelta(minutes=self.minute)))

    @rule(answer=sampled_from(list(CONCURRING)))
    @precondition(lambda self: self.panel)
    def everybody_gives(self, answer):
        for seat in self.panel:
            self.minute += 1
            self.opinions.append(Opinion(seat, answer, self.facts, START + timedelta(minutes=self.minute)))

    @rule(pick=data())
    @precondition(lambda self: self.panel)
    def step_aside(self, pick):
        self.panel[pick.draw(sampled_from(sorted(self.panel)))] = True

    @rule()
    @precondition(lambda self: len(self.panel) < 6)
    def seat_a_backup(self):
        self.panel[len(self.panel)] = False

    @rule()
    def learn_something(self):
        self.facts += 1

    @rule()
    def end_the_clock(self):
        self.silence = True

    @invariant()
    def nothing_closes_without_every_member(self):
        result = outcome([PanelSeat(*seat) for seat in self.panel.items()], self.opinions, self.facts, silence=self.silence)
        staying = [seat for seat, left in self.panel.items() if not left]
        last = {opinion.seat_id: opinion for opinion in self.opinions}
        unanimous = all(seat in last and last[seat].answer in CONCURRING and last[seat].facts_version == self.facts for seat in staying)
        refused = any(opinion.answer not in CONCURRING for opinion in self.opinions)
        assert (result.kind == CLOSE) == (len(staying) >= 2 and unanimous and not refused)
        assert result.kind != OPEN or not (self.silence or refused or len(staying) < 2)
        assert (result.disposition is not None) == (result.kind == CLOSE)


Triage.TestCase.settings = settings(
    max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
TestTriage = pytest.mark.req("TR-2")(Triage.TestCase)
