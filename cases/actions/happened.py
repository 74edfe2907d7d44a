"""What happened in a case and in those merged into it: acts of the log, and what became of each duty, one list in order of time."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case as Either
from django.db.models import CharField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.event_kinds import DUTY, KIND_OF, KINDS, LATE, OTHER
from cases.models import Case, TargetPlan
from tat.audit import ACTIONS, SYSTEM
from tat.models import LogEntry, Obligation, ObligationEvent
from tat.statutes import RULES

Kind = ObligationEvent.Kind
DUTY_KINDS = (Kind.STARTED, Kind.MET, Kind.EXTENDED, Kind.RECOMPUTED, Kind.SUPERSEDED, Kind.CARRIED)
"""What the log has no entry of its own for: what people do to a duty by hand stands there."""
BECAME: dict[str, Any] = {
    Kind.STARTED: _l("Duty started"),
    Kind.MET: _l("Duty done"),
    Kind.EXTENDED: _l("Duty given more time"),
    Kind.RECOMPUTED: _l("Due time worked out again"),
    Kind.SUPERSEDED: _l("Duty ended, another took its place"),
    Kind.CARRIED: _l("Duty carried on"),
}
ENTERED_LATER = 60
"""Seconds between the fact and its entry from which a page says both."""
ACT, EVENT, PAST_DUE = "act", "event", "past_due"
COLUMNS = ("happened_at", "entered_at", "key", "source", "word", "by_rule", "of", "who", "position")


class Happened(NamedTuple):
    """One thing: when it happened and when it was put on record (UTC), an act or what became of a duty, and who did it."""

    happened_at: datetime
    entered_at: datetime
    key: uuid.UUID
    source: str
    word: str
    rule: str
    of: uuid.UUID
    who: str
    position: str

    @property
    def kind(self) -> str:
        if self.source == ACT:
            return KIND_OF.get(self.word, OTHER)
        return LATE if self.source == PAST_DUE else DUTY

    @property
    def is_entered_later(self) -> bool:
        """Whether it was put on record a minute or more after it happened."""
        return abs((self.entered_at - self.happened_at).total_seconds()) >= ENTERED_LATER

    @property
    def title(self) -> str:
        """What happened, in words; without a name of anybody in the case."""
        if self.source == ACT:
            words = ACTIONS.get(self.word, self.word)
            return words[:1].upper() + words[1:]
        state = _("Past its due time") if self.source == PAST_DUE else str(BECAME[self.word])
        duty = RULES[self.rule].duty if self.rule in RULES else self.rule
        return _("%(state)s: %(duty)s") % {"state": state, "duty": duty}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What narrows the list. `ids` are the case's and those merged into it; `held` are acts, and `target` whether a target's plan is read.

    `person` is an account's number, 0 the system, None everybody; `since` and `until` bound when it happened (UTC, the end left out);
    `beyond` is the last row of the page before.
    """

    ids: Sequence[uuid.UUID]
    at: datetime
    held: Collection[str] = ()
    target: bool = False
    kind: str = ""
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    beyond: Sequence[Any] | None = None
    oldest_first: bool = False


def happened(wanted: Wanted, size: int) -> list[Happened]:
    """The rows, `size` at most, in one statement; the newest first, or the oldest."""
    parts = [part for part in (_acts(wanted), _events(wanted), _past_due(wanted)) if part is not None]
    if not parts:
        return []
    sign = "" if wanted.oldest_first else "-"
    first, *others = [_narrowed(part, wanted).values_list(*COLUMNS) for part in parts]
    rows = first.union(*others, all=True).order_by(*(f"{sign}{column}" for column in COLUMNS[:3]))
    return [Happened._make(row) for row in rows[:size]]


def _acts(wanted: Wanted) -> QuerySet[Any] | None:
    if wanted.kind == LATE:
        return None
    about = Q(about_id__in=wanted.ids)
    if wanted.target:  # about the paper apart, whose entries do not name the case
        about |= Q(about_id__in=TargetPlan.objects.filter(case__in=wanted.ids).values("id"))
    rows = LogEntry.objects.filter(about).exclude(action__in=wanted.held)
    if wanted.kind == OTHER:
        rows = rows.exclude(action__in=[act for act in KIND_OF if KIND_OF[act] != OTHER])
    elif wanted.kind:
        rows = rows.filter(action__in=KINDS[wanted.kind].acts)
    if wanted.person is not None:
        rows = rows.filter(actor_id=wanted.person) if wanted.person else rows.filter(actor_id=None)
    return rows.annotate(
        happened_at=Coalesce("occurred_at", "at"),
        entered_at=F("at"),
        key=F("id"),
        source=_text(ACT),
        word=F("action"),
        by_rule=_text(""),
        of=F("about_id"),
        who=F("actor_name"),
        position=F("actor_position"),
    )


