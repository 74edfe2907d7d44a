"""A target's plan for safety: apart from the case, with versions, offers and answers, and the duty that an offer ends (handbook 7.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.actions import target_plans as acts
from cases.actions.circle import grant_access, record_conflict
from cases.actions.locks import Overtaken
from cases.actions.parties import PartyGiven
from cases.actions.reconcile import reconcile
from cases.actions.targets import on_paper, target_in
from cases.models import Case, TargetOffer, TargetPlan, TargetPlanVersion, TargetStrategy
from reporting.documents.case_file import case_file
from reporting.documents.pieces import pieces_of
from tat import audit, clock, vault
from tat.models import LogEntry, Obligation, Seat, User
from tat.workflow import Blocked
from tests.cases.assessed import rows
from tests.cases.families import at_a_level
from tests.cases.target_plans import NO_CONTACT, OTHER, ROUTE, SECRETS, TARGET, answered, offered, target, two_targets, words, written
from tests.cases.test_case_pages import statements
from tests.cases.test_reconcile import lose
from tests.cast import Cast, a_case, an_official, an_opinion, away, signed_in
from triage.actions.merging import merge_cases
from triage.actions.triage import give_opinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-4")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


@pytest.fixture
def case(cast: Cast) -> Case:
    """The full team is convened; two targets."""
    return a_case(cast, "assessment", targets=two_targets())


def high(cast: Cast) -> Case:
    return at_a_level(cast, "high", targets=two_targets())


def waiting(case: Case) -> set[str]:
    """The targets to whom an offer is still due, by name."""
    open_refs = [duty.trigger_ref for duty in rows(case, "LVL-TGT")]
    return {party.shown_name() for party in (target(case), target(case, OTHER)) if any(party.pk.hex in ref for ref in open_refs)}


def page(user: User, case: Case, path: str = "") -> str:
    answer = signed_in(user).get(f"/cases/{case.code}/{path}")
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def test_a_plan_stands_under_a_key_of_its_own_and_the_case_tells_nothing_of_it(cast: Cast, case: Case) -> None:
    before = Case.objects.values().get(pk=case.pk), LogEntry.objects.filter(about_id=case.pk).count()
    version = written(cast, case)
    offered(cast, case, "declined")
    answered(cast, case)
    plan = TargetPlan.objects.get()
    assert (version.written_by, version.number, version.supervision) == ("Sol Ortiz-Lane, School Counselor", 1, ROUTE)
    assert plan.key_id not in (case.key_id, plan.party.person.key_id)
    assert {row.plan_id for table in (TargetPlanVersion, TargetOffer, TargetStrategy) for row in table.objects.all()} == {plan.pk}
    assert (Case.objects.values().get(pk=case.pk), LogEntry.objects.filter(about_id=case.pk).count()) == before
    log = LogEntry.objects.filter(about_id=plan.pk).order_by("at", "id")
    assert {(each.action, each.code, each.detail) for each in log} == {
        ("target_plan_saved", "", ""),
        ("target_plan_offered", "", ""),
        ("target_strategy_answered", "", ""),
    }
    assert audit.verify() == []


def test_each_target_has_a_key_of_its_own_and_what_is_shredded_is_gone_for_one_alone(cast: Cast, case: Case) -> None:
    one, other = written(cast, case), written(cast, case, name=OTHER)
    assert one.plan.key_id != other.plan.key_id
    one.plan.key.shred(at=clock.now())
    with pytest.raises(vault.Shredded):
        _ = TargetPlanVersion.objects.select_related("plan__key").get(pk=one.pk).supervision
    assert TargetPlanVersion.objects.select_related("plan__key").get(pk=other.pk).supervision == ROUTE


def without(cast: Cast, case: Case) -> list[User]:
    """Who sees the case and keeps no such plan: let in by name, the police seat and who stands in for it."""
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    grant_access(case=case, by=cast.principal, to=cast.superintendent, until=clock.now() + timedelta(days=7), reason="break_glass")
    Seat.objects.filter(user=cast.backup).update(covers=cast.seat(cast.officer))
    away(cast.officer, cast.superintendent)
    an_official(cast.backup, by=cast.superintendent)
    return [cast.consultant, cast.superintendent, cast.officer, cast.backup]


def test_who_keeps_no_such_plan_reads_no_word_and_no_count_of_it(cast: Cast) -> None:
    case = high(cast)
    people, party = without(cast, case), target(case)
    bare = {person: page(person, case, "targets/") for person in people}
    written(cast, case, ends_when="Her aunt picks her up.")
    answered(cast, case)
    for person in people:
        client = signed_in(person)
        assert page(person, case, "targets/") == bare[person], person.position  # an open duty, as before anything was written
        assert client.get(f"/cases/{case.code}/targets/{party.pk}/").status_code == 403
        assert client.get(f"/cases/{case.code}/targets/{party.pk}/papers/").status_code == 403
        for address in ("", "plan/", "notices/", "duties/", "assessment/", "notes/", "targets/", "classification/"):
            shown = client.get(f"/cases/{case.code}/{address}").content.decode()
            assert not [secret for secret in SECRETS if secret in shown], (person.position, address)
        with pytest.raises(PermissionDenied):
            written(cast, case, by=person, version=1)
    assert TARGET in bare[cast.officer] and "An offer is due" in bare[cast.officer] and "Open the plan" not in bare[cast.officer]
    offered(cast, case, "declined")
    for person in people:
        shown = page(person, case, "targets/")
        assert "The offer that the level asks for was made" in shown and "eclined" not in shown


def test_the_principal_the_seats_and_a_back_up_in_place_of_one_keep_it(cast: Cast, case: Case, at: At) -> None:
    written(cast, case)
    address = f"targets/{target(case).pk}/"
    for person in (cast.principal, cast.counselor, cast.teacher, cast.psychologist, cast.social_worker):
        assert ROUTE in page(person, case, address), person.position
    stand_in = signed_in(cast.backup)
    assert stand_in.get(f"/cases/{case.code}/{address}").status_code == 404
    away(cast.teacher, cast.superintendent, days=1)
    assert ROUTE in page(cast.backup, case, address)
    at("2026-09-17 08:00")
    assert signed_in(cast.backup).get(f"/cases/{case.code}/{address}").status_code == 404
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    assert signed_in(cast.teacher).get(f"/cases/{case.code}/{address}").status_code == 404
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/targets/").status_code == 404


def test_a_police_seat_takes_the_plan_even_from_who_triages_and_carries_the_case(cast: Cast, case: Case) -> None:
    written(cast, case)
    Seat.objects.filter(user=cast.officer).update(triage=True)
    drafted_by = signed_in(cast.officer)
    assert drafted_by.get(f"/cases/{case.code}/targets/{target(case).pk}/").status_code == 403
    Seat.objects.filter(user=cast.officer).update(statutory="", expertise=["EXP-BLD"])
    assert ROUTE in page(cast.officer, case, f"targets/{target(case).pk}/")


def test_no_copy_of_the_case_and_no_packet_has_it(cast: Cast) -> None:
    case = high(cast)
    written(cast, case, told="That there was a threat.", told_at=clock.now(), told_by="Her aunt picks her up.")
    offered(cast, case, "declined")
    answered(cast, case)
    read = Case.objects.select_related("key", "district", "building", "team").get(pk=case.pk)
    said = str(case_file(read, clock.now())) + "".join(piece.title + piece.text for piece in pieces_of(read).offered)
    assert not [secret for secret in (*SECRETS, "declined", "TGT-3") if secret in said]


def test_earlier_versions_stay_readable_and_a_change_of_the_contact_person_is_shown(cast: Cast, case: Case, at: At) -> None:
    first = written(cast, case)
    at("2026-09-15 09:00")
    second = written(cast, case, version=1, contact=cast.psychologist, supervision="She walks with two friends.")
    assert (second.number, TargetPlanVersion.objects.count()) == (2, 2)
    address = f"targets/{target(case).pk}/"
    now = page(cast.principal, case, address)
    assert "She walks with two friends." in now and ROUTE not in now
    assert "Who kept in touch" in now and "Ines Castell, since Sep 15" in now and "Mika Feld, since Sep 14" in now
    earlier = page(cast.principal, case, f"{address}?version={first.pk}")
    assert (
        ROUTE in earlier
        and "This is not the version that stands now." in earlier
        and "<textarea" not in earlier.partition('id="offers"')[0]
    )


def test_words_that_stand_already_make_no_version(cast: Cast, case: Case) -> None:
    first = written(cast, case)
    assert written(cast, case, version=1) == first
    assert TargetPlanVersion.objects.count() == 1 == LogEntry.objects.filter(action="target_plan_saved").count()


def test_a_plan_saved_meanwhile_is_not_written_over(cast: Cast, case: Case) -> None:
    written(cast, case)
    with pytest.raises(Overtaken) as stale:
        written(cast, case, supervision="Nobody knows of the north door.")
    assert stale.value.current.supervision == ROUTE and TargetPlanVersion.objects.count() == 1
    with pytest.raises(Overtaken):
        written(cast, case, version=7)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"contact": None}, "contact", acts.CONTACT),
        ({"no_contact": NO_CONTACT}, "no_contact", acts.CONTACT_AND_WHY),
        ({"channel": " "}, "channel", acts.CHANNEL),
        ({"rhythm": ""}, "rhythm", acts.RHYTHM),
        ({"told": "That there was a threat.", "told_by": "The principal"}, "told_at", acts.TOLD_WHEN),
        ({"told_by": "The principal"}, "told", acts.TOLD),
        ({"parents": "not_told"}, "parents_note", acts.PARENTS),
    ],
)
def test_it_names_who_keeps_in_touch_how_and_how_often_or_why_nobody_does(cast: Cast, case: Case, changes, field, sentence) -> None:
    with pytest.raises(Blocked) as refused:
        written(cast, case, **changes)
    assert refused.value.by_field == {field: sentence} and not TargetPlan.objects.exists()
    kept = written(cast, case, contact=None, channel="", rhythm="", no_contact=NO_CONTACT)
    assert (kept.contact, kept.no_contact) == (None, NO_CONTACT)


def test_the_contact_person_works_on_the_case_and_one_who_left_is_asked_for_anew(cast: Cast, case: Case, at: At) -> None:
    with pytest.raises(Blocked) as refused:
        written(cast, case, contact=cast.outsider)
    assert refused.value.by_field == {"contact": acts.NOT_A_PERSON}
    written(cast, case)
    Seat.objects.filter(user=cast.social_worker).update(until_on="2026-09-14")
    address = f"targets/{target(case).pk}/"
    assert "does not work on this case any more" not in page(cast.principal, case, address)
    at("2026-09-15 08:00")
    for shown in (page(cast.principal, case, address), page(cast.principal, case, "targets/")):
        assert "Mika Feld does not work on this case any more." in shown
    with pytest.raises(Blocked):
        written(cast, case, version=1, supervision="She walks with two friends.")
    written(cast, case, version=1, contact=cast.psychologist)
    assert "does not work on this case any more" not in page(cast.principal, case, address)


def test_the_duty_ends_for_each_target_when_that_one_was_offered_a_plan(cast: Cast) -> None:
    case = high(cast)
    assert waiting(case) == {TARGET, OTHER}
    offered(cast, case, "not_reached")
    assert waiting(case) == {TARGET, OTHER}
    offer = offered(cast, case, "accepted")
    assert waiting(case) == {OTHER}
    offered(cast, case, "declined", name=OTHER)
    assert waiting(case) == set()
    met = next(duty for duty in rows(case, "LVL-TGT", "met") if target(case).pk.hex in duty.trigger_ref)
    assert (met.proof_ref, met.done_at, met.met_by) == (f"target_offer:{offer.pk}", offer.offered_at, cast.counselor)


def test_a_decline_is_kept_and_lowers_no_level(cast: Cast) -> None:
    case = high(cast)
    written(cast, case)
    before = Case.objects.values("level", "stage", "facts_version").get(pk=case.pk)
    offered(cast, case, "declined", note="She does not want to be walked.")
    assert Case.objects.values("level", "stage", "facts_version").get(pk=case.pk) == before
    shown = page(cast.principal, case, f"targets/{target(case).pk}/")
    assert "Declined" in shown and "She does not want to be walked." in shown and "Change the plan" in shown
    offered(cast, case, "accepted")
    assert on_paper(target_in(case, target(case).pk)).answer.answer == "accepted"


def test_a_plan_is_written_and_offered_at_every_level_and_before_any(cast: Cast) -> None:
    case = a_case(cast, targets=two_targets())
    written(cast, case, by=cast.principal)
    assert offered(cast, case).version.number == 1
    assert not Obligation.objects.filter(about_id=case.pk, rule="LVL-TGT").exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"answer": "perhaps"}, "answer", acts.ANSWER),
        ({"offered_at": None}, "offered_at", acts.OFFERED_WHEN),
        ({"by_whom": " "}, "by_whom", acts.BY_WHOM),
    ],
)
def test_an_offer_says_when_by_whom_and_with_which_answer(cast: Cast, changes, field, sentence) -> None:
    case = high(cast)
    with pytest.raises(Blocked) as refused:
        offered(cast, case, **changes)
    assert refused.value.by_field == {field: sentence}
    with pytest.raises(Blocked) as ahead:
        offered(cast, case, offered_at=clock.now() + timedelta(hours=1))
    assert ahead.value.by_field == {"offered_at": acts.NOT_YET} and waiting(case) == {TARGET, OTHER}


def test_each_strategy_keeps_its_answers_and_the_latest_governs(cast: Cast, case: Case) -> None:
    answered(cast, case, answer="offered")
    answered(cast, case, answer="declined", note="She likes her routine.")
    answered(cast, case, "TGT-6")
    shown = page(cast.principal, case, f"targets/{target(case).pk}/")
    assert "She likes her routine." in shown and "Before: Offered, no answer yet" in shown
    paper = on_paper(target_in(case, target(case).pk))
    assert {code: row.answer for code, row in paper.answers().items()} == {"TGT-3": "declined", "TGT-6": "accepted"}
    for wrong in ("SUB-1a", "TGT-99"):
        with pytest.raises(Blocked) as refused:
            answered(cast, case, wrong)
        assert refused.value.by_field == {"strategy": acts.STRATEGY}
    assert TargetStrategy.objects.count() == 3


def test_a_party_that_is_no_target_of_the_case_has_no_plan(cast: Cast, case: Case) -> None:
    elsewhere = a_case(cast, "assessment", targets=two_targets(), subject_name="Lee Moss")
    for party in (target(elsewhere), case.party_set.get(role="subject")):
        with pytest.raises(Http404):
            acts.save_target_plan(case=case, by=cast.principal, party_id=party.pk, version=0, words=words(cast))
        assert signed_in(cast.principal).get(f"/cases/{case.code}/targets/{party.pk}/").status_code == 404


@pytest.mark.req("AS-7")
def test_a_subject_who_is_the_target_too_has_the_case_plan_and_no_duty_of_a_target(cast: Cast) -> None:
    case = at_a_level(cast, "high", targets=(PartyGiven(role="target", kind="self"), *two_targets()))
    assert waiting(case) == {TARGET, OTHER} and len(rows(case, "LVL-TGT")) == 2
    assert reconcile() == 0


@pytest.mark.req("SE-2", "AS-7")
def test_a_lost_duty_comes_back_done_where_an_offer_was_answered_and_open_where_not(cast: Cast) -> None:
    case = high(cast)
    offered(cast, case)
    offered(cast, case, "not_reached", name=OTHER)
    lose(case, "LVL-TGT")
    assert reconcile() == 2
    assert waiting(case) == {OTHER} and len(rows(case, "LVL-TGT", "met")) == 1
    assert reconcile() == 0


def test_of_a_merged_case_the_plan_is_read_and_gone_on_with_in_the_one_that_goes_on(cast: Cast) -> None:
    ends = a_case(cast, "assessment", targets=two_targets())
    goes_on = at_a_level(cast, "high", targets=(PartyGiven(role="target", name="Robotics club", kind="group"),))
    first = written(cast, ends)
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="One concern, told twice.")
    goes_on.refresh_from_db()
    ends.refresh_from_db()
    party = target(goes_on)
    assert party.pk != first.plan.party_id
    for case, one in ((goes_on, party), (ends, target(ends))):
        assert ROUTE in page(cast.principal, case, f"targets/{one.pk}/")
        assert signed_in(cast.officer).get(f"/cases/{case.code}/targets/{one.pk}/").status_code == 403
    second = written(cast, goes_on, version=1, supervision="She walks with two friends.")
    assert (second.plan_id, second.number) == (first.plan_id, 2)
    assert reconcile() == 2 and waiting(goes_on) == {TARGET, OTHER}
    offered(cast, goes_on)
    assert waiting(goes_on) == {OTHER}
    lose(goes_on, "LVL-TGT")
    reconcile()
    assert waiting(goes_on) == {OTHER}
    with pytest.raises(Blocked):
        written(cast, ends, version=2)


def test_two_plans_for_one_target_are_both_read_after_merging(cast: Cast) -> None:
    ends = a_case(cast, "assessment", targets=two_targets())
    known = PartyGiven(role="target", name=TARGET, person=target(ends).person)
    goes_on = a_case(cast, "assessment", targets=(known,))
    first = written(cast, ends)
    written(cast, goes_on, supervision="She walks with two friends.")
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="One concern, told twice.")
    goes_on.refresh_from_db()
    address = f"targets/{target(goes_on).pk}/"
    now = page(cast.principal, goes_on, address)
    assert "She walks with two friends." in now and ROUTE not in now and str(first.pk) in now
    earlier = page(cast.principal, goes_on, f"{address}?version={first.pk}")
    assert ROUTE in earlier and "It was written in a case that was merged into this one." in earlier


def test_a_target_whom_nobody_knows_in_the_duplicate_is_not_lost(cast: Cast) -> None:
    ends = a_case(cast, "assessment", targets=(PartyGiven(role="target", is_unknown=True),))
    goes_on = a_case(cast, "assessment")
    party = ends.party_set.get(role="target")
    acts.save_target_plan(case=ends, by=cast.counselor, party_id=party.pk, version=0, words=words(cast))
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="One concern, told twice.")
    goes_on.refresh_from_db()
    assert ROUTE in page(cast.principal, goes_on, f"targets/{party.pk}/")
    assert str(party.pk) in page(cast.principal, goes_on, "targets/")


def test_a_closed_case_shows_its_plans_and_takes_nothing_more(cast: Cast) -> None:
    case = a_case(cast, "triage", targets=two_targets())
    written(cast, case)
    for member in (cast.principal, cast.counselor, cast.teacher):
        give_opinion(case=case, by=member, given=an_opinion())
    case.refresh_from_db()
    assert case.stage == "closed"
    shown = page(cast.principal, case, f"targets/{target(case).pk}/")
    assert ROUTE in shown and "<form" not in shown.partition("<main")[2].partition("</main")[0]
    with pytest.raises(Blocked):
        offered(cast, case)


def test_the_pages_take_as_many_statements_with_many_entries_as_with_one(cast: Cast) -> None:
    case = high(cast)
    client, party = signed_in(cast.principal), target(case)
    addresses = [f"/cases/{case.code}/targets/", f"/cases/{case.code}/targets/{party.pk}/"]
    written(cast, case)
    offered(cast, case, "not_reached")
    answered(cast, case)
    few = [statements(client, address) for address in addresses]
    for number in range(1, 5):
        written(cast, case, version=number, supervision=f"Route {number}", contact=cast.psychologist if number % 2 else cast.teacher)
        offered(cast, case, "declined")
        answered(cast, case, "TGT-6")
    written(cast, case, name=OTHER)
    assert [statements(client, address) for address in addresses] == few
    assert max(few) <= 14
