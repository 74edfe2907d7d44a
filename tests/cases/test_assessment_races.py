"""Two members write in the same place at the same moment: one of them is told, and no number and no entry is doubled."""

from collections.abc import Callable

import pytest

from cases.actions.findings import add_finding
from cases.actions.gaps import close_gap
from cases.actions.locks import Overtaken
from cases.actions.questions import AnswerGiven, answer_question
from cases.actions.rounds import start_round
from cases.models import AssessmentRound, Case, Finding, InformationGap, KeyAnswer
from tat import clock
from tat.models import User
from tests.cases.assessed import a_finding
from tests.cast import Cast, a_case, a_cast
from tests.triage.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Rival = Callable[[User], object]


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def rivals(cast: Cast, case: Case) -> dict[str, Rival]:
    """Acts of one person in one place of the case, as each sent them from a page opened before."""
    found = add_finding(case=case, by=cast.teacher, given=a_finding())
    unknown = AnswerGiven(question="KQ01", reading="unknown", owner=cast.teacher, due_on=clock.now().date())
    stood = answer_question(case=case, by=cast.teacher, given=unknown)
    gap, again = InformationGap.objects.get(case=case), AnswerGiven(question="KQ01", reading="raises", text="He named a day.")
    return {
        "finding": lambda by: add_finding(case=case, by=by, given=a_finding(text=f"{by.full_name} says."), replaces=found.pk),
        "answer": lambda by: answer_question(case=case, by=by, given=again, seen=stood.pk),
        "gap": lambda by: close_gap(case=case, by=by, gap_id=gap.pk, how=f"{by.full_name} asked."),
        "round": lambda by: start_round(case=case, by=by, why="New words.", seen=1),
    }


@pytest.mark.req("AS-1", "AS-2", "AS-3")
def test_of_two_at_once_one_is_written_and_the_other_is_told(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    for name, act in rivals(cast, case).items():
        raised = at_once(*(lambda by=by, act=act: act(by) for by in (cast.counselor, cast.psychologist, cast.officer)))  # type: ignore[misc]
        assert [type(fault) for fault in raised] == [Overtaken, Overtaken], name
    counts = (Finding, KeyAnswer, AssessmentRound)
    assert [model.objects.filter(case=case).count() for model in counts] == [2, 2, 1]
    assert InformationGap.objects.get(case=case).closed_how.endswith(" asked.")
