"""The directory of help, and help that is offered in a case, by the people's own acts."""

from datetime import date
from typing import Any

from cases.actions.referrals import AnswerGiven, ReferralGiven, add_referral, answer_referral
from cases.actions.services import ServiceGiven, add_service
from cases.models import Case, Party, Referral, ReferralAnswer, Service
from tat import clock
from tat.models import User
from tests.cast import Cast


def a_service(cast: Cast, **changes: Any) -> Service:
    """One that is there for anybody, put in by the superintendent."""
    given = {"name": "Prairie Talks", "kind": "counseling", "for_whom": ["anybody"], "reach": "555-0142", "terms": "Free"}
    return add_service(district=cast.district, by=cast.superintendent, given=ServiceGiven(**(given | changes)))


def today() -> date:
    return clock.now().astimezone(clock.CENTRAL).date()


def an_offer(cast: Cast, case: Case, role: str = "subject", *, by: User | None = None, **changes: Any) -> Referral:
    """Help in free words, offered today to the subject, or to `role`; "" with `person` to somebody else."""
    party = case.party_set.filter(role=role).earliest("recorded_at") if role in Party.Role.values else None
    given = {"party_id": party.pk if party else None, "service_name": "Weekly talks", "why": "Somebody to talk to."}
    given |= {"offered_on": today(), "offered_by": "Sol Ortiz-Lane"}
    return add_referral(case=case, by=by or cast.counselor, given=ReferralGiven(**(given | changes)))


def an_answer(cast: Cast, referral: Referral, answer: str = "accepted", *, by: User | None = None, **changes: Any) -> ReferralAnswer:
    """The next answer, given today, on those before it; `case` where it is recorded in another one."""
    case = changes.pop("case", referral.case)
    version = changes.pop("version", referral.answers.count())
    day = today() if answer in ("accepted", "declined") else None
    given = AnswerGiven(**({"answer": answer, "answered_on": day} | changes))
    return answer_referral(case=case, by=by or cast.counselor, referral_id=referral.pk, version=version, given=given)
