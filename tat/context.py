"""What every page's frame shows: the way round for this person, what waits for them, and whether the sweep still runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from tat import health, home
from tat.models import Restore
from tat.permissions import Scope, request_scope
from tat.roles import Permission, Role, allows
from tat.sign_in.acted import acted_at

P = Permission


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry of the main navigation; a URL name that does not exist leaves the entry out."""

    url_name: str
    words: Any


HOME = Entry("home", _("Home"))
CASES = Entry("case_list", _("Cases"))
SEARCH = Entry("search", _("Search"))
DUTIES = Entry("duty_list", _("Duties"))
DISTRICT = Entry("district", _("District"))
SETUP = Entry("district_setup", _("Set-up"))
FILING = Entry("filing_list", _("Annual filing"))
RECORDS = Entry("record_list", _("Records"))
DISPOSALS = Entry("disposal_list", _("Disposals"))
TEAM = Entry("team_list", _("Team"))
TEAMS = Entry("team_list", _("Teams"))
BAR = (HOME, CASES, SEARCH, DUTIES, DISTRICT, SETUP, FILING, RECORDS, DISPOSALS, TEAM, TEAMS)

MEMBER = {HOME, CASES, SEARCH, TEAM}
NAVIGATION: dict[Role, set[Entry]] = {
    Role.REPORT_TAKER: {HOME, CASES, SEARCH},
    Role.PRINCIPAL: {HOME, CASES, SEARCH, DUTIES, TEAM},
    Role.TAT_MEMBER: MEMBER,
    Role.TAT_BACKUP: MEMBER,
    Role.TRIAGE_MEMBER: MEMBER,
    Role.SUPERINTENDENT: {HOME, DISTRICT, FILING, TEAMS},
    Role.SVP_TEAM: {HOME, DISTRICT},
    Role.CUSTODIAN: {HOME, RECORDS, TEAMS},
    Role.HR: {HOME, RECORDS},
    Role.FOIA_OFFICER: {HOME, DISPOSALS},
    Role.SECRETARY: {HOME, SETUP},
}


def chrome(request: HttpRequest) -> dict[str, object]:
    """The variables of templates/base.html; nothing is read until a template asks."""
    return {"chrome": SimpleLazyObject(lambda: Chrome(request)), "demo": settings.DEMO}


class Chrome:
    """The frame of one request's page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def scope(self) -> Scope:
        return request_scope(self.request)

    @property
    def nav(self) -> list[Entry]:
        return nav_for(self.scope.roles())

    @cached_property
    def frame(self) -> home.Frame:
        return home.frame_for(self.scope, acted_at(self.request))

    @property
    def needs_count(self) -> int:
        return self.frame.needs

    @property
    def district(self) -> str:
        return self.frame.district

    @property
    def restore(self) -> Restore | None:
        """A restore from a backup that nobody has confirmed yet."""
        return self.frame.restore

    @property
    def may_report(self) -> bool:
        return allows(self.scope.roles(), P.LOG_REPORT)

    @property
    def may_confirm_restore(self) -> bool:
        return allows(self.scope.roles(), P.CONFIRM_RESTORE)

    @property
    def may_review(self) -> bool:
        return allows(self.scope.roles(), P.REVIEW_REPORT)

    @property
    def sweep_silent_minutes(self) -> int:
        """Minutes since the sweep's last round when that is more than three, else 0; 0 too where it has never run."""
        silence = self.frame.silence
        return silence // timedelta(minutes=1) if silence > health.SILENT_AFTER else 0


def nav_for(roles: Iterable[Role]) -> list[Entry]:
    """The entries that people in these roles have, in the order of the bar.

    Who holds no office and no seat is here for single cases, by a grant or a standing.
    """
    had = set().union(*(NAVIGATION.get(role, {HOME}) for role in roles)) or {HOME, CASES, SEARCH}
    if TEAM in had:
        had.discard(TEAMS)
    return [entry for entry in BAR if entry in had]
