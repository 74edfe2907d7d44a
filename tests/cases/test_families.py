"""Who is told in a student's place: rights that have passed, orders that bar a person, each by its local days and in any spelling."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.circle import grant_access
from cases.actions.families import families_of
from cases.actions.family_rules import RuleGiven, end_family_rule, record_family_rule
from cases.actions.people import agree
from cases.models import Case, FamilyRule
from tat import clock
from tat.models import LogEntry
from tests.cases.families import (
    FATHER,
    MONDAY,
    TARGET,
    WRONG_SPELLINGS,
    about_an_adult,
    an_order,
    party,
    post,
    refused,
    rights_passed,
    with_a_target,
)
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, signed_in
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("NT-2"), pytest.mark.req("NT-3")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def shown(cast: Cast, case: Case) -> str:
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/family/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def today(case: Case, role: str = "subject", day: str = "2026-09-14") -> object:
    return next(each for each in families_of(case).on(date.fromisoformat(day)) if each.party.role == role)


@pytest.mark.parametrize("spelling", WRONG_SPELLINGS)
def test_a_name_is_recognised_in_other_spellings(spelling: str) -> None:
    assert agree(spelling, FATHER) and agree(FATHER, spelling)


@pytest.mark.parametrize("other", ["Marisol Teller", "Ana Quandt Ruiz", "Teller", "", "Dr.", "J. R."])
def test_another_person_is_not_taken_for_the_one_named(other: str) -> None:
    assert not agree(other, FATHER)


def test_the_small_words_of_a_family_name_and_one_part_said_twice_make_nobody_the_same() -> None:
    assert not agree("Ana de la Cruz", "Ivo de la Cruz")
    assert agree("de la Cruz, Ivo", "Ivo de la Cruz")
    assert not agree("Maria Mario", "Mario Quandt")


def test_rights_that_have_passed_and_an_order_are_recorded_by_their_page(cast: Cast) -> None:
    case = with_a_target(cast)
    client, subject = signed_in(cast.counselor), party(case).pk
    rights = {"rights-party": subject, "rights-why": "graduated", "rights-from_on": "2026-05-28", "rights-source": "Diploma"}
    assert post(client, case, "family/rights", **rights).status_code == 302
    order = {"order-party": party(case, "target").pk, "order-kind": "no_contact", "order-person": FATHER}
    order |= {"order-source": "26 OP 117", "order-from_on": "2026-09-14", "order-until_on": "2027-09-13"}
    assert post(client, case, "family/order", **order).status_code == 302

    assert FamilyRule.objects.filter(case=case).count() == 2
    page = shown(cast, case)
    assert "the rights have passed: Graduated, since May 28, 2026" in page
    assert FATHER in page and "26 OP 117" in page and "September 13, 2027" in page
    assert not LogEntry.objects.filter(code=case.code, detail__icontains="order").exists()


def test_what_is_missing_or_makes_no_sense_gets_its_sentence_and_all_else_stays(cast: Cast) -> None:
    case = with_a_target(cast)
    client = signed_in(cast.principal)
    good = {"order-party": party(case).pk, "order-kind": "order", "order-person": FATHER, "order-source": "26 OP 117"}
    good |= {"order-from_on": "2026-09-01"}
    for wrong, sentence in (
        ({"order-party": ""}, "Choose the student whom this is about."),
        ({"order-person": " "}, "Write the name of the person whom the order bars"),
        ({"order-source": ""}, "Write which court and which paper"),
        ({"order-from_on": ""}, "Write from which day on."),
        ({"order-from_on": "soon"}, "Write the date like 10/14/2026."),
        ({"order-from_on": "2026-09-10", "order-until_on": "2026-09-09"}, "The last day is before the first one."),
        ({"order-until_on": "2026-09-13"}, "This day is past"),
        ({"order-person": "x" * 201}, "200 are the most that fit here"),
    ):
        answer = post(client, case, "family/order", **(good | wrong))
        page = answer.content.decode()
        assert (answer.status_code, sentence in page) == (200, True), wrong
        assert all(str(value) in page for name, value in good.items() if name not in wrong), wrong
    of_another_case = party(with_a_target(cast)).pk
    assert post(client, case, "family/order", **(good | {"order-party": of_another_case})).status_code == 200
    assert "Choose the student" in refused(lambda: an_order(cast, case, party_id=of_another_case))
    assert not FamilyRule.objects.exists()


def test_the_local_day_decides_what_is_in_force(cast: Cast, at: At) -> None:
    case = with_a_target(cast)
    an_order(cast, case, from_on=date(2026, 9, 15), until_on=date(2026, 9, 20))
    rights_passed(cast, case, "target", from_on=date(2026, 9, 15))

    assert [bool(today(case, day=f"2026-09-{day}").orders) for day in (14, 15, 20, 21)] == [False, True, True, False]
    assert [today(case, "target", f"2026-09-{day}").rights_have_passed for day in (14, 15)] == [False, True]
    at("2026-09-14 23:30")  # September 15 in UTC, not here
    assert "Not in force yet" in shown(cast, case)
    at("2026-09-15 00:10")
    assert "In force" in shown(cast, case) and "Not in force yet" not in shown(cast, case)
    at("2026-09-21 07:00")
    assert "Has run out" in shown(cast, case)


def test_a_rule_is_ended_with_a_reason_and_stays_readable(cast: Cast) -> None:
    case = with_a_target(cast)
    rule = an_order(cast, case)
    client = signed_in(cast.counselor)
    assert post(client, case, "family/end", rule_id=rule.pk, **{f"{rule.pk}-reason": ""}).status_code == 200
    assert today(case).orders

    assert post(client, case, "family/end", rule_id=rule.pk, **{f"{rule.pk}-reason": "Lifted by the court today."}).status_code == 302
    rule.refresh_from_db()
    assert (rule.ended_by, rule.ended_why) == (cast.counselor, "Lifted by the court today.")
    assert not today(case).orders
    page = shown(cast, case)
    assert FATHER in page and "Lifted by the court today." in page and f"{rule.pk}-reason" not in page
    elsewhere, other = with_a_target(cast), an_order(cast, case)
    assert "ended meanwhile" in refused(lambda: end_family_rule(case=case, by=cast.principal, rule_id=rule.pk, reason="Once more."))
    assert "ended meanwhile" in refused(lambda: end_family_rule(case=elsewhere, by=cast.principal, rule_id=other.pk, reason="Not here."))


def test_rights_that_have_passed_are_recorded_once_until_they_are_ended(cast: Cast) -> None:
    case = with_a_target(cast)
    rule = rights_passed(cast, case)
    assert "recorded already" in refused(lambda: rights_passed(cast, case, why="married"))
    end_family_rule(case=case, by=cast.principal, rule_id=rule.pk, reason="The birth date was of another student.")
    assert not today(case).rights_have_passed
    rights_passed(cast, case, why="married")
    assert today(case).why_passed == "Married, since September 1, 2026"


def test_an_adult_student_is_told_and_the_page_asks_for_a_record_of_it(cast: Cast) -> None:
    case = about_an_adult(cast)
    assert today(case).why_passed == "18 or older, as recorded at intake"
    assert "Record below whether and since when the rights have passed." in shown(cast, case)
    rights_passed(cast, case)
    assert "Record below whether" not in shown(cast, case)


def test_only_who_tells_families_something_sees_a_barred_name(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    an_order(cast, case)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=3), reason="consultant")
    guest = signed_in(cast.consultant)
    assert guest.get(f"/cases/{case.code}/family/").status_code == 403
    assert guest.get(f"/cases/{case.code}/releases/").status_code == 403
    for page in ("", "notices/", "report/", "access/", "classification/"):
        assert "Quandt" not in guest.get(f"/cases/{case.code}/{page}").content.decode()
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/family/").status_code == 404
    with pytest.raises(PermissionDenied):
        record_family_rule(
            case=case, by=cast.consultant, given=RuleGiven(party_id=party(case).pk, why="eighteen", from_on=date(2026, 9, 1))
        )


def test_a_closed_case_shows_its_rules_and_takes_none(cast: Cast) -> None:
    case = planned(cast)
    rule = an_order(cast, case)
    updated(cast, case)
    closed(cast, case)
    page = shown(cast, case)
    assert FATHER in page and "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert "closed" in refused(lambda: an_order(cast, case))
    assert "closed" in refused(lambda: end_family_rule(case=case, by=cast.principal, rule_id=rule.pk, reason="Lifted."))


def test_an_order_of_a_duplicate_holds_in_the_case_that_goes_on(cast: Cast) -> None:
    ends, goes_on = with_a_target(cast), a_case(cast)
    rule = an_order(cast, ends, "target")
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="Both reports tell of the same words.")
    goes_on.refresh_from_db()
    assert today(goes_on, "target").bars("Jose Quandt")
    assert FATHER in shown(cast, goes_on) and TARGET in shown(cast, goes_on)
    end_family_rule(case=goes_on, by=cast.principal, rule_id=rule.pk, reason="Lifted by the court.")
    assert not today(goes_on, "target").bars(FATHER)


def test_the_page_takes_as_many_statements_with_six_rules_as_with_one(cast: Cast) -> None:
    case = with_a_target(cast)
    client, address = signed_in(cast.principal), f"/cases/{case.code}/family/"
    an_order(cast, case)
    few = statements(client, address)
    for role in ("subject", "target"):
        rights_passed(cast, case, role)
        an_order(cast, case, role)
    end_family_rule(case=case, by=cast.principal, rule_id=an_order(cast, case).pk, reason="Entered twice.")
    assert statements(client, address) == few <= 7
