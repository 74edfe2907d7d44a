"""Findings across cases: in general words, without a way back, counted once a case, decided on; small counts hidden."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from cases.actions.findings import FindingGiven, add_finding
from cases.actions.locks import Overtaken
from cases.models import Case
from reporting.actions.system import count_case, general_for
from reporting.counts import case_counts
from reporting.documents.general import General
from reporting.documents.tables import safe
from reporting.models import CountedCase, EnvironmentalFinding, SystemDecision
from tat.models import DataKey, District, IdempotencyKey, LogEntry, User
from tat.workflow import Blocked
from tests.cases.families import MONDAY, with_a_target
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_person, appoint, as_practice, signed_in
from tests.reporting.systems import PATTERN, decided, handed_over, prevention, with_cases
from tests.typed import flat, form_of, send
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-9"), pytest.mark.req("SE-3")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


@pytest.fixture
def helper(cast: Cast) -> User:
    return prevention(cast)


def shown(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def sentences(act: Callable[[], object]) -> str:
    with pytest.raises(Blocked) as caught:
        act()
    return " ".join(map(str, caught.value.problems))


TYPED = {
    "category": "ENV-2",
    "from_month": "2026-08-01",
    "until_month": "2026-09-01",
    "pattern": PATTERN,
    "proposal": "An adult in every break.",
    "owner": "Student services",
}


def hand(client: Client, case: Case, **typed: str) -> tuple[int, str]:
    page = f"/cases/{case.code}/system/"
    answer = send(client, page, f"{page}hand-over/", **(TYPED | typed))
    return answer.status_code, flat(answer.content.decode())


def test_a_member_hands_over_a_pattern_and_the_page_helps_without_sending_what_it_shows(cast: Cast, helper: User) -> None:
    case = a_case(cast, "assessment")
    given = FindingGiven(domain="E", kind="RF", status="observed", source="observed", text="Nobody watched the gym stairs on Monday.")
    add_finding(case=case, by=cast.counselor, given=given)
    page = shown(cast.counselor, f"/cases/{case.code}/system/")
    assert "Nobody watched the gym stairs on Monday." in page and "Only the general pattern leaves this case" in page

    assert hand(signed_in(cast.counselor), case)[0] == 302
    finding = EnvironmentalFinding.objects.get()
    assert (finding.cases, finding.building, finding.recorded_name) == (1, cast.building, "Sol Ortiz-Lane")
    read = shown(helper, f"/district/system/{finding.pk}/")
    assert PATTERN in read and "August 2026 to September 2026" in read and "Nobody watched" not in read


def test_nothing_that_is_kept_leads_from_a_finding_to_its_case(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    assert hand(signed_in(cast.counselor), case)[0] == 302
    finding = EnvironmentalFinding.objects.get()

    targets = {field.related_model for model in (EnvironmentalFinding, CountedCase, SystemDecision) for field in model._meta.fields}
    assert Case not in targets
    line = LogEntry.objects.get(action="system_handed_over")
    assert (line.code, line.about_id, line.detail) == (case.code, case.pk, "")
    assert not LogEntry.objects.filter(about_id=finding.pk).exists()
    assert not any(str(finding.pk) in f"{key.path}{key.location}" for key in IdempotencyKey.objects.all())
    plain = {str(value) for row in (finding, finding.counted.get()) for value in row.__dict__.values()}
    assert not any(str(case.pk) in value or case.code in value for value in plain)
    assert bytes(finding.counted.get().token) not in (case.pk.bytes, finding.pk.bytes)
    assert finding.key != case.key and DataKey.objects.filter(pk=finding.key_id).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Rowan is pushed on the stairs.", "A name of somebody of this case"),
        ("A friend of ana lund is pushed.", "A name of somebody of this case"),
        ("What Wren saw happens often.", "A name of somebody of this case"),
        ("They say “you will be sorry” there.", "quotation marks"),
        ('They say "sorry" there.', "quotation marks"),
        ("They say 'you will be sorry' there.", "quotation marks"),
        ("One was born in March of 2011.", "A day stands in it"),
        ("One has the date of birth in May.", "A day stands in it"),
        ("It was on 3/14/2011.", "A day stands in it"),
        ("It was on 2011-03-14.", "A day stands in it"),
        ("It was on March 14.", "A day stands in it"),
        ("It was on 14 March 2011.", "A day stands in it"),
        ("It was on the 3rd of May.", "A day stands in it"),
        ("It was on sept. 9.", "A day stands in it"),
        ("DOB 2011.", "A day stands in it"),
        ("As in CHS-26-AB23 before.", "The code of a case"),
    ],
)
@pytest.mark.parametrize("field", ["pattern", "proposal", "owner"])
def test_what_leads_back_to_a_case_is_refused_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, field: str, words: str, sentence: str
) -> None:
    case = with_a_target(cast)
    status, page = hand(signed_in(cast.counselor), case, **{field: words})
    assert (status, sentence in page) == (200, True)
    assert "Student services" in page or field == "owner"
    assert not EnvironmentalFinding.objects.exists()


def test_plain_words_are_not_taken_for_quotations_days_or_codes() -> None:
    general = General(["Rowan Teller"], "CHS-26-K7Q2")
    for words in (
        "Students' lockers and teachers' rooms aren't watched; it's so since May 2026.",
        "In 9 of 10 breaks, 2 adults for 400 students; 8-12 minutes each.",
        "The foreign-born are left alone in the cafeteria.",
        "Of 30 juniors 2 of 3 may miss it; separate 12 seniors, decide 3 times, mark 5 doors, march 5 miles.",
        "It shows since May 2026 and in each September; 20 may stay.",
        "It may take 3 months; march drills and a 24-hour line exist.",
    ):
        assert general.problem(words) == "", words
    assert general.problem("as in k7q2") and general.problem("rowan teller")


def test_a_plain_word_that_is_part_of_a_name_is_asked_about_once(cast: Cast) -> None:
    case = a_case(cast, "assessment", subject_name="Rose Field")
    client = signed_in(cast.counselor)
    status, page = hand(client, case, pattern="The field behind the gym has no adult.")
    assert status == 200 and "These words are part of a name in this case too: field." in page and not EnvironmentalFinding.objects.exists()
    assert hand(client, case, pattern="The Field behind the gym has no adult.", judged="on")[0] == 200
    action = f"/cases/{case.code}/system/hand-over/"
    asked = client.post(action, form_of(client.get(f"/cases/{case.code}/system/"), action) | TYPED | {"pattern": "The field has no adult."})
    assert client.post(action, form_of(asked, action) | {"judged": "on"}).status_code == 302
    assert EnvironmentalFinding.objects.get().pattern == "The field has no adult."


def test_what_is_missing_gets_its_sentence(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    for wrong, sentence in (
        ({"category": ""}, "Choose what kind of thing it is."),
        ({"pattern": " "}, "Write in one or two sentences what shows"),
        ({"from_month": ""}, "Choose the month."),
        ({"from_month": "2026-09-01", "until_month": "2026-08-01"}, "The last month is before the first one."),
        ({"until_month": "2026-10-01"}, "Choose one of the months on the list."),
    ):
        status, page = hand(signed_in(cast.counselor), case, **wrong)
        assert (status, sentence in page) == (200, True), wrong
    future = sentences(lambda: handed_over(cast, case, until_month=date(2026, 10, 1)))
    assert "This month has not come yet." in future and not EnvironmentalFinding.objects.exists()


def test_one_more_case_is_counted_once_and_a_merged_one_as_the_case_that_goes_on(cast: Cast) -> None:
    first, second, third = a_case(cast, "assessment"), a_case(cast, subject_name="Ira Quade"), a_case(cast, subject_name="Mo Wickes")
    finding = handed_over(cast, first, until_month=date(2026, 8, 1))
    assert "counted" in sentences(lambda: count_case(case=first, by=cast.counselor, finding_id=finding.pk))

    page = f"/cases/{second.code}/system/"
    answer = signed_in(cast.counselor).post(f"{page}count/", form_of(signed_in(cast.counselor).get(page), f"{page}count/"))
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert (finding.cases, finding.until_month) == (2, date(2026, 9, 1))
    assert "This case is counted in it" in shown(cast.counselor, page)
    assert LogEntry.objects.get(action="system_case_counted").detail == ""

    merge_cases(duplicate=second, survivor=third, by=cast.principal, reason="Both reports tell of the same words.")
    third.refresh_from_db()
    assert "counted" in sentences(lambda: count_case(case=third, by=cast.counselor, finding_id=finding.pk))
    second.refresh_from_db()
    assert "merged" in sentences(lambda: handed_over(cast, second))
    finding.refresh_from_db()
    assert finding.cases == finding.counted.count() == 2


def test_a_case_is_not_counted_in_what_is_done_or_of_another_building(cast: Cast, helper: User) -> None:
    case, other = a_case(cast, "assessment"), a_case(cast, subject_name="Ira Quade")
    finding = handed_over(cast, case)
    elsewhere = EnvironmentalFinding.objects.get(pk=handed_over(cast, case, category="ENV-3").pk)
    elsewhere.building = cast.other_building
    elsewhere.save(update_fields=["building"])
    decided(finding, helper, "not_now")
    count_case(case=other, by=cast.counselor, finding_id=finding.pk)
    last = finding.decisions.get()
    decided(finding, helper, "done", seen=last.pk)
    third = a_case(cast, subject_name="Mo Wickes")
    for each in (finding.pk, elsewhere.pk, uuid.uuid4()):
        assert "cannot be joined" in sentences(lambda each=each: count_case(case=third, by=cast.counselor, finding_id=each))
    assert EnvironmentalFinding.objects.get(pk=finding.pk).cases == 2


def test_a_closed_case_may_hand_over_and_a_practice_case_may_not(cast: Cast) -> None:
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    assert hand(signed_in(cast.counselor), case)[0] == 302
    practice = a_case(cast, subject_name="Ira Quade")
    as_practice(practice, cast.principal, cast.counselor)
    assert "practice case" in sentences(lambda: handed_over(cast, practice))
    assert "<form" not in shown(cast.counselor, f"/cases/{practice.code}/system/").partition("<main")[2].partition("</main")[0]


def test_only_the_team_of_the_case_hands_over(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    with pytest.raises(Http404):
        handed_over(cast, case, by=cast.outsider)
    with pytest.raises(Http404):
        handed_over(cast, case, by=cast.superintendent)
    assert not EnvironmentalFinding.objects.exists() and handed_over(cast, case, by=cast.principal)


def test_the_prevention_team_reads_fewer_than_five_and_the_superintendent_true_counts(cast: Cast, helper: User) -> None:
    case = a_case(cast, "assessment")
    small, larger, _other = (
        with_cases(handed_over(cast, case, category=kind), number) for kind, number in (("ENV-2", 3), ("ENV-3", 7), ("ENV-6", 12))
    )
    hidden, exact = case_counts(cast.district, exact=False), case_counts(cast.district, exact=True)
    assert hidden.of_finding[small.pk] == "fewer than 5"
    assert (exact.of_finding[small.pk], exact.total) == (3, 22)
    known = [cell for cell in hidden.of_finding.values() if isinstance(cell, int)]
    assert not (isinstance(hidden.total, int) and len(known) == 2), "the third would be the difference"
    assert {theme.category: theme.cases for theme in hidden.themes}["ENV-2"] == "not shown"

    for address in ("/district/system/", f"/district/system/{small.pk}/"):
        assert "fewer than 5" in shown(helper, address) and "fewer than 5</td><" in shown(helper, "/district/system/")
        assert "<dd>3<" not in shown(helper, address) and ">3</td>" not in shown(helper, address).replace('Findings">3</td>', "")
    assert ">3</td>" in shown(cast.superintendent, "/district/system/") and ">22</td>" in shown(cast.superintendent, "/district/system/")
    assert "fewer than 5" in shown(cast.superintendent, "/district/system/?printed=1")
    assert "<dd>3</dd>" in shown(cast.superintendent, f"/district/system/{small.pk}/")
    assert "fewer than 5" in shown(cast.principal, f"/district/system/{small.pk}/")
    assert larger.pk in hidden.of_finding


def test_a_principal_reads_those_of_the_own_building_and_others_none(cast: Cast, helper: User) -> None:
    finding = handed_over(cast, a_case(cast, "assessment"))
    address = f"/district/system/{finding.pk}/"
    assert PATTERN in shown(cast.principal, address) and "system/" in shown(cast.principal, "/district/system/")
    assert "No pattern fits." in shown(cast.outsider, "/district/system/")
    assert signed_in(cast.outsider).get(address).status_code == 404
    for person in (cast.counselor, cast.report_taker, cast.sysadmin, cast.consultant):
        assert signed_in(person).get(address).status_code == 403
    assert signed_in(cast.principal).get("/district/system/findings.csv").status_code == 403
    with pytest.raises(PermissionDenied):
        decided(finding, cast.principal)
    assert "<form" not in shown(cast.principal, address).partition("<main")[2].partition("</main")[0]
    assert decided(finding, helper).pk


def test_a_finding_waits_visibly_until_somebody_decides_and_every_decision_stays(cast: Cast, helper: User, at: At) -> None:
    finding = handed_over(cast, a_case(cast, "assessment"))
    at("2026-09-24 09:00")
    page = shown(helper, f"/district/system/{finding.pk}/")
    assert "Waiting for a decision since September 14, 2026" in page and "10 days" in page
    assert "One waits for a decision, since September 14, 2026." in shown(cast.superintendent, "/district/")

    address = f"/district/system/{finding.pk}/"
    taken = {"decision": "taken_up", "reason": "Staffing is planned.", "owner": "Student services"}
    assert send(signed_in(helper), address, f"{address}decide/", **taken).status_code == 302
    at("2026-10-01 09:00")
    done = {"decision": "done", "reason": "An adult stands there since Monday.", "owner": ""}
    assert send(signed_in(cast.superintendent), address, f"{address}decide/", **done).status_code == 302
    page = shown(helper, address)
    assert "Staffing is planned." in page and "An adult stands there since Monday." in page and "Waiting for a decision since" not in page
    assert [row.decision for row in finding.decisions.order_by("recorded_at")] == ["taken_up", "done"]
    assert "None waits for a decision." in shown(helper, "/district/system/")
    assert list(LogEntry.objects.filter(action="system_decided").values_list("detail", flat=True).order_by("at")) == ["taken_up", "done"]


def test_a_decision_asks_what_is_missing_and_a_stale_one_is_shown_what_stands_now(cast: Cast, helper: User) -> None:
    finding = handed_over(cast, a_case(cast, "assessment"))
    address = f"/district/system/{finding.pk}/"
    for typed, sentence in (
        ({"decision": "done", "reason": ""}, "Write why"),
        ({"decision": "taken_up", "reason": "Yes.", "owner": " "}, "Write who sees to it from now on"),
        ({"decision": "", "reason": "Yes."}, "Choose what becomes of it."),
    ):
        answer = send(signed_in(helper), address, f"{address}decide/", **typed)
        assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    mine, client = {"decision": "done", "reason": "Mine, typed first."}, signed_in(helper)
    stale = form_of(client.get(address), f"{address}decide/")
    decided(finding, cast.superintendent, "not_now", reason="Theirs, saved meanwhile.")
    answer = client.post(f"{address}decide/", stale | mine)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Theirs, saved meanwhile." in page and "Mine, typed first." in page
    assert finding.decisions.count() == 1
    assert client.post(f"{address}decide/", form_of(answer, f"{address}decide/")).status_code == 302
    with pytest.raises(Overtaken):
        decided(finding, helper)


def test_another_district_neither_reads_nor_decides(cast: Cast) -> None:
    far = District.objects.create(name="Far CUSD 1", slug="far")
    chief = a_person(far, "far", "Wim Ash", "Superintendent")
    appoint(chief, "superintendent")
    finding = handed_over(cast, a_case(cast, "assessment"))
    assert signed_in(chief).get(f"/district/system/{finding.pk}/").status_code == 404
    assert PATTERN not in shown(chief, "/district/system/")
    with pytest.raises(Http404):
        decided(finding, chief)


def test_the_list_is_narrowed_and_turned_by_key(cast: Cast, helper: User) -> None:
    case = a_case(cast, "assessment")
    rows = [handed_over(cast, case, category="ENV-3", pattern=f"Pattern number {number}.") for number in range(22)]
    other = handed_over(cast, case, category="ENV-6", pattern="Nobody knows the form.")
    decided(other, helper, "not_now")
    assert "Nobody knows the form." not in shown(helper, "/district/system/?show=waiting")
    assert shown(helper, "/district/system/?show=not_now").count("Pattern number") == 0
    assert "Nobody knows the form." in shown(helper, f"/district/system/?category=ENV-6&building={cast.building.pk}")
    first = shown(helper, "/district/system/?category=ENV-3")
    token = first.partition("&amp;after=")[2].partition('"')[0]
    second = shown(helper, f"/district/system/?category=ENV-3&after={token}")
    assert (first.count("Pattern number"), second.count("Pattern number")) == (20, 2)
    assert len(rows) == 22 and shown(helper, "/district/system/?show=what&building=x&after=rubbish")


def test_the_table_to_take_along_hides_small_counts_and_runs_no_formula(cast: Cast, helper: User) -> None:
    case = a_case(cast, "assessment")
    bad = handed_over(cast, case, pattern="=HYPERLINK(1)", proposal="+1 adult", owner="@office")
    with_cases(bad, 4)
    decided(bad, helper, "not_now", reason="-2 posts", owner="\tx")
    for person in (helper, cast.superintendent):
        answer = signed_in(person).get("/district/system/findings.csv")
        assert answer["Content-Type"].startswith("text/csv") and "findings-2026" in answer["Content-Disposition"]
        head, row = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        found = dict(zip(head, row, strict=True))
        assert found["Cases"] == "fewer than 5"
        assert [found[name] for name in ("What shows", "What the district could do", "Office", "Why")] == [
            "'=HYPERLINK(1)",
            "'+1 adult",
            "'@office",
            "'-2 posts",
        ]
        assert not [cell for cell in row if cell[:1] in set("=+-@\t\r\n")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  @"])
def test_a_cell_never_begins_as_a_formula(start: str) -> None:
    assert str(safe(f"{start}1")).startswith("'")
    assert safe("An adult = calm") == "An adult = calm" and safe(7) == 7


def test_the_pages_take_as_many_statements_with_200_findings_as_with_two(cast: Cast, helper: User) -> None:
    case = a_case(cast, "assessment")
    first = handed_over(cast, case)
    handed_over(cast, case, category="ENV-4")
    here = f"/cases/{case.code}/system/"
    pages = [(helper, "/district/system/"), (helper, "/district/system/findings.csv"), (cast.counselor, here), (helper, "/district/")]
    few = [statements(signed_in(person), address) for person, address in pages]
    rows = [
        EnvironmentalFinding(**{**_plain(first), "id": uuid.uuid4(), "key": DataKey.objects.mint(), "cases": 1 + number % 9})
        for number in range(200)
    ]
    EnvironmentalFinding.objects.bulk_create(rows)
    assert [statements(signed_in(person), address) for person, address in pages] == few
    assert max(few[:3]) <= 12


def _plain(finding: EnvironmentalFinding) -> dict[str, object]:
    fields = [field.name for field in finding._meta.fields if field.name not in ("id", "key", "cases")]
    return {name: getattr(finding, name) for name in fields}


def test_the_names_that_are_looked_for_are_those_of_the_case_and_of_who_reported(cast: Cast) -> None:
    case = with_a_target(cast)
    assert {"Rowan Teller", "Wren Abara"} <= set(general_for(case).names)
