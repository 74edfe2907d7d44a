"""A signature of who has a second factor takes a code, or a proof of the last five minutes; the password alone signs nothing."""

import pytest

from cases.actions.plan_facts import current_plan
from tests.cases.managed import classified, drafted
from tests.codes import PASSWORD, code_of, signed_in_by_two
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2", "AS-5")]


def test_a_plan_is_adopted_with_a_code_and_soon_after_without_one(cast, at) -> None:
    at("2026-09-14 08:00")
    case = classified(cast)
    drafted(cast, case)
    page, lead = f"/cases/{case.code}/plan/", signed_in_by_two(cast.principal)
    assert "leave this empty and sign" in flat(lead.get(page).content.decode())

    at("2026-09-14 08:06")
    shown = flat(lead.get(page).content.decode())
    assert "Your code, to sign" in shown and "leave this empty" not in shown
    for typed, said in (("", "Write your code to sign."), (PASSWORD, "That code does not match"), ("000000", "That code does not match")):
        refused = send(lead, page, f"{page}adopt/", password=typed)
        assert (refused.status_code, current_plan(case).state) == (200, "draft") and said in flat(refused.content.decode())
    before = lead.cookies["session"].value
    assert send(lead, page, f"{page}adopt/", password=code_of(cast.principal)).status_code == 302
    assert current_plan(case).adopted_by == cast.principal and lead.cookies["session"].value != before


def test_what_was_proven_a_moment_ago_signs(cast, at) -> None:
    at("2026-09-14 08:00")
    case = classified(cast)
    drafted(cast, case)
    page, lead = f"/cases/{case.code}/plan/", signed_in_by_two(cast.principal)
    assert send(lead, page, f"{page}adopt/", password="").status_code == 302
    assert current_plan(case).adopted_by == cast.principal
