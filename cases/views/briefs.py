"""The need-to-know briefs of a case: who is told what, who has opened it, and a new one."""

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.briefs import usual_end, withdraw_brief, write_brief
from cases.actions.locks import CLOSED, MERGED
from cases.actions.named_staff import accounts, kept_apart, look_for, who_has_it
from cases.forms.briefs import BriefForm
from cases.models import Brief, BriefReader, Case
from cases.views.acting import act, refusal
from cases.workflow import Stage
from tat import paging
from tat.actions.staff_found import SHOWN_AT_MOST, exactly
from tat.forms.people import NOT_FOUND, TOO_MANY
from tat.forms.unjudged import unjudged
from tat.idempotency import once
from tat.models import User
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.templatetags.moments import short

PAGE = 20
KEYS = ("recorded_at", "id")
ENDED = _l("%(names)s: this account has ended, so a brief would reach nobody. Name somebody else.")
NOT_ADDED = _l("This was typed and nobody was added yet. Press “Add this person”, or leave the field empty.")


@case_view(Permission.VIEW_CASE, "GET")
def case_briefs(request: HttpRequest, case: Case) -> HttpResponse:
    """The briefs, the latest first, and a form for those who may write one."""
    return show(request, case)


@case_view(Permission.NOTIFY, "POST")
def find(request: HttpRequest, case: Case) -> HttpResponse:
    """The page again as it stands, with the people whose name or e-mail was typed; nothing else is judged or kept."""
    data = request.POST.copy()
    found, problem = looked_for(request, case, data)
    if len(found) == 1 and not problem:
        data.appendlist("people", str(found[0].pk))
        data["who"] = ""
    form = unjudged(make_form(request, case, data, also=found))
    if problem:
        form.add_error("who", problem)
    refuse_ended(form, case)
    form.several = len(found) > 1
    form.fields["who"].widget.attrs["autofocus"] = True
    return show(request, case, form)


@case_view(Permission.NOTIFY, "POST")
@once
def write(request: HttpRequest, case: Case) -> HttpResponse:
    """Write the brief, or show what must be mended. A name that was typed and not added counts where it is somebody's whole name."""
    data = request.POST.copy()
    found, problem = looked_for(request, case, data)
    meant = [] if problem else exactly(data.get("who", ""), found)
    if len(meant) == 1:
        data.appendlist("people", str(meant[0].pk))
        data["who"], found = "", meant
    form = make_form(request, case, data, also=found)
    refuse_ended(form, case)
    if data.get("who", "").strip():
        form.add_error("who", problem or NOT_ADDED)
    return act(
        request,
        case,
        form,
        do=lambda: write_brief(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The brief is written. Each person named is told by mail that something waits, without a word of it."),
        go="case_briefs",
    )


@case_view(Permission.NOTIFY, "POST")
@once
def withdraw(request: HttpRequest, case: Case, brief_id: uuid.UUID) -> HttpResponse:
    """End a brief at once."""
    if withdraw_brief(case=case, by=request.user, brief_id=brief_id) is None:
        raise Http404
    messages.success(request, _("The brief is withdrawn. Nobody can open it any more."))
    return redirect("case_briefs", code=case.code)


def refuse_ended(form: BriefForm, case: Case) -> None:
    """Say before anything else that the case takes no brief any more; what was typed is shown once more."""
    if not case.is_open():
        form.add_error(None, MERGED if case.stage == Stage.MERGED else CLOSED)


def looked_for(request: HttpRequest, case: Case, data: QueryDict) -> tuple[list[User], Any]:
    """Who was meant by what is typed under “name or e-mail”, and what is wrong with it."""
    try:
        words = BriefForm.base_fields["who"].clean(data.get("who", ""))
    except ValidationError as wrong:
        return [], wrong
    if not words:
        return [], ""
    found = look_for(case, words, request_scope(request).at)
    if not found:
        return [], NOT_FOUND
    if len(found) > SHOWN_AT_MOST:
        return [], TOO_MANY % {"most": SHOWN_AT_MOST}
    if not found[0].is_active:
        return [], ENDED % {"names": ", ".join(each.full_name for each in found)}
    return found, ""


def make_form(request: HttpRequest, case: Case, data: QueryDict, also: Collection[User] = ()) -> BriefForm:
    """The form as typed, with the people whom it names and those who were found."""
    at = request_scope(request).at
    ids = [int(each) for each in data.getlist("people") if each.isdecimal() and each.isascii() and len(each) < 19]
    people = accounts(case, {*ids, *(each.pk for each in also)}, at)
    return BriefForm(data, people=people, having=who_has_it(case, at) if people else ())


def show(request: HttpRequest, case: Case, typed: BriefForm | None = None) -> HttpResponse:
    """The page, with the form as it was typed."""
    at = request_scope(request).at
    may = can(request_door(request), Permission.NOTIFY, case)
    briefs, after = paging.page(case.brief_set.select_related("withdrawn_by"), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    form = (typed or BriefForm(initial={"until_on": usual_end(at)})) if may and case.is_open() else None
    context = {
        "case": case,
        "briefs": with_readers(case, briefs, at),
        "after": after,
        "form": form,
        "may_withdraw": may,
        **refusal(request, [typed], [form]),
    }
    return render(request, "cases/briefs.html", context)


def with_readers(case: Case, briefs: Collection[Brief], at: Any) -> list[dict[str, Any]]:
    """Each brief with the people it names, whether it can be read still, and who has opened it; in two statements."""
    apart = kept_apart(case, at) if briefs else {}
    readers: dict[uuid.UUID, list[BriefReader]] = {}
    for reader in BriefReader.objects.filter(brief__in=briefs).select_related("user").order_by("name", "pk"):
        readers.setdefault(reader.brief_id, []).append(reader)
    return [
        {
            "brief": brief,
            "is_over": brief.withdrawn_at is not None or brief.until_on < local_date(at),
            "people": [named(reader, apart) for reader in readers.get(brief.pk, [])],
        }
        for brief in briefs
    ]


def named(reader: BriefReader, apart: Collection[int]) -> dict[str, Any]:
    """One person of a brief, for {% people_rows %}."""
    opened = _("opened %(at)s") % {"at": short(reader.opened_at)} if reader.opened_at else _("not opened yet")
    barred = ""
    if not reader.user.is_active:
        barred = _("the account has ended: cannot open it")
    elif reader.user_id in apart:
        barred = _("kept out of the case: cannot open it")
    return {
        "icon": "circle-check" if reader.opened_at else "circle",
        "words": ", ".join(filter(None, (reader.name, reader.position))),
        "note": " · ".join(filter(None, (opened, barred))),
    }
