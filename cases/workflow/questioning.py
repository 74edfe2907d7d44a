"""The block before a student is questioned with an officer: what it still lacks, and which talk it stands for (105 ILCS 5/22-88)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tat.statutes import local_date
from tat.statutes.limits import QUESTIONED_ALONE_FROM

TOLD = frozenset({"reached", "attempted"})
EXEMPT = frozenset({"arrest", "danger"})
ASKED_OF = frozenset({"yes", "unknown"})
"""What was said of a talk with an officer that asks for the block; “unknown” is never taken for “no”."""

AGE = "The student’s age is not written. The block is asked under 18; write the age, or that it does not apply (105 ILCS 5/22-88)."
NOTICE = "No notice to a parent or guardian is written, and no attempt. Notify one, or try, before the questioning (105 ILCS 5/22-88)."
PRESENT = "Neither a parent nor a school professional is named as present. See that one is there at the questioning (105 ILCS 5/22-88)."
OFFICER = (
    "It is not answered whether an officer trained in working with youth takes part, or why that is not practicable (105 ILCS 5/22-88)."
)
NOT_ALONE = (
    "It is said that the block does not apply, for another reason than age. One person alone does not end the duty: say on the duty’s page"
    " that it does not apply, and a second person confirms (handbook 8.1)."
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One answer to the block, its texts aside. Times are UTC instants, `told_at` as stated; `talk` is the one it was answered for."""

    ref: UUID
    recorded_at: datetime
    applies: bool
    talk: UUID | None = None
    age: int | None = None
    parent_told: str = ""
    told_at: datetime | None = None
    present: str = ""
    youth_officer: str = ""
    exception: str = ""

    @property
    def asks_for_notice(self) -> bool:
        """An arrest or an urgent danger makes the notice not required, and so does an age of 18."""
        return self.applies and self.exception not in EXEMPT


@dataclass(frozen=True)
class Talk:
    """A talk with an officer that asks for the block; UTC instants, `started_at` as stated."""

    ref: UUID
    started_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Standing:
    """The complete block that stands for a talk; `ahead` where it was answered before the talk was on record."""

    block: Block
    talk: Talk
    ahead: bool

    @property
    def done_at(self) -> datetime:
        """When the duty was done, as stated: at the notice; where none is required, in time."""
        return noticed_at(self.block, self.talk.started_at, self.block.recorded_at)

    @property
    def is_late(self) -> bool:
        """Whether the notice came after the talk began."""
        return self.done_at > self.talk.started_at


def noticed_at(block: Block, due_at: datetime | None, at: datetime) -> datetime:
    """When a complete block that is recorded at `at` does a duty that is due at `due_at`, or at no time."""
    if block.asks_for_notice and block.told_at:
        return block.told_at
    return min(at, due_at or at)


def is_adult(age: int | None) -> bool:
    """Whether the block is not asked at that age."""
    return age is not None and age >= QUESTIONED_ALONE_FROM


def lacking(block: Block) -> tuple[str, ...]:
    """Sentences of what keeps a block from being complete; none where it is (105 ILCS 5/22-88)."""
    if not block.applies:
        return () if is_adult(block.age) else (NOT_ALONE,)
    if not block.asks_for_notice:
        return ()
    wrong = (
        (AGE, block.age is None),
        (NOTICE, block.parent_told not in TOLD),
        (PRESENT, block.present in ("", "nobody")),
        (OFFICER, block.youth_officer in ("", "no")),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def standings(talks: Iterable[Talk], blocks: Iterable[Block]) -> dict[UUID, Standing]:
    """Which complete block stands for which talk of a case, by the talk's id.

    A block that names its talk stands for that one. One that names none was answered ahead: it stands for the next talk that is put on
    record and began on the same local day, and for no other, so that the notice for one questioning never excuses the next.
    """
    found: dict[UUID, Standing] = {}
    known = {talk.ref: talk for talk in talks}
    ahead: Block | None = None
    events: list[Block | Talk] = [*blocks, *known.values()]
    for event in sorted(events, key=lambda each: each.recorded_at):
        if isinstance(event, Talk):
            if ahead and not lacking(ahead) and local_date(ahead.recorded_at) == local_date(event.started_at):
                found[event.ref], ahead = Standing(ahead, event, ahead=True), None
        elif event.talk is None:
            ahead = event
        elif event.talk in known and not lacking(event):
            found.setdefault(event.talk, Standing(event, known[event.talk], ahead=False))
    return found
