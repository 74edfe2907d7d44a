"""What every page's frame shows: the way round for this person, what waits for them, and whether the sweep still runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from tat.models import Heartbeat
from tat.permissions import request_scope
from tat.roles import Permission, Role, allows

P = Permission
SWEEP = "sweep"
SILENT_AFTER = timedelta(minutes=3)


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation; a URL name that does not exist leaves the entry out."""

    url_name: str
    words: Any
    permission: Permission | None = None


ENTRIES = (
    Entry("home", _("Home")),
    Entry("case_list", _("Cases"), P.VIEW_CASE),
    Entry("report_inbox", _("Reports"), P.REVIEW_REPORT),
    Entry("duty_list", _("Duties"), P.VIEW_DUTIES),
    Entry("district", _("District"), P.VIEW_DISTRICT),
    Entry("filing_list", _("Annual filing"), P.FILE_ANNUAL),
    Entry("team_list", _("Team"), P.VIEW_TEAM),
)


def chrome(request: HttpRequest) -> dict[str, object]:
    """The variables of templates/base.html; nothing is read until a template asks."""
    return {"chrome": SimpleLazyObject(lambda: Chrome(request)), "demo": settings.DEMO}


class Chrome:
    """The frame of one request's page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def roles(self) -> frozenset[Role]:
        return request_scope(self.request).roles()

    @property
    def nav(self) -> list[Entry]:
        return nav_for(self.roles)

    @property
    def may_report(self) -> bool:
        return allows(self.roles, P.LOG_REPORT)

    @property
    def sweep_silent_minutes(self) -> int:
        """Minutes since the sweep's last round when that is more than three, else 0."""
        last = Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first()
        return silent_minutes(last, request_scope(self.request).at)


def nav_for(roles: Iterable[Role]) -> list[Entry]:
    """The entries that people in these roles have, in the order of the bar."""
    held = frozenset(roles)
    return [entry for entry in ENTRIES if entry.permission is None or allows(held, entry.permission)]


def silent_minutes(last: datetime | None, at: datetime) -> int:
    """Whole minutes since `last` once they pass three; 0 while the sweep is on time or has never run."""
    silence = at - last if last else timedelta(0)
    return silence // timedelta(minutes=1) if silence > SILENT_AFTER else 0
