"""What the page of triage shows of the panel: who has sealed, never what, until the seal opens."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.hearing import whom_to_hear
from cases.concurrence import Answer
from cases.models import Case, Closing, Interview, Party
from cases.views.records import LOOKS
from cases.workflow import Stage
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from triage.actions.outcome import latest_opinions
from triage.actions.panel import RULE, current_panel, remaining, rows_of
from triage.models import TriageOpinion, TriageSeat

LEFT_WORDS = {"aside": _l("Stepped aside"), "absent": _l("Absent"), "conflict": _l("Not on the panel any more")}


@dataclass(frozen=True)
class PanelPage:
    """The panel as this person may see it."""

    is_open: bool = False
    size: int = 0
    sealed: int = 0
    people: list[dict[str, Any]] = field(default_factory=list)
    opinions: list[dict[str, Any]] = field(default_factory=list)
    own_seat: TriageSeat | None = None
    own_opinion: TriageOpinion | None = None
    own_is_stale: bool = False
    ends_at: datetime | None = None
    closing: Closing | None = None


def panel_page(case: Case, user: User, at: datetime) -> PanelPage:
    """Names and states while the seal is closed; the opinions with names once it has opened (handbook 4.2)."""
    seats = current_panel(case)
    if not seats:
        return PanelPage()
    given = latest_opinions(seats)
    is_open = is_sealed(case, given.values())
    here = remaining(seats)
    own_seat = next((seat for seat in here if seat.member_id == user.pk), None)
    mine = given.get(own_seat.id) if own_seat else None
    return PanelPage(
        is_open=is_open and case.stage == Stage.TRIAGE,
        size=len(here),
        sealed=sum(seat.id in given for seat in here),
        people=[_person(case, seat, given.get(seat.id), user, is_open) for seat in seats],
        opinions=[] if is_open else [_opened(given[seat.id]) for seat in seats if seat.id in given],
        own_seat=own_seat,
        own_opinion=mine,
        own_is_stale=bool(mine and mine.facts_version != case.facts_version),
        ends_at=ENDS.first(case=case.id, since=case.triage_at),
        closing=CLOSED_AT_TRIAGE.first(case=case),
    )


def is_sealed(case: Case, given: Collection[TriageOpinion]) -> bool:
    """Whether the panel decides still. What was sealed on a duplicate stays sealed until the other case's seal opens."""
    if case.stage == Stage.MERGED:
        return any(each.opened_at is None for each in given)
    assert case.triage_at is not None
    decided = case.convened_at is not None and case.convened_at >= case.triage_at
    return case.stage in (Stage.TRIAGE, Stage.CONTAINMENT) and not decided


def own_opinion(case: Case, user: User) -> TriageOpinion | None:
    """The last version of what this person sealed, while the panel is theirs."""
    seats = [seat for seat in remaining(current_panel(case)) if seat.member_id == user.pk]
    return next(iter(latest_opinions(seats).values()), None)


def _person(case: Case, seat: TriageSeat, given: TriageOpinion | None, user: User, is_open: bool) -> dict[str, Any]:
    words = _("You") if seat.member_id == user.pk else f"{seat.member.short_name}, {seat.member_position}"
    state = _state(case, seat, given, is_open)
    note = _("in place of %(name)s") % {"name": seat.in_place_of.member.short_name} if seat.in_place_of else ""
    return {"icon": "lock" if given and is_open else "circle-check" if given else "circle", "words": words, "note": note, "state": state}


def _state(case: Case, seat: TriageSeat, given: TriageOpinion | None, is_open: bool) -> Any:
    if seat.left_at:
        return LEFT_WORDS[seat.left]
    if case.stage == Stage.MERGED and not given:
        return _("Not given: the case was merged")
    if is_open:
        return _("Sealed") if given else _("Not yet")
    if given:
        return _("Opened")
    return _("Counted as full team (silence)") if was_silent(case) else _("Not given: full team already convened")


def was_silent(case: Case) -> bool:
    """Whether the time for triage had run out when the full team was convened, and no opinion asked for it."""
    if case.convened_at is None:
        return False
    asked_for = TriageOpinion.objects.filter(case=case, seat__in=current_panel(case)).exclude(
        answer__in=[Answer.NONE, Answer.LOW_ADDRESSED]
    )
    rows = rows_of(case).filter(target_due_at__lte=case.convened_at, state=Obligation.State.SUPERSEDED)
    return rows.exists() and not asked_for.exists()


def _opened(given: TriageOpinion) -> dict[str, Any]:
    return {
        "who": f"{given.recorded_name}, {given.recorded_position}",
        "answer": Answer(given.answer).label,
        "reason": given.reason,
        "addressed_by": given.addressed_by,
        "at": given.recorded_at,
    }


def checked(case: Case) -> list[dict[str, Any]]:
    """Records looked into and people talked with, then whoever should still be heard."""
    looks = [
        {
            "words": f"{look.get_source_display()}: {look.note or look.get_result_display().lower()}",
            "by": look.recorded_name,
            "at": look.recorded_at,
        }
        for look in LOOKS(case=case)
    ]
    talks = TALKS(case=case)
    return [*looks, *map(_talk, talks), *_still_to_hear(case, {talk.interviewee for talk in talks})]


TALKS: Prepared[Interview] = Prepared(lambda: Interview.objects.filter(case=Given("case")).defer("statement").order_by("recorded_at"))
ROLES: Prepared[str] = Prepared(lambda: Party.objects.filter(case=Given("case")).values_list("role", flat=True))
ENDS: Prepared[datetime] = Prepared(
    lambda: (
        Obligation.objects.about("case", Given("case"))
        .filter(rule=RULE, recorded_at__gte=Given("since"))
        .order_by("-target_due_at")
        .values_list("target_due_at", flat=True)[:1]
    )
)
CLOSED_AT_TRIAGE: Prepared[Closing] = Prepared(
    lambda: Closing.objects.filter(case=Given("case"), reason="closed_at_triage").order_by("-recorded_at")[:1]
)


def _talk(talk: Interview) -> dict[str, Any]:
    who = talk.get_interviewee_display()
    words = (
        _("Talked with: %(who)s") % {"who": who}
        if talk.held
        else _("Not talked with: %(who)s. %(why)s") % {"who": who, "why": talk.not_held_reason}
    )
    return {"words": words, "by": talk.recorded_name, "at": talk.recorded_at}


def _still_to_hear(case: Case, done: Collection[str]) -> list[dict[str, Any]]:
    wanted = whom_to_hear(ROLES(case=case.id))
    return [{"words": _("Not talked with: %(who)s.") % {"who": who.label}, "todo": True} for who in wanted if who not in done]
