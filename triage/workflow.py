"""The moves of a report: received, reviewed, then in a case or set aside as "not about safety"; what makes a low-level note."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from cases.concurrence import Answer
from tat.workflow import Move


class ReportStatus(TextChoices):
    """Where a report stands; a case has its own stage."""

    RECEIVED = "received", "Received"
    REVIEWED = "reviewed", "Reviewed"
    IN_CASE = "in_case", "In a case"
    SET_ASIDE = "set_aside", "Set aside: not about safety"


@dataclass(frozen=True)
class ReportFacts:
    """What a move of a report is judged by. `reviewers_agree` needs two different people."""

    status: ReportStatus = ReportStatus.RECEIVED
    from_staff: bool = False
    opened: bool = False
    case_chosen: bool = False
    set_aside_reason: bool = False
    reviewed_by: object = None
    agreed_by: object = None


def case_chosen(facts: ReportFacts) -> str:
    """A report enters a case that somebody chose or opened."""
    if facts.case_chosen:
        return ""
    return "No case is chosen. Add the report to the open case about the same subject, or open a new one (4:190-AP2, Intake)."


def reviewed_before_a_case(facts: ReportFacts) -> str:
    """A public tip waits until the principal or a triage member has read it; a staff report lands at once."""
    if facts.from_staff or facts.opened:
        return ""
    return (
        "Nobody has opened this tip yet. The principal or a member of the Triage Team reads it first;"
        " then add it to a case or open one (4:190-AP2, Intake)."
    )


def set_aside_reasoned(facts: ReportFacts) -> str:
    """Setting aside needs a reason."""
    if facts.set_aside_reason:
        return ""
    return "It is not written why this report is not about safety. Write the reason; the report is kept (product rule on setting aside)."


def second_member_agrees(facts: ReportFacts) -> str:
    """Setting aside needs a second triage member, another person than the first."""
    if facts.agreed_by is not None and facts.agreed_by != facts.reviewed_by:
        return ""
    return "A second member of the Triage Team has to agree that this report is not about safety. Ask one to look at it."


R = ReportStatus

_TABLE: tuple[Move[ReportFacts], ...] = (
    Move("review_report", frozenset({R.RECEIVED.value}), R.REVIEWED.value, "review_report"),
    Move(
        "add_report",
        frozenset({R.RECEIVED.value, R.REVIEWED.value, R.SET_ASIDE.value}),
        R.IN_CASE.value,
        "log_report",
        (reviewed_before_a_case, case_chosen),
    ),
    Move("set_aside_report", frozenset({R.REVIEWED.value}), R.SET_ASIDE.value, "review_report", (set_aside_reasoned, second_member_agrees)),
)

MOVES: dict[str, Move[ReportFacts]] = {move.name: move for move in _TABLE}


HEADS_OF_SCHOOL = frozenset({"principal", "director", "directora"})


def names_a_reader(who: str, readers: Iterable[str]) -> bool:
    """Whether a tip about `who` would be read by the one it is about: the last name of a reader stands in it, or the word “principal”."""
    words = {word.strip(".,;:()").casefold() for word in who.split()}
    last_names = {name.split()[-1].casefold() for name in readers if name.strip()}
    return bool(words & (last_names | HEADS_OF_SCHOOL))


REPORT_ORDER = "The review time is before the report time. Check both."
REPORT_AHEAD = "The time when it reached you has not come yet. Check it."
REVIEW_AHEAD = "The review time has not come yet. Check it."
OCCURRED_AHEAD = "The time when it happened has not come yet. Enter when it happened, or leave it empty."
OCCURRED_LATER = "It is reported before it happened. Check both times."
OCCURRED_ENDS = "The end of the time is before its start. Check both."
NO_NATURE = "Write at least one sentence about what was said or done."


def report_errors(
    nature: str,
    reported_at: datetime | None,
    reviewed_at: datetime | None,
    occurred_at: datetime | None,
    occurred_until: datetime | None,
    at: datetime,
) -> dict[str, str]:
    """What is wrong with a report as it is typed, by field; times are aware instants. Only what was said or done has no default."""
    wrong = (
        ("nature", NO_NATURE, not nature.strip()),
        ("reported_at", REPORT_AHEAD, reported_at is not None and reported_at > at),
        ("reviewed_at", REPORT_ORDER, reviewed_at is not None and reported_at is not None and reviewed_at < reported_at),
        ("reviewed_at", REVIEW_AHEAD, reviewed_at is not None and reviewed_at > at),
        ("occurred_at", OCCURRED_LATER, occurred_at is not None and reported_at is not None and reported_at < occurred_at),
        ("occurred_at", OCCURRED_AHEAD, occurred_at is not None and occurred_at > at),
        ("occurred_until", OCCURRED_ENDS, occurred_until is not None and (occurred_at is None or occurred_until < occurred_at)),
        ("occurred_until", OCCURRED_AHEAD, occurred_until is not None and occurred_until > at),
    )
    return {field: sentence for field, sentence, is_so in wrong if is_so}


NO_OWNER = "Nobody is named to follow this up. Name a member, so that a low concern is not forgotten (4:190-AP2, Triage)."
NO_DATE = "The day of the follow-up is missing. Choose one (4:190-AP2, Triage: “being adequately addressed”)."
PAST_DATE = "The day of the follow-up has passed. Choose today or a later day."


def follow_up_problems(answer: str, owner: object, on: date | None, today: date) -> tuple[str, ...]:
    """A low concern that is being dealt with keeps an owner and a date (handbook 4.2); other answers need neither."""
    if answer != Answer.LOW_ADDRESSED:
        return ()
    wrong = ((NO_OWNER, owner is None), (NO_DATE, on is None), (PAST_DATE, on is not None and on < today))
    return tuple(sentence for sentence, is_so in wrong if is_so)


class CrisisKind(TextChoices):
    """Crisis responses that a Triage Team may start (district default)."""

    COUNSELING = "counseling", "Counseling or crisis team called in"
    SAFETY = "safety", "More supervision or security"
    MEDICAL = "medical", "Medical or mental health help"
    FAMILY = "family", "Family called in"
    OTHER = "other", "Another response of the crisis plan"


class PolicePart(TextChoices):
    """What part the police had in the meeting."""

    PRESENT = "present", "Present"
    CONSULTED = "consulted", "Consulted"
    NEITHER = "neither", "Neither"


def crisis_problems(closed: bool, kind: str, started_at: datetime, at: datetime) -> tuple[str, ...]:
    """What keeps a crisis response from being recorded."""
    wrong = (
        ("This case is closed. Reopen it first.", closed),
        ("The kind of response is missing. Choose one (4:190-AP2, TAT Triage Team).", kind not in CrisisKind.values),
        ("The time when it started has not come yet. Correct the time.", started_at > at),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


FEW = (
    "Fewer came than the lead and two seats, one of them a counselor, psychologist or social worker. Write why the meeting"
    " was held all the same (product rule; 4:190-AP2 names no quorum)."
)


MET_BEFORE = "The meeting was before the report reached anybody. Check the time."


def meeting_problems(
    convened: bool, held_at: datetime, reported_at: datetime, at: datetime, anybody: bool, police: str, thin: bool, shortfall_reason: str
) -> tuple[str, ...]:
    """What keeps a meeting from being recorded; a thin attendance needs a reason (handbook 4.3)."""
    wrong = (
        (MET_BEFORE, held_at < reported_at.replace(second=0, microsecond=0)),
        ("The full team has not been convened yet. Convene it first, then record its meeting.", not convened),
        ("The meeting's time has not come yet. Record it once it has taken place.", held_at > at),
        ("Nobody is marked as present. Mark who came, seat by seat.", not anybody),
        ("Say whether law enforcement was present, consulted, or neither.", police not in PolicePart.values),
        (FEW, thin and not shortfall_reason.strip()),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


class HarmAnswer(TextChoices):
    """Answers to the question in front of a low-level note."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "Not sure"


