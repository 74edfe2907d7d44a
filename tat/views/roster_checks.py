"""The check of a team's roster: what it lacks in words, the building's process, the signature."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat.actions.roster_checks import ABOUT, RULE, ask_for_check, may_sign, seen_mark, sign_check
from tat.actions.team_doors import manages, team_read
from tat.actions.team_lacks import lacks_of
from tat.forms.roster_checks import SignCheckForm
from tat.idempotency import once
from tat.models import Obligation, RosterCheck, Seat, Team
from tat.models.rosters import rosters_of
from tat.permissions import request_scope, signed_in
from tat.statutes import EXPERTISE, RULES, local_date
from tat.statutes.rosters import SeatLine, from_json
from tat.views.mending import mend, on_what_stands, refusal
from tat.workflow import Blocked


def check_or_404(request: HttpRequest, check_id: uuid.UUID) -> tuple[RosterCheck, Obligation | None]:
    """The check with its duty, for whoever reads its team. Raises Http404 for everybody else."""
    scope = request_scope(request)
    rows = RosterCheck.objects.select_related("school_year", "district")
    check = rows.filter(pk=check_id, district=scope.district_id or 0).first()
    if check is None:
        raise Http404
    ref = Team.objects.values_list("ref", flat=True).get(pk=check.team_id)
    check.team = team_read(scope, ref)
    duty = Obligation.objects.about(ABOUT, check.pk).filter(rule=RULE).select_related("district").first()
    return check, duty


def signs(request: HttpRequest, check: RosterCheck, duty: Obligation | None) -> bool:
    """Whether the form stands on this person's page."""
    scope = request_scope(request)
    return check.signed_at is None and duty is not None and may_sign(scope, check, duty, scope.at)


@signed_in("GET")
def roster_check(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """One check: the roster to be signed as it stands now, or as it was signed."""
    check, duty = check_or_404(request, check_id)
    return show(request, check, duty)


def show(request: HttpRequest, check: RosterCheck, duty: Obligation | None, form: SignCheckForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    roster = from_json([check.roster])[0] if check.signed_at else rosters_of([check.team], local_date(scope.at))[check.team_id]
    asked = signs(request, check, duty)
    mark = seen_mark(roster)
    shown = (form or SignCheckForm(initial={"process": last_process(check.team), "seen": mark})) if asked else None
    context: dict[str, Any] = {
        "check": check,
        "team": check.team,
        "duty": duty,
        "late": duty.is_overdue(scope.at) or duty.was_late() if duty else False,
        "lines": [in_words(line) for line in roster.lines],
        "missing": check.missing if check.signed_at else lacks_of(check.team, roster, scope.at),
        "form": on_what_stands(shown, seen=mark) if shown else None,
        "rule": RULES[RULE],
        "now": scope.at,
        **refusal(request, [form], [shown]),
    }
    return render(request, "tat/roster_check.html", context)


def in_words(line: SeatLine) -> tuple[str, str, SeatLine]:
    """A line with its seat and its expertise in words."""
    seat = Seat.Statutory(line.statutory).label if line.statutory else _("Member")
    return seat, "; ".join(EXPERTISE[code].label for code in line.expertise if code in EXPERTISE), line


def last_process(team: Team) -> str:
    """What was confirmed last; the principal reads it and signs it again, or writes it anew."""
    last = RosterCheck.objects.filter(team=team, signed_at__isnull=False).order_by("-signed_at").first()
    return last.process if last else ""


@signed_in("POST")
def sign(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """Sign it. For whoever does not lead the team it is not there."""
    check, duty = check_or_404(request, check_id)
    scope = request_scope(request)
    if duty is None or not may_sign(scope, check, duty, scope.at):
        raise Http404
    return _sign(request, check_id)


@once
def _sign(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    form = SignCheckForm(request.POST)
    if form.is_valid():
        try:
            sign_check(check_id=check_id, by=request.user, **form.cleaned_data)
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("Signed, with your name and the time. What you signed is kept as it reads here."))
            return redirect("roster_check", check_id=check_id)
    return show(request, *check_or_404(request, check_id), form=form)


@signed_in("POST")
def ask(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Open a check on the team's own wish. For whoever does not keep the team's records it is not there."""
    scope = request_scope(request)
    if not manages(scope, team_read(scope, team_ref)):
        raise Http404
    return _ask(request, team_ref)


@once
def _ask(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    try:
        check = ask_for_check(team_ref=team_ref, by=request.user)  # type: ignore[arg-type]
    except Blocked:
        check = RosterCheck.objects.get(team__ref=team_ref, signed_at=None)
    return redirect("roster_check", check_id=check.pk)
