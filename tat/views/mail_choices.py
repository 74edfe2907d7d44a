"""Which mail a person gets, and the address in each daily list that switches it off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.csrf import csrf_exempt

from tat.actions.mail_choices import choose_daily_list, user_of
from tat.actions.returned_mail import say_mail_works
from tat.idempotency import once
from tat.permissions import public, signed_in

SAID = {"on": _l("The daily list is on."), "off": _l("The daily list is off. Everything else still comes.")}


@signed_in("GET")
def account_mail(request: HttpRequest) -> HttpResponse:
    """What comes by mail in any case, and the one that can be switched off."""
    return render(request, "account/mail.html")


@signed_in("POST")
@once
def account_mail_save(request: HttpRequest) -> HttpResponse:
    """Turn the daily list on or off; a form that says neither changes nothing."""
    said = request.POST.get("daily_list", "")
    if said in SAID:
        choose_daily_list(user=request.user, wanted=said == "on")  # type: ignore[arg-type]
        messages.success(request, SAID[said])
    return redirect("account_mail")


@signed_in("POST")
@once
def account_mail_works(request: HttpRequest) -> HttpResponse:
    """The person says that mail arrives again, after the address or the mailbox was set right."""
    if say_mail_works(user=request.user):  # type: ignore[arg-type]
        messages.success(request, _("Recorded. If mail comes back again, it stands here again."))
    return redirect("account_mail")


@csrf_exempt  # a mail program sends it on one press (RFC 8058), without a session: all that it can do is in the address
@public("GET", "POST")
def daily_list_off(request: HttpRequest, proof: str) -> HttpResponse:
    """Switch one person's daily list off; opening the address alone changes nothing, since mail programs open addresses."""
    user = user_of(proof)
    if user is None:
        raise Http404
    if request.method == "POST":
        choose_daily_list(user=user, wanted=False)
        user.daily_list = False
    return render(request, "account/daily_list_off.html", {"is_on": user.daily_list})
