"""The annual review of safety plans: its day, who is invited, that it was held, its one-page report (105 ILCS 128/25)."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.views.acting import refusal
from reporting.actions.review_duties import HOLD, INVITE, REPORT, Review, read
from reporting.actions.reviews import duties_of, may_do
from reporting.forms.reviews import CorrectForm, HoldForm, InviteForm, NobodyForm, PlanForm, ReportForm
from reporting.models import ReviewInvitation, ReviewMeeting
from tat import home
from tat.models import Obligation
from tat.permissions import Scope, may, request_scope, signed_in
from tat.roles import Permission
from tat.statutes import RULES, local_date

Kind = ReviewInvitation.Kind
NONE_ALLOWED = (Kind.EMS, Kind.EDUCATION)


def opened(request: HttpRequest, meeting_id: uuid.UUID) -> tuple[Review, dict[str, Obligation]]:
    """The review with its duties, for whoever holds it for the Board. Raises Http404 for anybody else."""
    scope = request_scope(request)
    meeting = ReviewMeeting.objects.filter(district=scope.district_id or 0, pk=meeting_id).first()
    duties = duties_of(meeting) if meeting else {}
    if meeting is None or not reads(scope, duties.values()):
        raise Http404
    (review,) = read([meeting])
    return review, duties


def reads(scope: Scope, duties: Any) -> bool:
    """Whether one of the duties is this person's, or was ended by them."""
    return may(scope, Permission.FILE_ANNUAL) or any(home.is_theirs(scope, duty) or duty.met_by_id == scope.user_id for duty in duties)


def acts_in(scope: Scope, duties: dict[str, Obligation], rule: str) -> bool:
    """Whether this person may do what that rule asks: who acts in it, or in the whole review."""
    return any(may_do(scope, duties[asked]) for asked in (rule, HOLD) if asked in duties)


@signed_in("GET")
def review_detail(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """One year's review."""
    return show(request, *opened(request, meeting_id))


def show(request: HttpRequest, review: Review, duties: dict[str, Obligation], **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `sent` by the name of the form."""
    scope = request_scope(request)
    forms = offered(scope, review, duties, sent)
    context = {
        "review": review,
        "meeting": review.meeting,
        "year": review.meeting.school_year,
        "days": list(review.meeting.days.order_by("recorded_at")),
        "corrections": list(review.meeting.corrections.order_by("recorded_at")),
        "asked": asked(review),
        "more_invited": more_invited(review),
        "reports": list(review.meeting.reports.order_by("sent_on", "side")),
        "hold_duty": state_of(duties.get(HOLD), scope),
        "invite_duty": state_of(duties.get(INVITE), scope),
        "report_duty": state_of(duties.get(REPORT), scope),
        "between": days_between(review),
        "least_days": RULES[INVITE].clock.n,
        "has_come": bool(review.day and review.day <= local_date(scope.at)),
        "rules": {"hold": RULES[HOLD], "invite": RULES[INVITE], "report": RULES[REPORT]},
        "reads_calendar": may(scope, Permission.VIEW_DUTIES),
        "now": scope.at,
        **forms,
        **refusal(request, sent.values(), forms.values()),
    }
    return render(request, "reporting/review.html", context)


def offered(scope: Scope, review: Review, duties: dict[str, Obligation], sent: dict[str, Any]) -> dict[str, Any]:
    """The forms that this person may send now, each as it was sent or fresh."""
    held, planned = review.held_on, review.planned_on
    missing = review.missing
    free = [building for building in review.buildings if building.pk in missing]
    nobody = [kind for kind in NONE_ALLOWED if kind in missing]
    holds, invites, reports = (acts_in(scope, duties, rule) for rule in (HOLD, INVITE, REPORT))
    made = {
        "plan": lambda: PlanForm(prefix="plan", moves=planned is not None) if holds and not held else None,
        "invite": lambda: InviteForm(prefix="invite", buildings=free) if invites and planned else None,
        "nobody": lambda: NobodyForm(prefix="nobody", kinds=nobody) if invites and planned and nobody else None,
        "hold": lambda: HoldForm(prefix="hold") if holds and planned and not held else None,
        "correct": lambda: CorrectForm(prefix="correct") if holds and held else None,
        "report": lambda: ReportForm(prefix="report", sent=review.reports) if reports and held and len(review.reports) < 2 else None,
    }
    found = {name: make() for name, make in made.items()}
    return {f"{name}_form": sent.get(name) or form if form is not None else None for name, form in found.items()}


def asked(review: Review) -> list[dict[str, Any]]:
    """Whom the law wants invited, one line each: each building, then the kinds; with what is recorded of it."""
    lines = [{"label": building.name, "note": _("principal or designee"), "whom": building.pk} for building in review.buildings]
    lines += [{"label": kind.label, "note": "", "whom": kind.value} for kind in Kind if kind != Kind.PRINCIPAL]
    first: dict[Any, ReviewInvitation] = {}
    for row in review.invitations:
        whom = row.building_id or row.kind
        if whom not in first or (row.sent_on and first[whom].sent_on and row.sent_on < first[whom].sent_on):
            first[whom] = row
    return [line | {"row": first.get(line["whom"])} for line in lines]


def more_invited(review: Review) -> list[ReviewInvitation]:
    """Further invitations of a kind that one was recorded of already."""
    first = {line["row"].pk for line in asked(review) if line["row"]}
    return [row for row in review.invitations if row.pk not in first]


def days_between(review: Review) -> int | None:
    """Days from the last invitation to the meeting; None while somebody is not invited."""
    return (review.day - review.invited_on).days if review.day and review.invited_on else None


def state_of(duty: Obligation | None, scope: Scope) -> dict[str, Any] | None:
    """A duty with its state in words, and whether its page opens for this person; None where it is not begun."""
    if duty is None:
        return None
    late = duty.is_overdue(scope.at) or duty.was_late()
    words = {
        Obligation.State.OPEN: _("Late") if late else _("Open"),
        Obligation.State.MET: _("Done late") if late else _("Done"),
        Obligation.State.WAIVED: _("Not applicable"),
    }.get(Obligation.State(duty.state), duty.get_state_display())
    opens = home.is_theirs(scope, duty) or duty.met_by_id == scope.user_id
    kind = "late" if late else "needs" if duty.state == Obligation.State.OPEN else "done" if duty.state == Obligation.State.MET else "open"
    return {"row": duty, "kind": kind, "words": words, "opens": opens}
