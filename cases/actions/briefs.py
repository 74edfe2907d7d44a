"""Need-to-know briefs: three lines for named staff, written and withdrawn by the team (4:190-AP2: who needs to know is told)."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from cases.access import locked_case
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.named_staff import kept_apart
from cases.actions.stamps import stamp
from cases.models import Brief, BriefReader, Case
from tat import clock, notices
from tat.models import Standing, User
from tat.roles import Permission
from tat.statutes import local_date
from tat.statutes.limits import BRIEF_DAYS, LONGEST_BRIEF_DAYS

LINE, REASON = 300, 2000
KNOW = "Write what they need to know."
DO = "Write what they do with it, or that there is nothing to do."
TURN_TO = "Write whom they turn to, and how."
WHY = "Write why these people need to know it. It is kept for the record and not shown to them (105 ILCS 10/6(a)(2))."
TOO_LONG = f"One line holds {LINE} characters at most. Say it in fewer words."
WHY_TOO_LONG = f"This holds {REASON} characters at most. Say it in fewer words."
NOBODY = "Name at least one person. A brief goes to named people who need to know, never to a group."
ELSEWHERE = "Somebody who is named has no account in this district. Take the name off, and look for the person by name or e-mail."
LEFT = "%s: this account has ended, so nobody would read the brief. Take the name off."
IN_CONFLICT = "%s: in conflict with this case, and not to be told of it (handbook 2.4). Take the name off."
ASIDE = "%s: stepped aside from this case, and is not told of it any more. Take the name off."
UNTIL = "Write the last day on which the brief can be read."
PAST = "This day has passed. Choose today or a later day."
TOO_FAR = f"A brief can be read for {LONGEST_BRIEF_DAYS} days at most. Choose an earlier day; what is still needed then is written anew."
Capacity = Standing.Capacity


@dataclass(frozen=True, kw_only=True)
class BriefGiven:
    """A brief as a person writes it; `until_on` is the last local day, `people` are ids of accounts."""

    know: str
    do: str
    turn_to: str
    why: str
    until_on: date | None
    people: tuple[int, ...] = ()


def usual_end(at: datetime) -> date:
    """The last day that a new brief has before anybody chooses another."""
    return local_date(at) + timedelta(days=BRIEF_DAYS)


def wrong_end(until_on: date, at: datetime) -> str:
    """Why a brief cannot be read to the end of this local day; "" where it can."""
    today = local_date(at)
    if until_on < today:
        return PAST
    return TOO_FAR if until_on > today + timedelta(days=LONGEST_BRIEF_DAYS) else ""


@transaction.atomic
def write_brief(*, case: Case, by: User, given: BriefGiven) -> Brief:
    """Keep a brief and tell those whom it names that something needs them; they are told what stands in it when they open it.

    Who has the case already may be named too. Raises Blocked with what is missing, for who is in conflict or has left, and once the
    case is closed.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    people = list(User.objects.filter(pk__in=given.people).order_by("full_name", "pk"))
    _check(locked, given, people, at)
    words = {"know": given.know, "do": given.do, "turn_to": given.turn_to, "why": given.why, "until_on": given.until_on}
    brief = Brief.objects.create(case=locked, **words, **stamp(by, at))
    BriefReader.objects.bulk_create(BriefReader(brief=brief, user=each, name=each.full_name, position=each.position) for each in people)
    notices.tell_brief(
        [each.pk for each in people], brief_id=brief.pk, about_id=locked.pk, practice=locked.practice, until_on=brief.until_on, at=at
    )
    log_case("brief_written", locked, by=by, at=at, detail=f"brief:{brief.pk}")
    return brief


def _check(case: Case, given: BriefGiven, people: list[User], at: datetime) -> None:
    lines = (("know", given.know, KNOW), ("do", given.do, DO), ("turn_to", given.turn_to, TURN_TO))
    wrong = wrong_end(given.until_on, at) if given.until_on else UNTIL
    refuse(
        *((field, missing, not text.strip()) for field, text, missing in lines),
        *((field, TOO_LONG, len(text) > LINE) for field, text, _missing in lines),
        ("why", WHY, not given.why.strip()),
        ("why", WHY_TOO_LONG, len(given.why) > REASON),
        ("until_on", wrong, bool(wrong)),
        ("people", NOBODY, not given.people),
        *_wrongly_named(case, set(given.people), people, at),
    )


def _wrongly_named(case: Case, named: Collection[int], people: list[User], at: datetime) -> Iterable[tuple[str, str, bool]]:
    """Who cannot be told, each kind in one sentence with the names."""
    here = [each for each in people if each.district_id == case.district_id]
    apart = kept_apart(case, at)
    yield "people", ELSEWHERE, len(here) < len(named)
    for sentence, wrong in (
        (LEFT, [each for each in here if not each.is_active]),
        (IN_CONFLICT, [each for each in here if apart.get(each.pk) == Capacity.EXCLUDED]),
        (ASIDE, [each for each in here if apart.get(each.pk) == Capacity.ASIDE]),
    ):
        yield "people", sentence % ", ".join(each.full_name for each in wrong), bool(wrong)


@transaction.atomic
def withdraw_brief(*, case: Case, by: User, brief_id: uuid.UUID) -> Brief | None:
    """Let nobody open the brief any more, whatever has become of the case; harmless where that is so already. What was read stays read.

    Gives None for a brief that is not this case's. Raises Http404 or PermissionDenied at the door.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    brief = locked.brief_set.filter(pk=brief_id).first()
    if brief is None or brief.withdrawn_at:
        return brief
    brief.withdrawn_at, brief.withdrawn_by = at, by
    brief.save(update_fields=["withdrawn_at", "withdrawn_by"])
    notices.withdraw_brief(brief.readers.values_list("user_id", flat=True), brief.pk)
    log_case("brief_withdrawn", locked, by=by, at=at, detail=f"brief:{brief.pk}")
    return brief
