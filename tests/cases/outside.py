"""Incidents that are reported outside, put on record by the people themselves through the pages."""

import uuid
from datetime import date
from typing import Any

from django.urls import reverse

from cases.duty_facts import incidents_of
from cases.gates import REPORTED
from cases.models import Case
from tat.models import Building, Designation, District, Obligation, User
from tests.cast import Cast, a_person, appoint, signed_in
from tests.typed import flat, send, send_anew

SECRET = "Zephyr Quandary said “Friday is the day” to the counselor, Marigold Thistle."
"""The narrative of a report: no word of it may reach who sees no case."""
FACTS = {
    "battery": {"grounds": "school", "place": "Gym", "what": "A student struck a teacher once on the arm.", "personnel": "teacher"},
    "drugs": {"grounds": "conveyance", "place": "Bus 12", "what": "A student had gummies in a bag.", "drug": "cannabis"},
    "firearm": {"grounds": "property", "place": "Parking lot", "what": "A pistol lay in a car.", "weapon": "pistol"},
}


def reported(user: User, **typed: Any) -> Case:
    """A report through its page; gives its case."""
    given = {
        "nature": SECRET,
        "subject_name": "Zephyr Quandary",
        "subject_affiliation": "student_current",
        "location": "By room 204",
        **typed,
    }
    answer = send_anew(signed_in(user), "/reports/new/", "/reports/new/save/", **given)
    assert answer.status_code == 302, flat(answer.content.decode())
    return Case.objects.latest("opened_at")


def enter_facts(user: User, case: Case, gate: str, **typed: Any) -> Any:
    """The facts of the latest incident of this gate, through the page; gives the answer."""
    answer = [row for row, _facts in incidents_of(case, REPORTED) if row.gate == gate][-1]
    prefix = f"facts-{answer.pk}-"
    fields = {f"{prefix}{name}": value for name, value in {**FACTS[gate], **typed}.items()}
    key = {"answer": str(answer.pk), "idempotency_key": str(uuid.uuid4())}
    return signed_in(user).post(reverse("gate_facts_record", args=[case.code]), {f"{prefix}done_by": "student", **fields, **key})


def duty_of(case: Case, rule: str) -> Obligation:
    """The one duty of that rule."""
    return Obligation.objects.get(about_id=case.pk, rule=rule)


def page_of(user: User, duty: Obligation) -> Any:
    return signed_in(user).get(f"/duties/{duty.pk}/")


def tell(user: User, duty: Obligation, **typed: Any) -> Any:
    """The call to the police, through the page of the duty."""
    call = {
        "outcome": "reached",
        "agency": "Bluestem Bend Police",
        "person": "Sgt. Iver Holt",
        "method": "phone",
        "discloses_student": "no",
    }
    return send(signed_in(user), f"/duties/{duty.pk}/", f"/duties/{duty.pk}/police/", **{**call, **typed})


def a_designee(cast: Cast, *rules: str, acts_for: str = "superintendent", **changes: Any) -> User:
    """Somebody of the district without any seat, designated for these duties from the first of September on."""
    person = a_person(cast.district, f"designee.{uuid.uuid4().hex[:6]}", "Renata Holm", "Assistant Superintendent")
    given = {"acts_for": acts_for, "rules": list(rules), "from_on": date(2026, 5, 1), **changes}
    Designation.objects.create(district=cast.district, designee=person, by=cast.superintendent, **given)
    return person


def another_districts_superintendent() -> User:
    """A superintendent of elsewhere."""
    far = District.objects.create(name="Far CUSD 1", slug="far")
    Building.objects.create(district=far, name="Far High School", code="FHS", rcdts="18-999-0010-26-0001", kind="high")
    person = a_person(far, "far", "Wim Ash", "Superintendent")
    appoint(person, "superintendent")
    return person
