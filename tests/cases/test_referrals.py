"""Help that is offered to a subject, a target or others: recorded once, answered by rows, read by those who see the case."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases.actions.circle import grant_access, record_conflict
from cases.actions.locks import Overtaken
from cases.actions.referrals import (
    AHEAD,
    ANSWERED_ON,
    BEFORE,
    GONE,
    NO_DAY,
    NO_STRATEGY,
    NOT_YET,
    ONLY_ACCEPTED,
    REASON,
    SAME,
    SERVICE_GONE,
    WHOM,
    declined,
    referrals_of,
)
from cases.actions.services import stop_service
from cases.models import Referral, ReferralAnswer
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import LogEntry
from tests.cases.families import TARGET, party, post, refused, with_a_target
from tests.cases.managed import adopted, classified, closed, drafted, planned, strategy, updated
from tests.cases.offers import a_service, an_answer, an_offer, today
from tests.cases.test_case_pages import statements
from tests.cast import a_case, signed_in
from tests.typed import form_of
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-2")]
GOOD = {
    "offer-service_name": "Talks in the counseling office",
    "offer-why": "Sleeps badly since the message.",
    "offer-offered_on": "2026-09-14",
    "offer-offered_by": "The school nurse",
}


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def text(answer):
    return " ".join(answer.content.decode().split())


def shown(cast, case, page="referrals", by=None):
    answer = signed_in(by or cast.principal).get(f"/cases/{case.code}/{page}/")
    assert answer.status_code == 200
    return text(answer)


def stands(case, referral):
    return next(row for row in referrals_of(case) if row.pk == referral.pk)


def failed(case):
    return [row for row in referrals_of(case) if declined(row)]


def logged(case):
    return list(LogEntry.objects.filter(code=case.code, action__startswith="referral").order_by("seq").values_list("action", flat=True))


def test_an_offer_is_recorded_by_its_page_and_answered_by_rows(cast):
    case, service = with_a_target(cast, "assessment"), a_service(cast)
    client = signed_in(cast.counselor)
    given = GOOD | {"offer-party": party(case, "target").pk, "offer-service": service.pk, "offer-service_name": ""}
    assert post(client, case, "referrals/add", **given).status_code == 302
    row = Referral.objects.get()
    assert (row.whom, row.service_name, row.service, row.recorded_by) == (TARGET, "Prairie Talks", service, cast.counselor)
    assert f"{TARGET}: Prairie Talks" in shown(cast, case) and "No answer yet" in shown(cast, case)

    yes = {"referral_id": row.pk, f"{row.pk}-answer": "accepted", f"{row.pk}-answered_on": "2026-09-14"}
    assert post(client, case, "referrals/answer", **yes, **{f"{row.pk}-appointment_on": "2026-09-21"}).status_code == 302
    helped = {"referral_id": row.pk, f"{row.pk}-outcome": "unknown", f"{row.pk}-words": "The family asks for more time."}
    assert post(client, case, "referrals/answer", **helped).status_code == 302
    assert list(ReferralAnswer.objects.order_by("number").values_list("number", "answer", "outcome")) == [
        (1, "accepted", ""),
        (2, "accepted", "unknown"),
    ]
    page = shown(cast, case)
    assert page.count("First appointment: September 21, 2026") == 2 and "The family asks for more time." in page
    assert logged(case) == ["referral_added", "referral_answered", "referral_answered"]
    assert not LogEntry.objects.filter(code=case.code, detail__icontains="prairie").exists()


def test_somebody_else_is_offered_help_by_name_or_by_part(cast):
    case = a_case(cast, "assessment")
    given = GOOD | {"offer-party": "", "offer-person": "Two classmates who saw it"}
    assert post(signed_in(cast.teacher), case, "referrals/add", **given).status_code == 302
    row = Referral.objects.get()
    assert (row.party, row.whom, row.role_words) == (None, "Two classmates who saw it", "Affected by it")
    assert "Two classmates who saw it: Talks in the counseling office" in shown(cast, case)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"offer-party": ""}, "Write who it is, by name or by part"),
        ({"offer-person": "A neighbour"}, "Either somebody of the list or somebody else"),
        ({"offer-service_name": " "}, "Choose a service of the directory, or write below what is offered."),
        ({"offer-service": "row"}, "Either a service of the directory or your own words"),
        ({"offer-why": ""}, "Write in one sentence why this help is offered."),
        ({"offer-why": "x" * 501}, "500 are the most that fit here"),
        ({"offer-offered_by": ""}, "Write who offered it."),
        ({"offer-offered_on": ""}, "Enter the day on which it was offered."),
        ({"offer-offered_on": "2026-09-15"}, "This day has not come yet."),
        ({"offer-offered_on": "soon"}, "Write the date like 10/14/2026."),
    ],
)
def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(cast, wrong, sentence):
    case, service = a_case(cast, "assessment"), a_service(cast)
    given = GOOD | {"offer-party": party(case).pk} | {name: service.pk if value == "row" else value for name, value in wrong.items()}
    answer = post(signed_in(cast.counselor), case, "referrals/add", **given)
    page = text(answer)
    assert (answer.status_code, sentence in page) == (200, True)
    assert all(str(value) in page for name, value in GOOD.items() if name not in wrong)
    assert not Referral.objects.exists()


def test_the_act_refuses_people_services_strategies_and_days_that_are_not_there(cast):
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment", subject_name="Avery Stone")
    service = a_service(cast)
    stop_service(district=cast.district, by=cast.superintendent, service_id=service.pk)
    for wrong, sentence in (
        ({"party_id": party(other).pk}, WHOM),
        ({"service_id": service.pk, "service_name": ""}, SERVICE_GONE),
        ({"offered_on": today() + timedelta(days=1)}, NOT_YET),
        ({"strategy_id": service.pk}, NO_STRATEGY),
    ):
        assert refused(lambda wrong=wrong: an_offer(cast, case, **wrong)) == sentence
    elsewhere = an_offer(cast, other)
    assert refused(lambda: an_answer(cast, elsewhere, case=case)) == GONE
    assert Referral.objects.count() == 1 and not ReferralAnswer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "given", "sentence"),
    [
        ("wished", {}, "Choose how the offer was answered"),
        ("accepted", {"answered_on": None}, ANSWERED_ON),
        ("declined", {"answered_on": None}, ANSWERED_ON),
        ("waiting", {"answered_on": 0}, NO_DAY),
        ("accepted", {"answered_on": 1}, NOT_YET),
        ("accepted", {"answered_on": -1}, BEFORE),
        ("accepted", {"appointment_on": -1}, BEFORE),
        ("accepted", {"appointment_on": 7, "outcome": "helped"}, AHEAD),
        ("declined", {"appointment_on": 7}, ONLY_ACCEPTED),
        ("declined", {"outcome": "ended"}, ONLY_ACCEPTED),
        ("waiting", {"consent": "Folder 3"}, ONLY_ACCEPTED),
        ("withdrawn", {"words": " "}, REASON),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_writes_nothing(cast, answer, given, sentence):
    row = an_offer(cast, a_case(cast, "assessment"))
    days = {name: today() + timedelta(days=value) for name, value in given.items() if isinstance(value, int)}
    assert sentence in refused(lambda: an_answer(cast, row, answer, **(given | days)))
    assert not ReferralAnswer.objects.exists()


def test_a_refused_answer_comes_back_open_beside_its_offer_with_what_was_typed(cast):
    case = a_case(cast, "assessment")
    row = an_offer(cast, case)
    given = {"referral_id": row.pk, f"{row.pk}-answer": "declined", f"{row.pk}-words": "Thank you, no."}
    page = text(post(signed_in(cast.counselor), case, "referrals/answer", **given))
    assert ANSWERED_ON in page and "Thank you, no." in page and '<details class="more" open' in page


def test_an_unchanged_answer_is_not_written_a_second_time(cast):
    row = an_offer(cast, a_case(cast, "assessment"))
    an_answer(cast, row, consent="Folder 3, first page")
    assert refused(lambda: an_answer(cast, row, consent=" Folder 3, first page ")) == SAME
    an_answer(cast, row, consent="Folder 4")
    assert [each.consent for each in row.answers.order_by("number")] == ["Folder 3, first page", "Folder 4"]


def test_the_second_of_two_answers_is_compared_and_both_are_kept(cast):
    case = a_case(cast, "assessment")
    row = an_offer(cast, case)
    an_answer(cast, row, "waiting", words="Asked by phone.")
    client, page = signed_in(cast.counselor), f"/cases/{case.code}/referrals/"
    typed = form_of(client.get(page), f"{page}answer/")
    an_answer(cast, row, "declined", by=cast.teacher, words="The mother says no.")
    mine = {f"{row.pk}-answer": "accepted", f"{row.pk}-answered_on": "2026-09-14", f"{row.pk}-words": "The father says yes."}
    answer = client.post(f"{page}answer/", {**typed, **mine})
    said = text(answer)
    assert answer.status_code == 409 and "The mother says no." in said and "The father says yes." in said and "Tobin Boyce" in said
    assert row.answers.count() == 2
    assert client.post(f"{page}answer/", form_of(answer, f"{page}answer/")).status_code == 302
    assert [each.words for each in row.answers.order_by("number")] == ["Asked by phone.", "The mother says no.", "The father says yes."]
    with pytest.raises(Overtaken):
        an_answer(cast, row, "declined", version=2, words="Late.")


def test_help_that_was_declined_or_did_not_begin_is_logged_as_such_once_and_listed(cast):
    case = with_a_target(cast, "assessment")
    mentor, talks, open_one = an_offer(cast, case), an_offer(cast, case, "target"), an_offer(cast, case)
    an_answer(cast, mentor)
    an_answer(cast, mentor, outcome="not_begun", words="Nobody called back.")
    an_answer(cast, mentor, outcome="not_begun", words="Nobody called back, twice.")
    no = an_answer(cast, talks, "declined")
    assert logged(case)[3:] == ["referral_answered", "referral_declined", "referral_answered", "referral_declined"]
    assert {row.pk for row in failed(case)} == {mentor.pk, talks.pk}
    last = LogEntry.objects.filter(code=case.code, action="referral_declined").latest("seq")
    assert last.detail == f"referral:{talks.pk} answer:{no.pk}"
    assert [declined(stands(case, row)) for row in (mentor, talks, open_one)] == [True, True, False]
    an_answer(cast, talks, words="Changed her mind.")
    assert not declined(stands(case, talks))


def test_what_was_recorded_by_mistake_is_taken_back_with_the_reason_and_stays_readable(cast):
    case = planned(cast)
    row = an_offer(cast, case)
    an_answer(cast, row, "withdrawn", words="It was offered in another case.")
    page = shown(cast, case)
    assert "Weekly talks" in page and "Taken back, or recorded by mistake" in page and "It was offered in another case." in page
    assert "No help was offered yet" in shown(cast, case, "plan") and failed(case) == []


def test_the_database_keeps_a_number_once_and_an_outcome_with_an_accepted_offer(cast):
    row = an_offer(cast, a_case(cast, "assessment"))
    first = an_answer(cast, row)
    for wrong in ({"number": 1}, {"number": 2, "answer": "declined", "outcome": "helped"}, {"number": 2, "answered_on": None}):
        copy = ReferralAnswer.objects.get(pk=first.pk)
        copy.pk, copy._state.adding = None, True
        for name, value in wrong.items():
            setattr(copy, name, value)
        copy.id = ReferralAnswer._meta.pk.get_default()
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_a_strategy_that_hands_over_to_help_can_be_linked_and_no_other(cast):
    case = planned(cast)
    drafted(cast, case, "SUB-4b")
    page = signed_in(cast.counselor).get(f"/cases/{case.code}/referrals/").content.decode()
    offered = re.search(r'<select name="offer-strategy".*?</select>', page, re.S)[0]
    assert "Outpatient counseling or care" in offered and "Stay aware of surroundings" not in offered
    row = an_offer(cast, case, strategy_id=strategy(case, "SUB-4b").pk)
    adopted(cast, case)
    assert stands(case, row).strategy.label == "Outpatient counseling or care"
    assert refused(lambda: an_offer(cast, case, strategy_id=strategy(case, "TGT-3").pk)) == NO_STRATEGY


def test_the_plan_counts_in_words_for_each_person_and_the_updates_show_what_is_open(cast):
    case = planned(cast, targets=())
    for answer, more in (("accepted", {}), ("declined", {}), ("accepted", {"outcome": "helped"})):
        an_answer(cast, an_offer(cast, case, service_name=f"Help {answer}"), answer, **more)
    an_offer(cast, case, "", person="The bus driver", service_name="Employee assistance")
    plan = shown(cast, case, "plan", cast.teacher)
    assert "Rowan Teller</dt> <dd>Subject of concern: 3 offers, 2 accepted, 1 declined, 1 still open" in plan
    assert "The bus driver</dt> <dd>Affected by it: 1 offer, 1 still open" in plan
    updates = shown(cast, case, "updates", cast.teacher)
    before = updates.partition("How the steps and referrals work")[0]
    assert "Rowan Teller: Help accepted" in before and "The bus driver: Employee assistance" in before and "Help declined" not in updates


def test_at_low_level_what_came_of_a_linked_offer_says_that_somebody_saw_it_work(cast):
    case = classified(cast, "low", measures=True)
    drafted(cast, case, "SUB-1a SUB-4a TGT-3")
    adopted(cast, case)
    case.refresh_from_db()
    row = an_offer(cast, case, strategy_id=strategy(case, "SUB-4a").pk)
    an_answer(cast, row, outcome="unknown")
    waits = "nobody has recorded whether it worked (RSP-LOW-5)"
    assert waits in shown(cast, case, "closing")
    an_answer(cast, row, outcome="helped")
    assert waits not in shown(cast, case, "closing")


def test_nothing_a_therapist_was_told_belongs_here_and_the_page_says_so(cast):
    page = shown(cast, a_case(cast, "assessment"))
    assert "Nothing that a therapist was told belongs here." in page
    assert "/releases/" in page


def test_who_sees_the_case_reads_and_only_the_team_writes(cast):
    case = with_a_target(cast, "assessment")
    an_offer(cast, case, "target")
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=3), reason="consultant")
    page = shown(cast, case, by=cast.consultant)
    assert TARGET in page and "referrals/add/" not in page and "/releases/" not in page
    with pytest.raises(PermissionDenied):
        an_offer(cast, case, by=cast.consultant)
    with pytest.raises(PermissionDenied):
        an_answer(cast, Referral.objects.get(), by=cast.consultant)
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/referrals/").status_code == 404
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    assert signed_in(cast.teacher).get(f"/cases/{case.code}/referrals/").status_code == 404


def test_a_closed_case_shows_its_offers_and_takes_none(cast):
    case = planned(cast)
    row = an_offer(cast, case)
    updated(cast, case)
    closed(cast, case)
    page = shown(cast, case)
    assert "Weekly talks" in page and "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert "closed" in refused(lambda: an_offer(cast, case))
    assert "closed" in refused(lambda: an_answer(cast, row))


def test_offers_of_a_duplicate_are_read_answered_and_counted_in_the_case_that_goes_on(cast):
    ends, goes_on = with_a_target(cast, "assessment"), a_case(cast, "assessment")
    row = an_offer(cast, ends, "target", service_name="Help before")
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="Both reports tell of the same words.")
    goes_on.refresh_from_db()
    an_offer(cast, goes_on, "target", service_name="Help after")
    an_answer(cast, row, "declined", case=goes_on, words="Not now.")
    page = shown(cast, goes_on)
    assert "Help before" in page and "Help after" in page and "Not now." in page
    assert [each.pk for each in failed(goes_on)] == [row.pk]
    assert f"{TARGET}</dt> <dd>Target: 2 offers, 1 declined, 1 still open" in shown(cast, goes_on, "plan")
    assert "Not now." not in shown(cast, ends) and "Help before" in shown(cast, ends)
    ends.refresh_from_db()
    assert "merged" in refused(lambda: an_offer(cast, ends))


def test_the_case_file_prints_each_offer_with_its_answers_under_the_plan(cast):
    case = planned(cast)
    row = an_offer(cast, case)
    an_answer(cast, row, consent="Folder 3", words="Goes on Thursdays.")
    an_answer(cast, row, outcome="helped", consent="Folder 3", words="Feels better.")
    paper = issue_case_file(case=case, by=cast.principal)
    printed = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", b"".join(files.open_chunks(paper.html)).decode()))
    for words in (
        "Help that was offered",
        "Rowan Teller (Subject of concern)",
        "Weekly talks",
        "Goes on Thursdays.",
        "It helped",
        "Folder 3",
    ):
        assert words in printed, words
    assert printed.index("Case plan") < printed.index("Help that was offered") < printed.index("Updates and closing")


def test_earlier_offers_stand_on_a_page_of_their_own_and_are_answered_from_there(cast):
    case = a_case(cast, "assessment")
    first = an_offer(cast, case, service_name="The very first")
    for number in range(20):
        an_offer(cast, case, service_name=f"Number {number}")
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/referrals/"
    latest = client.get(address)
    assert "The very first" not in text(latest)
    earlier = client.get(f"{address}?after={latest.context['after']}")
    assert "The very first" in text(earlier) and "Number 0" not in text(earlier)
    typed = form_of(earlier, f"{address}answer/") | {f"{first.pk}-answer": "declined", f"{first.pk}-words": "No, thank you."}
    refused_one = text(client.post(f"{address}answer/", typed))
    assert ANSWERED_ON in refused_one and "No, thank you." in refused_one and "The very first" in refused_one


def test_the_pages_take_as_many_statements_with_twelve_offers_as_with_one(cast):
    case = planned(cast)
    a_service(cast)
    client = signed_in(cast.counselor)
    pages = [f"/cases/{case.code}/{page}/" for page in ("referrals", "plan", "updates")]
    an_answer(cast, an_offer(cast, case))
    few = [statements(client, page) for page in pages]
    for number in range(11):
        row = an_offer(cast, case, "" if number % 2 else "subject", person=f"Person {number}" if number % 2 else "")
        an_answer(cast, row, "declined")
    assert [statements(client, page) for page in pages] == few
    assert [most for count, most in zip(few, (11, 13, 11), strict=True) if count > most] == []
