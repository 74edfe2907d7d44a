"""The shape of a rule of law: who owes which act to whom, on which clock, with which proof."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple


class ClockKind(StrEnum):
    """How a clock counts. Days are local dates in America/Chicago, the day of the event excluded."""

    NOW = "now"
    ASAP = "as soon as possible"
    HOURS = "hours"
    CALENDAR_DAYS = "calendar days"
    NEXT_SCHOOL_DAY = "next school day"
    SCHOOL_DAYS = "school days"
    BUSINESS_DAYS = "business days"
    PRODUCT_DAYS = "school or business days, whichever ends first"
    SAME_DAY = "same day"
    BEFORE = "before"
    WITH = "with"
    FIXED_DATE = "fixed date"
    EVERY = "every"
    NOT_BEFORE = "not before"
    NONE = "none"


class ActorRole(StrEnum):
    """Whose duty it is. TRIAGE is the principal and/or the Triage Team; SEAT is one row for each seat.

    ENGAGER is who keeps in touch with the subject, else the case manager.
    """

    PRINCIPAL = "principal"
    TRIAGE = "triage"
    LEAD = "lead"
    SEAT = "seat"
    CASE_MANAGER = "case manager"
    ENGAGER = "engager"
    TAT = "tat"
    SUPERINTENDENT = "superintendent"
    CUSTODIAN = "custodian"
    HR = "hr"
    BOARD = "board"
    STAFF = "staff"
    CLINICIAN = "clinician"
    PARENT = "parent"
    OFFICER = "officer"


@dataclass(frozen=True)
class Clock:
    """One clock of the master table (handbook 8.1).

    `n` counts the unit of `kind`: hours, days, or months for EVERY; a BEFORE clock without `n` ends the day before its anchor.
    `legal` is False where only a product default runs: then there is no legal due time and the target decides late.
    `anchor` names the event that BEFORE, WITH and EVERY look at; `by_moment` where that event is an instant, not a day.
    `usual` and `urgent` are product targets of a rule that names no hour itself.
    """

    kind: ClockKind
    n: int | None = None
    legal: bool = True
    anchor: str = ""
    by_moment: bool = False
    month_day: tuple[int, int] | None = None
    target_month_day: tuple[int, int] | None = None
    target_on_business_day: bool = False
    district_may_shorten: bool = False
    extension: "Clock | None" = None
    usual: "Clock | None" = None
    urgent: "Clock | None" = None
    note: str = ""

    def running(self, urgent: bool = False) -> "Clock":
        """The clock that sets the target: the urgent or the usual one where the rule names targets, else itself."""
        return (self.urgent if urgent else self.usual) or self


@dataclass(frozen=True)
class ObligationRule:
    """One row of the master table (handbook 8.1).

    `delegable`: Y, N, S (only when the Subject is a student), ? (the text is silent: no), - (nothing to delegate).
    `escalation`: ladder codes; `escalation_when` says when the first applies, otherwise the second does, or none.
    `needs_case` is False for duties of the district or a team, the only ones that mail may name.
    """

    code: str
    duty: str
    trigger: str
    actor: ActorRole
    actor_words: str
    delegable: Literal["Y", "N", "S", "?", "-"]
    recipient: str
    clock: Clock
    citation: str
    proof: str
    escalation: tuple[str, ...]
    escalation_when: str = ""
    holds_case: bool = False
    holds_case_when_overdue: bool = False
    needs_case: bool = True
    unverified: bool = False
    note: str = ""
    edition: int = 1
    in_force_from: date | None = None
    in_force_until: date | None = None

    @property
    def cited(self) -> bool:
        """True where a law or a procedure asks for the duty; then "not applicable" needs a second person."""
        return self.citation != "(product)"

    def holds(self, overdue: bool) -> bool:
        """True where an open row keeps its case from closing (handbook 7.9); UPD-30 does so only when overdue."""
        return self.holds_case and (overdue or not self.holds_case_when_overdue)

    def in_force(self, on: date) -> bool:
        """True where this edition of the rule governs a trigger of that local date."""
        return (self.in_force_from or on) <= on <= (self.in_force_until or on)


class Due(NamedTuple):
    """When an obligation is due: aware instants in UTC, and the arithmetic as whole sentences for people.

    `legal_due` None reads "immediately" or "no time named"; then `target_due` decides late. Both None: only listed.
    `not_before` is an earliest moment (CRT-5), never a due time.
    """

    legal_due: datetime | None
    target_due: datetime | None
    steps: tuple[str, ...]
    not_before: datetime | None = None

    @property
    def late_after(self) -> datetime | None:
        """The last instant that is on time: `legal_due`, or `target_due` where there is none."""
        return self.legal_due or self.target_due
