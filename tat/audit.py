"""The only writer of the log: acts in a hash chain, reads beside them; and the check that nobody changed either."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Subquery

from tat.models import LogEntry, LogHead, User
from tat.statements import ask

SYSTEM = "The system"
UNTOLD_KIND = "protected"
"""Kind of the looks at what a therapist was told. No list of a case's looks has them but that material's own (740 ILCS 110)."""

# Code of the act -> what is read after the person's name. One line each, sorted.
ACTIONS: dict[str, str] = {
    "absence_recorded": "recorded a member's absence from the panel",
    "access_granted": "opened the case to a named person until a date",
    "acting_lead_named": "named who answers for the receiving principal",
    "agency_added": "added an office that receives the annual filing",
    "attachment_added": "added files to the case",
    "brief_opened": "opened a need-to-know brief for the first time, and was told by it",
    "brief_withdrawn": "withdrew a need-to-know brief",
    "brief_written": "wrote a need-to-know brief for named staff",
    "case_closed": "closed the case",
    "case_merged": "merged two cases about one concern; one of them goes on",
    "case_reopened": "opened the case again",
    "cases_reconciled": "started duties that the facts of cases ask for, and ended or passed on those of people who left",
    "classified": "signed a classification",
    "clocks_set": "set the district's own clocks",
    "conflict_recorded": "recorded a conflict; the case is closed to that person",
    "contagion_answered": "answered for this case after an act of violence elsewhere",
    "contagion_asked": "asked every active case of Moderate Level or higher to be looked at after an act of violence elsewhere",
    "contact_corrected": "corrected an entry of the contact log",
    "contact_recorded": "recorded a contact",
    "containment_confirmed": "confirmed that the threat is contained",
    "containment_recorded": "entered facts of the containment",
    "containment_step_done": "recorded a step of containment as done",
    "crisis_response_started": "started a crisis response",
    "danger_corrected": "corrected the time of a danger determination",
    "danger_determined": "recorded a danger determination",
    "date_added": "added a date to watch",
    "date_changed": "changed a date to watch",
    "date_ended": "ended a date to watch, with its outcome",
    "date_recorded": "recorded what was done about a date to watch, or what came of it",
    "departure_recorded": "recorded that the subject has left, and what follows",
    "digests_written": "wrote the daily lists of open duties",
    "direction_acknowledged": "acknowledged a direction of the prevention team",
    "direction_given": "gave a direction to teams",
    "direction_withdrawn": "withdrew a direction",
    "directions_reconciled": "started or ended what directions ask where a row was missing or left over",
    "duty_acknowledged": "has seen the duty",
    "duty_snoozed": "put off the reminders of a duty",
    "duty_waived": "confirmed that a duty does not apply",
    "duty_waiver_asked": "said that a duty does not apply",
    "family_rule_ended": "ended an entry about who is told in a student's place",
    "family_rule_recorded": "recorded who is told in a student's place",
    "filing_board_told": "recorded that the Board was told of the annual filing",
    "filing_frozen": "froze the rosters and made the packet of the annual filing",
    "filing_opened": "opened the annual filing of a school year",
    "filing_proven": "recorded the proof that a recipient got the annual filing",
    "finding_added": "added a finding",
    "finding_corrected": "corrected a finding",
    "gap_closed": "closed an information gap",
    "gap_opened": "opened an information gap",
    "gates_answered": "answered the questions that may start a duty",
    "hints_used_up": "was told of records elsewhere as often as one person is within a day",
    "imminence_determined": "determined whether the threat is imminent",
    "imminent_declared": "declared an imminent threat and opened containment",
    "indicator_added": "added an imminence indicator of the district's own",
    "indicator_changed": "changed the wording of an imminence indicator",
    "indicator_moved": "moved an imminence indicator in the list",
    "indicator_offered": "offered an imminence indicator again",
    "indicator_stopped": "stopped offering an imminence indicator",
    "interview_not_held": "recorded why an interview was not held",
    "interview_recorded": "recorded an interview",
    "key_rotated": "wrapped the data keys anew under another field key",
    "letter_made": "made a letter to a family or a target, and kept it",
    "level_raised": "raised the level",
    "low_note_kept": "kept a low-level note",
    "low_note_turned": "turned a low-level note into a report",
    "measure_recorded": "recorded a measure of the level",
    "meeting_recorded": "recorded the full team's meeting",
    "none_found_stated": "looked under one letter and found nothing",
    "note_added": "added a note of the team",
    "notice_recorded": "recorded a notice",
    "opinion_sealed": "sealed an opinion",
    "packet_released": "made a packet of a release, and kept it",
    "panel_kept": "brought the panel up to date",
    "paper_failed": "could not make a paper that was asked for",
    "paper_issued": "issued a copy of the case file",
    "paper_made": "made the paper that was issued, and kept it",
    "pathway_set": "recorded the stage on the pathway to violence",
    "plan_adopted": "adopted the case plan",
    "plan_handed_over": "handed over who carries the case plan",
    "plan_position_taken": "took a position on the case plan",
    "plan_saved": "saved the draft of the case plan",
    "position_taken": "took a position on the classification",
    "procedure_edition_added": "entered an edition of the procedure",
    "protected_recorded": "kept protected material",
    "question_answered": "answered a key question",
    "questioning_recorded": "answered the block before a student is questioned with an officer",
    "raise_asked": "asked to raise the level",
    "raw_tip_opened": "opened the text of a tip as it came in",
    "receipts_guessed": "was asked for many tips with words that open none",
    "records_reviewed": "recorded a look into records",
    "referral_added": "recorded that help was offered",
    "referral_answered": "recorded how an offer of help stands",
    "referral_declined": "recorded that help was declined or did not begin",
    "release_recorded": "entered a release in the record of release",
    "report_attempted": "recorded an attempt to report to the State Police",
    "report_from_notes": "opened a report, because enough low-level notes were kept on one person",
    "report_proven": "recorded the proof of the report to the State Police",
    "report_received": "took in a report of concern",
    "report_reviewed": "opened a report for review",
    "reporter_opened": "opened the name of the reporting party",
    "round_started": "started a new round of the assessment",
    "safeguard_answered": "answered the separation safeguard",
    "service_added": "added a service to the district's directory",
    "service_changed": "changed a service of the district's directory",
    "service_offered": "offered a service of the directory again",
    "service_stopped": "stopped offering a service of the directory",
    "silence_convened": "convened the full team, because the time for triage was over",
    "stepped_aside": "stepped aside from the case",
    "strategy_added": "added to the strategies of the plan",
    "strategy_changed": "changed a strategy of the plan",
    "sweep": "climbed the ladders of duties whose next reminder had come",
    "target_plan_offered": "offered a target a plan for safety",
    "target_plan_printed": "printed a target's plan for safety for the target",
    "target_plan_saved": "wrote a target's plan for safety",
    "target_strategy_answered": "recorded what a target answered to a strategy",
    "system_case_counted": "counted the case in a finding that the district has already",
    "system_decided": "decided what becomes of a finding across cases",
    "system_handed_over": "handed a general finding to the district, without a way back to the case",
    "tat_convened": "convened the full team",
    "tip_answered": "took in what a reporter added to a tip",
    "tip_aside_asked": "said that a tip is not about safety",
    "tip_finished": "told the reporter that a tip is finished",
    "tip_opened": "opened a tip",
    "tip_passed_on": "passed a tip on to the school",
    "tip_question_asked": "asked the reporter a question",
    "tip_received": "took in a tip",
    "tip_set_aside": "agreed that a tip is not about safety",
    "tip_taken_up": "took a tip up into a case",
    "tips_reconciled": "started the reviews of tips that had none",
    "transfer_accepted": "accepted the case; it goes on in the other building",
    "transfer_asked": "asked to hand the case to another building",
    "transfer_refused": "refused to take the case; it stays where it is",
    "transfer_withdrawn": "withdrew the request to hand the case over",
    "triage_begun": "began triage; the panel is frozen",
    "triage_closed": "gave the last opinion; every member concurs and the case closed at triage",
    "trigger_answered": "said why no new look is needed",
    "trigger_noted": "noted something that asks for a new look",
    "update_submitted": "wrote a case update",
    "waiting_files_removed": "removed files whose forms nobody came back to",
}


def record(
    action: str,
    *,
    by: User | None,
    at: datetime,
    code: str = "",
    about: tuple[str, uuid.UUID] | None = None,
    district_id: int | None = None,
    changed: Sequence[str] = (),
    count: int | None = None,
    digest: bytes = b"",
    occurred_at: datetime | None = None,
    detail: str = "",
) -> LogEntry:
    """Write one entry, last in the act's transaction: it takes the lock on the chain's head.

    `by` is None for the system itself. `at` is the act's `tat_now()`; `occurred_at` when it happened, as stated. `changed` holds
    names of fields and `detail` codes and references: never a content, never the name of a person in a case.
    Raises ValueError for a code that is not in ACTIONS.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is not in audit.ACTIONS.")
    kind, about_id = about or ("", None)
    return LogEntry.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=by.full_name if by else SYSTEM,
        actor_position=by.position if by else "",
        action=action,
        about_kind=kind,
        about_id=about_id,
        code=code,
        district_id=district_id,
        changed=list(changed),
        detail=detail,
        occurred_at=occurred_at,
        count=count,
        digest=digest,
    )


