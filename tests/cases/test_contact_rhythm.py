"""Which fact the next planned contact counts from: the pure rule, and the one running duty that follows it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from cases.actions.reconcile import missing, reconcile
from cases.actions.reopening import reopen
from cases.actions.rhythm import RULE, planned_contacts
from cases.models import Case, Plan
from cases.workflow.contacts import Adopted, Closed, Contacted, Fact, Monitoring, Reopened, Rhythm, next_contact, rhythm_of
from tat import clock, obligations
from tat.actions.deliver import deliver_waiting
from tat.actions.sweep import sweep
from tat.models import Notice, Obligation, ObligationEvent
from tests.cases.managed import adopted, classified, closed, contacted, drafted, local, planned, running, updated
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-6")]
At = Callable[[str], datetime]
MONDAY = "2026-09-14 14:02"
WEEKLY = Rhythm(Monitoring.ACTIVE, 7)


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def day(n: int) -> datetime:
    return datetime(2026, 9, n, 15, tzinfo=UTC)


def told(text: str) -> list[Fact]:
    """Facts in order of recording, one a day: “other” is a plan with another rhythm, “late” a call of day 1 written down later, “not-2” the
    correction that the second was tried only.
    """
    found: list[Fact] = []
    rhythms = {"plan": WEEKLY, "other": Rhythm(Monitoring.PERIODIC_ACTIVE, 14), "passive": None}
    for n, word in enumerate(text.split(), start=1):
        ref, at = f"{word}:{n}", day(n)
        if word in rhythms:
            found.append(Adopted(ref=ref, at=at, rhythm=rhythms[word]))
        elif word in ("closed", "reopened"):
            found.append((Closed if word == "closed" else Reopened)(ref=ref, at=at))
        else:
            kind = {"look": "seen", "tried": "tried"}.get(word, "phone")
            kind, replaces = ("tried", found[int(word[4:]) - 1].ref) if word.startswith("not-") else (kind, "")
            found.append(Contacted(ref=ref, at=at, occurred_at=day(1) if word == "late" else at, kind=kind, replaces=replaces))
    return found


@pytest.mark.parametrize(
    ("text", "ref", "zero"),
    [
        ("", None, None),
        ("call", None, None),
        ("passive call", None, None),
        ("plan", "plan:1", 1),
        ("plan plan", "plan:1", 1),
        ("plan other", "other:2", 2),
        ("plan passive", None, None),
        ("plan passive plan", "plan:3", 3),
        ("plan call", "call:2", 2),
        ("plan call call", "call:3", 3),
        ("plan call plan", "call:2", 2),
        ("plan call other", "other:3", 3),
        ("plan tried", "plan:1", 1),
        ("plan look", "plan:1", 1),
        ("other look", "look:2", 2),
        ("plan call late", "call:2", 2),
        ("call plan late", "plan:2", 2),
        ("plan call not-2", "not-2:3", 1),
        ("plan call call not-3", "not-3:4", 2),
        ("plan call call not-2", "call:3", 3),
        ("plan call closed", None, None),
        ("plan call closed reopened", "reopened:4", 4),
        ("closed reopened", None, None),
        ("plan closed reopened call", "call:4", 4),
        ("plan closed reopened passive", None, None),
    ],
)
def test_the_next_contact_counts_from_the_last_fact_that_moves_it(text: str, ref: str | None, zero: int | None) -> None:
    found = next_contact(reversed(told(text)))
    assert (found.ref if found else None, found.day_zero if found else None) == (ref, day(zero) if zero else None)


def test_active_is_weekly_periodic_is_what_the_plan_sets_and_passive_plans_none() -> None:
    assert rhythm_of("active", None) == WEEKLY == rhythm_of("active", 20)
    assert rhythm_of("periodic_active", 30) == Rhythm(Monitoring.PERIODIC_ACTIVE, 30)
    assert {rhythm_of("passive", 7), rhythm_of("periodic_active", None), rhythm_of("periodic_active", 31), rhythm_of("", 3)} == {None}
    assert WEEKLY.day_after(datetime(2026, 9, 15, 3, tzinfo=UTC)) == date(2026, 9, 22)  # September 14 here


def states(case: Case) -> list[tuple[str, str]]:
    """Each planned contact in order: how it ended, and the kind of fact that it counts from."""
    rows = Obligation.objects.filter(about_id=case.id, rule=RULE).order_by("recorded_at", "id")
    return [(row.state, row.trigger_ref.partition(":")[0]) for row in rows]


def in_line(case: Case) -> bool:
    """Whether what runs is what the record asks for, and nothing is owed beside it."""
    wanted = planned_contacts([case.id]).get(case.id)
    open_rows = list(Obligation.objects.open().filter(about_id=case.id, rule=RULE).values_list("trigger_ref", flat=True))
    return open_rows == ([wanted.ref] if wanted else []) and missing([case.id], clock.now()) == []


def with_plan(cast: Cast, **words: object) -> Case:
    case = classified(cast)
    drafted(cast, case, **words)
    adopted(cast, case)
    return case


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ({"monitoring": "active"}, "2026-09-21 23:59"),
        ({"monitoring": "periodic_active", "contact_days": 14}, "2026-09-28 23:59"),
        ({"monitoring": "periodic_active", "contact_days": 1}, "2026-09-15 23:59"),
    ],
)
def test_adopting_a_plan_starts_its_planned_contact(cast: Cast, words: dict[str, object], due: str) -> None:
    case = with_plan(cast, **words)
    row = running(case, RULE)
    assert (local(row.target_due_at), row.legal_due_at) == (due, None)
    assert row.trigger_ref == f"plan:{Plan.objects.get(case=case).id}" and in_line(case)


def test_a_passive_plan_plans_none_and_takes_entries_all_the_same(cast: Cast) -> None:
    case = with_plan(cast, monitoring="passive")
    contacted(cast, case)
    assert (states(case), case.contact_set.count()) == ([], 1)
    assert in_line(case)


def test_a_contact_meets_the_planned_one_and_the_next_counts_from_its_local_day(cast: Cast, at: At) -> None:
    case = planned(cast)
    first = running(case, RULE)
    at("2026-09-19 09:00")
    evening = clock.datetime(2026, 9, 18, 23, 30, tzinfo=clock.CENTRAL)  # September 19 in UTC
    entry = contacted(cast, case, occurred_at=evening)
    first.refresh_from_db()
    assert (first.state, first.proof_ref, first.was_late(), first.done_at) == ("met", f"contact:{entry.id}", False, entry.occurred_at)
    assert (running(case, RULE).trigger_ref, local(running(case, RULE).target_due_at)) == (f"contact:{entry.id}", "2026-09-25 23:59")
    assert in_line(case)


def test_late_is_reckoned_by_when_the_contact_was_not_by_when_it_was_written(cast: Cast, at: At) -> None:
    on_time, late = planned(cast), planned(cast)
    rows = [running(case, RULE) for case in (on_time, late)]
    at("2026-09-23 10:00")
    contacted(cast, on_time, occurred_at=clock.datetime(2026, 9, 21, 23, 0, tzinfo=clock.CENTRAL))
    contacted(cast, late)
    for row in rows:
        row.refresh_from_db()
    assert [row.was_late() for row in rows] == [False, True]


@pytest.mark.parametrize("kind", ["tried", "seen"])
def test_what_was_only_tried_or_seen_from_afar_keeps_no_contact_of_active_monitoring(cast: Cast, kind: str) -> None:
    case = planned(cast)
    before = running(case, RULE)
    contacted(cast, case, kind=kind, said="Called at 8:10; nobody answered.")
    assert running(case, RULE).pk == before.pk and in_line(case)
    attempts = ObligationEvent.objects.filter(obligation=before, kind="attempted").count()
    assert attempts == (1 if kind == "tried" else 0)


def test_a_look_from_afar_keeps_a_periodic_check(cast: Cast) -> None:
    case = with_plan(cast, monitoring="periodic_active", contact_days=10)
    contacted(cast, case, kind="seen")
    assert states(case) == [("met", "plan"), ("open", "contact")]


def test_a_contact_entered_late_that_lies_before_the_last_one_moves_nothing(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-18 10:00")
    contacted(cast, case)
    before = running(case, RULE)
    contacted(cast, case, occurred_at=clock.datetime(2026, 9, 16, 8, 0, tzinfo=clock.CENTRAL))
    assert running(case, RULE).pk == before.pk and in_line(case)


def test_another_mode_starts_anew_and_the_same_one_goes_on(cast: Cast, at: At) -> None:
    case = planned(cast)
    first = running(case, RULE)
    at("2026-09-16 10:00")
    drafted(cast, case, "SUB-1b", goals="Belonging.")
    adopted(cast, case)
    assert running(case, RULE).pk == first.pk and in_line(case)
    drafted(cast, case, "SUB-1c", monitoring="periodic_active", contact_days=20)
    adopted(cast, case)
    first.refresh_from_db()
    assert (first.state, local(running(case, RULE).target_due_at)) == ("superseded", "2026-10-06 23:59") and in_line(case)
    drafted(cast, case, "SUB-1d", monitoring="passive", contact_days=None)
    adopted(cast, case)
    assert states(case) == [("superseded", "plan"), ("superseded", "plan")] and in_line(case)


def test_closing_stops_the_planned_contact_and_reopening_starts_it_again(cast: Cast, at: At) -> None:
    case = planned(cast)
    contacted(cast, case)
    updated(cast, case)
    closed(cast, case)
    assert [state for state, _ref in states(case)] == ["met", "superseded"]
    at("2026-10-01 10:00")
    reopen(case=case, by=cast.principal, reason="New.")
    assert (states(case)[-1], local(running(case, RULE).target_due_at)) == (("open", "closing"), "2026-10-08 23:59")
    assert in_line(case)


def test_a_corrected_time_moves_the_days_and_a_corrected_word_does_not(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-18 10:00")
    entry = contacted(cast, case)
    before = running(case, RULE)
    again = contacted(cast, case, corrects=entry, said="Sat alone at lunch.", occurred_at=entry.occurred_at)
    assert running(case, RULE).pk == before.pk and in_line(case)
    contacted(cast, case, corrects=again, occurred_at=clock.datetime(2026, 9, 17, 8, 0, tzinfo=clock.CENTRAL))
    before.refresh_from_db()
    assert (before.state, local(running(case, RULE).target_due_at)) == ("superseded", "2026-09-24 23:59") and in_line(case)


def test_a_contact_that_proves_to_have_been_tried_only_leaves_the_days_of_the_one_before(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-16 10:00")
    contacted(cast, case)
    at("2026-09-20 10:00")
    entry = contacted(cast, case)
    contacted(cast, case, corrects=entry, kind="tried", occurred_at=entry.occurred_at)
    assert local(running(case, RULE).target_due_at) == "2026-09-23 23:59" and in_line(case)
    kept = contacted(cast, case, kind="tried")
    contacted(cast, case, corrects=kept, kind="phone", occurred_at=kept.occurred_at)
    assert states(case)[-2:] == [("met", "contact"), ("open", "contact")] and in_line(case)


def test_a_planned_contact_put_aside_stays_so_until_the_next_contact(cast: Cast) -> None:
    case = planned(cast)
    obligations.waive(running(case, RULE), reason="The family is away until the week after.", at=clock.now(), by=cast.counselor)
    contacted(cast, case, kind="tried")
    assert (states(case), reconcile()) == ([("waived", "plan")], 0)
    contacted(cast, case)
    assert states(case) == [("waived", "plan"), ("open", "contact")]


def test_a_lost_planned_contact_comes_back_as_it_was_and_none_is_doubled(cast: Cast, at: At) -> None:
    case = planned(cast)
    kept = ("trigger_ref", "triggered_at", "target_due_at", "explanation", "actor_id", "actor_role", "code")
    for moment in ("2026-09-17 10:00", "2026-09-22 10:00"):
        before = running(case, RULE)
        Notice.objects.filter(obligation=before).delete()
        ObligationEvent.objects.filter(obligation=before).delete()
        Obligation.objects.filter(pk=before.pk).delete()
        assert (reconcile(), reconcile()) == (1, 0)
        after = running(case, RULE)
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        at(moment)
        contacted(cast, case)


def told_people(case: Case) -> list[str]:
    rows = Notice.objects.filter(obligation__about_id=case.id, obligation__rule=RULE).order_by("created_at", "recipient__full_name")
    return [row.recipient.full_name for row in rows.select_related("recipient")]


def test_who_keeps_in_touch_is_reminded_and_a_missed_contact_climbs_to_the_principal(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-20 08:01")
    sweep()
    assert set(told_people(case)) == {cast.social_worker.full_name}
    at("2026-09-22 08:00")
    sweep()
    assert told_people(case)[-1] == cast.principal.full_name
    deliver_waiting()


def test_without_anybody_who_keeps_in_touch_the_case_manager_is_reminded(cast: Cast, at: At) -> None:
    case = planned(cast)
    cast.team.seats.filter(user=cast.social_worker).update(until_on="2026-09-15")
    at("2026-09-20 08:01")
    sweep()
    assert set(told_people(case)) == {cast.counselor.full_name}
