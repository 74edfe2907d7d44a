"""The SIRS entries of a reporting year: what is entered, what is prepared, what is due; and the same as a table to take along."""

from datetime import date, time
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.actions.gates import SIRS
from cases.models import Case
from reporting.documents.sirs_worksheet import COLUMNS, FAMILIES, cells, year_of, year_words
from reporting.documents.tables import Sheet
from reporting.models import SirsEntry
from reporting.views.tables import cases_as_file
from tat import audit, paging
from tat.home import DESIGNATED
from tat.home.whose import NAMED
from tat.models import Designation, Obligation
from tat.permissions import Scope, request_scope, signed_in
from tat.roles import Role
from tat.sign_in import asks_again
from tat.statutes import RULES, ActorRole, local_date, wall_time

PAGE = 25
KEYS = ("triggered_at", "id")
State = Obligation.State
OF_THE_SCHOOL = [code for code in sorted(SIRS) if RULES[code].actor == ActorRole.PRINCIPAL]
"""The principal's own; an attack on school personnel is the superintendent's to enter."""


def mine(scope: Scope) -> Any:
    """The SIRS duties that this person answers for: the superintendent for the district's, a principal for the own buildings', a designee.

    Without those of exercises, of cases from which the person is excluded, and of those whose record was disposed of.
    Raises PermissionDenied for who answers for none.
    """
    whose = _whose(scope)
    if whose is None:
        raise PermissionDenied
    rows = Obligation.objects.filter(whose, rule__in=SIRS, district_id=scope.district_id, about_kind="case", practice=False)
    gone = Case.objects.filter(disposed_at__isnull=False).values("pk")
    return rows.exclude(about_id__in=scope.excluded).exclude(about_id__in=gone).exclude(state=State.SUPERSEDED)


def answers_for_some(scope: Scope) -> bool:
    """Whether the list of entries is this person's to open."""
    return _whose(scope) is not None


def _whose(scope: Scope) -> Q | None:
    if Role.SUPERINTENDENT in scope.offices:
        return Q()
    given = DESIGNATED(user=scope.user_id, today=local_date(scope.at))
    found = [_given(each) for each in given if SIRS & {*each.rules}]
    if scope.principal_of:
        named = Q(restricted=False) | Q(about_id__in=scope.cases_as(*NAMED))
        found.append(Q(building_id__in=scope.principal_of, rule__in=OF_THE_SCHOOL) & named)
    return next(iter(found)) if len(found) == 1 else Q(*found, _connector=Q.OR) if found else None


def _given(each: Designation) -> Q:
    """What a designation reaches; of a restricted case only where it is the superintendent's own duty."""
    chief = each.acts_for != Role.PRINCIPAL
    rules = [code for code in each.rules if code in SIRS and (code not in OF_THE_SCHOOL) == chief]
    where = Q(building_id=each.building_id) if each.building_id else Q()
    return Q(rule__in=rules) & where & (Q() if chief else Q(restricted=False))


def asked_year(request: HttpRequest, scope: Scope) -> int:
    """The reporting year asked for, by the calendar year in which it begins; the running one where none that reads is."""
    words, running = request.GET.get("year", ""), year_of(scope.at)
    return int(words) if words.isdecimal() and len(words) == 4 and 2000 <= int(words) <= running else running


def of_year(rows: Any, year: int) -> Any:
    """Those of one reporting year, by the local day on which it happened."""
    first, after = (wall_time(date(each, 7, 1), time()) for each in (year, year + 1))
    found = rows.filter(triggered_at__gte=first, triggered_at__lt=after)
    return found.select_related("district", "building", "sirs_entry__case__key")


def entry(duty: Obligation) -> SirsEntry | None:
    """The worksheet of a row that was read with it."""
    return getattr(duty, "sirs_entry", None)


def state(duty: Obligation, scope: Scope) -> tuple[str, str]:
    """The mark and the words of how far it is."""
    if duty.state == State.WAIVED:
        return "done", _("Not applicable")
    if duty.state == State.MET:
        return ("late", _("Entered late")) if duty.was_late() else ("done", _("Entered"))
    if duty.is_overdue(scope.at):
        return "late", _("Past due")
    return ("needs", _("Prepared")) if entry(duty) else ("open", _("Not prepared yet"))


@signed_in("GET")
def sirs_year(request: HttpRequest) -> HttpResponse:
    """The year's list, the latest incident first."""
    scope = request_scope(request)
    everything, year = mine(scope), asked_year(request, scope)
    rows, after = paging.page(of_year(everything, year), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    first = everything.aggregate(first=Min("triggered_at"))["first"]
    since = min(year_of(first) if first else year, year)
    context = {
        "lines": [{"row": row, "family": FAMILIES[row.rule].label, "state": state(row, scope)} for row in rows],
        "next_url": f"?{urlencode({'year': year, 'after': after})}" if after else "",
        "year": year,
        "year_asked": str(year),
        "words": year_words(year),
        "years": [(each, year_words(each)) for each in range(year_of(scope.at), since - 1, -1)],
    }
    audit.record_access(request.user, kind="list", page="sirs_year", at=scope.at, digest=audit.digest_of([row.code for row in rows]))  # type: ignore[arg-type]
    return render(request, "reporting/sirs_year.html", context)


@signed_in("GET")
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The year as a table, for who answers for it, after the person proved who they are a moment ago."""
    mine(request_scope(request))
    return _export(request, ending)


@asks_again
def _export(request: HttpRequest, ending: str) -> HttpResponseBase:
    scope = request_scope(request)
    year = asked_year(request, scope)
    rows = list(of_year(mine(scope), year).order_by(*KEYS))
    lines = (cells(row, entry(row), state(row, scope)[1]) for row in rows)
    sheets = lambda: [Sheet(_("SIRS entries"), COLUMNS, lines)]  # noqa: E731
    return cases_as_file(request, ending, f"sirs-{year}", sheets, codes=[row.code for row in rows], back="sirs_year")
