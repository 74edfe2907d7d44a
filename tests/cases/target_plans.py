"""Plans for targets, made by the people's own acts."""

from datetime import timedelta
from typing import Any

from cases.actions.parties import PartyGiven
from cases.actions.target_plans import (
    OfferGiven,
    StrategyGiven,
    TargetWords,
    record_target_offer,
    record_target_strategy,
    save_target_plan,
)
from cases.models import Affiliation, Case, Party, TargetOffer, TargetPlanVersion, TargetStrategy
from tat import clock
from tat.models import User
from tests.cast import Cast

TARGET, OTHER = "Ana Lund", "Ivo Marchetti"
ROUTE = "Mr. Boyce walks with her from the bus to room 112."
NO_CONTACT = "She asked that nobody from school calls her."
SECRETS = (ROUTE, "by the north door before first period", "She wants to go on with band practice.", "Her aunt picks her up.")


def two_targets() -> tuple[PartyGiven, ...]:
    """A student and a member of another school's staff."""
    named = {TARGET: Affiliation.STUDENT_CURRENT, OTHER: Affiliation.UNKNOWN}
    return tuple(PartyGiven(role=Party.Role.TARGET, name=name, affiliation=kind) for name, kind in named.items())


def target(case: Case, name: str = TARGET) -> Party:
    """The target of that name."""
    rows = case.party_set.filter(role=Party.Role.TARGET).select_related("person__key", "case__key")
    return next(party for party in rows if party.shown_name() == name)


def words(cast: Cast, **changes: Any) -> TargetWords:
    """A plan with a contact person, and without what is not agreed yet."""
    given = {
        "contact": cast.social_worker,
        "channel": "In person, by the north door before first period.",
        "rhythm": "Each school day until winter break.",
        "supervision": ROUTE,
    }
    return TargetWords(**(given | changes))


def written(cast: Cast, case: Case, *, by: User | None = None, version: int = 0, name: str = TARGET, **changes: Any) -> TargetPlanVersion:
    """One version of the plan, by the counselor."""
    party = target(case, name)
    return save_target_plan(case=case, by=by or cast.counselor, party_id=party.pk, version=version, words=words(cast, **changes))


def offered(cast: Cast, case: Case, answer: str = "accepted", *, name: str = TARGET, **changes: Any) -> TargetOffer:
    """The plan is offered a minute ago, by the counselor."""
    given = {
        "offered_at": clock.now() - timedelta(minutes=1),
        "by_whom": "Sol Ortiz-Lane",
        "note": "She wants to go on with band practice.",
    }
    offer = OfferGiven(answer=answer, **(given | changes))
    return record_target_offer(case=case, by=cast.counselor, party_id=target(case, name).pk, given=offer)


def answered(cast: Cast, case: Case, strategy: str = "TGT-3", answer: str = "accepted", **changes: Any) -> TargetStrategy:
    """One strategy with the target's answer."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    given = StrategyGiven(strategy=strategy, answer=answer, **({"answered_on": today, "by_whom": "Sol Ortiz-Lane"} | changes))
    return record_target_strategy(case=case, by=cast.counselor, party_id=target(case).pk, given=given)
