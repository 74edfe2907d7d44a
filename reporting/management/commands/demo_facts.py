"""Tells who can sign in to the demonstration, and where its cases stand."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.models import Case
from reporting.management.demo.school import PASSWORD
from tat import clock
from tat.models import Standing, User
from tat.permissions import scope_of


class Command(BaseCommand):
    """Only with DEMO or TEST set: nowhere else are there accounts to tell of."""

    help = "Accounts (role, building, password) and cases (reference, stage, team, conflicts) of the demonstration."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("This tells of the demonstration's accounts and runs with DEMO or TEST set.")
        facts = {"accounts": accounts(), "cases": cases()}
        if options["json"]:
            self.stdout.write(json.dumps(facts, indent=1))
            return
        for row in facts["accounts"]:
            if row["roles"]:
                self.stdout.write(f"  {row['email']:48} {row['position']:34} {', '.join(row['roles'])}")
        self.stdout.write("  a second factor, which a district requires, is not asked for here; set one up on the menu of your name")
        self.stdout.write(f"  password of all: {PASSWORD}")


def accounts() -> list[dict[str, Any]]:
    """Everyone who can sign in, with the roles held today."""
    at = clock.now()
    rows = User.objects.filter(is_active=True).prefetch_related("appointments__building", "seats__team__buildings").order_by("id")
    return [_account(user, sorted(scope_of(user, at).roles())) for user in rows]


def _account(user: User, roles: list[str]) -> dict[str, Any]:
    places = {each.building.code for each in user.appointments.all() if each.building}
    places |= {building.code for seat in user.seats.all() for building in seat.team.buildings.all()}
    return {
        "email": user.email,
        "name": user.full_name,
        "position": user.position,
        "roles": roles,
        "buildings": sorted(places),
        "password": PASSWORD,
    }


def cases() -> list[dict[str, Any]]:
    """Every case with its stage, team and the people kept out."""
    kept_out: dict[Any, list[str]] = {}
    for row in Standing.objects.filter(about_kind="case", capacity=Standing.Capacity.EXCLUDED, until_at=None).select_related("person"):
        kept_out.setdefault(row.about_id, []).append(row.person.email)
    rows = Case.objects.select_related("team", "building").order_by("code")
    return [
        {
            "reference": case.code,
            "stage": case.stage,
            "level": case.level,
            "team": case.team.name,
            "building": case.building.code,
            "restricted": case.restricted,
            "conflicts": kept_out.get(case.id, []),
        }
        for case in rows
    ]
