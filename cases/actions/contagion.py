"""After an act of violence elsewhere: the district asks every active case of Moderate Level or higher to be looked at (handbook 7.6)."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.levels import NOTIFIED
from cases.models import Case, ContagionSweep, SweepAnswer, SweepCheck, of_case_and_merged
from tat import audit, clock, obligations
from tat.models import DataKey, District, Obligation, User
from tat.models.prepared import Given, Prepared
from tat.obligations import Opening
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.workflow import Blocked

RULE = "SWEEP-48"
WORDS = "Write in one sentence what happened elsewhere, without the name of a student of this district."
ANSWER = "Choose whether the case was checked, or why no check is needed."
SEEN = "Write what was seen when the case was checked, or why no check is needed."
ANSWERED = "This was answered meanwhile. Open the page again to see by whom. What is new goes into a note."


@transaction.atomic
def ask_after_violence(*, district: District, by: User, words: str) -> ContagionSweep:
    """Ask every case that is open now and of Moderate Level or higher to be looked at within 48 hours; one that comes later is not asked.

    Practice cases are left alone. One entry in the log with the count and a digest of the codes. Raises PermissionDenied outside the
    person's district or office, Blocked without a sentence.
    """
    at = clock.now()
    if by.district_id != district.pk or not may(scope_of(by, at), Permission.ASK_AFTER_VIOLENCE):
        raise PermissionDenied
    refuse(("words", WORDS, not words.strip()))
    started = {"started_by": by, "started_name": by.full_name, "started_position": by.position, "started_at": at}
    sweep = ContagionSweep.objects.create(district=district, key=DataKey.objects.mint(), words=words.strip(), **started)
    asked = Case.objects.open().filter(district=district, practice=False, level__in=NOTIFIED)
    cases = list(asked.select_for_update(of=("self",)).select_related("district", "building", "team").order_by("pk"))
    checks = SweepCheck.objects.bulk_create(SweepCheck(sweep=sweep, case=case, **stamp(by, at)) for case in cases)
    obligations.start_all([_opening(check) for check in checks], at=at, by=by)
    digest = hashlib.sha256("\n".join(sorted(case.code for case in cases)).encode()).digest()
    about = ("contagion", sweep.pk)
    audit.record("contagion_asked", by=by, at=at, about=about, district_id=district.pk, count=len(cases), digest=digest)
    return sweep


def _opening(check: SweepCheck) -> Opening:
    case = check.case
    return Opening(
        rule_code=RULE,
        about=("case", case.pk),
        trigger_ref=check_ref(check),
        triggered_at=check.recorded_at,
        district=case.district,
        building=case.building,
        team=case.team,
        code=case.code,
        restricted=case.restricted,
    )


def check_ref(check: SweepCheck) -> str:
    """What the look at one case is called among the duties."""
    return f"sweep_check:{check.pk}"


@dataclass(frozen=True, kw_only=True)
class CheckGiven:
    """What the look showed, or why none was needed."""

    check_id: UUID | None
    kind: str
    text: str


@transaction.atomic
def answer_check(*, case: Case, by: User, given: CheckGiven) -> SweepAnswer:
    """Answer for the case; the duty is done. Raises Blocked with what is missing, or where somebody answered meanwhile."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.WRITE_PLAN)
    check = next((each for each in checks_asked(locked) if each.pk == given.check_id), None)
    if check is None or check.is_answered:
        raise Blocked((ANSWERED,))
    refuse(("kind", ANSWER, given.kind not in SweepAnswer.Kind.values), ("text", SEEN, not given.text.strip()))
    answer = SweepAnswer(case=check.case, asked=check, kind=given.kind, text=given.text.strip(), **stamp(by, at))
    answer.save(force_insert=True)
    for duty in Obligation.objects.open().about("case", locked.pk).filter(rule=RULE, trigger_ref=check_ref(check)):
        obligations.meet(duty, at=at, by=by, proof_ref=f"sweep_answer:{answer.pk}")
    log_case("contagion_answered", locked, by=by, at=at, detail=f"sweep_check:{check.pk}")
    return answer


def checks_asked(case: Case) -> list[SweepCheck]:
    """What the district asked of this case and of those merged into it, the latest first, with the answers."""
    found = ASKED(case=case)
    for check in found:
        if check.is_answered:
            check.answer.case = check.case  # an answer lies in the case of its question, whose key opens both
    return found


ASKED: Prepared[SweepCheck] = Prepared(
    lambda: (
        SweepCheck.objects.filter(case__any_of=of_case_and_merged(Given("case")))
        .select_related("sweep__key", "case__key", "answer")
        .order_by("-recorded_at", "id")
    )
)


def checks_of(case_ids: Iterable[uuid.UUID]) -> list[SweepCheck]:
    """The same of many cases, without a word that is sealed."""
    ids = list(case_ids)
    rows = SweepCheck.objects.filter(Q(case__in=ids) | Q(case__merged_into__in=ids))
    return list(rows.select_related("case", "answer").defer("answer__text"))
