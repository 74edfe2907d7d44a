"""People's accounts: the list by pages, one person, what is done with the account and the offices that the person holds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from tat import paging
from tat.actions import accounts as acts
from tat.actions import offices
from tat.actions.accounts import accounts_of
from tat.actions.district_doors import may_touch
from tat.actions.signing_in import open_release
from tat.forms.accounts import AccountForm, EndOfficeForm, FindForm, OfficeForm, account_form
from tat.forms.base import Form
from tat.idempotency import once
from tat.models import Building, User
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission
from tat.sign_in import asks_factor_again
from tat.sign_in.factor import has_factor
from tat.statutes import local_date
from tat.views.mending import mend
from tat.workflow import Blocked

SETS_UP = Permission.SET_UP_DISTRICT
PAGE = 50
WAITING, OPEN, ENDED = "waiting", "open", "ended"
SHOWS: dict[str, tuple[Any, Q]] = {
    OPEN: (_l("May sign in"), Q(is_active=True)),
    WAITING: (_l("Wait to be enabled"), Q(is_active=False, ended_at=None)),
    ENDED: (_l("Have left"), Q(ended_at__isnull=False)),
}


@needs(SETS_UP, "GET")
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts of one state, by name, a page at a time."""
    return show_list(request)


def show_list(request: HttpRequest, **sent: Any) -> HttpResponse:
    """The page; `sent` has a form with errors, or the people who were found."""
    everybody = accounts_of(request_scope(request).district_id)
    counts = everybody.aggregate(**{name: Count("pk", filter=held) for name, (_words, held) in SHOWS.items()})
    shown = sent.get("shown") or request.GET.get("show", "")
    shown = shown if shown in SHOWS else OPEN
    found: list[User] | None = sent.get("found")
    rows, after = ([], "") if found is not None else _page(everybody, SHOWS[shown][1], request.GET.get("after", ""))
    context = {
        "rows": rows if found is None else found,
        "found": found is not None,
        "is_cut": found is not None and len(found) == PAGE,
        "after": after,
        "shown": "" if found is not None else shown,
        "shows": [(name, words, counts[name]) for name, (words, _held) in SHOWS.items()],
        "find_form": sent.get("find") or FindForm(),
        "add_form": sent.get("add") or AccountForm(prefix="add"),
        "enable_form": sent.get("enable"),
        "chosen": sent.get("chosen", ()),
    }
    return render(request, "tat/accounts.html", context)


def _page(everybody: QuerySet[User], held: Q, after: str) -> tuple[list[User], str]:
    """In the order of names; the token has the number of the last person alone, since no name stands in an address."""
    number = paging.read(User, ("id",), after)
    last = everybody.filter(pk=number[0]).values_list("full_name", "pk").first() if number else None
    found, more = paging.page(everybody.filter(held), ("full_name", "id"), paging.token(*last) if last else "", PAGE)
    return found, paging.token(found[-1].pk) if more else ""


