"""A practice case as rich as a real one is counted nowhere: whatever shows a number reads as if it were not there."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from cases.access import door, roles_in, visible_to
from cases.actions.contagion import ask_after_violence
from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.gates import answer_gates
from cases.gates import GateReply, Moment
from cases.models import Case, SweepCheck
from reporting.counts import by_level, figures
from reporting.documents.year_calendar import YearCalendar, annual_calendar
from reporting.views.sirs_year import mine
from tat import clock
from tat.actions.digest import write_digests
from tat.actions.feeds import duties_of
from tat.models import Notice, SchoolYear, User
from tat.permissions import scope_of
from tests.cases.managed import planned
from tests.cast import NATURE, Cast, as_practice, signed_in
from tests.reporting.systems import prevention
from tests.typed import flat
from triage.actions.counted import open_case_about
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.search import earlier_records
from triage.models import LowLevelNote

At = Callable[[str], datetime]
BUILT, COUNTED = "2026-09-14 09:00", "2026-10-26 09:00"
PAGES = {
    "superintendent": ("/", "/duties/", "/cases/", "/district/", "/district/years/", "/district/calendar/", "/sirs/", "/teams/"),
    "prevention": ("/district/", "/district/years/", "/district/sweeps/"),
    "officer": ("/", "/cases/"),
    "outsider": ("/", "/cases/", "/duties/"),
}


def page(user: User, address: str) -> str:
    """A page without what is new at each look."""
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, (user.position, address)
    words = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return flat(re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|>It is [^<]*<', "", words))


def undone(act: Callable[[], Any]) -> Any:
    """What an act gives, as if it had not happened."""
    with transaction.atomic():
        found = act()
        transaction.set_rollback(True)
    return found


def listed_by_mail() -> list[int]:
    write_digests()
    return sorted(Notice.objects.filter(template="digest").values_list("recipient_id", flat=True))


def asked_after_violence(cast: Cast) -> int:
    ask_after_violence(district=cast.district, by=cast.superintendent, words="A school elsewhere.")
    return SweepCheck.objects.count()


def everything(cast: Cast, helper: User, note: LowLevelNote) -> dict[str, Any]:
    """Each count, list, statistic, search and likeness that is not the exercise's own page, by name."""
    now, reader = clock.now(), cast.principal
    people = {"prevention": helper, **{name: getattr(cast, name) for name in PAGES if name != "prevention"}}
    found: dict[str, Any] = {f"{name} {address}": page(people[name], address) for name, addresses in PAGES.items() for address in addresses}
    year = SchoolYear.objects.get(starts_on__year=2026)
    search = earlier_records("Rowan Teller", NATURE, building=cast.building, by=reader, way=door(reader, now), page="report_new")
    return found | {
        "figures": figures(cast.district, now),
        "levels": by_level(cast.district),
        "printed calendar": str(annual_calendar(YearCalendar(cast.district, year), now)),
        "SIRS export": mine(scope_of(cast.superintendent, now)).count(),
        "search before create": bool(search),
        "likeness of a note": open_case_about(note, visible_to(reader, now)) or open_case_about(note, Case.objects.all()),
        "calendar feed": len([each for each in duties_of(reader, now) if each.about_kind == "case"]),
        "daily list": undone(listed_by_mail),
        "asked after violence": undone(lambda: asked_after_violence(cast)),
    }


def a_rich_case(cast: Cast, at: At) -> Case:
    """A managed case with a firearm, an attack, a danger reported to the State Police, and an update that is overdue."""
    at(BUILT)
    case = planned(cast)
    yes = {gate: GateReply(answer="yes") for gate in ("firearm", "battery", "drugs")}
    with transaction.atomic():
        answer_gates(case, yes, moment=Moment.UPDATE, by=cast.principal, at=clock.now(), known_at=clock.now())
    danger = DangerGiven(answer="yes", determined_at=clock.now(), facts="He named a day and a place.", subject_is_student=True)
    determine_danger(case=case, by=cast.principal, given=danger)
    return case


UNMOVED = {"superintendent /cases/", "superintendent /teams/", "outsider /", "outsider /cases/", "outsider /duties/", "printed calendar"}
UNMOVED |= {"prevention /district/sweeps/", "officer /"}
"""What a real case does not move for these people either: it must not be moved by practice all the same."""


@pytest.mark.django_db
@pytest.mark.req("TM-8")
def test_a_practice_case_as_rich_as_a_real_one_moves_no_number_and_stands_in_no_list(cast: Cast, at: At) -> None:
    at(BUILT)
    helper = prevention(cast)
    note = keep_note(by=cast.officer, given=NoteGiven(harm="no", building=cast.building, nature="Sat alone.", name="Rowan Teller"))
    at(COUNTED)
    without = everything(cast, helper, note)
    case = a_rich_case(cast, at)
    at(COUNTED)
    with_it = everything(cast, helper, note)
    assert {name for name in without if without[name] == with_it[name]} == UNMOVED, "the real case must move each of the others"

    as_practice(case, cast.principal, cast.counselor)
    at(COUNTED)
    practised = everything(cast, helper, note)

    assert [name for name in without if without[name] != practised[name]] == []
    assert case.code in page(cast.counselor, "/cases/")  # it is there, for who plays
    assert not roles_in(door(cast.teacher, clock.now()), case) and roles_in(door(cast.counselor, clock.now()), case)
