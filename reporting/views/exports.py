"""The teams, the open duties and the district in numbers as tables; each holds what its page shows the same person."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from reporting.documents.filing import seat_rows
from reporting.documents.tables import Sheet
from reporting.views import district as numbers
from reporting.views.tables import as_file, cases_as_file
from tat import home
from tat.actions.team_doors import teams_in
from tat.models import District, Obligation
from tat.models.rosters import rosters_of
from tat.permissions import may, needs, request_scope
from tat.roles import Permission
from tat.sign_in import asks_again
from tat.statutes import RULES, local_date
from tat.templatetags.moments import when
from tat.views.needs import need

READ_AT_ONCE = 500


@needs(Permission.VIEW_TEAM, "GET")
@asks_again
def roster_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The seats of today of the teams that the person may look up, after the person proved who they are a moment ago."""
    scope = request_scope(request)
    teams = list(teams_in(scope).order_by("name", "id"))
    columns = (_("Team"), _("Buildings"), _("Seat"), _("Member"), _("Back-up"), _("Triage Team"))

    def rows() -> Iterator[Sequence[object]]:
        for _team, roster in rosters_of(teams, local_date(scope.at)).items():
            for row in seat_rows(roster):
                yield (roster.team, "; ".join(roster.buildings), row["seat"], row["member"], row["backup"], row["triage"])

    shown = [str(team.ref) for team in teams]
    return as_file(request, ending, "rosters", lambda: [Sheet(_("Teams"), columns, rows())], shown=shown, back="team_list")


@needs(Permission.VIEW_DUTIES, "GET")
@asks_again
def duty_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every open duty of the page of duties, after the person proved who they are a moment ago."""
    scope = request_scope(request)
    found = home.rows_of_buildings(scope)
    columns = (_("Case"), _("Duty"), _("Where"), _("Who"), _("Began"), _("Target"), _("Due"), _("State"))

    def rows() -> Iterator[Sequence[object]]:
        through = may(scope, Permission.VIEW_CASE)
        for row in found.iterator(chunk_size=READ_AT_ONCE):
            line = need(row, scope.at, viewer_id=scope.user_id, through_case=through)
            times = (when(row.triggered_at), when(row.target_due_at), when(row.legal_due_at))
            yield (row.code, line.title, line.why, _who(row), *times, _("Past due") if line.late else _("Open"))

    shown = list(found.values_list("code", flat=True))
    return cases_as_file(request, ending, "duties", lambda: [Sheet(_("Duties"), columns, rows())], codes=shown, back="duty_list")


def _who(row: Obligation) -> str:
    return row.actor.full_name if row.actor else RULES[row.rule].actor_words


@needs(Permission.VIEW_DISTRICT, "GET")
def district_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The district in numbers as it may be printed: no names, small counts hidden whoever takes it along."""
    scope = request_scope(request)
    found = District.objects.get(pk=scope.district_id)
    table = numbers.read(found, scope.at, exact=False)

    def sheets() -> list[Sheet]:
        places = (_("Building"), _("Open"), _("Reports this year"), _("Past due"), _("Team seats"))
        rows = [(line.name, line.open, line.reports, line.past_due, line.seats) for line in table.lines]
        figures = numbers.figure_words(found, scope.at, table, exact=False)
        levels = [(label, cell) for label, cell, _length, _density in numbers.bars(table)]
        return [
            Sheet(_("By building"), places, [*rows, (_("District"), table.open, table.reports, table.past_due, "")]),
            Sheet(_("Open cases by level"), (_("Level"), _("Open cases")), levels),
            Sheet(_("Figures"), (_("Figure"), _("Number"), _("Note")), figures),
        ]

    return as_file(request, ending, "district", sheets, shown=[line.name for line in table.lines], back="district")
