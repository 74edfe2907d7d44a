"""Walks one new case of the demonstration from its report to its closing, against a server that runs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.management.demo.pages import Refused
from reporting.management.demo.walk import intake, plan, team
from reporting.management.demo.walk.walker import Walk


class Command(BaseCommand):
    """Only with DEMO or TEST set: it signs in with the demonstration's password, and the case it makes is invented."""

    help = "Walks a new case from report to closing and reopening, as several people with cookies and forms; exits 1 when a page is amiss."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--base", default=settings.SITE_URL, help="The address of the server; SITE_URL where none is given.")
        parser.add_argument("--imminent", action="store_true", help="The threat is imminent: containment comes first.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("This walks a case of the demonstration and runs with DEMO or TEST set.")
        walk = Walk(options["base"], self.stdout.write)
        try:
            walk_through(walk, imminent=options["imminent"])
        except Refused as refused:
            raise CommandError(f"{walk.code or 'The walk'} stopped after {walk.acts} steps: {refused}") from None
        self.stdout.write(f"{walk.code}: walked from report to closing and opened again, in {walk.acts} steps.")


def walk_through(walk: Walk, *, imminent: bool) -> None:
    """Every step in its order. Raises Refused at the first that is not as expected."""
    intake.begin(walk)
    (intake.imminent if imminent else intake.not_imminent)(walk)
    for step in (intake.seal, intake.meet, team.find, team.answer):
        step(walk)
    team.tell(walk, "NTF-SUP", "the superintendent")
    for step in (
        team.endanger,
        team.report,
        team.classify,
        team.prove,
        plan.draft,
        plan.adopt,
        plan.end,
        plan.update,
        plan.close,
        plan.open_again,
    ):
        step(walk)
