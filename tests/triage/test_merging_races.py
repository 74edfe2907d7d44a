"""Merges raced by HTTP, with real threads: against each other, an opinion, a report, a declaration."""

import contextlib
import uuid

import pytest
from django.urls import reverse

from cases.models import Case, Merging
from tat.models import LogEntry, Obligation
from tat.workflow import Blocked
from tests.cast import Cast, a_case, a_cast, a_report, an_opinion, signed_in
from tests.triage.test_races import Act, at_once, broken, sending
from triage.actions.reports import receive_report
from triage.actions.triage import give_opinion
from triage.models import Report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("PL-8")]
ROUNDS = 5


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return a_cast()


def merging(user, ends: Case, goes_on: Case) -> Act:
    """The last press of a merge, sent by this person."""
    return sending(user, "case_merge", ends, other_code=goes_on.code, stays="other", reason="One concern.", sure=goes_on.code)


def test_of_two_merges_of_one_pair_in_opposite_directions_exactly_one_wins(cast):
    for _ in range(ROUNDS):
        one, other = a_case(cast), a_case(cast)
        assert at_once(merging(cast.principal, one, other), merging(cast.counselor, other, one)) == []
        assert sorted(Case.objects.filter(pk__in=[one.pk, other.pk]).values_list("stage", flat=True)) == ["intake", "merged"]
        assert Merging.objects.filter(case__in=[one, other]).count() == 1
        assert LogEntry.objects.filter(action="case_merged", about_id__in=[one.pk, other.pk]).count() == 1


def test_the_same_merge_sent_by_two_people_happens_once(cast):
    for _ in range(ROUNDS):
        ends, goes_on = a_case(cast, "triage"), a_case(cast, "assessment")
        assert at_once(merging(cast.principal, ends, goes_on), merging(cast.counselor, ends, goes_on)) == []
        assert Merging.objects.filter(case=ends).count() == 1
        assert Obligation.objects.open().filter(about_id=goes_on.pk, rule="TRI-DONE").count() == 3


def test_three_cases_merged_in_a_ring_neither_wait_for_ever_nor_point_at_one_that_ended(cast):
    for _ in range(ROUNDS):
        ring = [a_case(cast) for _ in range(3)]
        people = (cast.principal, cast.counselor, cast.teacher)
        assert at_once(*(merging(who, ring[n], ring[(n + 1) % 3]) for n, who in enumerate(people))) == []
        stages = Case.objects.filter(pk__in=[case.pk for case in ring])
        still = {case.pk for case in stages if case.is_open()}
        assert len(still) in (1, 2) and all(case.merged_into_id in still for case in stages if not case.is_open())


def test_a_last_opinion_on_the_duplicate_either_closes_it_or_is_not_taken(cast):
    for _ in range(ROUNDS):
        ends, goes_on = a_case(cast, "triage"), a_case(cast)
        for member in (cast.principal, cast.counselor):
            give_opinion(case=ends, by=member, given=an_opinion())
        opinion = sending(cast.teacher, "opinion_give", ends, answer="none", reason="Read it all.")
        assert at_once(merging(cast.principal, ends, goes_on), opinion) == []
        ends.refresh_from_db()
        assert (ends.stage, Merging.objects.filter(case=ends).count()) in (("closed", 0), ("merged", 1))
        assert broken(ends) == "" and not Obligation.objects.open().filter(about_id=ends.pk, rule="TRI-DONE").exists()


def test_a_last_opinion_on_the_case_that_goes_on_never_closes_it_on_older_facts(cast):
    for _ in range(ROUNDS):
        ends, goes_on = a_case(cast, "triage"), a_case(cast, "triage")
        for member in (cast.principal, cast.counselor):
            give_opinion(case=goes_on, by=member, given=an_opinion())
        opinion = sending(cast.teacher, "opinion_give", goes_on, answer="none", reason="Read it all.")
        assert at_once(merging(cast.principal, ends, goes_on), opinion) == []
        goes_on.refresh_from_db()
        was_merged = Merging.objects.filter(case=ends).exists()
        assert (goes_on.stage, was_merged) in (("triage", True), ("closed", False)) and broken(goes_on) == ""


def test_a_report_added_meanwhile_is_in_the_duplicate_before_or_refused(cast):
    for _ in range(ROUNDS):
        ends, goes_on = a_case(cast), a_case(cast)

        def add(ends: Case = ends) -> None:
            with contextlib.suppress(Blocked):
                receive_report(by=cast.counselor, given=a_report(cast, into=ends.pk))

        assert at_once(merging(cast.principal, ends, goes_on), add) == []
        ends.refresh_from_db()
        assert ends.stage == "merged" and Report.objects.filter(case=ends).count() in (1, 2)
        assert not Obligation.objects.open().filter(about_id=ends.pk).exists()


def test_a_declaration_on_the_duplicate_either_stops_the_merge_or_comes_too_late(cast):
    for _ in range(ROUNDS):
        ends, goes_on = a_case(cast), a_case(cast)
        declare = signed_in(cast.counselor)
        address, typed = reverse("case_declare_imminent", args=[ends.code]), {"idempotency_key": str(uuid.uuid4())}
        assert at_once(merging(cast.principal, ends, goes_on), lambda c=declare, a=address, t=typed: c.post(a, t)) == []
        ends.refresh_from_db()
        assert ends.stage in ("containment", "merged")
        assert (ends.stage == "containment") == Obligation.objects.open().filter(about_id=ends.pk, rule="IMM-LE").exists()
