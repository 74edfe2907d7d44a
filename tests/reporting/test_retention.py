"""Retention of closed cases and holds: when the years end, what stands against disposal, and that nothing is deleted (handbook 9.8)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from cases.models import Case
from reporting.models import LegalHold, RecordReview
from reporting.workflow import ADULT, STUDENT, RetentionFacts, disposal_problems
from tat.models import AccessEntry, LogEntry
from tests.cast import Cast, signed_in
from tests.reporting.disposed import closed
from tests.reporting.matters import a_request, custodian
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4")]
At = Callable[[str], datetime]
PAGE, HOLD = "/records/retention/", "/records/retention/hold/"
DAY = date(2032, 6, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"ends_on": DAY}, ""),
        ({"ends_on": date(2032, 6, 2)}, "have not ended"),
        ({"ends_on": None}, "left for good is not recorded"),
        ({"closed": False}, "is open"),
        ({"holds": 1}, "is held"),
        ({"duties": 1}, "A duty"),
        ({"requests": True}, "A request"),
        ({"record_class": ADULT, "ends_on": None}, "until the district has an approved schedule"),
    ],
)
def test_each_thing_stands_against_a_disposal_by_itself(changed: dict[str, object], said: str) -> None:
    facts = RetentionFacts(**({"closed": True, "record_class": STUDENT, "ends_on": date(2032, 5, 31), "day": DAY} | changed))  # type: ignore[arg-type]
    found = disposal_problems(facts)
    assert len(found) == bool(said) and said in "".join(found)


def listed(cast: Cast, keeper: object) -> str:
    return flat(signed_in(keeper).get(PAGE).content.decode())  # type: ignore[arg-type]


def test_the_years_count_from_the_day_the_student_left_for_good_the_latest_governs(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, keeper = closed(cast, subject_name="Ivo Quandt"), custodian(cast)
    assert "left for good is not recorded" in listed(cast, keeper) and "Ivo" not in listed(cast, keeper)
    page, act = f"/cases/{case.code}/record-review/", f"/cases/{case.code}/record-review/left/"
    assert send(signed_in(cast.principal), page, act, **{"left-on": "2026-09-15", "left-note": "Moved away."}).status_code == 200
    for day in ("2026-06-01", "2026-08-31"):
        assert (
            send(signed_in(cast.principal), page, act, **{"left-on": day, "left-note": "Withdrawn; form in the office."}).status_code == 302
        )
    assert "kept until August 31, 2031" in listed(cast, keeper) and "have not ended" in listed(cast, keeper)
    assert RecordReview.objects.filter(case=case, kind="left").count() == 2
    at("2031-08-31 09:00")
    assert "Nothing stands against it." in listed(cast, keeper)
    assert Case.objects.filter(pk=case.pk).exists() and AccessEntry.objects.filter(page="retention_list", user_id=keeper.pk).exists()


def test_a_hold_and_an_open_request_stand_against_it_until_they_end(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, keeper = closed(cast, subject_name="Rowan Teller"), custodian(cast)
    a_request(cast, keeper)
    assert "A request, court order or challenge" in listed(cast, keeper)
    browser = signed_in(keeper)
    for typed in ({"case": "CHS-26-ZZZZ", "reason": "A lawsuit was announced by letter."}, {"case": case.code, "reason": "Short."}):
        assert send(browser, PAGE, HOLD, **typed).status_code == 200
    assert send(browser, PAGE, HOLD, case=case.code.lower(), reason="A lawsuit was announced by letter.").status_code == 302
    row = LegalHold.objects.get()
    assert "It is held" in listed(cast, keeper)
    assert "A lawsuit was announced" in flat(signed_in(cast.principal).get(f"/cases/{case.code}/record-review/").content.decode())
    assert send(browser, PAGE, f"{PAGE}{row.pk}/lift/", reason="Over.").status_code == 200
    assert send(browser, PAGE, f"{PAGE}{row.pk}/lift/", reason="The lawsuit was settled in June.").status_code == 302
    row.refresh_from_db()
    assert row.lifted_by == keeper and "It is held" not in listed(cast, keeper)
    acts = LogEntry.objects.filter(code=case.code, action__startswith="hold_").order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["hold_placed", "hold_lifted"]


def test_a_restricted_case_is_not_the_custodians_and_the_page_is_nobodys_else(cast: Cast) -> None:
    case, keeper = closed(cast), custodian(cast)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert case.code not in listed(cast, keeper)
    assert send(signed_in(keeper), PAGE, HOLD, case=case.code, reason="A lawsuit was announced by letter.").status_code == 200
    assert not LegalHold.objects.exists()
    assert [signed_in(each).get(PAGE).status_code for each in (cast.principal, cast.superintendent, cast.counselor)] == [403] * 3
