"""The search: one page with the words sent and never asked for, the filters, and those that the person keeps."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import request_door
from reporting.actions.saved_filters import filters_of, kept, remove_filter, save_filter
from reporting.actions.searching import MOST_SHOWN, search
from reporting.actions.sought_cases import Narrowing, listed, narrowing, places
from reporting.actions.sought_names import MOST_NAMES
from reporting.forms.search import KeepForm, SearchForm
from tat import audit
from tat.idempotency import once
from tat.permissions import reads_on, signed_in
from tat.views.mending import taken

SAVED = "filter"


@signed_in("GET")
def search_page(request: HttpRequest) -> HttpResponse:
    """The form, the person's filters, and the cases that a filter in the address lets through, by code. No words are taken from it."""
    reads_on(request)
    way, own = request_door(request), places(request_door(request))
    filters = filters_of(way.scope.user_id)
    chosen = _saved(request.GET.get(SAVED, ""), filters, own) or narrowing(request.GET.dict(), own)
    form = SearchForm(initial=chosen.chosen(), places=own)
    if not chosen.narrows():
        return show(request, form, chosen, own, filters)
    rows, after = listed(way, chosen, request.GET.get("after", ""))
    audit.record_access(
        request.user,  # type: ignore[arg-type]
        kind="search",
        page="search",
        at=way.scope.at,
        digest=audit.digest_of([row.code for row in rows]),
    )
    query = chosen.chosen() | ({SAVED: request.GET[SAVED]} if SAVED in request.GET else {})
    next_url = f"?{urlencode({**query, 'after': after})}" if after else ""
    return show(request, form, chosen, own, filters, rows=rows, listed=True, next_url=next_url)


@signed_in("POST")
def find(request: HttpRequest) -> HttpResponse:
    """What was found; or what must be mended, with everything typed. Where only a filter was chosen, its own address."""
    reads_on(request)
    way, own = request_door(request), places(request_door(request))
    form = SearchForm(request.POST, places=own)
    filters = filters_of(way.scope.user_id)
    if not form.is_valid():
        return show(request, form, Narrowing(), own, filters)
    chosen = narrowing(form.chosen(), own)
    if not form.cleaned_data["words"]:
        return redirect(f"{reverse('search')}?{urlencode(chosen.chosen())}")
    answer = search(form.sought, chosen, by=request.user, way=way, years=form.far, after=form.cleaned_data["after"])  # type: ignore[arg-type]
    limits = {"most_shown": MOST_SHOWN, "most_names": MOST_NAMES}
    return show(request, form, chosen, own, filters, answer=answer, codes_alone=way.scope.is_outside, **limits)


@signed_in("POST")
@once
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page under a name."""
    way, own = request_door(request), places(request_door(request))
    form = KeepForm(request.POST, places=own)
    row = taken(form, lambda: save_filter(by=request.user, name=form.cleaned_data["name"], narrow=narrowing(form.chosen(), own)))  # type: ignore[arg-type]
    if row is None:
        sent = {name: request.POST.get(f"keep-{name}", "") for name in Narrowing().__dict__}
        chosen = narrowing(sent, own)
        first = SearchForm(initial=chosen.chosen(), places=own)
        return show(request, first, chosen, own, filters_of(way.scope.user_id), keep_form=form)
    messages.success(request, _("The filter is kept. Only you see it."))
    return redirect(f"{reverse('search')}?{urlencode({SAVED: row.pk})}")


@signed_in("POST")
@once
def remove(request: HttpRequest, filter_id: uuid.UUID) -> HttpResponse:
    """Take one of the own filters away."""
    if not remove_filter(by=request.user, filter_id=filter_id):  # type: ignore[arg-type]
        raise Http404
    messages.success(request, _("The filter is removed."))
    return redirect("search")


def show(
    request: HttpRequest, form: SearchForm, chosen: Narrowing, own: Mapping[int, str], filters: list[Any], **more: Any
) -> HttpResponse:
    """The page. A filter can be kept where one is chosen."""
    keep_form = more.pop("keep_form", None)
    if keep_form is None and chosen.narrows() and not chosen.lost:
        keep_form = KeepForm(initial=chosen.chosen() | {"show": chosen.show}, places=own)
    context = {
        "form": form,
        "chosen": chosen,
        "filters": [(row, kept(row, own)) for row in filters],
        "used": request.GET.get(SAVED, ""),
        "keep_form": keep_form,
        "now": request_door(request).scope.at,
    }
    return render(request, "reporting/search.html", context | more)


def _saved(typed: str, filters: list[Any], own: Mapping[int, str]) -> Narrowing | None:
    """What one of the own filters narrows to; an address with another, or with none, has none."""
    row = next((row for row in filters if str(row.pk) == typed), None)
    return kept(row, own) if row else Narrowing(unknown=True) if typed else None
