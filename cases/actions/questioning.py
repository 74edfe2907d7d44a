"""The block before a student is questioned with an officer, and the duty that a talk with one starts (105 ILCS 5/22-88)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.actions.duties import start_duty
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, Interview, Questioning
from cases.workflow.questioning import ASKED_OF, EXEMPT, TOLD, Block, Standing, Talk, is_adult, lacking, noticed_at, standings
from tat import clock, obligations
from tat.models import Obligation, User

RULE = "Q-STU"
APPLIES = "Say whether the block applies: a student under 18 who is suspected of a criminal act, on school grounds (105 ILCS 5/22-88)."
WHY_NOT = "Write why the block does not apply, or an age of 18 or more."
ADULT_AGE = "From 18 on the block does not apply (105 ILCS 5/22-88). Answer “no” above, or correct the age."
ACT = "Write of which criminal act the student is suspected."
CHOICE = "Choose one of the answers listed here."
TOLD_AT = "Write when the parent or guardian was told, or when somebody tried (105 ILCS 5/22-88)."
NOT_YET = "This time has not come yet. Enter when the notice was given or tried."
TOLD_HOW = "Write in what manner: by telephone, in person, by message (105 ILCS 5/22-88)."
TOLD_BY = "Write who told the parent or guardian, or tried to."
NAME = "Write the name of who was present."
EXCEPTION_WHY = "Write what makes it an arrest or an urgent danger: without that, notice is required (105 ILCS 5/22-88)."
TALK = "This talk is not one of this case in which an officer took part. Choose one of the list."


@dataclass(frozen=True, kw_only=True)
class QuestioningGiven:
    """The block as it is typed; `told_at` is a UTC instant, as stated. `interview` None is the questioning to come."""

    applies: bool | None
    interview: Interview | None = None
    why_not: str = ""
    age: int | None = None
    act: str = ""
    parent_told: str = ""
    told_at: datetime | None = None
    told_how: str = ""
    told_by: str = ""
    present: str = ""
    present_name: str = ""
    youth_officer: str = ""
    exception: str = ""
    exception_why: str = ""


def check_questioning(given: QuestioningGiven, at: datetime) -> None:
    """Raise Unfit with what contradicts itself, or names a fact without its time, manner or person. What is merely open may stay open."""
    applies, exempt = bool(given.applies), given.exception in EXEMPT
    told = applies and given.parent_told in TOLD
    somebody = applies and given.present not in ("", Questioning.Professional.NOBODY)
    refuse(
        ("applies", APPLIES, given.applies is None),
        ("why_not", WHY_NOT, given.applies is False and not is_adult(given.age) and not given.why_not.strip()),
        ("age", ADULT_AGE, applies and is_adult(given.age)),
        ("act", ACT, applies and not exempt and not given.act.strip()),
        ("parent_told", CHOICE, given.parent_told not in ("", *Questioning.Told.values)),
        ("told_at", TOLD_AT, told and given.told_at is None),
        ("told_at", NOT_YET, given.told_at is not None and given.told_at > at),
        ("told_how", TOLD_HOW, told and not given.told_how.strip()),
        ("told_by", TOLD_BY, told and not given.told_by.strip()),
        ("present", CHOICE, given.present not in ("", *Questioning.Professional.values)),
        ("present_name", NAME, somebody and not given.present_name.strip()),
        ("youth_officer", CHOICE, given.youth_officer not in ("", *Questioning.Officer.values)),
        ("exception", CHOICE, given.exception not in ("", *Questioning.Exempt.values)),
        ("exception_why", EXCEPTION_WHY, applies and exempt and not given.exception_why.strip()),
    )


@transaction.atomic
def record_questioning(*, case: Case, by: User, given: QuestioningGiven) -> Questioning:
    """Answer the block; the latest answer governs, earlier ones stay. A complete one ends the duty of its talk, and those of no talk.

    The duty is done at the stated time of the notice: after the talk began is late. Raises Http404, PermissionDenied, or Blocked.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    check_questioning(given, at)
    refuse(("interview", TALK, given.interview is not None and not _is_of(given.interview, locked)))
    found = Questioning.objects.create(case=locked, **vars(given), **stamp(by, at))
    _meet(locked, found, by, at)
    log_case("questioning_recorded", locked, by=by, at=at, occurred_at=found.told_at, detail=f"questioning:{found.id}")
    return found


