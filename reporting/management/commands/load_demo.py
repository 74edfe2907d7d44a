"""Loads the demonstration district, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.contagion import make_contagion
from reporting.management.demo.exercises import make_exercise
from reporting.management.demo.filing import make_filing
from reporting.management.demo.learning import make_learning
from reporting.management.demo.named import make_designations
from reporting.management.demo.notes import make_notes
from reporting.management.demo.outside import make_outside
from reporting.management.demo.records import make_records
from reporting.management.demo.review import make_review
from reporting.management.demo.school import make_school
from reporting.management.demo.staff_list import make_staff_lists
from reporting.management.demo.system import make_system
from reporting.management.demo.teams import make_teams
from reporting.management.demo.tips import make_tips
from tat import clock
from tat.models import District


class Command(BaseCommand):
    """A second start finds the district and changes nothing."""

    help = "Loads the demonstration district and its cases, unless they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("The demonstration is loaded only with DEMO set: its people and cases are invented.")
        if District.objects.exists():
            return
        make_school(clock.now().astimezone(clock.CENTRAL).date())
        cases = make_cases(plans())
        make_notes()
        make_tips()
        make_system(cases)
        make_contagion(cases)
        make_designations()
        make_records()
        make_teams()
        make_learning()
        make_outside(cases)
        make_review()
        make_staff_lists()
        make_exercise()
        make_filing()
        self.stdout.write(f"The demonstration district is loaded, with {len(cases)} cases.")
