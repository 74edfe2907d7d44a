"""What the record shows for each letter of FORT, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

MOMENTS: dict[str, str] = {
    "reported": "Report",
    "reviewed": "Review",
    "imminence": "Determination",
    "triage": "Triage",
    "convened": "Full team",
    "classified": "Classification",
    "notified": "Notices",
    "plan": "Case plan",
    "updates": "Update",
}

HIGH_RUNG = 4


@dataclass(frozen=True)
class Interval:
    """The time between two moments; `late` is over its target, `explained` has a written reason."""

    start: str
    end: str
    elapsed: timedelta
    late: bool = False
    explained: bool = False

    @property
    def sentence(self) -> str:
        """The interval in words; an act recorded before the earlier step reads as such."""
        late = ", over its target" if self.late else ""
        if self.elapsed < timedelta(0):
            return f"{MOMENTS[self.end]} {spoken(-self.elapsed)} before {MOMENTS[self.start].lower()}{late}."
        return f"{MOMENTS[self.start]} to {MOMENTS[self.end].lower()} {spoken(self.elapsed)}{late}."


@dataclass(frozen=True)
class FortFacts:
    """What FORT looks at. `statements` holds the letters that have a sentence with name and reason."""

    subject_heard: bool = False
    subject_not_heard_reason: bool = False
    subject_account: bool = False
    parents_heard: bool = False
    language_or_disability_asked: bool = False

    findings: int = 0
    findings_sourced: int = 0
    findings_dated: int = 0
    quotations: int = 0
    corroborated: int = 0
    opinions_marked: int = 0

    responses_explained: bool = False
    highest_rung: int = 0
    separation_chosen: bool = False
    safeguard_complete: bool = False

    intervals: tuple[Interval, ...] = ()
    statements: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Evidence:
    """One letter: what the record shows, and what is missing. `asked_elsewhere` is missing too, but another check asks for it."""

    letter: str
    title: str
    question: str
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    asked_elsewhere: tuple[str, ...] = ()
    stated: bool = False

    @property
    def shown(self) -> bool:
        """Whether the record itself shows the letter."""
        return not self.missing and not self.asked_elsewhere

    @property
    def settled(self) -> bool:
        """Whether nothing is left to write for this letter: shown, or missing with a sentence by name."""
        return self.stated or not self.missing


def evidence(facts: FortFacts) -> tuple[Evidence, ...]:
    """The four letters, in order (4:190-AP2, Assessing and Classifying Threats)."""
    return (_fair(facts), _objective(facts), _reasonable(facts), _timely(facts))


def missing(facts: FortFacts) -> tuple[str, ...]:
    """What FORT still asks for, as sentences; what another check asks for is left to that check."""
    return tuple(sentence for letter in evidence(facts) if not letter.settled for sentence in letter.missing)


def _fair(facts: FortFacts) -> Evidence:
    heard = facts.subject_heard or facts.subject_not_heard_reason
    sentences = (
        *_either(facts.subject_heard, "The subject was heard.", "The reason why the subject was not heard is written." if heard else ""),
        *_either(facts.subject_account, "The subject's own account is recorded."),
        *_either(facts.parents_heard, "The parents were heard.", "No word of the parents is recorded."),
        *_either(facts.language_or_disability_asked, "Need of an interpreter or other access was asked."),
    )
    lacking = () if heard else ("The subject has not been heard, and no reason is written.",)
    return Evidence("F", "Fair", "Were people given a chance to be heard and understood?", sentences, (), lacking, "F" in facts.statements)


def _objective(facts: FortFacts) -> Evidence:
    sentences = (
        f"Findings: {facts.findings}; with a source: {facts.findings_sourced}; with a date: {facts.findings_dated}.",
        f"Quotations: {facts.quotations}; corroborated: {facts.corroborated}; marked as opinion: {facts.opinions_marked}.",
    )
    without = facts.findings - facts.findings_sourced
    lacking = (f"Findings without a source: {without}.",) if without > 0 else ()
    return Evidence("O", "Objective", "Facts and observations, not speculation?", sentences, (), lacking, "O" in facts.statements)


def _reasonable(facts: FortFacts) -> Evidence:
    sentences = (
        *_either(facts.responses_explained, "It is written why the responses are proportionate and no more than is needed."),
        *_either(facts.separation_chosen and facts.safeguard_complete, "The separation safeguard is answered."),
    )
    wanted = () if facts.responses_explained else (_REASON_WANTED[facts.highest_rung >= HIGH_RUNG],)
    unsafe = facts.separation_chosen and not facts.safeguard_complete
    lacking = ("A separation is chosen, and its safeguard is not answered.",) if unsafe else ()
    return Evidence("R", "Reasonable", "Effective and proportionate to the situation?", sentences, wanted, lacking, "R" in facts.statements)


_REASON_WANTED: dict[bool, str] = {
    False: "No sentence yet on why the chosen responses are proportionate. Write one (FORT, Reasonable).",
    True: "A strategy of rung 4 or 5 is chosen without a note on why nothing less is enough. Write it (FORT, Reasonable).",
}


def _timely(facts: FortFacts) -> Evidence:
    sentences = tuple(interval.sentence for interval in facts.intervals)
    wanted = tuple(
        f"{MOMENTS[interval.start]} to {MOMENTS[interval.end].lower()} took longer than its target. Say why (FORT, Timely)."
        for interval in facts.intervals
        if interval.late and not interval.explained
    )
    return Evidence("T", "Timely", "Quickly and responsively addressed?", sentences, wanted, (), "T" in facts.statements)


def _either(condition: bool, yes: str, no: str = "") -> tuple[str, ...]:
    text = yes if condition else no
    return (text,) if text else ()


def intervals(moments: Mapping[str, datetime | None], *, late: Iterable[str] = (), explained: Iterable[str] = ()) -> tuple[Interval, ...]:
    """The intervals between the moments that are known, in FORT's order. `late` and `explained` name end moments."""
    over, told = frozenset(late), frozenset(explained)
    known = [(name, moment) for name in MOMENTS if (moment := moments.get(name)) is not None]
    return tuple(Interval(start, end, then - before, end in over, end in told) for (start, before), (end, then) in pairwise(known))


MINUTE, HOUR, DAY = 60, 3600, 86400


def spoken(elapsed: timedelta) -> str:
    """A duration in one or two words: minutes below two hours, hours below two days, then whole days."""
    seconds = int(elapsed.total_seconds())
    if seconds < 2 * HOUR:
        return f"{seconds // MINUTE} min"
    return f"{seconds // HOUR} h" if seconds < 2 * DAY else f"{seconds // DAY} days"
