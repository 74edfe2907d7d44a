"""A frozen view of case files for who may not open them: codes, times and numbers, in a few statements for any number of files."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.actions.hearing import whom_to_hear
from cases.concurrence import CONCURRING, SMALLEST_PANEL
from cases.levels import LEVELS, Level
from cases.models import Case, Classification, Closing, DangerDetermination, Interview, Party, Plan, PlanStrategy, SafeguardAnswer
from cases.safeguard import CODES as SAFEGUARD
from cases.workflow import ClosingReason, Stage
from reporting.counts.audit_items import ITEMS, KEPT, MISSING, NOT_ASKED, OF_RULE, WAITING, Answer, Item
from reporting.counts.timeliness import DONE, DUE, State
from tat.models import Obligation
from triage.models import TriageOpinion, TriageSeat

UPDATE = "UPD-30"


def _written(name: str) -> Func:
    """How many bytes a sealed text has, without opening it: none where nothing was written."""
    return Func(F(name), function="octet_length", output_field=IntegerField())


@dataclass
class Duties:
    """The duties of one item in one file: done in time or excused, done late, past due, and running."""

    kept: int = 0
    late: int = 0
    open: int = 0
    running: int = 0


@dataclass
class File:
    """What is read of one case: nothing that is sealed."""

    case: Case
    duties: dict[str, Duties] = field(default_factory=lambda: defaultdict(Duties))
    panel: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    roles: set[str] = field(default_factory=set)
    talks: set[str] = field(default_factory=set)
    classification: dict[str, Any] = field(default_factory=dict)
    danger: bool = False
    plan: dict[str, Any] = field(default_factory=dict)
    updates_run: bool = False
    separations: int = 0
    unanswered: int = 0
    closing: dict[str, Any] = field(default_factory=dict)


def audited(cases: Sequence[Case], at: datetime) -> dict[UUID, list[Answer]]:
    """Each case's answers, in the order of ITEMS, at `at` (UTC); what was merged into it counts with it."""
    files = {case.pk: File(case) for case in cases}
    merged = Case.objects.filter(merged_into__in=list(files)).values_list("pk", "merged_into")
    of = {pk: pk for pk in files} | {pk: into for pk, into in merged if into}

    def file(case_id: UUID) -> File:
        return files[of[case_id]]

    for read in READERS:
        read(list(of), file, at)
    return {pk: [ASKED.get(item.code, _of_duties)(item, found) for item in ITEMS] for pk, found in files.items()}


Found = Callable[[UUID], File]


def _duties(ids: list[UUID], file: Found, at: datetime) -> None:
    rows = Obligation.objects.filter(about_kind="case", about_id__in=ids, rule__in=list(OF_RULE)).exclude(state=State.SUPERSEDED)
    late = Q(state=State.MET, done__gt=F("due"))
    past = Q(state=State.OPEN, due__lt=at)
    counted = rows.alias(due=DUE, done=DONE).values("about_id", "rule")
    for row in counted.annotate(
        n=Count("pk"), late=Count("pk", filter=late), open=Count("pk", filter=past), all_open=Count("pk", filter=Q(state=State.OPEN))
    ).order_by():
        found = file(row["about_id"]).duties[OF_RULE[row["rule"]]]
        found.late += row["late"]
        found.open += row["open"]
        found.running += row["all_open"] - row["open"]
        found.kept += row["n"] - row["late"] - row["all_open"]
        if row["rule"] == UPDATE and row["all_open"]:
            file(row["about_id"]).updates_run = True


def _panels(ids: list[UUID], file: Found, at: datetime) -> None:
    latest = TriageOpinion.objects.filter(seat=OuterRef("pk")).order_by("-recorded_at", "-id").values("answer")[:1]
    rows = TriageSeat.objects.filter(case__in=ids, left="").annotate(answer=Subquery(latest))
    for case_id, panel, answer in rows.values_list("case_id", "panel", "answer"):
        file(case_id).panel[panel].append(answer or "")


def _talks(ids: list[UUID], file: Found, at: datetime) -> None:
    for case_id, role in Party.objects.filter(case__in=ids).values_list("case_id", "role").distinct():
        file(case_id).roles.add(role)
    rows = Interview.objects.filter(case__in=ids).alias(why=_written("not_held_reason"))
    for case_id, who in rows.filter(Q(held=True) | Q(why__gt=0)).values_list("case_id", "interviewee").distinct():
        file(case_id).talks.add(who)


def _judged(ids: list[UUID], file: Found, at: datetime) -> None:
    rows = Classification.objects.filter(case__in=ids, replaced_at=None).exclude(kind=Classification.Kind.RAISE, in_force_at=None)
    for row in rows.order_by("recorded_at").values("case_id", "complete_at", "measures", "level"):
        file(row["case_id"]).classification = dict(row)
    for case_id in DangerDetermination.objects.filter(case__in=ids).values_list("case_id", flat=True).distinct():
        file(case_id).danger = True


def _plans(ids: list[UUID], file: Found, at: datetime) -> None:
    rows = Plan.objects.filter(case__in=ids, state=Plan.State.ADOPTED)
    for row in rows.order_by("adopted_at").values("case_id", "case_manager_id", "engager_id"):
        file(row["case_id"]).plan = dict(row)
    given = SafeguardAnswer.objects.filter(strategy=OuterRef("pk")).order_by().values("strategy").annotate(n=Count("pk")).values("n")
    chosen = PlanStrategy.objects.filter(plan__case__in=ids, plan__state=Plan.State.ADOPTED, is_separation=True)
    chosen = chosen.exclude(status=PlanStrategy.Status.DROPPED)
    answered = Coalesce(Subquery(given, output_field=IntegerField()), 0)
    for case_id, n in chosen.annotate(n=answered).values_list("plan__case_id", "n"):
        found = file(case_id)
        found.separations += 1
        found.unanswered += max(len(SAFEGUARD) - n, 0)


