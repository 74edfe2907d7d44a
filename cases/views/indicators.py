"""The district's imminence indicators: the list that its superintendent words, one address for each act."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions import indicators as acts
from cases.actions.plan import Stale
from cases.forms.indicators import ListForm, WordingForm
from cases.models import Indicator
from cases.models.indicators import IndicatorList, in_force
from cases.views.acting import on_what_stands, refusal
from cases.views.mending import mend
from tat.idempotency import once
from tat.models import User
from tat.permissions import needs
from tat.roles import Permission
from tat.workflow import Blocked

NEW = "new"
CHANGED_MEANWHILE = _l(
    "Someone changed this list meanwhile, and nothing of yours is saved yet. Look at the list as it stands now, then send it again."
)


@needs(Permission.EDIT_GUIDANCE, "GET")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The list in force, each indicator with what may be done to it."""
    return show(request)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Put one more at the end of the list."""
    form = WordingForm(request.POST, prefix=NEW)
    return _do(request, form, acts.add_indicator, _("The indicator is added."), text=form["text"].data)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def change(request: HttpRequest, indicator: str) -> HttpResponse:
    """Word one anew."""
    form = WordingForm(request.POST, prefix=indicator)
    done = _("The wording is changed. Determinations before it keep the wording that was read.")
    return _do(request, form, acts.change_indicator, done, code=indicator, text=form["text"].data)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def stop(request: HttpRequest, indicator: str) -> HttpResponse:
    """Offer one no longer."""
    return _do(request, ListForm(request.POST), acts.stop_indicator, _("The indicator is not offered any more."), code=indicator)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def offer(request: HttpRequest, indicator: str) -> HttpResponse:
    """Offer one again."""
    return _do(request, ListForm(request.POST), acts.offer_indicator, _("The indicator is offered again."), code=indicator)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def up(request: HttpRequest, indicator: str) -> HttpResponse:
    """Move one a place up."""
    return _do(request, ListForm(request.POST), acts.move_indicator, _("The indicator is moved up."), code=indicator, places=-1)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def down(request: HttpRequest, indicator: str) -> HttpResponse:
    """Move one a place down."""
    return _do(request, ListForm(request.POST), acts.move_indicator, _("The indicator is moved down."), code=indicator, places=1)


def _do(request: HttpRequest, form: ListForm, act: Callable[..., Indicator], done: str, **given: Any) -> HttpResponse:
    """Act on a valid form and go back to the list; else the list with what is to be mended, 409 where it changed meanwhile."""
    person = signed(request)
    if not form.is_valid():
        return show(request, form)
    try:
        act(district=person.district, by=person, edition=form.cleaned_data["version"], **given)
    except Stale as stale:
        on_what_stands(form, version=stale.current.edition)  # type: ignore[attr-defined]
        form.add_error(None, CHANGED_MEANWHILE)
        return show(request, form, status=409)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    messages.success(request, done)
    return redirect("indicator_list")


def show(request: HttpRequest, sent: ListForm | None = None, status: int = 200) -> HttpResponse:
    """The list; the form that was sent stands in its place as typed, and what is wrong with any other above it all."""
    found = in_force(signed(request).district_id)
    lines = [_line(row, found, sent) for row in found.offered]
    placed = [line["form"] for line in lines]
    new = sent if sent is not None and sent.prefix == NEW else WordingForm(prefix=NEW, initial={"version": found.edition})
    context = {
        "found": found,
        "lines": lines,
        "new_form": new,
        **refusal(request, [sent], [new, *placed]),
    }
    return render(request, "cases/indicators.html", context, status=status)


def _line(row: Indicator, found: IndicatorList, sent: ListForm | None) -> dict[str, Any]:
    """One indicator with its form; `default` is what ships in its place, where the district words it otherwise."""
    shipped = found.shipped.get(row.code)
    mine = sent is not None and sent.prefix == row.code
    initial = {"version": found.edition, "text": row.text}
    return {
        "row": row,
        "default": shipped.text if shipped and shipped.text != row.text else "",
        "form": sent if mine else WordingForm(prefix=row.code, initial=initial),
    }


def signed(request: HttpRequest) -> User:
    """Who asks; the decorator let nobody through who is not signed in."""
    return request.user  # type: ignore[return-value]
