"""The annual filing, the annual review and retention as plain facts: what stands before each act, who is not invited yet.

Rosters are read as every other floor reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tat.calendar import date_words
from tat.statutes.limits import NOTICE_BEFORE_DISPOSAL_DAYS
from tat.statutes.rosters import SeatLine as SeatLine
from tat.statutes.rosters import TeamRoster, unsettled
from tat.statutes.rosters import as_json as as_json
from tat.statutes.rosters import differences as differences
from tat.statutes.rosters import from_json as from_json
from tat.statutes.rosters import seat_words as seat_words
from tat.statutes.rosters import seats_held as seats_held
from tat.statutes.rosters import warnings as warnings

LAW_ENFORCEMENT, REGIONAL_OFFICE, STATE_BOARD = "law_enforcement", "roe", "isbe"
SOURCE = "105 ILCS 128/45(b)"
MOST_UPLOADED_PAGES = 240
"""Of all editions in one packet: with its rosters it stays under the 300 pages of one document (product)."""
PREPARING, FROZEN, FILED = "preparing", "frozen", "filed"


@dataclass(frozen=True)
class FilingFacts:
    """What freezing is judged by. `without_procedure` names teams without an edition in force, `unserved` buildings without a team.

    `chosen` holds kinds of recipients, `office` the kind beside the police, `unaddressed` names of chosen ones without an address,
    `uploaded_pages` how many pages the editions in force have that the district uploaded.
    """

    state: str = PREPARING
    rosters: tuple[TeamRoster, ...] = ()
    without_procedure: tuple[str, ...] = ()
    unserved: tuple[str, ...] = ()
    chosen: frozenset[str] = frozenset()
    office: str = REGIONAL_OFFICE
    unaddressed: tuple[str, ...] = ()
    uploaded_pages: int = 0


def freeze_problems(facts: FilingFacts) -> tuple[str, ...]:
    """What stands before the rosters are frozen and the packet is made (105 ILCS 128/45)."""
    if facts.state != PREPARING:
        return ("The rosters of this year are frozen already. A later change shows as a difference; nothing is filed anew.",)
    problems = [
        f"{building}: no team serves it. Say which Threat Assessment Team, or which regional team, does (105 ILCS 128/45(a))."
        for building in facts.unserved
    ]
    problems += [sentence for roster in facts.rosters for sentence in unsettled(roster)]
    if not facts.rosters:
        problems.append(f"The district has no Threat Assessment Team yet ({SOURCE}).")
    problems += [f"{team}: no edition of the procedure is on file. Enter the adopted text ({SOURCE})." for team in facts.without_procedure]
    if facts.uploaded_pages > MOST_UPLOADED_PAGES:
        problems.append(
            f"The uploaded procedures have {facts.uploaded_pages} pages together; a packet holds {MOST_UPLOADED_PAGES}. Upload less."
        )
    return (*problems, *recipient_problems(facts))


def recipient_problems(facts: FilingFacts) -> tuple[str, ...]:
    """What is wrong with whom it is to be filed with: those that are missing, and those that cannot be reached (105 ILCS 128/45(b))."""
    problems = []
    if LAW_ENFORCEMENT not in facts.chosen:
        problems.append(f"No local law enforcement agency is chosen as a recipient. Add it and choose it ({SOURCE}).")
    if facts.office not in facts.chosen:
        problems.append(f"{_OFFICES[facts.office]} is chosen as a recipient ({SOURCE}).")
    return (*problems, *unaddressed_problems(facts.unaddressed))


_OFFICES = {
    REGIONAL_OFFICE: "No Regional Office of Education or Intermediate Service Center",
    STATE_BOARD: "A district in Chicago files with the State Board of Education; no office of it",
}


def unaddressed_problems(names: Iterable[str]) -> tuple[str, ...]:
    """One sentence for each recipient to which no letter can be written."""
    return tuple(f"{name}: no desk, address or e-mail is in the directory. Enter where it takes the filing." for name in names)


def supplement_problems(*, state: str, changes: Iterable[str], chosen: int, unaddressed: Iterable[str]) -> tuple[str, ...]:
    """What keeps a supplement from being made; `changes` are the differences from what was filed last."""
    if state == PREPARING:
        return ("Nothing is filed yet. Freeze the rosters; a supplement is for what changes afterwards.",)
    if not [*changes]:
        return ("Teams and procedure are as they were filed last. There is nothing to add.",)
    if not chosen:
        return ("No recipient is chosen. Choose with whom the supplement is filed.",)
    return unaddressed_problems(unaddressed)


@dataclass(frozen=True)
class EditionLine:
    """One edition of the procedure in force; `team` "" where it is the district's."""

    title: str
    adopted_on: date
    team: str = ""

    @property
    def words(self) -> str:
        return f"“{self.title}”, adopted {date_words(self.adopted_on)}"


