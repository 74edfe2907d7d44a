"""The ladders, climbed by beat and worker as processes and read off a mail server: X1 to X7, each with the actor
present, absent, in conflict, without a back-up, and with neither."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tat import clock, obligations
from tat.models import Heartbeat, Notice, Obligation
from tests.processes.loops import Loops, Mail, Sink, until
from tests.tat.school import School

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(900)]

NOBODY: frozenset[str] = frozenset()
MANAGER, PARTNER = frozenset({"counselor"}), frozenset({"backup"})
LEAD, CHIEF = frozenset({"principal"}), frozenset({"superintendent"})
VARIANTS = ("present", "absent", "conflict", "no back-up", "neither")


@dataclass(frozen=True)
class Rung:
    """At `local` time these are told, by what the actor's situation is; one set stands for all situations."""

    local: str
    told: dict[str, frozenset[str]]
    acknowledge: bool = False


def actor(beside: frozenset[str] = NOBODY) -> dict[str, frozenset[str]]:
    """A reminder to the actor: the back-up beside an absent one and for one in conflict; the superintendent for nobody."""
    told = {"present": MANAGER, "absent": MANAGER | PARTNER, "conflict": PARTNER, "no back-up": MANAGER, "neither": CHIEF}
    return {variant: people | beside for variant, people in told.items()} | ({"neither": beside} if beside else {})


def pair(beside: frozenset[str] = NOBODY) -> dict[str, frozenset[str]]:
    """A reminder to the actor and the back-up."""
    both = MANAGER | PARTNER
    told = {"present": both, "absent": both, "conflict": PARTNER, "no back-up": MANAGER, "neither": NOBODY if beside else CHIEF}
    return {variant: people | beside for variant, people in told.items()}