HARM_QUESTION = "Was any harm to self or others said, shown or feared?"
NOT_A_NOTE = (
    "A low-level note is kept only after “no” to the question whether harm was said, shown or feared."
    " With any other answer it is a report: log it as one (4:190-AP2, Intake)."
)
NOTE_EMPTY = "Write at least one sentence about what was seen or heard."
NOTE_NOBODY = "Say who it is about: write the name, or who it is without a name."
NOTE_AHEAD = "The time when it happened has not come yet. Enter when it happened, or leave it empty."


def note_errors(harm: str, nature: str, who: tuple[str, ...], occurred_at: datetime | None, at: datetime) -> dict[str, str]:
    """What is wrong with a low-level note as it is typed, by field; times are aware instants. `who`: each way of naming a person."""
    wrong = (
        ("harm", NOT_A_NOTE, harm != HarmAnswer.NO),
        ("nature", NOTE_EMPTY, not nature.strip()),
        ("subject_name", NOTE_NOBODY, not any(each.strip() for each in who)),
        ("occurred_at", NOTE_AHEAD, occurred_at is not None and occurred_at > at),
    )
    return {field: sentence for field, sentence, is_so in wrong if is_so}


def is_whole_name(name: str) -> bool:
    """Whether a name has two parts at least: “Rowan” may be anybody, so such a name makes no two notes about the same person."""
    return len(set(name.casefold().split())) > 1


def enough_notes(authors: Iterable[object], threshold: int) -> bool:
    """Whether notes by these people open a report by themselves: independent are the notes of different people (product rule)."""
    return len(set(authors)) >= threshold
