"""The targets of a case, one and the same person once, each with what was written and offered for this one's safety (handbook 7.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.http import Http404

from cases.actions.families import is_same
from cases.models import Case, Party, TargetOffer, TargetPlan, TargetPlanVersion, TargetStrategy, of_case_and_merged
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared

RULE = "LVL-TGT"


@dataclass(frozen=True)
class Target:
    """One target: as this case knows it, the same one in cases merged into it, and the plans that were begun in any of them."""

    party: Party
    parties: Sequence[Party]
    plans: Sequence[TargetPlan] = ()

    @property
    def pk(self) -> UUID:
        return self.party.pk

    @property
    def name(self) -> str:
        return self.party.shown_name()

    @property
    def plan(self) -> TargetPlan | None:
        """The plan that is gone on with: this case's own, else the latest of those that came with a merged case."""
        own = [each for each in self.plans if each.case_id == self.party.case_id]
        return next(iter(own or sorted(self.plans, key=lambda each: each.opened_at, reverse=True)), None)

    def is_meant_by(self, duty: Obligation) -> bool:
        """Whether a duty LVL-TGT asks to offer this one a plan; it may have begun in a merged case."""
        return any(duty.trigger_ref.startswith(f"party:{each.pk.hex}:") for each in self.parties)


@dataclass(frozen=True)
class OnPaper:
    """What is on record about one target's safety, the latest first; texts are opened when somebody reads them."""

    target: Target
    versions: Sequence[TargetPlanVersion]
    strategies: Sequence[TargetStrategy]
    offers: Sequence[TargetOffer]

    @property
    def current(self) -> TargetPlanVersion | None:
        """The version that stands, of the plan that is gone on with."""
        plan = self.target.plan
        return next((each for each in self.versions if plan and each.plan_id == plan.pk), None)

    @property
    def answer(self) -> TargetOffer | None:
        """The latest offer that reached the target; where none did, the latest attempt."""
        reached = [each for each in self.offers if each.answer != TargetOffer.Answer.NOT_REACHED]
        return next(iter(reached or self.offers), None)

    def version(self, pk: str) -> TargetPlanVersion | None:
        """One of the versions."""
        return next((each for each in self.versions if str(each.pk) == pk), None)

    def answers(self) -> dict[str, TargetStrategy]:
        """The answer that governs about each strategy, by its code."""
        return {each.strategy: each for each in reversed(self.strategies)}

    def contacts(self) -> list[TargetPlanVersion]:
        """The versions of this plan in which another contact person took over, or none was left, the latest first."""
        plan = self.target.plan
        own = [each for each in reversed(self.versions) if plan and each.plan_id == plan.pk]
        changed = [later for earlier, later in pairwise(own) if earlier.contact_id != later.contact_id]
        return [*reversed(changed), *own[:1]]


def parties_at(case: Case) -> list[list[Party]]:
    """The target's rows of the case and of those merged into it, the same target's together and the case's own first; one statement.

    A target who is the subject too has the subject's plan and is none of these.
    """
    found: list[list[Party]] = []
    for party in sorted(PARTIES(case=case.pk), key=lambda each: each.case_id != case.pk):
        same = next((group for group in found if is_same(group[0], party)), None)
        if same is None:
            found.append([party])
        else:
            same.append(party)
    return found


def named_in(case: Case) -> list[Target]:
    """The targets alone, for whoever sees the case: no plan is looked for."""
    return [Target(group[0], group) for group in parties_at(case)]


def targets_in(case: Case) -> list[Target]:
    """The targets with their plans; two statements. For those alone who may read these plans."""
    plans = PLANS(case=case.pk)
    return [_with_plans(group, plans) for group in parties_at(case)]


def _with_plans(group: Sequence[Party], plans: Iterable[TargetPlan]) -> Target:
    ids = {each.pk for each in group}
    return Target(group[0], group, [plan for plan in plans if plan.party_id in ids])


def target_in(case: Case, party_id: UUID) -> Target:
    """One target, by any of its rows. Raises Http404 where the case has none such."""
    for target in targets_in(case):
        if any(party.pk == party_id for party in target.parties):
            return target
    raise Http404


def on_paper(target: Target) -> OnPaper:
    """What was written and offered; three statements."""
    return next(iter(all_on_paper([target])))


def all_on_paper(targets: Sequence[Target]) -> list[OnPaper]:
    """The same of several, in as many statements."""
    plans = {plan.pk: plan for target in targets for plan in target.plans}
    versions, strategies, offers = (_known(rows(plans=list(plans)), plans) for rows in (VERSIONS, STRATEGIES, OFFERS))
    return [_paper(target, (versions, strategies, offers)) for target in targets]


def _paper(target: Target, kinds: Iterable[list[Any]]) -> OnPaper:
    return OnPaper(target, *([row for row in rows if row.plan in target.plans] for rows in kinds))


def _known(rows: list[Any], plans: dict[UUID, TargetPlan]) -> list[Any]:
    """Each row with its plan, whose key is read already."""
    for row in rows:
        row.plan = plans[row.plan_id]
    return rows


def asked_of(case: Case) -> list[Obligation]:
    """Every duty to offer a target of this case a plan, the latest last; one statement."""
    return DUTIES(case=case.pk)


def has_left(version: TargetPlanVersion | None, people: Iterable[User]) -> bool:
    """Whether the contact person whom a version names does not work on the case any more."""
    return version is not None and version.contact_id is not None and version.contact_id not in {each.pk for each in people}


def answered_since(case_id: UUID, since: datetime) -> dict[UUID, TargetOffer]:
    """For reconciliation: by target, the first offer with an answer that was recorded at or after an instant (UTC)."""
    rows = TargetOffer.objects.filter(party__case=case_id, recorded_at__gte=since).exclude(answer=TargetOffer.Answer.NOT_REACHED)
    found: dict[UUID, TargetOffer] = {}
    for row in rows.defer("by_whom", "note").order_by("recorded_at", "id"):
        found.setdefault(row.party_id, row)
    return found


PARTIES: Prepared[Party] = Prepared(
    lambda: (
        Party.objects.filter(case__any_of=of_case_and_merged(Given("case")), role=Party.Role.TARGET)
        .exclude(kind=Party.Kind.SELF)
        .select_related("person__key", "case__key")
        .order_by("recorded_at", "id")
    )
)
PLANS: Prepared[TargetPlan] = Prepared(
    lambda: TargetPlan.objects.filter(case__any_of=of_case_and_merged(Given("case"))).select_related("key").order_by("opened_at", "id")
)
VERSIONS: Prepared[TargetPlanVersion] = Prepared(
    lambda: (
        TargetPlanVersion.objects.filter(plan__any_of=Given("plans")).select_related("contact").order_by("-recorded_at", "-number", "id")
    )
)
STRATEGIES: Prepared[TargetStrategy] = Prepared(
    lambda: TargetStrategy.objects.filter(plan__any_of=Given("plans")).order_by("-answered_on", "-recorded_at", "id")
)
OFFERS: Prepared[TargetOffer] = Prepared(
    lambda: TargetOffer.objects.filter(plan__any_of=Given("plans")).select_related("version").order_by("-offered_at", "-recorded_at", "id")
)
DUTIES: Prepared[Obligation] = Prepared(
    lambda: Obligation.objects.filter(about_kind="case", about_id=Given("case"), rule=RULE).order_by("triggered_at", "id")
)
