"""STEP findings: from the catalogue or free, each with its source; append-only, a correction replaces an earlier one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from cases.actions.facts import live_findings
from cases.actions.grounds import SOURCES, linked
from cases.actions.locks import Overtaken, Unfit, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.signing import void_positions
from cases.actions.stamps import stamp
from cases.models import Case, Factor, Finding
from cases.step import FactorKind, StepDomain
from tat import clock
from tat.models import User
from tat.statutes import local_date
from tat.workflow import Blocked

DOMAIN = "It is not said under which of the four letters this stands. Choose S, T, E or P."
TEXT = "Nothing is found yet. Choose a factor from the list, or write in one sentence what was found."
FACTOR = "This factor is not on the district's list under this letter. Choose one that is, or write the finding in your own words."
KIND = "A finding in your own words needs its kind. Choose warning sign, risk factor, protective factor or precipitating event."
STATUS = "Choose whether it was observed, not observed, or is unknown. Unknown is never counted as not observed."
QUOTED = "A quotation needs the words themselves. Write them as they were said or written."
DAY = "This day has not come yet. Enter the day on which it was seen or heard."
LINK = "This is no interview that was held, no records that were seen, and no file of this case. Choose one of the list."
CONTRADICTS = "The source is of another kind than what is chosen beside it. Choose the same kind, or leave the source open: it follows."
CHANGED = "Somebody changed this finding meanwhile. Your text is still here. Compare it with the one that stands now, and save again."
REASON = "Write where you looked. A letter without findings says so with its reason (4:190-AP2-E1, STEP framework)."
FINDINGS_THERE = "There are findings under this letter. Correct those that no longer hold instead."
Status, Kind, Source, Basis, Confidence = Finding.Status, Finding.Kind, Finding.Source, Finding.Basis, Finding.Confidence


@dataclass(frozen=True, kw_only=True)
class FindingGiven:
    """One finding as it is typed. `factor` is a catalogue code; a free finding has none and names its kind.

    `link` is the interview, records or file that it rests on: kind and id, such as “interview:<id>”; it names the source too.
    """

    domain: str
    status: str
    factor: str = ""
    kind: str = ""
    text: str = ""
    source: str = ""
    source_note: str = ""
    link: str = ""
    basis: str = Basis.FACT
    confidence: str = Confidence.SINGLE
    second_hand: bool = False
    is_quote: bool = False
    observed_on: date | None = None


def check_finding(given: FindingGiven, today: date) -> None:
    """Raise Unfit with what keeps it from being added."""
    refuse(
        ("domain", DOMAIN, given.domain not in StepDomain.values),
        ("text", TEXT, not given.factor and not given.text.strip()),
        ("kind", KIND, not given.factor and given.kind not in FactorKind.values),
        ("status", STATUS, given.status not in Status.values),
        ("text", QUOTED, given.is_quote and not given.text.strip()),
        ("observed_on", DAY, given.observed_on is not None and given.observed_on > today),
    )


@transaction.atomic
def add_finding(*, case: Case, by: User, given: FindingGiven, replaces: uuid.UUID | None = None) -> Finding:
    """Add one finding, or with `replaces` a correction: the earlier one stays readable (105 ILCS 10/4(d)).

    A finding ends “looked, nothing found” of its letter. It is a new fact: positions given before are void.
    Raises Blocked with what is wrong, Overtaken where somebody replaced the same finding meanwhile.
    """
    at = clock.now()
    case = locked_open(case, by=by, at=at)
    factor = _factor(case, given)
    check_finding(given, local_date(at))
    ground = _ground(case, given)
    earlier = _replaced(case, replaces) if replaces else _nothing_found(case, given.domain)
    kind, label = (factor.kind, factor.label) if factor else (given.kind, "")
    words = {name: value for name, value in vars(given).items() if name != "link"}
    words |= {"kind": kind, "text": given.text.strip() or label, **ground}
    finding = Finding.objects.create(case=case, replaces=earlier, **words, **stamp(by, at))
    touch_facts(case)
    void_positions(case, by=by, at=at)
    log_case("finding_corrected" if replaces else "finding_added", case, by=by, at=at, detail=f"finding:{finding.id}")
    return finding


@transaction.atomic
def state_none_found(*, case: Case, by: User, domain: str, reason: str, seen: uuid.UUID | None = None) -> Finding:
    """“Looked, nothing found” under one letter, with where one looked: that is a finding too.

    `seen` is the statement that stood there: raises Overtaken where another stands meanwhile, Blocked where findings stand.
    """
    at = clock.now()
    case = locked_open(case, by=by, at=at)
    standing = [found for found in live_findings(case) if found.domain == domain]
    refuse(
        ("domain", DOMAIN, domain not in StepDomain.values),
        ("reason", REASON, not reason.strip()),
        ("reason", FINDINGS_THERE, any(found.kind != Kind.NOTHING and found.status == Status.OBSERVED for found in standing)),
    )
    earlier = next((found for found in standing if found.kind == Kind.NOTHING), None)
    if earlier is not None and earlier.pk != seen:
        raise Overtaken(CHANGED, earlier)
    finding = Finding.objects.create(
        case=case, domain=domain, kind=Kind.NOTHING, status=Status.NOT_OBSERVED, text=reason.strip(), replaces=earlier, **stamp(by, at)
    )
    touch_facts(case)
    void_positions(case, by=by, at=at)
    log_case("none_found_stated", case, by=by, at=at, detail=f"finding:{finding.id}")
    return finding


def _factor(case: Case, given: FindingGiven) -> Factor | None:
    """The factor as the district's list has it: its kind is the list's, and its words stand where no others are given."""
    if not given.factor:
        return None
    factor = Factor.objects.in_force(case.district_id).filter(code=given.factor, domain=given.domain).first()
    if factor is None:
        raise Unfit({"factor": FACTOR})
    return factor


def _ground(case: Case, given: FindingGiven) -> dict[str, Any]:
    """The row that the finding rests on, with the source that follows from it where none was chosen."""
    found = linked(case, given.link)
    if not found:
        refuse(("link", LINK, found is None))
        return {}
    (kind,) = found
    refuse(("source", CONTRADICTS, given.source not in ("", SOURCES[kind])))
    return {**found, "source": SOURCES[kind]}


def _replaced(case: Case, finding_id: uuid.UUID) -> Finding:
    """The finding that is to be corrected, while it stands."""
    after = {each.replaces_id: each for each in case.finding_set.filter(replaces__isnull=False)}
    if finding_id in after:
        raise Overtaken(CHANGED, _latest(after, finding_id))
    found = case.finding_set.filter(pk=finding_id).first()
    if found is None:
        raise Blocked((CHANGED,))
    return found


def _latest(after: Mapping[uuid.UUID | None, Finding], wanted: uuid.UUID) -> Finding:
    """The finding that stands at the end of a chain of corrections."""
    found = after[wanted]
    while found.pk in after:
        found = after[found.pk]
    return found


def _nothing_found(case: Case, domain: str) -> Finding | None:
    return case.finding_set.filter(domain=domain, kind=Kind.NOTHING, replaced_by=None).first()
