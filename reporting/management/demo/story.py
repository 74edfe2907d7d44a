"""One case of the demonstration as it happened: its people, its building, and a clock that moves with the telling."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cases.access import excluded_people
from cases.models import Case
from reporting.management.demo.school import account
from tat import clock
from tat.models import Appointment, Building, Seat, User
from tat.roles import Role


@dataclass
class Story:
    """A case in the making. The acts are the product's own; only `tat_now()` is moved, and put back at the end."""

    plan: dict[str, Any]
    real_now: datetime
    moved: timedelta
    now: datetime
    building: Building
    lead: User
    triage: list[User] = field(default_factory=list)
    team: list[User] = field(default_factory=list)
    case: Case = None  # type: ignore[assignment]

    def person(self, short: str) -> User:
        """Somebody of the district by the short name of the account."""
        return User.objects.get(email=account(short))

    def fresh(self) -> Case:
        """The case as it stands in the database."""
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    def kept_out(self) -> set[int]:
        """People whom a conflict keeps from the case."""
        return excluded_people(self.case, self.now)

    def forward(self, **span: float) -> None:
        """Let time go by; it never passes the real now."""
        self.now = min(self.now + timedelta(**span), self.real_now)
        clock.offset(self.moved + self.now - self.real_now)

    def until(self, **ago: float) -> None:
        """Let time go by until so long before the real now."""
        self.now = max(self.now, self.real_now - timedelta(**ago))
        clock.offset(self.moved + self.now - self.real_now)

    def tell(self, *acts: Callable[["Story"], None], minutes: float = 20) -> None:
        """Do these acts one after the other, with time between them."""
        for act in acts:
            act(self)
            self.forward(minutes=minutes)


def begin(plan: dict[str, Any], real_now: datetime, moved: timedelta) -> Story:
    """A story before its beginning, so long ago as its plan says; `moved` is how far the clock runs ahead already."""
    building = Building.objects.get(code=plan["at"])
    ago = timedelta(minutes=plan.get("minutes", 0), hours=plan.get("hours", 0), days=plan.get("days", 0))
    team = building.teams.get()
    seats = list(Seat.objects.filter(team=team, kind=Seat.Kind.CORE, user__isnull=False).select_related("user").order_by("id"))
    lead = Appointment.objects.get(role=Role.PRINCIPAL, building=building).user
    return Story(
        plan=plan,
        real_now=real_now,
        moved=moved,
        now=real_now - ago,
        building=building,
        lead=lead,
        triage=[seat.user for seat in seats if seat.triage and seat.user],
        team=[seat.user for seat in seats if seat.user],
    )
