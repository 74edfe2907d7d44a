"""One target's plan for safety: as it stands, its versions, what was offered and answered. For those alone who keep these plans."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import may_be_a_student
from cases.actions.members import who_works_on
from cases.actions.target_plans import record_target_offer, record_target_strategy, save_target_plan, strategies_for_targets
from cases.actions.targets import OnPaper, asked_of, has_left, on_paper, target_in
from cases.forms.target_plans import OfferForm, StrategyAnswerForm, TargetPlanForm, standing_words
from cases.models import Case, Party, Strategy, TargetPlanVersion
from cases.views import drafts
from cases.views.acting import act, on_what_stands, refusal
from cases.views.mending import as_left, changed_meanwhile
from cases.views.rail import rail
from cases.views.targets import RAIL_PLACE, row
from tat.addresses import address
from tat.idempotency import once
from tat.models import User
from tat.permissions import request_scope
from tat.roles import Permission

LETTERS = str.maketrans("0123456789", "ghijklmnop")
UNSAID: tuple[tuple[str, Any], ...] = (
    ("told", _l("what the target was told")),
    ("supervision", _l("supervision and routes")),
    ("supports", _l("supports")),
    ("on_contact", _l("what to do if the subject makes contact")),
    ("ends_when", _l("when it ends")),
)


@dataclass(frozen=True)
class Sheet:
    """What the page and its forms read, once."""

    paper: OnPaper
    people: Sequence[User]
    library: Sequence[Strategy]


def sheet_of(request: HttpRequest, case: Case, party_id: uuid.UUID) -> Sheet:
    """Read it. Raises Http404 for no target of this case."""
    paper = on_paper(target_in(case, party_id))
    return Sheet(paper, who_works_on(case, request_scope(request).at), strategies_for_targets(case))


def draft_name(party_id: uuid.UUID) -> str:
    """The name of one target's draft: a draft is named by letters alone, so the id's digits become letters."""
    return f"target_{party_id.hex.translate(LETTERS)}"


@case_view(Permission.VIEW_TARGET_PLAN, "GET")
def target_plan(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """The plan as it stands; `?write=1` opens its form, `?version=` an earlier version."""
    return show(request, case, sheet_of(request, case, party_id))


def show(
    request: HttpRequest,
    case: Case,
    sheet: Sheet,
    words: TargetPlanForm | None = None,
    offer: OfferForm | None = None,
    strategy: StrategyAnswerForm | None = None,
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at, may, paper = request_scope(request).at, case.is_open(), sheet.paper
    earlier = paper.version(request.GET.get("version", ""))
    shown = earlier or paper.current
    writes = may and earlier is None and (words is not None or paper.current is None or "write" in request.GET)
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "paper": paper,
        "version": shown,
        "is_earlier": shown is not None and shown != paper.current,
        "has_left": has_left(paper.current, sheet.people),
        "unsaid": unsaid(paper.current, paper.target.party),
        "strategies": answered(sheet),
        "may": may,
        "form": (words or words_form(request, case, sheet)) if writes else None,
        "offer_form": (offer or OfferForm(initial={"offered_at": at})) if may else None,
        "strategy_form": (strategy or StrategyAnswerForm(library=sheet.library)) if may else None,
        "draft_form": draft_name(paper.target.pk),
        **row(paper.target, asked_of(case), at),
    }
    context |= refusal(request, (words, offer, strategy), [context["form"], context["offer_form"], context["strategy_form"]])
    return render(request, "cases/target_plan.html", context)


def words_form(request: HttpRequest, case: Case, sheet: Sheet) -> TargetPlanForm:
    """The form with the plan as it stands, or as the person left it unsaved."""
    left = drafts.typed(request, case, draft_name(sheet.paper.target.pk))
    return as_left(TargetPlanForm(left, people=sheet.people, current=sheet.paper.current), left)


def unsaid(current: TargetPlanVersion | None, party: Party) -> list[str]:
    """What the plan does not say yet, in words."""
    if current is None:
        return []
    found = [str(words) for name, words in UNSAID if not getattr(current, name)]
    return [*found, _("whether the parents know")] if not current.parents and may_be_a_student(party) else found


def answered(sheet: Sheet) -> list[dict[str, Any]]:
    """Each strategy that was offered with the answer that governs and those before it, in the order of the library."""
    order = {each.code: number for number, each in enumerate(sheet.library)}
    latest = sorted(sheet.paper.answers().values(), key=lambda each: order.get(each.strategy, len(order)))
    return [
        {"latest": each, "before": [old for old in sheet.paper.strategies if old.strategy == each.strategy and old != each]}
        for each in latest
    ]


@case_view(Permission.VIEW_TARGET_PLAN, "POST")
@once
def save(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """Save the plan as a new version."""
    sheet = sheet_of(request, case, party_id)
    form = TargetPlanForm(request.POST, people=sheet.people)
    return act(
        request,
        case,
        form,
        do=lambda: save_target_plan(
            case=case, by=request.user, party_id=party_id, version=form.cleaned_data["version"], words=form.words()
        ),
        again=lambda: show(request, case, sheet, words=form),
        done=_l("The plan is saved as a new version. Earlier ones can still be read."),
        go="target_plan",
        to={"party_id": party_id},
        draft=draft_name(sheet.paper.target.pk),
        compare=lambda current: compare(request, case, form, sheet, current),
    )


def compare(request: HttpRequest, case: Case, form: TargetPlanForm, sheet: Sheet, current: TargetPlanVersion | None) -> HttpResponse:
    """Both texts side by side, and the typed form once more, on the version that stands now."""
    page = {
        "template": "cases/targets/_plan_form.html",
        "paper": sheet.paper,
        "draft_form": draft_name(sheet.paper.target.pk),
        "changed_by": current.recorded_name if current else "",
        "changed_at": current.recorded_at if current else None,
        "back_url": address("target_plan", case.code, sheet.paper.target.pk),
    }
    theirs = standing_words(current)
    again = on_what_stands(form, version=theirs["version"])
    return changed_meanwhile(request, case, form=form, again=again, theirs=theirs, page=page)


@case_view(Permission.VIEW_TARGET_PLAN, "POST")
@once
def offer(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """Record that the plan was offered, and the answer."""
    sheet, form = sheet_of(request, case, party_id), OfferForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: record_target_offer(case=case, by=request.user, party_id=party_id, given=form.given()),
        again=lambda: show(request, case, sheet, offer=form),
        done=_l("The offer is recorded."),
        go="target_plan",
        to={"party_id": party_id},
    )


@case_view(Permission.VIEW_TARGET_PLAN, "POST")
@once
def strategy(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """Record how one strategy stands with the target."""
    sheet = sheet_of(request, case, party_id)
    form = StrategyAnswerForm(request.POST, library=sheet.library)
    return act(
        request,
        case,
        form,
        do=lambda: record_target_strategy(case=case, by=request.user, party_id=party_id, given=form.given()),
        again=lambda: show(request, case, sheet, strategy=form),
        done=_l("The answer is recorded."),
        go="target_plan",
        to={"party_id": party_id},
    )