# Plain, since every page of a case writes one, and the model would build the same statement each time.
ACCESS_SQL = """
insert into tat_accessentry (id, at, user_id, user_name, user_position, kind, page, about_id, code, digest)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record_access(
    user: User,
    *,
    kind: str,
    at: datetime,
    page: str = "",
    ref: tuple[uuid.UUID | None, str] = (None, ""),
    digest: bytes = b"",
) -> None:
    """Write that a person was shown something: `ref` is its id and code; a list or search gives the digest of the codes shown."""
    values = (uuid.uuid4(), at, user.pk, user.full_name, user.position, kind, page, *ref, digest)
    ask(ACCESS_SQL, values)


def digest_of(codes: Sequence[str]) -> bytes:
    """The digest of the codes that a list or a search showed, in the order shown."""
    return hashlib.sha256("\n".join(codes).encode()).digest()


@dataclass(frozen=True)
class Problem:
    """One place where the chain does not hold: the number of the entry and a sentence about it."""

    seq: int
    kind: str
    sentence: str


CHAINED = (
    *("seq", "prev", "id", "at", "actor_id", "actor_name", "actor_position", "action", "about_kind", "about_id", "code"),
    *("district_id", "changed", "detail", "occurred_at", "count", "digest"),
)


def verify(limit: int = 100) -> list[Problem]:
    """The first problems of the whole chain, in order; empty when it holds. Reads every entry, a few thousand at a time."""
    return list(islice(_problems(_numbered()), limit)) + _unnumbered()


def _numbered() -> QuerySet[LogEntry, dict[str, Any]]:
    """One statement, so that entries and head are of one moment while others write."""
    head = LogHead.objects.filter(pk=1)
    entries = LogEntry.objects.filter(seq__isnull=False).order_by("seq")
    return entries.values(*CHAINED, "hash", head_seq=Subquery(head.values("seq")), head_hash=Subquery(head.values("hash")))


def _problems(entries: QuerySet[LogEntry, dict[str, Any]]) -> Iterator[Problem]:
    seq, last_hash = 0, b""
    row: dict[str, Any] | None = None
    for row in entries.iterator(chunk_size=5000):
        if row["seq"] != seq + 1:
            yield Problem(seq + 1, "removed", f"Entries {seq + 1} to {row['seq'] - 1} are missing.")
        elif bytes(row["prev"]) != last_hash:
            yield Problem(row["seq"], "broken", f"Entry {row['seq']} does not follow entry {seq}: one of them was put in later or changed.")
        if entry_hash(row) != bytes(row["hash"]):
            yield Problem(row["seq"], "changed", f"Entry {row['seq']} was changed after it was written.")
        seq, last_hash = row["seq"], bytes(row["hash"])
    yield from _end(seq, last_hash, row)


def _end(seq: int, last_hash: bytes, row: dict[str, Any] | None) -> Iterator[Problem]:
    """Compare the last entry with the chain's head."""
    head_seq, head_hash = (row["head_seq"], row["head_hash"]) if row else LogHead.objects.values_list("seq", "hash").first() or (None, b"")
    if head_seq is None:
        yield Problem(seq + 1, "headless", "The head of the chain is gone.")
    elif head_seq > seq:
        yield Problem(seq + 1, "removed", f"Entries {seq + 1} to {head_seq}, the end of the log, are missing.")
    elif head_seq < seq:
        yield Problem(head_seq + 1, "inserted", f"Entry {head_seq + 1} was put in behind the end of the log.")
    elif bytes(head_hash) != last_hash:
        yield Problem(seq, "changed", f"Entry {seq}, the last one, was written anew.")


def _unnumbered() -> list[Problem]:
    count = LogEntry.objects.filter(seq__isnull=True).count()
    return [Problem(0, "inserted", f"{count} entries without a number were put in past the trigger.")] if count else []


def entry_hash(row: dict[str, Any]) -> bytes:
    """The digest that the trigger computes, worked out again outside the database: one JSON list of every column."""
    return hashlib.sha256(json.dumps([_canonical(row[name]) for name in CHAINED], ensure_ascii=False).encode()).digest()


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, uuid.UUID) else value


__all__ = ["ACTIONS", "Problem", "digest_of", "entry_hash", "record", "record_access", "verify"]