@needs(SETS_UP, "POST")
def find(request: HttpRequest) -> HttpResponse:
    """People by a part of the name or address: sent, since no name stands in an address."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return show_list(request, find=form)
    words = form.cleaned_data["words"]
    named = Q(full_name__icontains=words) | Q(email__icontains=words)
    rows = accounts_of(request_scope(request).district_id).filter(named).order_by("full_name", "pk")[:PAGE]
    return show_list(request, find=form, found=list(rows))


@needs(SETS_UP, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Make an account by hand."""
    form = AccountForm(request.POST, prefix="add")
    if form.is_valid():
        try:
            person = acts.add_account(by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The account is made. It waits until you enable it."))
            return redirect("account_detail", user_id=person.pk)
    return show_list(request, add=form)


@needs(SETS_UP, "POST")
@once
def enable(request: HttpRequest) -> HttpResponse:
    """Let the chosen people sign in."""
    form = Form(request.POST)
    chosen = [int(each) for each in request.POST.getlist("people") if each.isascii() and each.isdigit() and len(each) < 19]
    form.is_valid()
    try:
        number = acts.enable_accounts(by=request.user, user_ids=chosen)  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
    except (Http404, PermissionDenied):
        form.add_error(None, _("One of these accounts is not yours to enable, or is not there. Choose again; nothing was changed."))
    else:
        words = ngettext("%(n)d account is enabled.", "%(n)d accounts are enabled.", number)
        messages.success(request, words % {"n": number})
        return redirect("account_list")
    return show_list(request, shown=WAITING, enable=form, chosen=chosen)


@needs(SETS_UP, "GET")
def account_detail(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: the account, where it comes from, the offices."""
    return show(request, one_of_ours(request, user_id))


def show(request: HttpRequest, person: User, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    touches, gives = may_touch(scope, person, scope.at), offices.gives_offices(scope)
    today = local_date(scope.at)
    held = [(row, row.until_on is None or row.until_on >= today) for row in offices.offices_of(person)]
    ending = sent.get("ending", (0, None))
    context = {
        "person": person,
        "state": next(name for name, _words in _states() if _is(person, name)),
        "own": person.pk == scope.user_id,
        "touches": touches,
        "form": (sent.get("change") or account_form(person)) if touches else None,
        "by_hand": [AccountForm.base_fields[name].label for name in person.by_hand if name in AccountForm.base_fields],
        "offices": [(row, _ending(row.pk, ending) if gives and runs else None, runs) for row, runs in held],
        "office_form": (sent.get("office") or _office_form(scope)) if gives and person.is_active else None,
        "gives": gives,
        "press_form": sent.get("press"),
        "word": sent.get("word"),
        "factor": has_factor(person),
        "release": open_release(person, scope.at),
        "word_until": scope.at + timedelta(hours=settings.SET_UP_WORD_HOURS),
    }
    return render(request, "tat/account.html", context)


def _states() -> list[tuple[str, Any]]:
    return [(name, words) for name, (words, _held) in SHOWS.items()]


def _is(person: User, state: str) -> bool:
    return state == (OPEN if person.is_active else ENDED if person.ended_at else WAITING)


def _ending(number: int, sent: tuple[int, EndOfficeForm | None]) -> EndOfficeForm:
    return sent[1] if sent[1] is not None and sent[0] == number else EndOfficeForm(auto_id=f"id_{number}_%s")


def _office_form(scope: Scope, data: Any = None) -> OfficeForm:
    rows = Building.objects.filter(district=scope.district_id or 0, closed_on=None).order_by("name")
    return OfficeForm(data, buildings=rows, initial={"from_on": local_date(scope.at)})


def one_of_ours(request: HttpRequest, user_id: int) -> User:
    person = accounts_of(request_scope(request).district_id).filter(pk=user_id).first()
    if person is None:
        raise Http404
    return person


@needs(SETS_UP, "POST")
@once
def change(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change what is known of a person."""
    person = one_of_ours(request, user_id)
    form = account_form(person, request.POST)
    return _act(
        request, person, "change", form, lambda: acts.change_account(by=_by(request), user_id=user_id, given=form.given()), _("Saved.")
    )


@needs(SETS_UP, "POST")
@asks_factor_again
@once
def give_office(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give the person an office."""
    person, form = one_of_ours(request, user_id), _office_form(request_scope(request), request.POST)
    act = lambda: offices.give_office(by=_by(request), user_id=user_id, given=form.given())  # noqa: E731  beside its form
    return _act(request, person, "office", form, act, _("Recorded."))


@needs(SETS_UP, "POST")
@asks_factor_again
@once
def end_office(request: HttpRequest, user_id: int, office_id: int) -> HttpResponse:
    """End an office of the person."""
    person, form = one_of_ours(request, user_id), EndOfficeForm(request.POST, auto_id=f"id_{office_id}_%s")
    if form.is_valid():
        try:
            offices.end_office(by=_by(request), user_id=user_id, office_id=office_id, **form.cleaned_data)
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("Recorded. The office ends with that day."))
            return redirect("account_detail", user_id=user_id)
    return show(request, person, ending=(office_id, form))


def _pressed(act: Callable[..., object], done: Any) -> Callable[..., HttpResponse]:
    """A button on one account."""

    @needs(SETS_UP, "POST")
    @once
    def view(request: HttpRequest, user_id: int) -> HttpResponse:
        return press(request, one_of_ours(request, user_id), lambda: act(by=_by(request), user_id=user_id), str(done))

    return view


def press(request: HttpRequest, person: User, act: Callable[[], object], done: str) -> HttpResponse:
    """A button was pressed: the act, and back to the page; or the page with the reason."""
    return _act(request, person, "press", Form(request.POST), act, done)


enable_one = _pressed(lambda by, user_id: acts.enable_accounts(by=by, user_ids=[user_id]), _l("Enabled. The person may sign in."))
disable = _pressed(acts.disable_account, _l("Disabled. The person is signed out with the next request; seats and offices stay."))
end = _pressed(acts.end_account, _l("Ended. Seats and offices end today; what the person did stays."))
follow = _pressed(acts.follow_list, _l("The next staff list writes this account again."))


def _act(request: HttpRequest, person: User, name: str, form: forms.Form, act: Callable[[], object], done: str) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, done)
            return redirect("account_detail", user_id=person.pk)
    return show(request, person, **{name: form})


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
