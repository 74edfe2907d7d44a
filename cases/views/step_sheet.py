"""The STEP page as it is shown: findings by letter and kind, interviews, key questions and gaps in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.facts import EXPECTED
from cases.actions.on_record import Row
from cases.models import Case, Finding, InformationGap
from cases.step import Interviewee, StepDomain
from tat.models.prepared import Given, Prepared
from tat.templatetags.moments import on

Kind, Status = Finding.Kind, Finding.Status
LOOK = {
    StepDomain.SUBJECT: _l("Look at behavior, intent, capability, and what helps the subject cope."),
    StepDomain.TARGET: _l("Look at who is exposed, what they know, and how they respond."),
    StepDomain.ENVIRONMENT: _l("Look at peers, climate, supervision, and what at school feeds the grievance."),
    StepDomain.PRECIPITATING: _l("Look at losses, dates ahead, and what the team’s own steps may set off."),
}
KINDS = (Kind.WARNING_SIGN, Kind.RISK_FACTOR, Kind.PROTECTIVE_FACTOR, Kind.PRECIPITANT)
STATES = {"held": _l("Held"), "not_held": _l("Not held, reason on file"), "waiting": _l("Not yet")}
ICONS = {"held": "check", "not_held": "minus", "waiting": "circle"}


BEGINNING = 12


@dataclass(frozen=True)
class FindingLine:
    """One finding: its words, how it is known, who wrote it, and the earlier wordings that it corrects."""

    found: Finding
    known: str
    earlier: tuple[Finding, ...] = ()

    @property
    def words(self) -> str:
        return self.found.text or self.found.factor

    @property
    def beginning(self) -> str:
        """The first words, which tell it from the others."""
        first = self.words.split()
        return " ".join(first[:BEGINNING]) + ("…" if len(first) > BEGINNING else "")

    @property
    def factor(self) -> str:
        """The factor of the list, where the finding says more than its label."""
        label: str = getattr(self.found, "label", None) or ""
        return label if label != self.found.text else ""


@dataclass(frozen=True)
class Letter:
    """One letter: its findings by kind, kept apart and never added up; or where one looked and found nothing."""

    code: str
    name: str
    look: str
    kinds: list[tuple[str, list[FindingLine]]] = field(default_factory=list)
    nothing: Finding | None = None

    @property
    def is_empty(self) -> bool:
        return not self.kinds and self.nothing is None

    @property
    def has_observed(self) -> bool:
        return any(line.found.status == Status.OBSERVED for _kind, lines in self.kinds for line in lines)


def letters(rows: Iterable[Finding]) -> list[Letter]:
    """The four letters in order, out of every finding of the case, replaced ones included."""
    every = {row.id: row for row in rows}
    replaced = {row.replaces_id for row in every.values()}
    standing = [row for row in every.values() if row.id not in replaced]
    return [_letter(domain, [row for row in standing if row.domain == domain], every) for domain in StepDomain]


def _letter(domain: StepDomain, rows: list[Finding], every: Mapping[Any, Finding]) -> Letter:
    kinds = [(kind.label, [_line(row, every) for row in rows if row.kind == kind]) for kind in KINDS]
    nothing = next((row for row in rows if row.kind == Kind.NOTHING), None)
    return Letter(domain.value, str(domain.label), str(LOOK[domain]), [each for each in kinds if each[1]], nothing)


def _line(found: Finding, every: Mapping[Any, Finding]) -> FindingLine:
    earlier = []
    before = every.get(found.replaces_id)
    while before is not None:
        earlier.append(before)
        before = every.get(before.replaces_id)
    return FindingLine(found, how_known(found), tuple(each for each in earlier if each.kind != Kind.NOTHING))


def how_known(found: Finding) -> str:
    """Observed or not, from where, of which day, fact or opinion: never a number."""
    source = str(found.get_source_display()) if found.source else _("no source named yet")
    parts = [
        str(found.get_status_display()),
        f"{source}: {found.source_note}" if found.source_note else source,
        _("heard from somebody who heard it") if found.second_hand else "",
        on(found.observed_on) if found.observed_on else "",
        _("exact words") if found.is_quote else "",
        _("opinion") if found.basis == Finding.Basis.OPINION else _("fact"),
        str(found.get_confidence_display()).lower() if found.confidence != Finding.Confidence.SINGLE else "",
    ]
    return " · ".join(part for part in parts if part)


def interviews(record: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Whom the case hears, and how far it is: one line a kind of person, expected ones first."""
    expected = {EXPECTED[row["role"]] for row in record["party"] if row["role"] in EXPECTED} | {Interviewee.SUBJECT}
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
