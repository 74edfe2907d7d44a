"""The interviews of a case: held, not held with the reason, and those still expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.hearing import whom_to_hear
from cases.actions.interviews import interview_not_held, record_interview
from cases.actions.on_record import on_record
from cases.actions.questioning import asks_for_block, standing_for
from cases.forms.interviews import InterviewForm, NotHeldForm
from cases.models import Case, Interview, InterviewTopic, Questioning
from cases.step import Interviewee
from cases.views import drafts
from cases.views.mending import mend
from cases.views.talks import shown
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

FORM = "interview"


@case_view(Permission.VIEW_CASE, "GET")
def case_interviews(request: HttpRequest, case: Case) -> HttpResponse:
    """The ledger of interviews."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **given: Any) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    expected = whom_to_hear(row["role"] for row in on_record(case, request_scope(request).at)["party"])
    may_add = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    who = wanted(request)
    talks = LEDGER(case=case)
    context = {
        "case": case,
        "interviews": [shown(talk, case.code) for talk in talks],
        "ledger": ledger(talks, [who for who in Interviewee if who in expected]),
        "form": (given.get("form") or fresh_form(request, case, who)) if may_add else None,
        "not_held_form": (given.get("not_held_form") or NotHeldForm(initial={"interviewee": who})) if may_add else None,
        "topics": topics(case),
        "blocks": len(BLOCKS(case=case.id)),
        "may_protect": can(request_door(request), Permission.VIEW_PROTECTED, case),
    }
    return render(request, "cases/interviews.html", context)


LEDGER: Prepared[Interview] = Prepared(
    lambda: Interview.objects.filter(case=Given("case")).select_related("party__person__key").order_by("recorded_at")
)
BLOCKS: Prepared[Any] = Prepared(lambda: Questioning.objects.filter(case=Given("case")).values_list("id", flat=True))


@dataclass(frozen=True)
class Line:
    """One kind of person who is expected to be heard, and how far it is: the latest talk, else the latest reason."""

    who: Interviewee
    talk: Interview | None

    @property
    def state(self) -> str:
        return "waiting" if self.talk is None else "held" if self.talk.held else "not_held"


def ledger(talks: Iterable[Interview], expected: Iterable[Interviewee]) -> list[Line]:
    """A line for each kind of person whom the procedure has the team hear (4:190-AP2, Triage)."""
    latest: dict[str, Interview] = {}
    for talk in talks:
        if talk.held or not (talk.interviewee in latest and latest[talk.interviewee].held):
            latest[talk.interviewee] = talk
    return [Line(who, latest.get(who)) for who in expected]


def wanted(request: HttpRequest) -> str:
    """Whom the button of the ledger names."""
    who = request.GET.get("who", "")
    return who if who in Interviewee.values else ""


def fresh_form(request: HttpRequest, case: Case, who: str) -> InterviewForm:
    """The form, with the draft that was left in it."""
    draft = drafts.typed(request, case, FORM)
    return drafts.again(InterviewForm(draft, case=case, at=request_scope(request).at, who=who), draft)


def topics(case: Case) -> list[tuple[Interviewee, list[str]]]:
    """What to cover with whom, as the district's list has it."""
    rows = InterviewTopic.offered(case.district_id)
    return [(who, [row.label for row in rows if row.interviewee == who]) for who in Interviewee]


@case_view(Permission.ASSESS, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Add an interview that was held."""
    form = InterviewForm(request.POST, case=case, at=request_scope(request).at)
    if not form.is_valid():
        return show(request, case, form=form)
    try:
        talk = record_interview(case=case, by=request.user, given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form=form)
    drafts.done(request, case, FORM)
    return asked_next(request, case, talk)


RECORDED = _l("The interview is recorded.")
STANDS = _l("The interview is recorded. The block that was answered before stands for it (105 ILCS 5/22-88).")
LATE = _l("The interview is recorded. The notice to the parent came after it began: it is late, and the duty says so.")
ASKED = {
    "yes": _l("The interview is recorded. An officer took part, so the block is asked: a duty stays open until it is complete."),
    "unknown": _l(
        "The interview is recorded. Whether a student under 18 is suspected of a criminal act is unknown: the block must be answered before"
        " any questioning, and a duty stays open until it is complete."
    ),
}


def asked_next(request: HttpRequest, case: Case, talk: Interview) -> HttpResponse:
    """Back to the talks; or on to the block, where the law asks for it and none stands for this talk yet."""
    stands = standing_for(talk) if asks_for_block(talk) else None
    if asks_for_block(talk) and stands is None:
        messages.warning(request, str(ASKED[talk.criminal_act]))
        return redirect(f"{address('case_questioning', case.code)}?talk={talk.id}")
    messages.success(request, str(RECORDED if stands is None else LATE if stands.is_late else STANDS))
    return redirect("case_interviews", code=case.code)


@case_view(Permission.ASSESS, "POST")
@once
def not_held(request: HttpRequest, case: Case) -> HttpResponse:
    """Record why an interview was not held."""
    form = NotHeldForm(request.POST)
    if not form.is_valid():
        return show(request, case, not_held_form=form)
    try:
        interview_not_held(case=case, by=request.user, **form.cleaned_data)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, not_held_form=form)
    messages.success(request, _("The reason is recorded."))
    return redirect("case_interviews", code=case.code)
