"""Another district whose people, places and seats all have the same number and the same long id: sent once, it stands for each kind."""

from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection, models

from cases.actions.imminence import Determining
from cases.models import Case
from tat.models import Agency, Appointment, Building, District, Seat, Team, User
from tests.cast import SINCE, a_report
from tests.forms.rendered import TEXTS, Control
from triage.actions.reports import receive_report

FLOORS = ("tat", "cases", "triage", "reporting")
NUMBER, LONG = 900_001, "00000000-0000-4000-8000-000000900001"
WHO = "principal@far.example"


def far_district() -> Case:
    """A district with a building, a team, its principal and a case, which are nobody's business here."""
    district = District.objects.create(pk=NUMBER, name="Farland CUSD 1", slug="farland")
    words = {"name": "Far High School", "code": "FAR", "rcdts": "18-999-0010-26-0001", "kind": "high"}
    building = Building.objects.create(pk=NUMBER, district=district, **words)
    team = Team.objects.create(pk=NUMBER, district=district, name="Far High", ref=LONG)
    team.buildings.add(building)
    person = User.objects.create(pk=NUMBER, district=district, email=WHO, full_name="Zia Orr", position="Principal")
    seat = {"statutory": "ADM", "expertise": ["EXP-ADM"], "triage": True, "from_on": SINCE, "ref": LONG}
    Seat.objects.create(pk=NUMBER, team=team, user=person, **seat)
    Appointment.objects.create(pk=NUMBER, user=person, role="principal", district=district, building=building, from_on=SINCE)
    Agency.objects.create(pk=LONG, district=district, kind="dcfs", name="Farland Police")
    cast: Any = SimpleNamespace(building=building, principal=person)
    given = a_report(cast, subject_name="Ola Grey", determining=Determining(answer="no", rationale="Named nobody."))
    return receive_report(by=person, given=given).case


def theirs(control: Control, case: Case) -> list[str]:
    """What of theirs could be sent in this control."""
    if control.kind in TEXTS:
        return [WHO, case.code]
    known = [value for value in (*control.offered, *control.values) if value]
    if any(len(value) == len(LONG) and value.count("-") == 4 for value in known):
        return [LONG, str(case.pk), str(case.party_set.earliest("pk").pk)]
    if any(value.isdigit() for value in known):
        return [str(NUMBER)]
    return [case.code] if case.short_code and any(value.count("-") == 2 for value in known) else []


def references() -> dict[str, int]:
    """How many rows of each table point at a row of the other district, by table and column."""
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(_counting()))
        return {name: count for name, count in cursor.fetchall() if count}


def _counting() -> list[str]:
    found = []
    for model in [model for floor in FLOORS for model in apps.get_app_config(floor).get_models(include_auto_created=True)]:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in (User, Building, Team, Seat, Appointment, Agency, District):
                table, column = model._meta.db_table, field.column
                found.append(f"select '{table}.{column}', count(*) from {table} where {column}::text in ('{NUMBER}', '{LONG}')")
    return found
