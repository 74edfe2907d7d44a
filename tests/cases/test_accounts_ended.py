"""People whose accounts ended while a plan names them: it is said, somebody else is asked for, and nothing typed is lost."""

import pytest

from cases.actions.plan import adopt_plan
from tat.models import User
from tat.workflow import Blocked
from tests.cases.managed import drafted, planned, strategy, token
from tests.cast import Cast, signed_in
from tests.typed import flat, form_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def ended(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.req("PL-2")
def test_the_pages_say_that_the_case_managers_account_ended(cast: Cast) -> None:
    case = planned(cast)
    ended(cast.counselor)
    plan, people = (flat(signed_in(cast.principal).get(f"/cases/{case.code}/plan/{page}").content.decode()) for page in ("", "people/"))
    assert f"The case manager, {cast.counselor.full_name}, holds no seat of this team." in plan
    assert "Holds no seat of this team: hand it over" in people


@pytest.mark.req("PL-1")
def test_a_strategy_whose_owners_account_ended_asks_for_another_owner_and_keeps_what_was_typed(cast: Cast) -> None:
    case = planned(cast)
    ended(cast.counselor)
    client, row = signed_in(cast.principal), strategy(case, "TGT-3")
    plan = flat(client.get(f"/cases/{case.code}/plan/").content.decode())
    assert "The owners of 2 strategies have left." in plan and f"{cast.counselor.short_name}, who has left" in plan
    page = f"/cases/{case.code}/plan/strategies/{row.id}/"
    typed = form_of(client.get(page), f"{page}change/")
    assert typed.get("owner") != [str(cast.counselor.pk)]
    answer = client.post(f"{page}change/", {**typed, "owner": str(cast.counselor.pk), "rhythm": "Every Tuesday."})
    assert answer.status_code == 200 and form_of(answer, f"{page}change/")["rhythm"] == ["Every Tuesday."]
    assert send(client, page, f"{page}change/", owner=str(cast.teacher.pk)).status_code == 302
    assert strategy(case, "TGT-3").owner == cast.teacher
    assert "The owner of 1 strategy has left." in flat(client.get(f"/cases/{case.code}/plan/").content.decode())


@pytest.mark.req("PL-2")
def test_a_draft_of_one_whose_account_ended_is_not_adopted(cast: Cast) -> None:
    case = planned(cast)
    drafted(cast, case, "SUB-1b")
    ended(cast.social_worker)
    with pytest.raises(Blocked) as refused:
        adopt_plan(case=case, by=cast.principal, version=token(case))
    assert any("keep in touch with the subject no longer holds a seat" in str(problem) for problem in refused.value.problems)