def office(people: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(VARIANTS, people)


def nobody() -> dict[str, frozenset[str]]:
    return office(NOBODY)


LADDERS = {
    "X1": (
        "LVL-LE",
        [
            Rung("2026-09-14 14:00", pair()),
            Rung("2026-09-14 14:15:30", pair(CHIEF)),
            Rung("2026-09-14 14:30:30", pair(CHIEF), acknowledge=True),
            Rung("2026-09-14 14:59:30", nobody()),
            Rung("2026-09-14 15:00:30", pair(CHIEF)),
        ],
    ),
    "X2": (
        "CPD-ISP",
        [
            Rung("2026-09-14 14:00", actor()),
            Rung("2026-09-14 18:00:30", actor()),
            Rung("2026-09-15 02:00:30", actor()),
            Rung("2026-09-15 10:00:30", pair(LEAD)),
            Rung("2026-09-15 13:00:30", office(CHIEF)),
            Rung("2026-09-15 14:00:30", office(CHIEF)),
            Rung("2026-09-18 14:00", nobody()),
        ],
    ),
    "X3": (
        "DRG-48",
        [
            Rung("2026-09-14 14:00", actor()),
            Rung("2026-09-15 02:00:30", actor()),
            Rung("2026-09-15 14:00:30", actor()),
            Rung("2026-09-16 06:00:30", actor()),
            Rung("2026-09-16 10:00:30", office(CHIEF)),
            Rung("2026-09-16 14:00:30", office(CHIEF)),
        ],
    ),
    "X4": (
        "EMR-PG",
        [
            Rung("2026-09-14 14:00", actor()),
            Rung("2026-09-15 08:00:30", actor()),
            Rung("2026-09-15 12:00:30", actor()),
            Rung("2026-09-15 16:00:30", pair()),
            Rung("2026-09-16 00:00:30", office(CHIEF | {"custodian"})),
        ],
    ),
    "X5": (
        "UPD-30",
        [
            Rung("2026-09-14 14:00", nobody()),
            Rung("2026-10-04 08:00:30", actor()),
            Rung("2026-10-09 08:00:30", actor()),
            Rung("2026-10-12 08:00:30", actor()),
            Rung("2026-10-14 08:00:30", pair()),
            Rung("2026-10-15 08:00:30", office(LEAD)),
            Rung("2026-10-19 08:00:30", office(CHIEF)),
        ],
    ),
    "X6": (
        "TMP-REV",
        [
            Rung("2026-09-14 14:00", nobody()),
            Rung("2026-09-17 08:00:30", actor()),
            Rung("2026-09-23 08:00:30", actor()),
            Rung("2026-09-25 00:00:30", office(CHIEF)),
            Rung("2026-09-26 08:00:30", office(CHIEF)),
        ],
    ),
    "X7": (
        "TRI-DONE",
        [
            Rung("2026-09-14 14:00", nobody()),
            Rung("2026-09-15 03:00:30", actor()),
            Rung("2026-09-15 15:00:30", actor()),
            Rung("2026-09-15 16:00:30", office(LEAD)),
            Rung("2026-09-16 08:00", nobody()),
        ],
    ),
}


CHANGED_SCHOOLS = datetime.date(2026, 9, 24)
"""The student's change of school, by which the record is reviewed."""


@dataclass
class Scene:
    """One invented district in which the actor's situation is `variant`, and what its people have been sent so far."""

    variant: str
    school: School
    duty: Obligation
    seen: list[Mail] = field(default_factory=list)

    def arrived(self, sink: Sink) -> list[Mail]:
        mails = sink.to(f"{self.school.district.slug}.example")
        fresh, self.seen = mails[len(self.seen) :], mails
        return fresh


def scene(variant: str, rule: str, moment: datetime.datetime) -> Scene:
    school = School(slug=f"{rule}-{variant}-{uuid.uuid4().hex[:6]}".lower().replace(" ", ""))
    school.test_year()
    about = school.about()
    if variant == "absent":
        school.away(school.counselor, moment)
    if variant in ("conflict", "neither"):
        school.stands(school.counselor, "excluded", about, moment)
    elif rule == "UPD-30":
        school.stands(school.counselor, "case_manager", about, moment)
    if variant in ("no back-up", "neither"):
        school.team.seats.filter(user=school.backup).delete()
    opening = school.opening(about=about, triggered_at=moment, at=moment, actor=school.counselor)
    if rule == "TMP-REV":
        opening["anchor"] = CHANGED_SCHOOLS
    return Scene(variant, school, obligations.start(rule, **opening))


def is_settled(since: datetime.datetime) -> bool:
    """Sweep and sender have done a round since then, and nothing waits to be climbed or sent."""
    beats = dict(Heartbeat.objects.filter(at__gte=since).values_list("name", "at"))
    now = clock.now()
    due = Obligation.objects.open().filter(next_step_at__lte=now).exists()
    waits = Notice.objects.filter(state="waiting", next_try_at__lte=now).exists()
    return {"sweep", "sender"} <= beats.keys() and not due and not waits


@pytest.mark.req("OB-4")
@pytest.mark.parametrize("ladder", LADDERS)
def test_each_rung_reaches_the_right_people_once(ladder: str, loops: Loops, sink: Sink, move: Callable[[str], datetime.datetime]) -> None:
    rule, rungs = LADDERS[ladder]
    moment = move(rungs[0].local)
    scenes = [scene(variant, rule, moment) for variant in VARIANTS]
    for rung in rungs:
        moved = move(rung.local)
        until(lambda moved=moved: is_settled(moved), f"{ladder} at {rung.local} is climbed and sent")
        for one in scenes:
            mails = one.arrived(sink)
            assert sorted(mail.to.split("@")[0] for mail in mails) == sorted(rung.told[one.variant]), (rung.local, one.variant)
            if rung.acknowledge:
                obligations.acknowledge(one.duty, at=clock.now(), by=one.school.principal)
    everything = [mail for one in scenes for mail in one.seen]
    assert len({mail.message_id for mail in everything}) == len(everything)
    assert {mail.subject for mail in everything} == {"K7Q2: something needs you"}
    Obligation.objects.update(state="superseded", next_step_at=None)
