"""How often a plan wants somebody to look at how the subject is, and which fact the next planned contact counts from (handbook 7.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import TextChoices

from tat.statutes import local_date
from tat.statutes.limits import ACTIVE_CONTACT_DAYS, LONGEST_CONTACT_DAYS


class Monitoring(TextChoices):
    """The three modes of 4:190-AP2, Types of Threats; what each asks is the product's working definition."""

    PASSIVE = "passive", "Passive"
    PERIODIC_ACTIVE = "periodic_active", "Periodic active"
    ACTIVE = "active", "Active"


class ContactKind(TextChoices):
    """How somebody looked at how the subject is."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"
    SEEN = "seen", "Seen at a distance"
    TRIED = "tried", "Tried, not reached"


SPOKEN = frozenset({ContactKind.IN_PERSON, ContactKind.PHONE, ContactKind.VIDEO})
KEEPS = {Monitoring.ACTIVE: SPOKEN, Monitoring.PERIODIC_ACTIVE: SPOKEN | {ContactKind.SEEN}}
"""Which kinds keep a planned contact: active monitoring is contact, so a look from afar keeps none; a periodic check it does keep."""


@dataclass(frozen=True)
class Rhythm:
    """A contact every so many calendar days, in a mode that plans any."""

    mode: Monitoring
    days: int

    def keeps(self, kind: str) -> bool:
        """Whether a contact of this kind is the one that was planned."""
        return kind in KEEPS[self.mode]

    def day_after(self, day_zero: datetime) -> date:
        """The local date after the last day on which the next contact is on time; `day_zero` in UTC."""
        return local_date(day_zero) + timedelta(days=self.days + 1)


def is_rhythm(days: int | None) -> bool:
    """Whether a plan may set these days between two checks."""
    return days is not None and 1 <= days <= LONGEST_CONTACT_DAYS


def rhythm_of(monitoring: str, days: int | None) -> Rhythm | None:
    """What a plan asks for; None where it plans no contact, as in passive monitoring, or does not say how often."""
    if monitoring == Monitoring.ACTIVE:
        return Rhythm(Monitoring.ACTIVE, ACTIVE_CONTACT_DAYS)
    if monitoring == Monitoring.PERIODIC_ACTIVE and days is not None and is_rhythm(days):
        return Rhythm(Monitoring.PERIODIC_ACTIVE, days)
    return None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact that starts, moves or stops planned contacts: the reference of its row (kind and id), and when it was recorded (UTC)."""

    ref: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Adopted(Fact):
    """A version of the plan took force."""

    rhythm: Rhythm | None


@dataclass(frozen=True, kw_only=True)
class Contacted(Fact):
    """An entry of the log; `replaces` is the reference of the entry that it corrects."""

    occurred_at: datetime
    kind: str
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """The case was closed."""


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """The case was opened again."""


@dataclass(frozen=True)
class NextContact:
    """The planned contact that runs: the fact that started it, its day 0 (UTC), and the rhythm."""

    ref: str
    day_zero: datetime
    rhythm: Rhythm

    @property
    def anchor(self) -> date:
        """The local date that its clock ends before."""
        return self.rhythm.day_after(self.day_zero)


def next_contact(facts: Iterable[Fact]) -> NextContact | None:
    """The planned contact that runs after these facts; None where none is due.

    The first plan with a rhythm starts it, another rhythm starts it anew, the same one leaves it; each contact that keeps it counts from
    its own day; a correction counts as if the corrected entry had never been; closing stops it; a reopened case counts from its
    reopening. What is recorded late and happened before the last contact moves nothing.
    """
    running = _Running()
    for fact in sorted(facts, key=lambda each: each.at):
        running.take(fact)
    return running.found


@dataclass
class _Running:
    rhythm: Rhythm | None = None
    began_at: datetime | None = None
    entries: dict[str, Contacted] = field(default_factory=dict)
    found: NextContact | None = None

    def take(self, fact: Fact) -> None:
        match fact:
            case Adopted(rhythm=rhythm) if rhythm != self.rhythm or self.began_at is None:
                self.rhythm, self.began_at = rhythm, fact.at
            case Contacted():
                self.entries.pop(fact.replaces, None)
                self.entries[fact.ref] = fact
            case Closed():
                self.began_at = None
            case Reopened():
                self.began_at = fact.at
        self._count(fact.ref)

    def _count(self, ref: str) -> None:
        """Day 0 as it stands now; where it has moved, the fact that moved it gives the reference."""
        if self.rhythm is None or self.began_at is None:
            self.found = None
            return
        day_zero = max(self._kept(self.rhythm, self.began_at), default=self.began_at)
        if self.found is None or (day_zero, self.rhythm) != (self.found.day_zero, self.found.rhythm):
            self.found = NextContact(ref, day_zero, self.rhythm)

    def _kept(self, rhythm: Rhythm, began_at: datetime) -> Iterator[datetime]:
        """When the contacts were that keep this rhythm, since it began; people state minutes."""
        since = began_at.replace(second=0, microsecond=0)
        return (each.occurred_at for each in self.entries.values() if each.occurred_at >= since and rhythm.keeps(each.kind))