def procedure_differences(filed: Iterable[EditionLine], today: Iterable[EditionLine]) -> tuple[str, ...]:
    """How the editions in force differ from those that were filed, one sentence each."""
    before = {line.team: line for line in filed}
    return tuple(_changed(before.get(line.team), line) for line in today if before.get(line.team) != line)


def _changed(before: EditionLine | None, after: EditionLine) -> str:
    whose = after.team or "The district’s procedure"
    if before is None:
        return f"{whose}: {after.words}, is in force and was not filed."
    return f"{whose}: {after.words}, is in force; what was filed is {before.words}."


def proof_problems(*, frozen_at: datetime | None, already: bool, filed_at: datetime, receipt: str, at: datetime) -> tuple[str, ...]:
    """What keeps a proof of filing from being recorded; times in UTC, seconds are not asked."""
    if frozen_at is None:
        return ("The packet is not made yet. Freeze the rosters first; then send the packet and record the proof.",)
    if already:
        return ("The proof of this recipient is on file already. It stays as it was recorded.",)
    wrong = (
        ("The time of filing has not come yet. Correct the time.", filed_at > at),
        ("The time of filing is before the packet was made. Check both.", filed_at < frozen_at.replace(second=0, microsecond=0)),
        ("The receipt is missing. Write its number, or who signed for it.", not receipt.strip()),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def board_problems(*, state: str, already: date | None, told_on: date, today: date) -> tuple[str, ...]:
    """What keeps “the Board was told” from being recorded."""
    if state != FILED:
        return ("Not both filings are done. Tell the Board when the proof of each recipient is in (4:190-AP2).",)
    if already:
        return ("That the Board was told is recorded already.",)
    return ("This day has not come yet. Enter the day on which the Board was told.",) if told_on > today else ()


@dataclass(frozen=True)
class Invited:
    """One invitation to the review: of a building by its id, else of a kind. `sent_on` None: there is nobody of that kind."""

    kind: str
    building: int | None = None
    sent_on: date | None = None

    @property
    def whom(self) -> str | int:
        return self.building or self.kind


TO_INVITE = ("police", "fire", "ems", "education")
"""Beside each building's principal or designee (105 ILCS 128/25)."""


def uninvited(rows: Iterable[Invited], buildings: Iterable[int]) -> tuple[str | int, ...]:
    """Whom the law wants invited and nothing is recorded of: ids of buildings, then kinds."""
    known = {row.whom for row in rows}
    asked: list[str | int] = [*buildings, *TO_INVITE]
    return tuple(whom for whom in asked if whom not in known)


def invited_on(rows: Iterable[Invited], buildings: Iterable[int]) -> date | None:
    """The day on which the last of those the law wants invited was; None while one is missing. The first invitation of each counts."""
    listed = list(rows)
    if uninvited(listed, buildings):
        return None
    first: dict[str | int, date] = {}
    for row in listed:
        if row.sent_on is not None:
            first[row.whom] = min(row.sent_on, first.get(row.whom, row.sent_on))
    return max(first.values(), default=None)


STUDENT, PERSONNEL, ADULT = "student_temp", "personnel", "adult_other"
"""Of a case file: the student temporary record, a current employee's, and everything about another adult (handbook 9.1, 9.8)."""


@dataclass(frozen=True)
class RetentionFacts:
    """What a disposal is judged by. `ends_on` is the first local day after the years of retention, None while the day they count from is
    not known; `holds` and `duties` are numbers of open ones, `requests` whether an open request, order or challenge may be about it.
    """

    closed: bool
    record_class: str
    ends_on: date | None
    day: date
    holds: int = 0
    duties: int = 0
    requests: bool = False


def disposal_problems(facts: RetentionFacts) -> tuple[str, ...]:
    """What stands against the disposal of a case's file on that day, one sentence each; none of it deletes anything by itself."""
    wrong = (
        ("The case is open.", not facts.closed),
        ("It is held: a lawsuit, request or order needs it.", facts.holds > 0),
        ("A request, court order or challenge that is open may be about it.", facts.requests),
        ("A duty about it is open.", facts.duties > 0),
        (
            "It is about an adult: no period is assumed until the district has an approved schedule for such records.",
            facts.record_class != STUDENT and facts.ends_on is None,
        ),
        (
            "The day on which the student left for good is not recorded. The years count from it (105 ILCS 10/4(f)).",
            facts.record_class == STUDENT and facts.ends_on is None,
        ),
        ("The years of retention have not ended.", facts.ends_on is not None and facts.day < facts.ends_on),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


@dataclass(frozen=True)
class BatchFacts:
    """What carrying out a disposal is judged by. `standing` are codes of cases against which something stands by now, `untold` of those
    whose families were not told, or not long enough ago; `proposed_by` and `agreed` ids of who proposed it or put a case in, and of who
    agreed to exactly this list; `certified` is how many records the certificate is for. Days are local dates.
    """

    cases: int
    standing: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    certificate: str = ""
    certified: int = 0
    planned_on: date | None = None
    day: date | None = None
    proposed_by: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    done: bool = False


REVIEWERS = 2


def agreement_problems(facts: BatchFacts, by: int) -> tuple[str, ...]:
    """What keeps a person from agreeing to a disposal (handbook 9.8: two persons)."""
    wrong = (
        ("It is carried out already.", facts.done),
        ("No case is in it. Put the cases in first.", not facts.cases),
        ("You proposed it, or put a case in. Two other people look at it and agree.", by in facts.proposed_by),
        ("You agreed to this list already.", by in facts.agreed),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def execution_problems(facts: BatchFacts) -> tuple[str, ...]:
    """What stands before a disposal is carried out, one sentence each (105 ILCS 10/4(h); 23 IAC 375.40; 44 IAC 4000.40; handbook 9.8)."""
    if facts.done:
        return ("It is carried out already.",)
    still = REVIEWERS - len(facts.agreed - facts.proposed_by)
    wrong = (
        ("No case is in it. Put the cases in first.", not facts.cases),
        (
            f"Something stands against {', '.join(facts.standing)} by now. Take that case out; the others are agreed to anew.",
            facts.standing,
        ),
        (
            f"The families of {', '.join(facts.untold)} were not told, or less than {NOTICE_BEFORE_DISPOSAL_DAYS} days ago. They are told "
            "before anything is destroyed, and may copy it (105 ILCS 10/4(h)).",
            facts.untold,
        ),
        ("The approved certificate of the Local Records Commission is not on record (44 IAC 4000.40).", not facts.certificate),
        (f"The certificate is for {facts.certified} records; more are in it.", facts.cases > facts.certified),
        (
            "The day for which it is planned has not come.",
            facts.planned_on is not None and facts.day is not None and facts.day < facts.planned_on,
        ),
        (f"Two people who did not propose it must agree to this list; {still} of them have not.", still > 0),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)
