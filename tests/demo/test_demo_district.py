"""The demonstration district: what a district would really have, made through the product's own acts."""

from collections import Counter

import pytest

from cases.models import Case
from reporting.management.demo.cases import make_cases
from reporting.management.demo.school import make_school
from tat import audit, clock
from tat.models import Building, LogEntry, Obligation, Seat, Team, User

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def demo(owner_connection: object) -> int:
    make_school(clock.now().astimezone(clock.CENTRAL).date())
    return make_cases()


@pytest.mark.req("PF-1")
def test_the_demonstration_is_a_whole_district_with_cases_at_every_stage(demo: int) -> None:
    assert (Building.objects.count(), User.objects.count(), Team.objects.count()) == (4, 60, 3)
    assert Seat.objects.filter(user=None).exclude(unavailable_reason="").exists(), "one roster is incomplete, for a reason"
    stages = Counter(Case.objects.values_list("stage", flat=True))
    assert demo == sum(stages.values()) == 25
    assert set(stages) == {"intake", "containment", "triage", "assessment", "management", "closed"}
    at = clock.now()
    assert Obligation.objects.overdue(at).exists()
    assert Obligation.objects.open().filter(target_due_at__gt=at).exists()


@pytest.mark.req("PR-3")
def test_every_act_of_the_demonstration_is_in_the_chain_and_the_clock_is_true_again(demo: int) -> None:
    assert audit.verify() == []
    assert LogEntry.objects.count() > 10 * demo
    assert not clock.is_moved()
