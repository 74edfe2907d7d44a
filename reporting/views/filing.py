"""The annual filing: days left, readiness, recipients, preview, packet, proof, the Board (105 ILCS 128/45(b))."""

import functools
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from reporting.actions.filing import facts_of, files_with, likely, may_file, opens_at, recipients_of
from reporting.documents.filing import is_late, numbered
from reporting.documents.rosters import changed_since, editions_in_force
from reporting.forms.filing import BoardForm, EditionForm, FreezeForm, ProofForm
from reporting.models import Filing
from reporting.workflow import FilingFacts, TeamRoster, freeze_problems, seats_held, warnings
from tat.models import Agency, Building, Obligation, SchoolYear
from tat.permissions import View, may, refused_method, request_scope, signed_in, stated
from tat.roles import Permission
from tat.statutes import RULES, SEATS, local_date
from tat.views.mending import refusal


def years_of(request: HttpRequest) -> Any:
    """The school years of the requester's district."""
    return SchoolYear.objects.filter(district_id=request_scope(request).district_id).select_related("district", "filing")


def year_or_404(request: HttpRequest, year: int) -> SchoolYear:
    """The school year that begins in that calendar year."""
    found = years_of(request).filter(starts_on__year=year).order_by("starts_on").first()
    if found is None:
        raise Http404
    return found


def filing_or_404(request: HttpRequest, year: int) -> Filing:
    """The filing of that school year, once it is opened."""
    rows = Filing.objects.select_related("school_year", "district", "frozen_by", "packet__html__key", "packet__file__key", "board_notice")
    filing = rows.filter(school_year=year_or_404(request, year)).first()
    if filing is None:
        raise Http404
    return filing


def files(*methods: str) -> Callable[[View], View]:
    """Open to who files: by office, or by a designation for one of the filing's duties."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if refused := refused_method(request, methods):
                return refused
            if not may_file(request_scope(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return stated(Permission.FILE_ANNUAL, methods)(login_required(guarded))  # type: ignore[arg-type, return-value, type-var]

    return wrap


@files("GET")
def filing_list(request: HttpRequest) -> HttpResponse:
    """Each school year with its filing; the next one that is not open yet says when it opens."""
    at = request_scope(request).at
    today = local_date(at)
    years = list(years_of(request).order_by("-starts_on"))
    opened = [year for year in years if hasattr(year, "filing")]
    unopened = [year for year in years if not hasattr(year, "filing") and year.ends_on >= today]
    coming = [{"year": year, "opens_at": opens_at(year) if year.starts_on > today else None} for year in reversed(unopened)]
    reads = may(request_scope(request), Permission.VIEW_DUTIES)
    return render(request, "reporting/filing_list.html", {"opened": opened, "coming": coming, "now": at, "reads_calendar": reads})


@files("GET")
def filing_detail(request: HttpRequest, year: int) -> HttpResponse:
    """One year's filing."""
    return show(request, filing_or_404(request, year))


@signed_in("GET")
def filing_of(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponse:
    """To the page of the year, from a duty that knows the filing alone; for who does not file it is not there."""
    scope = request_scope(request)
    filing = Filing.objects.select_related("school_year").filter(district=scope.district_id or 0, pk=filing_id).first()
    if filing is None or not may_file(scope):
        raise Http404
    return redirect("filing_detail", year=filing.school_year.starts_on.year)


def show(request: HttpRequest, filing: Filing, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `forms` by name, a proof's by its recipient's id."""
    at, district = request_scope(request).at, filing.district
    today = local_date(at)
    facts = facts_of(filing, likely(recipients_of(district, today)), today)
    frozen = filing.frozen_at is not None
    changed = changed_since(filing, today)
    rows = _recipients(filing, forms)
    context = {
        "filing": filing,
        "year": filing.school_year,
        "now": at,
        "duty": _duty(filing, at),
        "days_left": (filing.school_year.starts_on - today).days,
        "problems": () if frozen else freeze_problems(facts),
        "warnings": [sentence for roster in facts.rosters for sentence in warnings(roster)],
        "places": places(facts, Building.objects.filter(district=district).order_by("name")),
        "in_chicago": files_with(district)[1] == Agency.Kind.ISBE,
        "editions": numbered(editions_in_force(district, today)),
        "changed": changed,
        "all_recipients": rows,
        "recipients": [each for each in rows if each["row"].supplement_id is None],
        "supplements": [
            {"row": row, "recipients": [each for each in rows if each["row"].supplement_id == row.pk]}
            for row in filing.supplements.select_related("packet", "made_by").order_by("number")
        ],
        "rule": RULES["FILE-LE"],
        "board_rule": RULES["FILE-BRD"],
        **_forms(filing, forms, today),
    }
    context |= refusal(request, forms.values(), _offered(filing, context))
    return render(request, "reporting/filing.html", context, status=status)


def _offered(filing: Filing, context: dict[str, Any]) -> list[Any]:
    """The forms that the page has a place for; what was refused in another is said above."""
    frozen, told = filing.frozen_at is not None, filing.board_told_on is not None
    found = [context["edition_form"], *(each["form"] for each in context["all_recipients"])]
    found += [] if frozen else [context["freeze_form"]]
    found += [context["supplement_form"]] if context["changed"] else []
    return found + ([context["board_form"]] if filing.state == Filing.State.FILED and not told else [])


def places(facts: FilingFacts, buildings: Iterable[Building]) -> list[dict[str, Any]]:
    """Each building with the teams that serve it, then the teams that serve none: seats held of six, members of the Triage Team."""
    found = [
        {"name": each.name, "teams": [_team(roster) for roster in facts.rosters if each.name in roster.buildings]} for each in buildings
    ]
    return found + [{"name": "", "teams": [_team(roster)]} for roster in facts.rosters if not roster.buildings]


def _team(roster: TeamRoster) -> dict[str, Any]:
    held = seats_held(roster)
    triage = sum(line.triage for line in roster.members())
    return {"name": roster.team, "held": held, "of": len(SEATS), "triage": triage, "is_whole": held == len(SEATS)}


def _duty(filing: Filing, at: datetime) -> Obligation | None:
    """The duty whose clock the page shows: an open one first."""
    rows = Obligation.objects.about("filing", filing.id).filter(rule__in=["FILE-LE", "FILE-ROE"]).order_by("-state", "rule")
    return next((row for row in rows if row.state == Obligation.State.OPEN), rows[0] if rows else None)


def _recipients(filing: Filing, forms: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of the filing and of its supplements, each with the form of its proof while there is none."""
    rows = filing.recipients.select_related("agency", "recorded_by", "letter").order_by("agency__kind", "name")
    return [
        {
            "row": row,
            "late": is_late(filing, row),
            "form": None if row.filed_at else forms.get(str(row.id)) or ProofForm(prefix=f"r{row.id.hex[:6]}"),
        }
        for row in rows
    ]


def _forms(filing: Filing, forms: dict[str, Any], today: date) -> dict[str, Any]:
    district = filing.district
    return {
        "edition_form": forms.get("edition") or EditionForm(prefix="edition", district=district),
        "freeze_form": forms.get("freeze") or FreezeForm(prefix="freeze", offices=recipients_of(district, today)),
        "supplement_form": forms.get("supplement") or FreezeForm(prefix="more", offices=recipients_of(district, today)),
        "board_form": forms.get("board") or BoardForm(prefix="board"),
    }
