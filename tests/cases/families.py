"""Cases with a student target, rules about their families, and notices, made by the people's own acts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.actions.classification import classify
from cases.actions.family_rules import RuleGiven, record_family_rule
from cases.actions.notifications import NoticeGiven
from cases.actions.parties import PartyGiven
from cases.models import Affiliation, Case, FamilyRule, Party
from tat import clock
from tat.workflow import Blocked
from tests.cases.assessed import a_level, assessed
from tests.cast import Cast, a_case, a_report
from tests.typed import send
from triage.actions.reports import receive_report

MONDAY = "2026-09-14 14:02"
TARGET = "Ana Lund"
FATHER, MOTHER = "José Quandt Óbando", "Marisol Teller"
WRONG_SPELLINGS = ("jose quandt", "QUANDT OBANDO, José", "Obandoh, Josee", "Mr. Quandt", "J. Quandt", "Quandt-Óbando")


def a_student_target() -> PartyGiven:
    return PartyGiven(role=Party.Role.TARGET, name=TARGET, affiliation=Affiliation.STUDENT_CURRENT)


def with_a_target(cast: Cast, stage: str = "intake", **changes: Any) -> Case:
    """A case about a student with a student target."""
    return a_case(cast, stage, targets=(a_student_target(),), **changes)


def at_a_level(cast: Cast, level: str = "moderate", targets: tuple[PartyGiven, ...] = ()) -> Case:
    """The same, with a level in force."""
    case = assessed(cast, targets=targets or (a_student_target(),))
    classify(case=case, by=cast.principal, given=a_level(level))
    case.refresh_from_db()
    return case


def about_an_adult(cast: Cast) -> Case:
    """Intake recorded a student of 18 or older."""
    subject = PartyGiven(
        role=Party.Role.SUBJECT, name="Rowan Teller", affiliation=Affiliation.STUDENT_CURRENT, age_group=Party.AgeGroup.ADULT
    )
    return receive_report(by=cast.principal, given=a_report(cast, subject=subject)).case


def party(case: Case, role: str = "subject") -> Party:
    return case.party_set.filter(role=role).select_related("person__key").earliest("recorded_at")


def an_order(cast: Cast, case: Case, role: str = "subject", **changes: Any) -> FamilyRule:
    """An order that bars the father, in force since September 1."""
    given = {
        "party_id": party(case, role).pk,
        "kind": "order",
        "person": FATHER,
        "source": "Circuit court, 26 OP 117",
        "from_on": date(2026, 9, 1),
    }
    return record_family_rule(case=case, by=cast.principal, given=RuleGiven(**(given | changes)))


def rights_passed(cast: Cast, case: Case, role: str = "subject", **changes: Any) -> FamilyRule:
    """18 years old since September 1."""
    given = {"party_id": party(case, role).pk, "why": "eighteen", "from_on": date(2026, 9, 1)}
    return record_family_rule(case=case, by=cast.principal, given=RuleGiven(**(given | changes)))


def a_notice(recipient: str = "NTF-PGS", **changes: Any) -> NoticeGiven:
    """A parent reached by phone a moment ago; no identity disclosed."""
    given = {
        "recipient": recipient,
        "outcome": "reached",
        "told_at": clock.now(),
        "person": MOTHER,
        "capacity": "Mother",
        "method": "phone",
        "content": "What was said, and what the school does.",
        "discloses_student": "no",
    }
    return NoticeGiven(**(given | changes))


def an_emergency(recipient: str = "NTF-LE", **changes: Any) -> NoticeGiven:
    """The police are told who it is."""
    given = {
        "person": "Dispatcher",
        "capacity": "Dispatcher, county sheriff",
        "discloses_student": "yes",
        "legal_basis": "emergency",
        "release_threat": "A message that names a person and a time.",
        "purpose": "To find the student before school begins.",
    }
    return a_notice(recipient, **(given | changes))


def typed(given: NoticeGiven, **more: Any) -> dict[str, Any]:
    """The same as the form sends it."""
    left_out = ("told_at", "party_id", "whose_id", "not_barred", "meets")
    words = {name: value for name, value in vars(given).items() if name not in left_out}
    at = given.told_at.astimezone(clock.CENTRAL) if given.told_at else None
    return words | ({"told_at": f"{at:%Y-%m-%dT%H:%M}"} if at else {}) | ({"not_barred": "on"} if given.not_barred else {}) | more


def refused(act: Callable[[], object]) -> str:
    """The sentences with which an act is refused."""
    with pytest.raises(Blocked) as found:
        act()
    return " ".join(found.value.problems)


def post(client: Client, case: Case, path: str, page: str = "", **fields: Any) -> HttpResponse:
    """Send the form of a case's page; `page` where the form stands on another one."""
    address = f"/cases/{case.code}/"
    return send(client, f"{address}{page or path.partition('/')[0]}/", f"{address}{path}/", **fields)
