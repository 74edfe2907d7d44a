"""The second net: the database itself refuses a closing at triage without every seat's concurring opinion."""

import pytest
from django.db import IntegrityError, transaction

from cases.models import Case
from tat import clock
from tests.cast import a_case, an_opinion
from triage.actions.triage import give_opinion
from triage.models import TriageOpinion, TriageSeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    from tests.cast import a_cast

    return a_cast()


def close_by_hand(case):
    """What no action does: the stage set past the panel's rule."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage="closed", closed_at=clock.now(), closed_reason="closed_at_triage")


@pytest.mark.req("TR-2")
def test_the_database_refuses_what_the_rule_would_never_do(cast):
    case = a_case(cast, "triage")
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
    with pytest.raises(IntegrityError):
        close_by_hand(case)
    with pytest.raises(IntegrityError):
        close_by_hand(a_case(cast, subject_name="Kim Park"))
    assert not Case.objects.filter(stage="closed").exists()


@pytest.mark.req("TR-2")
@pytest.mark.parametrize("harm", ["stale", "dissent", "alone"])
def test_a_stale_a_dissenting_and_a_lonely_opinion_are_refused_by_the_database_alone(cast, harm):
    case = a_case(cast, "closed")
    Case.objects.filter(pk=case.pk).update(stage="triage", closed_at=None, closed_reason="")
    if harm == "stale":
        TriageOpinion.objects.filter(seat__member=cast.teacher).update(facts_version=1)
        Case.objects.filter(pk=case.pk).update(facts_version=99)
    if harm == "dissent":
        TriageOpinion.objects.filter(seat__member=cast.teacher).update(answer="unsure")
    if harm == "alone":
        TriageSeat.objects.exclude(member=cast.teacher).update(left="aside", left_at=clock.now())
    with pytest.raises(IntegrityError):
        close_by_hand(case)


@pytest.mark.req("TR-2")
def test_what_the_rule_closes_the_database_lets_through(cast):
    assert a_case(cast, "closed").closed_reason == "closed_at_triage"
