"""The STEP page as it is shown: findings by letter and kind, interviews, key questions and gaps in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _l

from cases.actions.hearing import whom_to_hear
from cases.actions.on_record import Row
from cases.models import Case, Finding, InformationGap, PathwayStage
from cases.step import Interviewee, StepDomain
from cases.views.finding_lines import FindingLine, Shown, lacks_source, line_of
from tat.models.prepared import Given, Prepared

Kind = Finding.Kind
LOOK = {
    StepDomain.SUBJECT: _l("Look at behavior, intent, capability, and what helps the subject cope."),
    StepDomain.TARGET: _l("Look at who is exposed, what they know, and how they respond."),
    StepDomain.ENVIRONMENT: _l("Look at peers, climate, supervision, and what at school feeds the grievance."),
    StepDomain.PRECIPITATING: _l("Look at losses, dates ahead, and what the team’s own steps may set off."),
}
KINDS = {
    Kind.WARNING_SIGN: _l("Warning signs"),
    Kind.RISK_FACTOR: _l("Risk factors"),
    Kind.PROTECTIVE_FACTOR: _l("Protective factors"),
    Kind.PRECIPITANT: _l("Precipitating events"),
}
STATES = {"held": _l("Held"), "not_held": _l("Not held, reason on file"), "waiting": _l("Not yet")}
ICONS = {"held": "check", "not_held": "minus", "waiting": "circle"}


@dataclass(frozen=True)
class Letter:
    """One letter: its findings by kind, kept apart and never added up; or where one looked and found nothing."""

    code: str
    name: str
    look: str
    kinds: list[tuple[Any, list[FindingLine]]] = field(default_factory=list)
    nothing: Finding | None = None
    lacks_source: bool = False
    has_observed: bool = False
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.kinds and self.nothing is None


def letters(rows: Iterable[Any], shown: Shown, held: Mapping[str, int] | None = None) -> list[Letter]:
    """The four letters in order, out of every finding of the case until some moment, replaced ones included; or out of those that stand
    near, and then `held` says how many there are under each letter, a number that no page tells.
    """
    every = {row.id: row for row in rows}
    replaced = {row.replaces_id for row in every.values()}
    standing = [row for row in every.values() if not (row.is_replaced if held else row.id in replaced)]
    return [_letter(domain, [row for row in standing if row.domain == domain], every, shown, held or {}) for domain in StepDomain]


def _letter(domain: StepDomain, rows: list[Finding], every: Mapping[Any, Finding], shown: Shown, held: Mapping[str, int]) -> Letter:
    found = [row for row in rows if row.kind != Kind.NOTHING]
    kinds = [(title, [line_of(row, every, shown) for row in found if row.kind == kind]) for kind, title in KINDS.items()]
    return Letter(
        domain.value,
        str(domain.label),
        str(LOOK[domain]),
        [each for each in kinds if each[1]],
        next((row for row in rows if row.kind == Kind.NOTHING), None),
        lacks_source=any(map(lacks_source, found)),
        has_observed=any(row.status == Finding.Status.OBSERVED for row in found),
        has_more=held.get(domain, 0) > len(found),
    )


FEW = 20


def held_under(record: Mapping[str, list[Row]]) -> Counter[str] | None:
    """How many findings stand under each letter, where there are so many that not all of them stand on the page; else None."""
    held: Counter[str] = Counter()
    for row in record["finding"]:
        held[row["domain"]] += row["n"] if row["kind"] != Kind.NOTHING else 0
    return held if held.total() > FEW else None


def interviews(record: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Whom the case hears, and how far it is: one line a kind of person, expected ones first."""
    expected = whom_to_hear(row["role"] for row in record["party"])
    held = {row["of"] for row in record["interview"] if row["held"]}
    explained = {row["of"] for row in record["interview"] if not row["held"]}
    found = []
    for who in Interviewee:
        state = "held" if who in held else "not_held" if who in explained else "waiting" if who in expected else ""
        if state:
            found.append({"icon": ICONS[state], "words": who.label, "state": STATES[state]})
    return found


def numbered_gaps(case: Case) -> list[tuple[int, InformationGap]]:
    """The gaps with the number under which the case speaks of them, in order of writing."""
    return list(enumerate(GAPS(case=case), start=1))


GAPS: Prepared[InformationGap] = Prepared(
    lambda: InformationGap.objects.filter(case=Given("case")).select_related("owner", "closed_by").order_by("recorded_at", "id")
)
PATHWAY: Prepared[PathwayStage] = Prepared(lambda: PathwayStage.objects.filter(case=Given("case")).order_by("-recorded_at", "-id"))