def _is_of(interview: Interview, case: Case) -> bool:
    return asks_for_block(interview) and interview.case_id in case.with_merged()


def _meet(case: Case, found: Questioning, by: User, at: datetime) -> None:
    block = block_of(found)
    for duty in open_duties(case) if not lacking(block) else []:
        if not duty.trigger_ref.startswith("interview:") or duty.trigger_ref == f"interview:{found.interview_id}":
            done_at = noticed_at(block, duty.due_at(), at)
            obligations.meet(duty, at=at, by=by, proof_ref=f"questioning:{found.id}", occurred_at=done_at)


def open_duties(case: Case) -> list[Obligation]:
    """The duties of the block that are open in a case, the earliest first."""
    return list(Obligation.objects.open().about("case", case.id).filter(rule=RULE).order_by("triggered_at", "id"))


def asks_for_block(interview: Interview) -> bool:
    """Whether an officer took part in it and the student may be suspected of a criminal act; “unknown” counts as “yes”."""
    return interview.held and interview.police_present == "yes" and interview.criminal_act in ASKED_OF


def start_questioning(case: Case, interview: Interview, *, by: User, at: datetime) -> None:
    """Start the duty of a talk just recorded on a locked case, unless a block answered ahead stands for it in time.

    It was due before the talk began; one whose notice came later opens and is done in one act, late. The calling action writes the log.
    """
    if not asks_for_block(interview):
        return
    stands = standing_for(interview)
    if stands and not stands.is_late:
        return
    assert interview.started_at is not None
    ref, began = f"interview:{interview.id}", interview.started_at
    duty = start_duty(RULE, case, trigger_ref=ref, triggered_at=began, at=at, by=by, anchor=began)
    if stands:
        obligations.meet(duty, at=at, by=by, proof_ref=f"questioning:{stands.block.ref}", occurred_at=stands.done_at)


def standing_for(interview: Interview) -> Standing | None:
    """The complete block that stands for this talk, or nothing."""
    return standings_of([interview.case_id]).get(interview.id)


def standings_of(case_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """The blocks that stand for talks of these cases, by the talk's id."""
    found: dict[UUID, Standing] = {}
    talks, blocks = talks_of(case_ids), _blocks_of(case_ids)
    for case_id in talks:
        found |= standings(talks[case_id], blocks.get(case_id, []))
    return found


def answered_ahead(case: Case) -> dict[UUID, Talk]:
    """The talk for which each block stands that names none, by the block's id."""
    return {each.block.ref: each.talk for each in standings_of([case.pk]).values() if each.ahead}


def talks_of(case_ids: Collection[UUID]) -> dict[UUID, list[Talk]]:
    """The talks that ask for the block, by case."""
    rows = Interview.objects.filter(case__in=case_ids, held=True, police_present="yes", criminal_act__in=ASKED_OF, started_at__isnull=False)
    found: dict[UUID, list[Talk]] = {}
    for row in rows.only("case_id", "started_at", "recorded_at"):
        assert row.started_at is not None
        found.setdefault(row.case_id, []).append(Talk(row.id, row.started_at, row.recorded_at))
    return found


PLAIN = ("applies", "age", "parent_told", "told_at", "present", "youth_officer", "exception", "recorded_at")


def _blocks_of(case_ids: Collection[UUID]) -> dict[UUID, list[Block]]:
    found: dict[UUID, list[Block]] = {}
    for row in Questioning.objects.filter(case__in=case_ids).only("case_id", "interview_id", *PLAIN):
        found.setdefault(row.case_id, []).append(block_of(row))
    return found


def block_of(row: Questioning) -> Block:
    """The row as its checks read it."""
    return Block(ref=row.id, talk=row.interview_id, **{name: getattr(row, name) for name in PLAIN})
