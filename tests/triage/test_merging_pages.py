"""Merging on its pages: chosen, shown, asked once more; afterwards the duplicate is read and nothing more is added to it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.circle import grant_access, record_conflict
from cases.actions.danger import determine_danger
from cases.actions.parties import PartyGiven
from cases.models import Case
from reporting.actions.papers import issue_case_file
from tat import clock
from tat.audit import digest_of
from tat.models import AccessEntry, Obligation
from tests.access.table import FOR_THERAPISTS, MAY_IN_A_CASE
from tests.cases.assessed import a_determination
from tests.cast import a_case, a_report, an_opinion, appoint, signed_in
from tests.typed import form_of, send
from triage.actions.merging import merge_cases
from triage.actions.reports import receive_report
from triage.actions.triage import give_opinion
from triage.models import TriageOpinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-8")]
WHY = "Both reports tell of the same words in the same hall."


def words(answer):
    return answer.content.decode()


def address(name, case):
    return reverse(name, args=[case.code])


def page(client, case, name="case_merging"):
    return client.get(address(name, case))


def merge(client, case, **typed):
    return send(client, address("case_merging", case), address("case_merge", case), **{"reason": WHY, "stays": "other", **typed})


def merged(cast, ends, goes_on):
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason=WHY)
    return Case.objects.get(pk=ends.pk), Case.objects.get(pk=goes_on.pk)


def test_two_presses_make_one_case_of_two(cast):
    ends, goes_on = a_case(cast), a_case(cast, "triage")
    client = signed_in(cast.counselor)
    asked = merge(client, ends, other=str(goes_on.pk))
    assert asked.status_code == 200 and "It cannot be undone." in words(asked) and "is asked anew" in words(asked)
    assert not Case.objects.filter(stage="merged").exists()
    answer = client.post(address("case_merge", ends), form_of(asked, address("case_merge", ends)))
    assert (answer.status_code, answer.url) == (302, address("case_detail", goes_on))
    assert Case.objects.get(pk=ends.pk).merged_into == goes_on
    assert f"Merged. The work goes on in {goes_on.code}." in words(client.get(answer.url))


def test_this_case_may_be_the_one_that_goes_on_and_a_code_is_enough(cast):
    goes_on, ends = a_case(cast), a_case(cast, subject_name="Kim Park")
    client = signed_in(cast.principal)
    asked = merge(client, goes_on, other_code=f" {ends.code.lower()} ", stays="this")
    client.post(address("case_merge", goes_on), form_of(asked, address("case_merge", goes_on)))
    assert Case.objects.get(pk=ends.pk).merged_into == goes_on


def test_cases_about_the_same_name_come_first_and_the_look_is_on_record(cast):
    same, case = a_case(cast), a_case(cast)
    other = a_case(cast, subject_name="Kim Park")
    shown = words(page(signed_in(cast.principal), case))
    assert shown.index(same.code) < shown.index(other.code) and "About a subject of the same name." in shown
    entry = AccessEntry.objects.get(page="case_merging")
    assert (entry.code, bytes(entry.digest)) == (case.code, digest_of([same.code, other.code]))


def test_no_case_is_offered_that_this_person_may_not_triage(cast):
    case = a_case(cast)
    kept_out, closed = a_case(cast), a_case(cast, "closed")
    record_conflict(case=kept_out, by=cast.principal, person=cast.counselor)
    elsewhere = receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, received_by=cast.outsider)).case
    client = signed_in(cast.counselor)
    shown = words(page(client, case))
    assert not any(each.code in shown for each in (kept_out, closed, elsewhere))
    for unseen in (kept_out, closed, elsewhere, case):
        answer = merge(client, case, other_code=unseen.code)
        assert answer.status_code == 200 and "There is no open case with this code" in words(answer)
    assert not Case.objects.filter(stage="merged").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "  "}, "Write what shows that the two are one concern."),
        ({"stays": ""}, "Choose which of the two goes on."),
        ({}, "Choose the other case, or enter its code."),
        ({"other_code": "CHS-26-ZZZZ"}, "There is no open case with this code"),
        ({"other_code": "a\x00b"}, "a character in it that cannot be kept"),
        ({"reason": "x" * 200_000}, "200000 characters long"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cast, typed, sentence):
    case, _other = a_case(cast), a_case(cast)
    answer = merge(signed_in(cast.principal), case, **typed)
    assert answer.status_code == 200 and sentence in words(answer)


def test_what_stands_in_the_way_is_said_before_the_last_press(cast):
    contained, other = a_case(cast, "containment"), a_case(cast)
    answer = merge(signed_in(cast.principal), contained, other=str(other.pk))
    assert "A threat is imminent in the case that is to end." in words(answer) and "cannot be undone" not in words(answer)
    assert "is merged with no other" in words(page(signed_in(cast.principal), a_case(cast, "closed")))


def test_the_page_asks_the_same_number_of_statements_for_one_case_and_for_ten(cast):
    case = a_case(cast)
    a_case(cast)
    client = signed_in(cast.principal)
    page(client, case)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client, case)
        counts.append(len(asked.captured_queries))
        for _ in range(9):
            a_case(cast)
    assert counts[0] == counts[1] <= 16


def test_a_merged_case_says_where_it_went_to_whoever_may_see_both(cast):
    ends, goes_on = merged(cast, a_case(cast), a_case(cast))
    shown = words(page(signed_in(cast.counselor), ends, "case_detail"))
    assert f"Merged into {goes_on.code}" in shown and "Dana Whitlow, Building Principal" in shown and WHY in shown
    shown = words(page(signed_in(cast.counselor), goes_on, "case_detail"))
    assert "Merged into this case" in shown and ends.code in shown
    assert shown.count("Took in a report of concern") + shown.count("2 times") >= 1
    assert "Merged two cases about one concern" in shown


def test_who_sees_only_the_duplicate_reads_that_it_was_merged_and_no_code(cast):
    ends, goes_on = a_case(cast), a_case(cast)
    grant_access(case=ends, by=cast.principal, to=cast.consultant, until=clock.now().replace(year=2030), reason="consultant")
    ends, goes_on = merged(cast, ends, goes_on)
    client = signed_in(cast.consultant)
    shown = words(page(client, ends, "case_detail"))
    assert "Merged into another case" in shown and goes_on.code not in shown and WHY not in shown
    assert page(client, goes_on, "case_detail").status_code == 404


def test_the_report_page_of_the_one_that_goes_on_shows_the_reports_of_both(cast):
    ends = a_case(cast, nature="A note lay on the desk.", targets=(PartyGiven(role="target", name="Ana Lund"),))
    ends, goes_on = merged(cast, ends, a_case(cast))
    shown = words(page(signed_in(cast.principal), goes_on, "case_report"))
    assert "A note lay on the desk." in shown and f"From {ends.code}, which was merged into this case." in shown and "Ana Lund" in shown
    assert "A note lay on the desk." in words(page(signed_in(cast.principal), ends, "case_report"))
    opened = words(signed_in(cast.principal).post(address("case_reporter", goes_on)))
    assert opened.count("Wren Abara") == 2


ACCESS = {"case_conflict", "case_grant", "case_restrict", "case_reporter", "paper_issue", "account_logout"}
"""Who reads it, who is kept from it, who reported, a copy: what is asked of any record, open or not."""
OF_ONE_THING = (
    "plan_version",
    "case_strategy",
    "case_safeguard",
    "case_round",
    "case_talk",
    "target_plan",
    "target_papers",
    "packet_detail",
    "party_history",
    "case_disposed",
)
PAGES = [name for (name, method) in MAY_IN_A_CASE if method == "GET" and name not in {*OF_ONE_THING, *FOR_THERAPISTS}]


@pytest.mark.parametrize("stage", ["intake", "triage", "assessment"])
def test_no_page_of_a_merged_case_has_a_form_that_acts_on_it(cast, stage):
    ends = a_case(cast, stage)
    if stage == "triage":
        give_opinion(case=ends, by=cast.principal, given=an_opinion())
    ends, _goes_on = merged(cast, ends, a_case(cast, stage))
    client = signed_in(cast.principal)
    acts = {reverse(name, args=[ends.code]) for name in ACCESS - {"account_logout"}} | {reverse("account_logout")}
    for name in [each for each in PAGES if not each.startswith(("paper_", "isp_", "attachment_", "picture_", "case_exercise"))]:
        shown = page(client, ends, name)
        assert shown.status_code == 200, name
        forms = set(re.findall(r'<form[^>]*action="([^"]*)"', words(shown)))
        assert forms <= acts, (name, forms - acts)
        assert "It can be read; nothing more is added to it." in words(shown), name


def test_what_was_sealed_on_the_duplicate_is_not_read_on_its_page_before_the_seal_opens(cast):
    ends, goes_on = a_case(cast, "triage"), a_case(cast, "triage")
    give_opinion(case=ends, by=cast.counselor, given=an_opinion(reason="Quiet since Monday."))
    ends, goes_on = merged(cast, ends, goes_on)
    shown = words(page(signed_in(cast.teacher), ends, "case_triage"))
    assert "Quiet since Monday." not in shown and "Not given: the case was merged" in shown
    TriageOpinion.objects.update(opened_at=clock.now())
    assert "Quiet since Monday." in words(page(signed_in(cast.teacher), ends, "case_triage"))


def test_lists_and_home_do_not_take_a_merged_case_for_an_open_one(cast):
    ends, goes_on = merged(cast, a_case(cast), a_case(cast))
    client = signed_in(cast.principal)
    assert ends.code not in words(client.get("/cases/")) and goes_on.code in words(client.get("/cases/"))
    everything = words(client.get("/cases/?show=all"))
    assert ends.code in everything and "Merged" in everything
    assert ends.code not in words(client.get("/")) and ends.code not in words(client.get("/duties/"))


@pytest.mark.req("OB-2")
def test_the_worksheet_of_a_carried_report_shows_what_was_determined_and_takes_the_proof(cast):
    ends = a_case(cast, "assessment", nature="A note lay on the desk.")
    determine_danger(case=ends, by=cast.principal, given=a_determination("yes"))
    ends, goes_on = merged(cast, ends, a_case(cast, "assessment"))
    duty = Obligation.objects.get(about_id=goes_on.pk, rule="CPD-ISP")
    client = signed_in(cast.principal)
    sheet, proof = reverse("isp_worksheet", args=[duty.pk]), reverse("isp_prove", args=[duty.pk])
    shown = words(client.get(sheet))
    assert "showed a picture of a handgun" in shown and "A note lay on the desk." in shown
    now = f"{clock.now().astimezone(clock.CENTRAL):%Y-%m-%dT%H:%M}"
    answer = send(client, sheet, proof, confirmation="ISP-1", submitted_at=now, submitted_by=str(cast.principal.pk))
    duty.refresh_from_db()
    assert (answer.status_code, duty.state) == (302, "met")
    assert "showed a picture of a handgun" in words(page(client, goes_on, "case_danger"))


@pytest.mark.req("DO-1")
def test_the_case_file_prints_the_reports_of_both_and_says_which_case_was_merged(cast):
    ends, goes_on = merged(cast, a_case(cast, nature="A note lay on the desk."), a_case(cast))
    printed = {ends.code: the_file(ends, by=cast.principal), goes_on.code: the_file(goes_on, by=cast.counselor)}
    assert all("A note lay on the desk." in each for each in printed.values())
    assert f"From {ends.code}, which was merged into this case." in printed[goes_on.code]
    assert "What else stands in 1 case that was merged into this one" in printed[goes_on.code]
    assert "was merged into this" not in printed[ends.code] and "<dd>Merged</dd>" in printed[ends.code]


def the_file(case, by):
    """The case file as it is printed."""
    paper = issue_case_file(case=case, by=by)
    return words(signed_in(by).get(reverse("paper_html", args=[paper.pk])))


@pytest.mark.req("PR-1")
def test_a_principal_of_two_buildings_is_shown_the_same_subject_elsewhere(cast):
    appoint(cast.outsider, "principal", cast.building)
    theirs = receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, received_by=cast.outsider)).case
    ours = a_case(cast)
    assert ours.code in words(page(signed_in(cast.outsider), theirs))
    assert theirs.code not in words(page(signed_in(cast.principal), ours))
