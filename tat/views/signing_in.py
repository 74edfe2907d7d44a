"""Setting a password with a word, the own sessions, and what administrators do about the sign-in of others."""

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.internal.flows.sessions import end_sessions as end_these
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions import signing_in as acts
from tat.forms.base import Form
from tat.idempotency import once
from tat.models import User
from tat.permissions import needs, public, signed_in
from tat.sign_in import asks_again, asks_factor_again, is_fresh
from tat.sign_in.forms import WordForm
from tat.views.accounts import SETS_UP, one_of_ours, press, show
from tat.views.mending import mend
from tat.workflow import Blocked

NOT_TOGETHER = _l("This address and this word do not belong together, or the word was used already or has run out. Ask for a new one.")
TOO_MANY = _l("Too many wrong words. Wait ten minutes, then try again.")


@public("GET", "POST")
def set_up(request: HttpRequest) -> HttpResponse:
    """A password, with the word that an administrator handed over. Whoever has none of both learns nothing."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _used(request, form):
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "account/set_up.html", {"form": form})


def _used(request: HttpRequest, form: WordForm) -> bool:
    said, credentials = form.cleaned_data, {"email": form.cleaned_data["email"]}
    if not AxesProxyHandler.is_allowed(request, credentials):
        form.add_error(None, TOO_MANY)
    elif acts.use_word(email=said["email"], word=said["word"], password=said["password1"]):
        return True
    else:
        AxesProxyHandler.user_login_failed(__name__, credentials, request)
        form.add_error("word", NOT_TOGETHER)
    request.axes_locked_out = False  # type: ignore[attr-defined]  # the page with the reason is shown
    return False


class Sessions(ListUserSessionsView):
    """Where the person is signed in; all others end at once, for who proved it a moment ago."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not is_fresh(self.request):
            raise ReauthenticationRequired
        with transaction.atomic():
            answer = super().form_valid(form)
            _log_own(self.request)
        return answer


@signed_in("POST")
@asks_again
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One of the own sessions ends, for who proved it a moment ago; a repeat does nothing."""
    found = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if found is not None and not found.is_current():
        with transaction.atomic():
            end_these(request, [found])
            _log_own(request)
        messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


def _log_own(request: HttpRequest) -> None:
    person: User = request.user  # type: ignore[assignment]
    audit.record("sessions_ended_own", by=person, at=clock.now(), district_id=person.district_id)


@needs(SETS_UP, "POST")
@asks_factor_again
def hand_word(request: HttpRequest, user_id: int) -> HttpResponse:
    """A word for the person, shown on this page and never again."""
    person, form = one_of_ours(request, user_id), Form(request.POST)
    if form.is_valid():
        try:
            word = acts.hand_word(by=request.user, user_id=user_id)  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            return show(request, person, word=word)
    return show(request, person, press=form)


def _pressed(act: Callable[..., object], done: Any) -> Callable[..., HttpResponse]:
    """A button about the sign-in of one person."""

    @needs(SETS_UP, "POST")
    @asks_factor_again
    @once
    def view(request: HttpRequest, user_id: int) -> HttpResponse:
        return press(request, one_of_ours(request, user_id), lambda: act(by=request.user, user_id=user_id), str(done))

    return view


ask_release = _pressed(acts.ask_release, _l("Asked for. Another person who sets the district up now releases it on this page."))
withdraw_release = _pressed(acts.withdraw_release, _l("Taken back. The second factor stays."))
release_factor = _pressed(acts.release_factor, _l("Released. The person is signed out everywhere, is told by mail, and sets up a new one."))
end_sessions = _pressed(acts.end_sessions, _l("Every session of the person has ended."))
