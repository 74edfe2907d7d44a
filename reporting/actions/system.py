"""A pattern leaves a case for the district in general words; one more case is counted in it; the district decides on it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from cases.access import locked_case
from cases.actions.locks import Overtaken, refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case
from reporting.documents.general import General
from reporting.documents.people import people_of
from reporting.models import CountedCase, EnvironmentalFinding, SystemDecision
from reporting.models.system import token_of
from tat import audit, clock
from tat.models import DataKey, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

Category, Decision = EnvironmentalFinding.Category, SystemDecision.Decision

PRACTICE = "This is a practice case. Nothing of it goes to the district."
CATEGORY = "Choose what kind of thing it is."
PATTERN = "Write in one or two sentences what shows, in general words."
PROPOSAL = "Write what the district could do about it."
OWNER = "Write which office should see to it."
MONTH = "Choose the month."
TO_COME = "This month has not come yet."
ORDER_OF_MONTHS = "The last month is before the first one. Check both."
GONE = "This finding cannot be joined any more: it was done meanwhile, or is of another building. Hand over a new one."
COUNTED = "This case is counted in that finding already. Nothing was changed."
DECISION = "Choose what becomes of it."
REASON = "Write why, so that the team that sees it in its cases can read it."
SEES_TO_IT = "Write who sees to it from now on: a finding that is taken up has an owner."
DECIDED_MEANWHILE = "Somebody decided on it meanwhile, and nothing of yours is saved yet. Read that decision, then save yours again."


@dataclass(frozen=True, kw_only=True)
class SystemGiven:
    """A finding across cases as it is typed. The months are their first days; `judged`: its plain words mean nobody."""

    category: str
    from_month: date | None
    until_month: date | None
    pattern: str
    proposal: str
    owner: str
    judged: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionGiven:
    """A decision as it is typed. `seen` is the decision that stood there when the page was read, None for none."""

    decision: str
    reason: str
    owner: str = ""
    seen: uuid.UUID | None = None


@transaction.atomic
def hand_over(*, case: Case, by: User, given: SystemGiven) -> EnvironmentalFinding:
    """Hand a pattern to the district (handbook 7.5). No way leads from it to the case; the case's log names no row. A closed case may too.

    Raises Blocked with what is missing, and with what would lead back to the case.
    """
    at = clock.now()
    locked = _locked(case, by, at)
    _check(given, general_for(locked), local_date(at))
    assert given.from_month is not None and given.until_month is not None
    finding = EnvironmentalFinding(
        district=locked.district,
        building=locked.building,
        key=DataKey.objects.mint(),
        category=given.category,
        from_month=given.from_month,
        until_month=given.until_month,
        pattern=given.pattern.strip(),
        proposal=given.proposal.strip(),
        owner=given.owner.strip(),
        recorded_by=by,
        recorded_name=by.full_name,
        recorded_position=by.position,
        recorded_on=local_date(at),
    )
    finding.save(force_insert=True)
    CountedCase.objects.create(finding=finding, token=token_of(locked.pk, finding.pk))
    log_case("system_handed_over", locked, by=by, at=at)
    return finding


@transaction.atomic
def count_case(*, case: Case, by: User, finding_id: uuid.UUID) -> EnvironmentalFinding:
    """One more case shows a pattern that the district has already; each case counts once, a merged one as the case that goes on.

    Its months then run to the present one. Raises Blocked where the case is counted, or the finding cannot be joined.
    """
    at = clock.now()
    locked = _locked(case, by, at)
    finding = EnvironmentalFinding.objects.select_for_update(of=("self",)).filter(pk=finding_id, building=locked.building).first()
    if finding is None or not joinable(locked).filter(pk=finding.pk).exists():
        raise Blocked((GONE,))
    if counted_in(locked, [finding.pk]):
        raise Blocked((COUNTED,))
    CountedCase.objects.create(finding=finding, token=token_of(locked.pk, finding.pk))
    finding.cases += 1
    finding.until_month = max(finding.until_month, local_date(at).replace(day=1))
    finding.save(update_fields=["cases", "until_month"])
    log_case("system_case_counted", locked, by=by, at=at)
    return finding


def joinable(case: Case) -> Any:
    """The findings of the case's building in which one more case may be counted: those that are not done."""
    rows = EnvironmentalFinding.objects.filter(building=case.building_id).with_decision()
    return rows.filter(Q(decided=None) | ~Q(decided=Decision.DONE)).select_related("key")


def counted_in(case: Case, finding_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """In which of these findings the case, or one merged into it, is counted."""
    tokens = {token_of(each, finding_id): finding_id for each in case.with_merged() for finding_id in finding_ids}
    found = CountedCase.objects.filter(finding__in=finding_ids, token__in=list(tokens)).values_list("token", flat=True)
    return {tokens[bytes(token)] for token in found}


def general_for(case: Case) -> General:
    """What must not be in a text that leaves this case: every name of its people, who reported among them, and its code."""
    return General(people_of(case).names, case.code)


def _locked(case: Case, by: User, at: Any) -> Case:
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    refuse_merged(locked)
    if locked.practice:
        raise Blocked((PRACTICE,))
    return locked


def _check(given: SystemGiven, general: General, today: date) -> None:
    start, end = given.from_month, given.until_month
    texts = {"pattern": given.pattern, "proposal": given.proposal, "owner": given.owner}
    refuse(
        ("category", CATEGORY, given.category not in Category.values),
        ("from_month", MONTH, start is None),
        ("until_month", MONTH, end is None),
        ("from_month", TO_COME, start is not None and start > today),
        ("until_month", TO_COME, end is not None and end > today),
        ("until_month", ORDER_OF_MONTHS, bool(start and end and end < start)),
        ("pattern", PATTERN, not given.pattern.strip()),
        ("proposal", PROPOSAL, not given.proposal.strip()),
        ("owner", OWNER, not given.owner.strip()),
        *((name, general.problem(text), bool(general.problem(text))) for name, text in texts.items()),
    )
    words = general.to_judge(*texts.values())
    refuse(("judged", words, bool(words) and not given.judged))


@transaction.atomic
def decide(*, finding_id: uuid.UUID, by: User, given: DecisionGiven) -> SystemDecision:
    """What becomes of a finding, with the reason; an earlier decision stays readable.

    Raises Http404 outside the district, PermissionDenied, Blocked with what is missing, Overtaken where somebody decided meanwhile.
    """
    at = clock.now()
    if not may(scope_of(by, at), Permission.DECIDE_SYSTEM):
        raise PermissionDenied
    rows = EnvironmentalFinding.objects.select_for_update(of=("self",)).select_related("key")
    finding = rows.filter(pk=finding_id, district=by.district_id or 0).first()
    if finding is None:
        raise Http404
    latest = finding.decisions.order_by("recorded_at", "id").last()
    if latest is not None and latest.pk != given.seen:
        raise Overtaken(_(DECIDED_MEANWHILE), latest)
    refuse(
        ("decision", DECISION, given.decision not in Decision.values),
        ("reason", REASON, not given.reason.strip()),
        ("owner", SEES_TO_IT, given.decision == Decision.TAKEN_UP and not given.owner.strip()),
    )
    words = {"decision": given.decision, "reason": given.reason.strip(), "owner": given.owner.strip()}
    decision = SystemDecision.objects.create(finding=finding, **words, **stamp(by, at))
    audit.record("system_decided", by=by, at=at, about=("system", finding.pk), district_id=finding.district_id, detail=given.decision)
    return decision
