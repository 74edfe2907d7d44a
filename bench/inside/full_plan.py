"""A case of the demonstration that has been managed for years: many strategies, updates and dates to watch."""

import json
from datetime import timedelta

from cases.actions.dates import DateGiven, add_date
from cases.actions.plan import adopt_plan, adoption_token
from cases.actions.plan_facts import read_plan
from cases.actions.referrals import ReferralGiven, add_referral
from cases.actions.strategies import FreeStrategy, StrategyWords, add_strategies
from cases.actions.updates import UpdateGiven, submit_update
from cases.models import Case
from cases.step import StepDomain
from cases.watching import When
from reporting.management.demo.team import FORT_NOTES
from tat import clock
from tat.models import User

STRATEGIES, UPDATES, DATES = 40, 60, 30
SAID = "The subject comes every morning and stays for ten minutes; two teachers see the same calm, and nobody has heard of the list again."


def main() -> None:
    """The code of the case, and of another managed one with little in its plan."""
    principal, user = (User.objects.get(email__startswith=f"{who}.chs@") for who in ("principal", "counselor"))
    managed = Case.objects.filter(stage="management", building__code="CHS", restricted=False, planned_at__isnull=False).order_by("code")
    case, few = managed[:2]
    words = StrategyWords(owner=user, rhythm="daily", purpose="crisis", status="active")
    for number in range(STRATEGIES):
        domain = StepDomain.values[number % len(StepDomain.values)]
        free = FreeStrategy(label=f"Talk of the week, number {number}", domain=domain, rung=1)
        add_strategies(case=case, by=user, codes=(), words=words, free=free)
    adopt_plan(case=case, by=principal, version=adoption_token(read_plan(case, clock.now())), fort_notes=FORT_NOTES)
    for _ in range(UPDATES):
        update(case, user)
    for number in range(DATES):
        watch(case, user, number)
    update(few, user)
    watch(few, user, 0)
    for one in (case, few):
        offer(one, user)
    print(json.dumps({"code": case.code, "few": few.code, "strategies": STRATEGIES, "updates": UPDATES, "dates": DATES}))


def update(case: Case, user: User) -> None:
    submit_update(case=case, by=user, given=UpdateGiven(status_of_subject=SAID, level_fits="yes"))


def watch(case: Case, user: User, number: int) -> None:
    day = clock.now().date() + timedelta(days=30 + number)
    given = DateGiven(kind="PRE-3", when=When.EXACT, on_day=day, event=f"Hearing {number}", effect="Anger afterwards.", owner=user)
    add_date(case=case, by=user, given=given)


def offer(case: Case, user: User) -> None:
    given = {"person": "A classmate", "service_name": "Counseling", "why": "She saw the list.", "offered_by": user.full_name}
    add_referral(case=case, by=user, given=ReferralGiven(**given, offered_on=clock.now().date()))


if __name__ == "__main__":
    main()
