"""Referrals of a case: help that is offered, to whom and why, each answer and outcome as it came, and the directory to choose from."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.families import parties_of
from cases.actions.referrals import (
    add_referral,
    answer_referral,
    answers_of,
    helpable,
    linkable,
    referral_page,
    referrals_of,
)
from cases.actions.services import OFFERED
from cases.forms.referrals import AnswerForm, ReferralForm
from cases.models import Case, Referral, ReferralAnswer, Service
from cases.views.acting import act, on_what_stands, refusal
from cases.views.help_offered import standing_sign, standing_words
from cases.views.mending import beside, saved_by
from cases.views.rail import rail
from tat.addresses import address
from tat.idempotency import once
from tat.models.written import with_position
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date

RAIL_PLACE = 6


@case_view(Permission.VIEW_CASE, "GET")
def case_referrals(request: HttpRequest, case: Case) -> HttpResponse:
    """What was offered, the latest first, a page at a time."""
    return show(request, case)


def show(
    request: HttpRequest, case: Case, form: ReferralForm | None = None, answering: AnswerForm | None = None, named: str = ""
) -> HttpResponse:
    """The page, with a form's errors where there are any; `named` is the offer whose answer was sent, which then stands on it."""
    way = request_door(request)
    may = case.is_open() and can(way, Permission.WRITE_PLAN, case)
    rows, after = referral_page(case, request.GET.get("after", ""))
    if named and named not in {str(row.pk) for row in rows}:
        rows = [*(row for row in referrals_of(case) if str(row.pk) == named), *rows]
    services = OFFERED(district=case.district_id)
    lines = [_line(row, answers, answering, may) for row, answers in _with_answers(rows, case)]
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "lines": lines,
        "after": after,
        "services": services,
        "may_release": can(way, Permission.NOTIFY, case),
        "form": (form or offer_form(request, case, services=services)) if may else None,
    }
    context |= refusal(request, (form, answering), [context["form"], *(line["form"] for line in lines)])
    return render(request, "cases/referrals.html", context)


def _with_answers(rows: list[Referral], case: Case) -> Iterable[tuple[Referral, list[ReferralAnswer]]]:
    given = answers_of(rows, case) if rows else {}
    return [(row, given.get(row.pk, [])) for row in rows]


def _line(row: Referral, answers: list[ReferralAnswer], answering: AnswerForm | None, may: bool) -> dict[str, Any]:
    """One offer with its answers, how it stands, and the form of the next answer."""
    last = answers[-1] if answers else None
    mine = answering if answering is not None and answering.prefix == str(row.pk) else None
    return {
        "row": row,
        "answers": answers,
        "sign": standing_sign(row),
        "words": standing_words(row),
        "form": (mine or AnswerForm(last=last, prefix=str(row.pk))) if may else None,
        "open": mine is not None,
    }


def offer_form(request: HttpRequest, case: Case, data: Any = None, *, services: list[Service] | None = None) -> ReferralForm:
    """The form of a new offer, by whoever writes it, today, unless it says otherwise."""
    by: Any = request.user
    return ReferralForm(
        data,
        parties=helpable(parties_of(case)),
        services=OFFERED(district=case.district_id) if services is None else services,
        strategies=linkable(case),
        today=local_date(request_scope(request).at),
        by=with_position(by.full_name, by.position),
    )


@case_view(Permission.WRITE_PLAN, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Help is offered."""
    form = offer_form(request, case, request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: add_referral(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The offer is recorded. Record the answer when it comes."),
        go="case_referrals",
    )


@case_view(Permission.WRITE_PLAN, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """How an offer stands."""
    try:
        referral_id = uuid.UUID(request.POST.get("referral_id", ""))
    except ValueError:
        raise Http404 from None
    form = AnswerForm(request.POST, last=None, prefix=str(referral_id))

    def do() -> None:
        version = form.cleaned_data["version"]
        answer_referral(case=case, by=request.user, referral_id=referral_id, version=version, given=form.given())

    return act(
        request,
        case,
        form,
        do=do,
        again=lambda: show(request, case, answering=form, named=str(referral_id)),
        done=_l("It is recorded how the offer stands."),
        go="case_referrals",
        compare=lambda current: compare(request, case, form, current),
    )


def compare(request: HttpRequest, case: Case, form: AnswerForm, current: ReferralAnswer) -> HttpResponse:
    """What somebody recorded meanwhile beside what was typed, then the typed form once more, after that answer."""
    again = on_what_stands(AnswerForm(request.POST, last=current, prefix=form.prefix), version=current.number)
    theirs = {name: getattr(current, name) for name in form.fields if name != "version"}
    page = {
        "template": "cases/referrals/_answer_form.html",
        "referral_id": current.referral_id,
        "sentence": saved_by(current),
        "back_url": address("case_referrals", case.code),
    }
    return beside(request, case, form=form, again=again, theirs=theirs, page=page)
