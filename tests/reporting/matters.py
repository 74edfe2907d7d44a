"""Matters of records law as people type them, and who keeps them."""

import re
from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from reporting.actions.record_steps import StepGiven, take_step
from reporting.actions.records import MatterGiven, open_matter
from reporting.models import RecordsMatter
from tat import clock
from tat.models import Obligation, User
from tat.roles import Role
from tat.statutes import local_date
from tests.cast import Cast, a_person, appoint, signed_in
from tests.typed import send

ASKED = {
    "access": {
        "person": "Ana Teller",
        "capacity": "parent",
        "student": "Rowan Teller",
        "record": "temporary",
        "asks": "The whole file of this school year.",
        "barred": "no",
    },
    "personnel": {"employee": "Otto Lund", "asks": "What was used for the last evaluation."},
    "order": {
        "signer": "judge",
        "court": "Circuit Court of Prairie County",
        "docket": "26-CV-0417",
        "student": "Rowan Teller",
        "asks": "Attendance and discipline of two years.",
    },
    "hearing": {
        "student": "Rowan Teller",
        "person": "Ana Teller",
        "ground": "accuracy",
        "asks": "The entry of May about the bus.",
    },
    "challenge": {
        "student": "Rowan Teller",
        "person": "Ana Teller",
        "asks": "The entry of May about the bus.",
        "decision": "The entry stays; a statement of the parent is added.",
    },
    "disposal": {"record_class": "office", "schedule": "14:052", "count": "40", "asks": "Training logs of 2018 to 2020."},
}


def custodian(cast: Cast) -> User:
    keeper = a_person(cast.district, "custodian", "Cora Linde", "Official Records Custodian")
    appoint(keeper, Role.CUSTODIAN)
    return keeper


def personnel_officer(cast: Cast) -> User:
    officer = a_person(cast.district, "personnel", "Hedy Marks", "Personnel Officer")
    appoint(officer, Role.HR)
    return officer


def recorded(cast: Cast, by: User, kind: str, since: str = "", **typed: Any) -> HttpResponse:
    """The answer to one matter typed into its form."""
    fields: dict[str, Any] = {**ASKED[kind], **typed}
    if since:
        fields["since_on"] = since
    if kind in ("order", "challenge", "hearing"):
        fields.setdefault("building", cast.building.pk)
    return send(signed_in(by), f"/records/new/{kind}/", f"/records/new/{kind}/save/", **fields)


def a_matter(cast: Cast, by: User, kind: str, since: str = "", **typed: Any) -> RecordsMatter:
    """The matter, recorded through its page."""
    answer = recorded(cast, by, kind, since, **typed)
    assert answer.status_code == 302, re.findall(r'class="errors.*?</div>', answer.content.decode(), re.S)
    return RecordsMatter.objects.get(pk=answer["Location"].split("/")[2])


def a_request(cast: Cast, by: User, **changes: Any) -> RecordsMatter:
    """A parent's request of today for a record that the first building keeps, by the act itself."""
    given = {"since_on": local_date(clock.now()), "building": cast.building, "barred": False}
    words = {name: value for name, value in ASKED["access"].items() if name != "barred"}
    return open_matter(kind="access", by=by, given=MatterGiven(**(words | given | changes)))


def of_each_kind(cast: Cast, keeper: User) -> dict[str, RecordsMatter]:
    """What the custodian has on record: a request, an order of two weeks ago of which the parents are told, a challenge, a disposal."""
    today = local_date(clock.now())
    since, later = today - timedelta(days=14), today + timedelta(days=120)
    own = {"access": {"barred": False, "since_on": since}, **{each: {"since_on": since} for each in ("order", "challenge", "hearing")}}
    found = {}
    for kind in ("access", "order", "challenge", "hearing", "disposal"):
        given = {**ASKED[kind], "building": cast.building, **own.get(kind, {"planned_on": later, "count": 40})}
        found[kind] = open_matter(kind=kind, by=keeper, given=MatterGiven(**given))
    told = StepGiven(what="notice", at=clock.now(), person="Ana Teller", method="letter")
    take_step(matter_id=found["order"].pk, by=keeper, given=told)
    return found


def duty_about(matter: RecordsMatter) -> Obligation:
    return Obligation.objects.get(about_kind="records", about_id=matter.pk)


def stepped(by: User, matter: RecordsMatter, verb: str, **typed: Any) -> HttpResponse:
    """The answer to one step typed into its form on the matter's page."""
    page = f"/records/{matter.pk}/"
    return send(signed_in(by), page, f"{page}{verb}/", **{f"{verb}-{name}": value for name, value in typed.items()})