def _events(wanted: Wanted) -> QuerySet[Any] | None:
    if wanted.kind not in ("", DUTY):
        return None
    rows = ObligationEvent.objects.filter(obligation__about_kind="case", obligation__about_id__in=wanted.ids, kind__in=DUTY_KINDS)
    if wanted.person is not None:
        rows = rows.filter(by=wanted.person) if wanted.person else rows.filter(by=None)
    stated = (When(kind=Kind.STARTED, then=F("obligation__triggered_at")), When(kind=Kind.MET, then=Coalesce("obligation__done_at", "at")))
    return rows.annotate(
        happened_at=Either(*stated, default=F("at"), output_field=DateTimeField()),
        entered_at=F("at"),
        key=F("id"),
        source=_text(EVENT),
        word=F("kind"),
        by_rule=F("obligation__rule"),
        of=F("obligation__about_id"),
        who=Coalesce("by__full_name", _text(SYSTEM)),
        position=Coalesce("by__position", _text("")),
    )


def _past_due(wanted: Wanted) -> QuerySet[Any] | None:
    """The moment at which the due time passed, for a duty that was open then: reckoned, written down by nobody."""
    if wanted.kind not in ("", DUTY, LATE) or wanted.person is not None:
        return None
    due = Coalesce("legal_due_at", "target_due_at")
    still = Q(state=Obligation.State.OPEN) | Q(state=Obligation.State.MET, ended_at__gt=F("due")) | Q(waived_at__gt=F("due"))
    rows = Obligation.objects.filter(about_kind="case", about_id__in=wanted.ids)
    rows = rows.annotate(due=due, ended_at=Coalesce("done_at", "met_at")).filter(still, due__lt=wanted.at)
    return rows.annotate(
        happened_at=F("due"),
        entered_at=F("due"),
        key=F("id"),
        source=_text(PAST_DUE),
        word=_text(""),
        by_rule=F("rule"),
        of=F("about_id"),
        who=_text(""),
        position=_text(""),
    )


def _narrowed(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.since:
        rows = rows.filter(happened_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(happened_at__lt=wanted.until)
    if wanted.beyond is None:
        return rows
    side = "gt" if wanted.oldest_first else "lt"
    at, recorded, key = wanted.beyond
    later = Q(**{f"entered_at__{side}": recorded}) | Q(**{"entered_at": recorded, f"key__{side}": key})
    return rows.filter(Q(**{f"happened_at__{side}": at}) | Q(happened_at=at) & later)


def _text(words: str) -> Value:
    return Value(words, output_field=CharField())


class Actor(NamedTuple):
    """Somebody who acted in the case; 0 is the system."""

    number: int
    name: str


def actors(ids: Sequence[uuid.UUID], *, target: bool) -> list[Actor]:
    """Everybody who did something in these cases, by name, in one statement; the name last written down stands."""
    about = Q(about_id__in=ids) | (Q(about_id__in=TargetPlan.objects.filter(case__in=ids).values("id")) if target else Q(pk=None))
    acted = LogEntry.objects.filter(about).values_list(Coalesce("actor_id", 0), "actor_name")
    events = ObligationEvent.objects.filter(obligation__about_kind="case", obligation__about_id__in=ids, kind__in=DUTY_KINDS)
    others = events.values_list(Coalesce("by_id", 0), Coalesce("by__full_name", _text(SYSTEM)))
    found: dict[int, str] = dict(acted.union(others))
    return sorted((Actor(number, name) for number, name in found.items()), key=lambda each: (each.number == 0, each.name))


def merged_codes(case: Case) -> dict[uuid.UUID, str]:
    """The codes of the case and of those merged into it, by their ids, the case first."""
    rows = Case.objects.filter(merged_into=case).order_by("code").values_list("id", "code")
    return {case.pk: case.code, **dict(rows)}