def _closings(ids: list[UUID], file: Found, at: datetime) -> None:
    rows = Closing.objects.filter(case__in=ids, kind=Closing.Kind.CLOSED).annotate(based=_written("basis"))
    for row in rows.order_by("recorded_at").values("case_id", "reason", "based"):
        file(row["case_id"]).closing = dict(row)


READERS = (_duties, _panels, _talks, _judged, _plans, _closings)


def _lacks_of(duties: Duties) -> list[tuple[str, int]]:
    return [(code, n) for code, n in (("late", duties.late), ("open", duties.open)) if n]


def _of_duties(item: Item, file: File, *more: tuple[str, int]) -> Answer:
    """Missing where a duty was late or is past due, or where `more` is lacking; not asked where there was none."""
    duties = file.duties[item.code]
    lacks = (*_lacks_of(duties), *more)
    if lacks:
        return Answer(item.code, MISSING, lacks)
    if duties.running:
        return Answer(item.code, WAITING)
    return Answer(item.code, KEPT if duties.kept else NOT_ASKED)


def _kept_unless(item: Item, *lacks: tuple[str, int]) -> Answer:
    found = tuple(each for each in lacks if each[1])
    return Answer(item.code, MISSING if found else KEPT, found)


def _imminence(item: Item, file: File) -> Answer:
    undecided = file.case.determined_at is None and not file.duties[item.code].running
    found = _of_duties(item, file, *([("undecided", 1)] if undecided else []))
    return Answer(item.code, KEPT) if found.state == NOT_ASKED else found


def _triage(item: Item, file: File) -> Answer:
    case = file.case
    if case.convened_at:
        return Answer(item.code, KEPT)
    if case.closed_reason != ClosingReason.AT_TRIAGE or case.stage != Stage.CLOSED:
        return Answer(item.code, WAITING)
    answers = file.panel[max(file.panel)] if file.panel else []
    without = sum(answer not in CONCURRING for answer in answers)
    return _kept_unless(item, ("panel", len(answers) if len(answers) < SMALLEST_PANEL else 0), ("opinions", without))


def _convened(file: File) -> bool:
    return file.case.convened_at is not None


def _heard(item: Item, file: File) -> Answer:
    if not _convened(file):
        return Answer(item.code, NOT_ASKED)
    missing = len(set(whom_to_hear(file.roles)) - file.talks)
    if missing and file.case.classified_at is None:
        return Answer(item.code, WAITING)
    return _kept_unless(item, ("interviews", missing))


def _signed(item: Item, file: File) -> Answer:
    if not file.classification:
        return Answer(item.code, NOT_ASKED)
    open_positions = file.classification["complete_at"] is None
    duties = file.duties[item.code]
    if open_positions and duties.running and not duties.open and not duties.late:
        return Answer(item.code, WAITING)
    found = _of_duties(item, file, *([("positions", 1)] if open_positions else []))
    return Answer(item.code, KEPT) if found.state == NOT_ASKED else found


def _danger(item: Item, file: File) -> Answer:
    if not file.classification:
        return Answer(item.code, NOT_ASKED)
    return _kept_unless(item, ("danger", int(not file.danger)))


def _classified(item: Item, file: File) -> Answer:
    ended = file.case.stage in (Stage.MANAGEMENT, Stage.CLOSED) and _convened(file)
    return _of_duties(item, file, *([("unclassified", 1)] if ended and not file.classification else []))


def _planned(item: Item, file: File) -> Answer:
    row = file.classification
    due = bool(row) and (LEVELS[Level(row["level"])].requires_plan or row["measures"])
    more: list[tuple[str, int]] = []
    if due and not file.plan and not file.duties[item.code].running:
        more.append(("no_plan", 1))
    if file.plan and not (file.plan["case_manager_id"] and file.plan["engager_id"]):
        more.append(("carriers", 1))
    found = _of_duties(item, file, *more)
    return Answer(item.code, KEPT) if found.state == NOT_ASKED and file.plan else found


def _updated(item: Item, file: File) -> Answer:
    unwatched = bool(file.plan) and file.case.stage == Stage.MANAGEMENT and not file.updates_run
    return _of_duties(item, file, *([("no_plan_clock", 1)] if unwatched else []))


def _separated(item: Item, file: File) -> Answer:
    return _kept_unless(item, ("safeguard", file.unanswered)) if file.separations else Answer(item.code, NOT_ASKED)


def _closed(item: Item, file: File) -> Answer:
    if file.case.stage != Stage.CLOSED:
        return Answer(item.code, NOT_ASKED)
    at_triage = file.case.closed_reason == ClosingReason.AT_TRIAGE
    return _kept_unless(item, ("basis", int(not at_triage and not file.closing.get("based"))))


ASKED: Mapping[str, Callable[[Item, File], Answer]] = {
    "IMM": _imminence,
    "TRI": _triage,
    "INT": _heard,
    "CLS": _classified,
    "SIG": _signed,
    "DNG": _danger,
    "PLN": _planned,
    "UPD": _updated,
    "SEP": _separated,
    "END": _closed,
}


def totals(files: Iterable[Sequence[Answer]]) -> list[tuple[Item, Counter[str]]]:
    """Each item with how many files have it in which state."""
    rows = list(files)
    return [(item, Counter(row[place].state for row in rows)) for place, item in enumerate(ITEMS)]
